import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AppOptions, openApp } from '../../src/app.ts';
import { noteFile, park, unpark } from '../../src/db/parked.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-parked-'));
  fs.mkdirSync(path.join(dataDir, 'live'));
});
afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

test('upSync does not start on a folder whose data live elsewhere, says why, and makes no new database there', async () => {
  const live = path.join(dataDir, 'live');
  park(live, 'The data were moved. Set DATABASE_URL.');
  const options = { config: { DATA_DIR: dataDir } } as AppOptions;
  await expect(openApp(options)).rejects.toThrow(
    `The data were moved. Set DATABASE_URL. (This stands in ${noteFile(live)}.)`,
  );
  expect(fs.readdirSync(live)).toEqual(['do-not-start.txt']);
  unpark(live);
  expect(fs.readdirSync(live)).toEqual([]);
});

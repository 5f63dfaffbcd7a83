import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openEmbedded } from '../../src/db/embedded.ts';
import { bundle, type Child, start } from '../helpers/child.ts';
import { until } from '../helpers/until.ts';

const KILLS = 3;
/** Starts take seconds, and more on a machine that has other work. */
const PATIENCE_MS = 120_000;
jest.setTimeout(3 * PATIENCE_MS);

let writer: string;
let base: string;
let dir: string;
let round = 0;
let child: Child | undefined;

beforeAll(() => {
  writer = bundle('test/db/writer.ts');
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-embedded-'));
});
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  dir = path.join(base, String(++round), 'database');
});
afterEach(async () => {
  await child?.kill();
  child = undefined;
});

async function numbers(): Promise<number[]> {
  const database = await openEmbedded(dir);
  const { rows } = await database.pool.query<{ n: number }>('SELECT n FROM numbers ORDER BY n');
  await database.close();
  return rows.map(({ n }) => n);
}

describe('the embedded database', () => {
  test('makes every commit reach the disk', async () => {
    const database = await openEmbedded(dir);
    await database.pool.query('CREATE TABLE numbers (n integer)');
    const syncs = jest.spyOn(fs, 'fdatasyncSync');
    try {
      for (let n = 0; n < 50; n++) await database.pool.query('INSERT INTO numbers VALUES ($1)', [n]);
      expect(syncs.mock.calls.length).toBeGreaterThanOrEqual(50);
      const written = syncs.mock.calls.length;
      for (let n = 0; n < 50; n++) await database.pool.query('SELECT count(*) FROM numbers');
      expect(syncs.mock.calls.length).toBeLessThan(written + 10);
    } finally {
      syncs.mockRestore();
      await database.close();
    }
  });

  test('opens again with what was in it, and leaves no lock behind', async () => {
    const first = await openEmbedded(dir);
    await first.pool.query('CREATE TABLE numbers (n integer); INSERT INTO numbers VALUES (1)');
    await first.close();
    expect(await numbers()).toEqual([1]);
    expect(fs.existsSync(`${dir}.lock`)).toBe(false);
  });

  test('refuses a second process with a sentence that says what to do, and the dead do not stand in the way', async () => {
    const holder = start(writer, dir, 'hold');
    child = holder;
    await until(holder.trouble, () => holder.lines.includes('open'), PATIENCE_MS);
    await expect(openEmbedded(dir)).rejects.toThrow(
      /^Another upSync process uses .*database\. Stop it first, or set DATABASE_URL/,
    );
    await holder.kill();
    expect(fs.existsSync(`${dir}.lock`)).toBe(true);
    expect(await numbers()).toEqual([]);
  });

  test('refuses a second opening in the same process, too, and lives on', async () => {
    const first = await openEmbedded(dir);
    await expect(openEmbedded(dir)).rejects.toThrow('Another upSync process uses');
    expect((await first.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await first.close();
  });

  test(`kill -9 while it writes, ${KILLS} times: nothing that was committed is missing`, async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      const busy = start(writer, dir, 'write');
      child = busy;
      await until(busy.trouble, () => busy.lines.length > 20 * kill, PATIENCE_MS);
      await busy.kill();
      const said = Number(busy.lines.at(-1));
      const kept = await numbers();
      expect(kept.length).toBeGreaterThanOrEqual(said);
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1));
    }
  });

  test.each([
    ['as it begins', () => `${dir}.new`],
    ['in the middle', () => path.join(`${dir}.new`, 'base', '1', 'PG_VERSION')],
    ['near the end', () => path.join(`${dir}.new`, 'postmaster.pid')],
    ['right after', () => path.join(dir, 'PG_VERSION')],
  ])('kill -9 in the very first start, %s: the next start opens', async (_when, file) => {
    const first = start(writer, dir, 'hold');
    child = first;
    await until(
      () => `${file()} is there: ${first.trouble()}`,
      () => fs.existsSync(file()) || first.lines.includes('open'),
      PATIENCE_MS,
    );
    await first.kill();
    const database = await openEmbedded(dir);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});

import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockDirectory } from '../../src/db/lock.ts';

let base: string;

beforeEach(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-lock-'));
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

describe('the lock of a directory', () => {
  test('is one holder’s at a time, by whatever path it is named', async () => {
    const dir = path.join(base, 'database');
    const release = await lockDirectory(dir);
    await expect(lockDirectory(path.join(base, '.', 'x', '..', 'database'))).rejects.toThrow('Another upSync process');
    const other = await lockDirectory(path.join(base, 'other'));
    await release();
    await other();
    await (await lockDirectory(dir))();
  });

  test('works under a path that is too long for a socket', async () => {
    const dir = path.join(base, 'a'.repeat(120), 'database');
    fs.mkdirSync(path.dirname(dir), { recursive: true });
    const release = await lockDirectory(dir);
    await expect(lockDirectory(dir)).rejects.toThrow('Another upSync process');
    await release();
    await (await lockDirectory(dir))();
  });

  test('a file that nobody listens on was left behind, and is replaced', async () => {
    const dir = path.join(base, 'database');
    await leaveSocketBehind(`${dir}.lock`);
    expect(fs.existsSync(`${dir}.lock`)).toBe(true);
    await (await lockDirectory(dir))();
  });
});

/** A socket file as a killed process leaves it: there, and silent. */
async function leaveSocketBehind(address: string): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(`${address}.live`, resolve));
  fs.linkSync(`${address}.live`, address);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

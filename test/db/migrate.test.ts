import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrationsOf } from '../../src/db/copy.ts';
import type { Database } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { emptyDatabase } from '../helpers/database.ts';
import { MIGRATIONS } from '../helpers/database-template.ts';

let database: Database;
let dir: string;

beforeEach(async () => {
  database = await emptyDatabase();
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-migrations-'));
});
afterEach(async () => {
  await database.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  fs.mkdirSync(path.join(dir, name), { recursive: true });
  fs.writeFileSync(path.join(dir, name, 'migration.sql'), sql);
}

async function tables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

describe('migrations', () => {
  test('bring an empty database to the schema, once', async () => {
    const names = fs
      .readdirSync(MIGRATIONS)
      .filter((name) => /^\d{14}_/.test(name))
      .sort();
    expect(await migrate(database.pool, MIGRATIONS)).toEqual(names);
    const all = await tables();
    expect(all).toEqual(expect.arrayContaining(['AuditEntry', 'Batch', 'Posting', 'RunMessage', 'SyncRun']));
    expect(await migrate(database.pool, MIGRATIONS)).toEqual([]);
    expect(await tables()).toEqual(all);
  });

  test('are applied once each, whichever of several processes that start at once is first', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.pool, MIGRATIONS)));
    expect(applied.flat().sort()).toEqual(await migrationsOf(database.pool));
  });

  test('a new one is applied to what is there, in the order of their names', async () => {
    write('2_second', 'ALTER TABLE thing ADD COLUMN size integer;');
    write('1_first', 'CREATE TABLE thing (id integer);');
    expect(await migrate(database.pool, dir)).toEqual(['1_first', '2_second']);
    write('3_third', 'INSERT INTO thing VALUES (1, 2); CREATE TABLE other (id integer);');
    expect(await migrate(database.pool, dir)).toEqual(['3_third']);
    expect((await database.pool.query('SELECT * FROM thing')).rows).toEqual([{ id: 1, size: 2 }]);
  });

  test('one that was edited after it was applied is refused by name', async () => {
    write('1_first', 'CREATE TABLE thing (id integer);');
    await migrate(database.pool, dir);
    write('1_first', 'CREATE TABLE thing (id bigint);');
    write('2_second', 'CREATE TABLE other (id integer);');
    await expect(migrate(database.pool, dir)).rejects.toThrow('migration 1_first was edited after it was applied');
    expect(await tables()).toEqual(['thing']);
  });

  test('one that fails in the middle leaves nothing of itself, and can be put right', async () => {
    write('1_first', 'CREATE TABLE thing (id integer);');
    write('2_second', 'CREATE TABLE other (id integer); INSERT INTO nowhere VALUES (1);');
    await expect(migrate(database.pool, dir)).rejects.toThrow('nowhere');
    expect(await tables()).toEqual(['thing']);
    write('2_second', 'CREATE TABLE other (id integer);');
    expect(await migrate(database.pool, dir)).toEqual(['2_second']);
  });

  test('one that Prisma’s command line left half done is refused', async () => {
    write('1_first', 'CREATE TABLE thing (id integer);');
    await migrate(database.pool, dir);
    await database.pool.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(migrate(database.pool, dir)).rejects.toThrow('migration 1_first is recorded as failed');
  });
});

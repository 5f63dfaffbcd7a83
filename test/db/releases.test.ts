import fs from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readContents, type Values } from '../../src/db/copy.ts';
import type { Database } from '../../src/db/embedded.ts';
import { createDb } from '../../src/db/index.ts';
import { migrate } from '../../src/db/migrate.ts';
import { emptyDatabase } from '../helpers/database.ts';
import { MIGRATIONS } from '../helpers/database-template.ts';
import { ANN } from './make.ts';

const RELEASES = 'test/db/releases';
const versions = fs.readdirSync(RELEASES).flatMap((name) => /^(\d+\.\d+\.\d+)\.sql$/.exec(name)?.[1] ?? []);
const read = (name: string) => fs.readFileSync(`${RELEASES}/${name}`, 'utf8');

let database: Database;
afterEach(() => database?.close());

/** All rows, each as `column=value` in the columns named. */
async function rowsIn(columns?: Map<string, string[]>): Promise<{ columns: Map<string, string[]>; rows: string[] }> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const { tables, rows } = await readContents(client);
    const own = new Map(tables.map((table) => [table.name, table.columns]));
    const found: string[] = [];
    for await (const { table, values } of rows) {
      const wanted = (columns ?? own).get(table);
      if (wanted) found.push(`${table} ${told(own.get(table) ?? [], values, wanted)}`);
    }
    await client.query('COMMIT');
    return { columns: own, rows: found.sort() };
  } finally {
    client.release();
  }
}

function told(columns: string[], values: Values, wanted: string[]): string {
  return wanted.map((column) => `${column}=${values[columns.indexOf(column)]}`).join(' ');
}

test('there is a schema of a release to migrate from', () => {
  expect(versions.length).toBeGreaterThan(0);
});

describe.each(versions)('a database of %s', (version) => {
  test('is migrated to now with all its data, and the program works on it', async () => {
    database = await emptyDatabase();
    const { pool } = database;
    await pool.query(read(`${version}.sql`));
    await pool.query(read(`${version}.data.sql`));
    const before = await rowsIn();
    expect(before.rows.length).toBeGreaterThan(before.columns.size);

    expect((await migrate(pool, MIGRATIONS)).length).toBeGreaterThan(0);
    const after = await rowsIn(before.columns);
    expect(after.rows.filter((row) => !row.startsWith('Setting key=audit.head'))).toEqual(before.rows);

    const db = createDb(pool, { enqueue: async () => undefined, committed: () => undefined });
    expect(await db.sealOldAudit()).toBe(3);
    await db.audit.write(ANN, 'settings.saved');
    expect(await db.verifyAudit()).toMatchObject({ ok: true, head: { id: '5', entries: 4 } });

    expect(await db.runs.get('RUN222')).toMatchObject({ state: 'done', revision: 12, approvedBy: ANN });
    expect((await db.runs.invoices('RUN222')).map(({ held }) => held)).toEqual([false, true]);
    expect((await db.contacts.answers('RUN222')).get(100)).toMatchObject({ kind: 'known', contactId: 'K1' });
    expect((await db.organisations.get('ORG1'))?.settings).toMatchObject({ status: 'AUTHORISED', numberSource: 'id' });
    expect(await db.maps.list('ORG1')).toMatchObject([{ kind: 'account', accountCode: '210' }, { accountCode: '200' }]);
    expect((await db.postings.latest([4711])).get(4711)).toMatchObject({ generation: 2, state: 'marked' });
    const [batch] = await db.batches.unsettled('ORG1');
    expect(batch).toMatchObject({ id: 'B2', body: '{"Invoices":[{"Total":0.10}]}' });
    expect(await db.postings.move('P3', 'approved', { batchId: null, attempt: 2 }, ['in_doubt'])).toBe(true);
    expect(await db.messages.behind()).toEqual(['RUN333']);
    await db.close();
  });

  test('is refused by a program that is older', async () => {
    database = await emptyDatabase();
    await database.pool.query(read(`${version}.sql`));
    await database.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', 'x', now(), '29991231000000_later')`,
    );
    await expect(migrate(database.pool, MIGRATIONS)).rejects.toThrow(
      /newer upSync .*29991231000000_later.* no way back/,
    );
  });
});

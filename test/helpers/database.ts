import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Database, poolOver } from '../../src/db/embedded.ts';
import { exchangeWith } from '../../src/db/embedded-wire.ts';
import { createDb, type Db, type Task } from '../../src/db/index.ts';
import { databaseUrl, serverUrl, templateFile, templateName, withServer } from './database-template.ts';

/**
 * A migrated database of one's own. Embedded, or on the server of UPSYNC_TEST_DATABASE_URL, where connections are many
 * and races are real.
 */
export async function testDatabase(): Promise<Database> {
  const server = serverUrl();
  if (server) {
    return onServer(await createOnServer(server, templateName()));
  }
  const db = await PGlite.create({ loadDataDir: new Blob([fs.readFileSync(templateFile())]) });
  const pool = poolOver(exchangeWith(db));
  return { pool, embedded: true, close: () => pool.end().then(() => db.close()) };
}

/** The same without a migration in it. */
export async function emptyDatabase(): Promise<Database> {
  const server = serverUrl();
  if (server) {
    return onServer(await createOnServer(server, 'template1'));
  }
  const db = await PGlite.create();
  const pool = poolOver(exchangeWith(db));
  return { pool, embedded: true, close: () => pool.end().then(() => db.close()) };
}

/** What a whole upSync needs to run on the server under test: nothing where that is the embedded database. */
export async function databaseSettings(): Promise<{ settings: { DATABASE_URL?: string }; drop(): Promise<void> }> {
  const server = serverUrl();
  if (!server) return { settings: {}, drop: async () => undefined };
  const { url, drop } = await createOnServer(server, 'template1');
  return { settings: { DATABASE_URL: url }, drop };
}

export interface TestDb {
  db: Db;
  pool: pg.Pool;
  embedded: boolean;
  /** Tasks that were handed to the queue, oldest first; the queue itself is left out. */
  tasks: Task[];
  close(): Promise<void>;
}

/** All tables over a database of one's own, with a queue that only remembers. */
export async function testDb(): Promise<TestDb> {
  const { pool, embedded, close } = await testDatabase();
  const tasks: Task[] = [];
  const db = createDb(pool, { enqueue: async (_client, task) => void tasks.push(task), committed: () => undefined });
  return { db, pool, embedded, tasks, close: () => db.close().then(close) };
}

function onServer({ url, drop }: { url: string; drop(): Promise<void> }): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // the database is dropped while a connection may still be saying goodbye
  pool.on('error', () => undefined);
  return { pool, embedded: false, close: () => pool.end().then(drop) };
}

async function createOnServer(server: string, template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `upsync_test_${randomBytes(6).toString('hex')}`;
  // a template cannot be copied by two at once
  await withServer(server, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(72707370)');
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = () =>
    withServer(server, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return { url: databaseUrl(server, name), drop };
}

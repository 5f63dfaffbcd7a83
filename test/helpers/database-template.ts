import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { poolOver } from '../../src/db/embedded.ts';
import { exchangeWith } from '../../src/db/embedded-wire.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createJobs } from '../../src/jobs/index.ts';

export const MIGRATIONS = path.resolve('prisma/migrations');
const KEPT_MS = 24 * 60 * 60 * 1000;
const CACHE = path.resolve('node_modules/.cache/upsync');
/** What a migrated database depends on: a change of any of these makes a new template. */
const INGREDIENTS = ['src/db/migrate.ts', 'src/jobs/index.ts', 'package-lock.json'];

/** A PostgreSQL server for tests, with the right to create databases; without it the embedded database serves. */
export function serverUrl(): string | undefined {
  return process.env.UPSYNC_TEST_DATABASE_URL || undefined;
}

/** Makes the template where it is not there yet. A copy of it takes half a second, a new database three. */
export async function prepareDatabases(): Promise<void> {
  const server = serverUrl();
  if (server) return prepareOnServer(server);
  const file = templateFile();
  if (fs.existsSync(file)) return;
  const db = await PGlite.create();
  const pool = poolOver(exchangeWith(db));
  await fill(pool, true);
  const dump = Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer());
  await pool.end();
  await db.close();
  fs.mkdirSync(CACHE, { recursive: true });
  // Whoever looks sees all of it or nothing. Two runs may be here at once: the second puts the same over it.
  fs.writeFileSync(`${file}.${process.pid}`, dump);
  fs.renameSync(`${file}.${process.pid}`, file);
  removeOld(file);
}

/** Templates of other migrations, once nobody can be using them any more: another run may have just begun with one. */
function removeOld(current: string): void {
  for (const name of fs.readdirSync(CACHE)) {
    const file = path.join(CACHE, name);
    const changed = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (file !== current && Date.now() - changed > KEPT_MS) fs.rmSync(file, { force: true });
  }
}

export function templateFile(): string {
  return path.join(CACHE, `${templateName()}.tar`);
}

/** Also the name of the template database on a server. */
export function templateName(): string {
  const migrations = fs.readdirSync(MIGRATIONS, { recursive: true, encoding: 'utf8' }).filter(isSql).sort();
  const hash = createHash('sha256');
  for (const file of [...migrations.map((name) => path.join(MIGRATIONS, name)), ...INGREDIENTS])
    hash.update(fs.readFileSync(file)).update('\0');
  return `upsync_template_${hash.digest('hex').slice(0, 16)}`;
}

function isSql(name: string): boolean {
  return name.endsWith('.sql');
}

async function prepareOnServer(server: string): Promise<void> {
  const name = templateName();
  // one run at a time: it is filled under another name, so that the name means that it is whole
  await withServer(server, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(72707371)');
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    await admin.query(`DROP DATABASE IF EXISTS ${name}_new`);
    await admin.query(`CREATE DATABASE ${name}_new`);
    const pool = new pg.Pool({ connectionString: databaseUrl(server, `${name}_new`) });
    await fill(pool, false);
    await pool.end();
    await admin.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
  });
}

async function fill(pool: pg.Pool, embedded: boolean): Promise<void> {
  await migrate(pool, MIGRATIONS);
  const jobs = createJobs(pool, embedded, (error) => {
    throw error;
  });
  await jobs.start(async () => undefined);
  await jobs.stop(1000);
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function withServer(server: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import type { Storage } from '../config.ts';
import { createSigner, type Signer } from '../db/audit-signature.ts';
import { migrationsOf } from '../db/copy.ts';
import { type Database, openEmbedded } from '../db/embedded.ts';
import { createDb, type Db } from '../db/index.ts';
import { InUseError } from '../db/lock.ts';
import { isCurrent, MIGRATIONS, refuseNewer } from '../db/migrate.ts';
import { existingKey } from '../db/secrets.ts';
import { openServer, placeOf } from '../db/server.ts';

/** Said as it is, without a stack: what is in the way, and what to do. */
export class Refusal extends Error {}

/** One sentence for who ran the command. */
export type Say = (sentence: string) => void;

export function liveFolder(storage: Storage): string {
  return path.resolve(storage.DATA_DIR, 'live');
}

export function databaseFolder(storage: Storage): string {
  return path.join(liveFolder(storage), 'database');
}

/** The embedded database that is there; refuses where there is none, or where upSync is at work on it. */
export async function openThere(storage: Storage): Promise<Database> {
  const dir = databaseFolder(storage);
  if (!fs.existsSync(path.join(dir, 'PG_VERSION'))) {
    const sandbox = path.resolve(storage.DATA_DIR, 'sandbox');
    const hint = fs.existsSync(sandbox) ? ` The sandbox’s is found with DATA_DIR=${sandbox}.` : '';
    throw new Refusal(`There is no embedded database in ${dir}. DATA_DIR says where it is.${hint}`);
  }
  return unlessInUse(dir, () => openEmbedded(dir));
}

/** Whichever database upSync would use. `name`: what the connections are called on a server. */
export async function openEither(storage: Storage, name: string): Promise<Database> {
  return storage.DATABASE_URL ? openThatServer(storage.DATABASE_URL, name) : openThere(storage);
}

export async function openThatServer(url: string, name: string): Promise<Database> {
  const database = openServer(url, () => undefined, name);
  try {
    await database.pool.query('SELECT 1');
    return database;
  } catch (error) {
    await database.close();
    throw new Refusal(`The PostgreSQL server ${placeOf(url)} does not answer: ${said(error)}`);
  }
}

export async function unlessInUse<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InUseError)) throw error;
    throw new Refusal(`upSync is at work on ${dir}. Stop it, run this again, and start it afterwards.`);
  }
}

/** The tables, for a command that needs them as this version knows them. */
export async function tablesOf(database: Database, signer: () => Signer | null = () => null): Promise<Db> {
  const applied = await migrationsOf(database.pool);
  refuseNewer(applied, MIGRATIONS);
  if (!isCurrent(applied, MIGRATIONS))
    throw new Refusal('This database is of an older version. Start upSync once, which brings it up to date.');
  return quietDb(database.pool, signer);
}

/** Without a queue: a command leaves no work behind. */
export function quietDb(pool: pg.Pool, signer: () => Signer | null = () => null): Db {
  return createDb(pool, { enqueue: async () => undefined, committed: () => undefined }, signer);
}

/** Of the key that is there; null where there is none. */
export function signerThere(storage: Storage): Signer | null {
  const key = existingKey(storage.UPSYNC_SECRET_KEY, liveFolder(storage));
  return key && createSigner(key);
}

/** All or nothing, on one connection. `repeatable read`: what is read is of one moment. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  isolation: 'read committed' | 'repeatable read' = 'read committed',
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

export function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { migrationsOf } from './copy.ts';

/** Where this version's migrations are. */
export const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Prisma's own lock id, so that its command line and we keep out of each other's way. */
const LOCK = 72707369;

/**
 * Applies what is missing of the migrations in `dir`, each in one transaction, under a lock; answers with their names.
 * Throws when one was edited after it was applied, or when the database is newer than this program: there is no way back.
 * `only`: no others than these. Prisma's command line finds the same history afterwards.
 */
export async function migrate(pool: pg.Pool, dir: string, only?: string[]): Promise<string[]> {
  const names = migrationsIn(dir).filter((name) => !only || only.includes(name));
  const applied: string[] = [];
  const client = await pool.connect();
  try {
    // The queue's own CREATE SCHEMA IF NOT EXISTS is not safe when several processes start on a new database.
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); CREATE SCHEMA IF NOT EXISTS pgboss; COMMIT`);
    refuseNewer(await migrationsOf(client), dir);
    for (const name of names) {
      const sql = fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
      if (await applyOnce(client, name, sql)) applied.push(name);
    }
    return applied;
  } finally {
    client.release();
  }
}

function migrationsIn(dir: string): string[] {
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Throws when `applied` holds what this program does not know. */
export function refuseNewer(applied: string[], dir: string): void {
  const known = migrationsIn(dir);
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0)
    throw new Error(
      `These data were used by a newer upSync (it brought ${newer.at(-1)}), and there is no way back. Install that version or a later one, or restore a backup from before.`,
    );
}

/** True when nothing of this version's migrations is missing. */
export function isCurrent(applied: string[], dir: string): boolean {
  return migrationsIn(dir).every((name) => applied.includes(name));
}

async function applyOnce(client: pg.PoolClient, name: string, sql: string): Promise<boolean> {
  const checksum = createHash('sha256').update(sql).digest('hex');
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
    const known = await client.query<{ checksum: string; finished: boolean }>(
      'SELECT checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE migration_name = $1 AND rolled_back_at IS NULL',
      [name],
    );
    const row = known.rows[0];
    if (row && !row.finished) throw new Error(`migration ${name} is recorded as failed`);
    if (row && row.checksum !== checksum) throw new Error(`migration ${name} was edited after it was applied`);
    if (!row) {
      await client.query(sql);
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
        [randomUUID(), checksum, name],
      );
    }
    await client.query('COMMIT');
    return !row;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

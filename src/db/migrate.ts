import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';

/** Prisma's own lock id, so that its command line and we keep out of each other's way. */
const LOCK = 72707369;

/**
 * Applies what is missing of the migrations in `dir`, each in one transaction, under a lock; answers with their names.
 * Throws when one was edited after it was applied. Prisma's command line finds the same history afterwards.
 */
export async function migrate(pool: pg.Pool, dir: string): Promise<string[]> {
  const names = fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const applied: string[] = [];
  const client = await pool.connect();
  try {
    // The queue's own CREATE SCHEMA IF NOT EXISTS is not safe when several processes start on a new database.
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); CREATE SCHEMA IF NOT EXISTS pgboss; COMMIT`);
    for (const name of names) {
      const sql = fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
      if (await applyOnce(client, name, sql)) applied.push(name);
    }
    return applied;
  } finally {
    client.release();
  }
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

import pg from 'pg';
import type { Database } from './embedded.ts';

/** What upSync's connections are called on the server. */
const NAME = 'upSync';

/** Opens a PostgreSQL server that several processes may share. `name`: what its connections are called there. */
export function openServer(url: string, onIdleError: (error: Error) => void, name = NAME): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10, application_name: name });
  // without a listener the error of an idle connection ends the process
  pool.on('error', onIdleError);
  return { pool, embedded: false, close: () => pool.end() };
}

/** How many connections other upSync processes hold to this database. */
export async function othersAtWork(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ others: string }>(
    'SELECT count(*) AS others FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [NAME],
  );
  return Number(rows[0]?.others ?? 0);
}

/** A database's address without its password, for people to read. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

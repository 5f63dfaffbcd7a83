import pg from 'pg';
import type { Database } from './embedded.ts';

/** Opens a PostgreSQL server that several processes may share. */
export function openServer(url: string, onIdleError: (error: Error) => void): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // without a listener the error of an idle connection ends the process
  pool.on('error', onIdleError);
  return { pool, embedded: false, close: () => pool.end() };
}

import type pg from 'pg';
import { QUIET, type TrafficState } from '../domain/traffic.ts';

/** What processes share of the ways to the outside, by the database's own time. Locks nothing: the later one looks again. */
export function sharedTraffic(pool: pg.Pool) {
  async function read(way: string): Promise<Row | undefined> {
    const { rows } = await pool.query<Row>(`SELECT way, state, version, ${NOW} FROM "Traffic" WHERE way = $1`, [way]);
    return rows[0];
  }
  return {
    shared: true,
    async change<T>(
      way: string,
      work: (state: TrafficState, now: number) => { state: TrafficState; result: T },
    ): Promise<T> {
      for (;;) {
        const row = await read(way);
        if (!row) {
          await pool.query(`INSERT INTO "Traffic" (way, state) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [way, QUIET]);
          continue;
        }
        const { state, result } = work(row.state, Number(row.now));
        if (state === row.state) return result;
        const { rowCount } = await pool.query(
          `UPDATE "Traffic" SET state = $3, version = version + 1 WHERE way = $1 AND version = $2`,
          [way, row.version, state],
        );
        if (rowCount === 1) return result;
      }
    },
    async all(): Promise<{ way: string; state: TrafficState; now: number }[]> {
      const { rows } = await pool.query<Row>(`SELECT way, state, version, ${NOW} FROM "Traffic"`);
      return rows.map(({ way, state, now }) => ({ way, state, now: Number(now) }));
    },
  };
}

interface Row {
  way: string;
  state: TrafficState;
  version: number;
  now: string;
}

const NOW = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`;

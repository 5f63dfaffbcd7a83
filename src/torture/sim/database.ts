import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { poolOver } from '../../db/embedded.ts';
import { type Exchange, exchangeWith, prepared } from '../../db/embedded-wire.ts';
import type { Db, Queue } from '../../db/index.ts';
import { migrate } from '../../db/migrate.ts';
import { overPools } from '../../db/pools.ts';
import { currentLife, type Life } from './life.ts';
import { START, type VirtualTime, wearTime } from './time.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** What happens to one piece of work for the database. `lost-before`: the connection breaks and nothing is done. */
export type DatabaseTrouble = 'lost-before' | 'lost-after' | 'disk-full';

export interface Connecting {
  life: Life;
  time: VirtualTime;
  queue: Queue;
  trouble: () => DatabaseTrouble | undefined;
}

export interface Connected {
  pool: pg.Pool;
  db: Db;
}

/** The real embedded database, in memory, that outlives the processes which use it. */
export interface Database {
  /** A connection of one process; it breaks with the process, and what was begun on it is undone. */
  connect(options: Connecting): Connected;
  /** Undoes what a process that ended had begun. */
  afterEnd(): Promise<void>;
  /** Empty tables, as after the migrations. */
  wipe(): Promise<void>;
  query<T extends pg.QueryResultRow>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

/** In the stories' own time from the start: the server's timers cannot bridge months. */
export async function openDatabase(): Promise<Database> {
  const undress = wearTime(() => START);
  try {
    return await open();
  } finally {
    undress();
  }
}

async function open(): Promise<Database> {
  const db = await PGlite.create();
  const exchange = exchangeWith(db);
  const first = poolOver(exchange);
  await migrate(first, MIGRATIONS);
  await first.end();
  await db.exec(
    'CREATE TABLE torture_task (id SERIAL PRIMARY KEY, task TEXT NOT NULL, run TEXT NOT NULL, seconds INT)',
  );
  const { rows } = await db.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  // what the migrations themselves put in stands again after each wipe
  await db.exec('CREATE TABLE torture_setting AS SELECT * FROM "Setting"');
  const deletes = rows.map(({ name }) => `DELETE FROM "${name}";`).join(' ');
  const wipe = `${deletes} INSERT INTO "Setting" SELECT * FROM torture_setting;`;
  const quick = prepared(exchange);
  const pools = new WeakMap<Life, pg.Pool>();
  const dbFor = overPools(async () => {
    const life = currentLife();
    const pool = life && pools.get(life);
    if (!pool) throw new Error('only a process of a story may ask the database');
    return pool;
  });
  const undo = () => db.exec('ROLLBACK');
  const outside = poolOver(quick);
  let wiped = 0;
  return {
    connect({ life, time, queue, trouble }) {
      const pool = poolOver(guard(quick, life, time, { trouble, undo }));
      pools.set(life, pool);
      return { pool, db: dbFor(queue) };
    },
    afterEnd: async () => void (await undo()),
    async wipe() {
      await db.exec(`BEGIN; SET CONSTRAINTS ALL DEFERRED; ${wipe} COMMIT`);
      wiped += 1;
      if (wiped % 20 === 0) await db.exec('VACUUM');
    },
    async query<T extends pg.QueryResultRow>(text: string) {
      const planned: Planned = { text, queryMode: 'extended' };
      return (await outside.query<T>(planned)).rows;
    },
    close: () => db.close(),
  };
}

/** Said like a statement with parameters, so that it is read and planned once. The types of pg leave the word out. */
interface Planned extends pg.QueryConfig {
  queryMode: 'extended';
}

const PARSE = 'P'.charCodeAt(0);
const ERROR = 'E'.charCodeAt(0);
/** Sync, the word that ends an exchange: the database says that it is ready again. */
const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);

/** The database as one process reaches it: gone with the process, and in trouble now and then. */
function guard(
  exchange: Exchange,
  life: Life,
  time: VirtualTime,
  { trouble, undo }: { trouble: () => DatabaseTrouble | undefined; undo: () => Promise<unknown> },
): Exchange {
  async function broken(): Promise<never> {
    await undo();
    throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
  }
  async function exec(whole: Uint8Array): Promise<Buffer> {
    const planned = trouble();
    if (planned === 'lost-before') return broken();
    if (
      planned === 'disk-full' &&
      whole[0] === PARSE &&
      /\0(INSERT|UPDATE)/.test(Buffer.from(whole).toString('latin1'))
    )
      return Buffer.concat([diskFull(), await exchange(SYNC)]);
    const answer = await exchange(whole);
    return planned === 'lost-after' ? broken() : answer;
  }
  return (whole) => life.orNothing(life.alive ? time.busy(() => exec(whole)) : NEVER);
}

const NEVER = new Promise<Buffer>(() => undefined);

/** An ErrorResponse. https://www.postgresql.org/docs/current/protocol-error-fields.html */
function diskFull(): Buffer {
  const fields = ['SERROR', 'C53100', 'Mcould not extend file "base/5/16384": No space left on device', ''];
  const text = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.from([ERROR, 0, 0, 0, 0]);
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

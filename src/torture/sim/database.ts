import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { poolOver } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import type { Life } from './life.ts';
import { START, type VirtualTime, wearTime } from './time.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** What happens to one piece of work for the database. `lost-before`: the connection breaks and nothing is done. */
export type DatabaseTrouble = 'lost-before' | 'lost-after' | 'disk-full';

/** The real embedded database, in memory, that outlives the processes which use it. */
export interface Database {
  /** A connection of one process; it breaks with the process, and what was begun on it is undone. */
  connect(life: Life, time: VirtualTime, trouble: () => DatabaseTrouble | undefined): pg.Pool;
  /** Undoes what a process that ended had begun. */
  afterEnd(): Promise<void>;
  /** Empty tables, as after the migrations. */
  wipe(): Promise<void>;
  query<T>(sql: string): Promise<T[]>;
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
  const first = poolOver(db);
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
  let wiped = 0;
  return {
    connect: (life, time, trouble) => poolOver(guard(db, life, time, trouble) as unknown as PGlite),
    afterEnd: async () => void (await db.exec('ROLLBACK')),
    async wipe() {
      await db.exec(`BEGIN; SET CONSTRAINTS ALL DEFERRED; ${wipe} COMMIT`);
      wiped += 1;
      if (wiped % 20 === 0) await db.exec('VACUUM');
    },
    query: async <T>(sql: string) => (await db.query<T>(sql)).rows,
    close: () => db.close(),
  };
}

type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;

const PARSE = 'P'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const SYNC = 'S'.charCodeAt(0);

/** The database as one process reaches it: gone with the process, and in trouble now and then. */
function guard(db: PGlite, life: Life, time: VirtualTime, trouble: () => DatabaseTrouble | undefined) {
  let planned: DatabaseTrouble | undefined;
  let refused = false;
  const through = (message: Uint8Array) => db.execProtocolStream(message, { throwOnError: false });
  async function broken(): Promise<never> {
    await db.exec('ROLLBACK');
    throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
  }
  async function exec(message: Uint8Array): Promise<Messages> {
    const [type] = message;
    const sql = type === PARSE || type === QUERY ? Buffer.from(message).toString('latin1') : '';
    if (sql) planned = trouble();
    if (planned === 'lost-before') {
      planned = undefined;
      return broken();
    }
    if (type === PARSE && planned === 'disk-full' && /\0(INSERT|UPDATE)/.test(sql)) {
      planned = undefined;
      refused = true;
      return [diskFull()] as unknown as Messages;
    }
    // as PostgreSQL does after an error: nothing is read until the next Sync
    if (refused && type !== SYNC) return [];
    refused = false;
    const answer = await through(message);
    if (planned === 'lost-after' && (type === SYNC || type === QUERY)) {
      planned = undefined;
      return broken();
    }
    return answer;
  }
  return {
    waitReady: db.waitReady,
    execProtocolStream: (message: Uint8Array) => life.orNothing(life.alive ? time.busy(() => exec(message)) : NEVER),
  };
}

const NEVER = new Promise<Messages>(() => undefined);

function diskFull() {
  const message = 'could not extend file "base/5/16384": No space left on device';
  return Object.assign(new Error(message), { name: 'error', severity: 'ERROR', code: '53100', length: message.length });
}

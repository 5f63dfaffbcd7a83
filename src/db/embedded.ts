import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import pg from 'pg';
import { type Exchange, exchangeWith, prepared, socketTo } from './embedded-wire.ts';
import { syncDirectory } from './files.ts';
import { lockDirectory } from './lock.ts';

/** An open database and the way to close it. */
export interface Database {
  pool: pg.Pool;
  /** One connection, one process: the embedded one. */
  embedded: boolean;
  close(): Promise<void>;
}

/** Opens the embedded database in `dir`, creating it when it is not there. Refuses a second process. */
export async function openEmbedded(dir: string): Promise<Database> {
  const parent = path.dirname(path.resolve(dir));
  fs.mkdirSync(parent, { recursive: true });
  const release = await lockDirectory(dir);
  try {
    if (!fs.existsSync(path.join(dir, 'PG_VERSION'))) await create(dir, parent);
    const db = await openDurable(dir);
    const pool = poolOver(prepared(exchangeWith(db)));
    return {
      pool,
      embedded: true,
      close: async () => {
        await pool.end();
        await db.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** A pg.Pool of one connection to a database in this process. */
export function poolOver(exchange: Exchange): pg.Pool {
  const stream = () => socketTo(exchange);
  // the one connection stays: to open another after a rest would gain nothing
  return new pg.Pool({ stream: stream as never, ssl: false, user: 'postgres', max: 1, idleTimeoutMillis: 0 });
}

/** A kill while PGlite fills a new directory leaves one that never opens: fill another, then rename. */
async function create(dir: string, parent: string): Promise<void> {
  const fresh = `${dir}.new`;
  fs.rmSync(fresh, { recursive: true, force: true });
  await (await openDurable(fresh)).close();
  fs.rmSync(dir, { recursive: true, force: true });
  fs.renameSync(fresh, dir);
  syncDirectory(parent);
}

interface EmscriptenModule {
  NODEFS: {
    stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number };
    realPath(node: unknown): string;
  };
}

/** PGlite whose commits reach the disk: by itself it runs with fsync off, and Emscripten drops fsync. */
async function openDurable(dir: string): Promise<PGlite> {
  class DurableNodeFS extends NodeFS {
    override async init(pglite: never, options: never) {
      const result = await super.init(pglite, options);
      const { preRun } = result.emscriptenOpts as unknown as { preRun: ((mod: EmscriptenModule) => void)[] };
      preRun.push((mod) => {
        mod.NODEFS.stream_ops.fsync = (stream) => {
          if (stream.nfd !== undefined) fs.fdatasyncSync(stream.nfd);
          else syncDirectory(mod.NODEFS.realPath(stream.node));
          return 0;
        };
      });
      return result;
    }
  }
  const startParams = [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    ...['-c', 'wal_sync_method=fsync', '-c', 'max_wal_size=128MB'],
  ];
  return PGlite.create({ fs: new DurableNodeFS(dir) as never, startParams });
}

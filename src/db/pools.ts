import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import { type Db, dbOver, type Queue } from './index.ts';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * One Prisma client over pools that come and go, for who plays many processes one after another: a new client reads and
 * plans every statement afresh. `poolNow` says whose words these are; each transaction stays with the pool it began on.
 */
export function overPools(poolNow: () => Promise<pg.Pool>): (queue: Queue) => Db {
  const adapters = new WeakMap<pg.Pool, Promise<Adapter>>();
  async function now(): Promise<Adapter> {
    const pool = await poolNow();
    const known = adapters.get(pool) ?? new PrismaPg(pool, { disposeExternalPool: false }).connect();
    adapters.set(pool, known);
    return known;
  }
  const common = { provider: 'postgres', adapterName: '@prisma/adapter-pg' } as const;
  const adapter = {
    ...common,
    queryRaw: async (query: never) => (await now()).queryRaw(query),
    executeRaw: async (query: never) => (await now()).executeRaw(query),
    executeScript: async (script: string) => (await now()).executeScript(script),
    startTransaction: async (isolation: never) => (await now()).startTransaction(isolation),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: async () => undefined,
  } as unknown as Adapter;
  // minimal: it does not note at each statement who said it
  const prisma = new PrismaClient({ adapter: { ...common, connect: async () => adapter }, errorFormat: 'minimal' });
  return (queue) => dbOver(prisma, queue);
}

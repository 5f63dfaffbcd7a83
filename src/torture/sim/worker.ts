import { parentPort, workerData } from 'node:worker_threads';
import { EVERY_NTH_SEED, playBothRoads } from '../roads/index.ts';
import { duplicatesOf } from './control.ts';
import { openDatabase } from './database.ts';
import type { Errand, SeedResult } from './fleet.ts';
import { simulate } from './simulate.ts';

// what a process that was killed in the middle leaves behind is nobody's to hear
process.on('unhandledRejection', () => undefined);

const database = await openDatabase();
for (const seed of (workerData as Errand).seeds) {
  const { violations, sentences, trace, story } = await simulate(seed, database);
  const naive = await duplicatesOf('naive', seed);
  const keyOnly = await duplicatesOf('key-only', seed);
  const roads = seed % EVERY_NTH_SEED === 0 ? await playBothRoads(seed, database) : null;
  parentPort?.postMessage({ seed, violations, sentences, naive, keyOnly, trace, story, roads } satisfies SeedResult);
}
process.exit(0);

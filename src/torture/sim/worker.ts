import { parentPort, workerData } from 'node:worker_threads';
import { EVERY_NTH_SEED, playBothRoads } from '../roads/index.ts';
import { duplicatesOf } from './control.ts';
import { openDatabase } from './database.ts';
import type { Errand, SeedResult } from './fleet.ts';
import { simulate } from './simulate.ts';
import { hearUncaught } from './uncaught.ts';

const database = await openDatabase();
for (const seed of (workerData as Errand).seeds) {
  const uncaught = hearUncaught();
  const { violations, sentences, trace, story, occurred } = await simulate(seed, database);
  const naive = await duplicatesOf('naive', seed);
  const keyOnly = await duplicatesOf('key-only', seed);
  const strays = await uncaught.all();
  if (strays.length > 0 && violations.unrest === 0) {
    violations.unrest = 1;
    sentences.push(...strays);
  }
  const roads = seed % EVERY_NTH_SEED === 0 ? await playBothRoads(seed, database) : null;
  roads?.sentences.push(...(await uncaught.all()).slice(strays.length));
  uncaught.stop();
  const control = { naive, keyOnly };
  parentPort?.postMessage({
    ...{ seed, violations, sentences, ...control, trace, story, occurred, roads },
  } satisfies SeedResult);
}
process.exit(0);

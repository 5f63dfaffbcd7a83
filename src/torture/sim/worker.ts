import { parentPort } from 'node:worker_threads';
import { EVERY_NTH_SEED, playBothRoads } from '../roads/index.ts';
import { duplicatesOf } from './control.ts';
import { openDatabase } from './database.ts';
import type { SeedResult } from './fleet.ts';
import { noViolations } from './judge.ts';
import { simulate } from './simulate.ts';
import { hearUncaught, type Uncaught } from './uncaught.ts';

const database = await openDatabase();
// a seed to be played, or null when there is none left
parentPort?.on('message', async (seed: number | null) => {
  if (seed === null) process.exit(0);
  parentPort?.postMessage(await play(seed).catch((error: unknown) => unplayed(seed, error)));
});

async function play(seed: number): Promise<SeedResult> {
  const uncaught = hearUncaught();
  try {
    return await playHeard(seed, uncaught);
  } finally {
    uncaught.stop();
  }
}

async function playHeard(seed: number, uncaught: Uncaught): Promise<SeedResult> {
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
  return { seed, violations, sentences, naive, keyOnly, trace, story, occurred, roads };
}

/** The simulator itself gave up: the others are played all the same. */
function unplayed(seed: number, error: unknown): SeedResult {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    ...{ seed, violations: { ...noViolations(), unrest: 1 }, sentences: [`the simulator could not play it: ${words}`] },
    ...{ naive: 0, keyOnly: 0, trace: '', story: [], occurred: [], roads: null },
  };
}

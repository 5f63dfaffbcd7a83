import { Worker } from 'node:worker_threads';
import { forgetDatabaseFolder } from '../roads/database-folder.ts';
import type { BothRoads } from '../roads/index.ts';
import type { Violations } from './judge.ts';

/** What came of one seed: of upSync, and of the two posters without its care. */
export interface SeedResult {
  seed: number;
  violations: Violations;
  sentences: string[];
  naive: number;
  keyOnly: number;
  trace: string;
  /** The kinds of trouble that happened. */
  occurred: string[];
  story: string[];
  /** Where this seed is told on both roads, too. */
  roads: BothRoads | null;
}

/** A worker remembers a little of every seed in the libraries; after so many a fresh one takes over, and warms up. */
const SEEDS_PER_WORKER = 1_000;

/** One thread more than there are to be busy: a story told over real HTTP, too, waits half of its time. */
const WAITING = 1;

/** With little room for what is young, much of a story is taken for old, and is collected the dear way. */
const YOUNG_MB = 128;

/** Plays the seeds on threads with a database of their own, so that `atOnce` are busy; tells of each as it ends. */
export async function playSeeds(seeds: number[], atOnce: number, tell: (result: SeedResult) => void): Promise<void> {
  const left = [...seeds];
  const lane = async () => {
    while (left.length > 0) await employ(left, tell);
  };
  const lanes = Math.min(atOnce + WAITING, seeds.length);
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    forgetDatabaseFolder();
  }
}

/** One thread plays one seed after another of what is left, until there is none or it has played its share. */
function employ(left: number[], tell: (result: SeedResult) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  let played = 0;
  const goOn = () => {
    const seed = played < SEEDS_PER_WORKER ? left.shift() : undefined;
    played += 1;
    worker.postMessage(seed ?? null);
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (result: SeedResult) => {
      tell(result);
      goOn();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
    goOn();
  });
}

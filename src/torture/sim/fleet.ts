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

export interface Errand {
  seeds: number[];
}

/** A worker remembers a little of every seed in the libraries; after so many a fresh one takes over. */
const SEEDS_PER_WORKER = 250;

/** With little room for what is young, much of a story is taken for old, and is collected the dear way. */
const YOUNG_MB = 128;

/** Plays the seeds on `atOnce` threads, each with a database of its own; tells of each as it ends. */
export async function playSeeds(seeds: number[], atOnce: number, tell: (result: SeedResult) => void): Promise<void> {
  const errands: Errand[] = [];
  const size = Math.max(1, Math.min(SEEDS_PER_WORKER, Math.ceil(seeds.length / atOnce)));
  for (let start = 0; start < seeds.length; start += size) errands.push({ seeds: seeds.slice(start, start + size) });
  const lane = async () => {
    for (let errand = errands.shift(); errand; errand = errands.shift()) await run(errand, tell);
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, lane));
  } finally {
    forgetDatabaseFolder();
  }
}

function run(errand: Errand, tell: (result: SeedResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: errand,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (result: SeedResult) => tell(result));
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
  });
}

import type { Task } from '../../db/index.ts';
import type { Database } from './database.ts';
import { type Life, within } from './life.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './time.ts';

/** `freely`: also beside another of its kind, as when one was taken for dead and was not. */
type Job = { task: Task['task']; runId: string; tried: number; due: number; atWork: boolean; freely: boolean };

/**
 * The queue, stepped by the simulator: what a process sends within its transactions is in a table beside the others, is
 * fetched when it is committed, and outlives the process. Now and then a job is lost, or there are two.
 */
export interface Queue {
  enqueue(
    client: { $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<unknown> },
    task: Task,
  ): Promise<void>;
  committed(): void;
  /** From now on this process works. */
  work(life: Life, work: (task: Task) => Promise<void>): void;
  /** The process that worked is gone: what it had in hand is due again. */
  workerGone(): void;
  /** Due or at work, or to be tried again. */
  open(): number;
}

const AT_ONCE = 4;
const TRIES = 21;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

export function createQueue(
  time: VirtualTime,
  database: Database,
  random: Random,
  odd: () => 'lost' | 'twice' | undefined,
): Queue {
  const jobs = new Set<Job>();
  let worker: { life: Life; work: (task: Task) => Promise<void> } | undefined;
  let fetching = Promise.resolve();

  function fetch(): void {
    fetching = fetching.then(() => time.busy(take));
  }

  async function take(): Promise<void> {
    const rows = await database.query<{ task: Task['task']; run: string; seconds: number | null }>(
      'DELETE FROM torture_task RETURNING task, run, seconds',
    );
    for (const { task, run, seconds } of rows) {
      const how = odd();
      const copies = how === 'lost' ? 0 : how === 'twice' ? 2 : 1;
      const freely = how === 'twice' && random.chance(0.5);
      for (let copy = 0; copy < copies; copy += 1)
        add({ task, runId: run, tried: 0, due: time.now() + (seconds ?? 0) * 1_000, atWork: false, freely });
    }
  }

  function add(job: Job): void {
    jobs.add(job);
    time.after(job.due - time.now(), step);
  }

  function step(): void {
    if (!worker?.life.alive) return;
    for (const job of jobs) {
      const busy = [...jobs].filter(({ atWork }) => atWork);
      if (busy.length >= AT_ONCE) return;
      const same = !job.freely && busy.some(({ task, runId }) => task === job.task && runId === job.runId);
      if (!job.atWork && job.due <= time.now() && !same) start(job, worker.life, worker.work);
    }
  }

  function start(job: Job, life: Life, work: (task: Task) => Promise<void>): void {
    job.atWork = true;
    job.tried += 1;
    within(life, () => work({ task: job.task, runId: job.runId })).then(
      () => life.alive && jobs.delete(job) && step(),
      () => life.alive && again(job),
    );
  }

  function again(job: Job): void {
    job.atWork = false;
    if (job.tried >= TRIES) jobs.delete(job);
    else {
      const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (job.tried - 1));
      job.due = time.now() + wait;
      time.after(wait, step);
    }
    step();
  }

  return {
    async enqueue(client, { task, runId, afterSeconds }) {
      await client.$executeRawUnsafe(
        'INSERT INTO torture_task (task, run, seconds) VALUES ($1, $2, $3)',
        task,
        runId,
        afterSeconds ?? null,
      );
    },
    committed: fetch,
    work(life, work) {
      worker = { life, work };
      fetch();
      time.after(0, step);
    },
    workerGone() {
      for (const job of jobs) {
        if (job.atWork) job.due = time.now();
        job.atWork = false;
      }
    },
    open: () => jobs.size,
  };
}

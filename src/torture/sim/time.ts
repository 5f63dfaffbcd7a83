import { setImmediate as turn } from 'node:timers/promises';

/** Time that passes only when nothing else can happen. Epoch milliseconds. */
export interface VirtualTime {
  now(): number;
  /** Runs `work` once, `ms` from now; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
  sleep(ms: number): Promise<void>;
  /** Something outside the timers is at work: the time stands still meanwhile. */
  busy<T>(work: () => Promise<T>): Promise<T>;
  /** Lets everything happen, and the time pass, until `done`; at most until `limit`. False: the limit came first. */
  run(done: () => boolean, limit: number): Promise<boolean>;
}

/** When every story begins. */
export const START = Date.parse('2026-06-03T08:00:00Z');

interface Timer {
  at: number;
  order: number;
  work: () => void;
}

/** So many turns of the event loop without a sign of life mean that only time can go on. */
const QUIET_TURNS = 6;

export function createTime(start: number): VirtualTime {
  const timers = new Set<Timer>();
  let now = start;
  let order = 0;
  let atWork = 0;
  let signs = 0;

  async function untilQuiet(): Promise<void> {
    let quiet = 0;
    let seen = signs;
    while (quiet < QUIET_TURNS) {
      await turn();
      quiet = atWork === 0 && seen === signs ? quiet + 1 : 0;
      seen = signs;
    }
  }

  function next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    return first;
  }

  function after(ms: number, work: () => void): () => void {
    const timer = { at: now + Math.max(0, ms), order: order++, work };
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  return {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    async busy(work) {
      atWork += 1;
      try {
        return await work();
      } finally {
        atWork -= 1;
        signs += 1;
      }
    },
    async run(done, limit) {
      for (;;) {
        await untilQuiet();
        if (done()) return true;
        const timer = next();
        if (!timer || timer.at > limit) return false;
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.work();
      }
    },
  };
}

/**
 * While it is set, the whole process reads its time there: the libraries and the embedded database, too. The answer
 * sets the machine's own time back in.
 */
export function wearTime(now: () => number): () => void {
  const RealDate = globalThis.Date;
  const realNow = performance.now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === globalThis.Date ? target : newTarget),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  performance.now = now;
  return () => {
    globalThis.Date = RealDate;
    performance.now = realNow;
  };
}

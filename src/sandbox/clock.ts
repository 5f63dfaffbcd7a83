import { setTimeout } from 'node:timers/promises';

/** The sandbox's time, in epoch milliseconds. Tests and the page may move it; it never stands still on its own. */
export interface SandboxClock {
  now(): number;
  /** Moves the clock forward (or back) by this many milliseconds. */
  advance(ms: number): void;
  /** A wait that the clock's moves do not shorten; rejects when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export function createSandboxClock(): SandboxClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
    sleep: (ms, signal) => setTimeout(ms, undefined, signal && { signal }),
  };
}

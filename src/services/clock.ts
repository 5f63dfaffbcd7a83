import type { Clock } from './ports.ts';

/** The time of this machine. */
export const systemClock: Clock = clockAt(() => new Date());

/** A clock that shows what `now` says, and whose waits take real time all the same. */
export function clockAt(now: () => Date): Clock {
  return {
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    every(ms, work) {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  };
}

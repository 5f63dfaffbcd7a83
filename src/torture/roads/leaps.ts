import type { SandboxClock } from '../../sandbox/clock.ts';
import { type Recorder, type RunningServer, listen as really } from '../../sandbox/http.ts';
import type { Clock } from '../../services/ports.ts';

/**
 * The clock of the real road. It goes as this machine's does, and leaps over what everybody waits for: when no request is
 * on its way and nothing has stirred for a moment, it is as late as the next wait ends.
 */
export interface Leaps {
  now(): number;
  clock: Clock;
  /** Of the stand-ins: what is only a little late is carried out soon, what is very late after its sender gave up. */
  sandboxClock: SandboxClock;
  /** Takes the place of the sandbox's: knows what is on its way. */
  listen(...asked: Parameters<typeof really>): Promise<RunningServer>;
  /** The queue's own waits run in the database's time: short ones, while the clock goes on by what was asked. */
  queueSeconds(asked: number): number;
  /** True while somebody waits for a time to come. */
  waiting(): boolean;
  watch(recorder: Recorder): void;
  stop(): void;
}

const LOOK_EVERY_MS = 8;
/** So many looks without a stir. */
const QUIET_LOOKS = 3;
/** Sooner than any client gives up. */
const SOON_MS = 10_000;
const QUEUE_SECONDS = 1;
/** The queue looks every half second for what is due. */
const QUEUE_SLACK_MS = 700;

interface Wait {
  at: number;
  /** What comes round again is not waited for; it only takes place. */
  wanted: boolean;
  work(): void;
}

export function createLeaps(): Leaps {
  const waits = new Set<Wait>();
  let offset = 0;
  let onTheWay = 0;
  let stirs = 0;
  let seen = 0;
  let quiet = 0;
  let recorder: Recorder | undefined;
  let queueUntil = 0;
  const now = () => Date.now() + offset;
  const wait = (ms: number, work: () => void, wanted = true) => {
    const one = { at: now() + ms, wanted, work };
    waits.add(one);
    return () => void waits.delete(one);
  };
  const sleep = (ms: number) => new Promise<void>((resolve) => void wait(ms, resolve));
  const sum = () =>
    stirs + (recorder ? recorder.count('autotask') + recorder.count('xero') + recorder.count('slack') : 0);

  function look(): void {
    const stirred = sum();
    quiet = onTheWay > 0 || stirred !== seen ? 0 : quiet + 1;
    seen = stirred;
    const next = earliest(waits);
    if (quiet >= QUIET_LOOKS && next && [...waits].some(({ wanted }) => wanted)) {
      offset += Math.max(0, next.at - now());
      quiet = 0;
    }
    for (const one of [...waits].filter(({ at }) => at <= now())) {
      waits.delete(one);
      one.work();
    }
  }
  const looking = setInterval(look, LOOK_EVERY_MS);

  function every(ms: number, work: () => void): () => void {
    let off: () => void = () => undefined;
    const again = () => {
      off = wait(
        ms,
        () => {
          work();
          again();
        },
        false,
      );
    };
    again();
    return () => off();
  }

  return {
    now,
    clock: { now: () => new Date(now()), sleep, every },
    sandboxClock: {
      now,
      advance: (ms) => {
        offset += ms;
      },
      async sleep(ms) {
        if (ms > SOON_MS) await sleep(ms);
      },
    },
    listen: (handler, ...others) =>
      really(
        (request, response) => {
          onTheWay += 1;
          response.once('close', () => {
            onTheWay -= 1;
            stirs += 1;
          });
          handler(request, response);
        },
        ...others,
      ),
    queueSeconds(asked) {
      wait(asked * 1_000, () => undefined);
      queueUntil = Date.now() + QUEUE_SECONDS * 1_000 + QUEUE_SLACK_MS;
      return Math.min(asked, QUEUE_SECONDS);
    },
    waiting: () => Date.now() < queueUntil || [...waits].some(({ wanted }) => wanted),
    watch(one) {
      recorder = one;
    },
    stop: () => clearInterval(looking),
  };
}

function earliest(waits: Set<Wait>): Wait | undefined {
  let first: Wait | undefined;
  for (const one of waits) if (!first || one.at < first.at) first = one;
  return first;
}

import type { Context } from './context.ts';
import { guid } from './format.ts';
import type { Reply } from './reply.ts';
import { empty } from './reply.ts';

/**
 * Calls are counted in fixed windows that begin at another moment for each organisation. Counts live in memory: a
 * stand-in that restarts has forgotten them.
 * https://developer.xero.com/documentation/guides/oauth2/limits/
 */
export interface Limits {
  /** A call begins; undefined when too many of this organisation are under way. The answer ends it. */
  enter(key: string): (() => void) | undefined;
  /** Counts a call, or answers 429. */
  count(clientId: string, tenantId: string): Reply | undefined;
  /** What is left, for the headers of every answer. */
  headers(clientId: string, tenantId: string): Record<string, string>;
}

type Problem = 'minute' | 'day' | 'concurrent' | 'appminute';

const MINUTE = 60_000;
const DAY = 86_400_000;

export function createLimits(context: Context): Limits {
  const underWay = new Map<string, number>();
  const minutes = createWindows(MINUTE);
  const days = createWindows(DAY);
  const appMinutes = createWindows(MINUTE);
  const now = () => context.clock.now();

  const headers = (clientId: string, tenantId: string) => {
    const { minuteLimit, dayLimit, appMinuteLimit } = context.switches;
    const key = `${clientId} ${tenantId}`;
    const left = (limit: number, used: number) => String(Math.max(0, limit - used));
    return {
      'x-daylimit-remaining': left(dayLimit, days.used(key, now())),
      'x-minlimit-remaining': left(minuteLimit, minutes.used(key, now())),
      'x-appminlimit-remaining': left(appMinuteLimit, appMinutes.used(clientId, now())),
    };
  };

  return {
    headers,
    enter(key) {
      const current = underWay.get(key) ?? 0;
      if (current >= context.switches.concurrentLimit) return undefined;
      underWay.set(key, current + 1);
      let ended = false;
      return () => {
        if (!ended) underWay.set(key, (underWay.get(key) ?? 1) - 1);
        ended = true;
      };
    },
    count(clientId, tenantId) {
      const { minuteLimit, dayLimit, appMinuteLimit } = context.switches;
      const key = `${clientId} ${tenantId}`;
      const refuse = (problem: Problem, seconds?: number) => tooMany(problem, seconds, headers(clientId, tenantId));
      if (days.used(key, now()) >= dayLimit) return refuse('day', days.secondsLeft(key, now()));
      if (minutes.used(key, now()) >= minuteLimit) return refuse('minute', minutes.secondsLeft(key, now()));
      if (appMinutes.used(clientId, now()) >= appMinuteLimit) return refuse('appminute');
      days.add(key, now());
      minutes.add(key, now());
      appMinutes.add(clientId, now());
      return undefined;
    },
  };
}

/** 429: no body and no content type; Retry-After only where Xero knows when it ends. */
export function tooMany(problem: Problem, retryAfter: number | undefined, headers: Record<string, string>): Reply {
  return empty(429, {
    ...headers,
    ...(problem === 'minute' && { 'x-minlimit-remaining': '0' }),
    'x-rate-limit-problem': problem,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
}

function createWindows(length: number) {
  const counts = new Map<string, { window: number; used: number }>();
  const place = (key: string, now: number) => {
    const shifted = now + (Number.parseInt(guid(key).slice(0, 8), 16) % length);
    return { window: Math.floor(shifted / length), left: length - (shifted % length) };
  };
  const used = (key: string, now: number) => {
    const count = counts.get(key);
    return count?.window === place(key, now).window ? count.used : 0;
  };
  return {
    used,
    add: (key: string, now: number) => counts.set(key, { window: place(key, now).window, used: used(key, now) + 1 }),
    secondsLeft: (key: string, now: number) => Math.ceil(place(key, now).left / 1000),
  };
}

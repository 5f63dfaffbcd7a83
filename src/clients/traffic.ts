import { randomUUID } from 'node:crypto';
import { isReportDue, report, type Urgency } from '../domain/budget.ts';
import {
  conditionOf,
  enter,
  hold,
  leave,
  type Obstacle,
  type Outcome,
  type Pass,
  QUIET,
  renew,
  type Said,
  type TrafficState,
} from '../domain/traffic.ts';
import type { Clock, Outside } from '../services/ports.ts';

/** Keeps the state of each way. */
export interface TrafficStore {
  /** Reads, changes and writes as one; `now` is the keeper's own time, epoch milliseconds. */
  change<T>(way: string, work: (state: TrafficState, now: number) => { state: TrafficState; result: T }): Promise<T>;
  /** Every way that is known, as it is now. */
  all(): Promise<{ way: string; state: TrafficState; now: number }[]>;
  /** Other processes use it, too, and any of them may die. */
  shared: boolean;
}

/** Limits, pauses and circuits of the ways to the outside. */
export interface Traffic extends Outside {
  enter(way: string, ask: { lane: string; atOnce: number } & Waited): Promise<Entry>;
  /** Gives the place back; how long everybody is held back now. Never throws: what was heard outside counts more. */
  leave(way: string, id: string, end: { outcome: Outcome; said: Said }): Promise<number>;
  /** Holds back every way whose name begins so. */
  holdAll(prefix: string, ms: number, which: string): Promise<void>;
  isReportDue(way: string): Promise<boolean>;
  report(way: string, said: { limit: number; used: number }): Promise<void>;
  /** Renews nothing any more: this process goes. */
  close(): void;
}

interface Waited {
  urgency: Urgency;
  budgeted: boolean;
  waitedUntil: number;
}

export type Entry = { ok: true; id: string } | Extract<Pass, { ok: false }>;
export type { Obstacle };

/** Who has not renewed its places for this long is gone, and they are free. */
const PLACE_LIVES_MS = 12_000;
const RENEW_EVERY_MS = 4_000;

export function createTraffic(
  store: TrafficStore,
  clock: Clock,
  onError: (error: unknown) => void = () => undefined,
): Traffic {
  /** Places of this process, and the way they are on. */
  const held = new Map<string, string>();
  const lifeMs = store.shared ? PLACE_LIVES_MS : null;
  let stopRenewing: (() => void) | null = null;

  async function renewAll(): Promise<void> {
    for (const way of new Set(held.values())) {
      const ids = new Set([...held].filter(([, on]) => on === way).map(([id]) => id));
      await store.change(way, (state, now) => ({ state: renew(state, ids, now + PLACE_LIVES_MS), result: null }));
    }
  }

  function note(id: string, way: string): void {
    held.set(id, way);
    if (store.shared && !stopRenewing) stopRenewing = clock.every(RENEW_EVERY_MS, () => void renewAll().catch(onError));
  }

  function forget(id: string): void {
    held.delete(id);
    if (held.size > 0) return;
    stopRenewing?.();
    stopRenewing = null;
  }

  return {
    async enter(way, ask) {
      const id = randomUUID();
      const pass = await store.change(way, (before, now) => {
        const { state, pass } = enter(before, { ...ask, id, lifeMs }, now);
        return { state, result: pass };
      });
      if (!pass.ok) return pass;
      note(id, way);
      return { ok: true, id };
    },
    async leave(way, id, end) {
      forget(id);
      try {
        return await store.change(way, (before, now) => {
          const { state, waitMs } = leave(before, id, end, now);
          return { state, result: waitMs };
        });
      } catch (error) {
        onError(error);
        return 0;
      }
    },
    async holdAll(prefix, ms, which) {
      for (const { way } of await store.all())
        if (way.startsWith(prefix))
          await store.change(way, (state, now) => ({ state: hold(state, 'limit', ms, which, now), result: null }));
    },
    isReportDue: (way) => store.change(way, (state, now) => ({ state, result: isReportDue(state.budget, now) })),
    report: (way, said) =>
      store.change(way, (state, now) => ({
        state: { ...state, budget: report(state.budget, said, now) },
        result: undefined,
      })),
    close: () => stopRenewing?.(),
    async conditions() {
      const here = clock.now().getTime();
      return (await store.all()).flatMap(({ way, state, now }) => {
        const condition = conditionOf(state, now);
        if (!condition) return [];
        const [system, organisationId = null] = way.split(':') as ['xero' | 'autotask' | 'slack', string?];
        const { kind, which, since, waitMs } = condition;
        const at = (moment: number) => new Date(here + moment);
        return [
          { system, organisationId, kind, which, since: since === null ? null : at(since - now), nextTry: at(waitMs) },
        ];
      });
    },
  };
}

/** For one process: nothing is written anywhere. */
export function memoryStore(now: () => number): TrafficStore {
  const states = new Map<string, TrafficState>();
  return {
    shared: false,
    async change(way, work) {
      const { state, result } = work(states.get(way) ?? QUIET, now());
      states.set(way, state);
      return result;
    },
    all: async () => [...states].map(([way, state]) => ({ way, state, now: now() })),
  };
}

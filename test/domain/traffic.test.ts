import { describe, expect, test } from '@jest/globals';
import { isReportDue, NO_BUDGET, ownCalls, report, spend, zoneOf } from '../../src/domain/budget.ts';
import {
  type Ask,
  conditionOf,
  enter,
  hold,
  leave,
  OPEN_AFTER,
  type Outcome,
  type Pass,
  QUIET,
  renew,
  type Said,
  type TrafficState,
} from '../../src/domain/traffic.ts';

const START = Date.parse('2026-11-22T10:00:00Z');

/** A way on which a test drives calls, and its clock. */
function openWay(defaults: Partial<Ask> = {}) {
  let state: TrafficState = QUIET;
  let now = START;
  let ids = 0;
  return {
    state: () => state,
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    set: (next: TrafficState) => {
      state = next;
    },
    enter(more: Partial<Ask> = {}): Pass & { id: string } {
      ids += 1;
      const id = String(ids);
      const ask: Ask = {
        ...{ id, lane: 'a', atOnce: 3, lifeMs: null, urgency: 'now', waitedUntil: 0, budgeted: false },
        ...{ ...defaults, ...more },
      };
      const answer = enter(state, ask, now);
      state = answer.state;
      return { ...answer.pass, id };
    },
    leave(id: string, outcome: Outcome = { kind: 'answered' }, said: Said = {}): number {
      const answer = leave(state, id, { outcome, said }, now);
      state = answer.state;
      return answer.waitMs;
    },
  };
}

const fault: Outcome = { kind: 'fault', chance: 1 };
const why = (pass: Pass) => (pass.ok ? 'in' : pass.why);

describe('places', () => {
  test('no more in a lane than allowed; another lane is free; one that is given back is taken', () => {
    const way = openWay({ atOnce: 2 });
    const first = way.enter();
    expect([why(way.enter()), why(way.enter()), why(way.enter({ lane: 'b' }))]).toEqual(['in', 'place', 'in']);
    way.leave(first.id);
    expect(why(way.enter())).toBe('in');
  });

  test('those of a process that died are free after their life, those of one that lives are not', () => {
    const way = openWay({ atOnce: 2, lifeMs: 12_000 });
    const [dead, alive] = [way.enter(), way.enter()];
    way.pass(8_000);
    way.set(renew(way.state(), new Set([alive.id]), way.now() + 12_000));
    expect(why(way.enter())).toBe('place');
    way.pass(4_001);
    expect([why(way.enter()), why(way.enter())]).toEqual(['in', 'place']);
    way.leave(dead.id);
  });
});

describe('sixty a minute', () => {
  test('what the headers leave is shared out, less what is under way; then the minute is waited for', () => {
    const way = openWay({ atOnce: 5 });
    const [first, second] = [way.enter(), way.enter()];
    way.leave(first.id, undefined, { minuteLeft: 5 });
    way.leave(second.id, undefined, { minuteLeft: 4 });
    expect([why(way.enter()), why(way.enter())]).toEqual(['in', 'in']);
    const third = way.enter();
    expect(third).toMatchObject({ ok: false, why: 'minute', waitMs: 60_000 });
    way.pass(60_000);
    expect(why(way.enter())).toBe('in');
  });

  test('who has waited goes, even where the clock stands still', () => {
    const way = openWay({ atOnce: 5 });
    way.leave(way.enter().id, undefined, { minuteLeft: 0 });
    const refused = way.enter();
    expect(why(refused)).toBe('minute');
    expect(why(way.enter({ waitedUntil: refused.ok ? 0 : refused.until }))).toBe('in');
  });
});

describe('the circuit', () => {
  function failing(times: number) {
    const way = openWay();
    for (let index = 0; index < times; index += 1) {
      const { id } = way.enter();
      way.pass(way.leave(id, fault));
    }
    return way;
  }

  test('opens after faults in a row, lets one call try, and closes when that is answered', () => {
    const way = failing(OPEN_AFTER);
    expect(conditionOf(way.state(), way.now())).toMatchObject({ kind: 'outage', since: START });
    const trial = way.enter();
    expect([why(trial), why(way.enter())]).toEqual(['in', 'outage']);
    way.leave(trial.id);
    expect([why(way.enter()), why(way.enter()), conditionOf(way.state(), way.now())]).toEqual(['in', 'in', null]);
  });

  test('waits longer after each try in vain, up to a minute', () => {
    const way = failing(OPEN_AFTER);
    const waits = Array.from({ length: 6 }, () => {
      const ms = way.leave(way.enter().id, fault);
      expect(way.enter()).toMatchObject({ why: 'outage', waitMs: ms });
      way.pass(ms);
      return ms;
    });
    expect(waits).toEqual([8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('calls that fail together are one fault', () => {
    const way = openWay();
    for (const { id } of [way.enter(), way.enter(), way.enter()]) way.leave(id, fault);
    expect(way.state().faults).toBe(1);
  });

  test('a process that dies in its trial keeps nobody from the next', () => {
    const way = failing(OPEN_AFTER);
    expect(why(way.enter({ lifeMs: 12_000 }))).toBe('in');
    expect(why(way.enter())).toBe('outage');
    way.pass(12_001);
    expect(why(way.enter())).toBe('in');
  });

  test('an answer between two faults keeps it closed, and a limit is an answer', () => {
    const way = failing(OPEN_AFTER - 1);
    way.pass(way.leave(way.enter().id, { kind: 'limited', retryAfterMs: 1_000, which: null, chance: 1 }));
    way.leave(way.enter().id, fault);
    expect(conditionOf(way.state(), way.now())).toBeNull();
  });
});

describe('limits', () => {
  test('Retry-After holds everybody, and says which limit', () => {
    const way = openWay();
    way.leave(way.enter().id, { kind: 'limited', retryAfterMs: 50_000_000, which: 'day', chance: 1 });
    expect(way.enter()).toMatchObject({ why: 'limit', which: 'day', waitMs: 50_000_000 });
    expect(conditionOf(way.state(), way.now())).toMatchObject({ kind: 'limit', which: 'day' });
  });

  test('a clock set back makes no pause longer', () => {
    const way = openWay();
    way.set(hold(way.state(), 'limit', 5_000, null, way.now()));
    way.pass(-3_600_000);
    expect(way.enter()).toMatchObject({ why: 'limit', waitMs: 5_000 });
  });
});

describe('Autotask’s hour', () => {
  /** So many of our calls, spread over the last ten minutes. */
  function used(calls: number, reported: { limit: number; used: number } | null = null) {
    let budget = NO_BUDGET;
    for (let index = 0; index < calls; index += 1) budget = spend(budget, START - 600_000 + (index * 600_000) / calls);
    return reported ? report(budget, reported, START) : budget;
  }
  const zones = (budget: typeof NO_BUDGET) => [zoneOf(budget, 'later', START).zone, zoneOf(budget, 'now', START).zone];

  test.each([
    [100, 'free', 'free'],
    [250, 'slow', 'free'],
    [400, 'wait', 'slow'],
    [499, 'wait', 'slow'],
    [500, 'wait', 'wait'],
  ])('of a share of 500, %i used: marks %s, searches %s', (calls, later, now) => {
    expect(zones(used(calls, { limit: 1_000, used: calls }))).toEqual([later, now]);
  });

  test.each([
    [700, 'free', 'free'],
    [800, 'slow', 'free'],
    [950, 'wait', 'slow'],
    [1_000, 'wait', 'wait'],
  ])('where all tools together used %i of 1,000: marks %s, searches %s', (all, later, now) => {
    expect(zones(used(10, { limit: 1_000, used: all }))).toEqual([later, now]);
  });

  test('what keeps a distance never uses more than the share in any hour', () => {
    let budget = report(NO_BUDGET, { limit: 200, used: 0 }, START);
    let most = 0;
    for (let now = START; now < START + 3 * 3_600_000; ) {
      const { waitMs } = zoneOf(budget, 'now', now);
      if (waitMs === 0) budget = spend(budget, now);
      most = Math.max(most, ownCalls(budget, now));
      now += Math.max(waitMs, 50);
      if (isReportDue(budget, now)) budget = report(budget, { limit: 200, used: ownCalls(budget, now) }, now);
    }
    expect(most).toBe(100);
  });

  test('what others use is asked again after a while, and forgotten after an hour', () => {
    const budget = report(used(10), { limit: 1_000, used: 960 }, START);
    expect(isReportDue(budget, START + 60_000)).toBe(false);
    expect(isReportDue(budget, START + 300_000)).toBe(true);
    expect(zoneOf(budget, 'later', START + 3_700_000).zone).toBe('free');
  });
});

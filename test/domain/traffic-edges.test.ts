import { describe, expect, test } from '@jest/globals';
import {
  type Ask,
  conditionOf,
  DAY_RESERVE,
  enter,
  hold,
  leave,
  type Outcome,
  QUIET,
  type TrafficState,
} from '../../src/domain/traffic.ts';

/** What one call leaves behind for the next: pauses, counted minutes, the hour. */

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = NOW / 60_000;
const ASK: Ask = {
  ...{ id: 'a', lane: 'lane', atOnce: 9, lifeMs: null, urgency: 'now', waitedUntil: 0, budgeted: false },
};
const went = (state: TrafficState, id: string, more: Partial<Ask> = {}, at = NOW) => {
  const { state: after, pass } = enter(state, { ...ASK, id, ...more }, at);
  expect(pass).toEqual({ ok: true });
  return after;
};
const refused = (state: TrafficState, more: Partial<Ask> = {}, at = NOW) => enter(state, { ...ASK, ...more }, at).pass;
const fault: Outcome = { kind: 'fault', chance: 1 };
const limited = (chance: number, retryAfterMs: number | null = null): Outcome => ({
  ...{ kind: 'limited', retryAfterMs, which: 'minute', chance },
});

describe('a way with an hourly budget', () => {
  /** Our share is 500. */
  const withCalls = (calls: number, nextAt = 0): TrafficState => ({
    ...QUIET,
    budget: {
      spent: [{ minute: MINUTE, calls }],
      reported: { limit: 1_000, used: calls, own: calls, at: NOW },
      nextAt,
    },
  });
  const budgeted = { budgeted: true };

  test('counts its calls; another way counts none', () => {
    expect(went(QUIET, 'a', budgeted).budget.spent).toEqual([{ minute: MINUTE, calls: 1 }]);
    expect(went(QUIET, 'a').budget.spent).toEqual([]);
    went(withCalls(600), 'a');
  });

  test('keeps a distance, then waits', () => {
    const slow = withCalls(400, NOW + 3_000);
    expect(refused(slow, budgeted)).toEqual({ ok: false, why: 'slow', which: null, waitMs: 3_000, until: NOW + 3_000 });
    went(slow, 'a', budgeted, NOW + 3_000);
    expect(refused(withCalls(500), budgeted)).toMatchObject({ why: 'budget', waitMs: HOUR_LEFT });
    expect(refused(withCalls(450), { ...budgeted, urgency: 'later' })).toMatchObject({ why: 'budget' });
  });

  const HOUR_LEFT = 61 * 60_000;

  test('tells a person when it slows down and when it stops, as for what nobody waits for', () => {
    expect(conditionOf(withCalls(249), NOW)).toBeNull();
    const nothing = { which: null, since: null };
    expect(conditionOf(withCalls(250, NOW + 1_000), NOW)).toEqual({ kind: 'slow', ...nothing, waitMs: 1_000 });
    expect(conditionOf(withCalls(400), NOW)).toEqual({ kind: 'budget', ...nothing, waitMs: HOUR_LEFT });
  });
});

describe('how a call ended', () => {
  test('one that says nothing changes nothing but its place', () => {
    const before = { ...went(QUIET, 'a'), faults: 2, since: NOW, limits: 1, round: 3 };
    const paused = hold(before, 'outage', 500, null, NOW);
    const { state, waitMs } = leave(paused, 'a', { outcome: { kind: 'mute' } }, NOW);
    expect(state).toEqual({ ...paused, places: [] });
    expect(waitMs).toBe(0);
  });

  test('an answer ends an outage and what was counted of it, but no limit', () => {
    const counted = { ...went(QUIET, 'a'), faults: 2, since: NOW, limits: 1 };
    const answered = (kind: 'outage' | 'limit') =>
      leave(hold(counted, kind, 9_000, null, NOW), 'a', { outcome: { kind: 'answered' } }, NOW).state;
    expect(answered('outage')).toMatchObject({ pause: null, faults: 0, since: null, limits: 0 });
    expect(answered('limit')).toMatchObject({ pause: { kind: 'limit', ms: 9_000 }, faults: 0, since: null, limits: 0 });
  });

  test('limits without a time wait longer each time, half of it by chance', () => {
    let state: TrafficState = QUIET;
    const waits = [1, 0, 0.5, 1].map((chance) => {
      const end = leave(state, '', { outcome: limited(chance) }, NOW);
      state = end.state;
      return end.waitMs;
    });
    expect(waits).toEqual([500, 500, 1_500, 4_000]);
    expect(state).toMatchObject({ limits: 4, round: 4, faults: 0 });
    expect(leave(QUIET, '', { outcome: limited(1, 7_000) }, NOW).waitMs).toBe(7_000);
    expect(leave({ ...QUIET, limits: 30 }, '', { outcome: limited(1) }, NOW).waitMs).toBe(60_000);
  });

  test('a fault of a call that set out before the last pause is the same one; of one that set out after it is not', () => {
    const both = went(went(QUIET, 'a'), 'b');
    const first = leave(both, 'b', { outcome: fault }, NOW);
    expect([first.waitMs, first.state.faults]).toEqual([500, 1]);
    const later = went(first.state, 'c', {}, NOW + 500);
    const again = leave(later, 'c', { outcome: fault }, NOW + 500);
    expect([again.waitMs, again.state.faults, again.state.since]).toEqual([1_000, 2, NOW]);
    const old = leave(again.state, 'a', { outcome: fault }, NOW + 600);
    expect([old.waitMs, old.state.faults]).toEqual([900, 2]);
    // a limit is such a pause, too
    const held = leave(both, 'b', { outcome: limited(1, 3_000) }, NOW).state;
    expect(leave(held, 'a', { outcome: fault }, NOW)).toMatchObject({ waitMs: 3_000, state: { faults: 0 } });
  });
});

describe('a pause', () => {
  const day = hold(QUIET, 'limit', 6_000, 'day', NOW);

  test('stands against one that is shorter or as long', () => {
    for (const ms of [1_000, 6_000]) expect(hold(day, 'outage', ms, null, NOW)).toBe(day);
    expect(hold(day, 'outage', 6_001, null, NOW).pause).toEqual({
      ...{ until: NOW + 6_001, ms: 6_001, kind: 'outage', which: null },
    });
    expect(hold(day, 'limit', 4_000, 'minute', NOW + 3_000).pause?.which).toBe('minute');
  });

  test('is worth a word above five seconds', () => {
    expect(conditionOf(day, NOW)).toEqual({ kind: 'limit', which: 'day', since: null, waitMs: 6_000 });
    expect(conditionOf(day, NOW + 999)).toMatchObject({ waitMs: 5_001 });
    expect(conditionOf(day, NOW + 1_000)).toBeNull();
    expect(conditionOf(hold(QUIET, 'outage', 9_000, null, NOW), NOW)).toBeNull();
  });
});

describe('the minute that Xero counts', () => {
  const told = (state: TrafficState, minuteLeft: number | undefined, at: number) =>
    leave(state, '', { outcome: { kind: 'answered' }, said: minuteLeft === undefined ? {} : { minuteLeft } }, at).state;
  const first = told(QUIET, 30, NOW);

  test('ends a minute after it was first seen, whatever is answered within it', () => {
    expect(first.minute).toEqual({ left: 30, until: NOW + 60_000 });
    expect(told(first, 29, NOW + 10_000).minute).toEqual({ left: 29, until: NOW + 60_000 });
    // answers overtake each other
    expect(told(first, 35, NOW + 10_000).minute).toEqual({ left: 35, until: NOW + 60_000 });
    expect(told(first, 36, NOW + 10_000).minute).toEqual({ left: 36, until: NOW + 70_000 });
    expect(told(first, 20, NOW + 60_000).minute).toEqual({ left: 20, until: NOW + 120_000 });
    expect(told(first, 20, NOW + 59_999).minute).toEqual({ left: 20, until: NOW + 60_000 });
    expect(told(first, undefined, NOW + 10_000).minute).toEqual(first.minute);
  });

  test('what is under way is not counted yet; what goes now is', () => {
    const busy = went(went(QUIET, 'a'), 'b');
    const after = leave(busy, 'a', { outcome: { kind: 'answered' }, said: { minuteLeft: 10 } }, NOW).state;
    expect(after.minute?.left).toBe(9);
    expect(went(after, 'c').minute?.left).toBe(8);
    // two are kept for calls that nobody counts any more
    went(told(QUIET, 3, NOW), 'a');
    expect(refused(told(QUIET, 2, NOW), {}, NOW + 20_000)).toMatchObject({ why: 'minute', waitMs: 40_000 });
    // and a third of it for what somebody waits for
    went(told(QUIET, 21, NOW), 'a', { urgency: 'later' });
    expect(refused(told(QUIET, 20, NOW), { urgency: 'later' })).toMatchObject({ why: 'minute', waitMs: 60_000 });
    went(told(QUIET, 20, NOW), 'a');
  });
});

describe('the day that Xero counts', () => {
  const told = (dayLeft: number, state: TrafficState = QUIET, at = NOW) =>
    leave(state, '', { outcome: { kind: 'answered' }, said: { dayLeft } }, at).state;
  const HOUR = 3_600_000;

  test('keeps what is left of it for postings; what can wait is looked at again after an hour', () => {
    const kept = told(DAY_RESERVE);
    expect(refused(kept, { urgency: 'later' }, NOW + 60_000)).toEqual({
      ...{ ok: false, why: 'day', which: 'day', waitMs: HOUR - 60_000, until: NOW + HOUR },
    });
    went(kept, 'a');
    went(kept, 'a', { urgency: 'later' }, NOW + HOUR);
    went(told(DAY_RESERVE + 1), 'a', { urgency: 'later' });
  });

  test('is what was said last; an answer that says nothing of it leaves it', () => {
    const answered = { outcome: { kind: 'answered' } } as const;
    const later = leave(told(DAY_RESERVE), '', { ...answered, said: { minuteLeft: 50 } }, NOW + 1).state;
    expect(later.day).toEqual({ left: DAY_RESERVE, until: NOW + HOUR });
    expect(told(4_000, later, NOW + 5_000)).toMatchObject({
      ...{ day: { left: 4_000, until: NOW + HOUR + 5_000 }, minute: { left: 50 } },
    });
    went(told(4_000, later), 'a', { urgency: 'later' });
  });
});

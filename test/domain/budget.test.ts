import { describe, expect, test } from '@jest/globals';
import {
  type Budget,
  isReportDue,
  NO_BUDGET,
  othersCalls,
  ownCalls,
  report,
  spend,
  zoneOf,
} from '../../src/domain/budget.ts';

/** Autotask's hour at its edges: what counts, how long to wait, when to ask again. */

const NOW = Date.parse('2026-11-22T10:00:30Z');
const MINUTE = Math.floor(NOW / 60_000);
const HOUR = 3_600_000;

/** So many of our calls in this minute, or some minutes ago. */
const spent = (calls: number, minutesAgo = 0) => ({ spent: [{ minute: MINUTE - minutesAgo, calls }] });
/** Of a limit of 1,000, all told. */
const used = (all: number, own = 0, limit = 1_000) => ({ reported: { limit, used: all, own, at: NOW } });
const budget = (...parts: Partial<Budget>[]): Budget => Object.assign({}, NO_BUDGET, ...parts);

describe('zones', () => {
  test.each<['now' | 'later', number, string]>([
    ['later', 249, 'free'],
    ['later', 250, 'slow'],
    ['later', 399, 'slow'],
    ['later', 400, 'wait'],
    ['now', 399, 'free'],
    ['now', 400, 'slow'],
    ['now', 499, 'slow'],
    ['now', 500, 'wait'],
  ])('%s, with %i of our share of 500: %s', (urgency, calls, zone) => {
    expect(zoneOf(budget(spent(calls), used(calls, calls)), urgency, NOW).zone).toBe(zone);
  });

  test.each<['now' | 'later', number, string, number]>([
    ['later', 749, 'free', 0],
    ['later', 750, 'slow', 0],
    ['later', 900, 'wait', 300_000],
    ['now', 899, 'free', 0],
    ['now', 900, 'slow', 0],
    ['now', 1_000, 'wait', 300_000],
  ])('%s, with %i of everybody’s 1,000: %s for %i ms', (urgency, all, zone, waitMs) => {
    expect(zoneOf(budget(used(all)), urgency, NOW)).toEqual({ zone, waitMs });
  });

  test('without a report the usual limit holds, and a limit of nothing lets nobody go', () => {
    expect(zoneOf(budget(spent(3_999)), 'now', NOW).zone).toBe('free');
    expect(zoneOf(budget(spent(4_000)), 'now', NOW).zone).toBe('slow');
    expect(zoneOf(budget(used(0, 0, 1)), 'now', NOW)).toEqual({ zone: 'wait', waitMs: 60_000 });
  });

  test('a distance is waited for as far as it is left, and never longer than it is', () => {
    const slow = (nextAt: number) => zoneOf(budget(spent(400), used(400, 400), { nextAt }), 'now', NOW).waitMs;
    expect([slow(NOW - 5), slow(NOW), slow(NOW + 3_000), slow(NOW + 99_000)]).toEqual([0, 0, 3_000, 7_200]);
  });

  test('a full share is waited for until its oldest calls are an hour old', () => {
    const wait = (...rows: [minutesAgo: number, calls: number][]) =>
      zoneOf(
        budget({ spent: rows.map(([ago, calls]) => ({ minute: MINUTE - ago, calls })) }, used(500, 500)),
        ...(['now', NOW] as const),
      ).waitMs;
    expect(wait([10, 500])).toBe(50.5 * 60_000);
    expect(wait([61, 900], [20, 500])).toBe(40.5 * 60_000);
    expect(wait([60, 500])).toBe(30_000);
    // never less than a second
    const late = Date.parse('2026-11-22T10:00:59.500Z');
    expect(zoneOf(budget(spent(500, 60), used(500, 500)), 'now', late).waitMs).toBe(1_000);
  });
});

describe('counting', () => {
  test('calls go by minute; those of an hour ago are forgotten', () => {
    let counted = spend(spend(NO_BUDGET, NOW), NOW + 10_000);
    expect(counted.spent).toEqual([{ minute: MINUTE, calls: 2 }]);
    counted = spend(counted, NOW + 60_000);
    expect(counted.spent).toEqual([
      { minute: MINUTE, calls: 2 },
      { minute: MINUTE + 1, calls: 1 },
    ]);
    expect(spend(counted, NOW + HOUR).spent).toHaveLength(3);
    expect(spend(counted, NOW + HOUR + 60_000).spent).toEqual([
      { minute: MINUTE + 1, calls: 1 },
      { minute: MINUTE + 61, calls: 1 },
    ]);
    // a clock that was set back
    expect(spend(counted, NOW - 300_000).spent).toEqual([
      { minute: MINUTE, calls: 2 },
      { minute: MINUTE + 1, calls: 2 },
    ]);
    expect([ownCalls(counted, NOW + HOUR), ownCalls(counted, NOW + HOUR + 60_000)]).toEqual([3, 1]);
  });

  test('the next that keeps a distance goes when such calls would just use our share', () => {
    expect(spend(NO_BUDGET, NOW).nextAt).toBe(NOW + 720);
    expect(spend(budget(used(0, 0, 200)), NOW).nextAt).toBe(NOW + 36_000);
    expect(spend(budget(used(0, 0, 1)), NOW).nextAt).toBe(NOW + HOUR);
  });

  test('what others use is asked for after some calls, then from time to time', () => {
    expect([24, 25].map((calls) => isReportDue(budget(spent(calls)), NOW))).toEqual([false, true]);
    const reported = report(budget(spent(100)), { limit: 1_000, used: 300 }, NOW);
    expect(reported.reported).toEqual({ limit: 1_000, used: 300, own: 100, at: NOW });
    const due = (calls: number, at = NOW) => isReportDue({ ...reported, ...spent(calls) }, at);
    expect([due(599), due(600)]).toEqual([false, true]);
    expect([due(100, NOW + 299_999), due(100, NOW + 300_000), due(100, NOW - 300_000)]).toEqual([false, true, true]);
    expect(othersCalls(reported, NOW)).toBe(200);
    expect([othersCalls(reported, NOW + HOUR), othersCalls(reported, NOW + HOUR + 1)]).toEqual([200, 0]);
    // Autotask counts a little late
    expect(othersCalls(budget(used(90, 100)), NOW)).toBe(0);
    expect(othersCalls(NO_BUDGET, NOW)).toBe(0);
  });
});

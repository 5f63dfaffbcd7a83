import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  describeDay,
  describePeriod,
  PRESETS,
  presetPeriod,
  readDay,
  readNamedMonth,
  resolvePeriod,
  todayIn,
} from '../../src/domain/period.ts';

describe('presets', () => {
  // Thursday, 5 November 2026.
  test.each([
    ['this-month', '2026-11-01', '2026-11-30'],
    ['last-month', '2026-10-01', '2026-10-31'],
    ['this-week', '2026-11-02', '2026-11-08'],
    ['last-week', '2026-10-26', '2026-11-01'],
    ['today', '2026-11-05', '2026-11-05'],
    ['yesterday', '2026-11-04', '2026-11-04'],
    ['this-year', '2026-01-01', '2026-12-31'],
    ['last-year', '2025-01-01', '2025-12-31'],
  ])('%s is %s to %s', (word, from, to) => {
    expect(resolvePeriod(word, '2026-11-05')).toEqual({ ok: true, period: { from, to } });
  });

  test.each([
    ['last-month', '2026-01-15', '2025-12-01', '2025-12-31'],
    ['last-month', '2028-03-31', '2028-02-01', '2028-02-29'],
    ['this-week', '2026-11-01', '2026-10-26', '2026-11-01'],
    ['this-week', '2026-11-02', '2026-11-02', '2026-11-08'],
    ['last-week', '2027-01-01', '2026-12-21', '2026-12-27'],
    ['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
  ])('%s on %s is %s to %s', (word, today, from, to) => {
    expect(resolvePeriod(word, today)).toEqual({ ok: true, period: { from, to } });
  });

  test('weeks have seven days from Monday, on any day; today lies in this week and month', () => {
    const days = fc.integer({ min: 0, max: 60_000 }).map((count) => addDays('1995-01-01', count));
    fc.assert(
      fc.property(days, (today) => {
        const week = presetPeriod('this-week', today);
        expect(new Date(`${week.from}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(addDays(week.from, 6)).toBe(week.to);
        expect(week.from <= today && today <= week.to).toBe(true);
        const last = presetPeriod('last-month', today);
        expect(addDays(last.to, 1)).toBe(presetPeriod('this-month', today).from);
        expect(last.from.endsWith('-01')).toBe(true);
      }),
    );
  });

  test('every one of the list is understood', () => {
    for (const { value } of PRESETS) expect(resolvePeriod(value, '2026-11-05')).toMatchObject({ ok: true });
  });
});

describe('written periods', () => {
  test.each([
    ['2026-10', '2026-10-01', '2026-10-31'],
    ['2028-02', '2028-02-01', '2028-02-29'],
    ['2026-10-01..2026-10-31', '2026-10-01', '2026-10-31'],
    ['2026-10-01…2026-10-02', '2026-10-01', '2026-10-02'],
    ['2026-10-05', '2026-10-05', '2026-10-05'],
    ['2026-1-5', '2026-01-05', '2026-01-05'],
  ])('%s', (text, from, to) => {
    expect(resolvePeriod(text, '2026-11-05')).toEqual({ ok: true, period: { from, to } });
  });

  test.each([
    ['2026-02-30', 'There is no 2026-02-30 in the calendar.'],
    ['2026-13', 'There is no 2026-13 in the calendar.'],
    ['2026-10-01..2026-10-32', 'There is no 2026-10-32 in the calendar.'],
    ['2026-10-31..2026-10-01', '31 Oct 2026 comes after 1 Oct 2026.'],
    ['2026-02-29..2026-03-01', 'There is no 2026-02-29 in the calendar.'],
    ['0026-10-01', '0026-10-01 is not in the years 1990 to 2199.'],
    ['1899-01-01', '1899-01-01 is not in the years 1990 to 2199.'],
    ['2200-01', '2200-01 is not in the years 1990 to 2199.'],
    ['2026-10-01..soon', 'There is no 2026-10-01..soon in the calendar.'],
  ])('%s is refused', (text, problem) => {
    expect(resolvePeriod(text, '2026-11-05')).toEqual({ ok: false, problem });
  });

  test.each(['next-month', 'october', '12', 'x..y', ''])('%j is no period', (text) => {
    expect(resolvePeriod(text, '2026-11-05')).toBeNull();
  });
});

describe('days and months by name', () => {
  test.each([
    ['1 Oct 2026', '2026-10-01'],
    ['1. October 2026', '2026-10-01'],
    ['31st december 2026', '2026-12-31'],
    ['Oct 1, 2026', '2026-10-01'],
    ['Sept 9 2026', '2026-09-09'],
  ])('%s', (text, day) => {
    expect(readDay(text, '2026-11-05')).toEqual({ ok: true, day });
  });

  test('31 June does not exist, and Smarch is no month', () => {
    expect(readDay('31 June 2026', '2026-11-05')).toEqual({
      ok: false,
      problem: 'There is no 31 June 2026 in the calendar.',
    });
    expect(readDay('3 Smarch 2026', '2026-11-05')).toBeNull();
  });

  test('a month', () => {
    expect(readNamedMonth('October 2026')).toEqual({ ok: true, period: { from: '2026-10-01', to: '2026-10-31' } });
    expect(readNamedMonth('managed 2026')).toBeNull();
  });
});

describe('for people', () => {
  test.each([
    ['2026-10-01', '2026-10-31', '1–31 Oct 2026'],
    ['2026-09-28', '2026-10-04', '28 Sep – 4 Oct 2026'],
    ['2026-12-28', '2027-01-03', '28 Dec 2026 – 3 Jan 2027'],
    ['2026-10-12', '2026-10-12', '12 Oct 2026'],
  ])('%s to %s', (from, to, text) => {
    expect(describePeriod({ from, to })).toBe(text);
  });

  test('an instant is told by its day', () => {
    expect(describeDay('2026-11-03T23:59:59Z')).toBe('3 Nov 2026');
  });
});

test('the day it is depends on the place', () => {
  expect(todayIn('Pacific/Auckland', '2026-10-31T12:00:00Z')).toBe('2026-11-01');
  expect(todayIn('America/New_York', '2026-11-01T03:00:00Z')).toBe('2026-10-31');
  expect(todayIn('UTC', new Date('2026-01-01T00:00:00Z'))).toBe('2026-01-01');
});

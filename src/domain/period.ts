import type { CalendarDay, Instant, Period } from './types.ts';

/** Periods that have a name, as the search window offers them. */
export const PRESETS = [
  { value: 'this-month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: 'this-week', label: 'This week' },
  { value: 'last-week', label: 'Last week' },
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'this-year', label: 'This year' },
  { value: 'last-year', label: 'Last year' },
] as const;
export type Preset = (typeof PRESETS)[number]['value'];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Years outside are typing errors. */
const FIRST_YEAR = 1990;
const LAST_YEAR = 2199;

export type PeriodAnswer = { ok: true; period: Period } | { ok: false; problem: string };

/**
 * A period as a person writes it: a preset, `2026-10`, `2026-10-01..2026-10-31`, or one day. Null where the word is no
 * period at all; a problem where it is one that does not exist.
 */
export function resolvePeriod(word: string, today: CalendarDay): PeriodAnswer | null {
  const lower = word.toLowerCase();
  const preset = PRESETS.find((candidate) => candidate.value === lower);
  if (preset !== undefined) return { ok: true, period: presetPeriod(preset.value, today) };
  const range = /^(.+?)(?:\.\.+|…)(.+)$/.exec(lower);
  if (range !== null) {
    const from = readDay(range[1] ?? '', today);
    const to = readDay(range[2] ?? '', today);
    if (from === null || to === null) return /^\d{4}-\d/.test(lower) ? noDay(word) : null;
    return makePeriod(from, to);
  }
  const month = /^(\d{4})-(\d{1,2})$/.exec(lower);
  if (month !== null) return monthPeriod(Number(month[1]), Number(month[2]));
  const day = readDay(lower, today);
  return day === null ? null : makePeriod(day, day);
}

export type DayAnswer = { ok: true; day: CalendarDay } | { ok: false; problem: string };

/**
 * A day as a person writes it: `2026-10-01`, `1 Oct 2026`, `October 1, 2026`, `today`, `yesterday`. Null where it is
 * none of these; a problem where there is no such day.
 */
export function readDay(text: string, today: CalendarDay): DayAnswer | null {
  const lower = text.trim().toLowerCase();
  if (lower === 'today') return { ok: true, day: today };
  if (lower === 'yesterday') return { ok: true, day: addDays(today, -1) };
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(lower);
  if (iso !== null) return makeDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), text);
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th|\.)?\s+([a-z]{3,9})\.?,?\s+(\d{4})$/.exec(lower);
  if (dayFirst !== null) return namedDay(dayFirst[3], dayFirst[2], dayFirst[1], text);
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/.exec(lower);
  if (monthFirst !== null) return namedDay(monthFirst[3], monthFirst[1], monthFirst[2], text);
  return null;
}

/** A month by its name: `October 2026`, `oct 2026`. Null where it is not one. */
export function readNamedMonth(text: string): PeriodAnswer | null {
  const found = /^([a-z]{3,9})\.?\s+(\d{4})$/i.exec(text.trim());
  const month = found === null ? 0 : monthNumber(found[1] ?? '');
  return month === 0 ? null : monthPeriod(Number(found?.[2]), month);
}

/** Both days known; refused where the first comes after the last. */
export function makePeriod(from: DayAnswer, to: DayAnswer): PeriodAnswer {
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (from.day > to.day) {
    return { ok: false, problem: `${describeDay(from.day)} comes after ${describeDay(to.day)}.` };
  }
  return { ok: true, period: { from: from.day, to: to.day } };
}

export function presetPeriod(preset: Preset, today: CalendarDay): Period {
  const { year, month } = parts(today);
  const monday = addDays(today, -((weekday(today) + 6) % 7));
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'this-week':
      return { from: monday, to: addDays(monday, 6) };
    case 'last-week':
      return { from: addDays(monday, -7), to: addDays(monday, -1) };
    case 'this-month':
      return wholeMonth(year, month);
    case 'last-month':
      return month === 1 ? wholeMonth(year - 1, 12) : wholeMonth(year, month - 1);
    case 'this-year':
      return { from: dayOf(year, 1, 1), to: dayOf(year, 12, 31) };
    case 'last-year':
      return { from: dayOf(year - 1, 1, 1), to: dayOf(year - 1, 12, 31) };
  }
}

/** The day it is somewhere, at that instant. `timeZone` is an IANA name. */
export function todayIn(timeZone: string, instant: Date | Instant): CalendarDay {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const found = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${found.get('year')}-${found.get('month')}-${found.get('day')}`;
}

/** "12 Oct 2026". Takes the day of an instant as written, too. */
export function describeDay(day: CalendarDay | Instant): string {
  const { year, month, date } = parts(day);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

/** "1–31 Oct 2026", "28 Sep – 4 Oct 2026", "28 Dec 2026 – 3 Jan 2027", "12 Oct 2026". */
export function describePeriod(period: Period): string {
  const from = parts(period.from);
  const to = parts(period.to);
  if (period.from === period.to) return describeDay(period.to);
  if (from.year !== to.year) return `${describeDay(period.from)} – ${describeDay(period.to)}`;
  if (from.month !== to.month) return `${from.date} ${MONTHS[from.month - 1]} – ${describeDay(period.to)}`;
  return `${from.date}–${describeDay(period.to)}`;
}

export function addDays(day: CalendarDay, count: number): CalendarDay {
  const { year, month, date } = parts(day);
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10);
}

function monthPeriod(year: number, month: number): PeriodAnswer {
  const first = makeDay(year, month, 1, `${year}-${String(month).padStart(2, '0')}`);
  return first.ok ? { ok: true, period: wholeMonth(year, month) } : { ok: false, problem: first.problem };
}

function wholeMonth(year: number, month: number): Period {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { from: dayOf(year, month, 1), to: dayOf(year, month, last) };
}

function namedDay(
  year: string | undefined,
  month: string | undefined,
  date: string | undefined,
  text: string,
): DayAnswer | null {
  const number = monthNumber(month ?? '');
  return number === 0 ? null : makeDay(Number(year), number, Number(date), text);
}

/** 1 to 12 by English name or its beginning; 0 where it is none. */
function monthNumber(name: string): number {
  const full = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ];
  const lower = name.toLowerCase();
  return lower.length < 3 ? 0 : full.findIndex((month) => month.startsWith(lower)) + 1;
}

function makeDay(year: number, month: number, date: number, text: string): DayAnswer {
  if (year < FIRST_YEAR || year > LAST_YEAR)
    return { ok: false, problem: `${text.trim()} is not in the years ${FIRST_YEAR} to ${LAST_YEAR}.` };
  const real = new Date(Date.UTC(year, month - 1, date));
  const exists = real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === date;
  if (!exists) return noDay(text);
  return { ok: true, day: dayOf(year, month, date) };
}

function noDay(text: string): { ok: false; problem: string } {
  return { ok: false, problem: `There is no ${text.trim()} in the calendar.` };
}

function dayOf(year: number, month: number, date: number): CalendarDay {
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

function parts(day: CalendarDay): { year: number; month: number; date: number } {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10)) };
}

/** 0 is Sunday. */
function weekday(day: CalendarDay): number {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).getUTCDay();
}

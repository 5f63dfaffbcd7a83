import { addDays } from './period.ts';
import type { CalendarDay, DueRule } from './types.ts';

const MOST_DAYS = 366;

/**
 * When an invoice falls due, never before its own date. `autotask`: as Autotask says, or on the day itself where it says
 * nothing. `end-of-month`: so many days after the last day of the invoice's month. `following-month`: that day of the
 * next month, or its last day where the month is shorter.
 */
export function dueDateOf(invoice: { date: CalendarDay; dueDate: CalendarDay | null }, rule: DueRule): CalendarDay {
  const due = dueBy(invoice, rule);
  return due < invoice.date ? invoice.date : due;
}

function dueBy(invoice: { date: CalendarDay; dueDate: CalendarDay | null }, rule: DueRule): CalendarDay {
  switch (rule.kind) {
    case 'autotask':
      return invoice.dueDate ?? invoice.date;
    case 'days':
      return addDays(invoice.date, rule.days);
    case 'end-of-month':
      return addDays(lastDayOf(invoice.date), rule.days);
    case 'following-month': {
      const last = lastDayOf(addDays(lastDayOf(invoice.date), 1));
      const wanted = `${last.slice(0, 8)}${String(rule.day).padStart(2, '0')}`;
      return wanted < last ? wanted : last;
    }
  }
}

function lastDayOf(day: CalendarDay): CalendarDay {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01-01` : `${day.slice(0, 5)}${String(month + 1).padStart(2, '0')}-01`;
  return addDays(next, -1);
}

/** A rule as one word, as lists and files carry it: `autotask`, `days:30`, `end-of-month:0`, `following-month:20`. */
export function writeDueRule(rule: DueRule): string {
  switch (rule.kind) {
    case 'autotask':
      return rule.kind;
    case 'days':
    case 'end-of-month':
      return `${rule.kind}:${rule.days}`;
    case 'following-month':
      return `${rule.kind}:${rule.day}`;
  }
}

/** Null where the word is no rule, or its number makes no sense. */
export function readDueRule(text: string): DueRule | null {
  const word = text.trim().toLowerCase();
  if (word === 'autotask') return { kind: 'autotask' };
  const match = /^(days|end-of-month|following-month):(\d{1,3})$/.exec(word);
  const number = Number(match?.[2]);
  if (match?.[1] === 'following-month') return number >= 1 && number <= 31 ? { kind: match[1], day: number } : null;
  if (match?.[1] !== 'days' && match?.[1] !== 'end-of-month') return null;
  return number <= MOST_DAYS ? { kind: match[1], days: number } : null;
}

/** For people. */
export function describeDueRule(rule: DueRule): string {
  switch (rule.kind) {
    case 'autotask':
      return 'As Autotask says';
    case 'days':
      return rule.days === 0 ? 'On the invoice date' : `${daysOf(rule.days)} after the invoice date`;
    case 'end-of-month':
      return rule.days === 0 ? 'At the end of the month' : `${daysOf(rule.days)} after the end of the month`;
    case 'following-month':
      return rule.day >= 31 ? 'At the end of the following month' : `On day ${rule.day} of the following month`;
  }
}

function daysOf(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** What the window offers; a file may hold others. */
export const DUE_RULES: readonly DueRule[] = [
  { kind: 'autotask' },
  ...[0, 7, 10, 14, 15, 20, 21, 28, 30, 45, 60, 90].map((days) => ({ kind: 'days' as const, days })),
  ...[0, 10, 15, 30].map((days) => ({ kind: 'end-of-month' as const, days })),
  ...[10, 15, 20, 25, 31].map((day) => ({ kind: 'following-month' as const, day })),
];

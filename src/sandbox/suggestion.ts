import { presetPeriod, todayIn } from '../domain/period.ts';
import type { AutotaskRow } from './stand-in.ts';

/** What to search for first: last month if it holds invoices still to be sent, else the days of those that there are. */
export function searchToBegin(rows: AutotaskRow[], now: Date, timeZone: string): string {
  const days = rows
    .filter(({ voided, markedAt }) => !voided && markedAt === null)
    .map(({ date }) => date)
    .sort();
  const lastMonth = presetPeriod('last-month', todayIn(timeZone, now));
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last || days.some((day) => day >= lastMonth.from && day <= lastMonth.to)) return 'last-month';
  return `${first}..${last}`;
}

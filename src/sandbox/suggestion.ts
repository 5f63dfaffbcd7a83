import type { AutotaskRow } from './stand-in.ts';

/**
 * What to search for first: last month if it holds invoices still to be sent, else the days of those that there are;
 * where all are marked, with them.
 */
export function searchToBegin(rows: AutotaskRow[], now: Date, timeZone: string): string {
  const live = rows.filter(({ voided }) => !voided);
  const open = live.filter(({ markedAt }) => markedAt === null);
  const days = (open.length > 0 ? open : live).map(({ date }) => date).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'last-month';
  const month = monthBefore(now, timeZone);
  const period = days.some((day) => day.startsWith(month)) ? 'last-month' : `${first}..${last}`;
  return open.length > 0 ? period : `${period} include-invoiced`;
}

/** `2026-10` */
function monthBefore(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: 'numeric' }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return new Date(Date.UTC(part('year'), part('month') - 2, 1)).toISOString().slice(0, 7);
}

import type { AutotaskRow } from './stand-in.ts';

/** What to search for first: last month if it holds invoices still to be sent, else the days of those that there are. */
export function searchToBegin(rows: AutotaskRow[], now: Date, timeZone: string): string {
  const days = rows
    .filter(({ voided, markedAt }) => !voided && markedAt === null)
    .map(({ date }) => date)
    .sort();
  const [first, last] = [days[0], days.at(-1)];
  const month = monthBefore(now, timeZone);
  if (!first || !last || days.some((day) => day.startsWith(month))) return 'last-month';
  return `${first}..${last}`;
}

/** `2026-10` */
function monthBefore(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: 'numeric' }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return new Date(Date.UTC(part('year'), part('month') - 2, 1)).toISOString().slice(0, 7);
}

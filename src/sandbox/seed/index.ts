import type { World } from '../world.ts';
import { type Bill, writeBill } from './bill.ts';
import { lastMonth, thisMonth } from './month.ts';
import { slackWorld } from './slack.ts';
import { tenant } from './tenant.ts';
import { organisations } from './xero.ts';

export { told } from './month.ts';

/**
 * The month-end everyone plays: a small MSP with last month's invoices and the first of this month's. The same for every
 * start on the same day, and told from the real day, so that `/upsync search last-month` finds it. Days are UTC's.
 */
export function seededWorld(now: Date): World {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const lastDay = (day: number) => new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
  const thisDay = (day: number) =>
    new Date(Date.UTC(year, month, Math.min(day, now.getUTCDate()))).toISOString().slice(0, 10);
  const bills: Bill[] = [...lastMonth(lastDay), ...thisMonth(thisDay)];
  const written = bills.map(writeBill);
  return {
    slack: slackWorld(),
    autotask: {
      ...tenant(),
      invoices: written.map(({ invoice }) => invoice),
      billingItems: written.flatMap(({ lines }) => lines),
    },
    xero: { organisations: organisations(lastDay) },
  };
}

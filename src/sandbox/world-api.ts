import type { Fault, System } from './faults.ts';

/**
 * The world outside as the page's right-hand panel, and a test with the stand-ins in another process, see it. JSON over
 * HTTP below `/world`, beside `/client`:
 *
 *   GET    /world                   WorldInfo
 *   GET    /world/autotask          AutotaskRow[]
 *   GET    /world/xero              XeroRow[]
 *   GET    /world/calls             WorldCalls
 *   GET    /world/faults            ArrangedFault[]
 *   POST   /world/faults            ArrangedFault   adds one
 *   DELETE /world/faults?system=S   clears those of one system, or all
 *   POST   /world/clock             { advanceMs }   → { now }
 *
 * Writes must be sent as `application/json`, so that no foreign web page can send them.
 */
export interface WorldInfo {
  people: { id: string; realName: string; role: string }[];
  /** Where upSync's notifications go (`UPSYNC_CHANNEL`). */
  channel: string;
  /** The sandbox's time, epoch milliseconds. */
  now: number;
  /** The day the story is played, `YYYY-MM-DD`; null: the real day. */
  today: string | null;
}

export interface WorldCalls {
  /** Requests each system has answered since the start. */
  counts: Record<System, number>;
  /** Requests that no honest server would have let pass in silence. */
  violations: string[];
}

/** A fault as JSON: `times` null stands for "until it is switched off". */
export type ArrangedFault = Omit<Fault, 'times'> & { times: number | null };

/** A row of the page's small table "In Autotask now". Amounts are decimal strings as Autotask holds them. */
export interface AutotaskRow {
  id: number;
  number: string | null;
  company: string;
  date: string;
  currency: string;
  net: string;
  tax: string;
  voided: boolean;
  /** WebServiceDate, ISO instant, or null. */
  markedAt: string | null;
}

/** A row of the page's small table "In Xero now". Amounts are decimal strings with two decimals. */
export interface XeroRow {
  organisation: string;
  tenantId: string;
  type: 'ACCREC' | 'ACCRECCREDIT';
  id: string;
  number: string;
  contact: string;
  contactId: string;
  date: string;
  status: string;
  currency: string;
  subTotal: string;
  totalTax: string;
  total: string;
}

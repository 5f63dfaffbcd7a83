import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Recorder } from './http.ts';
import type { Store } from './store.ts';

/** What every stand-in is given. `port` 0 takes a free one. */
export interface StandInOptions {
  store: Store;
  clock: SandboxClock;
  faults: Faults;
  recorder: Recorder;
  port: number;
}

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

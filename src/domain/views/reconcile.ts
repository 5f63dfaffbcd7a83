import type { Amount, Instant, Person } from '../types.ts';
import type { Link } from './notice.ts';

/** Documents and sums of one side; credit notes count as negative. */
export interface Figures {
  count: number;
  net: Amount;
  tax: Amount;
  gross: Amount;
}

/** Autotask beside Xero under one heading: a currency, a company, a division, a tax rate. */
export interface Comparison {
  name: string;
  currency: string;
  autotask: Figures;
  xero: Figures;
  /** `rounding`: every document is equal, only cents fall on other lines. */
  state: 'equal' | 'rounding' | 'differs';
}

/** Autotask against Xero for a period; the files with every row are in its thread. */
export interface ReconcileView {
  kind: 'reconcile';
  /** "1–31 Oct 2026 · Managed Services". */
  title: string;
  organisation: string;
  requestedBy: Person;
  readAt: Instant;
  /** Every amount and every document: not whether they are marked or numbered alike. */
  equal: boolean;
  /** One sentence that stands alone. */
  headline: string;
  currencies: Comparison[];
  /** Headings whose sums differ; equal ones are in the file. */
  groups: { by: 'company' | 'division' | 'tax rate'; all: number; rows: Comparison[] }[];
  kinds: { label: string; count: number }[];
  differences: {
    kind: string;
    number: string;
    company: string;
    sentence: string;
    why: string[];
    links: Link[];
  }[];
  moreDifferences: number;
  notes: string[];
}

import type { Amount, Instant, Person } from './words.ts';
import type { DocumentStatus } from './xero.ts';

/** A person's decision on what a kind of line becomes in Xero. */
export type MapEntry =
  | { kind: 'default-account'; key: ''; accountCode: string }
  | { kind: 'account'; key: string; accountCode: string }
  /** The same keys as `account`: a billing code has one or the other. */
  | { kind: 'item'; key: string; itemCode: string }
  /** `accepted`: the two rates that differ, and that an admin accepted; another pair is a new question. */
  | { kind: 'tax'; key: string; taxType: string; accepted?: AcceptedRates | null }
  /** A Division or Line of Business; `option` null: no tracking, and that was decided. */
  | { kind: 'tracking'; key: string; option: { categoryId: string; optionId: string } | null }
  /** By payment term. */
  | { kind: 'due'; key: string; rule: DueRule }
  /** A Division or Line of Business, over all organisations; null: any that a run is sent to. */
  | { kind: 'organisation'; key: string; organisation: { id: string; name: string } | null };

export type MapKind = MapEntry['kind'];

/** Both in per cent. */
export interface AcceptedRates {
  billed: Amount;
  xero: Amount;
}

/** When a document falls due; see due-date.ts. */
export type DueRule =
  | { kind: 'autotask' }
  | { kind: 'days'; days: number }
  | { kind: 'end-of-month'; days: number }
  | { kind: 'following-month'; day: number };

/** A map with who decided it. */
export type DecidedMap = MapEntry & { decidedBy: Person; decidedAt: Instant };

/** How an organisation's documents are made. What they add up to follows from none of it. */
export interface OrganisationSettings {
  status: DocumentStatus;
  numberSource: NumberSource;
  /** An Invoice of total zero: left out, or sent as an authorised document. */
  zeroTotals: 'skip' | 'post';
  /** fewest: one line per account, tax rate and tracking. */
  lineDetail: LineDetail;
  /** Billing items of amount and tax zero. One line always stays. */
  zeroLines: 'keep' | 'drop';
  /** Text of a document line with placeholders, see template.ts; null: item, description, service date. */
  descriptionTemplate: string | null;
  /** Null: the organisation's own default. */
  brandingThemeId: string | null;
  /** Authorised invoices say that they were sent. No mail goes out. */
  markAsSent: boolean;
  /** Autotask's PDF of the invoice is put on the document, after it was posted. */
  attachPdf: boolean;
  /** Xero e-mails authorised invoices to their contacts, after they were posted. */
  emailInvoices: boolean;
}

/**
 * autotask: Autotask's number. id: `INV:{invoice id}`. xero: Xero numbers, and its number is written into Autotask where
 * there is none. xero-replacing: also where there is another one.
 */
export type NumberSource = 'autotask' | 'id' | 'xero' | 'xero-replacing';

export type LineDetail = 'all' | 'billing-code' | 'fewest';

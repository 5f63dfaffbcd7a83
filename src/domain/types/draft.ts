import type { Amount, CalendarDay } from './words.ts';
import type { DocumentKind, DocumentStatus } from './xero.ts';

/** The document we intend to send, in neutral words. For a credit note every sign is turned already. */
export interface Draft {
  kind: DocumentKind;
  invoiceId: number;
  generation: number;
  organisationId: string;
  contactId: string;
  /** Empty where Xero numbers it; then `reference` ends in `AT-{invoiceId}`. */
  number: string;
  /** Autotask had no usable number, so its invoice id stands in, as Autotask prints it. */
  numberIsId: boolean;
  date: CalendarDay;
  dueDate: CalendarDay;
  /** Purchase order; on credit notes, and where Xero numbers, it ends in `AT-{invoiceId}`. */
  reference: string;
  currency: string;
  status: DocumentStatus;
  /** Null: Xero's default. */
  brandingThemeId?: string | null;
  sentToContact?: boolean;
  /** What follows on the posting; left out where nothing does. */
  attachPdf?: true;
  email?: true;
  /** There is nowhere to e-mail it to: said before the approval. */
  emailMissing?: true;
  lines: DraftLine[];
  /** What Xero must hold afterwards, two decimals. */
  subTotal: Amount;
  totalTax: Amount;
  total: Amount;
  /** Sentences an approver should read: an id as number, a cent of difference, defaults used. */
  notes: string[];
  /** Tax sent against Xero's own, where it is so much that an approver should know; left out where it is not. */
  taxMoved?: Amount;
  /** Tax sent against Xero's own, where joined lines would send less: said, with joining as the offer. */
  joinOffer?: { moved: Amount; joined: Amount } | null;
  /** Tells whether the Invoice was edited since; see changed.ts. */
  source?: string;
}

export interface DraftLine {
  /** Billing items it stands for. */
  lineIds: number[];
  description: string;
  quantity: Amount;
  unitAmount: Amount;
  lineAmount: Amount;
  accountCode: string;
  taxType: string;
  /** Sent only where Xero's own tax would miss the target. */
  taxAmount: Amount | null;
  /** Where the account came from. */
  accountFrom: 'map' | 'default';
  /** Left out where there is none. */
  itemCode?: string;
  /** Two at most, each of another category; left out where there is none. */
  tracking?: LineTracking[];
}

export interface LineTracking {
  categoryId: string;
  optionId: string;
}

import type { Amount, CalendarDay, Instant } from './words.ts';

/** A Xero organisation that invoices go to. */
export interface Organisation {
  id: string;
  name: string;
  shortCode: string;
  baseCurrency: string;
}

/** Xero's lists that a Draft is built from. */
export interface Books {
  organisation: Organisation;
  /** The later of Xero's two lock dates, or null: nothing dated on or before it can be posted. */
  lockedUntil: CalendarDay | null;
  currencies: string[];
  /** Active revenue accounts. */
  accounts: { code: string; name: string }[];
  /** Active rates that apply to revenue; `rate` is the EffectiveRate, a percentage: "20". */
  taxRates: { type: string; name: string; rate: Amount }[];
  /** Sold items that are not kept in stock and have an account; left out in lists read before items were. */
  items?: { code: string; name: string; accountCode: string }[];
  /** Active tracking categories with their active options; two at most. */
  tracking?: TrackingCategory[];
  /** Read only where an organisation has one chosen. */
  brandingThemes?: BrandingTheme[];
  /** When the lists were read. */
  readAt: Instant;
}

export interface TrackingCategory {
  id: string;
  name: string;
  options: { id: string; name: string }[];
}

export interface BrandingTheme {
  id: string;
  name: string;
}

/** Xero's customer. */
export interface Contact {
  id: string;
  name: string;
  /** ContactNumber: the bare Autotask company id, where it was saved. */
  number: string | null;
  email: string | null;
  taxNumber: string | null;
  state: 'active' | 'archived' | 'merged';
  mergedTo: string | null;
}

export type DocumentKind = 'invoice' | 'credit-note';
export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED';

/** A document as Xero holds it. Totals are positive for credit notes, too. */
export interface BooksDocument {
  kind: DocumentKind;
  id: string;
  number: string | null;
  reference: string | null;
  url: string | null;
  /** Xero says that it was sent to the contact; left out where it does not. */
  isSent?: true;
  contactId: string;
  contactName: string;
  /** Xero's word: DRAFT, SUBMITTED, AUTHORISED, PAID, VOIDED, DELETED. */
  status: string;
  date: CalendarDay | null;
  currency: string;
  subTotal: Amount;
  totalTax: Amount;
  total: Amount;
  /** Payments on it; left out where there are none. */
  paid?: Amount;
  /** An invoice: credit applied to it. A credit note: what of it was applied. Left out where there is none. */
  credited?: Amount;
}

/** A line of a document in Xero. `amount` is net of tax, whatever the document's lines hold. */
export interface BooksLine {
  description: string;
  quantity: Amount;
  unitAmount: Amount;
  amount: Amount;
  tax: Amount;
  taxType: string | null;
  /** Left out where the line has none. */
  accountCode?: string;
}

/** A document with its lines, as only a paged list gives it. */
export interface DetailedDocument extends BooksDocument {
  lines: BooksLine[];
}

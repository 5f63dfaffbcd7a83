import type { Amount, CalendarDay, Instant } from './words.ts';

/** An invoice as Autotask has it; ours to read, never to change. */
export interface Invoice {
  id: number;
  /** Null where Autotask has none, or "ERROR" (left by another connector): see `proposedNumber`. */
  number: string | null;
  companyId: number;
  date: CalendarDay;
  dueDate: CalendarDay | null;
  from: CalendarDay | null;
  to: CalendarDay | null;
  /** invoiceTotal: net of tax, up to seven decimals. */
  net: Amount;
  /** totalTaxValue. */
  tax: Amount;
  taxRegion: string | null;
  paymentTermId: number | null;
  orderNumber: string | null;
  isVoided: boolean;
  voidedAt: Instant | null;
  /** WebServiceDate: who- or whatever processed the invoice said so. */
  markedAt: Instant | null;
  lines: InvoiceLine[];
}

/** A billing item. `amount` is totalAmount: what is billed, net; never quantity × rate. */
export interface InvoiceLine {
  id: number;
  date: CalendarDay | null;
  itemName: string;
  description: string;
  /** Label of billingItemType, such as "Recurring Service". */
  type: string;
  quantity: Amount;
  rate: Amount;
  amount: Amount;
  tax: Amount;
  billingCodeId: number | null;
  billingCode: string | null;
  taxCategoryId: number | null;
  taxCategory: string | null;
  /** Division / line of business of the line, in the tenant's own words. */
  level: Level | null;
  /** What the line was done for. The names are read only where a template says them; see line-names.ts. */
  ticketId?: number | null;
  contractId?: number | null;
  ticket?: string | null;
  contract?: string | null;
}

/** One pair of Division and Line of Business, as lines point to it. */
export interface Level {
  id: number;
  division: string;
  lineOfBusiness: string;
}

export interface Company {
  id: number;
  name: string;
  currency: string;
  webAddress: string | null;
  taxNumber: string | null;
  isActive: boolean;
}

/** A person at a Company. */
export interface CompanyContact {
  id: number;
  companyId: number;
  firstName: string;
  lastName: string;
  email: string | null;
  isBilling: boolean;
  isPrimary: boolean;
}

/** Autotask's rate for a tax region and category; `rate` is a fraction: "0.21". */
export interface PsaTaxRate {
  region: string;
  category: string;
  rate: Amount;
}

/** What an Autotask tenant calls things; changes seldom, read once a run. */
export interface PsaReference {
  levels: Level[];
  taxRates: PsaTaxRate[];
  billingCodes: { id: number; name: string }[];
  /** Left out where the API user may not read them, and in runs found before they were read. */
  paymentTerms?: { id: number; name: string }[];
}

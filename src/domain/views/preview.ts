import type { Amount, CalendarDay } from '../types.ts';

/** What Xero will hold, invoice by invoice. */
export interface PreviewView {
  kind: 'preview';
  runId: string;
  organisation: string | null;
  documents: {
    invoiceId: number;
    kind: string;
    number: string;
    contact: string;
    date: CalendarDay;
    dueDate: CalendarDay;
    currency: string;
    /** One piece of them where they are many: from `firstLine`, counted from 1, of `lineCount`. */
    lines: PreviewLine[];
    firstLine: number;
    lineCount: number;
    subTotal: Amount;
    totalTax: Amount;
    total: Amount;
    notes: string[];
  }[];
  problems: { number: string; sentence: string }[];
  page: number;
  pages: number;
}

export interface PreviewLine {
  description: string;
  amount: Amount;
  /** "3 × 30.00"; null where it is one of the amount. */
  price: string | null;
  account: string;
  /** With the tax that is sent, where Xero's own is not what was billed. */
  tax: string;
  /** "Division: Cloud, Region: South"; empty where there is none. */
  tracking: string;
  /** Where account and tax came from. */
  from: string;
  taxFrom: string;
}

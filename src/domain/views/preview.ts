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
    lines: PreviewLine[];
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
  account: string;
  tax: string;
  /** "Division: Cloud, Region: South"; empty where there is none. */
  tracking: string;
  /** Where account and tax came from. */
  from: string;
  taxFrom: string;
}

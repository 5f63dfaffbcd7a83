import type { z } from 'zod';
import type { DocumentStatus, DocumentType } from './records.ts';
import type { creditNoteInput, invoiceInput } from './schemas.ts';

type InvoiceInput = z.infer<typeof invoiceInput>;
type CreditNoteInput = z.infer<typeof creditNoteInput>;

/** What was asked of a document, in one shape for invoices and credit notes. */
export interface DocumentInput extends Omit<InvoiceInput, 'Type' | 'InvoiceID' | 'InvoiceNumber' | 'Status'> {
  id?: string | undefined;
  number?: string | undefined;
  type?: string | undefined;
  status?: DocumentStatus | undefined;
}

/** Where invoices and credit notes differ. */
export interface Kind {
  type: DocumentType;
  plural: 'Invoices' | 'CreditNotes';
  idField: 'InvoiceID' | 'CreditNoteID';
  numberField: 'InvoiceNumber' | 'CreditNoteNumber';
  prefix: string;
  dueDate: boolean;
  discounts: boolean;
  taken: string;
  /** Xero's name in "… not of valid status for modification". */
  invalidStatus: string;
}

export const INVOICE: Kind = {
  type: 'ACCREC',
  plural: 'Invoices',
  idField: 'InvoiceID',
  numberField: 'InvoiceNumber',
  prefix: 'INV-',
  dueDate: true,
  discounts: true,
  taken: 'Invoice # must be unique.',
  invalidStatus: 'Invoice not of valid status for modification',
};

export const CREDIT_NOTE: Kind = {
  type: 'ACCRECCREDIT',
  plural: 'CreditNotes',
  idField: 'CreditNoteID',
  numberField: 'CreditNoteNumber',
  prefix: 'CN-',
  dueDate: false,
  discounts: false,
  taken: 'Credit Note # must be unique.',
  invalidStatus: 'Credit note not of valid status for modification',
};

export function fromInvoice(input: InvoiceInput): DocumentInput {
  const { Type: type, InvoiceID: id, InvoiceNumber: number, Status: status, ...rest } = input;
  return { ...rest, type, id, number, status };
}

export function fromCreditNote(input: CreditNoteInput): DocumentInput {
  const { Type: type, CreditNoteID: id, CreditNoteNumber: number, Status: status, ...rest } = input;
  return { ...rest, type, id, number, status };
}

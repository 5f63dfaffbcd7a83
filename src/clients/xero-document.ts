import type { BooksDocument, DocumentKind } from '../domain/types.ts';
import { type DocumentElement, readDay } from './xero-schema.ts';

/** Unit amounts keep four decimals; without it Xero rounds them to cents before it multiplies. */
export const UNIT_DECIMALS = 4;

/** Null where the element has no id of its own. */
export function toDocument(kind: DocumentKind, element: DocumentElement): BooksDocument | null {
  const id = kind === 'invoice' ? element.InvoiceID : element.CreditNoteID;
  if (!id) return null;
  return {
    kind,
    id,
    number: (kind === 'invoice' ? element.InvoiceNumber : element.CreditNoteNumber) || null,
    reference: element.Reference || null,
    url: element.Url || null,
    ...(element.SentToContact === true && { isSent: true }),
    contactId: element.Contact?.ContactID ?? '',
    contactName: element.Contact?.Name ?? '',
    status: element.Status ?? '',
    date: readDay(element.DateString ?? element.Date),
    currency: element.CurrencyCode ?? '',
    subTotal: element.SubTotal,
    totalTax: element.TotalTax,
    total: element.Total,
  };
}

export function pluralOf(kind: DocumentKind): 'Invoices' | 'CreditNotes' {
  return kind === 'invoice' ? 'Invoices' : 'CreditNotes';
}

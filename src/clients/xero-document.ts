import { Decimal } from 'decimal.js';
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
    ...takenOf(kind, element),
  };
}

/** Named only where something was paid or credited. A credit note that is used up says so by what remains of it. */
function takenOf(kind: DocumentKind, element: DocumentElement): Pick<BooksDocument, 'paid' | 'credited'> {
  const paid = new Decimal(element.AmountPaid);
  const used =
    element.Status === 'AUTHORISED' && element.RemainingCredit
      ? new Decimal(element.Total).minus(element.RemainingCredit)
      : new Decimal(element.AppliedAmount);
  const credited = kind === 'invoice' ? new Decimal(element.AmountCredited) : used;
  return {
    ...(paid.isPositive() && !paid.isZero() && { paid: paid.toFixed(2) }),
    ...(credited.isPositive() && !credited.isZero() && { credited: credited.toFixed(2) }),
  };
}

export function pluralOf(kind: DocumentKind): 'Invoices' | 'CreditNotes' {
  return kind === 'invoice' ? 'Invoices' : 'CreditNotes';
}

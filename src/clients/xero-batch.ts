import { Decimal } from 'decimal.js';
import { CreditNote, CurrencyCode, Invoice, LineAmountTypes, type LineItem } from 'xero-node';
import { RemoteError } from '../domain/errors.ts';
import type { Amount, Draft, DraftLine } from '../domain/types.ts';
import type { Accounting } from '../services/ports.ts';

/** Of a call; Xero recommends 50 elements and takes 3.5 MB (https://developer.xero.com/documentation/guides/oauth2/limits). */
const MOST_DOCUMENTS = 50;
const MOST_BYTES = 3_000_000;

/** Drafts as xero-node takes them; a pure function, so the same drafts are the same bytes. */
export const prepareBatch: Accounting['prepareBatch'] = (organisationId, kind, drafts, urlOf) => {
  if (drafts.length === 0 || drafts.length > MOST_DOCUMENTS)
    throw new Error(`A batch holds 1 to ${MOST_DOCUMENTS} documents, not ${drafts.length}.`);
  for (const draft of drafts)
    if (draft.organisationId !== organisationId || draft.kind !== kind)
      throw new Error(`Invoice ${draft.invoiceId} is not for this batch.`);
  const documents =
    kind === 'invoice'
      ? { invoices: drafts.map((draft) => toInvoice(draft, urlOf(draft))) }
      : { creditNotes: drafts.map(toCreditNote) };
  const body = JSON.stringify(documents);
  if (Buffer.byteLength(body) > MOST_BYTES)
    throw refuse(drafts[0], `a batch of ${drafts.length} is larger than Xero takes`);
  return { organisationId, kind, body };
};

function toInvoice(draft: Draft, url: string): Invoice {
  return {
    type: Invoice.TypeEnum.ACCREC,
    // without one Xero takes the next of its own
    ...(draft.number !== '' && { invoiceNumber: draft.number }),
    ...shared(draft),
    dueDate: draft.dueDate,
    url,
    status: Invoice.StatusEnum[draft.status],
    // only approved invoices may say that they were sent; no mail goes out by it
    ...(draft.sentToContact && draft.status === 'AUTHORISED' && { sentToContact: true }),
  };
}

/** A credit note has no due date to keep and no field for a link. */
function toCreditNote(draft: Draft): CreditNote {
  return {
    type: CreditNote.TypeEnum.ACCRECCREDIT,
    ...(draft.number !== '' && { creditNoteNumber: draft.number }),
    ...shared(draft),
    status: CreditNote.StatusEnum[draft.status],
  };
}

function shared(draft: Draft) {
  return {
    // Anything beside the id would change the contact's record, and a name alone would create one.
    contact: { contactID: draft.contactId },
    date: draft.date,
    lineAmountTypes: LineAmountTypes.Exclusive,
    ...(draft.reference && { reference: draft.reference }),
    currencyCode: currencyOf(draft),
    ...(draft.brandingThemeId && { brandingThemeID: draft.brandingThemeId }),
    lineItems: draft.lines.map((line) => toLine(draft, line)),
  };
}

function toLine(draft: Draft, line: DraftLine): LineItem {
  return {
    description: line.description,
    quantity: exactNumber(draft, line.quantity),
    unitAmount: exactNumber(draft, line.unitAmount),
    lineAmount: exactNumber(draft, line.lineAmount),
    accountCode: line.accountCode,
    taxType: line.taxType,
    ...(line.taxAmount !== null && { taxAmount: exactNumber(draft, line.taxAmount) }),
    ...(line.itemCode && { itemCode: line.itemCode }),
    ...(line.tracking && {
      tracking: line.tracking.map(({ categoryId, optionId }) => ({
        trackingCategoryID: categoryId,
        trackingOptionID: optionId,
      })),
    }),
  };
}

/**
 * xero-node takes numbers and prints them as JavaScript does. A number is only let through where that is the amount,
 * digit for digit: up to 15 digits, nothing smaller than 0.000001.
 */
function exactNumber(draft: Draft, amount: Amount): number {
  const decimal = new Decimal(amount);
  const canonical = decimal.isZero() ? '0' : decimal.toFixed();
  const number = Number(canonical);
  if (String(number) === canonical && decimal.precision() <= 15) return number;
  throw refuse(draft, `the amount ${amount} cannot be sent to Xero exactly`);
}

function currencyOf(draft: Draft): CurrencyCode {
  const found = Object.entries(CurrencyCode).find(([, code]) => String(code) === draft.currency);
  if (!found) throw refuse(draft, `Xero does not know the currency ${draft.currency}`);
  return CurrencyCode[found[0] as keyof typeof CurrencyCode];
}

function refuse(draft: Draft | undefined, reason: string): RemoteError {
  const sentence = `Invoice ${draft?.number ?? ''} was not sent: ${reason}.`;
  return new RemoteError({
    system: 'xero',
    kind: 'refused',
    message: sentence,
    userMessage: `${sentence} Nothing was changed in Xero; hold it out of the run and enter it by hand.`,
  });
}

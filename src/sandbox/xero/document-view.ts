import { Decimal } from 'decimal.js';
import { viewContact } from './contact-view.ts';
import type { Call } from './context.ts';
import { compact, dayFields, msDate } from './format.ts';
import type { DocumentRecord, LineRecord } from './records.ts';

/** Lists without `page` leave the lines out; summaryOnly leaves out more. */
export type DocumentDetail = 'whole' | 'list' | 'summary';

export function viewDocument(call: Call, document: DocumentRecord, detail: DocumentDetail): Record<string, unknown> {
  return document.type === 'ACCREC' ? viewInvoice(call, document, detail) : viewCreditNote(call, document, detail);
}

function viewInvoice(call: Call, document: DocumentRecord, detail: DocumentDetail) {
  const shared = {
    Type: document.type,
    InvoiceID: document.id,
    InvoiceNumber: document.number,
    Reference: document.reference ?? '',
    Url: document.url,
    AmountDue: amountDue(document),
    AmountPaid: Number(document.paid),
    AmountCredited: Number(document.credited),
    SentToContact: document.sentToContact,
    ...dayFields('DueDate', document.dueDate),
    ...dayFields('ExpectedPaymentDate', document.expectedPaymentDate),
    ...dayFields('PlannedPaymentDate', document.plannedPaymentDate),
    ...common(call, document, detail),
  };
  if (detail === 'summary') return compact(shared);
  const extra =
    detail === 'whole' ? { Prepayments: [], Overpayments: [], CreditNotes: creditNotesOf(call, document) } : {};
  return compact({
    ...shared,
    IsDiscounted: document.lines.some((line) => line.discountRate !== undefined || line.discountAmount !== undefined),
    ...extra,
  });
}

function viewCreditNote(call: Call, document: DocumentRecord, detail: DocumentDetail) {
  const allocations = document.allocations.map((allocation) => ({
    AllocationID: allocation.AllocationID,
    Amount: Number(allocation.amount),
    ...dayFields('Date', allocation.date),
    Invoice: { InvoiceID: allocation.invoiceId },
  }));
  return compact({
    CreditNoteID: document.id,
    CreditNoteNumber: document.number,
    ...(detail === 'summary' ? {} : { Allocations: allocations }),
    AppliedAmount: Number(document.credited),
    RemainingCredit: document.status === 'AUTHORISED' ? amountDue(document) : 0,
    Type: document.type,
    Reference: document.reference ?? '',
    SentToContact: document.sentToContact,
    ...dayFields('DueDate', document.dueDate),
    ...common(call, document, detail),
  });
}

/** What is still to be paid, or of a credit note to be applied. */
export function amountDue(document: DocumentRecord): number {
  if (document.status === 'VOIDED' || document.status === 'DELETED') return 0;
  return new Decimal(document.total).minus(document.paid).minus(document.credited).toNumber();
}

function common(call: Call, document: DocumentRecord, detail: DocumentDetail): Record<string, unknown> {
  const contact = call.state.contact(call.tenantId, document.contactId);
  const lines = {
    Payments: [],
    LineItems: detail === 'whole' ? document.lines.map(viewLine) : [],
  };
  return {
    CurrencyRate: Number(document.currencyRate),
    HasErrors: false,
    HasAttachments: call.state.attachments(document.id).length > 0,
    Contact: contact && viewContact(contact, detail === 'whole' ? 'whole' : 'nested'),
    ...dayFields('Date', document.date),
    BrandingThemeID: document.brandingThemeId,
    Status: document.status,
    LineAmountTypes: document.lineAmountTypes,
    ...(detail === 'summary' ? {} : lines),
    SubTotal: Number(document.subTotal),
    TotalTax: Number(document.totalTax),
    Total: Number(document.total),
    UpdatedDateUTC: msDate(document.updated),
    CurrencyCode: document.currency,
  };
}

function viewLine(line: LineRecord): Record<string, unknown> {
  return compact({
    ItemCode: line.itemCode,
    Description: line.description,
    UnitAmount: Number(line.unitAmount),
    TaxType: line.taxType,
    TaxAmount: Number(line.taxAmount),
    LineAmount: Number(line.lineAmount),
    AccountCode: line.accountCode,
    AccountID: line.accountId,
    Tracking: line.tracking,
    Quantity: Number(line.quantity),
    DiscountRate: line.discountRate === undefined ? undefined : Number(line.discountRate),
    DiscountAmount: line.discountAmount === undefined ? undefined : Number(line.discountAmount),
    LineItemID: line.LineItemID,
  });
}

function creditNotesOf(call: Call, document: DocumentRecord) {
  return document.allocations.map((allocation) => ({
    CreditNoteID: allocation.creditNoteId,
    CreditNoteNumber: call.state.document(call.tenantId, allocation.creditNoteId)?.number,
    AppliedAmount: Number(allocation.amount),
    ...dayFields('Date', allocation.date),
  }));
}

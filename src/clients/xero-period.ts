import { Decimal } from 'decimal.js';
import type { BooksLine, DetailedDocument, DocumentKind } from '../domain/types.ts';
import type { Accounting } from '../services/ports.ts';
import { unexpected } from './http.ts';
import type { XeroCall } from './xero-call.ts';
import { toDocument } from './xero-document.ts';
import { type DetailedElement, detailedCreditNotesAnswer, detailedInvoicesAnswer } from './xero-schema.ts';
import { between, equals } from './xero-where.ts';

/** Only a list with `page` has the lines. Few calls, and no answer so large that reading it holds everybody up. */
const PAGE_SIZE = 250;
const MOST_PAGES = 400;
const UNIT_DECIMALS = 4;

/**
 * Every sales document dated in a period, voided and deleted ones included, page by page
 * (https://developer.xero.com/documentation/api/accounting/invoices, "Optimised use of the where filter": Date with `>=`
 * and `<`).
 */
export function createPeriodList(call: XeroCall): Accounting['documentsInPeriod'] {
  return async (organisationId, kind, from, to) => {
    const type = kind === 'invoice' ? 'ACCREC' : 'ACCRECCREDIT';
    const where = `${equals('Type', type)} AND ${between('Date', from, to)}`;
    const found = new Map<string, DetailedDocument>();
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { elements, pages } = await readPage(call, { organisationId, kind, where, page });
      for (const element of elements) {
        const document = toDocument(kind, element);
        // Checked again: a filter that was not understood must not turn into a difference.
        if (!document || element.Type !== type || document.date === null) continue;
        if (document.date < from || document.date > to) continue;
        found.set(document.id, { ...document, lines: element.LineItems.map((line) => toLine(element, line)) });
      }
      // A page may be smaller than was asked for: only Xero's count, or an empty page, is the end.
      if (elements.length === 0 || (pages !== null && page >= pages)) return [...found.values()];
    }
    const what = kind === 'invoice' ? 'GET Invoices' : 'GET CreditNotes';
    throw unexpected({ system: 'xero', what, write: false }, `no end after ${MOST_PAGES} pages`);
  };
}

interface Page {
  organisationId: string;
  kind: DocumentKind;
  where: string;
  page: number;
}

async function readPage(
  call: XeroCall,
  { organisationId, kind, where, page }: Page,
): Promise<{ elements: DetailedElement[]; pages: number | null }> {
  if (kind === 'credit-note') {
    const { CreditNotes, pagination } = await call({
      organisationId,
      what: 'GET CreditNotes',
      answer: detailedCreditNotesAnswer,
      send: (api, tenant) =>
        api.getCreditNotes(tenant, undefined, where, 'CreditNoteID', page, UNIT_DECIMALS, PAGE_SIZE),
    });
    return { elements: CreditNotes, pages: pagination?.pageCount ?? null };
  }
  const none = undefined;
  const { Invoices, pagination } = await call({
    organisationId,
    what: 'GET Invoices',
    answer: detailedInvoicesAnswer,
    send: (api, tenant) =>
      api.getInvoices(
        ...([tenant, none, where, 'InvoiceID', none, none, none, none, page] as const),
        ...([none, none, UNIT_DECIMALS, none, PAGE_SIZE] as const),
      ),
  });
  return { elements: Invoices, pages: pagination?.pageCount ?? null };
}

/** Lines of an inclusive document hold tax in their amount. */
function toLine(element: DetailedElement, line: DetailedElement['LineItems'][number]): BooksLine {
  const inclusive = element.LineAmountTypes?.toUpperCase() === 'INCLUSIVE';
  return {
    description: line.Description ?? '',
    quantity: line.Quantity,
    unitAmount: line.UnitAmount,
    amount: inclusive ? new Decimal(line.LineAmount).minus(line.TaxAmount).toFixed(2) : line.LineAmount,
    tax: line.TaxAmount,
    taxType: line.TaxType ?? null,
    ...(line.AccountCode && { accountCode: line.AccountCode }),
  };
}

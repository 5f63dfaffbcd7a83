import type { ReconcileInput } from '../../src/domain/reconcile.ts';
import type { BooksLine, DetailedDocument, Invoice } from '../../src/domain/types.ts';
import { aCompany, aDocument, BOOKS, REFERENCE, scale } from './make.ts';

/** Both systems equal: every invoice has the document that upSync would have sent for it. */
export function equalWorld(invoices: Invoice[], changes: Partial<ReconcileInput> = {}): ReconcileInput {
  return {
    organisationId: 'org-1',
    period: { from: '2026-10-01', to: '2026-10-31' },
    isPart: false,
    invoices,
    otherInvoices: [],
    companies: [aCompany(), aCompany({ id: 200, name: 'Harbour Café' })],
    documents: invoices.map((invoice) => documentOf(invoice)),
    otherDocuments: [],
    companiesOf: new Map([
      ['contact-1', new Set([100])],
      ['contact-2', new Set([200])],
    ]),
    sent: new Map(),
    numbering: { numberSource: 'autotask' },
    reference: REFERENCE,
    taxRates: BOOKS.taxRates,
    ...changes,
  };
}

/** A document with the cents of its invoice, positive as Xero holds them; shares no code with the domain. */
export function documentOf(invoice: Invoice, changes: Partial<DetailedDocument> = {}): DetailedDocument {
  const net = cents(invoice.net);
  const tax = cents(invoice.tax);
  const credit = net + tax < 0n;
  const text = (amount: bigint) => inWords(credit ? -amount : amount);
  const lines = invoice.lines.map((line): BooksLine => {
    const amount = text(cents(line.amount));
    const taxType = line.taxCategory === 'Reduced' ? 'REDUCED' : 'OUTPUT2';
    return {
      description: line.itemName,
      quantity: '1',
      unitAmount: amount,
      amount,
      tax: text(cents(line.tax)),
      taxType,
    };
  });
  return {
    ...aDocument({
      kind: credit ? 'credit-note' : 'invoice',
      id: `doc-${invoice.id}`,
      number: invoice.number,
      url: credit ? null : `https://at.test/x?invoice=${invoice.id}&run=R`,
      reference: credit ? `AT-${invoice.id}` : '',
      contactId: invoice.companyId === 200 ? 'contact-2' : 'contact-1',
      date: invoice.date,
      ...{ subTotal: text(net), totalTax: text(tax), total: text(net + tax) },
    }),
    lines,
    ...changes,
  };
}

/** Half away from zero. */
export function cents(amount: string): bigint {
  const exact = scale(amount);
  const half = exact < 0n ? -50_000n : 50_000n;
  return (exact + half) / 100_000n;
}

export function inWords(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildDraft } from '../../src/domain/draft.ts';
import { taxKey } from '../../src/domain/maps.ts';
import type { Invoice } from '../../src/domain/types.ts';
import { aCompany, aLine, anInvoice, BOOKS, REFERENCE, scale } from './make.ts';
import { sumAsXero } from './xero-model.ts';

/** Amounts of real invoices, which lie beside the checkout in some places and are never copied into it. */
const FILE = path.resolve('../shared/data/autotask-invoices.json');

interface FileInvoice {
  id: number;
  invoiceNumber: string;
  invoiceDateTime: string;
  dueDate: string;
  invoiceTotal: string;
  totalTaxValue: string;
  billingItems: { itemDate: string; quantity: string; rate: string; totalAmount: string; taxDollars: string }[];
}

describe('real amounts', () => {
  const invoices = readInvoices();

  test('each is a document with exactly its totals, or nothing to post', () => {
    const nothing: number[] = [];
    for (const invoice of invoices) {
      const answer = draftFor(invoice);
      if (!answer.ok) {
        expect(answer.verdict.kind).toBe('nothing-to-post');
        expect(scale(invoice.net)).toBe(0n);
        nothing.push(invoice.id);
        continue;
      }
      const net = cents(invoice.net);
      const tax = cents(invoice.tax);
      expect(sumAsXero(answer.draft)).toEqual({ subTotal: net, totalTax: tax, total: net + tax });
    }
    expect(invoices.length === 0 || invoices.length - nothing.length).toBe(invoices.length === 0 ? true : 26);
    expect(nothing).toHaveLength(invoices.length === 0 ? 0 : 7);
  });
});

function readInvoices(): Invoice[] {
  if (!existsSync(FILE)) {
    process.stdout.write(`Real amounts left out: ${FILE} is not there.\n`);
    return [];
  }
  const { invoices } = JSON.parse(readFileSync(FILE, 'utf8')) as { invoices: FileInvoice[] };
  return invoices.map((invoice) =>
    anInvoice({
      id: invoice.id,
      number: invoice.invoiceNumber,
      date: invoice.invoiceDateTime,
      dueDate: invoice.dueDate,
      net: invoice.invoiceTotal,
      tax: invoice.totalTaxValue,
      lines: invoice.billingItems.map(({ itemDate, quantity, rate, totalAmount, taxDollars }) =>
        aLine(totalAmount, taxDollars, { date: itemDate, quantity, rate }),
      ),
    }),
  );
}

function draftFor(invoice: Invoice) {
  return buildDraft({
    invoice,
    company: aCompany(),
    contactId: 'contact-1',
    organisationId: 'org-1',
    generation: 1,
    books: BOOKS,
    reference: { ...REFERENCE, taxRates: [{ region: 'Home', category: 'Standard', rate: '0.21' }] },
    maps: [
      { kind: 'default-account', key: '', accountCode: '200' },
      { kind: 'tax', key: taxKey('Home', 'Standard'), taxType: 'TAX021' },
    ],
    settings: { status: 'DRAFT' },
  });
}

function cents(amount: string): bigint {
  const scaled = scale(amount);
  return scaled < 0n ? -((-scaled + 50_000n) / 100_000n) : (scaled + 50_000n) / 100_000n;
}

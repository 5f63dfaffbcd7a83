import { describe, expect, test } from '@jest/globals';
import { createAccounting } from '../../src/clients/xero.ts';
import { EURO, KIWI } from '../helpers/xero-world.ts';
import { serve, virtualPacing } from './support.ts';
import { ACME, openClient } from './xero-bench.ts';

const line = { Description: 'Support', Quantity: '2', UnitAmount: '50.00', AccountCode: '200', TaxType: 'OUTPUT2' };

function typed(number: string, day: string, more: object = {}) {
  return {
    ...{ Type: 'ACCREC' as const, Number: number, contactId: ACME, Date: day, Status: 'AUTHORISED' as const },
    LineItems: [line],
    ...more,
  };
}

describe('documents of a period', () => {
  test('both days belong to it; voided and deleted ones come, with their lines', async () => {
    const { accounting, xero, recorder } = await openClient();
    for (const [number, day] of [
      ['BEFORE', '2026-09-30'],
      ['FIRST', '2026-10-01'],
      ['LAST', '2026-10-31'],
      ['AFTER', '2026-11-01'],
    ] as const)
      xero.addDocument(KIWI, typed(number, day));
    xero.voidDocument(KIWI, xero.addDocument(KIWI, typed('VOID', '2026-10-10')).id);
    xero.deleteDocument(KIWI, xero.addDocument(KIWI, typed('GONE', '2026-10-10', { Status: 'DRAFT' })).id);
    xero.addDocument(KIWI, typed('CN-1', '2026-10-11', { Type: 'ACCRECCREDIT' }));

    const invoices = await accounting.documentsInPeriod(KIWI, 'invoice', '2026-10-01', '2026-10-31');
    expect(invoices.map(({ number, status }) => [number, status]).sort()).toEqual([
      ['FIRST', 'AUTHORISED'],
      ['GONE', 'DELETED'],
      ['LAST', 'AUTHORISED'],
      ['VOID', 'VOIDED'],
    ]);
    expect(invoices[0]?.lines).toEqual([
      {
        accountCode: '200',
        description: 'Support',
        quantity: '2.00',
        unitAmount: '50.00',
        amount: '100.00',
        tax: '15.00',
        taxType: 'OUTPUT2',
      },
    ]);
    const credits = await accounting.documentsInPeriod(KIWI, 'credit-note', '2026-10-01', '2026-10-31');
    expect(credits.map(({ number }) => number)).toEqual(['CN-1']);
    expect(await accounting.documentsInPeriod(EURO, 'invoice', '2026-10-01', '2026-10-31')).toEqual([]);
    expect(recorder.violations).toEqual([]);
  });

  test('all pages are read', async () => {
    const { accounting, xero } = await openClient();
    for (let n = 0; n < 1003; n += 1) xero.addDocument(KIWI, typed(`P-${n}`, '2026-10-15'));
    const found = await accounting.documentsInPeriod(KIWI, 'invoice', '2026-10-01', '2026-10-31');
    expect(new Set(found.map(({ number }) => number)).size).toBe(1003);
  });

  test('pages smaller than asked for are not taken for the end, and other days are left out', async () => {
    const element = (n: number, day: string) => ({
      ...{
        Type: 'ACCREC',
        InvoiceID: `00000000-0000-4000-8000-00000000000${n}`,
        InvoiceNumber: `N-${n}`,
        Status: 'DRAFT',
      },
      ...{ DateString: `${day}T00:00:00`, CurrencyCode: 'NZD', SubTotal: 100, TotalTax: 15, Total: 115 },
      LineAmountTypes: 'Inclusive',
      LineItems: [
        { Description: 'x', Quantity: 1, UnitAmount: 115, LineAmount: 115, TaxAmount: 15, TaxType: 'OUTPUT2' },
      ],
    });
    const pages = [[element(1, '2026-10-01'), element(2, '2026-12-01')], [element(3, '2026-10-31')], []];
    const server = await serve(({ url }) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'));
      return { body: JSON.stringify({ Invoices: pages[page - 1] ?? [] }) };
    });
    const time = virtualPacing();
    const accounting = createAccounting({
      ...{ apiUrl: server.url, clock: time.clock, pacing: time.pacing },
      accessToken: async () => 'token',
    });
    const found = await accounting.documentsInPeriod(KIWI, 'invoice', '2026-10-01', '2026-10-31');
    expect(found.map(({ number }) => number)).toEqual(['N-1', 'N-3']);
    expect(found[0]?.lines[0]?.amount).toBe('100.00');
  });
});

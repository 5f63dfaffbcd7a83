import { describe, expect, test } from '@jest/globals';
import { type PlannedInvoice, planRun } from '../../src/domain/plan.ts';
import { runTotals } from '../../src/domain/run-totals.ts';
import type { Posting } from '../../src/domain/types.ts';
import type { Comparison } from '../../src/domain/views.ts';
import { aLine, aPlan, aPosting, aRunInvoice, BOOKS, documentFor, REFERENCE } from './make.ts';

const level = (division: string) => ({ id: division.length, division, lineOfBusiness: 'Line' });
const NORTH = { level: level('North') };
const SOUTH = { level: level('South!') };
const rates = { reference: REFERENCE, taxRates: BOOKS.taxRates };

/** "North / Line EUR: 1 100.00 20.00 | 1 100.00 20.00 equal", Autotask first. */
const told = (rows: readonly Comparison[]) =>
  rows.map(({ name, currency, autotask: a, xero: x, state }) => {
    const side = ({ count, net, tax }: Comparison['xero']) => (count === 0 ? '–' : `${count} ${net} ${tax}`);
    return `${name} ${currency}: ${side(a)} | ${side(x)} ${state}`;
  });

describe('what a run put into Xero, beside what was billed', () => {
  const invoice = aRunInvoice({
    lines: [aLine('100.00', '20.00', NORTH), aLine('50.00', '4.50', { ...SOUTH, taxCategory: 'Reduced' })],
  });
  const verdict = planRun(aPlan([invoice]))[0]?.verdict;
  if (verdict?.kind !== 'ready') throw new Error('not ready');
  const { draft } = verdict;
  const posting = (changes: Partial<Posting> = {}) => aPosting({ draft, document: documentFor(draft), ...changes });
  const planned = (made: Posting): PlannedInvoice[] => planRun(aPlan([invoice], { postings: new Map([[4711, made]]) }));
  const totals = (made: Posting, runId = 'RUN1') => runTotals({ runId, planned: planned(made), rates });
  const EQUAL = {
    company: ['Mill & Sons Ltd EUR: 1 150.00 24.50 | 1 150.00 24.50 equal'],
    division: [
      'North / Line EUR: 1 100.00 20.00 | 1 100.00 20.00 equal',
      'South! / Line EUR: 1 50.00 4.50 | 1 50.00 4.50 equal',
    ],
    'tax rate': ['9% EUR: 1 50.00 4.50 | 1 50.00 4.50 equal', '20% EUR: 1 100.00 20.00 | 1 100.00 20.00 equal'],
  };
  const words = (all: ReturnType<typeof totals>) =>
    Object.fromEntries(Object.entries(all).map(([by, rows]) => [by, told(rows)]));

  test('is equal where Xero confirmed what was sent, line by line', () => {
    expect(words(totals(posting()))).toEqual(EQUAL);
    // the tax that was sent counts before the rate's own
    const sentTax = draft.lines.map((line) => ({ ...line, taxAmount: line.taxType === 'OUTPUT2' ? '20.00' : '4.50' }));
    expect(words(totals(posting({ draft: { ...draft, lines: sentTax } })))).toEqual(EQUAL);
    const cent = draft.lines.map((line) => ({ ...line, taxAmount: line.taxType === 'OUTPUT2' ? '19.99' : '4.51' }));
    const { company, 'tax rate': byRate } = totals(posting({ draft: { ...draft, lines: cent } }));
    expect(told(company)).toEqual(EQUAL.company);
    expect(told(byRate)).toEqual([
      '9% EUR: 1 50.00 4.50 | 1 50.00 4.51 rounding',
      '20% EUR: 1 100.00 20.00 | 1 100.00 19.99 rounding',
    ]);
  });

  test('lies under no division and no rate where Xero holds something else', () => {
    for (const [changes, figures] of [
      [{ subTotal: '151.00', total: '175.50' }, '151.00 24.50'],
      [{ totalTax: '24.51', total: '174.51' }, '150.00 24.51'],
    ] as const) {
      const all = words(totals(posting({ document: { ...documentFor(draft), ...changes } })));
      expect(all.company).toEqual([`Mill & Sons Ltd EUR: 1 150.00 24.50 | 1 ${figures} differs`]);
      expect(all.division).toContain(`not told apart EUR: – | 1 ${figures} differs`);
      expect(all['tax rate']).toContain('20% EUR: 1 100.00 20.00 | – differs');
    }
  });

  test('does not hold what another run sent, what was adopted, and what is not in Xero', () => {
    const nothing = { company: [], division: [], 'tax rate': [] };
    expect(totals(posting(), 'RUN2')).toEqual(nothing);
    expect(totals(posting({ draft: null, state: 'adopted' }))).toEqual(nothing);
    expect(totals(posting({ state: 'approved', document: null }))).toEqual(nothing);
    expect(told(totals(posting({ document: null })).company)).toEqual([
      'Mill & Sons Ltd EUR: 1 150.00 24.50 | – differs',
    ]);
  });

  test('tells lines apart that were joined to be sent', () => {
    const lines = [aLine('100.00', '20.00', NORTH), aLine('50.00', '10.00', SOUTH)];
    const many = aRunInvoice({ lines });
    const ready = planRun(aPlan([many], { settings: { lineDetail: 'fewest' } }))[0]?.verdict;
    if (ready?.kind !== 'ready') throw new Error('not ready');
    expect(ready.draft.lines).toHaveLength(1);
    const made = aPosting({ draft: ready.draft, document: documentFor(ready.draft) });
    const own = planRun(aPlan([many], { postings: new Map([[4711, made]]) }));
    expect(told(runTotals({ runId: 'RUN1', planned: own, rates }).division)).toEqual([
      'North / Line EUR: 1 100.00 20.00 | 1 100.00 20.00 equal',
      'South! / Line EUR: 1 50.00 10.00 | 1 50.00 10.00 equal',
    ]);
  });

  test('a cent that Xero holds otherwise is no rounding', () => {
    const cent = aRunInvoice({ lines: [aLine('0.01', '0', NORTH)] });
    const ready = planRun(aPlan([cent]))[0]?.verdict;
    if (ready?.kind !== 'ready') throw new Error('not ready');
    const made = aPosting({
      draft: ready.draft,
      document: { ...documentFor(ready.draft), subTotal: '0.02', total: '0.02' },
    });
    const own = planRun(aPlan([cent], { postings: new Map([[4711, made]]) }));
    expect(told(runTotals({ runId: 'RUN1', planned: own, rates }).division)).toEqual([
      'North / Line EUR: 1 0.01 0.00 | – differs',
      'not told apart EUR: – | 1 0.02 0.00 differs',
    ]);
  });

  test('is in the currency it was sent in; a rate that is gone goes by its type, with no tax of its own', () => {
    const dollars = { ...draft, currency: 'USD' };
    expect(told(totals(posting({ draft: dollars, document: documentFor(dollars) })).company)).toEqual([
      'Mill & Sons Ltd USD: 1 150.00 24.50 | 1 150.00 24.50 equal',
    ]);
    const gone = { ...draft, lines: draft.lines.map((line) => ({ ...line, taxType: 'GONE' })) };
    expect(told(totals(posting({ draft: gone }))['tax rate'])).toEqual([
      '9% EUR: 1 50.00 4.50 | – differs',
      '20% EUR: 1 100.00 20.00 | – differs',
      'GONE EUR: – | 1 150.00 0.00 differs',
      'not told apart EUR: – | 1 0.00 24.50 differs',
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { reconcile } from '../../src/domain/reconcile.ts';
import { parseReconcile } from '../../src/domain/reconcile-command.ts';
import { entriesCsv, toCsv, totalsCsv } from '../../src/domain/reconcile-csv.ts';
import { reconcileView } from '../../src/domain/reconcile-view.ts';
import { aCompany, aLine, anInvoice } from './make.ts';
import { documentOf, equalWorld } from './reconcile-world.ts';

const AROUND = {
  ...{ title: 'October', organisation: 'Books', requestedBy: { id: 'p', name: 'P' }, readAt: '2026-11-03T09:00:00Z' },
  ...{ linksOf: () => [], notes: [] },
};
const marked = (id: number, net = '100.00', tax = '20.00') =>
  anInvoice({ id, number: `INV-${id}`, markedAt: '2026-11-02T00:00:00Z', lines: [aLine(net, tax)] });

describe('what is typed after reconcile', () => {
  const today = '2026-11-05';
  const october = { from: '2026-10-01', to: '2026-10-31' };
  test.each([
    ['last-month', null],
    ['2026-10 division:"Managed Services"', 'Managed Services'],
    ['from 2026-10-01 to 2026-10-31 include-invoiced', null],
  ])('%s', (text, division) => {
    expect(parseReconcile(text, today)).toEqual({ ok: true, period: october, division });
  });

  test.each([
    ['', /needs a period/, '/upsync reconcile last-month'],
    ['id:7', /whole period/, '/upsync reconcile last-month'],
    ['2026-10 id:7', /whole period/, '/upsync reconcile last-month'],
    ['last-mnth', /do not know/, '/upsync reconcile last-month'],
    ['2026-13', /no 2026-13/, '/upsync reconcile 2026-10-01..2026-10-31'],
    ['division:"X"', /needs a period/, '/upsync reconcile last-month division:"X"'],
  ])('“%s” is answered with a correct example', (text, problem, example) => {
    const answer = parseReconcile(text, today);
    if (answer.ok) throw new Error('understood');
    expect(answer.problem).toMatch(problem);
    expect(answer.example).toBe(example);
  });
});

describe('the files', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('%j is no formula', (text) => {
    const line = toCsv([[text, { figure: '-12.00' }]]);
    expect(line.replace('\uFEFF', '')).toMatch(/^"?'/);
    expect(line).toContain(',-12.00\r\n');
  });

  test('quotes, commas and line breaks stay in their cell', () => {
    expect(toCsv([['a "b", c', 'd\ne', null, 'f']])).toBe('\uFEFF"a ""b"", c","d\ne",,f\r\n');
  });

  test('every entry is a row with both sides, differences first', () => {
    const invoices = [marked(1), marked(2, '-30.00', '-6.00')];
    const [first, second] = invoices.map((one) => documentOf(one));
    if (!first || !second) throw new Error('no documents');
    const documents = [first, { ...second, totalTax: '6.01', total: '36.01' }];
    const rows = entriesCsv(reconcile(equalWorld(invoices, { documents })))
      .trimEnd()
      .split('\r\n');
    expect(rows.length).toBe(3);
    expect(rows[1]).toMatch(/^amount,/);
    expect(rows[1]).toContain(',EUR,-30.00,-6.00,-36.00,');
    expect(rows[1]).toContain(',EUR,-30.00,-6.01,-36.01,0.00,0.01,0.01,doc-2');
    expect(rows[2]).toMatch(/^equal,,,Mill & Sons Ltd,1,INV-1,2026-10-31,billed,EUR,100\.00,20\.00,120\.00,/);
    expect(new Set(rows.map((row) => row.split(',').length)).size).toBeLessThanOrEqual(2);
  });

  test('totals in all and by every heading', () => {
    const rows = totalsCsv(reconcile(equalWorld([marked(1)])))
      .trimEnd()
      .split('\r\n')
      .slice(1);
    const figures = '1,100.00,20.00,120.00,1,100.00,20.00,120.00,0.00,0.00,0.00';
    expect(rows).toEqual([
      `all,EUR,EUR,equal,${figures}`,
      `company,Mill & Sons Ltd,EUR,equal,${figures}`,
      `division,no division,EUR,equal,${figures}`,
      `tax rate,20%,EUR,equal,${figures}`,
    ]);
  });
});

describe('the headline', () => {
  const of = (...args: Parameters<typeof equalWorld>) => reconcileView(reconcile(equalWorld(...args)), AROUND);

  test('of nothing, of equal systems, of remarks, of differences', () => {
    expect(of([]).headline).toBe('Nothing was billed, and nothing is in Xero.');
    expect(of([marked(1)])).toMatchObject({
      equal: true,
      headline: 'Equal to the cent: 1 invoice in Autotask and in Xero.',
    });
    const remark = of([{ ...marked(1), markedAt: null }]);
    expect(remark).toMatchObject({ equal: true, kinds: [{ label: 'not marked', count: 1 }] });
    expect(remark.headline).toContain('1 with a remark');
    expect(of([marked(1)], { documents: [] })).toMatchObject({
      equal: false,
      headline: '1 entry differs: 1 invoice in Autotask, 0 documents in Xero.',
    });
  });

  test('is not “equal” while one that counts on both sides is of another company', () => {
    const documents = [documentOf(marked(1), { contactId: 'contact-2' })];
    const view = of([marked(1)], { documents, companies: [aCompany(), aCompany({ id: 200, name: 'Harbour Café' })] });
    expect(view.equal).toBe(false);
    expect(view.differences[0]?.kind).toBe('contact differs');
  });

  test('a card holds the first differences, the file all', () => {
    const many = Array.from({ length: 30 }, (_, n) => marked(n + 1));
    const view = of(many, { documents: [] });
    expect([view.differences.length, view.moreDifferences]).toEqual([20, 10]);
  });
});

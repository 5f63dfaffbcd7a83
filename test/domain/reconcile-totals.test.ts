import { describe, expect, test } from '@jest/globals';
import { type Entry, type ReconcileInput, reconcile } from '../../src/domain/reconcile.ts';
import { compareTotals } from '../../src/domain/reconcile-totals.ts';
import type { DetailedDocument, Draft, Invoice } from '../../src/domain/types.ts';
import type { Comparison } from '../../src/domain/views.ts';
import { aCompany, aDraft, aLine, anInvoice, aPosting, BOOKS, REFERENCE } from './make.ts';
import { documentOf, equalWorld } from './reconcile-world.ts';

/** Both sides of a reconciliation under each heading, and which entry counts where. */

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

const billed = (id: number, changes: Partial<Invoice> = {}) =>
  anInvoice({ id, number: `INV-${id}`, markedAt: '2026-11-02T10:00:00Z', ...changes });
const TWO = billed(1, { lines: [aLine('100.00', '20.00', NORTH), aLine('50.00', '10.00', SOUTH)] });
const held = (changes: (lines: DetailedDocument['lines']) => DetailedDocument['lines'], more = {}, of = TWO) => {
  const document = documentOf(of);
  return { ...document, lines: changes(document.lines), ...more };
};
const totalsOf = (invoices: Invoice[], documents: DetailedDocument[], more: Partial<ReconcileInput> = {}) =>
  reconcile(equalWorld(invoices, { documents, ...more })).totals;

describe('under each heading', () => {
  test('a document that is nobody’s stands on one side only', () => {
    const { currencies, companies, divisions, taxRates } = totalsOf([TWO], [documentOf(billed(9), { url: null })]);
    expect(told(currencies)).toEqual(['EUR EUR: 1 150.00 30.00 | 1 100.00 20.00 differs']);
    expect(told(companies)).toEqual(['Mill & Sons Ltd EUR: 1 150.00 30.00 | 1 100.00 20.00 differs']);
    expect(told(divisions)).toEqual([
      'North / Line EUR: 1 100.00 20.00 | – differs',
      'not in Autotask EUR: – | 1 100.00 20.00 differs',
      'South! / Line EUR: 1 50.00 10.00 | – differs',
    ]);
    expect(told(taxRates)).toEqual(['20% EUR: 1 150.00 30.00 | 1 100.00 20.00 differs']);
  });

  test('each side in its own currency', () => {
    const { currencies, companies } = totalsOf([TWO], [documentOf(TWO, { currency: 'USD' })]);
    expect(told(currencies)).toEqual(['EUR EUR: 1 150.00 30.00 | – differs', 'USD USD: – | 1 150.00 30.00 differs']);
    expect(companies.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    const lost = totalsOf([{ ...TWO, companyId: 300 }], []);
    expect(told(lost.companies)).toEqual(['Company 300 ?: 1 150.00 30.00 | – differs']);
  });

  test('what only Xero holds of an invoice is of its one division, of several it cannot be told', () => {
    const gift = {
      description: 'Gift',
      quantity: '1',
      unitAmount: '5.00',
      amount: '5.00',
      tax: '1.00',
      taxType: 'OUTPUT2',
    };
    const more = { subTotal: '155.00', totalTax: '31.00', total: '186.00' };
    expect(told(totalsOf([TWO], [held((lines) => [...lines, gift], more)]).divisions)).toEqual([
      'North / Line EUR: 1 100.00 20.00 | 1 100.00 20.00 equal',
      'not told apart EUR: – | 1 5.00 1.00 differs',
      'South! / Line EUR: 1 50.00 10.00 | 1 50.00 10.00 equal',
    ]);
    const one = billed(1, { lines: [aLine('100.00', '20.00', NORTH), aLine('50.00', '10.00', NORTH)] });
    expect(told(totalsOf([one], [held((lines) => [...lines, gift], more, one)]).divisions)).toEqual([
      'North / Line EUR: 1 150.00 30.00 | 1 155.00 31.00 differs',
    ]);
  });

  test('lines joined over divisions lie apart as billed, and a rest is nobody’s', () => {
    const [first] = documentOf(TWO).lines;
    if (!first) throw new Error('no line');
    const joined = held(() => [{ ...first, amount: '153.00', tax: '30.60' }], {
      ...{ subTotal: '153.00', totalTax: '30.60', total: '183.60' },
    });
    const lineIds = TWO.lines.map(({ id }) => id);
    const draft = aDraft({ lines: [{ lineIds }] as Draft['lines'] });
    const sent = new Map([[1, aPosting({ invoiceId: 1, document: joined, draft })]]);
    expect(told(totalsOf([TWO], [joined], { sent }).divisions)).toEqual([
      'North / Line EUR: 1 100.00 20.00 | 1 100.00 20.00 equal',
      'not told apart EUR: – | 1 3.00 0.60 differs',
      'South! / Line EUR: 1 50.00 10.00 | 1 50.00 10.00 equal',
    ]);
  });

  test('a rate that is switched off goes by its type, a line without one cannot be told', () => {
    const typed = (taxType: string | null) => (lines: DetailedDocument['lines']) =>
      lines.map((line, at) => (at === 0 ? { ...line, taxType } : line));
    const rows = (taxType: string | null) => told(totalsOf([TWO], [held(typed(taxType))]).taxRates);
    const twenty = '20% EUR: 1 150.00 30.00 | 1 50.00 10.00 differs';
    expect(rows('OLD')).toEqual([twenty, 'OLD EUR: – | 1 100.00 20.00 differs']);
    expect(rows(null)).toEqual([twenty, 'not told apart EUR: – | 1 100.00 20.00 differs']);
  });

  test('a document without lines cannot be told apart; lines of nothing are no heading', () => {
    const { lines: _, ...bare } = documentOf(TWO);
    const invoice = billed(1, { lines: [...TWO.lines, aLine('0', '0', { level: level('Elsewhere') })] });
    const world = equalWorld([invoice], { documents: [bare as DetailedDocument] });
    expect(told(reconcile(world).totals.divisions)).toEqual([
      'North / Line EUR: 1 100.00 20.00 | – differs',
      'not told apart EUR: – | 1 150.00 30.00 differs',
      'South! / Line EUR: 1 50.00 10.00 | – differs',
    ]);
  });

  test('a line with tax alone, or without tax, is one', () => {
    const lines = [aLine('100.00', '0', NORTH), aLine('0', '20.00', SOUTH)];
    expect(told(totalsOf([billed(1, { lines })], []).divisions)).toEqual([
      'North / Line EUR: 1 100.00 0.00 | – differs',
      'South! / Line EUR: 1 0.00 20.00 | – differs',
    ]);
  });
});

describe('a cent on another line', () => {
  const HALF = billed(1, { lines: [aLine('10.125', '2.025', NORTH), aLine('10.125', '2.025', SOUTH)] });
  const turned = held(
    ([a, b]) =>
      a && b
        ? [
            { ...a, amount: '10.12', tax: '2.02' },
            { ...b, amount: '10.13', tax: '2.03' },
          ]
        : [],
    {},
    HALF,
  );
  const entry = (changes: Partial<Entry> = {}): Entry => ({
    ...{ invoice: HALF, document: turned, company: { id: 100, name: 'Mill' }, currency: 'EUR', differences: [] },
    ...{ counts: { autotask: true, xero: true }, ...changes },
  });
  const compared = (...entries: Entry[]) => {
    const steps = compareTotals(entries, { ...rates, sent: new Map() });
    for (let turns = 0; ; turns += 1) {
      const step = steps.next();
      if (step.done) return { turns, totals: step.value };
    }
  };
  const states = (...entries: Entry[]) => {
    const { divisions, taxRates, companies, currencies } = compared(...entries).totals;
    return [divisions, taxRates, companies, currencies].map((rows) => rows.map(({ state }) => state).join(' '));
  };
  const unequal = (kind: 'amount' | 'number') => [{ kind, sentence: '', why: [] }];
  // by 20% and by 9%: a cent of either falls from one division and rate to the other
  const RATED = billed(1, {
    lines: [aLine('10.124', '2.0248', NORTH), aLine('20.126', '1.81134', { ...SOUTH, taxCategory: 'Reduced' })],
  });
  const rated = held(
    ([a, b]) =>
      a && b
        ? [
            { ...a, amount: '10.13', tax: '2.02' },
            { ...b, amount: '20.12', tax: '1.82' },
          ]
        : [],
    {},
    RATED,
  );

  test('is rounding where both documents are equal, and a difference where they are not', () => {
    expect(states(entry())[0]).toBe('equal equal');
    const over = (document: DetailedDocument, more: Partial<Entry> = {}) =>
      states(entry({ invoice: RATED, document, ...more }));
    expect(over(rated)).toEqual(['rounding rounding', 'rounding rounding', 'equal', 'equal']);
    expect(over(rated, { differences: unequal('number') })[0]).toBe('rounding rounding');
    expect(over(rated, { differences: unequal('amount') })[0]).toBe('differs differs');
  });

  test('is a difference where it stands on one side alone', () => {
    const cent = billed(1, { lines: [aLine('0.01', '0', NORTH)] });
    const document = documentOf(cent);
    const only = (autotask: boolean, xero: boolean) =>
      states(entry({ invoice: cent, document, counts: { autotask, xero } }))[0];
    expect([only(true, false), only(false, true), only(true, true)]).toEqual(['differs', 'differs', 'equal']);
    expect(states(entry({ invoice: null, document }))).toHaveLength(4);
  });

  test('as many documents on both sides belong to a whole', () => {
    const zero = billed(2, { lines: [aLine('0', '0', NORTH)] });
    const alone = entry({ invoice: zero, document: null, counts: { autotask: true, xero: false } });
    expect(states(entry(), alone).slice(2)).toEqual(['differs', 'differs']);
  });

  test('every fifty entries somebody else has a turn', () => {
    const turns = (count: number) => compared(...Array.from({ length: count }, () => entry())).turns;
    expect([turns(0), turns(1), turns(50), turns(51), turns(101)]).toEqual([0, 1, 1, 2, 3]);
  });
});

describe('entries', () => {
  const two = new Map([
    ['contact-1', new Set([100])],
    ['both', new Set([100, 200])],
    ['lost', new Set([999])],
  ]);
  const alone = (contactId: string) =>
    reconcile(
      equalWorld([], {
        documents: [documentOf(billed(9), { url: null, contactId, contactName: 'In Xero' })],
        companiesOf: two,
      }),
    ).entries[0];

  test('a document alone belongs to the one company of its contact', () => {
    expect(alone('contact-1')).toMatchObject({
      ...{ invoice: null, company: { id: 100, name: 'Mill & Sons Ltd' }, currency: null },
      counts: { autotask: false, xero: true },
    });
    for (const contact of ['both', 'lost', 'stranger'])
      expect(alone(contact)?.company).toEqual({ id: null, name: 'In Xero' });
  });

  test('an invoice counts on the side where it lives, in the period', () => {
    const counts = (invoice: Invoice, more: Partial<ReconcileInput>) =>
      reconcile(equalWorld([invoice], more)).entries[0]?.counts;
    const both = documentOf(TWO);
    expect(counts(TWO, {})).toEqual({ autotask: true, xero: true });
    expect(counts(TWO, { documents: [] })).toEqual({ autotask: true, xero: false });
    expect(counts(TWO, { documents: [{ ...both, status: 'VOIDED' }] })).toEqual({ autotask: true, xero: false });
    const later = { documents: [], otherDocuments: [{ ...both, date: '2026-11-01' }] };
    expect(counts(TWO, later)).toEqual({ autotask: true, xero: false });
    expect(counts({ ...TWO, isVoided: true }, {})).toEqual({ autotask: false, xero: true });
    expect(counts({ ...TWO, companyId: 300 }, { companies: [aCompany()] })).toEqual({ autotask: true, xero: true });
  });

  test('differences are told by weight, then by invoice, what only Xero has at the end of its kind', () => {
    const invoices = [2, 5, 3, 1, 4].map((id) => billed(id));
    const [, five, , one, four] = invoices.map((invoice) => documentOf(invoice));
    if (!five || !four || !one) throw new Error('no documents');
    const documents = [
      { ...five, subTotal: '101.00', total: '121.00', number: 'Z' },
      { ...four, number: 'Z-4' },
      { ...one, subTotal: '101.00', total: '121.00' },
      documentOf(billed(7), { url: null }),
      documentOf(billed(1), { id: 'doc-1b' }),
    ];
    const { differing } = reconcile(equalWorld(invoices, { documents }));
    const names = differing.map(({ invoice, document, differences }) => {
      return `${invoice?.id ?? document?.id} ${differences.map(({ kind }) => kind)}`;
    });
    expect(names).toEqual([
      ...['1 amount', '5 amount,number', '2 missing', '3 missing', 'doc-7 extra', 'doc-1b twice', '4 number'],
    ]);
  });

  test('of a part of a period, a second document is still told', () => {
    const documents = [documentOf(TWO), documentOf(TWO, { id: 'doc-1b' }), documentOf(billed(9), { url: null })];
    const { differing } = reconcile(equalWorld([TWO], { documents, isPart: true }));
    expect(differing.map(({ document }) => document?.id)).toEqual(['doc-1b']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { type Entry, type Reconciliation, reconcile } from '../../src/domain/reconcile.ts';
import { parseReconcile } from '../../src/domain/reconcile-command.ts';
import { entriesCsv } from '../../src/domain/reconcile-csv.ts';
import type { DifferenceKind } from '../../src/domain/reconcile-differences.ts';
import { reconcileView } from '../../src/domain/reconcile-view.ts';
import { explainAmounts } from '../../src/domain/reconcile-why.ts';
import type { DetailedDocument, Draft, Invoice } from '../../src/domain/types.ts';
import type { Comparison } from '../../src/domain/views.ts';
import { aDraft, aLine, anInvoice, aPosting, BOOKS, REFERENCE } from './make.ts';
import { documentOf, equalWorld } from './reconcile-world.ts';

/** What the card and the file of a reconciliation hold, and which line a difference is said to lie on. */

const billed = (changes: Partial<Invoice> = {}) =>
  anInvoice({ id: 1, number: 'INV-1', markedAt: '2026-11-02T10:00:00Z', ...changes });

describe('the card', () => {
  const AROUND = {
    ...{ title: 'October', organisation: 'Books', requestedBy: { id: 'p', name: 'P' } },
    ...{ readAt: '2026-11-03T09:00:00Z', linksOf: () => [{ label: 'Xero', url: 'https://x.test' }], notes: ['Read.'] },
  };
  const row = (name: string, state: Comparison['state'], autotask = 1, xero = 1): Comparison => {
    const side = (count: number) => ({ count, net: '1.00', tax: '0.20', gross: '1.20' });
    return { name, currency: 'EUR', autotask: side(autotask), xero: side(xero), state };
  };
  const entry = (...kinds: DifferenceKind[]): Entry => ({
    ...{ invoice: billed(), document: null, company: { id: 100, name: 'Mill' }, currency: 'EUR' },
    counts: { autotask: true, xero: false },
    differences: kinds.map((kind) => ({ kind, sentence: `Says ${kind}.`, why: [`As ${kind}.`] })),
  });
  const view = (totals: Partial<Reconciliation['totals']>, differing: Entry[] = []) =>
    reconcileView(
      {
        ...{ entries: differing, differing, leftOut: { voidedInAutotask: 0, voidedInXero: 0, nothingToPost: 0 } },
        totals: { currencies: [], companies: [], divisions: [], taxRates: [], ...totals },
      },
      AROUND,
    );

  test('tells each difference with all its kinds, sentences and reasons', () => {
    const shown = view({ currencies: [row('EUR', 'differs')] }, [entry('amount', 'number')]);
    expect(shown).toMatchObject({ kind: 'reconcile', title: 'October', organisation: 'Books', notes: ['Read.'] });
    expect(shown.differences).toEqual([
      {
        ...{ kind: 'amount differs, number differs', number: 'INV-1', company: 'Mill' },
        ...{ sentence: 'Says amount. Says number.', why: ['As amount.', 'As number.'] },
        links: [{ label: 'Xero', url: 'https://x.test' }],
      },
    ]);
    const numbers = (document: DetailedDocument | null) =>
      view({}, [{ ...entry('extra'), invoice: null, document }]).differences[0]?.number;
    expect([numbers(documentOf(billed(), { number: 'X-9' })), numbers(documentOf(billed(), { number: null }))]).toEqual(
      [...['X-9', '']],
    );
    expect(numbers(null)).toBe('');
  });

  test('counts the kinds, one and many', () => {
    const one = ['amount differs', 'contact differs', 'number differs', 'not marked'];
    const many = ['amounts differ', 'contacts differ', 'numbers differ', 'not marked'];
    const all = entry('amount', 'contact', 'number', 'not-marked');
    expect(view({}, [all]).kinds).toEqual(one.map((label) => ({ label, count: 1 })));
    expect(view({}, [all, all, all]).kinds).toEqual(many.map((label) => ({ label, count: 3 })));
  });

  test('shows headings that differ, then those that are rounded, ten at most; not what is equal', () => {
    const rows = [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => row(name, 'rounding')),
      ...[row('g', 'equal'), ...['h', 'i', 'j', 'k', 'l'].map((name) => row(name, 'differs'))],
    ];
    const { groups } = view({ companies: rows, divisions: [row('x', 'equal')], taxRates: [row('20%', 'differs')] });
    expect(groups.map(({ by, all }) => [by, all])).toEqual([
      ['company', 12],
      ['tax rate', 1],
    ]);
    expect(groups[0]?.rows.map(({ name }) => name).join('')).toBe('hijklabcde');
    expect(view({ divisions: [row('x', 'rounding')] }).groups[0]).toMatchObject({ by: 'division', all: 1 });
  });

  test('is equal only where every total is and nothing but a remark is left', () => {
    const equal = (states: Comparison['state'][], ...differing: Entry[]) =>
      view({ currencies: states.map((state) => row('EUR', state)) }, differing).equal;
    expect(equal(['equal'])).toBe(true);
    expect(equal(['equal', 'differs'])).toBe(false);
    expect(equal(['equal'], entry('number'), entry('not-marked'))).toBe(true);
    expect(equal(['equal'], entry('number', 'amount'))).toBe(false);
    expect(equal(['equal'], entry('number'), entry('date'))).toBe(false);
  });

  test('says in one sentence what was found', () => {
    const headline = (...args: Parameters<typeof view>) => view(...args).headline;
    expect(headline({ currencies: [row('EUR', 'differs', 2, 1)] })).toBe(
      'The totals differ: 2 invoices in Autotask, 1 document in Xero.',
    );
    const two = { currencies: [row('EUR', 'differs', 1, 2), row('USD', 'equal', 0, 1)] };
    expect(headline(two, [entry('extra')])).toBe('1 entry differs: 1 invoice in Autotask, 3 documents in Xero.');
    expect(headline({}, [entry('missing'), entry('missing')])).toMatch(/^2 entries differ: 0 invoices in Autotask/);
    expect(headline({})).toBe('Nothing was billed, and nothing is in Xero.');
  });
});

describe('the file', () => {
  const rows = (...args: Parameters<typeof equalWorld>) =>
    entriesCsv(reconcile(equalWorld(...args)))
      .trimEnd()
      .split('\r\n')
      .slice(1);

  test('has one side empty where there is none', () => {
    expect(rows([billed()], { documents: [] })).toEqual([
      'missing,"Billed at EUR 120.00, not in Xero.",Autotask says that it was processed on 2 Nov 2026.,Mill & Sons Ltd,' +
        '1,INV-1,2026-10-31,billed,EUR,100.00,20.00,120.00,2026-11-02T10:00:00Z,,,,,,,,,100.00,20.00,120.00,',
    ]);
    expect(rows([], { documents: [documentOf(billed(), { url: null })] })).toEqual([
      'extra,"In Xero with EUR 120.00 (draft), not in Autotask.",' +
        '"It does not come from upSync: typed in Xero, or from another tool.",Mill & Sons Ltd,,,,,,,,,,' +
        'INV-1,Mill and Sons,2026-10-31,DRAFT,EUR,100.00,20.00,120.00,-100.00,-20.00,-120.00,doc-1',
    ]);
  });

  test('counts no difference for what is out of the totals', () => {
    const voided = billed({ isVoided: true });
    expect(rows([voided], { documents: [documentOf(voided, { status: 'VOIDED' })] })[0]).toMatch(
      /^voided,,,Mill & Sons Ltd,1,INV-1,2026-10-31,voided,EUR,.*,VOIDED,EUR,100\.00,20\.00,120\.00,0\.00,0\.00,0\.00,doc-1$/,
    );
    const zero = billed({ lines: [aLine('0', '0')] });
    expect(rows([zero], { documents: [] })[0]).toMatch(/^nothing to post,,,.*,,,,,,,,,0\.00,0\.00,0\.00,$/);
    expect(rows([zero])[0]).toMatch(/^equal,/);
    // voided in Xero alone: only Autotask's side counts
    expect(rows([billed()], { documents: [documentOf(billed(), { status: 'VOIDED' })] })[0]).toMatch(
      /^voided,.*,VOIDED,EUR,100\.00,20\.00,120\.00,100\.00,20\.00,120\.00,doc-1$/,
    );
  });

  test('joins what is said of one document', () => {
    const document = documentOf(billed(), { number: 'Z', currency: 'USD', contactId: 'contact-2' });
    const [row] = rows([{ ...billed(), markedAt: null }], { documents: [document] });
    expect(row).toMatch(/^amount \+ contact \+ number \+ not-marked,/);
    // nobody can take dollars from euros
    expect(row).toMatch(/,USD,100\.00,20\.00,120\.00,,,,doc-1$/);
    expect(row).toContain('Its number is INV-1 in Autotask, Z in Xero. In Xero, but not marked');
    const two = entriesCsv({
      ...reconcile(equalWorld([])),
      differing: [
        {
          ...{ invoice: null, document: null, company: { id: null, name: 'Mill' }, currency: null },
          counts: { autotask: false, xero: false },
          differences: [{ kind: 'extra', sentence: 'One.', why: ['Two.', 'Three.'] }],
        },
      ],
    });
    expect(two).toContain(`extra,One.,Two. Three.,Mill${','.repeat(18)}0.00,0.00,0.00,\r\n`);
  });
});

describe('which line it is', () => {
  const rates = { reference: REFERENCE, taxRates: BOOKS.taxRates };
  const TWO = billed({ lines: [aLine('100.00', '20.00'), aLine('50.00', '10.00')] });
  type Line = Partial<DetailedDocument['lines'][number]>;
  const why = (lines: (Line | null)[], totals: Partial<DetailedDocument> = {}, invoice = TWO, more = {}) => {
    const document = documentOf(invoice);
    const changed = lines.map((line, at) => line && { ...(document.lines[at] ?? document.lines[0]), ...line });
    const held = changed.filter((line) => line !== null) as DetailedDocument['lines'];
    return explainAmounts(
      invoice,
      { ...document, lines: held, ...totals },
      { ...rates, currency: 'EUR', sent: null, ...more },
    );
  };

  test('a line of nothing more or less is none; one of tax alone is', () => {
    const zero = { ...TWO, lines: [...TWO.lines, aLine('0', '0')] };
    expect(why([{}, {}], {}, zero)).toEqual([]);
    expect(why([{}, {}, { amount: '0.00', tax: '0.00' }])).toEqual([]);
    expect(why([{}, {}, { amount: '0.00', tax: '5.00', description: 'Fee' }])).toEqual([
      'Xero has a line “Fee” of 0.00 that Autotask does not bill.',
    ]);
    const taxed = billed({ lines: [aLine('100.00', '20.00'), aLine('0', '5.00', { itemName: 'Fee' })] });
    expect(why([{}], {}, taxed)).toEqual(['Line 2 “Fee”: 0.00 in Autotask, not in Xero.']);
  });

  test('a name is tidied, and cut after forty letters; without one there is the place', () => {
    const named = (itemName: string, description = '') =>
      why([{ amount: '9.00' }], {}, billed({ lines: [aLine('10.00', '2.00', { itemName, description })] }))[0];
    const rest = '9.00 in Xero, 10.00 in Autotask.';
    expect(named('  Two \n\t words ')).toBe(`Line 1 “Two words”: ${rest}`);
    expect(named('   ', '  Mail  ')).toBe(`Line 1 “Mail”: ${rest}`);
    expect(named('x'.repeat(40))).toBe(`Line 1 “${'x'.repeat(40)}”: ${rest}`);
    expect(named('x'.repeat(41))).toBe(`Line 1 “${'x'.repeat(39)}…”: ${rest}`);
    const bare = billed({ lines: [aLine('10.00', '2.00', { itemName: ' ' })] });
    expect(why([{ amount: '9.00', description: ' On the bill ' }], {}, bare)).toEqual([
      `Line 1 “On the bill”: ${rest}`,
    ]);
    expect(why([{ amount: '9.00', description: '' }], {}, bare)).toEqual([`Line 1: ${rest}`]);
  });

  test('joined lines go by the first of them, and how many there were', () => {
    const lineIds = TWO.lines.map(({ id }) => id);
    const draft = aDraft({ lines: [{ lineIds }] as Draft['lines'] });
    const sent = aPosting({ invoiceId: 1, draft, document: documentOf(TWO, { totalTax: '31.00' }) });
    expect(why([{ amount: '151.00', tax: '30.20' }], {}, TWO, { sent })).toContain(
      'Line 1 “Managed workplace” and 1 joined with it: 151.00 in Xero, 150.00 in Autotask.',
    );
  });

  test('a tax that no rate makes is told line by line, the rates themselves first', () => {
    expect(why([{ tax: '20.01' }, { tax: '10.02' }], { totalTax: '30.03' })).toEqual([
      'Line 1 “Managed workplace”: the tax is 20.01 in Xero, where its rate makes 20.00.',
      'Line 2 “Managed workplace”: the tax is 10.02 in Xero, where its rate makes 10.00.',
    ]);
    expect(why([{ tax: '20.01' }, { taxType: 'REDUCED', tax: '4.50' }], { totalTax: '24.51' })).toEqual([
      'Line 2 “Managed workplace”: the tax rate is 9% in Xero, 20% in Autotask.',
    ]);
    // the header alone says so: nothing is known of a line
    expect(why([{}, {}], { totalTax: '31.00' })).toEqual([]);
  });

  test('rounding is a cent a line, and no more', () => {
    const cents = (tax: string, totalTax: string) => {
      const lines = [aLine('10.12', tax), aLine('10.12', tax), aLine('10.12', tax)];
      return why([{ tax: '2.02' }, { tax: '2.02' }, { tax: '2.02' }], { totalTax }, billed({ lines }));
    };
    const rounding = (billedTax: string) => [
      `Rounding: Xero rounds the tax of each line, which makes 6.06; Autotask billed ${billedTax} for the whole.`,
    ];
    expect(cents('2.024', '6.06')).toEqual(rounding('6.072'));
    // where the header is not what the lines make, it is not their rounding
    expect(cents('2.024', '6.05')).toEqual([]);
    const far = billed({ lines: [aLine('10.12', '2.024')], tax: '2.05' });
    expect(why([{ tax: '2.02' }], { totalTax: '2.02' }, far).some((one) => one.startsWith('Rounding'))).toBe(false);
  });

  test('who changed it is told of what upSync sent as that document', () => {
    const document = documentOf(TWO);
    const draft = aDraft({ subTotal: '150.00', totalTax: '30.00' });
    const edited = { subTotal: '151.00', lines: [] };
    const said = (changes: Parameters<typeof aPosting>[0]) =>
      why([{}, {}], edited, TWO, { sent: aPosting({ invoiceId: 1, document, draft, ...changes }) })[0] ?? '';
    expect(said({})).toMatch(/^Edited in Xero since/);
    for (const changes of [{ draft: null }, { document: null }, { document: { ...document, id: 'other' } }])
      expect(said(changes)).not.toMatch(/posted/);
    const credit = billed({ lines: [aLine('-100.00', '-20.00')] });
    const note = documentOf(credit);
    const sentNote = aDraft({ kind: 'credit-note', subTotal: '100.00', totalTax: '20.00' });
    const sent = aPosting({ invoiceId: 1, document: note, draft: sentNote });
    // both are as they were sent: credit notes are positive in Xero
    expect(why([{}], {}, credit, { sent })[0]).toBe('Xero held it with this difference from the beginning.');
  });

  test('the currency, where both are known, and no rest where four are enough', () => {
    expect(why([{}, {}], { currency: 'USD' })).toEqual(['Billed in EUR, in Xero in USD.']);
    expect(why([{}, {}], { currency: 'USD' }, TWO, { currency: null })).toEqual([]);
    const four = billed({ lines: Array.from({ length: 4 }, () => aLine('10.00', '2.00')) });
    expect(
      why(
        Array.from({ length: 4 }, () => ({ amount: '11.00' })),
        {},
        four,
      ),
    ).toHaveLength(4);
    const { lines: _, ...bare } = documentOf(TWO);
    expect(explainAmounts(TWO, { ...bare, total: '1.00' }, { ...rates, currency: 'EUR', sent: null })).toEqual([]);
  });
});

test('a period is needed, and that is all', () => {
  const example = '/upsync reconcile last-month';
  for (const text of ['', '   '])
    expect(parseReconcile(text, '2026-11-05')).toEqual({
      ...{ ok: false, problem: 'Reconciling needs a period.', example, meant: 'last-month' },
    });
  expect(parseReconcile('id:7', '2026-11-05')).toMatchObject({
    problem: expect.stringContaining('not single'),
    example,
  });
});

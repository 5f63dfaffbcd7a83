import { describe, expect, test } from '@jest/globals';
import { pairLines } from '../../src/domain/reconcile-pairs.ts';
import { explainAmounts } from '../../src/domain/reconcile-why.ts';
import type { BooksLine, Draft, DraftLine, InvoiceLine } from '../../src/domain/types.ts';
import { aDocument, aDraft, aLine, anInvoice, aPosting, BOOKS, REFERENCE } from './make.ts';

/** Which line of Autotask is which in Xero, where the amount alone does not tell. */

const NET = '100.00';
const ours = (itemName: string, changes: Partial<InvoiceLine> & { tax?: string } = {}) =>
  aLine(changes.amount ?? NET, changes.tax ?? '20.00', { itemName, quantity: '1', ...changes });
const theirs = (description: string, changes: Partial<BooksLine> = {}): BooksLine => ({
  ...{ description, quantity: '1', unitAmount: NET, amount: NET, tax: '20.00', taxType: 'OUTPUT2', accountCode: '200' },
  ...changes,
});
const sentAs = (lines: InvoiceLine[], more: Partial<DraftLine>[]): Draft =>
  aDraft({
    lines: lines.map((line, index) => ({
      ...{ lineIds: [line.id], description: line.itemName, quantity: '1', unitAmount: NET, lineAmount: NET },
      ...{ accountCode: '200', taxType: 'OUTPUT2', taxAmount: null, accountFrom: 'map' },
      ...more[index],
    })),
  });

/** For each line of Autotask the text that stands beside it in Xero; then what stands alone there. */
function beside(lines: InvoiceLine[], held: BooksLine[], draft: Draft | null = null) {
  const pairs = pairLines(anInvoice({ lines }), { ...aDocument(), lines: held }, draft);
  return pairs.map(
    (pair) => pair.held && `${pair.held.line.description}|${pair.held.line.amount}`.replace('|100.00', ''),
  );
}

describe('two lines of one amount', () => {
  test.each<[string, InvoiceLine[], BooksLine[], (string | null)[]]>([
    ['one is gone', [ours('Support'), ours('Hosting')], [theirs('Hosting')], [null, 'Hosting']],
    [
      'they changed places',
      [ours('Support'), ours('Hosting')],
      [theirs('hosting '), theirs('Support')],
      ['Support', 'hosting '],
    ],
    [
      'a text of another tool says the name',
      [ours('Support', { description: 'In October' }), ours('Hosting', { description: 'In October' })],
      [theirs('Re: Hosting\nin  october'), theirs('Re: Support')],
      ['Re: Support', 'Re: Hosting\nin  october'],
    ],
    [
      'both names count more than one',
      [ours('Support', { description: 'Ann' }), ours('Support', { description: 'Bob' })],
      [theirs('Support\nBob'), theirs('Support\nAnn')],
      ['Support\nAnn', 'Support\nBob'],
    ],
    [
      'the tax tells them apart',
      [ours('Hours'), ours('Hours', { tax: '9.00' })],
      [theirs('Hours', { tax: '9.00', amount: '100.00' }), theirs('Hours', { quantity: '5' })],
      ['Hours', 'Hours'],
    ],
    [
      'the quantity tells them apart',
      [ours('Hours', { quantity: '2' }), ours('Hours', { quantity: '4' })],
      [theirs('Hours', { quantity: '4.0000' })],
      [null, 'Hours'],
    ],
    ['nothing does: the place', [ours('Hours'), ours('Hours')], [theirs('Time'), theirs('Work')], ['Time', 'Work']],
    [
      'nothing does, and one is gone: the place',
      [ours('Hours'), ours('Hours'), ours('Hours')],
      [theirs('Fee', { amount: '9.00' }), theirs('Time'), theirs('Work')],
      ['Fee|9.00', 'Time', 'Work'],
    ],
    ['capitals are no other text', [ours('Hosting'), ours('Support')], [theirs('SUPPORT')], [null, 'SUPPORT']],
    [
      'nor are more blanks',
      [ours('Hosting'), ours('Remote support')],
      [theirs('Our  Remote \n Support')],
      [null, 'Our  Remote \n Support'],
    ],
    ['no text is no likeness', [ours('Hosting'), ours('Support')], [theirs(''), theirs('Hosting')], ['Hosting', '']],
  ])('%s', (_name, lines, held, expected) => {
    expect(beside(lines, held)).toEqual(expected);
  });

  test('of the same text and tax type: the one whose tax it is', () => {
    const lines = [ours('Hours'), ours('Hours', { tax: '9.00' })];
    const held = [theirs('a hours', { tax: '9.00' }), theirs('b hours')];
    expect(beside(lines, held)).toEqual(['b hours', 'a hours']);
  });

  test('as upSync sent them: the whole text, else tax rate and account', () => {
    const lines = [ours('Hours'), ours('Hours')];
    const byText = sentAs(lines, [{ description: 'Hours\n1 Oct' }, { description: 'Hours\n2 Oct' }]);
    expect(beside(lines, [theirs('Hours 2 Oct')], byText)).toEqual([null, 'Hours 2 Oct']);
    const byAccount = sentAs(lines, [{ accountCode: '200' }, { accountCode: '210' }]);
    const edited = (changes: Partial<BooksLine>) => [theirs('edited', changes)];
    expect(beside(lines, edited({ accountCode: '210' }), byAccount)).toEqual([null, 'edited']);
    const byRate = sentAs(lines, [{ taxType: 'OUTPUT2' }, { taxType: 'TAX021' }]);
    expect(beside(lines, edited({ taxType: 'TAX021' }), byRate)).toEqual([null, 'edited']);
    const byQuantity = sentAs(lines, [{ quantity: '1' }, { quantity: '-8' }]);
    expect(beside(lines, edited({ quantity: '8' }), byQuantity)).toEqual([null, 'edited']);
    // the text weighs more than all the rest
    const against = sentAs(lines, [{ description: 'Hours\n1 Oct', accountCode: '210', taxType: 'TAX021' }, {}]);
    expect(beside([ours('Hours', { tax: '9.00', quantity: '3' }), ours('x')], [theirs('Hours 1 Oct')], null)[0]).toBe(
      'Hours 1 Oct',
    );
    expect(beside(lines, [theirs('Hours 1 Oct')], against)).toEqual(['Hours 1 Oct', null]);
  });
});

describe('an amount that was edited', () => {
  test('keeps its text, wherever the line went', () => {
    const lines = [ours('Support'), ours('Hosting', { amount: '50.00', tax: '10.00' })];
    const held = [theirs('Hosting', { amount: '70.00', tax: '14.00' }), theirs('Support')];
    expect(beside(lines, held)).toEqual(['Support', 'Hosting|70.00']);
    const both = [theirs('Hosting', { amount: '70.00', tax: '14.00' }), theirs('Support', { amount: '90.00' })];
    expect(beside(lines, both)).toEqual(['Support|90.00', 'Hosting|70.00']);
  });

  test('whose text was edited, too, keeps its place, whatever its quantity', () => {
    const lines = [
      ours('Support', { amount: '10.00', quantity: '2' }),
      ours('Hosting', { amount: '20.00', quantity: '3' }),
    ];
    const held = [theirs('One', { amount: '11.00', quantity: '3' }), theirs('Two', { amount: '21.00', quantity: '2' })];
    expect(beside(lines, held)).toEqual(['One|11.00', 'Two|21.00']);
  });

  test('without its text keeps its place', () => {
    const lines = [ours('Support'), ours('Hosting', { amount: '50.00', tax: '10.00' })];
    expect(beside(lines, [theirs('Support'), theirs('', { amount: '70.00' })])).toEqual(['Support', '|70.00']);
    expect(beside(lines, [theirs('', { amount: '70.00' })])).toEqual(['|70.00', null]);
  });
});

describe('why amounts differ', () => {
  const invoice = anInvoice({ lines: [ours('Support'), ours('Hosting')] });
  const why = (held: BooksLine[], subTotal: string, totalTax: string, total: string) =>
    explainAmounts(
      invoice,
      { ...aDocument({ subTotal, totalTax, total }), lines: held },
      { currency: 'EUR', sent: null, reference: REFERENCE, taxRates: BOOKS.taxRates },
    );

  test('names the line that is missing, not another one of its amount', () => {
    expect(why([theirs('Hosting')], '100.00', '20.00', '120.00')).toEqual([
      'Line 1 “Support”: 100.00 in Autotask, not in Xero.',
    ]);
  });

  test('names the line whose tax rate was changed, wherever it stands', () => {
    const held = [theirs('Hosting', { taxType: 'ZERO', tax: '0.00' }), theirs('Support')];
    expect(why(held, '200.00', '20.00', '220.00')).toEqual([
      'Line 2 “Hosting”: the tax rate is 0% in Xero, 20% in Autotask.',
    ]);
  });

  test('what upSync sent last month is not what another posting sent', () => {
    const draft = sentAs(invoice.lines, [{}, {}]);
    const sent = aPosting({ draft, document: aDocument({ id: 'another' }) });
    const rates = { reference: REFERENCE, taxRates: BOOKS.taxRates };
    const document = { ...aDocument({ subTotal: '100.00' }), lines: [theirs('Hosting')] };
    expect(explainAmounts(invoice, document, { currency: 'EUR', sent, ...rates })).toEqual([
      'Line 1 “Support”: 100.00 in Autotask, not in Xero.',
    ]);
  });
});

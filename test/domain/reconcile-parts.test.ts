import { describe, expect, test } from '@jest/globals';
import { addPart, finish, newGroups } from '../../src/domain/reconcile-groups.ts';
import { billedCents, billedPercent, draftOf, joined } from '../../src/domain/reconcile-lines.ts';
import { pairLines } from '../../src/domain/reconcile-pairs.ts';
import type { BooksLine, Draft, InvoiceLine } from '../../src/domain/types.ts';
import { aDocument, aDraft, aLine, anInvoice, aPosting, BOOKS, REFERENCE } from './make.ts';

/** Sums under headings, lines beside lines, and the rate a line was billed by. */

describe('a heading', () => {
  /** Side, net, tax, gross, and whether its document is equal on both sides. */
  type Row = ['autotask' | 'xero', number, number, number?, boolean?];
  const summed = (kind: 'whole' | 'parts', rows: Row[]) => {
    const groups = newGroups();
    for (const [side, net, tax, gross = net + tax, isClean = true] of rows)
      addPart(groups, { side, currency: 'EUR', part: { name: 'North', net, tax, gross }, isClean });
    return finish(groups, kind);
  };
  const stateOf = (kind: 'whole' | 'parts', ...rows: Row[]) => summed(kind, rows)[0]?.state;

  test('holds count and sums of both sides, in cents', () => {
    const rows: Row[] = [
      ['autotask', 1000, 200],
      ['autotask', -250, -50],
      ['xero', 750, 151, 905],
    ];
    expect(summed('whole', rows)).toEqual([
      {
        ...{ name: 'North', currency: 'EUR', state: 'differs' },
        autotask: { count: 2, net: '7.50', tax: '1.50', gross: '9.00' },
        xero: { count: 1, net: '7.50', tax: '1.51', gross: '9.05' },
      },
    ]);
  });

  test.each<[string, string, Row[]]>([
    [
      'equal',
      'equal',
      [
        ['autotask', 1000, 200],
        ['xero', 1000, 200],
      ],
    ],
    // a whole is documents: so many, of such a gross; of parts only the amounts count
    [
      'differs',
      'equal',
      [
        ['autotask', 1000, 200],
        ['xero', 400, 80],
        ['xero', 600, 120],
      ],
    ],
    [
      'differs',
      'equal',
      [
        ['autotask', 1000, 200],
        ['xero', 1000, 200, 1201],
      ],
    ],
    [
      'differs',
      'equal',
      [
        ['autotask', 1000, 200],
        ['autotask', 0, 0],
        ['xero', 1000, 200, 1200],
      ],
    ],
    // a cent for each part that fell on another line
    [
      'differs',
      'rounding',
      [
        ['autotask', 1000, 200],
        ['xero', 1001, 200],
      ],
    ],
    [
      'differs',
      'rounding',
      [
        ['autotask', 1000, 200],
        ['xero', 1000, 199],
      ],
    ],
    [
      'differs',
      'rounding',
      [
        ['autotask', 1000, 200],
        ['xero', 1002, 202],
      ],
    ],
    [
      'differs',
      'differs',
      [
        ['autotask', 1000, 200],
        ['xero', 1003, 200],
      ],
    ],
    [
      'differs',
      'differs',
      [
        ['autotask', 1000, 200],
        ['xero', 1000, 197],
      ],
    ],
    // of a document that differs itself, a cent is a cent
    [
      'differs',
      'differs',
      [
        ['autotask', 1000, 200, 1200, false],
        ['xero', 1001, 200, 1201, false],
      ],
    ],
    [
      'differs',
      'differs',
      [
        ['autotask', 1000, 200, 1200, false],
        ['xero', 1000, 201, 1201, false],
      ],
    ],
    [
      'differs',
      'differs',
      [
        ['autotask', 1000, 200, 1200, false],
        ['xero', 1000, 200],
        ['xero', 1, 0],
      ],
    ],
    // but where such documents cancel each other here, the rest is rounding again
    [
      'differs',
      'rounding',
      [
        ...([
          ['autotask', 100, 20, 120, false],
          ['xero', 40, 5, 45, false],
          ['xero', 60, 15, 75, false],
        ] as Row[]),
        ...([
          ['autotask', 1000, 200],
          ['xero', 1001, 201],
        ] as Row[]),
      ],
    ],
  ])('%s as a whole, %s in parts: %j', (whole, parts, rows) => {
    expect([stateOf('whole', ...rows), stateOf('parts', ...rows)]).toEqual([whole, parts]);
  });

  test('is one for each name and currency, in the order people count', () => {
    const groups = newGroups();
    for (const [name, currency] of [
      ['20%', 'USD'],
      ['20%', 'EUR'],
      ['5%', 'EUR'],
      ['20%', 'USD'],
    ] as const)
      addPart(groups, { side: 'xero', currency, part: { name, net: 1, tax: 0 }, isClean: true });
    expect(finish(groups, 'parts').map(({ name, currency, xero }) => [name, currency, xero.count])).toEqual([
      ['5%', 'EUR', 1],
      ['20%', 'EUR', 1],
      ['20%', 'USD', 2],
    ]);
  });
});

describe('the rate a line was billed by', () => {
  const rates = { reference: REFERENCE, taxRates: BOOKS.taxRates };
  const held = (taxType: string): BooksLine => ({
    ...{ description: '', quantity: '1', unitAmount: '1', amount: '1', tax: '0', taxType },
  });
  const percent = (amount: string, tax: string, more: Partial<InvoiceLine> & { region?: string; on?: string } = {}) => {
    const { region = 'Home', on, ...changes } = more;
    const invoice = anInvoice({ taxRegion: region });
    return billedPercent(invoice, aLine(amount, tax, changes), on === undefined ? null : held(on), rates);
  };

  test.each<[string, Parameters<typeof percent>]>([
    // Autotask's table, of its own region and category
    ['20', ['100.00', '20.00']],
    ['9', ['100.00', '9.00', { taxCategory: 'Reduced' }]],
    ['20', ['0', '0']],
    ['9', ['0', '0', { taxCategory: 'Reduced' }]],
    ['0', ['0', '0', { taxCategory: 'Unheard of' }]],
    ['0', ['0', '0', { region: 'Away' }]],
    // the table says what holds today; the tax what held then
    ['21', ['100.00', '21.00']],
    ['15', ['100.00', '15.00', { taxCategory: 'Unheard of' }]],
    ['0', ['100.00', '0.00']],
    // four cents of twenty are 20% and 21%: the line in Xero decides, after the table
    ['20', ['0.20', '0.04', { region: 'Away' }]],
    ['21', ['0.20', '0.04', { region: 'Away', on: 'TAX021' }]],
    ['20', ['0.20', '0.04', { on: 'TAX021' }]],
    ['20', ['0.20', '0.04', { region: 'Away', on: 'SWITCHED OFF' }]],
    // a rate nobody knows, as amount and tax have it
    ['17', ['100.00', '17.00']],
    ['7.5', ['80.00', '6.00']],
    ['33.33', ['300.00', '100.00']],
    // six thousandths are no rounding any more
    ['20', ['100.00', '20.0059']],
    ['20.01', ['100.00', '20.006']],
  ])('%s of %j', (expected, line) => {
    expect(percent(...line)).toBe(expected);
  });
});

describe('lines in cents', () => {
  test('add up to the invoice; where some are missing, nothing is known', () => {
    const lines = [aLine('10.125', '2.025'), aLine('10.125', '2.025')];
    const [first, second] = lines;
    expect(billedCents(anInvoice({ lines }))).toEqual([
      { line: first, net: '10.13', tax: '2.03' },
      { line: second, net: '10.12', tax: '2.02' },
    ]);
    expect(billedCents(anInvoice({ lines, net: '99.00' }))).toBeNull();
    expect(billedCents(anInvoice({ lines, tax: '99.00' }))).toBeNull();
    // then each is rounded by itself
    const alone = joined(anInvoice({ lines, tax: '99.00' }), null);
    expect(alone.map(({ net, tax }) => [net, tax])).toEqual([
      ['10.13', '2.03'],
      ['10.13', '2.03'],
    ]);
  });

  test('lie as they were sent: joined, in that order, the left out behind', () => {
    const lines = [aLine('1.00', '0.20'), aLine('2.00', '0.40'), aLine('3.00', '0.60'), aLine('0', '0')];
    const [a = 0, b = 0, c = 0] = lines.map(({ id }) => id);
    const sentAs = (...ids: number[][]) => aDraft({ lines: ids.map((lineIds) => ({ lineIds })) as Draft['lines'] });
    const told = (draft: Draft | null) => joined(anInvoice({ lines }), draft).map(({ net, tax }) => `${net} ${tax}`);
    expect(told(null)).toEqual(['1.00 0.20', '2.00 0.40', '3.00 0.60', '0.00 0.00']);
    expect(told(sentAs([c], [a, b]))).toEqual(['3.00 0.60', '3.00 0.60', '0.00 0.00']);
    // lines that are gone since leave no empty place
    expect(told(sentAs([1], [1, b]))).toEqual(['2.00 0.40', '1.00 0.20', '3.00 0.60', '0.00 0.00']);
  });

  test('the draft of a document is that of the posting it belongs to', () => {
    const draft = aDraft();
    expect(draftOf(aPosting({ draft }), { id: 'doc-1' })).toBe(draft);
    expect(draftOf(aPosting({ draft }), { id: 'doc-2' })).toBeNull();
    expect(draftOf(aPosting({ draft, document: null }), { id: 'doc-1' })).toBeNull();
    expect(draftOf(null, { id: 'doc-1' })).toBeNull();
    expect(draftOf(undefined, { id: 'doc-1' })).toBeNull();
  });
});

describe('lines beside lines', () => {
  const paired = (billed: string[], held: string[], kind: 'invoice' | 'credit-note' = 'invoice') => {
    const lines = held.map((amount) => ({
      ...{ description: '', quantity: '1', unitAmount: amount, amount, tax: '0.10', taxType: null },
    }));
    const invoice = anInvoice({ lines: billed.map((amount) => aLine(amount, '0.1000')) });
    return pairLines(invoice, { ...aDocument({ kind }), lines }, null).map(
      (pair) => `${pair.position ?? '–'}: ${pair.billed?.net ?? '–'} | ${pair.held?.net ?? '–'}`,
    );
  };

  test.each<[string, string[], string[], string[]]>([
    ['in the same place', ['1', '2'], ['1.00', '2.00'], ['1: 1.00 | 1.00', '2: 2.00 | 2.00']],
    ['moved', ['1', '2', '2'], ['2.00', '1.00', '2.00'], ['1: 1.00 | 1.00', '2: 2.00 | 2.00', '3: 2.00 | 2.00']],
    [
      'moved, one of two alike',
      ['2', '1', '2'],
      ['2.00', '2.00', '1.00'],
      ['1: 2.00 | 2.00', '2: 1.00 | 1.00', '3: 2.00 | 2.00'],
    ],
    ['edited', ['1', '2'], ['1.00', '5.00'], ['1: 1.00 | 1.00', '2: 2.00 | 5.00']],
    ['taken out', ['1', '2', '3'], ['1.00', '3.00'], ['1: 1.00 | 1.00', '2: 2.00 | –', '3: 3.00 | 3.00']],
    ['put in', ['1', '2'], ['9.00', '1.00', '2.00'], ['1: 1.00 | 1.00', '2: 2.00 | 2.00', '–: – | 9.00']],
    ['none left', ['1'], [], ['1: 1.00 | –']],
  ])('%s', (_name, billed, held, expected) => {
    expect(paired(billed, held)).toEqual(expected);
  });

  test('a credit note is positive in Xero and negative beside Autotask', () => {
    expect(paired(['-1', '-2'], ['2.00', '1.00'], 'credit-note')).toEqual(['1: -1.00 | -1.00', '2: -2.00 | -2.00']);
  });
});

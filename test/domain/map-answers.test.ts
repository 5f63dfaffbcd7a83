import { describe, expect, test } from '@jest/globals';
import { judgeAnswer, mapLabel, readTaxKey, sameAnswer } from '../../src/domain/map-answers.ts';
import { taxKey } from '../../src/domain/maps.ts';
import { mapsNeeded } from '../../src/domain/maps-needed.ts';
import type { Books, MapEntry, PsaReference } from '../../src/domain/types.ts';
import { aLine, anInvoice, BOOKS, REFERENCE } from './make.ts';

const BOTH: Books = {
  ...BOOKS,
  items: [
    { code: 'HW', name: 'Hardware', accountCode: '210' },
    { code: 'LOST', name: 'Of no account', accountCode: '999' },
  ],
  tracking: [{ id: 'c1', name: 'Region', options: [{ id: 'o1', name: 'North' }] }],
};
const NAMED: PsaReference = { ...REFERENCE, paymentTerms: [{ id: 3, name: '30 days' }] };
const CONTEXT = { books: BOTH, maps: [], reference: NAMED, organisations: [{ id: 'org-1', name: 'Harbour Books' }] };

const tracking = (categoryId: string, optionId: string): MapEntry => ({
  ...{ kind: 'tracking', key: 'division|Cloud', option: { categoryId, optionId } },
});

describe('an answer', () => {
  test.each<[string, MapEntry]>([
    ['an account', { kind: 'account', key: '7', accountCode: '210' }],
    ['the default', { kind: 'default-account', key: '', accountCode: '200' }],
    ['an item', { kind: 'item', key: '7', itemCode: 'HW' }],
    ['tracking', tracking('c1', 'o1')],
    ['no tracking', { kind: 'tracking', key: 'division|Cloud', option: null }],
    ['an organisation', { kind: 'organisation', key: 'division|Cloud', organisation: { id: 'org-1', name: 'H' } }],
    ['any organisation', { kind: 'organisation', key: 'division|Cloud', organisation: null }],
    ['a due date', { kind: 'due', key: '3', rule: { kind: 'days', days: 30 } }],
  ])('that is there and active is kept as it is: %s', (_what, entry) => {
    expect(judgeAnswer(entry, CONTEXT)).toEqual({ kind: 'fits', entry });
  });

  test.each<[MapEntry, string]>([
    [
      { kind: 'account', key: '7', accountCode: '999' },
      'This account (999) is not an active revenue account any more.',
    ],
    [
      { kind: 'default-account', key: '', accountCode: '9' },
      'This account (9) is not an active revenue account any more.',
    ],
    [{ kind: 'item', key: '7', itemCode: 'NO' }, 'This item is not for sale in Xero any more, or is kept in stock.'],
    [{ kind: 'item', key: '7', itemCode: 'LOST' }, 'This item’s account (999) is not an active revenue account.'],
    [tracking('c1', 'o9'), 'This tracking option is not active in Xero any more.'],
    [tracking('c9', 'o1'), 'This tracking option is not active in Xero any more.'],
    [
      { kind: 'organisation', key: 'division|Cloud', organisation: { id: 'org-9', name: 'X' } },
      'upSync is not connected to this organisation.',
    ],
    [{ kind: 'tax', key: 'Home|Standard', taxType: 'GONE' }, 'This rate is not active in Xero any more.'],
  ])('%j is refused in words', (entry, sentence) => {
    expect(judgeAnswer(entry, CONTEXT)).toEqual({ kind: 'refused', sentence });
  });

  test('a rate that Autotask’s table does not have is not compared', () => {
    const entry: MapEntry = { kind: 'tax', key: 'Away|Standard', taxType: 'OUTPUT2' };
    expect(judgeAnswer(entry, CONTEXT).kind).toBe('fits');
    expect(judgeAnswer({ ...entry, key: 'Home|Standard' }, { ...CONTEXT, reference: null }).kind).toBe('fits');
  });

  test('an accepted difference stays accepted for that rate only', () => {
    const accepted = { billed: '20', xero: '21' };
    const before: MapEntry = { kind: 'tax', key: 'Home|Standard', taxType: 'TAX021', accepted };
    const maps = [before];
    expect(judgeAnswer({ ...before, accepted: null }, { ...CONTEXT, maps })).toEqual({ kind: 'fits', entry: before });
    const other = judgeAnswer({ ...before, taxType: 'TAX015', accepted: null }, { ...CONTEXT, maps });
    expect(other).toMatchObject({ kind: 'differs', rates: { billed: '20', xero: '15' } });
    expect(judgeAnswer({ ...before, taxType: 'TAX015', accepted }, CONTEXT).kind).toBe('differs');
  });
});

describe('the same answer', () => {
  const all: MapEntry[] = [
    { kind: 'default-account', key: '', accountCode: '200' },
    { kind: 'account', key: '7', accountCode: '200' },
    { kind: 'account', key: '8', accountCode: '200' },
    { kind: 'account', key: '7', accountCode: '210' },
    { kind: 'item', key: '7', itemCode: 'HW' },
    { kind: 'item', key: '7', itemCode: 'SW' },
    { kind: 'tax', key: 'a|b', taxType: 'X' },
    { kind: 'tax', key: 'a|c', taxType: 'X' },
    { kind: 'tax', key: 'a|b', taxType: 'Y' },
    { kind: 'tax', key: 'a|b', taxType: 'X', accepted: { billed: '1', xero: '2' } },
    { kind: 'tax', key: 'a|b', taxType: 'X', accepted: { billed: '1', xero: '3' } },
    { kind: 'tax', key: 'a|b', taxType: 'X', accepted: { billed: '0', xero: '2' } },
    { kind: 'tracking', key: 'division|A', option: null },
    { kind: 'tracking', key: 'division|B', option: null },
    tracking('c1', 'o1'),
    tracking('c1', 'o2'),
    tracking('c2', 'o1'),
    { kind: 'due', key: '3', rule: { kind: 'autotask' } },
    { kind: 'due', key: '4', rule: { kind: 'autotask' } },
    { kind: 'due', key: '3', rule: { kind: 'days', days: 3 } },
    { kind: 'organisation', key: 'division|A', organisation: null },
    { kind: 'organisation', key: 'division|A', organisation: { id: 'o', name: 'O' } },
    { kind: 'organisation', key: 'division|A', organisation: { id: 'p', name: 'O' } },
    { kind: 'organisation', key: 'division|B', organisation: { id: 'o', name: 'O' } },
  ];

  test('is one that says the same of the same, and no other', () => {
    all.forEach((a, i) => {
      all.forEach((b, j) => {
        expect([a, b, sameAnswer(a, structuredClone(b))]).toEqual([a, b, i === j]);
      });
      expect(sameAnswer(a, undefined)).toBe(false);
    });
  });

  test('a name that changed, or an acceptance that was never given, makes no other', () => {
    const owner = (name: string): MapEntry => ({
      kind: 'organisation',
      key: 'line|A',
      organisation: { id: 'o', name },
    });
    expect(sameAnswer(owner('Old'), owner('New'))).toBe(true);
    const rate: MapEntry = { kind: 'tax', key: 'a|b', taxType: 'X' };
    expect(sameAnswer(rate, { ...rate, accepted: null })).toBe(true);
  });
});

describe('a map is called', () => {
  test.each<[Pick<MapEntry, 'kind' | 'key'>, string]>([
    [{ kind: 'default-account', key: '' }, 'Default account'],
    [{ kind: 'account', key: '7' }, 'Managed services'],
    [{ kind: 'item', key: '9' }, 'billing code 9'],
    [{ kind: 'tax', key: 'Home|Standard' }, 'Home × Standard'],
    [{ kind: 'tax', key: 'Away|' }, 'Away × no tax category'],
    [{ kind: 'tax', key: '|Away' }, 'no tax region × Away'],
    [{ kind: 'tracking', key: 'division|Cloud' }, 'Cloud (division)'],
    [{ kind: 'organisation', key: 'line|Projects' }, 'Projects (line of business)'],
    [{ kind: 'due', key: '3' }, '30 days'],
    [{ kind: 'due', key: '4' }, 'payment term 4'],
  ])('%j: %s', (map, label) => {
    expect(mapLabel(map, NAMED)).toBe(label);
  });

  test('by its key where nothing is known', () => {
    expect(mapLabel({ kind: 'account', key: '7' }, null)).toBe('billing code 7');
    expect(mapLabel({ kind: 'due', key: '3' }, null)).toBe('payment term 3');
    expect(mapLabel({ kind: 'tax', key: 'unreadable' }, null)).toBe('unreadable × no tax category');
  });
});

describe('the key of a tax', () => {
  test('is read back, bars and all', () => {
    for (const [region, category] of [
      ['Home', 'Standard'],
      ['a|b', 'c\\d'],
      ['#1', 'x#2'],
      [null, 'only'],
    ] as const)
      expect(readTaxKey(taxKey(region, category))).toEqual([region, category]);
    expect(readTaxKey('no bar')).toBeNull();
    expect(readTaxKey('one|bar|more')).toBeNull();
  });

  test('of long names is short, and still its own', () => {
    const long = 'R'.repeat(150);
    const keys = ['a', 'b', 'ab', 'ba'].map((end) => taxKey(long, `${'C'.repeat(90)}${end}`));
    for (const key of keys) expect(key).toHaveLength(200);
    expect(new Set(keys).size).toBe(4);
    expect(keys[0]).toMatch(/^R{150}\|C+~[0-9a-f]{16}$/);
    expect(taxKey(long, 'C'.repeat(49))).toBe(`${long}|${'C'.repeat(49)}`);
    expect(taxKey(long, 'C'.repeat(90))).toBe(taxKey(long, 'C'.repeat(90)));
    const named = { ...NAMED, taxRates: [{ region: long, category: `${'C'.repeat(90)}a`, rate: '0.2' }] };
    expect(mapLabel({ kind: 'tax', key: keys[0] ?? '' }, named)).toBe(`${long} × ${'C'.repeat(90)}a`);
  });
});

describe('what a run needs maps for', () => {
  test('each once, by name; voided invoices need none', () => {
    const level = { id: 1, division: 'Cloud', lineOfBusiness: 'Alpha' };
    const lines = [
      aLine('1', '0.2', { billingCodeId: 8, billingCode: null, level }),
      aLine('1', '0.2', { level }),
      aLine('1', '0', { billingCodeId: null, taxCategory: 'Exempt' }),
    ];
    const voided = anInvoice({ isVoided: true, lines: [aLine('1', '0.1', { taxCategory: 'Old', billingCodeId: 99 })] });
    expect(mapsNeeded([anInvoice({ lines }), anInvoice({ lines }), voided], NAMED)).toEqual({
      taxes: [
        { key: 'Home|Exempt', label: 'Home × Exempt', rate: '0' },
        { key: 'Home|Standard', label: 'Home × Standard', rate: '0.2' },
      ],
      billingCodes: [
        { key: '8', label: 'billing code 8' },
        { key: '7', label: 'Managed services' },
      ],
      levels: [
        { key: 'line|Alpha', label: 'Alpha (line of business)' },
        { key: 'division|Cloud', label: 'Cloud (division)' },
      ],
    });
  });
});

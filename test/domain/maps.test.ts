import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseAccount, chooseTax, inPercent, suggestTaxType, taxKey, taxLabel } from '../../src/domain/maps.ts';
import { aLine, anInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';

describe('keys', () => {
  test('two pairs never share one', () => {
    const names = fc.oneof(
      fc.constant(null),
      fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', '|', '\\') }),
    );
    fc.assert(
      fc.property(names, names, names, names, (a, b, c, d) => {
        expect(taxKey(a, b) === taxKey(c, d)).toBe(a === c && b === d);
      }),
      { numRuns: 500 },
    );
  });

  test('are told in words', () => {
    expect(taxLabel('Home', 'Standard')).toBe('Home × Standard');
    expect(taxLabel(null, null)).toBe('no tax region × no tax category');
  });
});

test.each([
  ['0.21', '21'],
  ['0.055', '5.5'],
  ['0', '0'],
  ['1', '100'],
  ['0.07000', '7'],
  ['0.0883750', '8.8375'],
  ['0.14975', '14.975'],
  ['0.0000005', '0.0001'],
  ['0.0000001', '0'],
])('a rate of %s is %s per cent, to the four decimals that Xero keeps', (fraction, percent) => {
  expect(inPercent(fraction)).toBe(percent);
});

describe('the account of a line', () => {
  test('its own map, else the default, else a question', () => {
    const own = chooseAccount(aLine('1', '0', { billingCodeId: 8 }), MAPS, BOOKS);
    expect(own).toEqual({ kind: 'found', accountCode: '210', from: 'map' });
    const other = chooseAccount(aLine('1', '0'), MAPS, BOOKS);
    expect(other).toEqual({ kind: 'found', accountCode: '200', from: 'default' });
    const none = chooseAccount(aLine('1', '0', { billingCodeId: null, billingCode: null }), [], BOOKS);
    expect(none).toMatchObject({ kind: 'missing', missing: { key: '', label: 'lines without a billing code' } });
  });

  test('a map to an archived account does not fall back to the default in silence', () => {
    const maps = [...MAPS, { kind: 'account' as const, key: '7', accountCode: '299' }];
    const choice = chooseAccount(aLine('1', '0'), maps, BOOKS);
    expect(choice).toMatchObject({ kind: 'missing', missing: { kind: 'account', key: '7' } });
    expect(JSON.stringify(choice)).toMatch(/Managed services is 299/);
  });
});

describe('the tax of a line', () => {
  const ask = (line: ReturnType<typeof aLine>, taxRegion: string | null = 'Home') => {
    const invoice = anInvoice({ lines: [line], taxRegion });
    return chooseTax(invoice, line, { maps: [], books: BOOKS, reference: REFERENCE });
  };

  test.each<[string, ReturnType<typeof aLine>, string | null, string | null]>([
    ['Autotask’s rate', aLine('1', '0.2'), 'Home', '0.2'],
    ['zero, where nothing was taxed', aLine('1', '0', { taxCategory: null }), null, '0'],
    ['unknown, where something was', aLine('1', '0.1', { taxCategory: 'Odd' }), 'Home', null],
  ])('a question tells %s', (_, line, region, rate) => {
    expect(ask(line, region)).toMatchObject({ kind: 'missing', missing: { rate } });
  });

  test('a rate that Xero has, by its percentage', () => {
    expect(suggestTaxType('0.2', BOOKS.taxRates)).toBe('OUTPUT2');
    expect(suggestTaxType('0.2000000', BOOKS.taxRates)).toBe('OUTPUT2');
    expect(suggestTaxType('0', BOOKS.taxRates)).toBe('ZERO');
    expect(suggestTaxType('0.19', BOOKS.taxRates)).toBeNull();
    expect(suggestTaxType(null, BOOKS.taxRates)).toBeNull();
  });

  test.each<[string, string | null]>([
    ['Home × Exempt', 'EXEMPT'],
    ['Home × Zero-rated', 'ZERO'],
    ['Abroad × Standard', null],
  ])('of several rates of one percentage, the one that is called so: %s', (label, type) => {
    const rates = [
      { type: 'ZERO', name: 'Zero Rated Income', rate: '0' },
      { type: 'EXEMPT', name: 'Exempt Income', rate: '0' },
      { type: 'ZEROEC', name: 'Zero Rated EC Services', rate: '0' },
    ];
    expect(suggestTaxType('0', rates, label)).toBe(type);
  });
});

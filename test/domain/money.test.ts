import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  compare,
  floorCents,
  formatAmount,
  grossOf,
  isHalfCent,
  multiply,
  negate,
  roundCents,
  roundTo,
  sign,
  sum,
  toPlain,
  totalsOf,
} from '../../src/domain/money.ts';
import { scale, total } from './make.ts';

const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.integer({ min: 0, max: 7 }))
  .map(([digits, places]) => {
    const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
    const whole = text.slice(0, text.length - places);
    return `${digits < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${text.slice(-places)}`}`;
  });

describe('rounding to cents', () => {
  test.each([
    ['12.3', '12.30'],
    ['12.305', '12.31'],
    ['12.3049999', '12.30'],
    ['-0.005', '-0.01'],
    ['-0.0049', '0.00'],
    ['2.165', '2.17'],
    ['1.005', '1.01'],
    ['41.5275', '41.53'],
    ['0', '0.00'],
    ['99999999999999.995', '100000000000000.00'],
  ])('%s becomes %s', (amount, rounded) => {
    expect(roundCents(amount)).toBe(rounded);
  });

  test('is never more than half a cent away, and the same on both sides of zero', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const distance = scale(roundCents(amount)) - scale(amount);
        expect(distance <= 50_000n && distance >= -50_000n).toBe(true);
        expect(scale(roundCents(negate(amount)))).toBe(-scale(roundCents(amount)));
      }),
    );
  });

  test.each([
    ['10.239', '10.23'],
    ['-10.231', '-10.24'],
    ['-0.001', '-0.01'],
    ['0.009', '0.00'],
    ['5.10', '5.10'],
  ])('%s rounded down is %s', (amount, floored) => {
    expect(floorCents(amount)).toBe(floored);
  });

  test('other numbers of places', () => {
    expect(roundTo('3.33333', 4)).toBe('3.3333');
    expect(roundTo('3.33335', 4)).toBe('3.3334');
  });

  test.each([
    ['0.125', true],
    ['-0.125', true],
    ['0.1251', false],
    ['0.12', false],
    ['7.005', true],
  ])('%s lies between two cents: %s', (amount, expected) => {
    expect(isHalfCent(amount)).toBe(expected);
  });
});

describe('sums', () => {
  test('are exact where floats are not', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(sum(['52.7775', '-11.0833', '0.0000001'])).toBe('41.6942001');
    expect(sum([])).toBe('0');
    expect(multiply('0.21', '52.7775')).toBe('11.083275');
  });

  test('of any amounts equal those of whole numbers', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 20 }), (list) => {
        expect(compare(sum(list), total(list))).toBe(0);
      }),
    );
  });

  test('compare by value, not by how it is written', () => {
    expect(compare('1.50', '1.5')).toBe(0);
    expect(compare('-2', '1')).toBeLessThan(0);
    expect(sign('-0.0000')).toBe(0);
    expect(negate('0.00')).toBe('0');
  });

  test('gross is the sum of the rounded parts', () => {
    expect(grossOf({ net: '10.004', tax: '2.004' })).toBe('12.00');
    expect(grossOf({ net: '10.005', tax: '2.005' })).toBe('12.02');
  });
});

describe('for people', () => {
  test.each([
    ['1234567.891', '1,234,567.89'],
    ['-1234.5', '-1,234.50'],
    ['999.995', '1,000.00'],
    ['0', '0.00'],
    ['123', '123.00'],
  ])('%s is written %s', (amount, text) => {
    expect(formatAmount(amount)).toBe(text);
  });

  test('no exponents, no needless zeros', () => {
    expect(toPlain('1e21')).toBe('1000000000000000000000');
    expect(toPlain('0.0000001')).toBe('0.0000001');
    expect(toPlain('52.7775000')).toBe('52.7775');
    expect(toPlain('-0.00')).toBe('0');
  });
});

test('totals stand per currency, each invoice rounded by itself', () => {
  const totals = totalsOf([
    { currency: 'USD', net: '10.005', tax: '0' },
    { currency: 'EUR', net: '1.004', tax: '0.214' },
    { currency: 'EUR', net: '1.004', tax: '0.216' },
    { currency: 'USD', net: '-4', tax: '-0.4' },
  ]);
  expect(totals).toEqual([
    { currency: 'EUR', count: 2, net: '2.00', tax: '0.43', gross: '2.43' },
    { currency: 'USD', count: 2, net: '6.01', tax: '-0.40', gross: '5.61' },
  ]);
});

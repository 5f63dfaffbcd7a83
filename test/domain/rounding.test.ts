import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocateCents, priceLine } from '../../src/domain/rounding.ts';
import { scale, total } from './make.ts';
import { inCents } from './xero-model.ts';

describe('cents of lines', () => {
  test('the largest remainder gets the missing cent', () => {
    const lines = [
      { id: 1, amount: '10.333' },
      { id: 2, amount: '20.337' },
      { id: 3, amount: '5.33' },
    ];
    expect(allocateCents(lines, '36.00')).toEqual(['10.33', '20.34', '5.33']);
  });

  test('equal remainders: the larger amount first, then the lower id', () => {
    const thirds = [
      { id: 9, amount: '1.005' },
      { id: 3, amount: '1.005' },
      { id: 5, amount: '2.005' },
    ];
    expect(allocateCents(thirds, '4.02')).toEqual(['1.00', '1.01', '2.01']);
  });

  test('negative lines are rounded down, too', () => {
    const lines = [
      { id: 1, amount: '50.004' },
      { id: 2, amount: '-10.004' },
    ];
    expect(allocateCents(lines, '40.00')).toEqual(['50.00', '-10.00']);
  });

  test('a line without a remainder never gets a cent', () => {
    expect(allocateCents([{ id: 1, amount: '10.00' }], '10.01')).toBeNull();
    expect(allocateCents([{ id: 1, amount: '10.00' }], '9.99')).toBeNull();
  });

  test('any lines add up to their rounded sum, none a cent or more away', () => {
    const exact = fc.array(fc.integer({ min: -5_000_000, max: 5_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(exact, (tenThousandths) => {
        const lines = tenThousandths.map((value, id) => ({ id, amount: (value / 10_000).toFixed(4) }));
        const sum = total(lines.map((line) => line.amount));
        const target = roundedCents(sum);
        const cents = allocateCents(lines, target);
        expect(cents).not.toBeNull();
        expect((cents ?? []).reduce((before, amount) => before + inCents(amount), 0n)).toBe(inCents(target));
        (cents ?? []).forEach((amount, index) => {
          const distance = scale(amount) - scale(lines[index]?.amount ?? '0');
          expect(distance < 100_000n && distance > -100_000n).toBe(true);
        });
      }),
    );
  });
});

describe('quantity and price', () => {
  test.each([
    ['6', '3.5', '21.00', '6', '3.5'],
    ['2.0000', '19.9900', '39.98', '2', '19.99'],
    ['1', '38.5', '38.50', '1', '38.5'],
    ['3', '3.3333333', '10.00', '3', '3.3333'],
    ['1', '-38.5', '-38.50', '1', '-38.5'],
    ['-2', '10', '-20.00', '2', '-10'],
    ['0', '0', '0.00', '0', '0'],
    ['0', '95', '0.00', '0', '95'],
  ])('%s × %s = %s stays', (quantity, rate, amount, sentQuantity, sentPrice) => {
    expect(priceLine({ quantity, rate, amount })).toEqual({
      quantity: sentQuantity,
      unitAmount: sentPrice,
      kept: true,
    });
  });

  test.each([
    ['a covered block of hours', '3.175', '100', '0.00'],
    ['labour without quantity', '0', '95', '142.50'],
    ['exactly half a cent', '0.5', '0.01', '0.01'],
    ['half a cent, negative', '1', '-10.125', '-10.13'],
    ['a price too fine for four decimals', '10000', '0.00014', '1.40'],
    ['a cent given by the remainder', '1', '10.334', '10.34'],
  ])('%s becomes 1 × amount', (_, quantity, rate, amount) => {
    expect(priceLine({ quantity, rate, amount })).toEqual({ quantity: '1', unitAmount: amount, kept: false });
  });
});

/** Half away from zero, in whole numbers. */
function roundedCents(amount: string): string {
  const scaled = scale(amount);
  const positive = scaled < 0n ? -scaled : scaled;
  const cents = ((positive + 50_000n) / 100_000n).toString().padStart(3, '0');
  return `${scaled < 0n ? '-' : ''}${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

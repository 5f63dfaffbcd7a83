import fc from 'fast-check';
import { taxKey } from '../../src/domain/maps.ts';
import type { InvoiceLine, MapEntry } from '../../src/domain/types.ts';
import { aLine, MAPS, scale } from './make.ts';

/** Every tax category of the generated invoices, as a fraction in millionths and as a Xero rate. */
const CATEGORIES = [
  { name: 'c21', millionths: 210_000n, taxType: 'TAX021' },
  { name: 'c20', millionths: 200_000n, taxType: 'OUTPUT2' },
  { name: 'c15', millionths: 150_000n, taxType: 'TAX015' },
  { name: 'c9', millionths: 90_000n, taxType: 'REDUCED' },
  { name: 'c0', millionths: 0n, taxType: 'ZERO' },
];
export const maps: MapEntry[] = [
  ...MAPS,
  ...CATEGORIES.map(({ name, taxType }) => ({ kind: 'tax' as const, key: taxKey('Home', name), taxType })),
];

/** Numbers of at most `places` decimals, as Autotask writes them; small ones more often, where rounding bites. */
function decimals(places: number, max: number): fc.Arbitrary<string> {
  const scaled = 10 ** places;
  const values = fc.oneof(
    fc.integer({ min: 0, max: 3 * scaled }),
    fc.integer({ min: 0, max: max * scaled }),
    fc.integer({ min: 0, max: max * 100 }).map((cents) => cents * (scaled / 100)),
  );
  return values.map((value) => (value / scaled).toFixed(places));
}

export const line = fc
  .record({
    quantity: fc.oneof(fc.constantFrom('1', '0', '2', '12'), decimals(4, 50)),
    rate: fc.oneof(decimals(4, 500), decimals(2, 500)),
    amount: fc.oneof(fc.constant(null), fc.constant('0.0000'), decimals(4, 1000)),
    isNegative: fc.integer({ min: 0, max: 9 }).map((value) => value < 2),
    category: fc.constantFrom(...CATEGORIES),
  })
  .map(({ quantity, rate, amount, isNegative, category }): InvoiceLine => {
    const exact = amount ?? product(quantity, rate);
    const turn = isNegative && scale(exact) !== 0n ? '-' : '';
    const tax = fraction(scale(exact) * category.millionths, 13);
    return aLine(`${turn}${exact}`, `${turn}${tax}`, {
      quantity,
      rate: isNegative ? `-${rate}` : rate,
      taxCategory: category.name,
    });
  });

export const invoice = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 25 }),
  isCredit: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
});

export function turn(billed: InvoiceLine): InvoiceLine {
  return { ...billed, amount: flip(billed.amount), tax: flip(billed.tax), rate: flip(billed.rate) };
}

function flip(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}

/** quantity × rate with four decimals each, rounded down to four, as `totalAmount` has. */
function product(quantity: string, rate: string): string {
  return fraction(((scale(quantity) / 1000n) * (scale(rate) / 1000n)) / 10_000n, 4);
}

function fraction(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export function exactSum(amounts: string[]): string {
  const scaled = amounts.reduce((before, amount) => before + wide(amount), 0n);
  return `${scaled < 0n ? '-' : ''}${fraction(scaled < 0n ? -scaled : scaled, 13)}`;
}

/** In 10^-13, so that tax of seven and rate of six decimals stay exact. */
function wide(amount: string): bigint {
  const [whole = '0', part = ''] = amount.replace('-', '').split('.');
  const value = BigInt(whole) * 10n ** 13n + BigInt(part.padEnd(13, '0'));
  return amount.startsWith('-') ? -value : value;
}

/** Rounded half away from zero, in cents. */
export function wholeCents(amount: string): bigint {
  const value = wide(amount);
  const positive = value < 0n ? -value : value;
  const cents = (positive + 5n * 10n ** 10n) / 10n ** 11n;
  return value < 0n ? -cents : cents;
}

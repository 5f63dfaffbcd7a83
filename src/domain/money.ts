import { Decimal } from 'decimal.js';
import type { Amount } from './types.ts';
import type { CurrencyTotals } from './views.ts';

/** Enough digits that no sum or product of amounts is ever rounded on the way; our own copy, so nobody else changes it. */
const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_UP });

/** So many texts are known by their number; the same amounts come again with each look at a run. */
const MOST_KNOWN = 100_000;
const known = new Map<Amount, Decimal>();

/** Reading a text is most of the work of an addition, and a Decimal never changes. */
function exact(a: Amount): Decimal {
  const before = known.get(a);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const read = new Exact(a);
  known.set(a, read);
  return read;
}

export function add(a: Amount, b: Amount): Amount {
  return exact(a).plus(b).toFixed();
}

export function subtract(a: Amount, b: Amount): Amount {
  return exact(a).minus(b).toFixed();
}

export function multiply(a: Amount, b: Amount): Amount {
  return exact(a).times(b).toFixed();
}

/** a ÷ b, rounded half away from zero; b is not zero. */
export function divide(a: Amount, b: Amount, places: number): Amount {
  return roundTo(exact(a).dividedBy(b).toFixed(), places);
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce(add, '0');
}

export function negate(a: Amount): Amount {
  return isZero(a) ? toPlain(a) : exact(a).negated().toFixed();
}

export function abs(a: Amount): Amount {
  return exact(a).abs().toFixed();
}

/** Negative where a is less than b, 0 where they are the same amount (`1.5` and `1.50` are), else positive. */
export function compare(a: Amount, b: Amount): number {
  return exact(a).comparedTo(b);
}

export function isEqual(a: Amount, b: Amount): boolean {
  return compare(a, b) === 0;
}

export function isZero(a: Amount): boolean {
  return exact(a).isZero();
}

/** -1, 0 or 1. */
export function sign(a: Amount): number {
  return compare(a, '0');
}

/** Half away from zero, two decimals: `12.305` is `12.31`, `-0.005` is `-0.01`, `-0.001` is `0.00`. */
export function roundCents(a: Amount): Amount {
  return roundTo(a, 2);
}

/** Half away from zero, always with that many decimals, never `-0.00`. */
export function roundTo(a: Amount, places: number): Amount {
  const rounded = exact(a).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
  return (rounded.isZero() ? rounded.abs() : rounded).toFixed(places);
}

/** Down towards minus infinity, two decimals. */
export function floorCents(a: Amount): Amount {
  const floored = exact(a).toDecimalPlaces(2, Decimal.ROUND_FLOOR);
  return (floored.isZero() ? floored.abs() : floored).toFixed(2);
}

/** No exponent, no needless zeros: `52.7775000` is `52.7775`, `1e3` is `1000`. */
export function toPlain(a: Amount): Amount {
  const read = exact(a);
  return (read.isZero() ? read.abs() : read).toFixed();
}

/** The whole number of cents in an amount of two decimals. */
export function toCents(a: Amount): number {
  return exact(a).times(100).toNumber();
}

/** Lies exactly in the middle between two cents, where systems differ on which way to round. */
export function isHalfCent(a: Amount): boolean {
  const cents = exact(a).times(100).abs();
  return cents.minus(cents.floor()).equals('0.5');
}

/** A whole number of cents as an amount of two decimals. */
export function fromCents(cents: number): Amount {
  return roundCents(new Exact(cents).dividedBy(100).toFixed());
}

/** For people, rounded to cents: `-12,345.60`. */
export function formatAmount(a: Amount): string {
  const [whole = '0', cents = '00'] = roundCents(a).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** Per currency, each invoice rounded by itself first, as the books follow it. Sorted by currency. */
export function totalsOf(invoices: readonly { currency: string; net: Amount; tax: Amount }[]): CurrencyTotals[] {
  const totals = new Map<string, CurrencyTotals>();
  for (const invoice of invoices) {
    const { currency } = invoice;
    const before = totals.get(currency) ?? { currency, count: 0, net: '0.00', tax: '0.00', gross: '0.00' };
    const net = roundCents(add(before.net, roundCents(invoice.net)));
    const tax = roundCents(add(before.tax, roundCents(invoice.tax)));
    totals.set(currency, { currency, count: before.count + 1, net, tax, gross: roundCents(add(net, tax)) });
  }
  return [...totals.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** What a customer owes: round(net) + round(tax). */
export function grossOf(invoice: { net: Amount; tax: Amount }): Amount {
  return roundCents(add(roundCents(invoice.net), roundCents(invoice.tax)));
}

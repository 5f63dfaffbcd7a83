import type { Draft, DraftLine } from '../../src/domain/types.ts';
import { divideHalfAway, inCents, magnitude, ONE, wide } from './exact.ts';
import { BOOKS } from './make.ts';

export { inCents } from './exact.ts';

type Rates = readonly { type: string; rate: string }[];

export interface Sums {
  subTotal: bigint;
  totalTax: bigint;
  total: bigint;
}

/**
 * Xero's sums from its rounding guide, in cents and in whole numbers, so that it shares nothing with the code it
 * judges. Refuses what Xero refuses. https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero/
 */
export function sumAsXero(draft: Draft, rates: Rates = BOOKS.taxRates): Sums {
  if (draft.lines.length === 0) throw new Error('A document needs a line');
  const subTotal = draft.lines.reduce((before, line) => before + lineCents(line), 0n);
  const totalTax = draft.lines.reduce((before, line) => before + taxCents(line, rates), 0n);
  if (subTotal + totalTax < 0n) throw new Error('A negative total is not a document');
  return { subTotal, totalTax, total: subTotal + totalTax };
}

/** What Xero makes of a line by itself: amount × EffectiveRate, half away from zero, in cents. */
export function ownTaxCents(amount: bigint, rate: string): bigint {
  return divideHalfAway(amount * wide(rate), 100n * ONE);
}

/** What Xero makes of the tax of a document by itself, whatever TaxAmount says. */
export function ownTaxOf(draft: Pick<Draft, 'lines'>, rates: Rates = BOOKS.taxRates): bigint {
  return draft.lines.reduce((before, line) => before + ownTaxCents(inCents(line.lineAmount), rateOf(line, rates)), 0n);
}

function lineCents(line: DraftLine): bigint {
  const product = fourDecimals(line.quantity) * fourDecimals(line.unitAmount);
  const cents = divideHalfAway(product, 1_000_000n);
  if (cents !== inCents(line.lineAmount)) throw new Error(`The line total ${line.lineAmount} does not match ${cents}`);
  if (line.description.length < 1 || line.description.length > 4000) throw new Error('Description length');
  return cents;
}

function taxCents(line: DraftLine, rates: Rates): bigint {
  const rate = rateOf(line, rates);
  const amount = inCents(line.lineAmount);
  const own = ownTaxCents(amount, rate);
  if (line.taxAmount === null) return own;
  const sent = inCents(line.taxAmount);
  if (magnitude(sent - own) > 1n) throw new Error(`Tax ${sent} is more than a cent from ${own}`);
  if (amount === 0n || wide(rate) === 0n) throw new Error('Tax on a line that has none');
  return sent;
}

function rateOf(line: DraftLine, rates: Rates): string {
  const rate = rates.find((candidate) => candidate.type === line.taxType)?.rate;
  if (rate === undefined) throw new Error(`No tax rate ${line.taxType}`);
  return rate;
}

function fourDecimals(amount: string): bigint {
  const value = wide(amount);
  if (value % 10n ** 9n !== 0n) throw new Error(`${amount} has more than four decimals`);
  return value / 10n ** 9n;
}

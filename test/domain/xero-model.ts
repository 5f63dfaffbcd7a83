import type { Draft, DraftLine } from '../../src/domain/types.ts';
import { BOOKS, scale } from './make.ts';

/**
 * Xero's sums from its rounding guide, in whole numbers, so that it shares nothing with the code it judges. Refuses
 * what Xero refuses. https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero/
 */
export function sumAsXero(draft: Draft): { subTotal: bigint; totalTax: bigint; total: bigint } {
  if (draft.lines.length === 0) throw new Error('A document needs a line');
  const subTotal = draft.lines.reduce((before, line) => before + lineCents(line), 0n);
  const totalTax = draft.lines.reduce((before, line) => before + taxCents(line), 0n);
  if (subTotal + totalTax < 0n) throw new Error('A negative total is not a document');
  return { subTotal, totalTax, total: subTotal + totalTax };
}

/** An amount of two decimals in cents. */
export function inCents(amount: string): bigint {
  const scaled = scale(amount);
  if (scaled % 100_000n !== 0n) throw new Error(`${amount} has more than two decimals`);
  return scaled / 100_000n;
}

function lineCents(line: DraftLine): bigint {
  const product = fourDecimals(line.quantity) * fourDecimals(line.unitAmount);
  const cents = divideHalfAway(product, 1_000_000n);
  if (cents !== inCents(line.lineAmount)) throw new Error(`The line total ${line.lineAmount} does not match ${cents}`);
  if (line.description.length < 1 || line.description.length > 4000) throw new Error('Description length');
  return cents;
}

function taxCents(line: DraftLine): bigint {
  const rate = BOOKS.taxRates.find((candidate) => candidate.type === line.taxType);
  if (rate === undefined) throw new Error(`No tax rate ${line.taxType}`);
  const own = divideHalfAway(inCents(line.lineAmount) * scale(rate.rate), 1_000_000_000n);
  if (line.taxAmount === null) return own;
  const sent = inCents(line.taxAmount);
  const distance = sent > own ? sent - own : own - sent;
  if (distance > 1n) throw new Error(`Tax ${sent} is more than a cent from ${own}`);
  if (inCents(line.lineAmount) === 0n || scale(rate.rate) === 0n) throw new Error('Tax on a line that has none');
  return sent;
}

function fourDecimals(amount: string): bigint {
  const scaled = scale(amount);
  if (scaled % 1000n !== 0n) throw new Error(`${amount} has more than four decimals`);
  return scaled / 1000n;
}

function divideHalfAway(value: bigint, by: bigint): bigint {
  const positive = value < 0n ? -value : value;
  const rounded = (2n * positive + by) / (2n * by);
  return value < 0n ? -rounded : rounded;
}

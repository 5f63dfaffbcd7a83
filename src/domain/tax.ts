import { add, compare, isZero, multiply, roundCents, sign, subtract, sum, toCents } from './money.ts';
import type { Amount } from './types.ts';

/** A line as far as its tax goes. `rate` is Xero's EffectiveRate, a percentage; `billed` is Autotask's tax of the line. */
export interface TaxedLine {
  id: number;
  amount: Amount;
  rate: Amount;
  billed: Amount;
}

/**
 * What Xero computes by itself: per line, rounded to cents, half away from zero.
 * https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero/
 */
export function ownTax(line: { amount: Amount; rate: Amount }): Amount {
  return roundCents(multiply(multiply(line.amount, line.rate), '0.01'));
}

export type TaxFit =
  /** `taxAmounts`: null where Xero's own tax stands. `moved`: how far the document is from Xero's own, in all. */
  { ok: true; taxAmounts: (Amount | null)[]; moved: Amount } | { ok: false; own: Amount };

/**
 * Brings the tax of a document to `target` by sending TaxAmount on as few lines as needed, each a cent away from
 * Xero's own; never on a line of 0.00 or of rate 0. Taken first are the lines whose billed tax lies farthest that way,
 * and last those whose tax would change its sign.
 */
export function fitTax(lines: readonly TaxedLine[], target: Amount): TaxFit {
  const own = lines.map(ownTax);
  const difference = subtract(target, sum(own));
  const cents = Math.abs(toCents(difference));
  if (cents === 0) return { ok: true, taxAmounts: lines.map(() => null), moved: '0.00' };
  const step = sign(difference) > 0 ? '0.01' : '-0.01';
  const candidates = lines
    .map((line, index) => {
      const moved = roundCents(add(own[index] ?? '0', step));
      const turnsSign = sign(moved) * sign(line.amount) * sign(line.rate) < 0;
      return { line, index, moved, turnsSign, pull: multiply(subtract(line.billed, own[index] ?? '0'), step) };
    })
    .filter(({ line }) => !isZero(line.amount) && !isZero(line.rate))
    .sort(
      (a, b) =>
        Number(a.turnsSign) - Number(b.turnsSign) ||
        compare(b.pull, a.pull) ||
        compare(b.line.amount, a.line.amount) ||
        a.line.id - b.line.id,
    );
  if (cents > candidates.length) return { ok: false, own: roundCents(sum(own)) };
  const chosen = new Map(candidates.slice(0, cents).map(({ index, moved }) => [index, moved]));
  return { ok: true, taxAmounts: lines.map((_, index) => chosen.get(index) ?? null), moved: roundCents(difference) };
}

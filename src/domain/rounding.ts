import {
  add,
  compare,
  floorCents,
  isEqual,
  isHalfCent,
  multiply,
  negate,
  roundCents,
  roundTo,
  sign,
  subtract,
  sum,
  toCents,
  toPlain,
} from './money.ts';
import type { Amount } from './types.ts';

/**
 * Cents for every line so that they add up to `target`: each exact amount rounded down, the missing cents given to the
 * largest remainders (ties: larger amount, then lower id). Null where a cent a line is not enough, which cannot happen
 * while the lines lie within half a cent of the header.
 */
export function allocateCents(lines: readonly { id: number; amount: Amount }[], target: Amount): Amount[] | null {
  const floors = lines.map((line) => floorCents(line.amount));
  const missing = toCents(subtract(target, sum(floors)));
  const byRemainder = lines
    .map((line, index) => ({ ...line, index, remainder: subtract(line.amount, floors[index] ?? '0') }))
    .filter((line) => sign(line.remainder) > 0)
    .sort((a, b) => compare(b.remainder, a.remainder) || compare(b.amount, a.amount) || a.id - b.id);
  if (missing < 0 || missing > byRemainder.length) return null;
  const raised = new Set(byRemainder.slice(0, missing).map((line) => line.index));
  return floors.map((floor, index) => (raised.has(index) ? roundCents(add(floor, '0.01')) : floor));
}

/**
 * Quantity and price as Xero gets them, 4 decimals each. `kept` false: they would not multiply to the amount (or to
 * exactly half a cent, where systems round differently), so it is 1 × amount, and the true ones belong in the text.
 */
export function priceLine(line: { quantity: Amount; rate: Amount; amount: Amount }): {
  quantity: Amount;
  unitAmount: Amount;
  kept: boolean;
} {
  const turned = sign(line.quantity) < 0;
  const quantity = toPlain(roundTo(turned ? negate(line.quantity) : line.quantity, 4));
  const unitAmount = toPlain(roundTo(turned ? negate(line.rate) : line.rate, 4));
  const product = multiply(quantity, unitAmount);
  if (isEqual(roundCents(product), line.amount) && !isHalfCent(product)) return { quantity, unitAmount, kept: true };
  return { quantity: '1', unitAmount: line.amount, kept: false };
}

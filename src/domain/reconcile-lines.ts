import { abs, compare, divide, isZero, multiply, roundCents, subtract, sum, toPlain } from './money.ts';
import { allocateCents } from './rounding.ts';
import type { Amount, Books, BooksLine, Draft, Invoice, InvoiceLine, Posting, PsaReference } from './types.ts';

/** An Autotask line in cents. */
export interface BilledLine {
  line: InvoiceLine;
  net: Amount;
  tax: Amount;
}

/** What was billed beside the Xero line that stands for it. Amounts signed as Autotask has them. */
export interface LinePair {
  /** Counts from 1, as people see the lines in Autotask. */
  position: number | null;
  /** Several lines where they were joined into one. */
  billed: { lines: BilledLine[]; net: Amount; tax: Amount } | null;
  held: { line: BooksLine; net: Amount; tax: Amount } | null;
}

/** The cents of each line of an Invoice, so that they add up to its rounded totals; null where lines are missing. */
export function billedCents(invoice: Invoice): BilledLine[] | null {
  const { lines } = invoice;
  const nets = allocateCents(
    lines.map(({ id, amount }) => ({ id, amount })),
    roundCents(invoice.net),
  );
  const taxes = allocateCents(
    lines.map(({ id, tax }) => ({ id, amount: tax })),
    roundCents(invoice.tax),
  );
  if (nets === null || taxes === null) return null;
  return lines.map((line, index) => ({ line, net: nets[index] ?? '0.00', tax: taxes[index] ?? '0.00' }));
}

/** The lines as they were sent: joined, in the Draft's order, and those it left out for being nothing after them. */
export function joined(invoice: Invoice, draft: Draft | null): NonNullable<LinePair['billed']>[] {
  const lines =
    billedCents(invoice) ??
    invoice.lines.map((line) => ({ line, net: roundCents(line.amount), tax: roundCents(line.tax) }));
  const byId = new Map(lines.map((one) => [one.line.id, one]));
  const groups = (draft?.lines ?? []).map(({ lineIds }) =>
    lineIds.flatMap((id) => {
      const one = byId.get(id);
      byId.delete(id);
      return one ? [one] : [];
    }),
  );
  return [...groups.filter((group) => group.length > 0), ...[...byId.values()].map((one) => [one])].map((group) => ({
    lines: group,
    net: roundCents(sum(group.map(({ net }) => net))),
    tax: roundCents(sum(group.map(({ tax }) => tax))),
  }));
}

/** The Draft a document was made from, as far as our ledger knows. */
export function draftOf(sent: Posting | null | undefined, document: { id: string }): Draft | null {
  return sent?.document?.id === document.id ? sent.draft : null;
}

export interface Rates {
  reference: PsaReference;
  taxRates: Books['taxRates'];
}

/** The percentage a Xero line is taxed by; null where its tax type is not among the active ones. */
export function heldPercent(line: BooksLine, { taxRates }: Rates): Amount | null {
  const rate = taxRates.find(({ type }) => type === line.taxType);
  return rate === undefined ? null : toPlain(rate.rate);
}

/** Autotask's tax of a line may lie this far from amount × rate; it carries four decimals and more. */
const RATE_TOLERANCE: Amount = '0.006';

/**
 * The percentage an Autotask line was billed by. Autotask's table says what holds today, so it counts only where it makes
 * the tax that was billed; else the Xero rate that does, the paired line's first; else what amount and tax say.
 */
export function billedPercent(invoice: Invoice, line: InvoiceLine, held: BooksLine | null, rates: Rates): Amount {
  const table = rates.reference.taxRates.find(
    ({ region, category }) => region === invoice.taxRegion && category === line.taxCategory,
  );
  const known = table === undefined ? null : toPlain(multiply(table.rate, '100'));
  if (isZero(line.amount)) return known ?? '0';
  const own = held === null ? null : heldPercent(held, rates);
  const candidates = [known, own, isZero(line.tax) ? '0' : null, ...rates.taxRates.map(({ rate }) => toPlain(rate))];
  const makes = (percent: Amount) => compare(abs(subtract(taxOf(line.amount, percent), line.tax)), RATE_TOLERANCE) < 0;
  return candidates.find((percent): percent is Amount => percent !== null && makes(percent)) ?? impliedPercent(line);
}

/** Amount × percentage, not rounded. */
export function taxOf(amount: Amount, percent: Amount): Amount {
  return multiply(multiply(amount, percent), '0.01');
}

/** The nearest hundredth of a percent. */
function impliedPercent(line: InvoiceLine): Amount {
  return toPlain(divide(multiply(line.tax, '100'), line.amount, 2));
}

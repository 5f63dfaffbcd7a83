import { abs, compare, divide, isZero, multiply, negate, roundCents, subtract, sum, toPlain } from './money.ts';
import { allocateCents } from './rounding.ts';
import type {
  Amount,
  Books,
  BooksLine,
  DetailedDocument,
  Draft,
  Invoice,
  InvoiceLine,
  Posting,
  PsaReference,
} from './types.ts';

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

/**
 * Lines of both sides side by side: those in the same place with the same amount, then those of the same amount, then
 * those in the same place (an amount that was edited keeps its place). What is left stands alone. `draft` says which
 * lines were joined when it was sent.
 */
export function pairLines(invoice: Invoice, document: DetailedDocument, draft: Draft | null): LinePair[] {
  const turn = (amount: Amount) => roundCents(document.kind === 'credit-note' ? negate(amount) : amount);
  const billed = joined(invoice, draft);
  const held = document.lines.map((line) => ({ line, net: turn(line.amount), tax: turn(line.tax) }));
  const partner = new Map<number, number>();
  const free = new Set(held.keys());
  const join = (index: number, other: number | undefined) => {
    if (other === undefined || partner.has(index) || !free.delete(other)) return;
    partner.set(index, other);
  };
  for (const [index, one] of billed.entries()) if (held[index]?.net === one.net) join(index, index);
  const byAmount = new Map<Amount, number[]>();
  for (const place of free) {
    const net = held[place]?.net ?? '';
    byAmount.set(net, [...(byAmount.get(net) ?? []), place]);
  }
  for (const [index, one] of billed.entries()) if (!partner.has(index)) join(index, byAmount.get(one.net)?.shift());
  for (const index of billed.keys()) join(index, index);
  const pairs = billed.map((one, index): LinePair => {
    const other = partner.get(index);
    const position = invoice.lines.indexOf(one.lines[0]?.line as InvoiceLine) + 1;
    return { position, billed: one, held: other === undefined ? null : (held[other] ?? null) };
  });
  return [...pairs, ...[...free].map((place) => ({ position: null, billed: null, held: held[place] ?? null }))];
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

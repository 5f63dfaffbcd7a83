import { gapSentence } from './amounts.ts';
import {
  abs,
  compare,
  formatAmount,
  isEqual,
  isZero,
  multiply,
  negate,
  roundCents,
  subtract,
  sum,
  toPlain,
} from './money.ts';
import { billedPercent, draftOf, heldPercent, type LinePair, type Rates, taxOf } from './reconcile-lines.ts';
import { type AnyDocument, signed } from './reconcile-match.ts';
import { pairLines } from './reconcile-pairs.ts';
import type { Amount, Invoice, Posting } from './types.ts';

/** Lines named one by one before the rest is counted. */
const LINES_NAMED = 4;

/**
 * Why the amounts of an Invoice and its document differ, as far as that can be known: who changed what since it was
 * posted (`sent` is what upSync's ledger remembers of that), and which lines it is. Empty where nothing is known.
 */
export function explainAmounts(
  invoice: Invoice,
  document: AnyDocument,
  context: Rates & { currency: string | null; sent: Posting | null },
): string[] {
  const lines =
    'lines' in document
      ? lineSentences(invoice, pairLines(invoice, document, draftOf(context.sent, document)), document, context)
      : [];
  const rest = lines.length - LINES_NAMED;
  return [
    ...currencySentence(document, context.currency),
    ...changedSentence(invoice, document, context.sent),
    ...gapOf(invoice),
    ...lines.slice(0, LINES_NAMED),
    ...(rest > 0 ? [`And ${rest} more ${rest === 1 ? 'line' : 'lines'}.`] : []),
  ];
}

function currencySentence(document: AnyDocument, currency: string | null): string[] {
  if (currency === null || document.currency === currency) return [];
  return [`Billed in ${currency}, in Xero in ${document.currency}.`];
}

function gapOf(invoice: Invoice): string[] {
  const gap = gapSentence(invoice);
  return gap === null ? [] : [gap];
}

/** Told by what Xero answered when it was posted, and by what was sent. */
function changedSentence(invoice: Invoice, document: AnyDocument, sent: Posting | null): string[] {
  const { draft = null, document: answered = null } = sent ?? {};
  if (draft === null || answered === null || answered.id !== document.id) return [];
  const sentences: string[] = [];
  if (!sameTotals(answered, document))
    sentences.push(
      `Edited in Xero since upSync posted it: it was ${formatAmount(answered.subTotal)} net and ${formatAmount(answered.totalTax)} tax then.`,
    );
  const turn = (amount: Amount) => roundCents(draft.kind === 'credit-note' ? negate(amount) : amount);
  if (!isEqual(draft.subTotal, turn(invoice.net)) || !isEqual(draft.totalTax, turn(invoice.tax)))
    sentences.push(
      `Changed in Autotask since it was posted: it was ${formatAmount(draft.subTotal)} net and ${formatAmount(draft.totalTax)} tax then.`,
    );
  if (answered.currency !== document.currency)
    sentences.push(`Edited in Xero since upSync posted it: it was in ${answered.currency} then.`);
  if (sentences.length === 0) sentences.push('Xero held it with this difference from the beginning.');
  return sentences;
}

function sameTotals(a: { subTotal: Amount; totalTax: Amount }, b: { subTotal: Amount; totalTax: Amount }): boolean {
  return isEqual(a.subTotal, b.subTotal) && isEqual(a.totalTax, b.totalTax);
}

function lineSentences(invoice: Invoice, pairs: LinePair[], document: AnyDocument, rates: Rates): string[] {
  const sentences: string[] = [];
  for (const pair of pairs) {
    const { billed, held } = pair;
    if (billed === null || held === null) {
      const one = aloneSentence(pair);
      if (one !== null) sentences.push(one);
      continue;
    }
    if (!isEqual(billed.net, held.net)) {
      sentences.push(`${nameOf(pair)}: ${formatAmount(held.net)} in Xero, ${formatAmount(billed.net)} in Autotask.`);
      continue;
    }
    const rate = rateSentence(invoice, pair, rates);
    if (rate !== null) sentences.push(rate);
  }
  return sentences.length > 0 ? sentences : taxSentences(invoice, pairs, document, rates);
}

/** Lines of nothing are no difference. */
function aloneSentence({ billed, held, position }: LinePair): string | null {
  if (billed !== null && !(isZero(billed.net) && isZero(billed.tax)))
    return `${nameOf({ billed, held, position })}: ${formatAmount(billed.net)} in Autotask, not in Xero.`;
  if (held !== null && !(isZero(held.net) && isZero(held.tax)))
    return `Xero has a line “${shorten(held.line.description)}” of ${formatAmount(held.net)} that Autotask does not bill.`;
  return null;
}

function rateSentence(invoice: Invoice, pair: LinePair, rates: Rates): string | null {
  const { billed, held } = pair;
  if (billed === null || held === null || isZero(billed.net) || isEqual(billed.tax, held.tax)) return null;
  const [first] = billed.lines;
  if (first === undefined) return null;
  const ours = billedPercent(invoice, first.line, held.line, rates);
  const theirs = heldPercent(held.line, rates);
  if (theirs === null)
    return `${nameOf(pair)}: its tax rate in Xero (${held.line.taxType ?? 'none'}) is not an active sales rate.`;
  if (isEqual(ours, theirs)) return null;
  return `${nameOf(pair)}: the tax rate is ${theirs}% in Xero, ${ours}% in Autotask.`;
}

/** The rates agree, so it is how the tax was rounded, or a tax that somebody typed. */
function taxSentences(invoice: Invoice, pairs: LinePair[], document: AnyDocument, rates: Rates): string[] {
  const held = signed(document, document.totalTax);
  if (isEqual(held, roundCents(invoice.tax))) return [];
  const own = pairs.map((pair) => ({ pair, tax: ownTaxOf(pair, rates) }));
  const typed = own.filter(({ pair, tax }) => tax !== null && pair.held !== null && !isEqual(tax, pair.held.tax));
  const whole = sum(own.map(({ tax }) => tax ?? '0'));
  const far = compare(abs(subtract(held, invoice.tax)), multiply('0.01', String(pairs.length + 1))) > 0;
  if (typed.length === 0 && isEqual(whole, held) && !far)
    return [
      `Rounding: Xero rounds the tax of each line, which makes ${formatAmount(held)}; Autotask billed ${toPlain(invoice.tax)} for the whole.`,
    ];
  return typed.map(
    ({ pair, tax }) =>
      `${nameOf(pair)}: the tax is ${formatAmount(pair.held?.tax ?? '0')} in Xero, where its rate makes ${formatAmount(tax ?? '0')}.`,
  );
}

/** Half away from zero a line, as Xero does it by itself. */
function ownTaxOf({ held }: LinePair, rates: Rates): Amount | null {
  if (held === null) return null;
  const percent = heldPercent(held.line, rates);
  return percent === null ? null : roundCents(taxOf(held.net, percent));
}

function nameOf({ billed, held, position }: LinePair): string {
  const first = billed?.lines[0]?.line;
  const more = (billed?.lines.length ?? 1) - 1;
  const name = first?.itemName.trim() || first?.description.trim() || held?.line.description.trim() || '';
  return `Line ${position ?? '?'}${name ? ` “${shorten(name)}”` : ''}${more > 0 ? ` and ${more} joined with it` : ''}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

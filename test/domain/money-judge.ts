import type { DraftAnswer } from '../../src/domain/draft.ts';
import type { Draft, DraftLine, Invoice, InvoiceLine } from '../../src/domain/types.ts';
import {
  exactSum,
  flooredCents,
  inCents,
  magnitude,
  ONE,
  remainderOf,
  roundedCents,
  text,
  wholeCents,
  wide,
  written,
} from './exact.ts';
import { books } from './generated.ts';
import { ownTaxCents, ownTaxOf, sumAsXero } from './xero-model.ts';

/**
 * What the rules of docs/rounding.md say of an invoice, worked out a second time: not how a document is made, but what
 * has to be true of it. Says what is wrong, and which cases the invoice was one of.
 */
export interface Judgement {
  wrong: string[];
  cases: string[];
}

/** Every line a document of its own, nothing dropped, Autotask's number: the answer for the settings as they come. */
export function judge(invoice: Invoice, answer: DraftAnswer): Judgement {
  const expected = expectedOutcome(invoice);
  const got = outcomeOf(answer);
  if (!answer.ok) return judgeRefusal(invoice, answer, expected, got);
  const wrong = expected === got ? [] : [`${got} where ${expected} is right`];
  const cases = [expected];
  const turned = answer.draft.kind === 'credit-note' ? invoice.lines.map(turn) : invoice.lines;
  const net = wholeCents(invoice.net);
  const tax = wholeCents(invoice.tax);
  const targets = expected === 'credit-note' ? { net: -net, tax: -tax } : { net, tax };
  const said = { wrong, cases };
  judgeTotals(answer.draft, targets, said);
  judgeAmounts(answer.draft, turned, targets.net, said);
  judgePrices(answer.draft, turned, said);
  judgeTax(answer.draft, targets.tax, said);
  judgeNotes(invoice, answer.draft, said);
  return said;
}

export function outcomeOf(answer: DraftAnswer): string {
  if (answer.ok) return answer.draft.kind;
  return answer.verdict.kind === 'refused' ? answer.verdict.code : answer.verdict.kind;
}

export function turn(line: InvoiceLine): InvoiceLine {
  const flip = (amount: string) => text(-wide(amount));
  return { ...line, amount: flip(line.amount), tax: flip(line.tax), rate: flip(line.rate) };
}

/** In the order of the rules; whether the tax fits is left to the line amounts. */
function expectedOutcome(invoice: Invoice): string {
  if (invoice.isVoided) return 'voided';
  const gapOf = (what: 'amount' | 'tax', header: string) =>
    magnitude(wide(exactSum(invoice.lines.map((line) => line[what]))) - wide(header));
  const tolerated = (ONE * 5n) / 1000n;
  if (gapOf('amount', invoice.net) >= tolerated || gapOf('tax', invoice.tax) >= tolerated) return 'lines-do-not-add-up';
  const net = wholeCents(invoice.net);
  const tax = wholeCents(invoice.tax);
  if (net + tax === 0n) return 'nothing-to-post';
  if (net * tax < 0n) return 'signs-differ';
  const kind = net + tax > 0n ? 'invoice' : 'credit-note';
  const [wanted, lines] =
    kind === 'invoice' ? [{ net, tax }, invoice.lines] : [{ net: -net, tax: -tax }, invoice.lines.map(turn)];
  const taxed = shareOut(lines, wanted.net).map((amount, index) => ({ amount, rate: rateOf(lines[index]) }));
  const own = taxed.reduce((before, line) => before + ownTaxCents(line.amount, line.rate), 0n);
  // Each of them can be brought one cent either way, the others not at all: all there is between these two can be reached.
  const movable = BigInt(taxed.filter(({ amount, rate }) => amount !== 0n && wide(rate) !== 0n).length);
  return magnitude(wanted.tax - own) <= movable ? kind : 'tax-does-not-fit';
}

function judgeRefusal(
  invoice: Invoice,
  answer: Extract<DraftAnswer, { ok: false }>,
  expected: string,
  got: string,
): Judgement {
  const cases = [expected];
  if (expected !== got) return { wrong: [`${got} where ${expected} is right`], cases };
  const reason = 'reason' in answer.verdict ? answer.verdict.reason : '';
  const figures = figuresOf(invoice, expected);
  const missing = figures.filter((figure) => !reason.includes(figure));
  return { wrong: missing.map((figure) => `${got}: ${figure} is not in “${reason}”`), cases };
}

/** What a person who reads the reason has to find there. */
function figuresOf(invoice: Invoice, outcome: string): string[] {
  const net = wholeCents(invoice.net);
  const tax = wholeCents(invoice.tax);
  if (outcome === 'signs-differ') return [`Net ${written(net)}`, `tax ${written(tax)}`];
  if (outcome === 'tax-does-not-fit') return [`billed ${written(net + tax < 0n ? -tax : tax)} of tax`];
  if (outcome !== 'lines-do-not-add-up') return [];
  const lines = exactSum(invoice.lines.map(({ amount }) => amount));
  if (magnitude(wide(lines) - wide(invoice.net)) * 1000n >= ONE * 5n)
    return [`add up to ${written(wholeCents(lines))} net`, `header says ${written(net)}`];
  const taxes = wholeCents(exactSum(invoice.lines.map((line) => line.tax)));
  return [`add up to ${written(taxes)} of tax`, `header says ${written(tax)}`];
}

function judgeTotals(draft: Draft, { net, tax }: { net: bigint; tax: bigint }, { wrong, cases }: Judgement): void {
  const sums = sumAsXero(draft, books.taxRates);
  const promised = [inCents(draft.subTotal), inCents(draft.totalTax), inCents(draft.total)].join();
  const inXero = [sums.subTotal, sums.totalTax, sums.total].join();
  const billed = [net, tax, net + tax].join();
  if (inXero !== billed || promised !== billed)
    wrong.push(`billed ${billed}, promised ${promised}, Xero holds ${inXero}`);
  if (draft.lines.length > 1) cases.push('several lines');
  if (draft.lines.some((line) => inCents(line.lineAmount) < 0n)) cases.push('negative lines in it');
  if (net > 100_000_000_00n) cases.push('more than a hundred million');
  if (net + tax === 1n) cases.push('one cent in all');
}

/** Largest remainder: what is true of it, and not how it is done. */
function judgeAmounts(draft: Draft, lines: readonly InvoiceLine[], net: bigint, { wrong, cases }: Judgement): void {
  const sent = draft.lines.map((line) => inCents(line.lineAmount));
  if (sent.length !== lines.length) {
    wrong.push('not a line each');
    return;
  }
  if (sent.reduce((before, cents) => before + cents, 0n) !== net) wrong.push('the amounts are not the net');
  const judged = lines.map((line, index) => {
    const exact = wide(line.amount);
    return { ...ranked(line), raised: (sent[index] ?? 0n) - flooredCents(exact) };
  });
  if (judged.some(({ raised, remainder }) => raised < 0n || raised > (remainder > 0n ? 1n : 0n)))
    wrong.push('an amount is neither rounded down nor a cent above that');
  const raised = judged.filter((each) => each.raised === 1n);
  const floored = judged.filter((each) => each.raised === 0n && each.remainder > 0n);
  if (raised.some((up) => floored.some((down) => comesFirst(down, up)))) wrong.push('another line had the cent coming');
  if (raised.length > 0 && floored.length > 0) cases.push('cents shared out');
  for (const up of raised)
    for (const down of floored) {
      if (up.remainder !== down.remainder) continue;
      if (!cases.includes('tie of remainders')) cases.push('tie of remainders');
      if (up.amount === down.amount && !cases.includes('tie of amounts')) cases.push('tie of amounts');
    }
}

interface Ranked {
  remainder: bigint;
  amount: bigint;
  id: number;
}

function ranked(line: InvoiceLine): Ranked {
  return { remainder: remainderOf(wide(line.amount)), amount: wide(line.amount), id: line.id };
}

function comesFirst(a: Ranked, b: Ranked): boolean {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder;
  if (a.amount !== b.amount) return a.amount > b.amount;
  return a.id < b.id;
}

/** The amounts in cents, by trying the lines one after the other: the first that has it coming gets the next cent. */
function shareOut(lines: readonly InvoiceLine[], net: bigint): bigint[] {
  const cents = lines.map((line) => flooredCents(wide(line.amount)));
  const waiting = lines.map((line, index) => ({ ...ranked(line), index })).filter(({ remainder }) => remainder > 0n);
  for (let missing = net - cents.reduce((a, b) => a + b, 0n); missing > 0n; missing -= 1n) {
    const first = waiting.reduce((best, each) => (comesFirst(each, best) ? each : best));
    waiting.splice(waiting.indexOf(first), 1);
    cents[first.index] = (cents[first.index] ?? 0n) + 1n;
  }
  return cents;
}

/** Quantity × price stays where Xero makes the amount of it, and no system could make another. */
function judgePrices(draft: Draft, lines: readonly InvoiceLine[], { wrong, cases }: Judgement): void {
  draft.lines.forEach((sent, index) => {
    const line = lines[index];
    if (line === undefined) return;
    const quantity = fourPlaces(line.quantity);
    const price = fourPlaces(line.rate);
    const product = (quantity * price) / ONE;
    const isHalf = magnitude(product) % (ONE / 100n) === ONE / 200n;
    const fits = roundedCents(product) === inCents(sent.lineAmount);
    if (isHalf && fits) cases.push('exactly half a cent');
    const asBilled =
      wide(sent.quantity) * wide(sent.unitAmount) === quantity * price && wide(sent.quantity) === magnitude(quantity);
    const asAmount = sent.quantity === '1' && sent.unitAmount === sent.lineAmount;
    if (fits && !isHalf) {
      cases.push(quantity < 0n ? 'negative quantity kept' : 'price kept');
      if (!asBilled) wrong.push(`${sent.quantity} × ${sent.unitAmount} for ${line.quantity} × ${line.rate}`);
      return;
    }
    cases.push('1 × amount');
    if (!asAmount) wrong.push(`${sent.quantity} × ${sent.unitAmount} for an amount of ${sent.lineAmount}`);
    const isSame = wide(line.quantity) === ONE && wide(line.rate) === wide(sent.lineAmount);
    const isTold = sent.description.includes(`Quantity ${plain(line.quantity)} at ${plain(line.rate)}`);
    if (isTold === isSame) wrong.push(`the true quantity and price: ${sent.description}`);
  });
}

function fourPlaces(amount: string): bigint {
  const unit = 10n ** 9n;
  const value = wide(amount);
  const rounded = ((magnitude(value) + unit / 2n) / unit) * unit;
  return value < 0n ? -rounded : rounded;
}

function plain(amount: string): string {
  return text(wide(amount)).replace(/\.?0+$/, '');
}

function judgeTax(draft: Draft, tax: bigint, { wrong, cases }: Judgement): void {
  const own = draft.lines.map((line) => ownTaxCents(inCents(line.lineAmount), taxRate(line)));
  const apart = tax - own.reduce((before, cents) => before + cents, 0n);
  const moved = draft.lines.flatMap((line, index) =>
    line.taxAmount === null ? [] : [{ line, by: inCents(line.taxAmount) - (own[index] ?? 0n) }],
  );
  if (BigInt(moved.length) !== magnitude(apart))
    wrong.push(`${moved.length} TaxAmounts where ${apart} cents are missing`);
  if (moved.some(({ by }) => by !== (apart > 0n ? 1n : -1n))) wrong.push('a TaxAmount is not one cent the right way');
  if (moved.some(({ line }) => inCents(line.lineAmount) === 0n || wide(taxRate(line)) === 0n))
    wrong.push('tax on a line of 0.00 or of 0 %');
  cases.push(apart === 0n ? 'Xero’s own tax' : apart > 0n ? 'tax raised' : 'tax lowered');
  if (moved.length > 0 && moved.length === draft.lines.length) cases.push('TaxAmount on every line');
  if (draft.lines.some((line) => inCents(line.lineAmount) === 0n)) cases.push('line of 0.00');
  if (new Set(draft.lines.map(({ taxType }) => taxType)).size > 1) cases.push('several rates');
}

function judgeNotes(invoice: Invoice, draft: Draft, { wrong, cases }: Judgement): void {
  const notes = draft.notes.join(' ');
  const parts = wholeCents(invoice.net) + wholeCents(invoice.tax);
  const whole = roundedCents(wide(invoice.net) + wide(invoice.tax));
  const cent = `rounded apart make ${written(parts)}, rounded together ${written(whole)};`;
  if (notes.includes('rounded apart') !== (parts !== whole)) wrong.push('a cent between the sums is said, or is not');
  if (parts !== whole) {
    cases.push('another cent together');
    if (!notes.includes(cent)) wrong.push(`${cent} is not in “${notes}”`);
  }
  const own = ownTaxOf(draft, books.taxRates);
  const isMuch = magnitude(inCents(draft.totalTax) - own) > 5n;
  const said = `billed ${written(inCents(draft.totalTax))} of tax, Xero alone would make it ${written(own)}`;
  if (notes.includes(said) !== isMuch) wrong.push(`${isMuch ? 'not said' : 'said'}: ${said}`);
  if (isMuch) cases.push('more than five cents of tax');
  if (draft.joinOffer) cases.push('lines offered to be joined');
  if (draft.joinOffer && !isMuch) wrong.push('an offer to join lines without a reason');
}

function taxRate(line: DraftLine): string {
  return books.taxRates.find(({ type }) => type === line.taxType)?.rate ?? '0';
}

/** A category is called like its rate. */
function rateOf(line: InvoiceLine | undefined): string {
  return line?.taxCategory?.slice(1) ?? '0';
}

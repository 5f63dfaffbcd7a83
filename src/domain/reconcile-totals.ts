import { roundCents, toCents } from './money.ts';
import type { Entry } from './reconcile.ts';
import { addPart, finish, type Groups, newGroups, type Part, type Side } from './reconcile-groups.ts';
import { billedPercent, draftOf, heldPercent, joined, type LinePair, type Rates } from './reconcile-lines.ts';
import { signed } from './reconcile-match.ts';
import { pairLines } from './reconcile-pairs.ts';
import type { Amount, Invoice, Level, Posting } from './types.ts';
import type { Comparison } from './views.ts';

/** Both sides, in all and by what an accountant asks for. Sorted by name and currency. */
export interface Totals {
  currencies: Comparison[];
  companies: Comparison[];
  divisions: Comparison[];
  taxRates: Comparison[];
}

type Cents = Omit<Part, 'name'>;

/** Where a line's division or rate cannot be told. */
const NOT_TOLD = 'not told apart';
const NO_DIVISION = 'no division';
const NOT_BILLED = 'not in Autotask';
/** A few tens of milliseconds. */
const ENTRIES_A_TURN = 50;

/** Yields from time to time, so that whoever drives it can let others have their turn. */
export function* compareTotals(
  entries: readonly Entry[],
  rates: Rates & { sent: ReadonlyMap<number, Posting> },
): Generator<undefined, Totals> {
  const groups = { currencies: newGroups(), companies: newGroups(), divisions: newGroups(), taxRates: newGroups() };
  for (const [index, entry] of entries.entries()) {
    if (index % ENTRIES_A_TURN === 0) yield;
    // The same document on both sides, equal to the cent: only its cents may fall on other lines.
    const isClean = entry.counts.autotask && entry.counts.xero && !hasOtherAmounts(entry);
    const pairs = pairsOf(entry, rates.sent);
    for (const side of ['autotask', 'xero'] as const) {
      if (!entry.counts[side]) continue;
      const whole = wholeOf(entry, side);
      const currency = (side === 'autotask' ? entry.currency : entry.document?.currency) ?? '?';
      const put = (into: Groups, part: Part) => addPart(into, { side, currency, part, isClean });
      put(groups.currencies, { name: currency, ...whole });
      put(groups.companies, { name: entry.company.name, ...whole });
      const parts = side === 'autotask' ? billedParts(entry, rates, pairs) : heldParts(entry, rates, pairs);
      for (const part of withRest(parts.divisions, whole)) put(groups.divisions, part);
      for (const part of withRest(parts.taxRates, whole)) put(groups.taxRates, part);
    }
  }
  return {
    currencies: finish(groups.currencies, 'whole'),
    companies: finish(groups.companies, 'whole'),
    divisions: finish(groups.divisions, 'parts'),
    taxRates: finish(groups.taxRates, 'parts'),
  };
}

function hasOtherAmounts({ differences }: Entry): boolean {
  return differences.some(({ kind }) => kind === 'amount');
}

function pairsOf({ invoice, document }: Entry, sent: ReadonlyMap<number, Posting>): LinePair[] | null {
  if (invoice === null || document === null || !('lines' in document)) return null;
  return pairLines(invoice, document, draftOf(sent.get(invoice.id), document));
}

function wholeOf({ invoice, document }: Entry, side: Side): Cents {
  if (side === 'autotask')
    return inCents({ net: roundCents(invoice?.net ?? '0'), tax: roundCents(invoice?.tax ?? '0') });
  if (document === null) return { net: 0, tax: 0 };
  const { subTotal, totalTax, total } = document;
  const cents = inCents({ net: signed(document, subTotal), tax: signed(document, totalTax) });
  return { ...cents, gross: toCents(roundCents(signed(document, total))) };
}

function inCents({ net, tax }: { net: Amount; tax: Amount }): Cents {
  return { net: toCents(roundCents(net)), tax: toCents(roundCents(tax)) };
}

interface Parts {
  divisions: Part[];
  taxRates: Part[];
}

function billedParts({ invoice }: Entry, rates: Rates, pairs: LinePair[] | null): Parts {
  if (invoice === null) return { divisions: [], taxRates: [] };
  const lines =
    pairs?.flatMap(({ billed, held }) => billed?.lines.map((one) => ({ ...one, held: held?.line ?? null })) ?? []) ??
    joined(invoice, null).flatMap(({ lines: all }) => all.map((one) => ({ ...one, held: null })));
  const parts: Parts = { divisions: [], taxRates: [] };
  for (const { line, held, ...amounts } of lines) {
    const cents = inCents(amounts);
    parts.divisions.push({ name: levelName(line.level), ...cents });
    parts.taxRates.push({ name: rateName(billedPercent(invoice, line, held, rates)), ...cents });
  }
  return parts;
}

/** Xero's lines have no division of their own: theirs is that of the Autotask line they stand for. */
function heldParts({ invoice, document }: Entry, rates: Rates, pairs: LinePair[] | null): Parts {
  if (document === null || !('lines' in document)) return { divisions: [], taxRates: [] };
  const only = invoice === null ? NOT_BILLED : onlyLevel(invoice);
  const lines =
    pairs ??
    document.lines.map((line) => ({
      ...{ position: null, billed: null },
      held: { line, net: signed(document, line.amount), tax: signed(document, line.tax) },
    }));
  const parts: Parts = { divisions: [], taxRates: [] };
  for (const { billed, held } of lines) {
    if (held === null) continue;
    const cents = inCents(held);
    const percent = heldPercent(held.line, rates);
    parts.divisions.push(...heldDivisions(billed, cents, only));
    parts.taxRates.push({
      name: percent === null ? (held.line.taxType ?? NOT_TOLD) : rateName(percent),
      ...cents,
    });
  }
  return parts;
}

/** Lines of several divisions that were joined lie apart again as they were billed; `withRest` finds what is left. */
function heldDivisions(billed: LinePair['billed'], held: Cents, only: string | null): Part[] {
  if (billed === null) return [{ name: only ?? NOT_TOLD, ...held }];
  const names = new Set(billed.lines.map(({ line }) => levelName(line.level)));
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return [{ name, ...held }];
  return billed.lines.map(({ line, ...amounts }) => ({ name: levelName(line.level), ...inCents(amounts) }));
}

/** The one division all lines of an Invoice belong to. */
function onlyLevel(invoice: Invoice): string | null {
  const names = new Set(invoice.lines.map(({ level }) => levelName(level)));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

function levelName(level: Level | null): string {
  return level === null ? NO_DIVISION : `${level.division} / ${level.lineOfBusiness}`;
}

function rateName(percent: Amount): string {
  return `${percent}%`;
}

/** One part a name; what the lines leave over of the whole is a part without a name, so that the sums always hold. */
function withRest(parts: readonly Part[], whole: Cents): Part[] {
  const merged = new Map<string, Part>();
  const left = { ...whole };
  const put = (name: string, net: number, tax: number) => {
    const before = merged.get(name);
    merged.set(name, { name, net: (before?.net ?? 0) + net, tax: (before?.tax ?? 0) + tax });
  };
  for (const { name, net, tax } of parts) {
    put(name, net, tax);
    left.net -= net;
    left.tax -= tax;
  }
  put(NOT_TOLD, left.net, left.tax);
  return [...merged.values()].filter(({ net, tax }) => net !== 0 || tax !== 0);
}

import { abs, add, compare, isEqual, isZero, multiply, negate, roundCents, subtract } from './money.ts';
import type { Entry } from './reconcile.ts';
import {
  billedCents,
  billedPercent,
  draftOf,
  heldPercent,
  type LinePair,
  pairLines,
  type Rates,
} from './reconcile-lines.ts';
import { signed } from './reconcile-match.ts';
import type { Amount, Invoice, Level, Posting } from './types.ts';
import type { Comparison, Figures } from './views.ts';

/** Both sides, in all and by what an accountant asks for. Sorted by name and currency. */
export interface Totals {
  currencies: Comparison[];
  companies: Comparison[];
  divisions: Comparison[];
  taxRates: Comparison[];
}

/** A part of a document under one heading, in cents. */
interface Part {
  name: string;
  net: Amount;
  tax: Amount;
}

type Side = 'autotask' | 'xero';

/** Where a line's division or rate cannot be told. */
const NOT_TOLD = 'not told apart';
const NO_DIVISION = 'no division';

export function compareTotals(
  entries: readonly Entry[],
  rates: Rates & { sent: ReadonlyMap<number, Posting> },
): Totals {
  const groups = { currencies: newGroups(), companies: newGroups(), divisions: newGroups(), taxRates: newGroups() };
  for (const entry of entries) {
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

function wholeOf({ invoice, document }: Entry, side: Side): { net: Amount; tax: Amount } {
  if (side === 'autotask') return { net: roundCents(invoice?.net ?? '0'), tax: roundCents(invoice?.tax ?? '0') };
  if (document === null) return { net: '0.00', tax: '0.00' };
  return { net: roundCents(signed(document, document.subTotal)), tax: roundCents(signed(document, document.totalTax)) };
}

interface Parts {
  divisions: Part[];
  taxRates: Part[];
}

function billedParts({ invoice }: Entry, rates: Rates, pairs: LinePair[] | null): Parts {
  if (invoice === null) return { divisions: [], taxRates: [] };
  const partners = new Map(
    pairs?.flatMap(({ billed, held }) => billed?.lines.map(({ line }) => [line.id, held?.line ?? null]) ?? []),
  );
  const lines = billedCents(invoice) ?? [];
  return {
    divisions: lines.map(({ line, net, tax }) => ({ name: levelName(line.level), net, tax })),
    taxRates: lines.map(({ line, net, tax }) => {
      const percent = billedPercent(invoice, line, partners.get(line.id) ?? null, rates);
      return { name: rateName(percent), net, tax };
    }),
  };
}

/** Xero's lines have no division of their own: theirs is that of the Autotask line they stand for. */
function heldParts({ invoice, document }: Entry, rates: Rates, pairs: LinePair[] | null): Parts {
  if (document === null || !('lines' in document)) return { divisions: [], taxRates: [] };
  const only = onlyLevel(invoice);
  const lines =
    pairs ??
    document.lines.map((line) => ({
      ...{ position: null, billed: null },
      held: { line, net: roundCents(signed(document, line.amount)), tax: roundCents(signed(document, line.tax)) },
    }));
  const held = lines.flatMap(({ billed, held: one }) => (one === null ? [] : [{ billed, ...one }]));
  return {
    divisions: held.flatMap(({ billed, net, tax }) => heldDivisions(billed, { net, tax }, only)),
    taxRates: held.map(({ line, net, tax }) => {
      const percent = heldPercent(line, rates);
      return { name: percent === null ? (line.taxType ?? NOT_TOLD) : rateName(percent), net, tax };
    }),
  };
}

/** Lines of several divisions that were joined lie apart again as they were billed; a rest is nobody's. */
function heldDivisions(billed: LinePair['billed'], held: { net: Amount; tax: Amount }, only: string | null): Part[] {
  if (billed === null) return [{ name: only ?? NOT_TOLD, ...held }];
  const names = new Set(billed.lines.map(({ line }) => levelName(line.level)));
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return [{ name, ...held }];
  const parts = billed.lines.map(({ line, net, tax }) => ({ name: levelName(line.level), net, tax }));
  const rest = { net: subtract(held.net, billed.net), tax: subtract(held.tax, billed.tax) };
  return [...parts, { name: NOT_TOLD, ...rest }];
}

/** The one division all lines of an Invoice belong to. */
function onlyLevel(invoice: Invoice | null): string | null {
  const names = new Set(invoice?.lines.map(({ level }) => levelName(level)));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

function levelName(level: Level | null): string {
  return level === null ? NO_DIVISION : `${level.division} / ${level.lineOfBusiness}`;
}

function rateName(percent: Amount): string {
  return `${percent}%`;
}

/** One part a name; what the lines leave over of the whole is a part without a name, so that the sums always hold. */
function withRest(parts: readonly Part[], whole: { net: Amount; tax: Amount }): Part[] {
  const merged = new Map<string, Part>();
  let left = whole;
  for (const { name, net, tax } of parts) {
    const before = merged.get(name) ?? { name, net: '0', tax: '0' };
    merged.set(name, { name, net: add(before.net, net), tax: add(before.tax, tax) });
    left = { net: subtract(left.net, net), tax: subtract(left.tax, tax) };
  }
  if (!isZero(left.net) || !isZero(left.tax)) {
    const before = merged.get(NOT_TOLD) ?? { name: NOT_TOLD, net: '0', tax: '0' };
    merged.set(NOT_TOLD, { name: NOT_TOLD, net: add(before.net, left.net), tax: add(before.tax, left.tax) });
  }
  return [...merged.values()].filter(({ net, tax }) => !isZero(net) || !isZero(tax));
}

interface Group {
  name: string;
  currency: string;
  autotask: Figures;
  xero: Figures;
  /** Autotask less Xero over documents that are not equal themselves. */
  unclean: { net: Amount; tax: Amount };
  parts: number;
}

type Groups = Map<string, Group>;

function newGroups(): Groups {
  return new Map();
}

const NOTHING: Figures = { count: 0, net: '0.00', tax: '0.00', gross: '0.00' };

function addPart(
  into: Groups,
  { side, currency, part, isClean }: { side: Side; currency: string; part: Part; isClean: boolean },
) {
  const { name, net, tax } = part;
  const key = JSON.stringify([name, currency]);
  const none = { net: '0', tax: '0' };
  const group = into.get(key) ?? { name, currency, autotask: NOTHING, xero: NOTHING, unclean: none, parts: 0 };
  const before = group[side];
  const sums = { net: roundCents(add(before.net, net)), tax: roundCents(add(before.tax, tax)) };
  const after = { count: before.count + 1, ...sums, gross: roundCents(add(sums.net, sums.tax)) };
  const turn = side === 'autotask' ? (amount: Amount) => amount : negate;
  const unclean = isClean
    ? group.unclean
    : { net: add(group.unclean.net, turn(net)), tax: add(group.unclean.tax, turn(tax)) };
  into.set(key, { ...group, [side]: after, unclean, parts: group.parts + 1 });
}

function finish(groups: Groups, kind: 'whole' | 'parts'): Comparison[] {
  return [...groups.values()]
    .map(({ name, currency, autotask, xero, ...group }) => ({
      ...{ name, currency, autotask, xero },
      state: stateOf({ ...group, name, currency, autotask, xero }, kind),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || a.currency.localeCompare(b.currency));
}

/** Cents that fall on other lines of equal documents are rounding: at most one for each document. */
function stateOf({ autotask, xero, unclean, parts }: Group, kind: 'whole' | 'parts'): Comparison['state'] {
  const isSame = isEqual(autotask.net, xero.net) && isEqual(autotask.tax, xero.tax);
  if (isSame) return kind === 'parts' || autotask.count === xero.count ? 'equal' : 'differs';
  const most = multiply('0.01', String(parts));
  const small = (a: Amount, b: Amount) => compare(abs(subtract(a, b)), most) <= 0;
  const near = small(autotask.net, xero.net) && small(autotask.tax, xero.tax);
  return kind === 'parts' && isZero(unclean.net) && isZero(unclean.tax) && near ? 'rounding' : 'differs';
}

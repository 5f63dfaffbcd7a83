import type { Targets } from './amounts.ts';
import { describeGroup, describeLine, type LineContext } from './description.ts';
import { abs, compare, formatAmount, isEqual, isZero, negate, sum, toPlain } from './money.ts';
import { allocateCents, priceLine } from './rounding.ts';
import { fitTax } from './tax.ts';
import type { Amount, DraftLine, InvoiceLine, LineDetail, RefusalCode } from './types.ts';

/** A billing item with what the maps said of it; whatever they say beside the rate is sent and keeps lines apart. */
export interface MappedLine
  extends Omit<DraftLine, 'lineIds' | 'description' | 'quantity' | 'unitAmount' | 'lineAmount' | 'taxAmount'> {
  line: InvoiceLine;
  rate: Amount;
}

export type BuiltLines =
  | { ok: true; lines: DraftLine[]; detail: LineDetail; moved: Amount }
  | { ok: false; code: RefusalCode; reason: string };

/** Where lines of a detail cannot carry the tax to the cent, the next finer one is taken. */
const FINER: Record<LineDetail, LineDetail[]> = {
  all: ['all'],
  'billing-code': ['billing-code', 'all'],
  fewest: ['fewest', 'billing-code', 'all'],
};

/** Billing items that say nothing in money; at least one stays, so that there is a document. */
export function withoutZeroLines(lines: readonly InvoiceLine[]): InvoiceLine[] {
  const kept = lines.filter((line) => !isZero(line.amount) || !isZero(line.tax));
  return kept.length > 0 ? kept : lines.slice(0, 1);
}

/** For a credit note: what was negative is what is credited. */
export function turnSigns(mapped: MappedLine): MappedLine {
  const { line } = mapped;
  return { ...mapped, line: { ...line, rate: negate(line.rate), amount: negate(line.amount), tax: negate(line.tax) } };
}

/** The lines of a document, whose net and tax are the targets to the cent, joined as far as that allows. */
export function buildLines(
  mapped: readonly MappedLine[],
  targets: Targets,
  options: { detail: LineDetail; context: LineContext },
): BuiltLines {
  let refused: Extract<BuiltLines, { ok: false }> | null = null;
  for (const detail of FINER[options.detail]) {
    const built = buildGroups(groupsOf(mapped, detail), targets, { ...options, detail });
    if (built.ok) return built;
    refused = built;
  }
  return refused ?? { ok: false, code: 'no-lines', reason: 'It has no lines.' };
}

type Group = MappedLine[];

/** In the order of their first lines. */
function groupsOf(mapped: readonly MappedLine[], detail: LineDetail): Group[] {
  if (detail === 'all') return mapped.map((each) => [each]);
  const groups = new Map<string, Group>();
  for (const each of mapped) {
    const { line, accountFrom: _from, ...sent } = each;
    const key = JSON.stringify([detail === 'billing-code' ? line.billingCodeId : null, sent]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

function buildGroups(
  groups: readonly Group[],
  targets: Targets,
  options: { detail: LineDetail; context: LineContext },
): BuiltLines {
  const exact = groups.map((group) => ({
    id: group[0]?.line.id ?? 0,
    amount: sum(group.map(({ line }) => line.amount)),
    tax: sum(group.map(({ line }) => line.tax)),
    rate: group[0]?.rate ?? '0',
  }));
  const amounts = allocateCents(exact, targets.subTotal);
  if (amounts === null) {
    const lines = formatAmount(sum(exact.map(({ amount }) => amount)));
    const reason = `Its lines add up to ${lines}, its header says ${formatAmount(targets.subTotal)}.`;
    return { ok: false, code: 'lines-do-not-add-up', reason };
  }
  const taxed = exact.map(({ id, rate, tax }, index) => ({ id, amount: amounts[index] ?? '0.00', rate, billed: tax }));
  const fit = fitTax(taxed, targets.totalTax);
  if (!fit.ok) {
    const billed = formatAmount(targets.totalTax);
    const reason = `Autotask billed ${billed} of tax, Xero's rates make ${formatAmount(fit.own)}; a cent a line does not bridge that. Check which Xero rate its tax region and category are mapped to.`;
    return { ok: false, code: 'tax-does-not-fit', reason };
  }
  const lines = groups.flatMap((group, index) => {
    const sent = { amount: amounts[index] ?? '0.00', taxAmount: fit.taxAmounts[index] ?? null };
    return buildGroup(group, sent, options);
  });
  return { ok: true, lines, detail: options.detail, moved: fit.moved };
}

function buildGroup(
  group: Group,
  { amount, taxAmount }: { amount: Amount; taxAmount: Amount | null },
  { detail, context }: { detail: LineDetail; context: LineContext },
): DraftLine[] {
  const [first] = group;
  if (first === undefined) return [];
  const { line, rate: _rate, ...sent } = first;
  const lineIds = group.map((each) => each.line.id);
  if (group.length > 1) {
    const accountFrom = group.some((each) => each.accountFrom === 'default') ? 'default' : first.accountFrom;
    const description = describeGroup(
      group.map((each) => each.line),
      detail,
    );
    const price = { quantity: '1', unitAmount: amount, lineAmount: amount };
    return [{ ...sent, accountFrom, lineIds, description, ...price, taxAmount }];
  }
  const { quantity, unitAmount, kept } = priceLine({ quantity: line.quantity, rate: line.rate, amount });
  const obvious = isEqual(line.quantity, '1') && isEqual(line.rate, amount);
  const trueLine = { ...line, quantity: toPlain(line.quantity), rate: toPlain(line.rate) };
  const description = describeLine(trueLine, { priceKept: kept || obvious, context });
  return [{ ...sent, lineIds, description, quantity, unitAmount, lineAmount: amount, taxAmount }];
}

/** More tax than this sent against Xero's own is said before anybody approves. */
const TAX_MOVED_SAID_ABOVE: Amount = '0.05';

/** So much tax of a document goes against Xero's own that a person should know. */
export function isMuchMoved(moved: Amount): boolean {
  return compare(abs(moved), TAX_MOVED_SAID_ABOVE) > 0;
}

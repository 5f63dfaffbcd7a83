import { proposedNumber } from './numbers.ts';
import type { Entry, Reconciliation } from './reconcile.ts';
import { DIFFERENCE_KINDS, type DifferenceKind } from './reconcile-differences.ts';
import type { Comparison, Link, ReconcileView } from './views.ts';

/** More than a card holds stand in the file. */
const DIFFERENCES_SHOWN = 20;
const GROUPS_SHOWN = 10;

const WORDS: Record<DifferenceKind, { one: string; many: string }> = {
  amount: { one: 'amount differs', many: 'amounts differ' },
  missing: { one: 'missing in Xero', many: 'missing in Xero' },
  extra: { one: 'extra in Xero', many: 'extra in Xero' },
  twice: { one: 'twice in Xero', many: 'twice in Xero' },
  voided: { one: 'voided on one side', many: 'voided on one side' },
  date: { one: 'in another period', many: 'in another period' },
  contact: { one: 'contact differs', many: 'contacts differ' },
  number: { one: 'number differs', many: 'numbers differ' },
  'not-marked': { one: 'not marked', many: 'not marked' },
};

/** These say nothing about amounts: with them alone, both systems are equal. */
const HARMLESS: readonly DifferenceKind[] = ['number', 'not-marked'];

export type Around = Pick<ReconcileView, 'title' | 'organisation' | 'requestedBy' | 'readAt'> & {
  linksOf: (entry: Entry) => Link[];
  notes: string[];
};

export function reconcileView(found: Reconciliation, { linksOf, ...around }: Around): ReconcileView {
  const { totals, differing } = found;
  const equal =
    totals.currencies.every(({ state }) => state === 'equal') &&
    differing.every(({ differences }) => differences.every(({ kind }) => HARMLESS.includes(kind)));
  return {
    kind: 'reconcile',
    ...around,
    equal,
    headline: headline(found, equal),
    currencies: totals.currencies,
    groups: [
      group('company', totals.companies),
      group('division', totals.divisions),
      group('tax rate', totals.taxRates),
    ].filter(({ rows }) => rows.length > 0),
    kinds: kindsOf(differing),
    differences: differing.slice(0, DIFFERENCES_SHOWN).map((entry) => ({
      kind: entry.differences.map(({ kind }) => WORDS[kind].one).join(', '),
      number: entry.invoice ? proposedNumber(entry.invoice).number : (entry.document?.number ?? ''),
      company: entry.company.name,
      sentence: entry.differences.map(({ sentence }) => sentence).join(' '),
      why: entry.differences.flatMap(({ why }) => why),
      links: linksOf(entry),
    })),
    moreDifferences: Math.max(0, differing.length - DIFFERENCES_SHOWN),
    notes: [...leftOutNotes(found), ...around.notes],
  };
}

function headline({ totals, differing }: Reconciliation, equal: boolean): string {
  const [first] = totals.currencies;
  if (first === undefined && differing.length === 0) return 'Nothing was billed, and nothing is in Xero.';
  const count = totals.currencies.reduce((sum, { autotask }) => sum + autotask.count, 0);
  const what = `${count} ${count === 1 ? 'invoice' : 'invoices'}`;
  if (equal && differing.length === 0) return `Equal to the cent: ${what} in Autotask and in Xero.`;
  if (equal) return `Equal to the cent: ${what} in Autotask and in Xero; ${differing.length} with a remark.`;
  const held = totals.currencies.reduce((sum, { xero }) => sum + xero.count, 0);
  const sides = `${what} in Autotask, ${held} ${held === 1 ? 'document' : 'documents'} in Xero`;
  if (differing.length === 0) return `The totals differ: ${sides}.`;
  return `${differing.length} ${differing.length === 1 ? 'entry differs' : 'entries differ'}: ${sides}.`;
}

function group(by: ReconcileView['groups'][number]['by'], all: Comparison[]): ReconcileView['groups'][number] {
  const rows = all.filter(({ state }) => state !== 'equal');
  return { by, all: all.length, rows: rows.sort(differingFirst).slice(0, GROUPS_SHOWN) };
}

function differingFirst(a: Comparison, b: Comparison): number {
  return Number(a.state === 'rounding') - Number(b.state === 'rounding');
}

function kindsOf(differing: readonly Entry[]): ReconcileView['kinds'] {
  const all = differing.flatMap(({ differences }) => differences.map(({ kind }) => kind));
  return DIFFERENCE_KINDS.flatMap((kind) => {
    const count = all.filter((one) => one === kind).length;
    return count > 0 ? [{ label: WORDS[kind][count === 1 ? 'one' : 'many'], count }] : [];
  });
}

function leftOutNotes({ leftOut }: Reconciliation): string[] {
  const parts = [
    leftOut.voidedInAutotask > 0 && `${leftOut.voidedInAutotask} voided in Autotask`,
    leftOut.voidedInXero > 0 && `${leftOut.voidedInXero} voided or deleted in Xero`,
    leftOut.nothingToPost > 0 && `${leftOut.nothingToPost} with a total of zero`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? [`Not in the totals: ${parts.join(', ')}.`] : [];
}

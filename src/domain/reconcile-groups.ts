import { fromCents } from './money.ts';
import type { Comparison, Figures } from './views.ts';

/** A part of a document under one heading, in whole cents. */
export interface Part {
  name: string;
  net: number;
  tax: number;
  /** Of a whole document, as the system itself says it; else net + tax. */
  gross?: number;
}

export type Side = 'autotask' | 'xero';

interface Sum {
  count: number;
  net: number;
  tax: number;
  gross: number;
}

interface Group {
  name: string;
  currency: string;
  autotask: Sum;
  xero: Sum;
  /** Autotask less Xero over documents that are not equal themselves. */
  unclean: { net: number; tax: number };
  parts: number;
}

/** Sums under headings, by name and currency. Whole cents, since thousands of lines are added up while others wait. */
export type Groups = Map<string, Group>;

export function newGroups(): Groups {
  return new Map();
}

/** `isClean`: it belongs to a document that is equal on both sides. */
export function addPart(into: Groups, q: { side: Side; currency: string; part: Part; isClean: boolean }): void {
  const { name, net, tax } = q.part;
  const key = JSON.stringify([name, q.currency]);
  const group = into.get(key) ?? newGroup(name, q.currency);
  into.set(key, group);
  const sum = group[q.side];
  sum.count += 1;
  sum.net += net;
  sum.tax += tax;
  sum.gross += q.part.gross ?? net + tax;
  group.parts += 1;
  if (q.isClean) return;
  const sign = q.side === 'autotask' ? 1 : -1;
  group.unclean.net += sign * net;
  group.unclean.tax += sign * tax;
}

function newGroup(name: string, currency: string): Group {
  const nothing = () => ({ count: 0, net: 0, tax: 0, gross: 0 });
  return { name, currency, autotask: nothing(), xero: nothing(), unclean: { net: 0, tax: 0 }, parts: 0 };
}

/** Sorted by name and currency. `parts`: of documents, so that cents may fall on one part or another. */
export function finish(groups: Groups, kind: 'whole' | 'parts'): Comparison[] {
  return [...groups.values()]
    .map(
      (group): Comparison => ({
        ...{ name: group.name, currency: group.currency },
        ...{ autotask: figures(group.autotask), xero: figures(group.xero) },
        state: stateOf(group, kind),
      }),
    )
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || a.currency.localeCompare(b.currency));
}

function figures({ count, net, tax, gross }: Sum): Figures {
  return { count, net: fromCents(net), tax: fromCents(tax), gross: fromCents(gross) };
}

/** Cents that fall on other lines of equal documents are rounding: at most one for each part. */
function stateOf({ autotask, xero, unclean, parts }: Group, kind: 'whole' | 'parts'): Comparison['state'] {
  const net = Math.abs(autotask.net - xero.net);
  const tax = Math.abs(autotask.tax - xero.tax);
  const sameWhole = autotask.count === xero.count && autotask.gross === xero.gross;
  if (net === 0 && tax === 0) return kind === 'parts' || sameWhole ? 'equal' : 'differs';
  const isRounding = kind === 'parts' && unclean.net === 0 && unclean.tax === 0 && net <= parts && tax <= parts;
  return isRounding ? 'rounding' : 'differs';
}

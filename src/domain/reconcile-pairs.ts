import { abs, isEqual, negate, roundCents } from './money.ts';
import { joined, type LinePair } from './reconcile-lines.ts';
import type { Amount, BooksLine, DetailedDocument, Draft, DraftLine, Invoice } from './types.ts';

/** How much each thing that agrees says about two lines being one: the whole text more than all the rest together. */
const WHOLE_TEXT = 8;
const ALL_NAMES = 6;
const ONE_NAME = 4;
const TAX_TYPE = 2;
const ACCOUNT = 2;
const TAX = 1;
const QUANTITY = 1;
const PLACE = 0.5;

interface Billed {
  group: NonNullable<LinePair['billed']>;
  /** As upSync sent it; null where it did not. */
  sent: DraftLine | null;
  text: string;
  names: string[];
  quantity: Amount;
}

interface Held {
  line: BooksLine;
  net: Amount;
  tax: Amount;
  text: string;
}

interface Candidate {
  index: number;
  other: number;
  score: number;
}

/**
 * Lines of both sides side by side: of the same amount those that are most alike by text, tax, account, quantity and
 * place; then those of the same text (an amount that was edited keeps it); then those in the same place. What is left
 * stands alone. `draft` says which lines were joined and how they were sent.
 */
export function pairLines(invoice: Invoice, document: DetailedDocument, draft: Draft | null): LinePair[] {
  const turn = (amount: Amount) => roundCents(document.kind === 'credit-note' ? negate(amount) : amount);
  const billed = joined(invoice, draft).map((group) => asBilled(group, draft));
  const held = document.lines.map(
    (line): Held => ({ line, net: turn(line.amount), tax: turn(line.tax), text: plain(line.description) }),
  );
  const partner = partners(billed, held);
  const pairs = billed.map(({ group }, index): LinePair => {
    const position = invoice.lines.findIndex(({ id }) => id === group.lines[0]?.line.id) + 1;
    return { position, billed: group, held: held[partner.get(index) ?? -1] ?? null };
  });
  const taken = new Set(partner.values());
  const alone = held.filter((_, place) => !taken.has(place));
  return [...pairs, ...alone.map((one) => ({ position: null, billed: null, held: one }))];
}

function partners(billed: readonly Billed[], held: readonly Held[]): Map<number, number> {
  const partner = new Map<number, number>();
  const free = new Set(held.keys());
  const join = ({ index, other }: Pick<Candidate, 'index' | 'other'>) => {
    if (!partner.has(index) && free.delete(other)) partner.set(index, other);
  };
  /** Those that are left, each with each, best first; `among` says which count. */
  const joinBest = (among: (one: Billed, other: Held) => boolean) => {
    const candidates: Candidate[] = [];
    for (const [index, one] of billed.entries())
      for (const place of partner.has(index) ? [] : free) {
        const other = held[place];
        if (other === undefined || !among(one, other)) continue;
        const score = likeness(one, other) + (index === place ? PLACE : 0);
        candidates.push({ index, other: place, score });
      }
    for (const candidate of candidates.sort((a, b) => b.score - a.score)) join(candidate);
  };
  // nothing can be more alike: most lines of most documents, without holding each against each
  for (const [index, one] of billed.entries()) {
    const other = held[index];
    if (other?.net === one.group.net && likeness(one, other) === mostAlike(one)) join({ index, other: index });
  }
  joinBest((one, other) => one.group.net === other.net);
  joinBest((one, other) => sameText(one, other) > 0);
  for (const index of billed.keys()) if (index < held.length) join({ index, other: index });
  return partner;
}

function asBilled(group: Billed['group'], draft: Draft | null): Billed {
  const line = group.lines[0]?.line;
  const sent = draft?.lines.find(({ lineIds }) => line !== undefined && lineIds.includes(line.id)) ?? null;
  const names = [line?.itemName ?? '', line?.description ?? ''].map(plain).filter((name) => name !== '');
  return {
    ...{ group, sent, names: [...new Set(names)] },
    text: plain(sent?.description ?? ''),
    quantity: abs(sent?.quantity ?? line?.quantity ?? '1'),
  };
}

function likeness(one: Billed, other: Held): number {
  const { sent, group, quantity } = one;
  const taxType = sent !== null && sent.taxType === other.line.taxType;
  const account = sent !== null && sent.accountCode === other.line.accountCode;
  return (
    sameText(one, other) +
    (taxType ? TAX_TYPE : 0) +
    (account ? ACCOUNT : 0) +
    (isEqual(group.tax, other.tax) ? TAX : 0) +
    (isEqual(quantity, abs(other.line.quantity)) ? QUANTITY : 0)
  );
}

/** What a line in Xero would score that is exactly this one. */
function mostAlike({ sent, names }: Billed): number {
  const known = names.length > 1 ? ALL_NAMES : names.length * ONE_NAME;
  return TAX + QUANTITY + (sent === null ? known : WHOLE_TEXT + TAX_TYPE + ACCOUNT);
}

/** Other tools make other texts of a line, but they say its name. */
function sameText({ text, names }: Billed, other: Held): number {
  if (text !== '' && text === other.text) return WHOLE_TEXT;
  const said = names.filter((name) => other.text.includes(name)).length;
  if (said === 0) return 0;
  return said > 1 ? ALL_NAMES : ONE_NAME;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

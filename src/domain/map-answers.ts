import { isAccepted, judgeTax, levelLabel, plainName, taxKey, taxLabel } from './maps.ts';
import { toPlain } from './money.ts';
import type { AcceptedRates, Books, MapEntry, PsaReference } from './types.ts';

export interface AnswerContext {
  books: Books;
  /** What is decided already: a difference accepted then is accepted now. */
  maps: readonly MapEntry[];
  /** Null where Autotask did not say: then rates are compared when a run is planned. */
  reference: PsaReference | null;
  organisations: readonly { id: string; name: string }[];
}

export type AnswerJudgement =
  | { kind: 'fits'; entry: MapEntry }
  | { kind: 'refused'; sentence: string }
  /** Only an admin who says so may leave it like that; `entry` is what it is then. */
  | { kind: 'differs'; sentence: string; entry: MapEntry; rates: AcceptedRates };

/** Whether a decision can be kept: it points to what is there and active now, and its rate is the one billed. */
export function judgeAnswer(entry: MapEntry, context: AnswerContext): AnswerJudgement {
  const problem = problemOf(entry, context);
  if (problem !== null) return { kind: 'refused', sentence: problem };
  if (entry.kind !== 'tax') return { kind: 'fits', entry };
  const rate = context.books.taxRates.find(({ type }) => type === entry.taxType);
  if (!rate) return { kind: 'refused', sentence: 'This rate is not active in Xero any more.' };
  const known = pairOf(entry.key, context.reference);
  const judged = judgeTax(mapLabel(entry, context.reference), known ? toPlain(known.rate) : null, rate);
  if (judged.kind !== 'differs') return judged.kind === 'fits' ? { kind: 'fits', entry } : judged;
  const rates = { billed: judged.billed, xero: judged.xero };
  const before = context.maps.find((map) => map.kind === 'tax' && map.key === entry.key);
  const accepted = { ...entry, accepted: rates };
  if (isAccepted(entry, rates)) return { kind: 'fits', entry: accepted };
  if (before?.kind === 'tax' && before.taxType === entry.taxType && isAccepted(before, rates))
    return { kind: 'fits', entry: accepted };
  return { kind: 'differs', sentence: judged.sentence, entry: accepted, rates };
}

function problemOf(entry: MapEntry, { books, organisations }: AnswerContext): string | null {
  const hasAccount = (code: string) => books.accounts.some((account) => account.code === code);
  switch (entry.kind) {
    case 'default-account':
    case 'account':
      return hasAccount(entry.accountCode)
        ? null
        : `This account (${entry.accountCode}) is not an active revenue account any more.`;
    case 'item': {
      const item = books.items?.find(({ code }) => code === entry.itemCode);
      if (!item) return 'This item is not for sale in Xero any more, or is kept in stock.';
      return hasAccount(item.accountCode)
        ? null
        : `This item’s account (${item.accountCode}) is not an active revenue account.`;
    }
    case 'tracking': {
      const { option } = entry;
      if (option === null) return null;
      const category = books.tracking?.find(({ id }) => id === option.categoryId);
      const found = category?.options.some(({ id }) => id === option.optionId);
      return found ? null : 'This tracking option is not active in Xero any more.';
    }
    case 'organisation': {
      const { organisation } = entry;
      const found = organisation === null || organisations.some(({ id }) => id === organisation.id);
      return found ? null : 'upSync is not connected to this organisation.';
    }
    case 'tax':
    case 'due':
      return null;
  }
}

/** What Autotask has under a tax map's key; a long key cannot be read back. */
function pairOf(key: string, reference: PsaReference | null) {
  return reference?.taxRates.find(({ region, category }) => taxKey(region, category) === key);
}

/** "region|category", each part with its bars escaped. Null where the text is no key of a tax map. */
export function readTaxKey(key: string): [region: string | null, category: string | null] | null {
  const parts = /^((?:[^\\|]|\\.)*)\|((?:[^\\|]|\\.)*)$/s.exec(key);
  return parts && [plainName(parts[1] ?? '') || null, plainName(parts[2] ?? '') || null];
}

/** What a map is about, for people: a name of Autotask's, where there is one. */
export function mapLabel({ kind, key }: Pick<MapEntry, 'kind' | 'key'>, reference: PsaReference | null): string {
  const named = (list: readonly { id: number; name: string }[] | undefined) =>
    list?.find(({ id }) => String(id) === key)?.name;
  switch (kind) {
    case 'default-account':
      return 'Default account';
    case 'account':
    case 'item':
      return named(reference?.billingCodes) ?? `billing code ${key}`;
    case 'tax': {
      const pair = pairOf(key, reference);
      const [region, category] = pair ? [pair.region, pair.category] : (readTaxKey(key) ?? [key, null]);
      return taxLabel(region, category);
    }
    case 'tracking':
    case 'organisation':
      return levelLabel(key);
    case 'due':
      return named(reference?.paymentTerms) ?? `payment term ${key}`;
  }
}

/** Both say the same, whoever decided it. */
export function sameAnswer(a: MapEntry, b: MapEntry | undefined): boolean {
  return b !== undefined && textOf(a) === textOf(b);
}

function textOf(entry: MapEntry): string {
  switch (entry.kind) {
    case 'default-account':
    case 'account':
      return JSON.stringify([entry.kind, entry.key, entry.accountCode]);
    case 'item':
      return JSON.stringify([entry.kind, entry.key, entry.itemCode]);
    case 'tax':
      return JSON.stringify([
        entry.kind,
        entry.key,
        entry.taxType,
        entry.accepted?.billed ?? null,
        entry.accepted?.xero ?? null,
      ]);
    case 'tracking':
      return JSON.stringify([entry.kind, entry.key, entry.option?.categoryId ?? null, entry.option?.optionId ?? null]);
    case 'due':
      return JSON.stringify([entry.kind, entry.key, entry.rule]);
    case 'organisation':
      return JSON.stringify([entry.kind, entry.key, entry.organisation?.id ?? null]);
  }
}

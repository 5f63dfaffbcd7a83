import type { StoredOrganisation } from '../db/organisations.ts';
import { DUE_RULES, describeDueRule, writeDueRule } from '../domain/due-date.ts';
import { judgeAnswer, mapLabel } from '../domain/map-answers.ts';
import { levelKeys, levelLabel, suggestTaxType, taxKey, taxLabel } from '../domain/maps.ts';
import { mapsNeeded, type NeededMaps } from '../domain/maps-needed.ts';
import { missingMaps } from '../domain/plan.ts';
import type { Books, DecidedMap, MapEntry, MapKind, MissingMap, PsaReference } from '../domain/types.ts';
import type { MapQuestion, SetUpSection, SetUpView } from '../domain/views.ts';
import type { Picture } from './picture.ts';

export const SECTIONS: readonly SetUpSection[] = ['organisations', 'accounts', 'tracking', 'due'];
const QUESTIONS_PER_PAGE = 8;

export interface Shown {
  runId: string | null;
  organisation: StoredOrganisation;
  /** Organisations that a live connection opens. */
  connected: readonly { id: string; name: string }[];
  books: Books;
  maps: readonly DecidedMap[];
  picture: Picture | null;
  /** Null where Autotask did not say. */
  reference: PsaReference | null;
  section: SetUpSection;
  /** Null: the first page with an open question. */
  page: number | null;
  /** What was just filled in, and is not kept. */
  filled: readonly MapEntry[];
}

/** What a section asks, a page of it. Pages stay as they are while questions are answered: none is passed over. */
export function setUpView(shown: Shown): SetUpView {
  const { runId, organisation, books, section } = shown;
  const needed = needs(shown);
  const missing = missingOf(shown);
  const accounts = section === 'accounts';
  const taxes = accounts ? needed.taxes : [];
  const codes = accounts ? needed.billingCodes : [];
  const others = accounts ? [] : otherKeys(shown, needed);
  const { page, pages } = pageFor(shown.page, [taxes, codes, others], missing);
  const onPage = <T>(list: readonly T[]) => list.slice((page - 1) * QUESTIONS_PER_PAGE, page * QUESTIONS_PER_PAGE);
  return {
    kind: 'set-up',
    section,
    runId,
    organisation: { id: organisation.id, name: organisation.name },
    accounts: books.accounts,
    items: (books.items ?? []).map(({ code, name }) => ({ code, name })),
    taxRates: books.taxRates,
    choices: choicesOf(section, shown),
    status: organisation.documentStatus,
    defaultAccount: question(shown, ['default-account'], { key: '', label: '' }, missing).current,
    defaultProblem: missing.find(({ kind }) => kind === 'default-account')?.problem ?? null,
    taxes: onPage(taxes).map((tax) => taxQuestion(shown, tax, missing)),
    billingCodes: onPage(codes).map((code) => question(shown, ['account', 'item'], code, missing)),
    others: onPage(others).map((other) => question(shown, [KIND_OF[section]], other, missing)),
    page,
    pages,
  };
}

/** The kind of map a section is about. */
export const KIND_OF: Record<SetUpSection, MapKind> = {
  accounts: 'account',
  tracking: 'tracking',
  organisations: 'organisation',
  due: 'due',
};

const SECTION_OF: Partial<Record<MapKind, SetUpSection>> = { tracking: 'tracking', organisation: 'organisations' };

/** Where the run's open questions are; the first section where there is none. */
export function sectionsAsked(picture: Picture | null): SetUpSection[] {
  const asked = new Set(
    (picture ? missingMaps(picture.planned) : []).map(({ kind }) => SECTION_OF[kind] ?? 'accounts'),
  );
  return SECTIONS.filter((section) => asked.has(section));
}

/** A rate that differs is asked for, too, where no run is planned. */
function missingOf({ picture }: Shown): MissingMap[] {
  return picture ? missingMaps(picture.planned) : [];
}

function pageFor(wanted: number | null, lists: { key: string }[][], missing: MissingMap[]) {
  const pages = Math.max(1, ...lists.map((list) => Math.ceil(list.length / QUESTIONS_PER_PAGE)));
  const asked = lists.map((list) => list.findIndex(({ key }) => missing.some((each) => each.key === key)));
  const first = Math.min(...asked.filter((index) => index >= 0).map((index) => Math.floor(index / QUESTIONS_PER_PAGE)));
  const opening = Number.isFinite(first) ? first + 1 : 1;
  return { page: Math.min(Math.max(wanted ?? opening, 1), pages), pages };
}

/** What the run's lines ask for; without a run, all that Autotask has, and what was decided before. */
function needs({ picture, reference, maps }: Shown): NeededMaps {
  if (picture)
    return mapsNeeded(
      picture.invoices.map(({ invoice }) => invoice),
      picture.reference,
    );
  const decided = (...kinds: MapKind[]) =>
    maps
      .filter(({ kind }) => kinds.includes(kind))
      .map((map) => ({ key: map.key, label: mapLabel(map, reference), rate: null }));
  const taxes = (reference?.taxRates ?? []).map(({ region, category, rate }) => ({
    ...{ key: taxKey(region, category), label: taxLabel(region, category) },
    rate,
  }));
  const codes = (reference?.billingCodes ?? []).map(({ id, name }) => ({ key: String(id), label: name }));
  const levels = (reference?.levels ?? [])
    .flatMap((level) => levelKeys({ level }))
    .map(({ key }) => ({ key, label: levelLabel(key) }));
  return {
    taxes: once([...taxes, ...decided('tax')]),
    billingCodes: once([...codes, ...decided('account', 'item')]),
    levels: once([...levels, ...decided('tracking', 'organisation')]),
  };
}

function once<T extends { key: string; label: string }>(list: readonly T[]): T[] {
  const first = new Map<string, T>();
  for (const each of list) if (!first.has(each.key)) first.set(each.key, each);
  return [...first.values()].sort((a, b) => a.label.localeCompare(b.label));
}

function otherKeys({ section, reference, maps }: Shown, needed: NeededMaps): { key: string; label: string }[] {
  if (section !== 'due') return needed.levels;
  const terms = (reference?.paymentTerms ?? []).map(({ id, name }) => ({ key: String(id), label: name }));
  const decided = maps.filter(({ kind }) => kind === 'due');
  return once([...terms, ...decided.map((map) => ({ key: map.key, label: mapLabel(map, reference) }))]);
}

function question(
  shown: Shown,
  kinds: MapKind[],
  { key, label }: { key: string; label: string },
  missing: MissingMap[],
): MapQuestion {
  const decided = shown.maps.find((map) => kinds.includes(map.kind) && map.key === key);
  const filled = shown.filled.find((map) => kinds.includes(map.kind) && map.key === key);
  const entry = filled ?? decided;
  return {
    key,
    label,
    current: entry ? writtenValue(entry) : null,
    decided: decided ? { by: decided.decidedBy, at: decided.decidedAt } : null,
    problem: missing.find((each) => kinds.includes(each.kind) && each.key === key)?.problem ?? null,
  };
}

/** A rate that differs from Autotask's shows the tick that accepts it, at once. */
function taxQuestion(
  shown: Shown,
  tax: NeededMaps['taxes'][number],
  missing: MissingMap[],
): SetUpView['taxes'][number] {
  const { books, maps, reference, connected: organisations } = shown;
  const asked = question(shown, ['tax'], tax, missing);
  const judged =
    asked.current === null
      ? null
      : judgeAnswer({ kind: 'tax', key: tax.key, taxType: asked.current }, { books, maps, reference, organisations });
  return {
    ...asked,
    rate: tax.rate,
    suggested: suggestTaxType(tax.rate, books.taxRates, tax.label),
    problem: judged?.kind === 'refused' ? judged.sentence : asked.problem,
    difference: judged?.kind === 'differs' ? judged.sentence : null,
  };
}

/** As a list's option carries it. */
export function writtenValue(entry: MapEntry): string {
  switch (entry.kind) {
    case 'default-account':
    case 'account':
      return entry.accountCode;
    case 'item':
      return `item:${entry.itemCode}`;
    case 'tax':
      return entry.taxType;
    case 'tracking':
      return entry.option === null ? NONE : `${entry.option.categoryId}/${entry.option.optionId}`;
    case 'due':
      return writeDueRule(entry.rule);
    case 'organisation':
      return entry.organisation?.id ?? NONE;
  }
}

/** "No tracking", "any organisation". */
export const NONE = 'none';

export function trackingChoices(books: Books): { value: string; label: string }[] {
  const options = (books.tracking ?? []).flatMap((category) =>
    category.options.map((option) => ({
      value: `${category.id}/${option.id}`,
      label: `${category.name}: ${option.name}`,
    })),
  );
  return [{ value: NONE, label: 'No tracking' }, ...options];
}

function choicesOf(section: SetUpSection, { books, connected }: Shown): SetUpView['choices'] {
  switch (section) {
    case 'accounts':
      return [];
    case 'tracking':
      return trackingChoices(books);
    case 'organisations':
      return [
        { value: NONE, label: 'Any organisation a run is sent to' },
        ...connected.map(({ id, name }) => ({ value: id, label: name })),
      ];
    case 'due':
      return DUE_RULES.map((rule) => ({ value: writeDueRule(rule), label: describeDueRule(rule) }));
  }
}

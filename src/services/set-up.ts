import type { StoredOrganisation } from '../db/organisations.ts';
import { readDueRule } from '../domain/due-date.ts';
import { judgeAnswer, sameAnswer } from '../domain/map-answers.ts';
import type { Books, DecidedMap, MapEntry, Person, PsaReference } from '../domain/types.ts';
import { type NoticeView, notice, type SetUpSection, type SetUpView } from '../domain/views.ts';
import type { FormAnswer, Services, SetUpFields, SetUpList } from './api.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';
import { KIND_OF, NONE, SECTIONS, sectionsAsked, setUpView, trackingChoices } from './set-up-view.ts';

export function createSetUp(deps: Deps): Services['setUp'] {
  return { form: (q) => form(deps, q), save: (q) => save(deps, q), suggest: (q) => suggest(deps, q) };
}

type FormQuestion = Parameters<Services['setUp']['form']>[0];

async function form(
  deps: Deps,
  { person, runId, organisationId, page, section = null }: FormQuestion,
  { filled = [], following = false }: { filled?: MapEntry[]; following?: boolean } = {},
): Promise<SetUpView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const picture = runId === null ? null : await takePicture(deps, runId);
  const id = picture?.organisation?.id ?? organisationId;
  const organisation = id ? await deps.db.organisations.get(id) : null;
  if (!organisation) return notice('warning', 'Connect to Xero and choose an organisation first.');
  return setUpView({
    runId,
    organisation,
    connected: await deps.db.organisations.connected(),
    books: await readBooks(deps, organisation, following),
    maps: await deps.db.maps.list(organisation.id),
    picture,
    reference: picture?.reference ?? (await readReference(deps)),
    section: section ?? sectionsAsked(picture)[0] ?? 'accounts',
    // from the card: where the first question is
    page: section === null && page === 1 ? null : page,
    filled,
  });
}

/** A window is filled page by page; six calls a page would soon use up what Xero allows in a minute. */
const BOOKS_FRESH_MS = 20_000;

/** Live lists where Xero answers, else those last read; those read a moment ago are live enough. */
async function readBooks(deps: Deps, organisation: StoredOrganisation, following: boolean): Promise<Books> {
  const { books: last } = organisation;
  const age = last ? deps.clock.now().getTime() - Date.parse(last.readAt) : Number.POSITIVE_INFINITY;
  if (last && (following || age < BOOKS_FRESH_MS)) return last;
  try {
    const books = await deps.accounting.books(organisation.id);
    await deps.db.organisations.setBooks(organisation.id, books);
    return books;
  } catch (error) {
    if (!organisation.books) throw error;
    deps.log.warn({ error }, 'Xero’s lists could not be read; showing those of last time');
    return organisation.books;
  }
}

/** Without Autotask's names, maps are called by their ids and rates are compared when a run is planned. */
export async function readReference(deps: Deps): Promise<PsaReference | null> {
  try {
    return await deps.psa.reference();
  } catch (error) {
    deps.log.warn({ error }, 'Autotask’s names and rates could not be read');
    return null;
  }
}

type SaveQuestion = Parameters<Services['setUp']['save']>[0];

async function save(deps: Deps, q: SaveQuestion): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, q.person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  const organisation = await deps.db.organisations.get(q.organisationId);
  if (!organisation?.books) return { kind: 'done', notice: notice('warning', 'Connect to Xero first.') };
  const picture = q.runId === null ? null : await takePicture(deps, q.runId);
  const section = q.section ?? 'accounts';
  const connected = await deps.db.organisations.connected();
  const answers = answersOf(section, q.fields, connected);
  const maps = await deps.db.maps.list(q.organisationId);
  const context = {
    books: organisation.books,
    maps,
    reference: picture?.reference ?? (await readReference(deps)),
    organisations: connected,
  };
  const judged = answers.map((answer) => ({ ...answer, judged: judgeAnswer(answer.entry, context) }));
  const errors = Object.fromEntries(
    judged.flatMap(({ field, judged: { kind, ...more } }) =>
      kind === 'refused' && 'sentence' in more ? [[field, more.sentence]] : [],
    ),
  );
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  if (judged.some((each) => each.judged.kind === 'differs' && !each.accepted)) {
    const filled = answers.map(({ entry }) => entry);
    const again = await form(deps, { ...q, section }, { filled, following: true });
    return again.kind === 'set-up' ? { kind: 'next', view: again } : { kind: 'done', notice: again };
  }
  const entries = judged.flatMap((each) => ('entry' in each.judged ? [each.judged.entry] : []));
  await storeMaps(deps, {
    organisationId: q.organisationId,
    by: q.person,
    entries,
    before: maps,
    defaulted: q.fields.billingCodes.filter(({ accountCode }) => accountCode === null).map(({ key }) => key),
    status: q.fields.status,
  });
  return follow(deps, { ...q, section });
}

/** The next page, then the next section with an open question; the end where there is none. */
async function follow(deps: Deps, q: SaveQuestion & { section: SetUpSection }): Promise<FormAnswer> {
  const next = await form(deps, { ...q, page: q.page + 1 }, { following: true });
  if (next.kind === 'set-up' && next.page > q.page) return { kind: 'next', view: next };
  const picture: Picture | null = q.runId === null ? null : await takePicture(deps, q.runId);
  const later = SECTIONS.slice(SECTIONS.indexOf(q.section) + 1);
  const section = sectionsAsked(picture).find((asked) => later.includes(asked));
  if (!section) return { kind: 'done', notice: null };
  const view = await form(deps, { ...q, section, page: 1 }, { following: true });
  return view.kind === 'set-up' ? { kind: 'next', view } : { kind: 'done', notice: view };
}

interface Answer {
  /** As errors are told by. */
  field: string;
  entry: MapEntry;
  /** A difference of rates was ticked. */
  accepted: boolean;
}

const ITEM = 'item:';

function answersOf(
  section: SetUpSection,
  fields: SetUpFields,
  organisations: readonly { id: string; name: string }[],
): Answer[] {
  const plain = (field: string, entry: MapEntry): Answer => ({ field, entry, accepted: false });
  return [
    ...(fields.defaultAccount === null
      ? []
      : [plain('defaultAccount', { kind: 'default-account', key: '', accountCode: fields.defaultAccount })]),
    ...fields.taxes.map(({ key, taxType, accepted = false }) => ({
      ...plain(`tax:${key}`, { kind: 'tax', key, taxType }),
      accepted,
    })),
    ...fields.billingCodes.flatMap(({ key, accountCode }) => {
      if (accountCode === null) return [];
      const isItem = accountCode.startsWith(ITEM);
      const entry: MapEntry = isItem
        ? { kind: 'item', key, itemCode: accountCode.slice(ITEM.length) }
        : { kind: 'account', key, accountCode };
      return [plain(`account:${key}`, entry)];
    }),
    ...(fields.others ?? []).flatMap(({ key, value }) => {
      const entry = otherEntry(section, key, value, organisations);
      return entry ? [plain(`other:${key}`, entry)] : [];
    }),
  ];
}

function otherEntry(
  section: SetUpSection,
  key: string,
  value: string,
  organisations: readonly { id: string; name: string }[],
): MapEntry | null {
  switch (KIND_OF[section]) {
    case 'tracking': {
      const [categoryId = '', optionId = ''] = value.split('/');
      return { kind: 'tracking', key, option: value === NONE ? null : { categoryId, optionId } };
    }
    case 'organisation': {
      const found = organisations.find(({ id }) => id === value) ?? { id: value, name: value };
      return { kind: 'organisation', key, organisation: value === NONE ? null : found };
    }
    case 'due': {
      const rule = readDueRule(value);
      return rule && { kind: 'due', key, rule };
    }
    default:
      return null;
  }
}

export interface NewMaps {
  organisationId: string;
  by: Person;
  entries: MapEntry[];
  before: readonly DecidedMap[];
  /** Billing codes that go back to the default account. */
  defaulted?: string[];
  status?: SetUpFields['status'];
  /** For the audit. */
  action?: 'maps.saved' | 'maps.imported';
}

/** Only what changed is stored, so that who decided the rest stays known; all or nothing. Waiting runs go on by themselves. */
export async function storeMaps(deps: Deps, ...all: NewMaps[]): Promise<number> {
  const changes = all.map((q) => ({ ...q, changed: changedEntries(q), removed: removedEntries(q) }));
  await deps.db.transaction(async (tx) => {
    for (const { organisationId, by, status = null, action = 'maps.saved', changed, removed } of changes) {
      for (const entry of changed) await tx.maps.put(organisationId, entry, by);
      for (const { kind, key } of removed) await tx.maps.remove(organisationId, kind, key);
      if (status) await tx.organisations.setStatus(organisationId, status);
      const details = {
        ...{ organisationId, entries: changed, status },
        removed: removed.map(({ kind, key }) => ({ kind, key })),
      };
      await tx.audit.write(by, action, { details });
    }
  });
  const everywhere = changes.some(({ changed }) => changed.some(({ kind }) => kind === 'organisation'));
  const touched = new Set(changes.map(({ organisationId }) => organisationId));
  for (const run of await deps.db.runs.inState(['open', 'posted']))
    if (everywhere || touched.has(run.organisationId ?? '')) {
      await deps.db.runs.touch(run.id);
      await deps.db.enqueue({ task: 'draw', runId: run.id });
    }
  return changes.reduce((sum, { changed, removed }) => sum + changed.length + removed.length, 0);
}

function changedEntries({ entries, before }: NewMaps): MapEntry[] {
  const known = (entry: MapEntry) => before.find(({ kind, key }) => kind === entry.kind && key === entry.key);
  return entries.filter((entry) => !sameAnswer(entry, known(entry)));
}

function removedEntries({ before, defaulted }: NewMaps): DecidedMap[] {
  return before.filter(({ kind, key }) => (kind === 'account' || kind === 'item') && defaulted?.includes(key));
}

const MOST_SUGGESTED = 100;

/** Type-ahead where a list is too long for the window. Never calls Xero. */
async function suggest(
  deps: Deps,
  { person, organisationId, list, query }: Parameters<Services['setUp']['suggest']>[0],
): Promise<{ value: string; label: string }[]> {
  if (await refuseUnless(deps.people, person, 'admin')) return [];
  const books = (await deps.db.organisations.get(organisationId))?.books;
  if (!books) return [];
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return offered(books, list)
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .slice(0, MOST_SUGGESTED);
}

function offered(books: Books, list: SetUpList): { value: string; label: string }[] {
  switch (list) {
    case 'accounts':
      return books.accounts.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }));
    case 'codes':
      return [
        { value: NONE, label: 'The default account' },
        ...offered(books, 'accounts'),
        ...(books.items ?? []).map(({ code, name }) => ({ value: `${ITEM}${code}`, label: `Item ${code} · ${name}` })),
      ];
    case 'rates':
      return books.taxRates.map(({ type, name, rate }) => ({ value: type, label: `${name} · ${rate}%` }));
    case 'tracking':
      return trackingChoices(books);
  }
}

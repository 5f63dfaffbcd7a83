import type { StoredOrganisation } from '../db/organisations.ts';
import { suggestTaxType } from '../domain/maps.ts';
import { mapsNeeded } from '../domain/maps-needed.ts';
import type { Books, MapEntry, Person } from '../domain/types.ts';
import { type NoticeView, notice, type SetUpView } from '../domain/views.ts';
import type { FormAnswer, Services, SetUpFields } from './api.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';

const TAXES_PER_PAGE = 8;
const BILLING_CODES_PER_PAGE = 8;

export function createSetUp(deps: Deps): Services['setUp'] {
  return { form: (q) => form(deps, q), save: (q) => save(deps, q) };
}

type FormQuestion = Parameters<Services['setUp']['form']>[0];

async function form(
  deps: Deps,
  { person, runId, organisationId, page }: FormQuestion,
): Promise<SetUpView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const picture = runId === null ? null : await takePicture(deps, runId);
  const id = picture?.organisation?.id ?? organisationId;
  const organisation = id ? await deps.db.organisations.get(id) : null;
  if (!organisation) return notice('warning', 'Connect to Xero and choose an organisation first.');
  const books = await readBooks(deps, organisation);
  return view({ runId, organisation, books, maps: await deps.db.maps.list(organisation.id), picture, page });
}

/** Live lists where Xero answers, else those last read. */
async function readBooks(deps: Deps, organisation: StoredOrganisation): Promise<Books> {
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

interface Shown {
  runId: string | null;
  organisation: StoredOrganisation;
  books: Books;
  maps: MapEntry[];
  picture: Picture | null;
  page: number;
}

function view({ runId, organisation, books, maps, picture, page }: Shown): SetUpView {
  const needed = needs(picture, maps);
  const pages = Math.max(
    1,
    Math.ceil(needed.taxes.length / TAXES_PER_PAGE),
    Math.ceil(needed.billingCodes.length / BILLING_CODES_PER_PAGE),
  );
  const current = Math.min(Math.max(page, 1), pages);
  const slice = <T>(all: T[], size: number) => all.slice((current - 1) * size, current * size);
  return {
    kind: 'set-up',
    runId,
    organisation: { id: organisation.id, name: organisation.name },
    accounts: books.accounts,
    taxRates: books.taxRates,
    status: organisation.documentStatus,
    defaultAccount: mapValue(maps, 'default-account', ''),
    taxes: slice(needed.taxes, TAXES_PER_PAGE).map(({ key, label, rate }) => ({
      key,
      label,
      rate,
      current: mapValue(maps, 'tax', key),
      suggested: suggestTaxType(rate, books.taxRates),
    })),
    billingCodes: slice(needed.billingCodes, BILLING_CODES_PER_PAGE).map(({ key, label }) => ({
      key,
      label,
      current: mapValue(maps, 'account', key),
    })),
    page: current,
    pages,
  };
}

/** What the run's lines ask for; without a run, what was decided so far. */
function needs(picture: Picture | null, maps: MapEntry[]) {
  if (picture)
    return mapsNeeded(
      picture.invoices.map(({ invoice }) => invoice),
      picture.reference,
    );
  const keys = (kind: MapEntry['kind']) => maps.filter((map) => map.kind === kind).map(({ key }) => key);
  return {
    taxes: keys('tax').map((key) => ({ key, label: key.replace('|', ' × '), rate: null })),
    billingCodes: keys('account').map((key) => ({ key, label: `billing code ${key}` })),
  };
}

function mapValue(maps: MapEntry[], kind: MapEntry['kind'], key: string): string | null {
  const entry = maps.find((map) => map.kind === kind && map.key === key);
  if (!entry) return null;
  return entry.kind === 'tax' ? entry.taxType : entry.accountCode;
}

type SaveQuestion = Parameters<Services['setUp']['save']>[0];

async function save(deps: Deps, q: SaveQuestion): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, q.person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  const organisation = await deps.db.organisations.get(q.organisationId);
  if (!organisation?.books) return { kind: 'done', notice: notice('warning', 'Connect to Xero first.') };
  const errors = check(q.fields, organisation.books);
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  await store(deps, q.organisationId, q.fields, q.person);
  await redrawWaiting(deps, q.organisationId);
  const next = await form(deps, { ...q, page: q.page + 1 });
  if (next.kind === 'set-up' && next.page > q.page) return { kind: 'next', view: next };
  return { kind: 'done', notice: null };
}

/** Only what Xero lists now may be chosen; a rate that is not Autotask's is left to the plan, which refuses by figures. */
function check(fields: SetUpFields, books: Books): Record<string, string> {
  const errors: Record<string, string> = {};
  const hasAccount = (code: string) => books.accounts.some((account) => account.code === code);
  if (fields.defaultAccount !== null && !hasAccount(fields.defaultAccount))
    errors.defaultAccount = 'This account is not an active revenue account any more.';
  for (const { key, taxType } of fields.taxes)
    if (!books.taxRates.some(({ type }) => type === taxType))
      errors[`tax:${key}`] = 'This rate is not active in Xero any more.';
  for (const { key, accountCode } of fields.billingCodes)
    if (accountCode !== null && !hasAccount(accountCode))
      errors[`account:${key}`] = 'This account is not an active revenue account any more.';
  return errors;
}

async function store(deps: Deps, organisationId: string, fields: SetUpFields, by: Person): Promise<void> {
  const entries: MapEntry[] = [
    ...fields.taxes.map(({ key, taxType }): MapEntry => ({ kind: 'tax', key, taxType })),
    ...fields.billingCodes.flatMap(({ key, accountCode }): MapEntry[] =>
      accountCode === null ? [] : [{ kind: 'account', key, accountCode }],
    ),
    ...(fields.defaultAccount === null
      ? []
      : [{ kind: 'default-account', key: '', accountCode: fields.defaultAccount } satisfies MapEntry]),
  ];
  await deps.db.transaction(async (tx) => {
    for (const entry of entries) await tx.maps.put(organisationId, entry, by);
    for (const { key, accountCode } of fields.billingCodes)
      if (accountCode === null) await tx.maps.remove(organisationId, 'account', key);
    if (fields.status) await tx.organisations.setStatus(organisationId, fields.status);
    await tx.audit.write(by, 'maps.saved', { details: { organisationId, entries, status: fields.status } });
  });
}

/** Runs that waited for a map go on by themselves. */
async function redrawWaiting(deps: Deps, organisationId: string): Promise<void> {
  for (const run of await deps.db.runs.inState(['open', 'posted']))
    if (run.organisationId === organisationId) {
      await deps.db.runs.touch(run.id);
      await deps.db.enqueue({ task: 'draw', runId: run.id });
    }
}

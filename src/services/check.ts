import { isOurs } from '../domain/collision.ts';
import { RemoteError } from '../domain/errors.ts';
import { decideContact, rankSuggestions } from '../domain/matching.ts';
import { grossOf, sign } from '../domain/money.ts';
import { numbersToLookUp } from '../domain/numbers.ts';
import { isNumberedByXero } from '../domain/settings.ts';
import type {
  BooksDocument,
  Company,
  ContactAnswer,
  DocumentKind,
  Invoice,
  OrganisationSettings,
} from '../domain/types.ts';
import { readBooks } from './books.ts';
import type { Deps } from './deps.ts';
import { withLineNames } from './line-names.ts';
import type { Picture } from './picture.ts';
import { tryLater } from './try-later.ts';

/** How far back a changed contact may have been stamped by another clock. */
const CHANGED_MARGIN_MS = 5 * 60_000;

/**
 * The check job: reads Xero's lists, finds who each Company is there, and what stands under the numbers of the run. All
 * companies, before anything can be approved. May run twice; throws what the queue should try again.
 */
export async function runCheck(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'checking' || run.organisationId === null) return;
  try {
    await check(deps, runId, run.organisationId);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.kind === 'auth') await deps.examine(run.organisationId);
    const waits = error.kind === 'auth' || error.kind === 'refused';
    if (!waits) return tryLater(deps, { task: 'check', runId, error, waiting: ['checking'] });
    await deps.db.transaction(async (tx) => {
      await tx.runs.move(runId, 'open', { failure: error.userMessage }, ['checking']);
      await tx.enqueue({ task: 'draw', runId });
    });
  }
}

async function check(deps: Deps, runId: string, organisationId: string): Promise<void> {
  const { books, settings } = await readBooks(deps, organisationId);
  await deps.db.organisations.setBooks(organisationId, books);
  await copyContacts(deps, organisationId);
  const found = (await deps.db.runs.invoices(runId)).map(({ invoice }) => invoice).filter(({ isVoided }) => !isVoided);
  const invoices = await withLineNames(deps, found, settings.descriptionTemplate);
  const { companies } = await deps.db.runs.found(runId);
  const answers = await findContacts(deps, { runId, organisationId, companies, invoices });
  const documents = await findDocuments(deps, organisationId, invoices, settings);
  await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.move(runId, 'open', { checkedAt: deps.clock.now(), failure: null }, ['checking']))) return;
    await tx.contacts.setAnswers(runId, answers);
    await tx.runs.setInXero(runId, documents);
    for (const [index, invoice] of invoices.entries())
      if (invoice !== found[index]) await tx.runs.replaceInvoice(runId, invoice);
    const questions = [...answers.values()].filter(({ kind }) => kind === 'question').length;
    await tx.audit.write('system', 'run.checked', { runId, details: { organisationId, questions } });
    await tx.enqueue({ task: 'draw', runId });
  });
}

/** Looks again at what may have been mended in Xero since, for the Invoices of a run that are to be sent again. */
export async function lookAgain(deps: Deps, picture: Picture): Promise<void> {
  const { run } = picture;
  if (run.organisationId === null) return;
  const again = picture.planned
    .filter(({ verdict }) => verdict.kind === 'ready' || verdict.kind === 'refused')
    .map(({ invoice }) => invoice);
  const { books, settings } = await readBooks(deps, run.organisationId);
  const documents = await findDocuments(deps, run.organisationId, again, settings);
  await deps.db.transaction(async (tx) => {
    if (run.organisationId !== null) await tx.organisations.setBooks(run.organisationId, books);
    for (const { id } of again) await tx.runs.setInXeroOf(run.id, id, documents.get(id) ?? []);
  });
}

/** The local copy that suggestions and type-ahead come from. */
export async function copyContacts(deps: Deps, organisationId: string): Promise<void> {
  const organisation = await deps.db.organisations.get(organisationId);
  const since = organisation?.contactsReadAt;
  const startedAt = deps.clock.now();
  const from = since ? new Date(Date.parse(since) - CHANGED_MARGIN_MS).toISOString() : null;
  await deps.db.contacts.store(organisationId, await deps.accounting.allContacts(organisationId, from));
  await deps.db.organisations.setContactsReadAt(organisationId, startedAt);
}

interface ContactSearch {
  runId: string;
  organisationId: string;
  companies: Company[];
  invoices: Invoice[];
}

/** Known link, else ContactNumber, else a question with suggestions. Answers people gave in this run stay. */
async function findContacts(deps: Deps, search: ContactSearch): Promise<Map<number, ContactAnswer>> {
  const { runId, organisationId, invoices } = search;
  const given = await deps.db.contacts.answers(runId);
  const ids = [...new Set(invoices.map(({ companyId }) => companyId))];
  const companies = search.companies.filter(({ id }) => ids.includes(id));
  const links = await deps.db.contacts.links(organisationId, ids);
  const byNumber = await deps.accounting.contactsByNumber(organisationId, ids.map(String));
  const linked = await deps.accounting.contactsById(
    organisationId,
    [...links.values()].map(({ contactId }) => contactId),
  );
  const into = [...byNumber, ...linked].flatMap(({ mergedTo }) => mergedTo ?? []);
  const winners =
    into.length === 0 ? [] : (await deps.db.contacts.all(organisationId)).filter(({ id }) => into.includes(id));
  const answers = new Map<number, ContactAnswer>();
  for (const company of companies) {
    const before = given.get(company.id);
    const byPerson = before?.kind === 'skipped' || (before?.kind === 'known' && before.from === 'answer');
    const link = links.get(company.id) ?? null;
    const decided = decideContact({
      company,
      link,
      byNumber: byNumber.filter(({ number }) => number === String(company.id)),
      byLinkId: linked.find(({ id }) => id === link?.contactId) ?? null,
      contacts: winners,
    });
    answers.set(company.id, byPerson && before ? before : decided);
  }
  return suggest(deps, organisationId, companies, answers);
}

async function suggest(deps: Deps, organisationId: string, companies: Company[], answers: Map<number, ContactAnswer>) {
  const asked = companies.filter(({ id }) => answers.get(id)?.kind === 'question');
  if (asked.length === 0) return answers;
  const contacts = await deps.db.contacts.all(organisationId);
  const people = await deps.psa.companyContacts(asked.map(({ id }) => id));
  for (const company of asked) {
    const answer = answers.get(company.id);
    if (answer?.kind !== 'question') continue;
    const own = people.filter(({ companyId }) => companyId === company.id);
    const suggestions = rankSuggestions(company, own, contacts);
    const known = new Set(answer.question.suggestions.map(({ contactId }) => contactId));
    answer.question.suggestions.push(...suggestions.filter(({ contactId }) => !known.has(contactId)));
  }
  return answers;
}

/** What stands in Xero under the numbers and references of these invoices. */
export async function findDocuments(
  deps: Deps,
  organisationId: string,
  invoices: Invoice[],
  settings: OrganisationSettings,
): Promise<Map<number, BooksDocument[]>> {
  const found = new Map<number, BooksDocument[]>();
  for (const kind of ['invoice', 'credit-note'] satisfies DocumentKind[]) {
    const ofKind = invoices.filter((invoice) => sign(grossOf(invoice)) < 0 === (kind === 'credit-note'));
    if (ofKind.length === 0) continue;
    const numbers = [...new Set(ofKind.flatMap((invoice) => numbersToLookUp(invoice, settings)))];
    const byNumber = await deps.accounting.documentsByNumber(organisationId, kind, numbers);
    // credit notes have no link back, and what Xero numbered has no number of ours
    const byReference =
      kind === 'credit-note' || isNumberedByXero(settings)
        ? await deps.accounting.documentsByReference(
            organisationId,
            kind,
            ofKind.map(({ id }) => id),
          )
        : [];
    for (const invoice of ofKind) {
      const own = byReference.filter((document) => isOurs(document, invoice.id));
      const wanted = numbersToLookUp(invoice, settings).map((number) => number.toLowerCase());
      const same = byNumber.filter(({ number }) => number !== null && wanted.includes(number.toLowerCase()));
      const all = [...same, ...own.filter(({ id }) => !same.some((document) => document.id === id))];
      if (all.length > 0) found.set(invoice.id, all);
    }
  }
  return found;
}

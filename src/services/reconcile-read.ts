import type { StoredOrganisation } from '../db/organisations.ts';
import { sentFor } from '../domain/collision.ts';
import { fitsDivision } from '../domain/division.ts';
import { numbersToLookUp } from '../domain/numbers.ts';
import type { ReconcileInput } from '../domain/reconcile.ts';
import { matchDocuments } from '../domain/reconcile-match.ts';
import type {
  Books,
  BooksDocument,
  DetailedDocument,
  DocumentKind,
  Invoice,
  Period,
  Posting,
} from '../domain/types.ts';
import type { Deps } from './deps.ts';

const KINDS: readonly DocumentKind[] = ['invoice', 'credit-note'];
/** Invoices without a document that are looked for outside the period; each 40 cost a call. */
const LOOKED_FOR = 400;

export interface Asked {
  period: Period;
  division: string | null;
  organisation: StoredOrganisation;
}

export type Read = ReconcileInput & { books: Books; notes: string[] };

/** All that both systems say of the period, now. */
export async function readBoth(deps: Deps, { period, division, organisation }: Asked): Promise<Read> {
  const { psa, accounting } = deps;
  const { from, to } = period;
  const organisationId = organisation.id;
  const [reference, received, books, ...lists] = await Promise.all([
    psa.reference(),
    psa.findInvoices({ from, to }),
    accounting.books(organisationId),
    ...KINDS.map((kind) => accounting.documentsInPeriod(organisationId, kind, from, to)),
  ]);
  const documents = lists.flat();
  const invoices =
    division === null ? received : received.filter((invoice) => fitsDivision(invoice, division, reference.levels));
  const otherInvoices = await namedElsewhere(deps, received, invoices, documents);
  const ids = [...new Set([...received, ...otherInvoices].map(({ companyId }) => companyId))];
  const [companies, companiesOf] = await Promise.all([psa.companies(ids), whoIsWho(deps, organisationId, ids)]);
  const sent = await deps.db.postings.latest(invoices.map(({ id }) => id));
  const numbering = organisation.settings;
  const known = { invoices, otherInvoices, companies, documents, companiesOf, sent, numbering };
  const outside = await lookOutside(deps, organisationId, known);
  return {
    ...{ ...known, organisationId, period, reference, books, taxRates: books.taxRates },
    isPart: division !== null,
    otherDocuments: outside.documents,
    notes: [...outside.notes, ...partNotes(division)],
  };
}

function partNotes(division: string | null): string[] {
  if (division === null) return [];
  return ['Only a division was asked for, so documents in Xero without an invoice of it are not counted as extra.'];
}

/** Invoices that documents of the period name although they are not among the ones compared. */
async function namedElsewhere(deps: Deps, received: Invoice[], compared: Invoice[], documents: DetailedDocument[]) {
  const own = new Set(compared.map(({ id }) => id));
  const named = new Set(documents.map(sentFor).filter((id): id is number => id !== null && !own.has(id)));
  const here = received.filter(({ id }) => named.has(id));
  for (const { id } of here) named.delete(id);
  return [...here, ...(named.size > 0 ? await deps.psa.findInvoices({ ids: [...named] }) : [])];
}

/** Which companies a contact stands for: by its ContactNumber as Xero has it now, and by the links people decided. */
async function whoIsWho(deps: Deps, organisationId: string, companyIds: number[]): Promise<Map<string, Set<number>>> {
  const companiesOf = new Map<string, Set<number>>();
  const add = (contactId: string, companyId: number) =>
    companiesOf.set(contactId, (companiesOf.get(contactId) ?? new Set()).add(companyId));
  const wanted = new Set(companyIds.map(String));
  const links = await deps.db.contacts.links(organisationId, companyIds);
  const [numbered, linked] = await Promise.all([
    deps.accounting.contactsByNumber(organisationId, [...wanted]),
    deps.accounting.contactsById(
      organisationId,
      [...links.values()].map(({ contactId }) => contactId),
    ),
  ]);
  // A contact that was merged has handed its documents on.
  for (const { id, number, mergedTo } of numbered)
    if (number !== null && wanted.has(number))
      for (const contactId of [id, mergedTo]) if (contactId !== null) add(contactId, Number(number));
  const merged = new Map(linked.map(({ id, mergedTo }) => [id, mergedTo]));
  for (const [companyId, { contactId }] of links)
    for (const id of [contactId, merged.get(contactId)]) if (id) add(id, companyId);
  return companiesOf;
}

type Known = Pick<Read, 'invoices' | 'companies' | 'documents' | 'companiesOf' | 'sent' | 'numbering'>;

/** What has no document in the period may have one outside it: by number, by reference, and where the ledger points. */
async function lookOutside(
  deps: Deps,
  organisationId: string,
  known: Known,
): Promise<{ documents: BooksDocument[]; notes: string[] }> {
  const { pairs } = matchDocuments({ ...known, companies: new Map(known.companies.map((one) => [one.id, one])) });
  const alone = known.invoices.filter(({ id, isVoided }) => !isVoided && !pairs.has(id));
  const wanted = alone.slice(0, LOOKED_FOR);
  if (wanted.length === 0) return { documents: [], notes: [] };
  const { accounting } = deps;
  const numbers = wanted.flatMap((invoice) => numbersToLookUp(invoice, known.numbering));
  const found = await Promise.all(
    KINDS.flatMap((kind) => [
      accounting.documentsByNumber(organisationId, kind, numbers),
      accounting.documentsById(organisationId, kind, pointers(wanted, known.sent, { kind, organisationId })),
    ]),
  );
  const within = new Set(known.documents.map(({ id }) => id));
  const documents = new Map(found.flat().map((document) => [document.id, document]));
  const left = alone.length - wanted.length;
  return {
    documents: [...documents.values()].filter(({ id }) => !within.has(id)),
    notes: left > 0 ? [`${left} more without a document in the period were not looked for outside of it.`] : [],
  };
}

function pointers(
  invoices: Invoice[],
  sent: ReadonlyMap<number, Posting>,
  { kind, organisationId }: { kind: DocumentKind; organisationId: string },
): string[] {
  return invoices.flatMap(({ id }) => {
    const posting = sent.get(id);
    return posting?.document?.kind === kind && posting.organisationId === organisationId ? [posting.document.id] : [];
  });
}

import { setImmediate } from 'node:timers/promises';
import type { StoredOrganisation } from '../db/organisations.ts';
import { sentFor } from '../domain/collision.ts';
import { fitsDivision, resolveDivision } from '../domain/division.ts';
import { RemoteError } from '../domain/errors.ts';
import { numbersToLookUp } from '../domain/numbers.ts';
import { describePeriod, todayIn } from '../domain/period.ts';
import { type Entry, type ReconcileInput, type Reconciliation, reconcileInSteps } from '../domain/reconcile.ts';
import { parseReconcile } from '../domain/reconcile-command.ts';
import { entriesCsv, totalsCsv } from '../domain/reconcile-csv.ts';
import { matchDocuments } from '../domain/reconcile-match.ts';
import { reconcileView } from '../domain/reconcile-view.ts';
import type {
  Books,
  BooksDocument,
  DetailedDocument,
  DocumentKind,
  Invoice,
  Period,
  Person,
  Place,
  Posting,
} from '../domain/types.ts';
import { type Link, type NoticeView, notice, type ReconcileView } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { refuseStranger } from './rights.ts';

const KINDS: readonly DocumentKind[] = ['invoice', 'credit-note'];
/** Invoices without a document that are looked for outside the period; each 40 cost a call. */
const LOOKED_FOR = 400;

export function createReconcile(deps: Deps): Services['reconcile'] {
  const atWork = new Set<string>();
  return {
    async start(q) {
      const asked = await understand(deps, q);
      if ('kind' in asked) return asked;
      const key = `${asked.organisation.id} ${q.place}`;
      if (atWork.has(key)) return notice('info', 'This is being reconciled here already; the result comes as a card.');
      atWork.add(key);
      try {
        return await run(deps, q, asked);
      } finally {
        atWork.delete(key);
      }
    },
  };
}

type Start = Parameters<Services['reconcile']['start']>[0];

interface Asked {
  period: Period;
  division: string | null;
  organisation: StoredOrganisation;
}

/** What is to be compared, or why it cannot be, or the question which organisation is meant. */
async function understand(deps: Deps, { person, text, organisationId }: Start): Promise<Asked | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const parsed = parseReconcile(text, todayIn(deps.timeZone, deps.clock.now()));
  if (!parsed.ok) {
    const meant = parsed.meant ?? null;
    return notice('warning', parsed.problem, {
      lines: [...(meant ? [`Did you mean: /upsync reconcile ${meant}`] : []), `For example: ${parsed.example}`],
      actions: meant ? [{ kind: 'reconcile', label: `Reconcile ${meant}`, text: meant, organisationId }] : [],
    });
  }
  const { period, division } = parsed;
  if (division !== null) {
    const refused = await refuseDivision(deps, period, division, organisationId);
    if (refused) return refused;
  }
  const connected = await deps.db.organisations.connected();
  const organisation =
    organisationId === null && connected.length === 1
      ? connected[0]
      : connected.find(({ id }) => id === organisationId);
  if (organisation) return { period, division, organisation };
  if (connected.length === 0)
    return notice('warning', 'upSync is not connected to Xero, so there is nothing to compare with.', {
      actions: [{ kind: 'connect', label: 'Connect to Xero' }],
    });
  return notice('info', `With which organisation shall Autotask be compared, ${describePeriod(period)}?`, {
    actions: connected.map(({ id, name }) => ({ kind: 'reconcile', label: name, text, organisationId: id })),
  });
}

async function refuseDivision(deps: Deps, period: Period, division: string, organisationId: string | null) {
  const { levels } = await deps.psa.reference();
  const found = resolveDivision(division, levels);
  if (found.kind === 'one') return null;
  if (found.kind === 'none')
    return notice('warning', `No division or line of business is called “${division}”.`, {
      lines: found.existing.length > 0 ? [`There are: ${found.existing.join(' · ')}`] : ['Autotask has none at all.'],
    });
  const text = (value: string) => `${period.from}..${period.to} division:"${value}"`;
  return notice('info', `“${division}” can mean more than one. Which one?`, {
    actions: found.choices.map(({ value, label }) => ({ kind: 'reconcile', label, text: text(value), organisationId })),
  });
}

/** Reads both systems, compares, and shows it where it was asked. Somebody waits, so that they are told it takes a while. */
async function run(deps: Deps, { person, place }: Start, asked: Asked): Promise<NoticeView | null> {
  const { period, division, organisation } = asked;
  const title = [describePeriod(period), division].filter(Boolean).join(' · ');
  await deps.chat
    .whisper(
      place,
      person.id,
      notice('info', `Reconciling ${title} with ${organisation.name} …`, {
        lines: ['Both systems are read now; the result comes as a card.'],
      }),
    )
    .catch((error) => deps.log.warn({ error }, 'a person could not be told that reconciling began'));
  const startedAt = deps.clock.now();
  const read = await readBoth(deps, asked);
  const found = await compare(read);
  const view = reconcileView(found, {
    ...{ title, organisation: organisation.name, requestedBy: person, readAt: startedAt.toISOString() },
    linksOf: linksOf(deps, read.books, await webUrl(deps)),
    notes: read.notes,
  });
  await deps.db.audit.write(person, 'reconciled', {
    details: { organisationId: organisation.id, period, division, equal: view.equal, kinds: view.kinds },
  });
  return show(deps, { person, place, view, found, period });
}

type Read = ReconcileInput & { books: Books; notes: string[] };

/** Others have their turn between the steps. */
async function compare(read: Read): Promise<Reconciliation> {
  const steps = reconcileInSteps(read);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** All that both systems say of the period, now. */
async function readBoth(deps: Deps, { period, division, organisation }: Asked): Promise<Read> {
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

async function webUrl(deps: Deps): Promise<string | null> {
  return deps.psa.identity().then(
    (identity) => identity.webUrl,
    () => null,
  );
}

function linksOf(deps: Deps, books: Books, autotaskUrl: string | null) {
  return ({ invoice, document }: Entry): Link[] => [
    ...(document
      ? [
          {
            label: 'Xero',
            url: deps.accounting.documentLink(books.organisation.shortCode, document.kind, document.id),
          },
        ]
      : []),
    ...(invoice && autotaskUrl !== null
      ? [
          {
            label: 'Autotask',
            url: deps.companyUrl.replace('{webUrl}', autotaskUrl).replace('{companyId}', String(invoice.companyId)),
          },
        ]
      : []),
  ];
}

interface Shown {
  person: Person;
  place: Place;
  view: ReconcileView;
  found: Reconciliation;
  period: Period;
}

/** Where it was typed, if upSync may post there; else in the channel, with the way to it. */
async function show(deps: Deps, { person, place, view, found, period }: Shown): Promise<NoticeView | null> {
  const { chat } = deps;
  let at = place;
  let card: string;
  try {
    card = await chat.post(at, view);
  } catch (error) {
    if (!(error instanceof RemoteError) || error.kind !== 'refused' || place === deps.channel) throw error;
    at = deps.channel;
    card = await chat.post(at, view);
  }
  const name = `${period.from}-to-${period.to}`;
  const file = (kind: string, content: string) => ({
    ...{ name: `${kind}-${name}.csv`, title: `${kind === 'totals' ? 'Totals' : 'Every invoice'}, ${view.title}` },
    content: Buffer.from(content),
  });
  const files = [file('reconcile', entriesCsv(found)), file('totals', totalsCsv(found))];
  const missing = await uploadAll(deps, at, files, card);
  const lines = [
    ...(at === place ? [] : ['upSync is not a member of this conversation, so the card is in its own channel.']),
    ...(missing === null ? [] : [`The files could not be put into its thread: ${missing}`]),
  ];
  if (lines.length === 0) return null;
  const url = await chat.link(card);
  const links = url ? [{ label: 'Open the card', url }] : [];
  deps.log.info({ person: person.id, period }, 'a comparison was shown with a remark');
  return notice(missing === null ? 'info' : 'warning', 'Autotask and Xero are compared.', { lines, links });
}

/** Null when all are there; else why not, for people. */
async function uploadAll(
  deps: Deps,
  place: Place,
  files: { name: string; title: string; content: Buffer }[],
  thread: string,
): Promise<string | null> {
  try {
    for (const file of files) await deps.chat.upload(place, file, thread);
    return null;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    deps.log.warn({ error }, 'the files of a comparison could not be uploaded');
    return error.userMessage;
  }
}

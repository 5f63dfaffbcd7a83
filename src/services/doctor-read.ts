import type { StoredOrganisation } from '../db/organisations.ts';
import { isOurs } from '../domain/collision.ts';
import {
  type ConnectionFact,
  type DoctorFacts,
  diagnose,
  type Finding,
  judgeLink,
  type LinkFact,
} from '../domain/doctor.ts';
import { proposedNumber } from '../domain/draft.ts';
import { RemoteError } from '../domain/errors.ts';
import { toMark } from '../domain/plan.ts';
import { IN_PROGRESS, IN_XERO, isMarkable } from '../domain/posting.ts';
import type { BooksDocument, Contact, DocumentKind, Instant, Posting, SyncRun } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { takePicture } from './picture.ts';

/** What is settled is compared so long; what is not, for ever. */
const LOOK_BACK_DAYS = 92;
/** Each forty cost a call to Xero, which allows sixty a minute. */
const MOST_POSTINGS = 2_000;
/** Runs whose open question is counted as their card counts it. */
const MOST_QUESTIONS = 40;
/** Autotask's `in` lists are kept to this length. */
const IDS_PER_READ = 200;
/** Merged into one that was merged itself, and so on. */
const MERGES_FOLLOWED = 3;
const KINDS: readonly DocumentKind[] = ['invoice', 'credit-note'];
const GONE = ['VOIDED', 'DELETED'];

export interface Examination {
  examinedAt: Instant;
  findings: Finding[];
  /** What was looked at, in words. */
  looked: string[];
  /** What could not be read, and what was left out. */
  notes: string[];
  /** Both systems answered to everything. */
  isWhole: boolean;
}

/** Reads what the ledger promises and what both systems say of it now. Changes nothing but what is known of a connection. */
export async function examine(deps: Deps): Promise<Examination> {
  const now = deps.clock.now();
  const unread: string[] = [];
  const left: string[] = [];
  const postings = await ledger(deps, now, left);
  const runs = await runsOf(deps, postings);
  const questions = await questionsOf(deps, postings, runs, left);
  const ids = [
    ...postings.map(({ invoiceId }) => invoiceId),
    ...questions.flatMap(({ invoices }) => invoices.map((one) => one.invoiceId)),
  ];
  const marks = await readMarks(deps, [...new Set(ids)], unread);
  const xero = await readXero(deps, postings, marks, { unread, left });
  const connections = await connectionsOf(deps);
  const facts: DoctorFacts = {
    ...{ now: now.toISOString(), postings, runs, questions, marks, connections, ...xero },
    sentAt: await sendTimes(deps, postings),
    hasLogins: deps.grant === 'authorization_code',
  };
  const notes = [...unread, ...left];
  const found = diagnose(facts);
  const isWhole = unread.length === 0;
  return {
    examinedAt: facts.now,
    findings: found,
    looked: [...lookedAt(facts), ...inDoubt(facts, found)],
    notes,
    isWhole,
  };
}

function lookedAt({ postings, marks, asked, links, connections, runs }: DoctorFacts): string[] {
  const live = connections.filter(({ state }) => state === 'connected').length;
  const things: [number, string, string][] = [
    [postings.length, 'posting of the ledger', 'postings of the ledger'],
    [marks?.size ?? 0, 'mark in Autotask', 'marks in Autotask'],
    [asked.size, 'document in Xero', 'documents in Xero'],
    [links.length, 'link to a contact', 'links to contacts'],
    [runs.size, 'run', 'runs'],
    [live, 'connection', 'connections'],
  ];
  return things.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
}

/** What a run at work still settles by itself is nothing to mend, and is not hidden either. */
function inDoubt({ postings }: DoctorFacts, found: readonly Finding[]): string[] {
  const told = new Set(found.flatMap(({ kind, posting }) => (kind === 'in-doubt' && posting ? [posting.id] : [])));
  const left = postings.filter(({ id, state }) => state === 'in_doubt' && !told.has(id)).length;
  return left === 0 ? [] : [`${left} in doubt, which upSync settles by itself`];
}

/** The latest generation of each invoice that is not settled, or was not long ago. */
async function ledger(deps: Deps, now: Date, notes: string[]): Promise<Posting[]> {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);
  const all = await deps.db.postings.toExamine(since);
  const latest = new Map<number, Posting>();
  for (const posting of all) {
    const known = latest.get(posting.invoiceId);
    if (!known || known.generation < posting.generation) latest.set(posting.invoiceId, posting);
  }
  const inHand = [...latest.values()].filter(({ state }) => IN_PROGRESS.includes(state));
  const rest = [...latest.values()].filter(({ state }) => !IN_PROGRESS.includes(state));
  const left = rest.length - MOST_POSTINGS;
  if (left > 0) notes.push(`${left} older postings were not looked at; /upsync reconcile compares a whole period.`);
  return [...inHand, ...rest.slice(0, MOST_POSTINGS)];
}

/** Those of the postings, and all that should be at work. */
async function runsOf(deps: Deps, postings: readonly Posting[]): Promise<Map<string, SyncRun>> {
  const atWork = await deps.db.runs.inState(['searching', 'checking', 'posting', 'marking', 'undoing']);
  const runs = new Map(atWork.map((run) => [run.id, run]));
  for (const id of new Set(postings.map(({ runId }) => runId))) {
    const run = runs.get(id) ?? (await deps.db.runs.get(id));
    if (run) runs.set(id, run);
  }
  return runs;
}

/** Runs that ended and wait for the answer whether to mark. */
async function questionsOf(
  deps: Deps,
  postings: readonly Posting[],
  runs: ReadonlyMap<string, SyncRun>,
  notes: string[],
) {
  const open = [
    ...new Set(
      postings
        .filter((one) => isMarkable(one) && one.markOwedSince === null && one.markedAt === null)
        .flatMap(({ runId }) => runs.get(runId) ?? [])
        .filter(({ state, markAnswer }) => markAnswer !== 'no' && (state === 'posted' || state === 'done')),
    ),
  ];
  const left = open.length - MOST_QUESTIONS;
  if (left > 0) notes.push(`${left} older runs that wait for the answer whether to mark were not looked at.`);
  const questions: DoctorFacts['questions'][number][] = [];
  for (const { id: runId } of open.slice(0, MOST_QUESTIONS)) {
    const picture = await takePicture(deps, runId);
    const asks = picture?.next.kind === 'mark' || (picture?.next.kind === 'try-again' && picture.next.mark !== null);
    if (!picture || !asks) continue;
    const { inXero, nothingToPost } = toMark(picture.planned);
    const invoices = [...inXero, ...nothingToPost].map(({ invoice, posting, verdict }) => ({
      ...{ invoiceId: invoice.id, companyId: invoice.companyId, nothingToPost: verdict.kind === 'nothing-to-post' },
      number: posting?.document?.number ?? proposedNumber(invoice).number,
    }));
    questions.push({ runId, invoices });
  }
  return questions;
}

async function readMarks(deps: Deps, ids: number[], notes: string[]): Promise<DoctorFacts['marks']> {
  const marks = new Map<number, { markedAt: Instant | null; isVoided: boolean }>();
  try {
    for (let start = 0; start < ids.length; start += IDS_PER_READ)
      for (const [id, mark] of await deps.psa.marks(ids.slice(start, start + IDS_PER_READ))) marks.set(id, mark);
    return marks;
  } catch (error) {
    notes.push(`Autotask was not compared: ${wordsOf(error)}`);
    return null;
  }
}

async function sendTimes(deps: Deps, postings: readonly Posting[]): Promise<Map<string, Instant>> {
  const sent = new Map<string, Instant>();
  const inHand = postings.filter(({ state }) => state === 'posting' || state === 'in_doubt');
  for (const id of new Set(inHand.flatMap(({ batchId }) => batchId ?? []))) {
    const batch = await deps.db.batches.get(id);
    const at = batch?.lastSentAt ?? batch?.firstSentAt;
    if (at) sent.set(id, at);
  }
  return sent;
}

type XeroFacts = Pick<DoctorFacts, 'links'> & {
  documents: Map<string, BooksDocument>;
  asked: Set<string>;
  elsewhere: Set<number>;
};

/** Organisation by organisation; one that does not answer keeps no other from being looked at. */
async function readXero(
  deps: Deps,
  postings: readonly Posting[],
  marks: DoctorFacts['marks'],
  { unread, left }: { unread: string[]; left: string[] },
): Promise<XeroFacts> {
  const facts: XeroFacts = { documents: new Map(), asked: new Set(), elsewhere: new Set(), links: [] };
  const connected = await deps.db.organisations.connected();
  for (const organisation of connected) {
    const own = postings.filter(({ organisationId }) => organisationId === organisation.id);
    try {
      await readDocuments(deps, organisation, own, facts);
      await readElsewhere(deps, organisation, own, marks, facts.elsewhere);
      facts.links = [...facts.links, ...(await readLinks(deps, organisation))];
    } catch (error) {
      if (error instanceof RemoteError && error.kind === 'auth') await deps.examine(organisation.id);
      unread.push(`${organisation.name} in Xero was not compared: ${wordsOf(error)}`);
    }
  }
  const ids = new Set(connected.map(({ id }) => id));
  const away = postings.filter((one) => one.document !== null && !ids.has(one.organisationId ?? '')).length;
  if (away > 0) left.push(`${away} documents could not be looked up: upSync is not connected to their organisation.`);
  return facts;
}

async function readDocuments(deps: Deps, { id }: StoredOrganisation, own: readonly Posting[], facts: XeroFacts) {
  for (const kind of KINDS) {
    const ids = own.flatMap(({ state, document }) =>
      document?.kind === kind && IN_XERO.includes(state) ? [document.id] : [],
    );
    if (ids.length === 0) continue;
    for (const document of await deps.accounting.documentsById(id, kind, ids))
      facts.documents.set(document.id, document);
    for (const documentId of ids) facts.asked.add(documentId);
  }
}

/** What is marked in Autotask and was not sent by us may stand in Xero all the same. */
async function readElsewhere(
  deps: Deps,
  { id }: StoredOrganisation,
  own: readonly Posting[],
  marks: DoctorFacts['marks'],
  elsewhere: Set<number>,
) {
  const unsent = own.filter(({ state, invoiceId }) => {
    const isUnsent = state === 'ready' || state === 'rejected' || state === 'voided';
    return isUnsent && (marks?.get(invoiceId)?.markedAt ?? null) !== null;
  });
  for (const kind of KINDS) {
    const ofKind = unsent.filter((posting) => posting.kind === kind);
    if (ofKind.length === 0) continue;
    const numbers = ofKind.flatMap(({ draft }) => (draft?.number ? [draft.number] : []));
    const found = [
      ...(await deps.accounting.documentsByNumber(id, kind, numbers)),
      ...(await deps.accounting.documentsByReference(
        id,
        kind,
        ofKind.map(({ invoiceId }) => invoiceId),
      )),
    ].filter(({ status }) => !GONE.includes(status));
    for (const { invoiceId, draft } of ofKind) {
      const own = (one: BooksDocument) => isOurs(one, invoiceId) || (draft?.number && one.number === draft.number);
      if (found.some(own)) elsewhere.add(invoiceId);
    }
  }
}

async function readLinks(deps: Deps, { id: organisationId }: StoredOrganisation): Promise<LinkFact[]> {
  const links = await deps.db.contacts.allLinks(organisationId);
  if (links.length === 0) return [];
  const known = new Map<string, Contact>();
  let wanted = [...new Set(links.map(({ contactId }) => contactId))];
  for (let round = 0; round <= MERGES_FOLLOWED && wanted.length > 0; round += 1) {
    const found = await deps.accounting.contactsById(organisationId, wanted);
    for (const contact of found) known.set(contact.id, contact);
    wanted = [...new Set(found.flatMap(({ mergedTo }) => (mergedTo && !known.has(mergedTo) ? [mergedTo] : [])))];
  }
  return links.map(({ companyId, contactId, contactName }) => {
    const contact = known.get(contactId) ?? null;
    return { organisationId, companyId, contactId, contactName, contact, winner: winnerOf(contact, known) };
  });
}

/** Of the links of one organisation alone: what is wrong with each. */
export async function examineLinks(deps: Deps, organisation: StoredOrganisation): Promise<Finding[]> {
  return (await readLinks(deps, organisation)).flatMap(judgeLink);
}

function winnerOf(contact: Contact | null, known: ReadonlyMap<string, Contact>): Contact | null {
  let at = contact;
  for (let round = 0; round < MERGES_FOLLOWED && at?.state === 'merged'; round += 1)
    at = at.mergedTo === null ? null : (known.get(at.mergedTo) ?? null);
  return at?.state === 'active' && at !== contact ? at : null;
}

/** Each with what it opens; a connection whose organisations another one opens is history. */
async function connectionsOf(deps: Deps): Promise<ConnectionFact[]> {
  const facts: ConnectionFact[] = [];
  for (const { id, state, message, refreshedAt } of await deps.db.connections.list()) {
    const organisations = (await deps.db.organisations.ofConnection(id)).map(({ name }) => name);
    facts.push({ id, state, message, refreshedAt, organisations });
  }
  return facts;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof RemoteError)) throw error;
  return error.userMessage;
}

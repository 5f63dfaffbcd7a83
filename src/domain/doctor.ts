import { judgeConnections } from './doctor-connections.ts';
import { whoseMark } from './marks.ts';
import { describeDay } from './period.ts';
import { IN_PROGRESS, IN_XERO, isMarkable } from './posting.ts';
import type { BooksDocument, Contact, Instant, Posting, RunState, SyncRun } from './types.ts';

/** Half-states, in the order they are told. */
export const FINDING_KINDS = [
  'connection-dead',
  'token-ending',
  'in-doubt',
  'stuck',
  'mark-owed',
  'mark-unanswered',
  'marked-not-posted',
  'mark-cleared',
  'document-gone',
  'document-missing',
  'link-merged',
  'link-unusable',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * What a person may want done with a kind of finding.
 *
 * mend    what its name says: look, start, mark, let the ledger follow, link anew
 * clear   as far as it is in the ledger's hands the same, and upSync's own mark in Autotask is cleared with it
 * accept  it is to stay as it is, and is told no more
 */
export const MEND_WAYS = ['mend', 'clear', 'accept'] as const;
export type MendWay = (typeof MEND_WAYS)[number];

/** Something that is half done, as the live systems show it. */
export interface Finding {
  kind: FindingKind;
  /** The same thing tomorrow has the same key. */
  key: string;
  /** What it is about: an invoice's number, a run, an organisation. */
  label: string;
  sentence: string;
  companyId: number | null;
  invoiceId: number | null;
  runId: string | null;
  posting: Posting | null;
  link: LinkFact | null;
  /** True where the mark that stands in Autotask was written by upSync. */
  ourMark?: boolean;
}

/** A Link with what Xero says of its Contact now. */
export interface LinkFact {
  organisationId: string;
  companyId: number;
  contactId: string;
  contactName: string;
  /** Null where Xero does not know it. */
  contact: Contact | null;
  /** Where a merged one ended, if that one is active. */
  winner: Contact | null;
}

export interface ConnectionFact {
  id: string;
  state: 'connected' | 'dead' | 'disconnected';
  /** Names of what it opens and nothing else does. */
  organisations: string[];
  message: string | null;
  /** The last time its tokens were renewed. */
  refreshedAt: Instant;
}

/** What a run would mark if somebody said Yes, as its card counts it. */
export interface OpenQuestion {
  runId: string;
  invoices: { invoiceId: number; number: string; companyId: number; nothingToPost: boolean }[];
}

/** All that was read; nothing here is remembered from an earlier look, but the ledger. */
export interface DoctorFacts {
  now: Instant;
  /** The latest generation of each. */
  postings: readonly Posting[];
  /** Runs at work, and those the postings belong to. */
  runs: ReadonlyMap<string, SyncRun>;
  questions: readonly OpenQuestion[];
  /** When the batch of a posting was last sent; missing where it never was. */
  sentAt: ReadonlyMap<string, Instant>;
  /** Autotask now; null where it did not answer. */
  marks: ReadonlyMap<number, { markedAt: Instant | null; isVoided: boolean }> | null;
  /** Xero now, by document id; those that were asked for and are missing do not exist. */
  documents: ReadonlyMap<string, BooksDocument>;
  /** Document ids that were asked for and answered. */
  asked: ReadonlySet<string>;
  /** Invoices that stand in Xero by somebody else's hand. */
  elsewhere: ReadonlySet<number>;
  links: readonly LinkFact[];
  connections: readonly ConnectionFact[];
  /** Only a login has an end; a custom connection has none. */
  hasLogins: boolean;
}

/** Xero's key lives six minutes, and a look follows at once: what is in doubt longer than this is not settling itself. */
export const IN_DOUBT_AFTER_MINUTES = 15;
/** Work that has not moved for so long is not going on. */
export const STUCK_AFTER_MINUTES = 15;

const GONE = ['VOIDED', 'DELETED'];

/** What is half done. The same facts give the same findings, each once. */
export function diagnose(facts: DoctorFacts): Finding[] {
  const postings = facts.postings.flatMap((posting) => judgePosting(facts, posting));
  // a Yes would mark all of the run, also what is not in Xero any more
  const gone = new Set(
    postings.flatMap(({ kind, runId }) => (kind === 'document-gone' || kind === 'document-missing' ? runId : [])),
  );
  const questions = facts.questions.filter(({ runId }) => !gone.has(runId));
  const found = [
    ...judgeConnections(facts),
    ...postings,
    ...judgeRuns(facts),
    ...onceEach(questions.flatMap((question) => judgeQuestion(facts, question))),
    ...facts.links.flatMap(judgeLink),
  ];
  const order = (finding: Finding) => FINDING_KINDS.indexOf(finding.kind);
  return found.sort((a, b) => order(a) - order(b) || a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** Whether there is something that was not told the last time. */
export function hasNews(findings: readonly Finding[], told: readonly string[]): boolean {
  const known = new Set(told);
  return findings.some(({ key }) => !known.has(key));
}

/** One thing at a time: what keeps a posting from being judged further comes first. */
function judgePosting(facts: DoctorFacts, posting: Posting): Finding[] {
  const of = about(posting, facts);
  const onTheWay = judgeOnTheWay(facts, posting);
  if (onTheWay !== null) return [of(onTheWay.kind, onTheWay.sentence)];
  const { document, undo } = posting;
  // an undo is at it: what it takes out and clears is no surprise
  if (undo === 'asked' || undo === 'removed') return [];
  if (document !== null && IN_XERO.includes(posting.state) && facts.asked.has(document.id)) {
    const now = facts.documents.get(document.id);
    if (!now) return [of('document-missing', 'The ledger says it was posted, and Xero does not know the document.')];
    if (GONE.includes(now.status)) {
      const how = now.status === 'VOIDED' ? 'voided' : 'deleted';
      return [of('document-gone', `Its document was ${how} in Xero, and not by upSync.`)];
    }
  }
  const mark = facts.marks?.get(posting.invoiceId);
  return mark ? judgeMark(facts, posting, mark) : [];
}

function judgeOnTheWay(
  { now, runs, sentAt }: DoctorFacts,
  posting: Posting,
): { kind: 'in-doubt' | 'stuck'; sentence: string } | null {
  const { state, batchId } = posting;
  if (state !== 'approved' && state !== 'posting' && state !== 'in_doubt') return null;
  const run = runs.get(posting.runId);
  const atWork = run?.state === 'posting';
  const sent = batchId === null ? undefined : sentAt.get(batchId);
  if (state !== 'approved' && sent !== undefined) {
    if (atWork && minutes(sent, now) < IN_DOUBT_AFTER_MINUTES) return null;
    return { kind: 'in-doubt', sentence: `Sent on ${moment(sent)}, and Xero was not heard.` };
  }
  if (run && atWork && minutes(run.updatedAt, now) < STUCK_AFTER_MINUTES) return null;
  const why =
    run && atWork ? (run.failure ?? `Nothing has moved since ${moment(run.updatedAt)}.`) : 'No run works on it.';
  return { kind: 'stuck', sentence: `Approved, and not sent. ${why}` };
}

function judgeMark(
  facts: DoctorFacts,
  posting: Posting,
  mark: { markedAt: Instant | null; isVoided: boolean },
): Finding[] {
  const of = about(posting, facts);
  if (mark.isVoided) return [];
  const run = facts.runs.get(posting.runId);
  if (isMarkable(posting) && posting.markOwedSince !== null && posting.markedAt === null) {
    // a run that is marking just now is at it; one that does not move is told of as a run
    if (run?.state === 'marking') return [];
    if (mark.markedAt !== null) return [of('mark-owed', 'Autotask shows a mark, and the ledger does not know it yet.')];
    return [of('mark-owed', posting.markMessage ?? `Its mark is owed since ${describeDay(posting.markOwedSince)}.`)];
  }
  // without an instant of its own: somebody accepted that its mark is gone
  const wasMarked = posting.state === 'marked' && posting.markedAt !== null && posting.document !== null;
  if (wasMarked && mark.markedAt === null)
    return [of('mark-cleared', 'upSync marked it, and somebody has taken the mark away in Autotask. It is in Xero.')];
  const unsent = posting.state === 'ready' || posting.state === 'rejected' || posting.state === 'voided';
  if (unsent && mark.markedAt !== null && !facts.elsewhere.has(posting.invoiceId)) {
    const why =
      posting.state === 'voided' ? 'its document was taken out of Xero' : (posting.message ?? 'it was never sent');
    const sentence = `Marked in Autotask on ${describeDay(mark.markedAt)}, and not in Xero: ${why}`;
    return [of('marked-not-posted', /[.!?]$/.test(sentence) ? sentence : `${sentence}.`)];
  }
  return [];
}

/** Runs that should be at work and have not moved; what waits in them is told invoice by invoice where there is any. */
function judgeRuns({ now, runs, postings }: DoctorFacts): Finding[] {
  const found: Finding[] = [];
  for (const run of runs.values()) {
    const what = AT_WORK[run.state];
    if (what === undefined || minutes(run.updatedAt, now) < STUCK_AFTER_MINUTES) continue;
    if (run.state === 'posting' && postings.some((one) => one.runId === run.id && IN_PROGRESS.includes(one.state)))
      continue;
    const owed = run.state === 'marking' ? postings.filter((one) => one.runId === run.id && isOwed(one)).length : 0;
    const left = owed > 0 ? ` ${owed} ${owed === 1 ? 'mark is' : 'marks are'} still owed.` : '';
    const sentence = `${what} has not moved since ${moment(run.updatedAt)}.${left}${run.failure ? ` ${run.failure}` : ''}`;
    found.push({
      ...{ kind: 'stuck', key: `stuck run ${run.id}`, label: `Run ${run.id}`, sentence },
      ...{ companyId: null, invoiceId: null, runId: run.id, posting: null, link: null },
    });
  }
  return found;
}

const AT_WORK: Partial<Record<RunState, string>> = {
  searching: 'The search',
  checking: 'The look into Xero',
  posting: 'The posting',
  marking: 'The marking',
  undoing: 'The undo',
};

function isOwed({ markOwedSince, markedAt, markMessage }: Posting): boolean {
  return markOwedSince !== null && markedAt === null && markMessage === null;
}

function judgeQuestion({ marks, postings }: DoctorFacts, { runId, invoices }: OpenQuestion): Finding[] {
  return invoices.flatMap(({ invoiceId, number, companyId, nothingToPost }): Finding[] => {
    const mark = marks?.get(invoiceId);
    if (!mark || mark.markedAt !== null || mark.isVoided) return [];
    const what = nothingToPost ? 'Nothing to post' : 'In Xero';
    return [
      {
        ...{ kind: 'mark-unanswered', key: `mark-unanswered ${runId} ${invoiceId}`, label: number },
        sentence: `${what}; nobody has said yet whether to mark it (run ${runId}).`,
        ...{ companyId, invoiceId, runId, link: null },
        posting: postings.find((one) => one.invoiceId === invoiceId && one.runId === runId) ?? null,
      },
    ];
  });
}

/** A run's card asks for what another run posted, too: told once, with the run that posted it. */
function onceEach(questions: readonly Finding[]): Finding[] {
  const told = new Map<number | null, Finding>();
  for (const finding of questions)
    if (!told.has(finding.invoiceId) || finding.posting !== null) told.set(finding.invoiceId, finding);
  return [...told.values()];
}

/** A link whose contact cannot be used, or was merged. */
export function judgeLink(link: LinkFact): Finding[] {
  const { organisationId, companyId, contactName, contact, winner } = link;
  if (contact?.state === 'active') return [];
  const merged = contact?.state === 'merged' && winner !== null;
  const sentence = merged
    ? `It is linked to ${contactName}, which was merged into ${winner.name} in Xero.`
    : contact === null
      ? `It is linked to ${contactName}, which Xero does not know any more.`
      : `It is linked to ${contactName}, which is ${contact.state} in Xero.`;
  const kind = merged ? 'link-merged' : 'link-unusable';
  const key = `${kind} ${organisationId} ${companyId} ${link.contactId} ${winner?.id ?? ''}`;
  return [{ kind, key, label: '', sentence, companyId, invoiceId: null, runId: null, posting: null, link }];
}

function about(posting: Posting, { marks }: DoctorFacts) {
  const { invoiceId, companyId, runId, generation, markOwedSince } = posting;
  const markedAt = marks?.get(invoiceId)?.markedAt ?? null;
  const ourMark = markedAt !== null && whoseMark(markOwedSince, markedAt) !== 'other';
  return (kind: FindingKind, sentence: string): Finding => ({
    ...{ kind, key: `${kind} ${invoiceId}.${generation}`, label: numberOf(posting), sentence },
    ...{ companyId, invoiceId, runId, posting, link: null },
    ...(ourMark && { ourMark }),
  });
}

/** What people call the invoice. */
export function numberOf({ document, draft, invoiceId }: Pick<Posting, 'document' | 'draft' | 'invoiceId'>): string {
  return document?.number || draft?.number || `Invoice ${invoiceId}`;
}

function minutes(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** "12 Oct 2026, 14:32 UTC". */
function moment(instant: Instant): string {
  return `${describeDay(instant)}, ${instant.slice(11, 16)} UTC`;
}

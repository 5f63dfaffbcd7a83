import { isOurs } from '../domain/collision.ts';
import { type Finding, numberOf } from '../domain/doctor.ts';
import { whoseMark } from '../domain/marks.ts';
import type { BooksDocument, Person, Posting } from '../domain/types.ts';
import { isOut } from '../domain/undo.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { documentsNow } from './documents-now.ts';

const BEING_UNDONE = 'its run is being undone; press again when that has come to its end.';

/**
 * The ledger follows what Xero says, read once more just before: what was voided, deleted or is unknown there counts as
 * voided here. With `clear` the wish that its mark goes is stored in the same statement, and the undo's road clears it,
 * whatever dies in between.
 */
export async function follow(
  deps: Deps,
  person: Person,
  findings: readonly Finding[],
  { clear }: { clear: boolean },
): Promise<NoticeView> {
  const postings = findings.flatMap(({ posting }) => posting ?? []);
  const documents = await documentsNow(deps, postings);
  const elsewhere = await foundElsewhere(
    deps,
    postings.filter(({ id }) => !documents.has(id)),
  );
  const ours = clear ? await withOurMark(deps, postings) : new Set<string>();
  const problems: string[] = [];
  let count = 0;
  for (const posting of postings) {
    const now = documents.get(posting.id) ?? null;
    const problem =
      now && !isOut(now)
        ? 'it is in Xero again.'
        : elsewhere.has(posting.id)
          ? 'another document in Xero carries its number or its reference. Look there first.'
          : await followOne(deps, person, posting, { now, clear: ours.has(posting.id) });
    if (problem === null) count += 1;
    else problems.push(`${numberOf(posting)}: ${problem}`);
  }
  const lines = [
    ...problems,
    ...(count > 0 ? [ours.size > 0 ? MARKS_GO : 'A new search may offer them again, for a new approval.'] : []),
  ];
  if (count === 0) return notice('warning', 'The ledger was left as it is.', { lines });
  return notice('done', `In the ledger: ${things(count, 'invoice')} voided.`, { lines });
}

const MARKS_GO =
  'The marks that upSync wrote are cleared in Autotask now; then a new search offers the invoices again, for a new approval.';

/** Only the marks of what the ledger voided before, as far as upSync wrote them. */
export async function clearLeftMarks(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  const voided = findings.flatMap(({ posting }) => (posting?.state === 'voided' ? [posting] : []));
  const ours = await withOurMark(deps, voided);
  let count = 0;
  for (const posting of voided) {
    if (!ours.has(posting.id)) continue;
    const { id, runId, invoiceId } = posting;
    await deps.db.transaction(async (tx) => {
      if (!(await tx.postings.change(id, { undo: 'removed' }, ['voided']))) return;
      count += 1;
      await tx.audit.write(person, 'mark.clear-agreed', { runId, invoiceId });
      await tx.enqueue({ task: 'undo', runId });
    });
  }
  if (count === 0) return notice('warning', 'No mark that stands there was written by upSync; none is cleared.');
  return notice('done', `${things(count, 'mark')} will be cleared in Autotask now.`, {
    lines: ['After that a search finds the invoices again.'],
  });
}

/** Null when the ledger follows; else why not. */
async function followOne(
  deps: Deps,
  person: Person,
  posting: Posting,
  { now, clear }: { now: BooksDocument | null; clear: boolean },
): Promise<string | null> {
  const { id, runId, invoiceId, document } = posting;
  if ((await deps.db.runs.get(runId))?.state === 'undoing') return BEING_UNDONE;
  const how = now === null ? 'Unknown in Xero' : now.status === 'VOIDED' ? 'Voided in Xero' : 'Deleted in Xero';
  return deps.db.transaction(async (tx) => {
    const change = {
      message: `${how}; ${person.name} had the ledger follow.`,
      ...(now && { document: now }),
      ...(clear && { undo: 'removed' as const }),
      // what was still to follow the document has nothing to follow any more
      ...(posting.numberState === 'owed' && { numberState: null }),
      ...(posting.pdfState === 'owed' && { pdfState: null }),
      ...(posting.emailState === 'owed' && { emailState: null }),
    };
    if (!(await tx.postings.move(id, 'voided', change))) return 'somebody else was faster.';
    const details = { documentId: document?.id ?? null, number: document?.number ?? null, status: now?.status ?? null };
    await tx.audit.write(person, 'posting.followed-xero', { runId, invoiceId, details });
    if (clear) await tx.audit.write(person, 'mark.clear-agreed', { runId, invoiceId });
    if (now) await tx.runs.setInXeroOf(runId, invoiceId, [now]);
    else if (document) await tx.runs.forgetDocument(invoiceId, document.id);
    await tx.runs.touch(runId);
    if (clear) await tx.enqueue({ task: 'undo', runId });
    await tx.enqueue({ task: 'draw', runId });
    return null;
  });
}

/** Of documents that Xero does not know by their ids: those under whose number or reference another one lives. */
async function foundElsewhere(deps: Deps, postings: readonly Posting[]): Promise<Set<string>> {
  const found = new Set<string>();
  const ways = new Map<string, Posting[]>();
  for (const posting of postings) {
    const way = `${posting.organisationId} ${posting.document?.kind}`;
    ways.set(way, [...(ways.get(way) ?? []), posting]);
  }
  for (const own of ways.values()) {
    const { organisationId, document } = own[0] ?? {};
    if (!organisationId || !document) continue;
    const numbers = own.flatMap((one) => one.document?.number ?? []);
    const ids = own.map(({ invoiceId }) => invoiceId);
    const live = [
      ...(await deps.accounting.documentsByNumber(organisationId, document.kind, numbers)),
      ...(await deps.accounting.documentsByReference(organisationId, document.kind, ids)),
    ].filter((one) => !isOut(one));
    for (const one of own)
      if (live.some((each) => isOurs(each, one.invoiceId) || each.number === one.document?.number)) found.add(one.id);
  }
  return found;
}

/** Those whose mark in Autotask is the very one that upSync wrote. */
async function withOurMark(deps: Deps, postings: readonly Posting[]): Promise<Set<string>> {
  const written = postings.filter(({ markOwedSince }) => markOwedSince !== null);
  if (written.length === 0) return new Set();
  const marks = await deps.psa.marks(written.map(({ invoiceId }) => invoiceId));
  const ours = written.filter(({ invoiceId, markOwedSince }) => {
    const markedAt = marks.get(invoiceId)?.markedAt ?? null;
    return markedAt !== null && whoseMark(markOwedSince, markedAt) !== 'other';
  });
  return new Set(ours.map(({ id }) => id));
}

function things(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

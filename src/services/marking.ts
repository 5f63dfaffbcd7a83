import { RemoteError } from '../domain/errors.ts';
import { VOIDED_MEANWHILE, whoseMark } from '../domain/marks.ts';
import { describeDay } from '../domain/period.ts';
import { nextGeneration } from '../domain/plan.ts';
import { isMarkable } from '../domain/posting.ts';
import type { Person, Posting } from '../domain/types.ts';
import { isOut } from '../domain/undo.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { documentsNow } from './documents-now.ts';
import { takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';
import { tryLater } from './try-later.ts';

/** Autotask allows three threads an endpoint. https://www.autotask.net/help/developerhelp/Content/APIs/General/ThreadLimiting.htm */
const MARKS_AT_ONCE = 3;
/** Then the queue hands the rest out again: it takes a task that lasts longer for dead. */
const AT_ONE_GO_MS = 5 * 60_000;
/** So long, what was approved counts as seen in Xero. */
const LOOK_LASTS_MS = 10 * 60_000;
/** A process that stops hands the rest over. */
const HAND_OVER_SECONDS = 1;
const SLOW = 'Much of Autotask’s hourly budget is used, so the marks are made slowly. Nothing is lost.';

export function createMarking(deps: Deps): Services['marking'] {
  return { answer: (q) => answer(deps, q) };
}

type Answer = { person: Person; runId: string; yes: boolean };

async function answer(deps: Deps, { person, runId, yes }: Answer): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture) return notice('warning', `There is no run ${runId}.`);
  if (picture.next.kind !== 'mark' && !(picture.next.kind === 'try-again' && picture.next.mark)) {
    // another run may have marked them since: the card that still asks is drawn anew
    await deps.db.runs.touch(runId);
    await deps.db.enqueue({ task: 'draw', runId });
    return notice('info', 'This was answered already, or there is nothing to mark.');
  }
  const from = picture.run.state;
  const change = { markAnswer: yes ? ('yes' as const) : ('no' as const), markAnsweredBy: person };
  const done = await deps.db.transaction(async (tx) => {
    const moved = yes
      ? await tx.runs.move(runId, 'marking', change, [from])
      : from === 'posted'
        ? await tx.runs.move(runId, 'done', change, ['posted'])
        : await tx.runs.change(runId, change, [from]);
    if (!moved) return false;
    if (yes) {
      const zero = picture.planned.filter(
        ({ verdict, marked, held }) => verdict.kind === 'nothing-to-post' && !marked && !held,
      );
      await tx.postings.take(
        zero.map(({ invoice, posting }) => ({
          ...{ invoiceId: invoice.id, generation: nextGeneration(posting), runId, companyId: invoice.companyId },
          ...{ organisationId: picture.run.organisationId, state: 'nothing_to_post' as const },
          ...{ kind: null, fingerprint: null, draft: null, document: null },
        })),
      );
      const ids = picture.planned.filter(({ held }) => !held).map(({ invoice }) => invoice.id);
      for (const posting of (await tx.postings.latest(ids)).values())
        if (isMarkable(posting))
          await tx.postings.change(posting.id, { markOwedSince: deps.clock.now(), markMessage: null }, [posting.state]);
      await tx.enqueue({ task: 'mark', runId });
    }
    await tx.audit.write(person, yes ? 'marks.agreed' : 'marks.declined', { runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  return done ? null : notice('info', 'Somebody answered this already.');
}

/**
 * The mark job: writes WebServiceDate for what is owed, and reads it back. A date that stands is never written over. May
 * run twice: the instant to be written is the one the Mark is owed since, so that our own mark is known again.
 */
export async function runMarking(deps: Deps, runId: string): Promise<void> {
  const failures: unknown[] = [];
  const until = deps.clock.now().getTime() + AT_ONE_GO_MS;
  const isTimeUp = () => deps.stopping?.() === true || deps.clock.now().getTime() >= until;
  // read before what is owed: from then on nothing is added to it
  const state = (await deps.db.runs.get(runId))?.state;
  const owed = await owedMarks(deps, runId);
  for (let start = 0; start < owed.length && !isTimeUp() && !failures.some(isRemote); start += deps.marksPerRead) {
    await saySlow(deps, runId);
    const some = owed.slice(start, start + deps.marksPerRead);
    await leaveOutGone(deps, runId, some)
      .then((there) => markSome(deps, there, failures, isTimeUp))
      .catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) return explain(deps, runId, failures);
  if (isTimeUp() && (await owedMarks(deps, runId)).length > 0)
    return deps.db.enqueue({ task: 'mark', runId, afterSeconds: HAND_OVER_SECONDS });
  await deps.db.transaction(async (tx) => {
    // a job that began while documents were still sent has not seen them all; the one that was sent for them ends the run
    if (state === 'marking') await tx.runs.move(runId, 'done', { failure: null }, ['marking']);
    // the card of an earlier run, which sent some of them, says the same
    for (const shown of new Set([runId, ...owed.map((posting) => posting.runId)])) {
      await tx.runs.touch(shown);
      await tx.enqueue({ task: 'draw', runId: shown });
    }
  });
}

async function owedMarks(deps: Deps, runId: string): Promise<Posting[]> {
  const ids = (await deps.db.runs.invoices(runId)).map(({ invoice }) => invoice.id);
  return [...(await deps.db.postings.latest(ids)).values()].filter(
    ({ state, undo, markOwedSince, markedAt, markMessage }) =>
      state !== 'voided' && undo !== 'asked' && markOwedSince !== null && markedAt === null && markMessage === null,
  );
}

/** Marks slow down first where much of Autotask's hour is used; whoever waits for the end is told. */
async function saySlow(deps: Deps, runId: string): Promise<void> {
  const isSlow = (await deps.outside.conditions()).some(({ system, kind }) => system === 'autotask' && kind === 'slow');
  if (!isSlow || (await deps.db.runs.get(runId))?.failure === SLOW) return;
  if (await deps.db.runs.change(runId, { failure: SLOW }, ['marking'])) await deps.db.enqueue({ task: 'draw', runId });
}

/** Without those whose document was taken out of Xero since it was sent: a mark would hide that nobody billed them. */
async function leaveOutGone(deps: Deps, runId: string, postings: Posting[]): Promise<Posting[]> {
  const approvedAt = (await deps.db.runs.get(runId))?.approvedAt ?? null;
  const isRecent = approvedAt !== null && deps.clock.now().getTime() - Date.parse(approvedAt) < LOOK_LASTS_MS;
  if (isRecent) return postings;
  const documents = await documentsNow(deps, postings);
  const there: Posting[] = [];
  for (const posting of postings) {
    const now = documents.get(posting.id);
    if (posting.document === null || (now && !isOut(now))) there.push(posting);
    else await giveUp(deps, posting, 'Its document was taken out of Xero meanwhile; it was not marked.');
  }
  return there;
}

async function markSome(deps: Deps, postings: Posting[], failures: unknown[], isTimeUp: () => boolean): Promise<void> {
  const before = await deps.psa.marks(postings.map(({ invoiceId }) => invoiceId));
  const todo: Posting[] = [];
  for (const posting of postings) {
    const found = before.get(posting.invoiceId);
    if (!found) await giveUp(deps, posting, 'Autotask does not show this invoice any more; it was not marked.');
    else if (found.markedAt !== null) await settleFound(deps, posting, found.markedAt);
    else if (found.isVoided) await giveUp(deps, posting, VOIDED_MEANWHILE);
    else todo.push(posting);
  }
  await deps.reached('marking.before-mark');
  const written = await writeMarks(deps, todo, failures, isTimeUp);
  if (written.length === 0) return;
  const after = await deps.psa.marks(written.map(({ invoiceId }) => invoiceId));
  for (const posting of written) {
    const markedAt = after.get(posting.invoiceId)?.markedAt;
    if (markedAt) await settleFound(deps, posting, markedAt);
    else failures.push(new Error(`invoice ${posting.invoiceId}: Autotask accepted the mark and does not show it`));
  }
  await deps.reached('marking.mark-confirmed');
}

/** Three at a time, in order. Those whose answer was lost are read back like the others. */
async function writeMarks(
  deps: Deps,
  postings: Posting[],
  failures: unknown[],
  isTimeUp: () => boolean,
): Promise<Posting[]> {
  const queue = [...postings];
  const written: Posting[] = [];
  const worker = async () => {
    for (let posting = queue.shift(); posting && !isTimeUp(); posting = queue.shift()) {
      try {
        await deps.psa.mark(posting.invoiceId, posting.markOwedSince ?? deps.clock.now().toISOString());
        await deps.reached('marking.mark-sent');
        written.push(posting);
      } catch (error) {
        if (isUnheard(error)) written.push(posting);
        else if (error instanceof RemoteError && error.kind === 'refused')
          await giveUp(deps, posting, error.userMessage);
        else {
          failures.push(error);
          // what meets one meets the others
          if (isRemote(error)) queue.length = 0;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: MARKS_AT_ONCE }, worker));
  return written;
}

function isRemote(error: unknown): error is RemoteError {
  return error instanceof RemoteError;
}

/** Written or not: reading back tells. */
function isUnheard(error: unknown): boolean {
  return error instanceof RemoteError && (error.kind === 'in-doubt' || error.kind === 'unexpected-answer');
}

/** A date stands in Autotask: ours, ours without the time of day (some tenants drop it), or somebody else's. */
async function settleFound(deps: Deps, posting: Posting, markedAt: string): Promise<void> {
  const whose = whoseMark(posting.markOwedSince, markedAt);
  const message =
    whose === 'ours'
      ? null
      : whose === 'ours-day'
        ? 'Autotask kept the day of the mark and dropped the time.'
        : `Another tool had marked it on ${describeDay(markedAt)}; that date was left as it is.`;
  await deps.db.transaction(async (tx) => {
    const moved = await tx.postings.move(posting.id, 'marked', { markedAt: new Date(markedAt), markMessage: message });
    if (moved)
      await tx.audit.write('system', 'posting.marked', {
        runId: posting.runId,
        invoiceId: posting.invoiceId,
        details: { markedAt, ...(message && { message }) },
      });
  });
}

/** It stays owed in the ledger's eyes, with the reason; nobody writes it any more. */
async function giveUp(deps: Deps, posting: Posting, message: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await tx.postings.change(posting.id, { markMessage: message }, [posting.state]);
    await tx.audit.write('system', 'posting.not-marked', {
      runId: posting.runId,
      invoiceId: posting.invoiceId,
      details: { message },
    });
  });
}

async function explain(deps: Deps, runId: string, failures: unknown[]): Promise<void> {
  const left = (await owedMarks(deps, runId)).length;
  const more = `${left} ${left === 1 ? 'mark is' : 'marks are'} still owed.`;
  const error = failures.find(isRemote);
  if (error)
    return tryLater(deps, { task: 'mark', runId, error, more, waiting: ['marking'], said: ['posting', 'posted'] });
  deps.log.warn({ runId, error: failures[0], failures: failures.length }, 'marking was interrupted');
  const failure = `Autotask did not confirm every mark. ${more} upSync tries again by itself.`;
  await deps.db.runs.change(runId, { failure }, ['marking', 'posting', 'posted']);
  await deps.db.enqueue({ task: 'draw', runId });
  throw failures[0];
}

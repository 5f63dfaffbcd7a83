import { RemoteError } from '../domain/errors.ts';
import { whoseMark } from '../domain/marks.ts';
import { describeDay } from '../domain/period.ts';
import type { Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';

/** Autotask's `in` lists are kept to this length. */
const IDS_PER_READ = 200;
/** Autotask allows three threads an endpoint. https://www.autotask.net/help/developerhelp/Content/APIs/General/ThreadLimiting.htm */
const CLEARED_AT_ONCE = 3;

/**
 * Clears the marks of what an undo took back, and reads back. Only the very instant that upSync wrote is cleared: a date
 * of another tool, or of a person, stays and is told. May run twice.
 */
export async function clearMarks(deps: Deps, runId: string): Promise<void> {
  const removed = (await deps.db.postings.ofRun(runId)).filter(({ undo }) => undo === 'removed');
  for (const posting of removed) if (posting.markOwedSince === null) await settle(deps, posting, null);
  const written = removed.filter(({ markOwedSince }) => markOwedSince !== null);
  for (let start = 0; start < written.length; start += IDS_PER_READ)
    await clearSome(deps, written.slice(start, start + IDS_PER_READ));
}

async function clearSome(deps: Deps, postings: Posting[]): Promise<void> {
  const todo = await settleCleared(deps, postings);
  const cleared = await clear(deps, todo);
  const still = await settleCleared(deps, cleared);
  if (still.length > 0)
    throw new RemoteError({
      ...{ system: 'autotask', kind: 'unexpected-answer' },
      message: `clearing was accepted, and marks are shown still: ${still.map(({ invoiceId }) => invoiceId).join(', ')}`,
      userMessage: 'Autotask accepted that marks are cleared and shows them still.',
    });
}

/** Settles those whose mark is none of ours any more; answers with those whose mark still is. */
async function settleCleared(deps: Deps, postings: Posting[]): Promise<Posting[]> {
  if (postings.length === 0) return [];
  const marks = await deps.psa.marks(postings.map(({ invoiceId }) => invoiceId));
  const ours: Posting[] = [];
  for (const posting of postings) {
    const found = marks.get(posting.invoiceId);
    if (!found) await settle(deps, posting, 'Autotask does not show this invoice any more.');
    else if (found.markedAt === null) await settle(deps, posting, null);
    else if (whoseMark(posting.markOwedSince, found.markedAt) !== 'other') ours.push(posting);
    else {
      const day = describeDay(found.markedAt);
      await settle(deps, posting, `Its mark of ${day} in Autotask is another tool’s and was left as it is.`);
    }
  }
  return ours;
}

/** Three at a time, in order. Those whose answer was lost are read back like the others. */
async function clear(deps: Deps, postings: Posting[]): Promise<Posting[]> {
  const queue = [...postings];
  const cleared: Posting[] = [];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let posting = queue.shift(); posting; posting = queue.shift()) {
      try {
        await deps.psa.clearMark(posting.invoiceId);
        await deps.reached('undo.mark-cleared');
        cleared.push(posting);
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error;
        if (error.kind === 'in-doubt' || error.kind === 'unexpected-answer') cleared.push(posting);
        else if (error.kind === 'refused')
          await settle(deps, posting, `Its mark stays in Autotask, which says: ${error.userMessage}`);
        else failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: CLEARED_AT_ONCE }, worker));
  if (failures.length > 0) {
    await settleCleared(deps, cleared);
    throw failures[0];
  }
  return cleared;
}

/** Nothing of it is owed any more. */
async function settle(deps: Deps, posting: Posting, note: string | null): Promise<void> {
  const { id, runId, invoiceId, markedAt, undoMessage } = posting;
  await deps.db.transaction(async (tx) => {
    const change = {
      ...{ undo: 'done' as const, markOwedSince: null, markedAt: null, markMessage: null },
      undoMessage: [undoMessage, note].filter(Boolean).join(' ') || null,
    };
    if (!(await tx.postings.change(id, change, ['voided']))) return;
    if (markedAt !== null || note !== null)
      await tx.audit.write('system', note === null ? 'mark.cleared' : 'mark.left', {
        ...{ runId, invoiceId },
        details: { markedAt, ...(note && { note }) },
      });
    await tx.runs.touch(runId);
  });
}

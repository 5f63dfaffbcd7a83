import { add, formatAmount } from '../domain/money.ts';
import { isMarkable } from '../domain/posting.ts';
import { describeCriteria } from '../domain/runs.ts';
import type { Posting, SyncRun } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { enqueueFollows } from './follow-up.ts';

/**
 * Ends the posting of a run once nothing of it is on its way: asks whether to mark, or marks at once where the approver
 * wished so, and tells the channel. Marks of documents that are in Xero do not wait for the rest.
 */
export async function finishPosting(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'posting') return;
  const postings = await deps.db.postings.ofRun(runId);
  if (run.markEach) await oweMarks(deps, run);
  if (postings.some(({ numberState }) => numberState === 'owed')) await deps.db.enqueue({ task: 'number', runId });
  await enqueueFollows(deps.db, postings);
  const onTheWay = postings.filter(({ state }) => state === 'approved' || state === 'posting' || state === 'in_doubt');
  if (onTheWay.length > 0) {
    await deps.db.runs.touch(runId);
    await deps.db.enqueue({ task: 'draw', runId });
    return;
  }
  const markable = postings.filter((posting) => isMarkable(posting));
  await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.move(runId, 'posted', { failure: null }, ['posting']))) return;
    if (run.markEach && markable.length > 0) {
      await tx.runs.move(runId, 'marking', { markAnswer: 'yes', markAnsweredBy: run.approvedBy }, ['posted']);
      await tx.enqueue({ task: 'mark', runId });
    }
    await tx.audit.write('system', 'run.posted', { runId, details: countByState(postings) });
    await tx.messages.wanted(runId, 'notification', deps.channel);
    await tx.messages.outdated(runId, 'notification');
    await tx.enqueue({ task: 'draw', runId });
  });
}

/** "Mark each as soon as it is in Xero". */
export async function oweMarks(deps: Deps, run: SyncRun): Promise<void> {
  const postings = await deps.db.postings.ofRun(run.id);
  const due = postings.filter((posting) => isMarkable(posting) && posting.markOwedSince === null);
  if (due.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const { id, state } of due) await tx.postings.change(id, { markOwedSince: deps.clock.now() }, [state]);
    await tx.enqueue({ task: 'mark', runId: run.id });
  });
}

function countByState(postings: Posting[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of postings) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** One message for people who did not ask: what is in the books now. */
export async function notification(deps: Deps, run: SyncRun, cardUrl: string | null): Promise<NoticeView> {
  const postings = await deps.db.postings.ofRun(run.id);
  // a draft that was deleted, to be sent again, is not in the books
  const sent = postings.filter(({ document, draft, state }) => document && draft && state !== 'voided');
  const failed = postings.filter(({ state }) => state === 'rejected').length;
  const differing = postings.filter((posting) => posting.state === 'difference' && !posting.differenceAccepted).length;
  const organisation = run.organisationId ? await deps.db.organisations.get(run.organisationId) : null;
  const totals = new Map<string, string>();
  for (const { document } of sent)
    if (document) {
      const signed = document.kind === 'credit-note' ? `-${document.total}` : document.total;
      totals.set(document.currency, add(totals.get(document.currency) ?? '0', signed));
    }
  const amounts = [...totals].map(([currency, total]) => `${currency} ${formatAmount(total)}`).join(' + ');
  const title =
    sent.length > 0
      ? `${sent.length} ${sent.length === 1 ? 'invoice is' : 'invoices are'} in Xero now: ${amounts}.`
      : 'A run of upSync has ended; nothing was posted.';
  const lines = [
    `${describeCriteria(run.criteria)} · ${organisation?.name ?? 'no organisation'}`,
    ...(failed > 0 ? [`${failed} could not be posted; the card says why.`] : []),
    ...(differing > 0
      ? [`${differing === 1 ? '1 differs' : `${differing} differ`} from what Autotask billed; the card says how.`]
      : []),
  ];
  return notice(failed + differing > 0 ? 'warning' : 'done', title, {
    lines,
    ...(run.approvedBy ? { byline: { what: 'Approved', by: run.approvedBy } } : {}),
    links: cardUrl ? [{ label: 'Open the card', url: cardUrl }] : [],
  });
}

import { RemoteError } from '../domain/errors.ts';
import { doubtSentence } from '../domain/trouble.ts';
import { storeNextBatch } from './batching.ts';
import type { Deps } from './deps.ts';
import { withLease } from './lease.ts';
import { finishPosting, oweMarks } from './report.ts';
import { sendBatch } from './sending.ts';
import { settle } from './settle.ts';
import { tryLater } from './try-later.ts';

const HAND_OVER_SECONDS = 1;
export const BUSY_RETRY_SECONDS = 2;
/** Progress is shown at most this often. */
const DRAW_EVERY_MS = 2_000;

/**
 * The posting job: settles what is in doubt, then sends what is approved, batch by batch, until nothing is left or an
 * approver says stop. Any process may be killed at any line of it; the next one goes on from the rows.
 */
export async function runPosting(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'posting') return;
  if (run.organisationId === null) return finishPosting(deps, runId);
  const { organisationId } = run;
  // without a connection nothing can be done but wait: connecting again sends the task
  if (!(await deps.db.organisations.connected()).some(({ id }) => id === organisationId)) return;
  const leased = await withLease(deps, organisationId, () =>
    post(deps, runId, organisationId).catch(async (error: unknown) => {
      if (error instanceof RemoteError && error.kind === 'auth') await deps.examine(organisationId);
      await explain(deps, runId, error);
    }),
  );
  if (!leased) await deps.db.enqueue({ task: 'post', runId, afterSeconds: BUSY_RETRY_SECONDS });
}

async function post(deps: Deps, runId: string, organisationId: string): Promise<void> {
  const waitSeconds = await settle(deps, organisationId, (batch) => sendBatch(deps, batch));
  let drawnAt = 0;
  for (;;) {
    const run = await deps.db.runs.get(runId);
    if (run?.state !== 'posting') return;
    if (run.stopRequestedBy) {
      await deps.db.postings.moveAll(runId, 'approved', 'ready');
      break;
    }
    // another process, or the next start, goes on: what is not begun cannot be cut off
    if (deps.stopping?.()) return deps.db.enqueue({ task: 'post', runId, afterSeconds: HAND_OVER_SECONDS });
    const batch = await storeNextBatch(deps, run, organisationId);
    if (!batch) break;
    await sendBatch(deps, batch);
    if (run.markEach) await oweMarks(deps, run);
    const now = deps.clock.now().getTime();
    if (now - drawnAt >= DRAW_EVERY_MS) {
      drawnAt = now;
      await deps.db.runs.change(runId, { failure: null }, ['posting']);
      await deps.db.enqueue({ task: 'draw', runId });
    }
  }
  if (waitSeconds !== null) await lookAgain(deps, runId, waitSeconds);
  await finishPosting(deps, runId);
}

/** Some are in doubt, and nothing but time tells: the card says until when. */
async function lookAgain(deps: Deps, runId: string, afterSeconds: number): Promise<void> {
  const now = deps.clock.now();
  const next = new Date(now.getTime() + afterSeconds * 1000);
  const failure = doubtSentence(next, { now, timeZone: deps.timeZone });
  await deps.db.transaction(async (tx) => {
    await tx.runs.change(runId, { failure, nextTryAt: next }, ['posting']);
    await tx.enqueue({ task: 'post', runId, afterSeconds });
  });
}

/** What stopped the work is said on the card, with the time of the next try where a person need not mend it. */
async function explain(deps: Deps, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof RemoteError)) throw error;
  if (error.kind !== 'auth' && error.kind !== 'refused')
    return tryLater(deps, { task: 'post', runId, error, waiting: ['posting'] });
  deps.log.warn({ runId, error, kind: error.kind }, 'posting was interrupted');
  await deps.db.transaction(async (tx) => {
    await tx.runs.change(runId, { failure: error.userMessage }, ['posting']);
    if (error.kind === 'refused') await tx.enqueue({ task: 'post', runId, afterSeconds: 1 });
    await tx.enqueue({ task: 'draw', runId });
  });
  if (error.kind === 'refused') await finishPosting(deps, runId);
}

import { RemoteError } from '../domain/errors.ts';
import { storeNextBatch } from './batching.ts';
import type { Deps } from './deps.ts';
import { withLease } from './lease.ts';
import { finishPosting, oweMarks } from './report.ts';
import { sendBatch } from './sending.ts';
import { settle } from './settle.ts';

const BUSY_RETRY_SECONDS = 2;
const HAND_OVER_SECONDS = 1;
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
  if (waitSeconds !== null) await deps.db.enqueue({ task: 'post', runId, afterSeconds: waitSeconds });
  await finishPosting(deps, runId);
}

/** What stopped the work is said on the card, with the time of the next try; the queue tries again. */
async function explain(deps: Deps, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof RemoteError)) throw error;
  const seconds = retryAfterSeconds(error);
  deps.log.warn({ runId, error, kind: error.kind, retryInSeconds: seconds }, 'posting was interrupted');
  const next = seconds === null ? null : new Date(deps.clock.now().getTime() + seconds * 1000);
  const time = next?.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: deps.timeZone });
  await deps.db.transaction(async (tx) => {
    const failure = time ? `${error.userMessage} Nothing is lost; next try ${time}.` : error.userMessage;
    await tx.runs.change(runId, { failure }, ['posting']);
    if (seconds !== null) await tx.enqueue({ task: 'post', runId, afterSeconds: seconds });
    await tx.enqueue({ task: 'draw', runId });
  });
  if (error.kind === 'refused') await finishPosting(deps, runId);
}

/** Null: only a person can mend it (connect again), or nothing needs another try. */
function retryAfterSeconds(error: RemoteError): number | null {
  if (error.kind === 'auth') return null;
  if (error.kind === 'refused') return 1;
  if (error.retryAfterMs !== null) return Math.ceil(error.retryAfterMs / 1000);
  return error.kind === 'in-doubt' || error.kind === 'unexpected-answer' ? 5 : 30;
}

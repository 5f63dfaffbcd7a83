import { RemoteError } from '../domain/errors.ts';
import type { Posting } from '../domain/types.ts';
import { clearMarks } from './clearing.ts';
import type { Deps } from './deps.ts';
import { withLease } from './lease.ts';
import { takeOut } from './taking-out.ts';
import { tryLater } from './try-later.ts';

const BUSY_RETRY_SECONDS = 2;
/** Progress is shown at most this often. */
const DRAW_EVERY_MS = 2_000;

/**
 * The undo job: takes the documents of a run out of Xero, batch by batch, then clears its marks. Any process may be
 * killed at any line of it; the next one looks at each document again and goes on from there. Of a run that is not being
 * undone it clears the marks that somebody wants cleared all the same, as the doctor offers.
 */
export async function runUndo(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (!run) return;
  if (run.state !== 'undoing') return clearOnly(deps, runId);
  if (run.organisationId === null) return undo(deps, runId);
  const { organisationId } = run;
  // without a connection nothing can be done but wait: connecting again sends the task
  if (!(await deps.db.organisations.connected()).some(({ id }) => id === organisationId)) return;
  const leased = await withLease(deps, organisationId, () =>
    undo(deps, runId).catch(async (error: unknown) => {
      if (error instanceof RemoteError && error.system === 'xero' && error.kind === 'auth')
        await deps.examine(organisationId);
      await explain(deps, runId, error);
    }),
  );
  if (!leased) await deps.db.enqueue({ task: 'undo', runId, afterSeconds: BUSY_RETRY_SECONDS });
}

async function clearOnly(deps: Deps, runId: string): Promise<void> {
  try {
    await clearMarks(deps, runId);
    await deps.db.enqueue({ task: 'draw', runId });
  } catch (error) {
    await explain(deps, runId, error);
  }
}

async function undo(deps: Deps, runId: string): Promise<void> {
  let drawnAt = 0;
  for (;;) {
    const run = await deps.db.runs.get(runId);
    if (run?.state !== 'undoing') return;
    const asked = (await deps.db.postings.ofRun(runId)).filter((posting) => posting.undo === 'asked');
    const first = asked[0];
    if (!first) break;
    const alike = asked.filter((one) => one.kind === first.kind && one.organisationId === first.organisationId);
    await takeOut(deps, run, alike.slice(0, deps.documentsPerBatch));
    const now = deps.clock.now().getTime();
    if (now - drawnAt < DRAW_EVERY_MS) continue;
    drawnAt = now;
    await deps.db.runs.change(runId, { failure: null }, ['undoing']);
    await deps.db.enqueue({ task: 'draw', runId });
  }
  await clearMarks(deps, runId);
  await finish(deps, runId);
}

async function finish(deps: Deps, runId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const own = await tx.postings.ofRun(runId);
    if (own.some(isOpen)) return;
    if (!(await tx.runs.move(runId, 'done', { failure: null }, ['undoing']))) return;
    const count = (state: Posting['undo']) => own.filter(({ undo: how }) => how === state).length;
    await tx.audit.write('system', 'run.undone', { runId, details: { undone: count('done'), left: count('left') } });
    await tx.messages.wantedAgain(runId, 'undone', deps.channel);
    await tx.enqueue({ task: 'draw', runId });
  });
}

function isOpen({ undo: how }: Posting): boolean {
  return how === 'asked' || how === 'removed';
}

/** What stopped the work is said on the card, with the time of the next try. */
async function explain(deps: Deps, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof RemoteError)) throw error;
  await tryLater(deps, { task: 'undo', runId, error, more: 'What is undone stays so.', waiting: ['undoing'] });
}

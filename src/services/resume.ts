import type { SyncRun } from '../domain/types.ts';
import { chooseWhereOnlyOne } from './contacts.ts';
import type { Deps } from './deps.ts';

/**
 * A check costs a dozen calls or more, and Xero allows sixty a minute: so many runs besides the one whose card asked for
 * the login go on by themselves. The cards of the others ask for the organisation, and go on when somebody chooses it.
 */
const OTHERS_AT_ONCE = 3;

/**
 * After a login: `runId` goes on at once, and so do the newest of the runs that waited for a connection, and all work
 * that was cut off by its end. Every other card is drawn again.
 */
export async function resumeRuns(deps: Deps, runId: string | null): Promise<void> {
  const open = await deps.db.runs.inState(['open']);
  const asked = open.filter(({ id }) => id === runId);
  const others = open.filter(({ id }) => id !== runId).reverse();
  let left = OTHERS_AT_ONCE + asked.length;
  for (const run of [...asked, ...others]) {
    if (left > 0 && (await goOn(deps, run))) left -= 1;
    else if (run.organisationId !== null && run.checkedAt === null)
      await deps.db.runs.change(run.id, { failure: 'upSync is connected again. Choose the organisation to go on.' }, [
        'open',
      ]);
    await deps.db.runs.touch(run.id);
    await deps.db.enqueue({ task: 'draw', runId: run.id });
  }
  for (const run of await deps.db.runs.inState(['posting'])) {
    await deps.db.runs.change(run.id, { failure: null }, ['posting']);
    await deps.db.enqueue({ task: 'post', runId: run.id });
  }
  for (const run of await deps.db.runs.inState(['marking'])) {
    if (run.failure === null) continue;
    await deps.db.runs.change(run.id, { failure: null }, ['marking']);
    await deps.db.enqueue({ task: 'mark', runId: run.id });
    await deps.db.enqueue({ task: 'draw', runId: run.id });
  }
  for (const run of await deps.db.runs.inState(['undoing'])) {
    await deps.db.runs.change(run.id, { failure: null }, ['undoing']);
    await deps.db.enqueue({ task: 'undo', runId: run.id });
    await deps.db.enqueue({ task: 'draw', runId: run.id });
  }
}

/** True when a check was begun: the run knows its organisation, or there is only one. */
async function goOn(deps: Deps, run: SyncRun): Promise<boolean> {
  if (run.checkedAt !== null || (await deps.db.runs.invoices(run.id)).length === 0) return false;
  return deps.db.transaction(async (tx) => {
    if (run.organisationId === null) return chooseWhereOnlyOne(tx, run.id);
    const moved = await tx.runs.move(run.id, 'checking', { failure: null }, ['open']);
    if (moved) await tx.enqueue({ task: 'check', runId: run.id });
    return moved;
  });
}

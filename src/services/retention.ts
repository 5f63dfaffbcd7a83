import { retentionCutoff } from '../domain/retention.ts';
import type { Deps } from './deps.ts';

/** One transaction each, so that others have their turn. */
const RUNS_AT_ONE_GO = 20;
/** A night deletes of so many runs at most; the next one goes on. */
const MOST_RUNS_A_NIGHT = 2_000;

/**
 * Deletes copies of lines, names and e-mails that are older than an admin chose. Ledger and audit stay, and the cards of
 * such runs are drawn again without them. May be killed at any moment: the next night goes on.
 */
export async function deleteOldDetails(deps: Deps): Promise<void> {
  const { db, clock } = deps;
  const months = await db.settings.retentionMonths();
  const before = retentionCutoff(clock.now(), months);
  for (let done = 0; done < MOST_RUNS_A_NIGHT; done += RUNS_AT_ONE_GO) {
    const runs = await db.details.oldRuns(before, RUNS_AT_ONE_GO);
    for (const runId of runs)
      await db.transaction(async (tx) => {
        if (!(await tx.details.deleteOfRun(runId, clock.now()))) return;
        await tx.audit.write('system', 'run.details-deleted', { runId, details: { months } });
        await tx.enqueue({ task: 'draw', runId });
      });
    if (runs.length < RUNS_AT_ONE_GO) break;
  }
  await db.details.deleteLoose(before);
}

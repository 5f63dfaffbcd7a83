import type { Task } from '../db/index.ts';
import { RemoteError } from '../domain/errors.ts';
import type { RunState } from '../domain/types.ts';
import { runAttaching } from './attaching.ts';
import { drawRun } from './card.ts';
import { runCheck } from './check.ts';
import type { Deps } from './deps.ts';
import { runEmailing } from './emailing.ts';
import { runMarking } from './marking.ts';
import { runNumbering } from './numbers.ts';
import { runPosting } from './posting.ts';
import { runSearch } from './search.ts';
import { tryLater } from './try-later.ts';
import { runUndo } from './undoing.ts';

/** One piece of work from the queue. Nobody waits for it: what it throws, the queue tries again. */
export async function work(deps: Deps, { task, runId }: Task): Promise<void> {
  try {
    await TASKS[task](deps, runId);
  } catch (error) {
    if (task === 'search' && error instanceof RemoteError) return explainSearch(deps, runId, error);
    deps.log.warn({ task, runId, error }, 'a task will be tried again');
    throw error;
  }
}

const TASKS: Record<Task['task'], (deps: Deps, runId: string) => Promise<void>> = {
  search: runSearch,
  check: runCheck,
  post: runPosting,
  mark: runMarking,
  number: runNumbering,
  attach: runAttaching,
  email: runEmailing,
  undo: runUndo,
  draw: drawRun,
};

/** A search that Autotask refuses ends with its words; other trouble is said, with when it goes on. */
async function explainSearch(deps: Deps, runId: string, error: RemoteError): Promise<void> {
  const final = error.kind === 'refused' || error.kind === 'auth' || error.kind === 'unexpected-answer';
  if (!final) return tryLater(deps, { task: 'search', runId, error, waiting: ['searching'] });
  deps.log.warn({ runId, error }, 'a search ended');
  await deps.db.transaction(async (tx) => {
    await tx.runs.move(runId, 'failed', { failure: error.userMessage }, ['searching']);
    await tx.enqueue({ task: 'draw', runId });
  });
}

/** What a run in one of these states waits for. */
const OWED = new Map<RunState, Task['task']>([
  ['searching', 'search'],
  ['checking', 'check'],
  ['posting', 'post'],
  ['marking', 'mark'],
  ['undoing', 'undo'],
]);

/** Finds rows that are due and may have lost their nudge: at the start, and from time to time. */
export async function sweep({ db, clock }: Deps): Promise<void> {
  for (const task of await db.owed.tasks(OWED, clock.now())) await db.enqueue(task);
}

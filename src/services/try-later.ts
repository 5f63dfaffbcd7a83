import type { Task } from '../db/index.ts';
import type { RemoteError } from '../domain/errors.ts';
import { troubleSentence } from '../domain/trouble.ts';
import type { RunState } from '../domain/types.ts';
import type { Deps } from './deps.ts';

/** Where nobody said when: soon, since the circuit knows better than we how long to leave a system alone. */
const USUAL_SECONDS = 5;
/** A login at Xero that has ended: who connects again has the work go on at once. */
const UNTIL_CONNECTED_SECONDS = 60;

interface Interrupted {
  task: Task['task'];
  runId: string;
  error: RemoteError;
  /** What else the card says of it. */
  more?: string;
  /** States of the run in which it waits for the next try: the sweep leaves it alone until then. */
  waiting: RunState[];
  /** States in which the card says so, where these are more. */
  said?: RunState[];
}

/** Says on the card what stopped the work and when it goes on, and sends the task for then. Nothing is lost. */
export async function tryLater(deps: Deps, { task, runId, error, more, waiting, said }: Interrupted): Promise<void> {
  const now = deps.clock.now();
  const usual = error.system === 'xero' && error.kind === 'auth' ? UNTIL_CONNECTED_SECONDS : USUAL_SECONDS;
  const afterSeconds = error.retryAfterMs === null ? usual : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  const next = new Date(now.getTime() + afterSeconds * 1000);
  const sentence = troubleSentence(error, next, { now, timeZone: deps.timeZone });
  const failure = more ? `${sentence} ${more}` : sentence;
  deps.log.warn({ task, runId, error, kind: error.kind, retryInSeconds: afterSeconds }, 'a task was interrupted');
  await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.change(runId, { failure, nextTryAt: next }, waiting)) && said)
      await tx.runs.change(runId, { failure }, said);
    await tx.enqueue({ task, runId, afterSeconds });
    await tx.enqueue({ task: 'draw', runId });
  });
}

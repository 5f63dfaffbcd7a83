import { randomBytes } from 'node:crypto';
import { ZodError } from 'zod';
import { RemoteError } from '../domain/errors.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Log } from '../log.ts';
import { isSlackCode } from './answer.ts';

/** What a waiting person is told of trouble. What is not known gets a reference that stands in the log, too. */
export function explain(error: unknown, log: Log, doing: string): NoticeView {
  const known = unwrap(error);
  const reference = randomBytes(4).toString('hex');
  if (known instanceof RemoteError) {
    log.warn(
      { error: known, reference, doing, system: known.system, kind: known.kind },
      'an outside system failed a person',
    );
    return notice('error', known.userMessage, { lines: [CERTAIN[known.kind]], reference });
  }
  if (isSlackCode(known, 'expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id')) {
    log.warn({ error: known, reference, doing }, 'a window was asked for too late');
    return notice('warning', 'Slack did not open the window in time.', {
      lines: ['Nothing was done. Please press again.'],
      reference,
    });
  }
  if (known instanceof ZodError) {
    log.warn({ error: known, reference, doing }, 'something came back from Slack that upSync did not send');
    return notice('warning', 'This button or window is out of date.', {
      lines: ['Nothing was done. Open it again from the card, or start with /upsync.'],
      reference,
    });
  }
  log.error({ error: known, reference, doing }, 'unexpected trouble while a person waited');
  return notice('error', 'Something went wrong in upSync.', {
    lines: ['Whether it was done is not certain: look at the card before you try again.'],
    reference,
  });
}

const CERTAIN: Record<RemoteError['kind'], string> = {
  refused: 'Nothing was done.',
  auth: 'Nothing was done. An admin can connect it again: /upsync status',
  'rate-limit': 'Nothing was done. Try again in a minute.',
  unavailable: 'Nothing was done. Try again in a minute.',
  'in-doubt': 'Whether it was done is not known yet. upSync looks it up before anything is sent again.',
  'unexpected-answer': 'Nothing more was done. Try again, and give the reference to an admin if it stays.',
};

/** Bolt wraps what a listener throws (`UnknownError.original`, `MultipleListenerError.originals`). */
export function unwrap(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof RemoteError) return error;
  if ('original' in error && error.original instanceof Error) return unwrap(error.original);
  if ('originals' in error && Array.isArray(error.originals) && error.originals.length > 0)
    return unwrap(error.originals[0]);
  return error;
}

/** Which outside system an error speaks of. */
export type System = 'slack' | 'autotask' | 'xero' | 'database';

/**
 * refused: the system understood and said no, in words; trying again changes nothing.
 * auth: our credentials or the connection do not hold any more.
 * rate-limit: too many calls; `retryAfterMs` says when.
 * unavailable: nothing was done, or it was only a read; worth another try.
 * in-doubt: a write was sent and nothing was heard: only a look-up tells.
 * unexpected-answer: an answer we do not understand; nothing may be concluded from it.
 */
export type RemoteErrorKind = 'refused' | 'auth' | 'rate-limit' | 'unavailable' | 'in-doubt' | 'unexpected-answer';

/** Trouble with an outside system. `message` is for the log, `userMessage` for people; neither holds a secret. */
export class RemoteError extends Error {
  readonly system: System;
  readonly kind: RemoteErrorKind;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly userMessage: string;
  /** Which limit, where the kind is `rate-limit`: `day`, `minute`, `hour` … */
  readonly limit: string | null;
  /** Surely nothing left: upSync itself held it back. */
  readonly heldBack: boolean;

  constructor(details: {
    system: System;
    kind: RemoteErrorKind;
    message: string;
    userMessage: string;
    status?: number | null;
    requestId?: string | null;
    retryAfterMs?: number | null;
    limit?: string | null;
    heldBack?: boolean;
    cause?: unknown;
  }) {
    super(details.message, { cause: details.cause });
    this.name = 'RemoteError';
    this.system = details.system;
    this.kind = details.kind;
    this.status = details.status ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.userMessage = details.userMessage;
    this.limit = details.limit ?? null;
    this.heldBack = details.heldBack ?? false;
  }
}

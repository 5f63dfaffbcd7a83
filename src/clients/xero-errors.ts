import { RemoteError } from '../domain/errors.ts';
import { type Asked, rateLimited, retryAfterMs, serverTrouble, silence, unexpected } from './http.ts';
import { complaint } from './xero-schema.ts';

/** An answer that was not a success, whatever form the library gave it. `status` 0: no answer came. */
export interface Failure {
  status: number;
  body: unknown;
  headers: Record<string, unknown>;
}

/**
 * The one normaliser of what xero-node and axios reject with. xero-node's methods reject with a JSON *string*, argument
 * mistakes with real Errors. The string holds response headers: it is read here and goes no further.
 */
export function readFailure(error: unknown): Failure | null {
  if (typeof error !== 'string') return null;
  try {
    const parsed = JSON.parse(error) as { response?: { statusCode?: unknown; body?: unknown; headers?: unknown } };
    const { statusCode, body, headers } = parsed.response ?? {};
    return {
      status: typeof statusCode === 'number' ? statusCode : 0,
      body,
      headers: typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : {},
    };
  } catch {
    return null;
  }
}

/** What a status of Xero means (https://developer.xero.com/documentation/api/accounting/responsecodes). */
export function toRemoteError(asked: Asked, failure: Failure, now: number): RemoteError {
  const { status, body, headers } = failure;
  const requestId = textOf(headers['xero-correlation-id']) ?? textOf(headers['x-correlation-id']);
  const words = complaintWords(body);
  if (status === 0) return silence(asked, { message: networkWords(body) });
  if (status === 401 || status === 403) return noEntry(asked, status, words.join(' '), requestId);
  if (status === 429)
    return rateLimited(asked, {
      retryAfterMs: retryAfterMs(headers['retry-after'], now),
      which: textOf(headers['x-rate-limit-problem']),
      requestId,
    });
  if (status === 501) return unexpected(asked, `Xero does not do this (501) ${words.join(' ')}`, status);
  if (status >= 500) return serverTrouble(asked, status, requestId);
  if (status === 404) return refused(asked, ['There is no such record in this organisation.'], status, requestId);
  if (status === 400 || status === 413 || status === 412) return refused(asked, words, status, requestId);
  return unexpected(asked, `Xero answered ${status}`, status);
}

/** Xero understood and said no. Its messages are kept one by one for `refusalWords`. */
export function refused(
  asked: Asked,
  messages: string[],
  status: number,
  requestId: string | null = null,
): RemoteError {
  const said = messages.length > 0 ? messages : ['without giving a reason'];
  return new RemoteError({
    system: 'xero',
    kind: 'refused',
    message: `${asked.what}: Xero refused (${status}): ${said.join(' | ')}`,
    userMessage: `Xero refused: “${said.join(' ')}” Nothing was changed by this call, and trying again as it is will not help.`,
    status,
    requestId,
    cause: new AggregateError(said.map((message) => new Error(message))),
  });
}

/** Xero's own words where it said no, one by one; null for every other kind of trouble. */
export function refusalWords(error: unknown): string[] | null {
  if (!(error instanceof RemoteError) || error.system !== 'xero' || error.kind !== 'refused') return null;
  return error.cause instanceof AggregateError
    ? error.cause.errors.map((each: unknown) => (each instanceof Error ? each.message : String(each)))
    : [error.userMessage];
}

/** The access token has outlived its half hour: a fresh one helps. All other 401s and 403s stay. */
export function isExpiredToken(error: unknown): boolean {
  return (
    error instanceof RemoteError && error.kind === 'auth' && error.status === 401 && /TokenExpired/.test(error.message)
  );
}

function noEntry(asked: Asked, status: number, detail: string, requestId: string | null): RemoteError {
  const scope = /AuthorizationUnsuccessful|insuff/i.test(detail);
  return new RemoteError({
    system: 'xero',
    kind: 'auth',
    message: `${asked.what}: Xero answered ${status} (${detail || 'no detail'})`,
    userMessage: scope
      ? 'Xero does not let upSync do this: the connection lacks a permission. Nothing was changed; an admin connects upSync to Xero again.'
      : 'The connection to this Xero organisation does not hold any more. Nothing was changed; connect upSync to Xero again.',
    status,
    requestId,
  });
}

function complaintWords(body: unknown): string[] {
  const parsed = complaint.safeParse(body);
  if (!parsed.success) return [];
  const { Elements, Message, Detail } = parsed.data;
  const words = (Elements ?? []).flatMap((element) => element.ValidationErrors);
  if (words.length > 0) return [...new Set(words)];
  return [Detail, Message].map((text) => text?.trim() ?? '').filter(Boolean);
}

/** axios puts what happened on the wire into a sentence, which is all that xero-node passes on. */
function networkWords(body: unknown): string {
  return typeof body === 'string' && body !== '' ? body : 'no answer';
}

function textOf(header: unknown): string | null {
  return typeof header === 'string' && header !== '' ? header : null;
}

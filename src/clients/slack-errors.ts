import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { RemoteError, type RemoteErrorKind } from '../domain/errors.ts';

/** Slack's codes, as in https://docs.slack.dev/reference/methods/chat.postMessage#errors. */
const AUTH = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
]);
const RATE = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const TROUBLE = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);
/** Errors before the first byte left: nothing can have happened. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

const SENTENCES: Record<string, string> = {
  not_in_channel: 'upSync is not a member of that channel. Invite it with /invite @upSync.',
  channel_not_found: 'upSync cannot see that channel. Invite it with /invite @upSync.',
  is_archived: 'That channel is archived.',
  user_not_in_channel: 'That person is not in the channel.',
  message_not_found: 'That message does not exist any more.',
  cant_update_message: 'Slack does not let upSync change that message.',
  msg_too_long: 'That message is too long for Slack.',
  missing_scope: 'upSync lacks a permission in Slack: reinstall the app from its manifest.',
  plan_upgrade_required: 'User groups need a paid Slack plan: list user ids instead.',
};

const GENERAL: Record<RemoteErrorKind, string> = {
  refused: 'Slack refused that.',
  auth: 'Slack does not accept upSync’s token any more: the app must be installed again.',
  'rate-limit': 'Slack asks to wait a moment.',
  unavailable: 'Slack did not answer.',
  'in-doubt': 'Slack did not answer; whether the message arrived is not known.',
  'unexpected-answer': 'Slack answered something unexpected.',
};

/**
 * Trouble with Slack in our words. `message` is Slack's own code, such as `not_in_channel`, so that callers can tell
 * refusals apart. `write` says whether a lost answer leaves something in doubt.
 */
export function slackError(error: unknown, call: { method: string; write: boolean }): RemoteError {
  if (error instanceof RemoteError) return error;
  const lost: RemoteErrorKind = call.write ? 'in-doubt' : 'unavailable';
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return remote(kindOf(code, lost), code, error);
  }
  if (error instanceof WebAPIRateLimitedError)
    return remote('rate-limit', 'ratelimited', error, { retryAfterMs: error.retryAfter * 1000, status: 429 });
  if (error instanceof WebAPIHTTPError)
    return remote(error.statusCode >= 500 ? lost : 'unexpected-answer', `HTTP ${error.statusCode}`, error, {
      status: error.statusCode,
    });
  if (error instanceof WebAPIRequestError)
    return remote(wasNeverSent(error) ? 'unavailable' : lost, `no answer from ${call.method}`, error);
  // A 429 without Retry-After arrives as an error without a code.
  if (error instanceof Error && /retry/i.test(error.message) && !('code' in error))
    return remote('rate-limit', 'ratelimited', error, { retryAfterMs: 1000, status: 429 });
  return remote(lost, `unexpected trouble in ${call.method}`, error);
}

/** Whether Slack itself named this code as the reason. */
export function isSlackRefusal(error: unknown, ...codes: string[]): boolean {
  return error instanceof RemoteError && error.system === 'slack' && codes.includes(error.message);
}

function kindOf(code: string, lost: RemoteErrorKind): RemoteErrorKind {
  if (AUTH.has(code)) return 'auth';
  if (RATE.has(code)) return 'rate-limit';
  if (code === 'service_unavailable') return 'unavailable';
  return TROUBLE.has(code) ? lost : 'refused';
}

function remote(
  kind: RemoteErrorKind,
  message: string,
  cause: unknown,
  more: { retryAfterMs?: number; status?: number } = {},
): RemoteError {
  const userMessage = SENTENCES[message] ?? (kind === 'refused' ? `Slack refused that (${message}).` : GENERAL[kind]);
  return new RemoteError({ system: 'slack', kind, message, userMessage, cause, ...more });
}

function wasNeverSent(error: WebAPIRequestError): boolean {
  for (let cause: unknown = error.original; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && NEVER_SENT.has(String(cause.code))) return true;
  return false;
}

import { errors } from 'openid-client';
import { RemoteError, type RemoteErrorKind } from '../domain/errors.ts';
import { type Asked, rateLimited, retryAfterMs, silence, unexpected } from './http.ts';

/**
 * What openid-client throws, in upSync's words. Its errors carry the callback's parameters and the server's answer, code,
 * state and tokens among them: nothing of that is passed on, not even as a cause.
 */
export function toLoginError(asked: Asked, error: unknown, now: number): RemoteError {
  if (error instanceof RemoteError) return error;
  if (error instanceof errors.OPError) return fromServer(asked, error, now);
  if (error instanceof errors.RPError && /timed out/.test(error.message))
    return silence(asked, { message: 'timed out' });
  if (error instanceof errors.RPError || error instanceof TypeError) return fromCallback(asked, error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return silence(asked, { code, message: code ?? 'no answer' });
}

function fromServer(asked: Asked, error: errors.OPError, now: number): RemoteError {
  const status = error.response?.statusCode ?? null;
  if (status === 429)
    return rateLimited(asked, { retryAfterMs: retryAfterMs(error.response?.headers['retry-after'], now) });
  if (status !== null && status >= 500)
    return login(asked, 'unavailable', status, `Xero answered ${status}`, [
      'Xero’s login has trouble of its own.',
      'Nothing was changed; try again in a few minutes.',
    ]);
  switch (error.error) {
    case 'access_denied':
      return login(asked, 'refused', status, 'access_denied', [
        'Access was declined on Xero’s page, so upSync is not connected.',
        'Nothing was changed; press Connect to try again.',
      ]);
    case 'invalid_grant':
      return login(asked, 'auth', status, 'invalid_grant', [
        'Xero does not accept this login any more: it was used, has expired or was withdrawn.',
        'Nothing was changed; connect upSync to Xero again.',
      ]);
    case 'invalid_client':
    case 'unauthorized_client':
      return login(asked, 'auth', status, error.error, [
        'Xero does not accept upSync’s app.',
        'Nothing was changed; whoever runs upSync checks XERO_CLIENT_ID, XERO_CLIENT_SECRET and XERO_GRANT.',
      ]);
    case 'invalid_scope':
      return login(asked, 'auth', status, error.error, [
        'Xero does not give upSync’s app the permissions it asks for.',
        'Nothing was changed; whoever runs upSync checks XERO_SCOPES.',
      ]);
    default:
      return unexpected(
        asked,
        `Xero’s login answered ${error.error && /^[a-z_]{1,40}$/.test(error.error) ? error.error : (status ?? 'an error')}`,
        status,
      );
  }
}

/** Something about the address the browser ended on, or the signed identity, does not fit. */
function fromCallback(asked: Asked, error: Error): RemoteError {
  const what = /state/.test(error.message) ? 'state mismatch' : 'the callback does not fit';
  return login(asked, 'refused', null, what, [
    'This address does not belong to the connection that was begun.',
    'Nothing was changed; press Connect and use the fresh link.',
  ]);
}

function login(
  asked: Asked,
  kind: RemoteErrorKind,
  status: number | null,
  detail: string,
  words: [string, string],
): RemoteError {
  return new RemoteError({
    system: 'xero',
    kind,
    message: `${asked.what}: ${detail}`,
    userMessage: words.join(' '),
    status,
  });
}

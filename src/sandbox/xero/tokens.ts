import { randomBytes, randomUUID } from 'node:crypto';
import type { Context } from './context.ts';
import { guid } from './format.ts';
import { signJwt } from './jwt.ts';
import type { AccessTokenRecord, RefreshTokenRecord } from './records.ts';

const DAY = 86_400_000;
/** An unused refresh token dies. https://developer.xero.com/faq/oauth2 */
export const REFRESH_LIFE = 60 * DAY;
/** A refresh token that was exchanged may be tried again, for an answer that was lost. */
export const ROTATED_GRACE = 30 * 60_000;

interface Grant {
  clientId: string;
  scopes: string[];
  authEventId: string;
  nonce?: string | undefined;
  tenantId?: string | undefined;
}

/** The token endpoint's answer: an access token, and what else the scopes bring. */
export function issueTokens(context: Context, grant: Grant): Record<string, unknown> {
  const { state, clock, switches } = context;
  const now = clock.now();
  const life = switches.accessTokenSeconds;
  const claims = {
    iss: context.url,
    iat: Math.floor(now / 1000),
    nbf: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + life,
    sub: guid('login', context.login.email),
    authentication_event_id: grant.authEventId,
  };
  const access = signJwt(state, {
    ...claims,
    aud: `${context.url}/resources`,
    client_id: grant.clientId,
    jti: randomUUID(),
    scope: grant.scopes,
  });
  const { clientId, scopes, authEventId, tenantId } = grant;
  const record = { clientId, scopes, authEventId, revoked: false };
  state.accessTokens.put(access, { ...record, token: access, expires: now + life * 1000, tenantId });

  const answer: Record<string, unknown> = { access_token: access, expires_in: life, token_type: 'Bearer' };
  if (scopes.includes('offline_access')) {
    const refresh = randomBytes(32).toString('base64url');
    state.refreshTokens.put(refresh, { ...record, token: refresh, issued: now });
    answer.refresh_token = refresh;
  }
  if (scopes.includes('openid')) answer.id_token = signJwt(state, idClaims(context, grant, claims));
  answer.scope = scopes.join(' ');
  return answer;
}

function idClaims(context: Context, grant: Grant, claims: Record<string, unknown>) {
  const [given, ...rest] = context.login.name.split(' ');
  return {
    ...claims,
    aud: grant.clientId,
    ...(grant.nonce && { nonce: grant.nonce }),
    ...(grant.scopes.includes('email') && { email: context.login.email }),
    ...(grant.scopes.includes('profile') && {
      name: context.login.name,
      given_name: given,
      family_name: rest.join(' '),
      preferred_username: context.login.email,
    }),
  };
}

/** The refresh token as long as it can be exchanged. */
export function liveRefreshToken(context: Context, token: string, clientId: string): RefreshTokenRecord | undefined {
  const record = context.state.refreshTokens.get(token);
  const now = context.clock.now();
  if (!record || record.clientId !== clientId || record.revoked) return undefined;
  if (record.rotated !== undefined && now > record.rotated + ROTATED_GRACE) return undefined;
  return now > record.issued + REFRESH_LIFE ? undefined : record;
}

export function rotate(context: Context, record: RefreshTokenRecord): Record<string, unknown> {
  if (record.rotated === undefined)
    context.state.refreshTokens.put(record.token, { ...record, rotated: context.clock.now() });
  return issueTokens(context, record);
}

export type Bearer = { token: AccessTokenRecord } | { failure: string };

/** Reads the Authorization header; a failure is the Detail of the 401. */
export function readBearer(context: Context, header: string | undefined): Bearer {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  const record = token ? context.state.accessTokens.get(token) : undefined;
  if (!record || record.revoked) return { failure: 'AuthenticationUnsuccessful' };
  if (context.clock.now() < record.expires) return { token: record };
  const at = new Date(record.expires).toISOString();
  const stamp = `${at.slice(5, 7)}/${at.slice(8, 10)}/${at.slice(0, 4)} ${at.slice(11, 19)}`;
  return { failure: `TokenExpired: token expired at ${stamp}` };
}

/** What revoking a refresh token does: the login's tokens and connections of that app are gone. */
export function revokeApp(context: Context, clientId: string): void {
  const { refreshTokens, accessTokens, connections } = context.state;
  for (const record of refreshTokens.values())
    if (record.clientId === clientId && !record.revoked) refreshTokens.put(record.token, { ...record, revoked: true });
  for (const record of accessTokens.values())
    if (record.clientId === clientId && !record.revoked) accessTokens.put(record.token, { ...record, revoked: true });
  for (const record of connections.values()) if (record.clientId === clientId) connections.delete(record.id);
}

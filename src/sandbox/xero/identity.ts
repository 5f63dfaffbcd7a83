import { createHash } from 'node:crypto';
import { answerAuthorize } from './authorize.ts';
import type { Context, XeroApp } from './context.ts';
import { jwks } from './jwt.ts';
import type { Incoming, Reply } from './reply.ts';
import { empty, json, notModelled } from './reply.ts';
import { scopesNotAllowed } from './scopes.ts';
import { issueTokens, liveRefreshToken, revokeApp, rotate } from './tokens.ts';

/** A code is used within five minutes, or not at all. */
const CODE_LIFE = 5 * 60_000;

/** Xero's identity server; undefined when the path is not one of its own. */
export function answerIdentity(context: Context, incoming: Incoming): Reply | undefined {
  const route = `${incoming.method} ${incoming.path}`;
  switch (route) {
    case 'GET /.well-known/openid-configuration':
      return json(200, discovery(context.url));
    case 'GET /.well-known/openid-configuration/jwks':
      return json(200, jwks(context.state));
    case 'GET /identity/connect/authorize':
    case 'POST /identity/connect/authorize':
      return answerAuthorize(context, incoming);
    case 'POST /connect/token':
      return answerToken(context, incoming);
    case 'POST /connect/revocation':
      return answerRevocation(context, incoming);
    default:
      return undefined;
  }
}

function discovery(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/identity/connect/authorize`,
    token_endpoint: `${url}/connect/token`,
    revocation_endpoint: `${url}/connect/revocation`,
    jwks_uri: `${url}/.well-known/openid-configuration/jwks`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
  };
}

function answerToken(context: Context, incoming: Incoming): Reply {
  const form = readForm(incoming, [
    'grant_type',
    'code',
    'redirect_uri',
    'code_verifier',
    'refresh_token',
    'scope',
    'client_id',
    'client_secret',
  ]);
  const app = authenticate(context, incoming, form);
  if (!app) return refused('invalid_client', 401, { 'www-authenticate': 'Basic' });
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(context, app, form);
    case 'refresh_token': {
      const record = liveRefreshToken(context, form.get('refresh_token') ?? '', app.clientId);
      return record ? tokenAnswer(rotate(context, record)) : refused('invalid_grant');
    }
    case 'client_credentials':
      return clientCredentials(context, app, form);
    default:
      return refused('unsupported_grant_type');
  }
}

/** A code that comes a second time, from another client or for another address, is worth nothing. */
function exchangeCode(context: Context, app: XeroApp, form: URLSearchParams): Reply {
  const { codes } = context.state;
  const record = codes.get(form.get('code') ?? '');
  if (!record || record.used || record.clientId !== app.clientId) return refused('invalid_grant');
  codes.put(record.code, { ...record, used: true });
  if (context.clock.now() > record.issued + CODE_LIFE) return refused('invalid_grant');
  if (record.redirectUri !== form.get('redirect_uri')) return refused('invalid_grant');
  const verifier = form.get('code_verifier');
  const challenge = verifier ? createHash('sha256').update(verifier).digest('base64url') : undefined;
  if (record.challenge !== challenge) return refused('invalid_grant');
  return tokenAnswer(issueTokens(context, record));
}

function clientCredentials(context: Context, app: XeroApp, form: URLSearchParams): Reply {
  const tenantId = app.customConnection;
  if (!tenantId) return refused('unauthorized_client');
  const scopes = (form.get('scope') ?? '').split(' ').filter(Boolean);
  if (scopesNotAllowed(app, scopes).length > 0 || scopes.includes('offline_access')) return refused('invalid_scope');
  return tokenAnswer(issueTokens(context, { clientId: app.clientId, scopes, authEventId: '', tenantId }));
}

/** Revoking an unknown token is a success too (RFC 7009). */
function answerRevocation(context: Context, incoming: Incoming): Reply {
  const form = readForm(incoming, ['token', 'token_type_hint', 'client_id', 'client_secret']);
  const app = authenticate(context, incoming, form);
  if (!app) return refused('invalid_client', 401, { 'www-authenticate': 'Basic' });
  const token = context.state.refreshTokens.get(form.get('token') ?? '');
  if (token?.clientId === app.clientId && !token.revoked) revokeApp(context, app.clientId);
  return empty(200);
}

function authenticate(context: Context, incoming: Incoming, form: URLSearchParams): XeroApp | undefined {
  const basic = /^Basic (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(unescapeForm)
    : [form.get('client_id'), form.get('client_secret')];
  return context.apps.find((app) => app.clientId === id && app.clientSecret === secret);
}

function unescapeForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

function readForm(incoming: Incoming, known: string[]): URLSearchParams {
  if (!incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw notModelled(`content type of ${incoming.path}: ${incoming.headers['content-type']}`);
  const form = new URLSearchParams(incoming.raw.toString());
  for (const name of form.keys())
    if (!known.includes(name)) throw notModelled(`form field of ${incoming.path}: ${name}`);
  return form;
}

function tokenAnswer(tokens: Record<string, unknown>): Reply {
  return json(200, tokens, { 'cache-control': 'no-store' });
}

function refused(error: string, status = 400, headers: Record<string, string> = {}): Reply {
  return json(status, { error }, { 'cache-control': 'no-store', ...headers });
}

import { randomBytes, randomUUID } from 'node:crypto';
import { errorPage } from './consent-error-page.ts';
import { consentPage } from './consent-page.ts';
import type { Context, XeroApp } from './context.ts';
import type { Incoming, Reply } from './reply.ts';
import { empty, html, notModelled } from './reply.ts';
import { scopesNotAllowed } from './scopes.ts';

const KNOWN = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
];

interface Request {
  app: XeroApp;
  redirectUri: string;
  scopes: string[];
  query: URLSearchParams;
}

/**
 * The consent page. GET shows it; its form is posted to the same address with
 *
 *   decision=allow&tenant=ID&tenant=ID   → 303 to redirect_uri?code=…&scope=…&state=…
 *   decision=cancel                      → 303 to redirect_uri?error=access_denied&state=…
 *
 * so that two requests are all a scripted person needs (`answerConsent` in consent.ts makes them).
 */
export function answerAuthorize(context: Context, incoming: Incoming): Reply {
  const request = readRequest(context, incoming.query);
  if ('status' in request) return request;
  if (incoming.method === 'GET') return page(context, request);

  const form = new URLSearchParams(incoming.raw.toString());
  for (const name of form.keys())
    if (!['decision', 'tenant'].includes(name)) throw notModelled(`field of the consent form: ${name}`);
  if (form.get('decision') === 'cancel') return sendBack(request, { error: 'access_denied' });
  if (form.get('decision') !== 'allow') throw notModelled(`decision: ${form.get('decision')}`);
  const tenants = form.getAll('tenant');
  if (tenants.length === 0) return page(context, request, 'Choose at least one organisation, or cancel.');
  for (const tenant of tenants)
    if (!context.state.organisations.get(tenant)) throw notModelled(`organisation: ${tenant}`);
  return allow(context, request, tenants);
}

function readRequest(context: Context, query: URLSearchParams): Request | Reply {
  for (const name of query.keys()) if (!KNOWN.includes(name)) throw notModelled(`parameter of authorize: ${name}`);
  const app = context.apps.find((known) => known.clientId === query.get('client_id'));
  if (!app) return html(400, errorPage('unauthorized_client', 'Unknown client or client not enabled'), PAGE_HEADERS);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri))
    return html(400, errorPage('unauthorized_client', 'Invalid redirect_uri'), PAGE_HEADERS);
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
  const request = { app, redirectUri, scopes, query };
  if (query.get('response_type') !== 'code') return sendBack(request, { error: 'unsupported_response_type' });
  if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256')
    return sendBack(request, { error: 'invalid_request' });
  if (scopes.length === 0 || scopesNotAllowed(app, scopes).length > 0)
    return context.switches.scopeErrorRedirects
      ? sendBack(request, { error: 'invalid_scope' })
      : html(400, errorPage('invalid_scope', 'Invalid scope for client'), PAGE_HEADERS);
  return request;
}

/** Consent refuses to be framed. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
};

function page(context: Context, request: Request, complaint?: string): Reply {
  const { clientId } = request.app;
  const connected = context.state.connections.values().filter((connection) => connection.clientId === clientId);
  const organisations = context.state.organisations.values().map((organisation) => ({
    tenantId: organisation.tenantId,
    name: organisation.name,
    practice: organisation.tenantType === 'PRACTICE',
    connected: connected.some((connection) => connection.tenantId === organisation.tenantId),
  }));
  const app = request.app.name ?? clientId;
  const body = consentPage({ app, scopes: request.scopes, organisations, login: context.login, complaint });
  return html(complaint ? 422 : 200, body, PAGE_HEADERS);
}

function allow(context: Context, request: Request, tenants: string[]): Reply {
  const { state, clock } = context;
  const { app, redirectUri, scopes, query } = request;
  const now = clock.now();
  const authEventId = randomUUID();
  for (const tenantId of new Set(tenants)) {
    const known = state.connections.values().find((c) => c.clientId === app.clientId && c.tenantId === tenantId);
    const id = known?.id ?? randomUUID();
    const created = known?.created ?? now;
    state.connections.put(id, { id, clientId: app.clientId, tenantId, authEventId, created, updated: now });
  }
  const code = randomBytes(24).toString('base64url');
  state.codes.put(code, {
    code,
    clientId: app.clientId,
    redirectUri,
    scopes,
    authEventId,
    nonce: query.get('nonce') ?? undefined,
    challenge: query.get('code_challenge') ?? undefined,
    issued: now,
    used: false,
  });
  return sendBack(request, { code, scope: scopes.join(' ') });
}

function sendBack(request: Request, values: Record<string, string>): Reply {
  const target = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value);
  const state = request.query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return empty(303, { location: target.href, 'cache-control': 'no-store' });
}

import { connectionsOf } from './connections.ts';
import type { Call, Context } from './context.ts';
import { openIdempotent } from './idempotency.ts';
import type { Limits } from './limits.ts';
import type { AccessTokenRecord, OrganisationRecord } from './records.ts';
import type { Incoming, Reply } from './reply.ts';
import { json, notModelled, problem, Refusal } from './reply.ts';
import type { Route } from './routes.ts';
import { ROUTES } from './routes.ts';
import { mayCall } from './scopes.ts';
import { readBearer } from './tokens.ts';

const BASE = '/api.xro/2.0/';
/** https://developer.xero.com/documentation/guides/oauth2/limits/ (the older, smaller figure) */
const BODY_BYTES = 3.5 * 1024 * 1024;

/**
 * One call of the Accounting API: route, bearer, tenant, scope, limits, idempotency, work. `fault` stands in for the
 * work when a failure was arranged, so that its answer is kept under the key like any other.
 */
export function answerAccounting(
  context: Context,
  limits: Limits,
  incoming: Incoming,
  fault: (() => Reply) | undefined,
): Reply {
  const found = findRoute(incoming);
  if (!found) throw notModelled(`route: ${incoming.method} ${incoming.path}`);
  const query = readQuery(incoming, found.route);
  if (incoming.method === 'GET' && !['', '{}'].includes(incoming.raw.toString().trim()))
    throw notModelled(`body of GET ${incoming.path}`);

  const bearer = readBearer(context, incoming.headers.authorization);
  if ('failure' in bearer) return problem(401, bearer.failure);
  const { token } = bearer;
  const organisation = readTenant(context, incoming, token);
  if (!organisation) return problem(403, 'AuthenticationUnsuccessful');
  if (!mayCall(token.scopes, found.route.need, incoming.method !== 'GET')) return insufficientScope();

  const { tenantId } = organisation;
  const limited = limits.count(token.clientId, tenantId);
  if (limited) return limited;
  const headers = limits.headers(token.clientId, tenantId);
  if (incoming.raw.length > BODY_BYTES && !incoming.path.includes('/Attachments/'))
    return withHeaders(json(413, { Message: 'The request is larger than 3.5 MB' }), headers);

  const idempotent = openIdempotent(context, incoming, token.clientId);
  if (idempotent.reply) return withHeaders(idempotent.reply, headers);
  const call: Call = {
    context,
    state: context.state,
    incoming,
    organisation,
    tenantId,
    clientId: token.clientId,
    params: found.params,
    query,
    now: context.clock.now(),
  };
  const work = () => runRoute(found.route, call);
  if (fault && context.switches.failAfterWork) work();
  const reply = fault ? fault() : work();
  idempotent.remember(reply);
  return withHeaders(reply, headers);
}

/** A refusal from deep inside is an answer like any other; one that names a violation is not. */
function runRoute(route: Route, call: Call): Reply {
  try {
    return route.answer(call);
  } catch (error) {
    if (error instanceof Refusal && !error.violation) return error.reply;
    throw error;
  }
}

export function isAccounting(incoming: Incoming): boolean {
  return incoming.path.startsWith(BASE);
}

function findRoute(incoming: Incoming): { route: Route; params: Record<string, string> } | undefined {
  const parts = incoming.segments.slice(2);
  for (const route of ROUTES) {
    const pattern = route.path.split('/');
    if (route.method !== incoming.method || pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const matches = pattern.every((part, index) => {
      const value = parts[index] ?? '';
      if (!part.startsWith('{')) return part === value;
      params[part.slice(1, -1)] = value;
      return value !== '';
    });
    if (matches) return { route, params };
  }
  return undefined;
}

/** Xero reads parameter names without case; a name it does not know is refused here. */
function readQuery(incoming: Incoming, route: Route): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of incoming.query) {
    const known = route.query.find((own) => own.toLowerCase() === name.toLowerCase());
    if (!known) throw notModelled(`query parameter of ${incoming.method} ${incoming.path}: ${name}`);
    query[known] = value;
  }
  if (query.unitdp !== undefined && query.unitdp !== '2' && query.unitdp !== '4')
    throw notModelled(`unitdp: ${query.unitdp}`);
  return query;
}

/** The tenant must be named and connected; a custom connection may leave it empty. */
function readTenant(context: Context, incoming: Incoming, token: AccessTokenRecord): OrganisationRecord | undefined {
  const header = String(incoming.headers['xero-tenant-id'] ?? '');
  const tenantId = header === '' && token.tenantId ? token.tenantId : header;
  if (token.tenantId && token.tenantId !== tenantId) return undefined;
  const connected = connectionsOf(context, token.clientId).some((connection) => connection.tenantId === tenantId);
  return connected ? context.state.organisations.get(tenantId) : undefined;
}

function insufficientScope(): Reply {
  return problem(401, 'AuthorizationUnsuccessful', { 'www-authenticate': 'Bearer error="insufficient_scope"' });
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

import type { Context } from './context.ts';
import type { AccessTokenRecord } from './records.ts';
import type { Incoming, Reply } from './reply.ts';
import { empty, json, notModelled, problem } from './reply.ts';
import { readBearer } from './tokens.ts';

/**
 * `GET /connections`, `DELETE /connections/{id}`: what this login connected to this app.
 * https://developer.xero.com/documentation/guides/oauth2/tenants
 */
export function answerConnections(context: Context, incoming: Incoming): Reply | undefined {
  const [root, id, ...more] = incoming.segments;
  if (root !== 'connections' || more.length > 0) return undefined;
  if (!(incoming.method === 'GET' && !id) && !(incoming.method === 'DELETE' && id)) return undefined;
  for (const name of incoming.query.keys())
    if (name !== 'authEventId' || id) throw notModelled(`query parameter of ${incoming.path}: ${name}`);
  const bearer = readBearer(context, incoming.headers.authorization);
  if ('failure' in bearer) return problem(401, bearer.failure);
  return id ? disconnect(context, bearer.token, id) : list(context, bearer.token, incoming.query.get('authEventId'));
}

function list(context: Context, token: AccessTokenRecord, authEventId: string | null): Reply {
  return json(
    200,
    connectionsOf(context, token.clientId)
      .filter((connection) => !authEventId || connection.authEventId === authEventId)
      .map((connection) => {
        const organisation = context.state.organisations.get(connection.tenantId);
        return {
          id: connection.id,
          authEventId: connection.authEventId,
          tenantId: connection.tenantId,
          tenantType: organisation?.tenantType,
          tenantName: organisation?.name,
          createdDateUtc: instant(connection.created),
          updatedDateUtc: instant(connection.updated),
        };
      }),
  );
}

/** By the connection's id only: the tenant's id is refused. */
function disconnect(context: Context, token: AccessTokenRecord, id: string): Reply {
  const mine = connectionsOf(context, token.clientId);
  if (mine.some((connection) => connection.id === id)) {
    context.state.connections.delete(id);
    return empty(204);
  }
  return context.state.organisations.get(id) ? problem(403, 'AuthenticationUnsuccessful') : empty(404);
}

export function connectionsOf(context: Context, clientId: string) {
  return context.state.connections.values().filter((connection) => connection.clientId === clientId);
}

/** Seven decimals and no zone, as Xero prints these two. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}0000`;
}

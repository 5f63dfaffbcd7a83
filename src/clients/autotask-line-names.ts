import { RemoteError } from '../domain/errors.ts';
import type { Psa } from '../services/ports.ts';
import type { AutotaskHttp } from './autotask-http.ts';
import { queryByIds } from './autotask-query.ts';
import * as schema from './autotask-schema.ts';

/** A posting asks for each batch again what the check asked for: a few minutes' memory answers it. */
const KEPT_MS = 5 * 60_000;

type Kind = typeof schema.tickets | typeof schema.contracts;

/** Ticket numbers and contract names, in lists of ids and each asked for once. */
export function createLineNames(http: AutotaskHttp, now: () => number): Psa['lineNames'] {
  const tickets = createMemory(http, now, schema.tickets);
  const contracts = createMemory(http, now, schema.contracts);
  return async (ids) => {
    const [ofTickets, ofContracts] = await Promise.all([tickets(ids.tickets), contracts(ids.contracts)]);
    return { tickets: ofTickets, contracts: ofContracts };
  };
}

function createMemory(http: AutotaskHttp, now: () => number, kind: Kind) {
  let known = new Map<number, string>();
  let since = Number.NEGATIVE_INFINITY;
  return async (ids: number[]): Promise<Map<number, string>> => {
    if (now() - since >= KEPT_MS) {
      known = new Map();
      since = now();
    }
    const kept = known;
    const missing = [...new Set(ids)].filter((id) => !kept.has(id));
    for (const { id, name } of await readNames(http, kind, missing)) kept.set(id, name);
    return new Map(ids.flatMap((id) => (kept.get(id) ? [[id, kept.get(id) ?? '']] : [])));
  };
}

/** They only fill a text: an API user who may not see them can do everything else. */
async function readNames(http: AutotaskHttp, kind: Kind, ids: number[]): Promise<{ id: number; name: string }[]> {
  try {
    return await queryByIds(http, kind, 'id', ids);
  } catch (error) {
    if (error instanceof RemoteError && (error.kind === 'refused' || error.status === 403)) return [];
    throw error;
  }
}

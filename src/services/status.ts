import type { Connection } from '../db/connections.ts';
import { conditionSentence } from '../domain/trouble.ts';
import type { Person, SyncRun } from '../domain/types.ts';
import type { NoticeView, StatusView } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { takePicture } from './picture.ts';
import { refuseStranger } from './rights.ts';

/** State of each connection, and what is open. Asks Autotask, but stands without its answer. */
export async function connectionStatus(deps: Deps, person: Person): Promise<StatusView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const roles = await deps.people.roles(person.id);
  const connections: StatusView['connections'] = [];
  const all = await deps.db.connections.list();
  const isLive = all.some(({ state }) => state === 'connected');
  for (const connection of all) {
    const organisations = (await deps.db.organisations.ofConnection(connection.id)).map(({ name }) => name);
    // one that opens nothing any more is of interest only as long as nothing took its place
    const isOver = connection.state === 'disconnected' || isLive || connections.length > 0;
    if (connection.state !== 'connected' && organisations.length === 0 && isOver) continue;
    connections.push({
      id: connection.id,
      state: connection.state === 'connected' ? 'connected' : 'dead',
      organisations,
      connectedBy: connection.connectedBy,
      connectedAt: connection.connectedAt,
      sentence: sentenceOf(connection, organisations),
    });
  }
  if (connections.length === 0)
    connections.push({
      ...{ id: '', state: 'none', organisations: [], connectedBy: null, connectedAt: null },
      sentence: 'upSync is not connected to Xero yet.',
    });
  return {
    kind: 'status',
    connections,
    autotask: await autotaskStatus(deps),
    outside: await troubleOutside(deps),
    open: await openWork(deps),
    mayDisconnect: roles.has('admin'),
  };
}

function sentenceOf({ state, message }: Connection, organisations: string[]): string {
  if (state === 'connected') return `Connected to ${organisations.join(', ')}.`;
  return `${message ?? 'The connection has ended.'} Connect again; what waits goes on from there.`;
}

async function autotaskStatus(deps: Deps): Promise<StatusView['autotask']> {
  try {
    const { webUrl } = await deps.psa.identity();
    // who it is may be remembered from better times
    const isDown = (await deps.outside.conditions()).some((one) => one.system === 'autotask' && one.kind === 'outage');
    return { sentence: isDown ? 'Autotask does not answer just now.' : 'Autotask answers.', webUrl };
  } catch (error) {
    deps.log.warn({ error }, 'Autotask did not answer the status question');
    return { sentence: 'Autotask does not answer just now.', webUrl: null };
  }
}

/** What is held back, and until when. */
async function troubleOutside(deps: Deps): Promise<string[]> {
  const conditions = await deps.outside.conditions();
  const names = new Map((await deps.db.organisations.all()).map(({ id, name }) => [id, name]));
  const moment = { now: deps.clock.now(), timeZone: deps.timeZone };
  return conditions.map(({ organisationId, ...condition }) =>
    conditionSentence(condition, organisationId === null ? null : (names.get(organisationId) ?? null), moment),
  );
}

async function openWork(deps: Deps): Promise<StatusView['open']> {
  const runs = await deps.db.runs.inState(['open', 'checking', 'posting', 'posted', 'marking', 'undoing']);
  const inDoubt = await deps.db.postings.inState(['in_doubt']);
  const differences = (await deps.db.postings.inState(['difference'])).filter((one) => !one.differenceAccepted);
  const owed = (await deps.db.postings.owed()).filter(({ markMessage }) => markMessage === null);
  return [
    { sentence: 'Runs that wait for people', count: await waiting(deps, runs) },
    { sentence: 'Runs at work', count: runs.filter(({ state }) => state !== 'open' && state !== 'posted').length },
    { sentence: 'Invoices in doubt: sent, and Xero was not heard', count: inDoubt.length },
    { sentence: 'Posted with a difference that nobody accepted', count: differences.length },
    { sentence: 'Marks that were agreed and are not made yet', count: owed.length },
  ].filter(({ count }) => count > 0);
}

/** What a look into each run is worth; older ones are counted as they stand. */
const MOST_LOOKED_INTO = 20;

/**
 * Runs that want something of somebody: one that found nothing, or has nothing left to send, does not; one that is posted
 * does until the question whether to mark is answered.
 */
async function waiting(deps: Deps, runs: readonly SyncRun[]): Promise<number> {
  const open = runs.filter(({ state, markAnswer }) => state === 'open' || (state === 'posted' && markAnswer === null));
  const looked = await Promise.all(open.slice(-MOST_LOOKED_INTO).map(({ id }) => takePicture(deps, id)));
  const idle = looked.filter((picture) => picture === null || picture.next.kind === 'none').length;
  return open.length - idle;
}

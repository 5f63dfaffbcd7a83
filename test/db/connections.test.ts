import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, times } from './make.ts';

const NOON = new Date('2026-11-03T12:00:00Z');
const LATER = new Date('2026-11-03T12:00:30Z');
const MUCH_LATER = new Date('2026-11-03T13:00:00Z');
let at: TestDb;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

async function connect(): Promise<string> {
  const id = randomUUID();
  await at.db.connections.create({ id, tokens: 'sealed 1', by: ANN });
  return id;
}

async function begin(expiresAt: Date): Promise<string> {
  const state = randomUUID();
  await at.db.connections.begin({ state, person: ANN, runId: 'RUN1', window: 'W1', expiresAt });
  return state;
}

describe('a login that was begun', () => {
  test('knows who began it, for which run, and until when', async () => {
    const state = await begin(LATER);
    expect(await at.db.connections.attempt(state)).toEqual({
      ...{ state, person: ANN, runId: 'RUN1', window: 'W1', expiresAt: LATER.toISOString(), usedAt: null },
    });
    expect(await at.db.connections.attempt('never begun')).toBeNull();
  });

  test('is good for one use, also when many callbacks arrive at once', async () => {
    const state = await begin(LATER);
    const used = await times(8, () => at.db.connections.use(state, NOON));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect((await at.db.connections.attempt(state))?.usedAt).toBe(NOON.toISOString());
  });

  test('is no good once its time is over, and at that very instant', async () => {
    const state = await begin(NOON);
    expect(await at.db.connections.use(state, NOON)).toBe(false);
    expect(await at.db.connections.use(state, LATER)).toBe(false);
    expect(await at.db.connections.use('never begun', NOON)).toBe(false);
  });
});

describe('tokens', () => {
  test('are stored from one version to the next, by one of many', async () => {
    const id = await connect();
    const stored = await times(6, (n) => at.db.connections.storeTokens(id, `sealed by ${n}`, 1));
    expect(stored.filter(Boolean)).toHaveLength(1);
    expect(await at.db.connections.get(id)).toMatchObject({
      tokens: `sealed by ${stored.indexOf(true)}`,
      tokensVersion: 2,
      state: 'connected',
      connectedBy: ANN,
    });
  });

  test('are refreshed by one at a time', async () => {
    const id = await connect();
    const leased = await times(6, () => at.db.connections.leaseRefresh(id, 1, NOON, LATER));
    expect(leased.filter(Boolean)).toHaveLength(1);
    expect(await at.db.connections.leaseRefresh(id, 1, LATER, MUCH_LATER)).toBe(false);
  });

  test('the right to refresh is given back by whoever had it until then', async () => {
    const id = await connect();
    await at.db.connections.leaseRefresh(id, 1, NOON, MUCH_LATER);
    await at.db.connections.endRefresh(id, LATER);
    expect(await at.db.connections.leaseRefresh(id, 1, LATER, MUCH_LATER)).toBe(false);
    await at.db.connections.endRefresh(id, MUCH_LATER);
    expect(await at.db.connections.leaseRefresh(id, 1, LATER, MUCH_LATER)).toBe(true);
  });

  test('the right to refresh passes on when its time is over, or the tokens were stored', async () => {
    const id = await connect();
    await at.db.connections.leaseRefresh(id, 1, NOON, LATER);
    expect(await at.db.connections.leaseRefresh(id, 1, MUCH_LATER, MUCH_LATER)).toBe(true);
    await at.db.connections.storeTokens(id, 'sealed 2', 1);
    expect(await at.db.connections.leaseRefresh(id, 1, MUCH_LATER, MUCH_LATER)).toBe(false);
    expect(await at.db.connections.leaseRefresh(id, 2, NOON, LATER)).toBe(true);
  });
});

describe('the end of a connection', () => {
  test('comes once, with the reason that was given first', async () => {
    const id = await connect();
    expect(await at.db.connections.end(id, 'dead', 'Xero has ended it.')).toBe(true);
    expect(await at.db.connections.end(id, 'disconnected', 'Disconnected by Ann.')).toBe(false);
    expect(await at.db.connections.get(id)).toMatchObject({ state: 'dead', message: 'Xero has ended it.' });
  });

  test('lets its organisations go', async () => {
    const id = await connect();
    const organisation = { organisationId: randomUUID(), connectionId: 'xero-1', name: 'Kiwi' };
    await at.db.organisations.setOf(id, [organisation]);
    const connected = async () => (await at.db.organisations.connected()).map((one) => one.id);
    expect(await connected()).toContain(organisation.organisationId);
    await at.db.connections.end(id, 'dead', 'over');
    expect(await connected()).not.toContain(organisation.organisationId);
    expect(await at.db.organisations.get(organisation.organisationId)).toMatchObject({
      name: 'Kiwi',
      connectionId: id,
    });
  });
});

test('an organisation has the connection that opens it', async () => {
  const [first, second] = [await connect(), await connect()];
  const opened = (organisationId: string) => [{ organisationId, connectionId: `x ${organisationId}`, name: 'Some' }];
  await at.db.organisations.setOf(first, opened('organisation one'));
  await at.db.organisations.setOf(second, opened('organisation two'));
  expect((await at.db.connections.ofOrganisation('organisation two'))?.id).toBe(second);
  expect(await at.db.connections.ofOrganisation('organisation three')).toBeNull();
});

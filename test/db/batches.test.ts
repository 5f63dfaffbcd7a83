import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDb, testDb } from '../helpers/database.ts';

const NOON = new Date('2026-11-03T12:00:00Z');
const LATER = new Date('2026-11-03T12:01:00Z');
let at: TestDb;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

async function store(organisationId: string = randomUUID()) {
  const batch = { id: randomUUID(), runId: 'RUN1', organisationId, kind: 'invoice' as const };
  const body = '{"Invoices":[{"Total":"1.10 – “exact”"}]}';
  await at.db.batches.store({ ...batch, body, idempotencyKey: 'key' });
  return { ...batch, body };
}

test('a batch is stored whole before anything was sent', async () => {
  const batch = await store();
  expect(await at.db.batches.get(batch.id)).toEqual({
    createdAt: expect.any(String),
    ...{ ...batch, idempotencyKey: 'key', state: 'stored', sends: 0, firstSentAt: null, lastSentAt: null },
  });
});

test('each send is noted before it happens; the first instant stays', async () => {
  const { id } = await store();
  await at.db.batches.sending(id, NOON);
  await at.db.batches.sending(id, LATER);
  expect(await at.db.batches.get(id)).toMatchObject({
    ...{ state: 'sent', sends: 2, firstSentAt: NOON.toISOString(), lastSentAt: LATER.toISOString() },
  });
});

test('one that was held back after all is as it was before', async () => {
  const { id } = await store();
  const stored = await at.db.batches.get(id);
  await at.db.batches.sending(id, NOON);
  if (stored) await at.db.batches.notSent(stored);
  expect(await at.db.batches.get(id)).toEqual(stored);
});

test('unsettled are those stored or sent, of one organisation, oldest first', async () => {
  const organisation = randomUUID();
  const [stored, sent, answered, settled] = [
    ...[await store(organisation), await store(organisation)],
    ...[await store(organisation), await store(organisation)],
  ].map(({ id }) => id);
  await store();
  for (const [index, id] of [stored, sent, answered, settled].entries())
    await at.pool.query('UPDATE "Batch" SET "createdAt" = $1 WHERE id = $2', [new Date(NOON.getTime() + index), id]);
  await at.db.batches.sending(sent ?? '', NOON);
  await at.db.batches.finish(answered ?? '', 'answered');
  await at.db.batches.finish(settled ?? '', 'settled');
  expect((await at.db.batches.unsettled(organisation)).map(({ id }) => id)).toEqual([stored, sent]);
});

test('what was finished stays as it was finished', async () => {
  const { id } = await store();
  await at.db.batches.finish(id, 'answered');
  await at.db.batches.finish(id, 'settled');
  expect((await at.db.batches.get(id))?.state).toBe('answered');
});

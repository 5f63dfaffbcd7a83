import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayFollow } from '../../src/domain/posting.ts';
import { POSTING_STATES, type PostingState } from '../../src/domain/types.ts';
import { aDocument } from '../domain/make.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { createPosting, newPosting, times } from './make.ts';

let at: TestDb;
let invoice = 1000;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

/** A Posting that was brought into this state by hand. */
async function postingIn(state: PostingState): Promise<{ id: string; invoiceId: number }> {
  const invoiceId = ++invoice;
  const id = await createPosting(at.db, invoiceId);
  await at.pool.query('UPDATE "Posting" SET state = $1 WHERE id = $2', [state, id]);
  return { id, invoiceId };
}

async function stateOf(id: string): Promise<PostingState | undefined> {
  return (await at.db.postings.get(id))?.state;
}

describe('a Posting’s state', () => {
  const steps = POSTING_STATES.flatMap((from) => POSTING_STATES.map((to) => [from, to] as const));

  test('changes only along the table, whatever is asked', async () => {
    const wrong: string[] = [];
    for (const [from, to] of steps) {
      const { id } = await postingIn(from);
      const moved = await at.db.postings.move(id, to);
      const expected = mayFollow(from, to);
      if (moved !== expected || (await stateOf(id)) !== (expected ? to : from)) wrong.push(`${from} → ${to}`);
    }
    expect(wrong).toEqual([]);
  });

  test('a narrower list of states to come from is obeyed', async () => {
    const { id } = await postingIn('in_doubt');
    expect(await at.db.postings.move(id, 'approved', {}, ['posting'])).toBe(false);
    expect(await stateOf(id)).toBe('in_doubt');
  });

  test('of many who move it at once, one succeeds', async () => {
    const { id } = await postingIn('posting');
    const moved = await times(8, (n) => at.db.postings.move(id, 'posted', { message: `number ${n}` }));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect((await at.db.postings.get(id))?.message).toBe(`number ${moved.indexOf(true)}`);
  });

  test('what is written beside it is written only in the states named', async () => {
    const { id } = await postingIn('difference');
    expect(await at.db.postings.change(id, { differenceAccepted: true }, ['posted'])).toBe(false);
    expect((await at.db.postings.get(id))?.differenceAccepted).toBe(false);
    expect(await at.db.postings.change(id, { differenceAccepted: true }, ['difference'])).toBe(true);
    expect((await at.db.postings.get(id))?.differenceAccepted).toBe(true);
  });

  test('all of a run go at once, and only those in the state named', async () => {
    const ids = [++invoice, ++invoice, ++invoice];
    await at.db.postings.take(ids.map((id) => newPosting(id, { runId: 'STOP' })));
    const [first] = await at.db.postings.ofRun('STOP');
    await at.db.postings.move(first?.id ?? '', 'posting');
    expect(await at.db.postings.moveAll('STOP', 'approved', 'ready', { message: 'stopped' })).toBe(2);
    const states = (await at.db.postings.ofRun('STOP')).map(({ state }) => state);
    expect(states).toEqual(['posting', 'ready', 'ready']);
  });
});

describe('taking', () => {
  test.each<[PostingState, boolean]>([
    ['ready', true],
    ['rejected', true],
    ['nothing_to_post', true],
    ['approved', false],
    ['posting', false],
    ['in_doubt', false],
    ['posted', false],
    ['difference', false],
    ['adopted', false],
    ['marked', false],
    ['voided', false],
  ])('a Posting that is %s: %s', async (state, free) => {
    const { id, invoiceId } = await postingIn(state);
    const got = await at.db.postings.take([newPosting(invoiceId, { runId: 'OTHER', fingerprint: 'new' })]);
    expect(got).toEqual(free ? [invoiceId] : []);
    const now = await at.db.postings.get(id);
    expect(now).toMatchObject(
      free
        ? { state: 'approved', runId: 'OTHER', fingerprint: 'new' }
        : { state, runId: 'RUN1', fingerprint: `print of ${invoiceId}` },
    );
  });

  test('what an earlier decision left on the row does not speak for the new one', async () => {
    const { id, invoiceId } = await postingIn('nothing_to_post');
    const left = { message: 'old', markOwedSince: new Date(), markMessage: 'it was voided', differenceAccepted: true };
    await at.db.postings.change(id, { ...left, batchId: 'old', document: aDocument() }, ['nothing_to_post']);
    await at.db.postings.take([newPosting(invoiceId)]);
    const nothing = { message: null, markOwedSince: null, markMessage: null, differenceAccepted: false };
    expect(await at.db.postings.get(id)).toMatchObject({ ...nothing, batchId: null, document: null });
  });

  test('an invoice is taken once, by whichever run is first', async () => {
    const ids = Array.from({ length: 20 }, () => ++invoice);
    const got = await times(6, (n) => at.db.postings.take(ids.map((id) => newPosting(id, { runId: `RACE${n}` }))));
    expect(got.flat().sort()).toEqual(ids);
    const rows = await at.pool.query('SELECT count(*)::int AS n FROM "Posting" WHERE "invoiceId" = ANY($1)', [ids]);
    expect(rows.rows).toEqual([{ n: 20 }]);
  });

  test('a free Posting is taken once, too', async () => {
    const { invoiceId } = await postingIn('ready');
    const got = await times(6, (n) => at.db.postings.take([newPosting(invoiceId, { runId: `AGAIN${n}` })]));
    expect(got.flat()).toEqual([invoiceId]);
  });

  test('two approvals in transactions: the second sees that it came too late, and leaves nothing behind', async () => {
    const shared = ++invoice;
    const own = [++invoice, ++invoice];
    const approve = (run: string, alone: number) =>
      at.db.transaction(async (tx) => {
        const got = await tx.postings.take([newPosting(shared, { runId: run }), newPosting(alone, { runId: run })]);
        if (got.length !== 2) throw new Error('too late');
      });
    const ended = await Promise.allSettled([approve('FIRST', own[0] ?? 0), approve('SECOND', own[1] ?? 0)]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = ended[0]?.status === 'fulfilled' ? 'FIRST' : 'SECOND';
    const postings = [...(await at.db.postings.latest([shared, ...own])).values()];
    expect(postings.map(({ runId }) => runId)).toEqual([winner, winner]);
  });

  test('two transactions that name the same invoices in opposite orders do not lock each other out', async () => {
    for (let round = 0; round < 10; round++) {
      const ids = Array.from({ length: 30 }, () => ++invoice);
      const take = (run: string, order: number[]) =>
        at.db.transaction((tx) => tx.postings.take(order.map((id) => newPosting(id, { runId: run }))));
      const got = await Promise.all([take('UP', ids), take('DOWN', [...ids].reverse())]);
      expect(got.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 30]);
    }
  });

  test('a new generation stands beside the old one, and is the latest', async () => {
    const { id, invoiceId } = await postingIn('voided');
    expect(await at.db.postings.take([newPosting(invoiceId, { generation: 2 })])).toEqual([invoiceId]);
    expect(await stateOf(id)).toBe('voided');
    expect((await at.db.postings.latest([invoiceId])).get(invoiceId)).toMatchObject({
      generation: 2,
      state: 'approved',
    });
  });
});

describe('claiming', () => {
  test('hands out only what was approved, in the order of invoice ids', async () => {
    const approved = [await postingIn('approved'), await postingIn('approved')];
    const others = [await postingIn('in_doubt'), await postingIn('ready')];
    const ids = [...others, ...[...approved].reverse()].map(({ id }) => id);
    const claimed = await at.db.postings.claim(ids, 'BATCH1');
    expect(claimed.map(({ invoiceId }) => invoiceId)).toEqual(approved.map(({ invoiceId }) => invoiceId));
    expect(claimed.every(({ state, batchId }) => state === 'posting' && batchId === 'BATCH1')).toBe(true);
  });

  test('each Posting is claimed by one of many', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push((await postingIn('approved')).id);
    const claims = await times(6, (n) => at.db.postings.claim(ids, `CLAIM${n}`));
    expect(
      claims
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });
});

describe('marks that are owed', () => {
  test('are those agreed and not made', async () => {
    const owed = await postingIn('posted');
    const made = await postingIn('posted');
    await postingIn('posted');
    const since = new Date('2026-11-03T10:00:00Z');
    for (const { id } of [owed, made]) await at.db.postings.change(id, { markOwedSince: since }, ['posted']);
    await at.db.postings.move(made.id, 'marked', { markedAt: since });
    expect((await at.db.postings.owed()).map(({ id }) => id)).toEqual([owed.id]);
  });
});

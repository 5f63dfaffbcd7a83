import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMayFollow } from '../../src/domain/sync-run.ts';
import { RUN_STATES, type RunState } from '../../src/domain/types.ts';
import { aCompany, aDocument, anInvoice } from '../domain/make.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, CRITERIA, createRun, PLACE, SAM, times } from './make.ts';

let at: TestDb;
let next = 0;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

async function runIn(state: RunState): Promise<string> {
  const id = await createRun(at.db, `RUN${++next}`);
  const createdAt = new Date(Date.UTC(2100, 0, 1, 0, next));
  await at.pool.query('UPDATE "SyncRun" SET state = $1, "createdAt" = $2 WHERE id = $3', [state, createdAt, id]);
  return id;
}

describe('a run', () => {
  test('begins as a search, with what was asked for', async () => {
    const id = await createRun(at.db, 'NEW');
    expect(await at.db.runs.get(id)).toMatchObject({
      ...{ state: 'searching', criteria: CRITERIA, requestedBy: SAM, place: PLACE, organisationId: null, revision: 1 },
      ...{ approvedBy: null, stopRequestedBy: null, cancelledBy: null, failure: null, notes: [] },
    });
    expect(await at.db.runs.get('nobody knows')).toBeNull();
  });

  test('changes its state only along the table', async () => {
    const wrong: string[] = [];
    for (const from of RUN_STATES)
      for (const to of RUN_STATES) {
        const id = await runIn(from);
        const moved = await at.db.runs.move(id, to);
        const now = (await at.db.runs.get(id))?.state;
        const expected = runMayFollow(from, to);
        if (moved !== expected || now !== (expected ? to : from)) wrong.push(`${from} → ${to}`);
      }
    expect(wrong).toEqual([]);
  });

  test('is approved by one of two approvers who press at once', async () => {
    const id = await runIn('open');
    const people = [SAM, ANN];
    const moved = await times(2, (n) => at.db.runs.move(id, 'posting', { approvedBy: people[n] ?? SAM }, ['open']));
    expect([...moved].sort()).toEqual([false, true]);
    expect((await at.db.runs.get(id))?.approvedBy).toEqual(people[moved.indexOf(true)]);
  });

  test('is either cancelled or approved, never both', async () => {
    const id = await runIn('open');
    const [approved, cancelled] = await Promise.all([
      at.db.runs.move(id, 'posting', { approvedBy: ANN }, ['open']),
      at.db.runs.move(id, 'cancelled', { cancelledBy: SAM }, ['open']),
    ]);
    expect(approved).not.toBe(cancelled);
    const run = await at.db.runs.get(id);
    expect([run?.approvedBy, run?.cancelledBy]).toEqual(approved ? [ANN, null] : [null, SAM]);
  });

  test('takes changes only in the states named, and forgets what is taken back', async () => {
    const id = await runIn('posting');
    expect(await at.db.runs.change(id, { stopRequestedBy: ANN }, ['open'])).toBe(false);
    expect(await at.db.runs.change(id, { stopRequestedBy: ANN }, ['posting'])).toBe(true);
    expect((await at.db.runs.get(id))?.stopRequestedBy).toEqual(ANN);
    await at.db.runs.change(id, { stopRequestedBy: null }, ['posting']);
    expect((await at.db.runs.get(id))?.stopRequestedBy).toBeNull();
  });

  test('is approved as it was looked at, or not at all', async () => {
    const id = await runIn('open');
    await at.db.runs.storeFound(id, { ...found([1]), notes: [] });
    const seen = (await at.db.runs.get(id))?.revision ?? 0;
    expect(await at.db.runs.hold(id, 1, true)).toBe(true);
    expect(await at.db.runs.move(id, 'posting', { approvedBy: ANN }, ['open'], seen)).toBe(false);
    expect(await at.db.runs.move(id, 'posting', { approvedBy: ANN }, ['open'], seen + 1)).toBe(true);
    expect(await at.db.runs.hold(id, 1, false)).toBe(false);
    expect((await at.db.runs.invoices(id)).map(({ held }) => held)).toEqual([true]);
  });

  test('has a revision that rises with whatever a card shows, and with nothing else', async () => {
    const id = await runIn('open');
    await at.db.runs.storeFound(id, { ...found([1]), notes: [] });
    const steps: [string, () => Promise<unknown>, number][] = [
      ['hold', () => at.db.runs.hold(id, 1, true), 1],
      ['move', () => at.db.runs.move(id, 'checking'), 1],
      ['a move that came too late', () => at.db.runs.move(id, 'posting'), 0],
      ['change', () => at.db.runs.change(id, { failure: 'x' }, ['checking']), 1],
      ['a hold that came too late', () => at.db.runs.hold(id, 1, false), 0],
      ['touch', () => at.db.runs.touch(id), 1],
      ['reading', () => at.db.runs.invoices(id), 0],
    ];
    for (const [what, step, rise] of steps) {
      const before = (await at.db.runs.get(id))?.revision ?? 0;
      await step();
      expect([what, (await at.db.runs.get(id))?.revision]).toEqual([what, before + rise]);
    }
  });
});

function found(ids: number[]) {
  return {
    invoices: ids.map((id) => anInvoice({ id, net: '1234567890.1234567' })),
    companies: [aCompany()],
    reference: { levels: [], taxRates: [], billingCodes: [] },
  };
}

describe('what a run found', () => {
  test('comes back as it was, to the last digit, and a second search replaces it', async () => {
    const id = await runIn('searching');
    await at.db.runs.storeFound(id, { ...found([3, 1, 2]), notes: ['one more is marked'] });
    const rows = await at.db.runs.invoices(id);
    expect(rows.map(({ invoice }) => invoice.id)).toEqual([1, 2, 3]);
    expect(rows[0]?.invoice.net).toBe('1234567890.1234567');
    expect(await at.db.runs.found(id)).toEqual({
      companies: [aCompany()],
      reference: { levels: [], taxRates: [], billingCodes: [] },
    });
    await at.db.runs.storeFound(id, { ...found([4]), notes: [] });
    expect((await at.db.runs.invoices(id)).map(({ invoice }) => invoice.id)).toEqual([4]);
  });

  test('an invoice is held in its own run alone', async () => {
    const [one, other] = [await runIn('open'), await runIn('open')];
    for (const id of [one, other]) await at.db.runs.storeFound(id, { ...found([7, 8]), notes: [] });
    await at.db.runs.hold(one, 7, true);
    const held = async (id: string) => (await at.db.runs.invoices(id)).map((row) => row.held);
    expect(await held(one)).toEqual([true, false]);
    expect(await held(other)).toEqual([false, false]);
  });

  test('documents in Xero are set anew by each check', async () => {
    const id = await runIn('checking');
    await at.db.runs.storeFound(id, { ...found([7, 8]), notes: [] });
    await at.db.runs.setInXero(id, new Map([[7, [aDocument()]]]));
    await at.db.runs.setInXero(id, new Map([[8, [aDocument({ id: 'doc-2' })]]]));
    const inXero = async () => (await at.db.runs.invoices(id)).map((row) => row.inXero.map((one) => one.id));
    expect(await inXero()).toEqual([[], ['doc-2']]);
    await at.db.runs.setInXeroOf(id, 8, []);
    expect(await inXero()).toEqual([[], []]);
  });

  test('a document that is out of Xero is forgotten by every run that looked; others under the number are not', async () => {
    const ids = [await runIn('open'), await runIn('open')];
    for (const id of ids) {
      await at.db.runs.storeFound(id, { ...found([70]), notes: [] });
      await at.db.runs.setInXero(id, new Map([[70, [aDocument(), aDocument({ id: 'doc-2' })]]]));
    }
    await at.db.runs.forgetDocument(70, 'doc-1');
    for (const id of ids) expect((await at.db.runs.invoices(id))[0]?.inXero.map((one) => one.id)).toEqual(['doc-2']);
  });
});

describe('lists of runs', () => {
  test('by state, oldest first; the last ones, latest first', async () => {
    const ids = [await runIn('marking'), await runIn('marking')];
    expect((await at.db.runs.inState(['marking'])).map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
    expect((await at.db.runs.latest(2)).map(({ id }) => id)).toEqual([...ids].reverse());
  });
});

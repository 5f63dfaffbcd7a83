import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MOST_POSTS } from '../../src/db/messages.ts';
import type { MapEntry } from '../../src/domain/types.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, createRun, PLACE, times } from './make.ts';

let at: TestDb;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

describe('maps', () => {
  test('one entry for each kind and key; the last one counts', async () => {
    const here = randomUUID();
    const entries: MapEntry[] = [
      { kind: 'account', key: 'Microsoft 365', accountCode: '200' },
      { kind: 'default-account', key: '', accountCode: '260' },
      { kind: 'tax', key: 'NZ/Standard', taxType: 'OUTPUT2' },
    ];
    for (const entry of entries) await at.db.maps.put(here, entry, ANN);
    await at.db.maps.put(here, { kind: 'account', key: 'Microsoft 365', accountCode: '201' }, ANN);
    expect(await at.db.maps.list(here)).toMatchObject([
      { kind: 'account', key: 'Microsoft 365', accountCode: '201', decidedBy: ANN },
      ...entries.slice(1),
    ]);
    await at.db.maps.remove(here, 'tax', 'NZ/Standard');
    expect((await at.db.maps.list(here)).map(({ kind }) => kind)).toEqual(['account', 'default-account']);
    expect(await at.db.maps.list(randomUUID())).toEqual([]);
  });

  test('every kind comes back as it was put; an organisation holds for all, and an item takes the place of an account', async () => {
    const here = randomUUID();
    const option = { categoryId: randomUUID(), optionId: randomUUID() };
    const entries: MapEntry[] = [
      { kind: 'due', key: '1', rule: { kind: 'following-month', day: 20 } },
      { kind: 'item', key: '7', itemCode: 'HW' },
      { kind: 'organisation', key: 'division|Supply', organisation: { id: here, name: 'Harbour' } },
      { kind: 'tax', key: 'A|B', taxType: 'OUTPUT2', accepted: { billed: '20', xero: '23' } },
      { kind: 'tracking', key: 'division|Cloud', option },
      { kind: 'tracking', key: 'line|Support', option: null },
    ];
    await at.db.maps.put(here, { kind: 'account', key: '7', accountCode: '200' }, ANN);
    for (const entry of entries) await at.db.maps.put(here, entry, ANN);
    expect(await at.db.maps.list(here)).toMatchObject(entries);
    expect((await at.db.maps.list(randomUUID())).map(({ key }) => key)).toEqual(['division|Supply']);
    await at.db.maps.remove(randomUUID(), 'organisation', 'division|Supply');
    expect((await at.db.maps.list(here)).length).toBe(entries.length - 1);
  });
});

describe('the messages of a run', () => {
  test('one of each purpose and place, also when many want it at once', async () => {
    const run = await createRun(at.db, 'MESSAGES');
    const wanted = await times(6, () => at.db.messages.wanted(run, 'card', PLACE));
    await at.db.messages.wanted(run, 'notification', PLACE);
    expect(new Set(wanted.map(({ id }) => id)).size).toBe(1);
    expect((await at.db.messages.ofRun(run)).map(({ purpose }) => purpose).sort()).toEqual(['card', 'notification']);
  });

  test('one that was moved is still the one that was wanted', async () => {
    const run = await createRun(at.db, 'MOVED');
    const { id } = await at.db.messages.wanted(run, 'card', 'slack:T1:DM');
    await at.db.messages.moved(id, PLACE);
    expect(await at.db.messages.wanted(run, 'card', 'slack:T1:DM')).toMatchObject({ id, place: PLACE });
    expect(await at.db.messages.wanted(run, 'card', PLACE)).toMatchObject({ id });
  });

  test('the notice of an undo is posted once for each undo', async () => {
    const run = await createRun(at.db, 'BACK');
    const open = async () => (await at.db.messages.ofRun(run)).map(({ ref }) => ref);
    await at.db.messages.wantedAgain(run, 'undone', PLACE);
    expect(await open()).toEqual([null]);
    const [first] = await at.db.messages.ofRun(run);
    await at.db.messages.posted(first?.id ?? '', 'slack:T1:C1:9', 1);
    await at.db.messages.wantedAgain(run, 'undone', PLACE);
    expect(await open()).toEqual([null]);
    expect(await at.db.messages.behind()).toContain(run);
  });

  test('a card is behind until it was drawn with what the run is now; an older drawing does not count', async () => {
    const run = await createRun(at.db, 'BEHIND');
    const { id } = await at.db.messages.wanted(run, 'card', PLACE);
    const other = await createRun(at.db, 'BEHIND TOO');
    await at.db.messages.wanted(other, 'card', PLACE);
    const behind = async () => {
      const is = (await at.db.messages.toDraw(run)).length > 0;
      expect((await at.db.messages.behind()).includes(run)).toBe(is);
      return is;
    };
    expect(await behind()).toBe(true);
    await at.db.messages.posted(id, 'slack:T1:C1:1', 1);
    expect(await behind()).toBe(false);
    await at.db.runs.touch(run);
    expect(await behind()).toBe(true);
    await at.db.messages.drawn(id, 2);
    await at.db.messages.drawn(id, 1);
    expect(await behind()).toBe(false);
    expect(await at.db.messages.ofRun(run)).toMatchObject([{ ref: 'slack:T1:C1:1', drawnRevision: 2 }]);
  });

  test('of copies the one that is used is the card; a post that comes back later does not change that', async () => {
    const run = await createRun(at.db, 'COPIES');
    const { id } = await at.db.messages.wanted(run, 'card', PLACE);
    const use = () => at.db.messages.use(run, PLACE, `${PLACE}:1`);
    expect(await use()).toBe(false);
    await at.db.messages.lost(id);
    expect([await use(), await use()]).toEqual([true, false]);
    expect(await at.db.messages.replaced(id, null, `${PLACE}:2`, 1)).toBe(false);
    expect(await at.db.messages.ofRun(run)).toMatchObject([{ ref: `${PLACE}:1`, lostPosts: 1 }]);
  });

  test('a card that nobody hears of is not behind for ever', async () => {
    const run = await createRun(at.db, 'UNHEARD');
    const { id } = await at.db.messages.wanted(run, 'card', PLACE);
    for (let posts = 0; posts < MOST_POSTS.later; posts += 1) await at.db.messages.lost(id);
    expect(await at.db.messages.behind()).not.toContain(run);
    expect(await at.db.messages.toDraw(run)).toEqual([]);
  });
});

describe('the audit', () => {
  test('says who, when, what, oldest first', async () => {
    const before = Date.now();
    await at.db.audit.write(ANN, 'run.approved', { runId: 'AUDIT', invoiceId: 7, details: { why: '“so”' } });
    await at.db.audit.write('system', 'posting.posted', { runId: 'AUDIT' });
    await at.db.audit.write(ANN, 'settings.saved');
    const rows = await at.db.audit.list({ runId: 'AUDIT' });
    expect(rows).toMatchObject([
      { person: ANN.id, name: 'Ann', action: 'run.approved', invoiceId: 7, details: { why: '“so”' } },
      { person: 'system', name: 'upSync', action: 'posting.posted', invoiceId: null, details: {} },
    ]);
    expect(Math.abs((rows[0]?.at.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });
});

describe('a transaction', () => {
  test('does all or nothing', async () => {
    const failed = at.db.transaction(async (tx) => {
      await createRun({ ...at.db, ...tx }, 'UNDONE');
      await tx.audit.write(ANN, 'run.searched', { runId: 'UNDONE' });
      throw new Error('on second thoughts');
    });
    await expect(failed).rejects.toThrow('on second thoughts');
    expect(await at.db.runs.get('UNDONE')).toBeNull();
    expect(await at.db.audit.list({ runId: 'UNDONE' })).toEqual([]);
    await createRun(at.db, 'AFTER');
    expect((await at.db.runs.get('AFTER'))?.state).toBe('searching');
  });

  test('many at once all come through, on one connection as on many', async () => {
    await createRun(at.db, 'MANY');
    await times(30, (n) =>
      at.db.transaction(async (tx) => {
        await tx.runs.touch('MANY');
        await tx.audit.write(ANN, `touch.${n}`, { runId: 'MANY' });
      }),
    );
    expect((await at.db.runs.get('MANY'))?.revision).toBe(31);
    expect(await at.db.audit.list({ runId: 'MANY' })).toHaveLength(30);
  });
});

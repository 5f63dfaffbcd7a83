import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Task } from '../../src/db/index.ts';
import type { RunState } from '../../src/domain/types.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { createPosting, createRun, PLACE } from './make.ts';

const NOON = new Date('2026-11-03T12:00:00Z');
const STATES = new Map<RunState, Task['task']>([
  ['searching', 'search'],
  ['posting', 'post'],
]);
let at: TestDb;
let invoice = 0;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());
beforeEach(() => at.pool.query('TRUNCATE "SyncRun", "Posting" CASCADE'));

async function owed(ms = 0): Promise<string[]> {
  const tasks = await at.db.owed.tasks(STATES, new Date(NOON.getTime() + ms));
  return tasks.map(({ task, runId }) => `${task} ${runId}`);
}

async function runIn(state: RunState, id: string): Promise<void> {
  await createRun(at.db, id);
  await at.pool.query('UPDATE "SyncRun" SET state = $1 WHERE id = $2', [state, id]);
}

async function postingWith(columns: string, runId: string): Promise<void> {
  const id = await createPosting(at.db, ++invoice, { runId });
  await at.pool.query(`UPDATE "Posting" SET "updatedAt" = $1, ${columns} WHERE id = $2`, [NOON, id]);
}

test('a run waits for the task of its state, and one that is over for none', async () => {
  await runIn('searching', 'SEARCHES');
  await runIn('posting', 'POSTS');
  await runIn('done', 'DONE');
  expect(await owed()).toEqual(['post POSTS', 'search SEARCHES']);
});

test('a run that waits for its next try is due then, or at once when something else became of it', async () => {
  await createRun(at.db, 'WAITS');
  await at.db.runs.change('WAITS', { failure: 'Autotask is not answering.', nextTryAt: NOON }, ['searching']);
  expect([await owed(-1), await owed(0)]).toEqual([[], ['search WAITS']]);
  await at.db.runs.change('WAITS', { failure: null }, ['searching']);
  expect(await owed(-1)).toEqual(['search WAITS']);
});

test('a mark that is to be cleared is owed, once for its run, and not while the run is undone anyway', async () => {
  await runIn('done', 'UNDONE');
  await runIn('undoing', 'UNDOING');
  await postingWith(`undo = 'removed'`, 'UNDONE');
  await postingWith(`undo = 'removed'`, 'UNDONE');
  await postingWith(`undo = 'removed'`, 'UNDOING');
  await postingWith(`undo = 'removed'`, 'RUN THAT IS GONE');
  await postingWith(`undo = 'done'`, 'RUN1');
  expect(await owed()).toEqual(['undo RUN THAT IS GONE', 'undo UNDONE']);
});

test('a number that Autotask does not have yet is owed', async () => {
  await postingWith(`"numberState" = 'owed'`, 'A');
  await postingWith(`"numberState" = 'written'`, 'B');
  expect(await owed()).toEqual(['number A']);
});

test('a PDF and an e-mail are owed; one that failed rests for an hour', async () => {
  await postingWith(`"pdfState" = 'owed'`, 'PDF');
  await postingWith(`"pdfState" = 'owed', "pdfMessage" = 'too large'`, 'PDF THAT RESTS');
  await postingWith(`"pdfState" = 'attached'`, 'PDF THAT IS THERE');
  await postingWith(`"emailState" = 'sending'`, 'SENDING');
  await postingWith(`"emailState" = 'owed', "emailMessage" = 'limit'`, 'E-MAIL THAT RESTS');
  expect(await owed()).toEqual(['attach PDF', 'email SENDING']);
  expect(await owed(3_600_000)).toHaveLength(2);
  expect(await owed(3_600_001)).toEqual([
    ...['attach PDF', 'attach PDF THAT RESTS', 'email E-MAIL THAT RESTS', 'email SENDING'],
  ]);
});

test('a card that is behind is to be drawn', async () => {
  await runIn('open', 'BEHIND');
  await runIn('open', 'SHOWN');
  await at.db.messages.wanted('BEHIND', 'card', PLACE);
  const { id } = await at.db.messages.wanted('SHOWN', 'card', PLACE);
  await at.db.messages.posted(id, 'slack:T1:C1:1', 1);
  expect(await owed()).toEqual(['draw BEHIND']);
});

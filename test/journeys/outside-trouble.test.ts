import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { clockAt } from '../../src/services/clock.ts';
import { ask, cardOf, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bills, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(971, 12));
let stage: Stage;
/** upSync's clock; the world's goes on as it is. */
let ahead = 0;
beforeAll(async () => {
  const pace = { clock: clockAt(() => new Date(Date.now() + ahead)), sweepEveryMs: 2_000, nights: false };
  stage = await openStage({ world, slackMode: 'http', xeroSwitches: { minuteLimit: 5_000 }, pace });
  await postAll(stage, 'id:971');
});
afterAll(() => stage?.close());

const inXero = (id: number) => stage.sandbox.xero.rows().filter(({ number }) => number === `N-${id}`).length;
const since = (start: number) => stage.sandbox.recorder.exchanges.slice(start);

/** Types a search whose card will not settle, and gives the card. */
async function beginSearch(text: string) {
  const known = new Set((await stage.upSync().app.db.runs.latest(100)).map(({ id }) => id));
  await stage.cast.searcher.command(stage.channel, `/upsync search ${text}`);
  const runId = await until('the run', async () => {
    const runs = await stage.upSync().app.db.runs.latest(100);
    return runs.find(({ id }) => !known.has(id))?.id;
  });
  return cardOf(stage, runId);
}

test('Xero down: cards and status say so and when it goes on; nothing waits for anybody when it is back', async () => {
  const approved = await toApproval(stage, await searchFor(stage, 'id:972'));
  stage.sandbox.faults.add({ system: 'xero', kind: 'down', times: 10_000 });
  const searched = await beginSearch('id:973');
  await searched.until(/Xero is not answering\. Nothing is lost; next try \d\d:\d\d/);
  await approved.press(stage.cast.approver, 'Approve');
  await approved.until(/Nothing is lost; next try \d\d:\d\d/);
  await ask(stage, '/upsync status', /Xero \(.+\) is not answering since \d\d:\d\d/);
  stage.sandbox.faults.clear('xero');
  await approved.until('1 of 1 are in Xero', 120_000);
  await searched.button('Approve', 120_000);
  expect(inXero(972)).toBe(1);
  const status = await ask(stage, '/upsync status', 'Runs that wait for people');
  expect(status).not.toContain('not answering');
});

test('Autotask down: the search waits, says so, and ends by itself', async () => {
  stage.sandbox.faults.add({ system: 'autotask', kind: 'down', times: 10_000 });
  const card = await beginSearch('id:974');
  await card.until(/Autotask is not answering\. Nothing is lost; next try \d\d:\d\d/);
  stage.sandbox.faults.clear('autotask');
  await card.button('Approve', 120_000);
});

test('a no of Autotask is no fault: it is asked once', async () => {
  const card = await postAll(stage, 'id:975');
  stage.sandbox.autotask.switches.failingBody = 'errors';
  const before = stage.sandbox.recorder.exchanges.length;
  stage.sandbox.faults.add({ system: 'autotask', kind: 'failing', method: 'PATCH', times: 3 });
  await card.press(stage.cast.approver, 'Yes, mark 1');
  await card.until('An error occurred on the server.');
  expect(since(before).filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  stage.sandbox.faults.clear('autotask');
});

/** Processes on a server share their limits by its clock, which nobody can set: it forgets what it knew of the day. */
async function anotherDay(): Promise<void> {
  if (stage.databaseUrl) {
    const client = new pg.Client({ connectionString: stage.databaseUrl });
    await client.connect();
    await client.query(`DELETE FROM "Traffic"`);
    await client.end();
  }
  ahead = 25 * 3_600_000;
}

test('Xero’s day is used up: said with when it goes on, and Xero is left alone', async () => {
  const card = await toApproval(stage, await searchFor(stage, 'id:976'));
  stage.sandbox.xero.switches.dayLimit = 1;
  await card.press(stage.cast.approver, 'Approve');
  await card.until(/Xero’s limit for today is used up\. Nothing is lost; it goes on at \d\d:\d\d/);
  const before = stage.sandbox.recorder.exchanges.length;
  await stage.upSync().app.db.enqueue({ task: 'post', runId: card.runId });
  await until('the task is done', () => stage.upSync().app.idle());
  expect(since(before).filter(({ system, path }) => system === 'xero' && !path.includes('token'))).toEqual([]);
  await ask(stage, '/upsync status', /limit for today is used up/);
  expect(inXero(976)).toBe(0);
  stage.sandbox.xero.switches.dayLimit = 5_000;
  await anotherDay();
  await card.until('1 of 1 are in Xero', 120_000);
  expect(inXero(976)).toBe(1);
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

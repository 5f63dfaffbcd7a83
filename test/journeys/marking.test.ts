import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { clockAt } from '../../src/services/clock.ts';
import { connect, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bills, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(901, 30));
let stage: Stage;
/** By how much upSync's clock is ahead, in milliseconds. */
let ahead = 0;
/** What waits at a boundary. */
const at = new Map<string, () => Promise<void>>();
beforeAll(async () => {
  stage = await openStage({
    ...{ world, xeroSwitches: { minuteLimit: 5_000 } },
    pace: { clock: clockAt(() => new Date(Date.now() + ahead)), documentsPerBatch: 2 },
    reached: (point) => at.get(point)?.(),
  });
});
afterAll(() => stage?.close());
afterEach(() => expect(stage.sandbox.faults.pending()).toEqual([]));

const markOf = (id: number) => stage.sandbox.autotask.invoice(id)?.webServiceDate ?? null;
/** What was written into Autotask, by invoice. */
function written(...ids: number[]): number[] {
  const patches = stage.sandbox.recorder.exchanges.filter(
    ({ system, method }) => system === 'autotask' && method === 'PATCH',
  );
  return ids.map((id) => patches.filter(({ body }) => (body as { id: number }).id === id).length);
}

test('No leaves them; a later search shows them as in Xero, not marked, with the button again', async () => {
  const { approver } = stage.cast;
  const card = await postAll(stage, 'id:901,902');
  await card.press(approver, 'No, leave them');
  await card.until('They stay unmarked; a later search offers it again');
  expect([901, 902].map(markOf)).toEqual([null, null]);

  const later = await searchFor(stage, 'id:901,902,903');
  expect(await later.text()).toMatch(/2 invoices are in Xero, but not marked in Autotask/);
  expect(await later.text()).toContain('in Xero, not marked');
  const only = await searchFor(stage, 'id:901,902');
  await only.press(approver, 'Yes, mark 2');
  await only.until('2 marked in Autotask');
  await card.until('2 marked in Autotask');
  expect([901, 902].map(markOf)).not.toContain(null);
  expect(stage.sandbox.xero.rows().filter(({ number }) => number === 'N-901')).toHaveLength(1);
});

test('the mark is the instant of marking, in UTC, and read back', async () => {
  const card = await postAll(stage, 'id:904');
  const before = Date.now();
  await card.press(stage.cast.approver, 'Yes, mark 1');
  await card.until('1 marked in Autotask');
  const at = Date.parse(String(markOf(904)));
  expect(at).toBeGreaterThanOrEqual(before - 1000);
  expect(at).toBeLessThanOrEqual(Date.now());
});

test('a tenant that drops the time of day is accepted, and it is noted', async () => {
  const card = await postAll(stage, 'id:905');
  stage.sandbox.autotask.switches.webServiceDate = 'day';
  await card.press(stage.cast.approver, 'Yes, mark 1');
  const text = await card.until('1 marked in Autotask');
  stage.sandbox.autotask.switches.webServiceDate = 'exact';
  expect(text).toContain('kept the day of the mark and dropped the time');
  expect(String(markOf(905))).toHaveLength(10);
  expect(written(905)).toEqual([1]);
});

test('what happened in Autotask meanwhile: another tool’s date stays, a voided one is left, both are said', async () => {
  const card = await postAll(stage, 'id:906,907,908');
  const theirs = '2026-11-03T10:00:00.000Z';
  stage.sandbox.autotask.markByOther(906, theirs);
  stage.sandbox.autotask.voidInvoice(907);
  await card.press(stage.cast.approver, 'Yes, mark 3');
  const text = await card.until(/2 marked in Autotask/);
  expect(text).toContain('Another tool had marked it on 3 Nov 2026; that date was left as it is');
  expect(text).toContain('It was voided in Autotask meanwhile; it was not marked');
  expect(markOf(906)).toBe(theirs);
  expect(markOf(907)).toBeNull();
  expect(written(906, 907, 908)).toEqual([0, 0, 1]);
});

test('what was taken out of Xero between the posting and the answer is not marked, and said', async () => {
  const card = await postAll(stage, 'id:909,910');
  const [gone] = stage.sandbox.xero.rows().filter(({ number }) => number === 'N-909');
  stage.sandbox.xero.deleteDocument(tenantOf(world), gone?.id ?? '');
  ahead += 11 * 60_000;
  await card.press(stage.cast.approver, 'Yes, mark 2');
  const text = await card.until(/1 marked in Autotask/);
  expect(text).toContain('Its document was taken out of Xero meanwhile; it was not marked');
  expect(markOf(909)).toBeNull();
  expect(markOf(910)).not.toBeNull();
});

test('where the connection ends before the look into Xero, the card asks to connect, and the marks go on', async () => {
  const card = await postAll(stage, 'id:927,928');
  stage.sandbox.xero.revokeAll();
  ahead += 11 * 60_000;
  await card.press(stage.cast.approver, 'Yes, mark 2');
  await card.button('Connect to Xero');
  expect([927, 928].map(markOf)).toEqual([null, null]);
  await connect(stage, card);
  await card.until('2 marked in Autotask');
  expect(written(927, 928)).toEqual([1, 1]);
});

describe('Autotask fails in the middle of marking', () => {
  test.each([
    ['failing', 911],
    ['down', 914],
    ['lost-request', 917],
    ['lost-answer', 920],
  ] as const)('%s: the report stands, and what is owed is made later, each once', async (kind, first) => {
    const ids = [first, first + 1, first + 2];
    const card = await postAll(stage, `id:${ids.join(',')}`);
    stage.sandbox.faults.add({ system: 'autotask', kind, method: 'PATCH', times: 2 });
    await card.press(stage.cast.approver, 'Yes, mark 3');
    expect(await card.until('3 marked in Autotask')).toMatch(/3 of 3 are in Xero/);
    expect(ids.map(markOf)).not.toContain(null);
    const { postings } = await card.picture();
    const held = ids.map((id) => Date.parse(String(postings.get(id)?.markedAt ?? '')));
    expect(held).toEqual(ids.map((id) => Date.parse(String(markOf(id)))));
  });

  test('while it lasts the card says what is owed', async () => {
    const card = await postAll(stage, 'id:923');
    stage.sandbox.faults.add({ system: 'autotask', kind: 'down', method: 'PATCH', times: 1000 });
    await card.press(stage.cast.approver, 'Yes, mark 1');
    expect(await card.until(/1 mark is still owed/)).toMatch(/1 of 1 are in Xero/);
    stage.sandbox.faults.clear('autotask');
    await stage.upSync().app.db.enqueue({ task: 'mark', runId: card.runId });
    await card.until('1 marked in Autotask');
  });
});

test('marks made as documents arrive: a run is done when the last one is, and not when a job that knew fewer ends', async () => {
  const { approver } = stage.cast;
  const card = await toApproval(stage, await searchFor(stage, 'id:924,925,926'));
  const stateOf = async () => (await card.picture()).run.state;
  const states: string[] = [];
  let batches = 0;
  let isFirstJobAtWork = false;
  at.set('posting.before-intent', async () => {
    batches += 1;
    if (batches === 2) await until('a job knows of the first batch', () => isFirstJobAtWork);
  });
  at.set('marking.before-mark', async () => {
    isFirstJobAtWork = true;
    if (states.length === 0) await until('the posting has ended', async () => (await stateOf()) !== 'posting');
    states.push(await stateOf());
  });
  await approver.choose(await card.message(), 'upsync.approval.mark-each', ['Mark each as soon as it is in Xero']);
  await card.press(approver, 'Approve');
  await card.until('3 marked in Autotask');
  await until('the run is done', async () => (await stateOf()) === 'done');
  at.clear();
  expect(states).toEqual(['marking', 'marking']);
  expect(written(924, 925, 926)).toEqual([1, 1, 1]);
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

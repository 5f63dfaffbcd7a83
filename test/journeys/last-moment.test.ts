import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Card, labelsOf, postAll, searchFor, toApproval, whisper } from '../helpers/card.ts';
import { bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(501, 40));
const tenant = tenantOf(world);
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ world, xeroSwitches: { minuteLimit: 5_000 }, pace: { xeroWriteTimeoutMs: 1500 } });
  await postAll(stage, 'id:501');
});
afterAll(() => stage?.close());

function inXero(...ids: number[]): number[] {
  return ids.map((id) => stage.sandbox.xero.rows().filter(({ number }) => number === `N-${id}`).length);
}

async function waiting(ids: string): Promise<Card> {
  return toApproval(stage, await searchFor(stage, `id:${ids}`));
}

describe('a hold at the moment of the approval', () => {
  test.each([502, 505, 508])('is in time or too late, never neither (%i)', async (first) => {
    const ids = [first, first + 1, first + 2];
    const card = await waiting(ids.join(','));
    const { approver, admin } = stage.cast;
    const old = await card.message();
    const { services } = stage.upSync().app;
    const person = { id: `slack:${world.slack.team.id}:${admin.userId}`, name: 'Grace' };
    const [, held] = await Promise.all([
      approver.click(old, 'Approve', { confirm: true, stale: true }),
      services.runs.hold({ person, runId: card.runId, invoiceId: first, held: true, page: 1 }),
    ]);
    const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
    if (held.kind === 'notice') {
      expect(held.title).toMatch(/Too late/);
      await card.until('3 of 3 are in Xero');
    } else if (audit.some(({ action }) => action === 'run.approved')) {
      // held first, and what was shown is what was approved: only a card that was drawn meanwhile may do that
      expect(inXero(first)).toEqual([0]);
    } else {
      await card.until('1 held');
      expect(inXero(...ids)).toEqual([0, 0, 0]);
      await card.press(approver, 'Approve');
      await card.until('2 of 2 are in Xero');
    }
    const state = (await card.picture()).invoices.find(({ invoice }) => invoice.id === first);
    expect(inXero(first)).toEqual([state?.held ? 0 : 1]);
  });
});

describe('Try again', () => {
  test('on a card that shows something else than what would go now: nothing, and the card is drawn again', async () => {
    const card = await waiting('511,512');
    const { approver } = stage.cast;
    stage.sandbox.xero.archiveContact(tenant, contactOf(world, 1512));
    await card.press(approver, 'Approve');
    await card.button('Try again with 1');
    const old = await card.message();

    stage.sandbox.xero.editContact(tenant, contactOf(world, 1512), { ContactStatus: 'ACTIVE' });
    const by = { id: `slack:${world.slack.team.id}:${stage.cast.admin.userId}`, name: 'Grace' };
    const entry = { kind: 'default-account', key: '', accountCode: '260' } as const;
    await stage.upSync().app.db.maps.put(tenant, entry, by);
    await approver.click(old, 'Try again with 1', { confirm: true, stale: true });
    await whisper(approver, stage.channel, 'nothing was approved');
    expect(inXero(511, 512)).toEqual([1, 0]);

    const before = JSON.stringify(old.blocks);
    await approver.until(async () => JSON.stringify((await card.message()).blocks) !== before, {
      what: 'the card anew',
    });
    await card.press(approver, 'Try again with 1');
    await card.until('2 of 2 are in Xero');
    expect(inXero(511, 512)).toEqual([1, 1]);
    await approver.click(old, 'Try again with 1', { confirm: true, stale: true });
    await stage.upSync().app.db.maps.put(tenant, { ...entry, accountCode: '200' }, by);
    expect(inXero(511, 512)).toEqual([1, 1]);
    const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
    expect(audit.filter(({ action }) => action === 'run.approved-again')).toHaveLength(1);
  });

  test('what this run sent and heard nothing of is not said to be another run’s', async () => {
    const card = await waiting('513');
    stage.sandbox.faults.add({ system: 'xero', kind: 'lost-answer', method: 'PUT', path: '/Invoices', times: 1 });
    await card.press(stage.cast.approver, 'Approve');
    const text = await card.until('in doubt');
    expect(text).toContain('1 being sent');
    expect(text).not.toContain('another run');
    await stage.upSync().app.db.enqueue({ task: 'post', runId: card.runId });
    await card.until('1 of 1 are in Xero');
    expect(inXero(513)).toEqual([1]);
  });
});

describe('a card that somebody deleted in Slack', () => {
  test('is posted afresh once, and nothing is tried for ever', async () => {
    const card = await waiting('514');
    const { searcher, approver } = stage.cast;
    const before = await card.message();
    stage.sandbox.slack.refuseNext('chat.update', 'message_not_found');
    const { app } = stage.upSync();
    await app.db.runs.touch(card.runId);
    await app.db.enqueue({ task: 'draw', runId: card.runId });
    const fresh = await searcher.untilMessage(stage.channel, (one) => {
      const mine = !one.ephemeral && JSON.stringify(one.blocks).includes(card.runId);
      return mine && one.ts !== before.ts && labelsOf(one).includes('Approve');
    });
    await approver.click(fresh, 'Approve', { confirm: true });
    await card.until('1 of 1 are in Xero');
    expect((await card.message()).ts).toBe(fresh.ts);
    await until(
      'the card is as drawn as it will be',
      async () => !(await app.db.messages.behind()).includes(card.runId),
    );
    const cards = (await searcher.messages(stage.channel)).filter(({ blocks }) =>
      JSON.stringify(blocks).includes(`Run ${card.runId}`),
    );
    expect(cards).toHaveLength(2);
  });

  test('is let go where its run is over', async () => {
    const card = await waiting('515');
    const { app } = stage.upSync();
    await card.press(stage.cast.approver, 'Cancel');
    await card.until('Cancelled. Nothing was sent.');
    stage.sandbox.slack.refuseNext('chat.update', 'message_not_found');
    await app.db.runs.touch(card.runId);
    await app.db.enqueue({ task: 'draw', runId: card.runId });
    await until(
      'the card is as drawn as it will be',
      async () => !(await app.db.messages.behind()).includes(card.runId),
    );
    expect(await app.db.messages.ofRun(card.runId)).toHaveLength(1);
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

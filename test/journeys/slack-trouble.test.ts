import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, type Card, labelsOf, postAll, searchFor, toApproval, whisper } from '../helpers/card.ts';
import { bills, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(951, 20));
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ world, slackMode: 'socket', xeroSwitches: { minuteLimit: 5_000 } });
  await postAll(stage, 'id:951');
});
afterAll(() => stage?.close());
afterEach(() => expect(stage.sandbox.faults.pending()).toEqual([]));

const inXero = (id: number) => stage.sandbox.xero.rows().filter(({ number }) => number === `N-${id}`).length;
const waiting = async (id: number): Promise<Card> => toApproval(stage, await searchFor(stage, `id:${id}`));

describe('a card that cannot be drawn catches up', () => {
  test('chat.update refused by trouble at Slack', async () => {
    const card = await waiting(952);
    stage.sandbox.slack.refuseNext('chat.update', 'internal_error', 2);
    await card.press(stage.cast.approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(inXero(952)).toBe(1);
  });

  test.each([
    ['limited', 953],
    ['lost-answer', 954],
    ['down', 955],
  ] as const)('chat.update %s', async (kind, id) => {
    const card = await waiting(id);
    const fault = { system: 'slack', kind, path: 'chat.update', times: 1 } as const;
    stage.sandbox.faults.add(kind === 'limited' ? { ...fault, retryAfterSeconds: 1 } : fault);
    await card.press(stage.cast.approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(inXero(id)).toBe(1);
  });

  test('chat.postMessage limited: the card comes later, once', async () => {
    stage.sandbox.faults.add({
      ...{ system: 'slack', kind: 'limited', path: 'chat.postMessage', times: 1, retryAfterSeconds: 1 },
    });
    const card = await waiting(956);
    expect(await cardsOf(card)).toHaveLength(1);
  });

  test('chat.postMessage whose answer was lost: perhaps twice, and the newest goes on', async () => {
    stage.sandbox.faults.add({ system: 'slack', kind: 'lost-answer', path: 'chat.postMessage', times: 1 });
    const card = await searchFor(stage, 'id:957');
    await until('the card whose answer was heard', async () => (await cardsOf(card)).length === 2);
    await toApproval(stage, card);
    // the first one is out of date: what it offers is done once all the same
    await card.press(stage.cast.approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(inXero(957)).toBe(1);
  });

  test('no answer is ever heard: not more than one repeat, and the copy that is pressed becomes the card', async () => {
    stage.sandbox.faults.add({ system: 'slack', kind: 'lost-answer', path: 'chat.postMessage', times: 3 });
    const card = await searchFor(stage, 'id:962');
    await until('every post', async () => {
      const { app } = stage.upSync();
      if (await app.idle()) await app.db.enqueue({ task: 'draw', runId: card.runId });
      return stage.sandbox.faults.pending().length === 0;
    });
    const copies = (await cardsOf(card)).filter((one) => labelsOf(one).includes('Approve'));
    const oldest = copies[0];
    if (!oldest) throw new Error('no copy asks for approval');
    await stage.cast.approver.click(oldest, 'Approve', { confirm: true });
    const same = ({ ts }: { ts: string }) => ts === oldest.ts;
    await until('the copy that was pressed goes on', async () => {
      const text = stage.cast.searcher.textOf((await cardsOf(card)).find(same) ?? oldest);
      return text.includes('1 of 1 are in Xero');
    });
    expect((await cardsOf(card)).length).toBeLessThanOrEqual(4);
    expect(inXero(962)).toBe(1);
  });

  test('Slack down: what was approved is posted all the same, and the card catches up', async () => {
    const card = await waiting(963);
    await stage.cast.approver.click(await card.message(), 'Approve', { confirm: true });
    stage.sandbox.faults.add({ system: 'slack', kind: 'down', path: 'chat.', times: 1000 });
    await until('the document is in Xero', () => inXero(963) === 1);
    stage.sandbox.faults.clear('slack');
    await card.until('1 of 1 are in Xero');
  });

  /** Approved and in Xero, while Slack does this to the notice that tells of it. */
  async function postWithNotice(id: number, kind: 'lost-answer' | 'limited') {
    const card = await waiting(id);
    const fault = { system: 'slack', kind, path: 'chat.postMessage', times: 1 } as const;
    // longer than a call waits: it surely was not sent
    stage.sandbox.faults.add(kind === 'limited' ? { ...fault, retryAfterSeconds: 31 } : fault);
    await card.press(stage.cast.approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    await until('the notice met it', () => stage.sandbox.faults.pending().length === 0);
    return card;
  }

  async function notices(): Promise<number> {
    await until('everything is drawn', () => stage.upSync().app.idle());
    const { searcher } = stage.cast;
    const messages = await searcher.messages(stage.channel);
    return messages.filter((one) => searcher.textOf(one).includes('is in Xero now')).length;
  }

  test('a notice whose answer was lost is not repeated; the list of runs tells it', async () => {
    const before = await notices();
    const card = await postWithNotice(964, 'lost-answer');
    for (let n = 0; n < 3; n += 1) {
      await stage.upSync().app.db.enqueue({ task: 'draw', runId: card.runId });
      expect(await notices()).toBe(before + 1);
    }
    expect(await ask(stage, '/upsync runs', 'Last runs')).toContain('1 in Xero');
  });

  test('a notice that surely was not sent follows when Slack takes it, once', async () => {
    const before = await notices();
    const card = await postWithNotice(965, 'limited');
    await until('the notice', async () => (await notices()) === before + 1);
    await stage.upSync().app.db.enqueue({ task: 'draw', runId: card.runId });
    expect(await notices()).toBe(before + 1);
  });

  async function cardsOf(card: Card) {
    const messages = await stage.cast.searcher.messages(stage.channel);
    return messages.filter(({ blocks, ephemeral }) => !ephemeral && JSON.stringify(blocks).includes(card.runId));
  }
});

describe('the socket', () => {
  test.each(['abrupt', 'refresh', 'warning'] as const)('%s: it is opened again, and presses are heard', async (how) => {
    const id = { abrupt: 958, refresh: 959, warning: 960 }[how];
    const card = await waiting(id);
    stage.sandbox.slack.dropConnections(how);
    await until('a connection again', () => stage.sandbox.slack.connections() > 0);
    await until('an approval that was heard', async () => {
      const message = await card.message();
      if (!labelsOf(message).includes('Approve')) return true;
      return (await stage.cast.approver.click(message, 'Approve', { confirm: true })).ok;
    });
    await card.until('1 of 1 are in Xero');
    expect(inXero(id)).toBe(1);
  });

  test('dropped while the answer is on its way: the work goes on without anybody', async () => {
    const card = await waiting(961);
    await card.press(stage.cast.approver, 'Approve');
    stage.sandbox.slack.dropConnections('abrupt');
    await card.until('1 of 1 are in Xero');
    await until('a connection again', () => stage.sandbox.slack.connections() > 0);
    await until('a command that is heard', async () => {
      const { ok } = await stage.cast.searcher.command(stage.channel, '/upsync help');
      return ok;
    });
    await whisper(stage.cast.searcher, stage.channel, /search/);
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSlackChat } from '../../src/clients/slack-chat.ts';
import { notice } from '../../src/domain/views.ts';
import { silentLog } from '../../src/log.ts';
import { createPerson } from '../../src/sandbox/slack/person.ts';
import { clockAt } from '../../src/services/clock.ts';
import { credentials, openTestSlack } from '../sandbox/slack/world.ts';

const FINANCE = 'slack:T0TEAM:C0FINANCE';
const RANDOM = 'slack:T0TEAM:C0RANDOM';
const ANN = 'slack:T0TEAM:U0ANN';
const hello = notice('info', 'Hello <!channel> & all.');

let world: Awaited<ReturnType<typeof openTestSlack>>;
let slept: number[];
let now = 0;
beforeEach(async () => {
  world = await openTestSlack();
  slept = [];
});
afterEach(async () => {
  expect(world.recorder.violations).toEqual([]);
  expect(world.faults.pending()).toEqual([]);
  await world.slack.close();
});

/** Time stands still but for what is slept. */
function openChat() {
  now = 1_700_000_000_000;
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const clock = clockAt(() => new Date(now));
  return createSlackChat({
    token: credentials.botToken,
    apiUrl: `${world.slack.url}/api/`,
    log: silentLog,
    clock,
    sleep,
  });
}

const ann = () => createPerson({ url: world.slack.url, userId: 'U0ANN' });

describe('a message', () => {
  test('stands in the channel, calls nobody, is changed in place and has a link', async () => {
    const chat = openChat();
    const message = await chat.post(FINANCE, hello);
    expect(message).toMatch(/^slack:T0TEAM:C0FINANCE:\d+\.\d{6}$/);
    expect(world.slack.notifications).toEqual([]);
    await chat.update(message, notice('done', 'Finished.'));
    const seen = await ann().messages('finance');
    expect(seen.map((one) => ann().textOf(one)).join()).toContain('Finished.');
    expect(seen).toHaveLength(1);
    expect(await chat.link(message)).toContain('C0FINANCE');
    expect(await chat.link('slack:T0TEAM:C0FINANCE:1.000000')).toBeNull();
  });

  test('in a thread carries the thread', async () => {
    const chat = openChat();
    const parent = await chat.post(FINANCE, hello);
    await chat.post(FINANCE, notice('info', 'More.'), { thread: parent });
    const [first, second] = await ann().messages('finance');
    expect(second?.threadTs).toBe(first?.ts);
  });

  test('to a channel without upSync is refused under a name that callers can tell', async () => {
    await expect(openChat().post(RANDOM, hello)).rejects.toMatchObject({
      ...{ system: 'slack', kind: 'refused', message: 'not_in_channel' },
      userMessage: expect.stringContaining('Invite it'),
    });
    await expect(openChat().post('slack:T0TEAM:C0NONE', hello)).rejects.toMatchObject({
      message: 'channel_not_found',
    });
  });

  test('whose answer is lost is in doubt, and is not sent a second time', async () => {
    world.faults.add({ system: 'slack', kind: 'lost-answer', path: 'chat.postMessage', times: 1 });
    await expect(openChat().post(FINANCE, hello)).rejects.toMatchObject({ kind: 'in-doubt' });
    expect(await ann().messages('finance')).toHaveLength(1);
  });

  test('that Slack limits is sent after the pause that Slack names', async () => {
    world.faults.add({ system: 'slack', kind: 'limited', path: 'chat.postMessage', times: 1, retryAfterSeconds: 7 });
    await openChat().post(FINANCE, hello);
    expect(slept).toEqual([7000]);
    expect(await ann().messages('finance')).toHaveLength(1);
  });

  test('after a burst goes at one a second, each channel by itself', async () => {
    const chat = openChat();
    for (let n = 0; n < 5; n += 1) await chat.post(FINANCE, notice('info', `Number ${n}`));
    expect(slept).toEqual([1000, 1000]);
    await chat.post(ANN, hello);
    expect(slept).toEqual([1000, 1000]);
  });
});

describe('while Slack does not answer', () => {
  const asked = () => world.recorder.exchanges.filter(({ path }) => path.includes('chat.')).length;

  test('cards are not sent at all but for a try now and then; what somebody waits for goes, and opens the way', async () => {
    const chat = openChat();
    const card = await chat.post(FINANCE, hello);
    world.faults.add({ system: 'slack', kind: 'down', path: 'chat.', times: Number.POSITIVE_INFINITY });
    for (let n = 0; n < 4; n += 1) await expect(chat.update(card, hello)).rejects.toMatchObject({ system: 'slack' });
    const before = asked();
    for (let n = 0; n < 50; n += 1)
      await expect(chat.update(card, hello)).rejects.toMatchObject({ kind: 'unavailable', heldBack: true });
    // never sent, and so not in doubt: it may be posted later
    await expect(chat.post(FINANCE, hello)).rejects.toMatchObject({ kind: 'unavailable', heldBack: true });
    expect(asked() - before).toBe(0);
    await expect(chat.whisper(FINANCE, ANN, hello)).rejects.toMatchObject({ kind: 'in-doubt' });
    expect(asked() - before).toBe(1);
    world.faults.clear();
    await expect(chat.update(card, hello)).rejects.toMatchObject({ heldBack: true });
    await chat.whisper(FINANCE, ANN, hello);
    expect(await chat.update(card, notice('done', 'Caught up.'))).toBe(true);
  });

  test('after a pause one try finds out that it is back', async () => {
    const chat = openChat();
    const card = await chat.post(FINANCE, hello);
    world.faults.add({ system: 'slack', kind: 'lost-request', path: 'chat.', times: Number.POSITIVE_INFINITY });
    for (let n = 0; n < 4; n += 1) await expect(chat.update(card, hello)).rejects.toMatchObject({ system: 'slack' });
    world.faults.clear();
    await expect(chat.update(card, hello)).rejects.toMatchObject({ heldBack: true });
    now += 60_000;
    expect(await chat.update(card, hello)).toBe(true);
  });
});

describe('a whisper', () => {
  test('is seen by one person', async () => {
    await openChat().whisper(FINANCE, ANN, hello);
    expect((await ann().messages('finance'))[0]?.ephemeral).toBe(true);
    const bob = createPerson({ url: world.slack.url, userId: 'U0BOB' });
    expect(await bob.messages('finance')).toEqual([]);
  });

  test('goes by direct message where upSync is no member', async () => {
    await openChat().whisper(RANDOM, ANN, hello);
    expect(ann().textOf(await ann().untilMessage('direct', 'Hello'))).toContain('& all');
  });
});

test('a file arrives with all its bytes', async () => {
  const chat = openChat();
  const content = Buffer.from('number,total\nINV-1,12.00\n');
  await chat.upload(FINANCE, { name: 'invoices.csv', content, title: 'Invoices' });
  const seen = await ann().untilMessage('finance', ({ files }) => files.length > 0);
  const answer = await fetch(`${world.slack.url}/client/file/${seen.files[0]?.id}`);
  expect(await answer.text()).toBe(content.toString());
  await expect(chat.upload(FINANCE, { name: 'a', content: Buffer.alloc(0), title: 'a' })).rejects.toThrow();
});

test('direct conversations are told from channels', () => {
  const chat = openChat();
  expect([ANN, 'slack:T0TEAM:D0123', FINANCE, 'slack:T0TEAM:#finance'].map((place) => chat.isDirect(place))).toEqual([
    ...[true, true, false, false],
  ]);
  expect(() => chat.isDirect('teams:1')).toThrow('not a place');
});

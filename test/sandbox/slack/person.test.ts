import { afterEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../src/sandbox/slack/client-api.ts';
import type { SlackStandIn } from '../../../src/sandbox/slack/index.ts';
import { createPerson } from '../../../src/sandbox/slack/person.ts';
import { mrkdwn, textOf } from '../../../src/sandbox/slack/plain-text.ts';
import { startBolt } from './bolt-app.ts';
import { call, openTestSlack } from './world.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string, value = text.toLowerCase()) => ({ text: plain(text), value });

async function start() {
  const { slack, recorder } = await openTestSlack();
  closers.push(slack.close);
  const person = (userId: string) => createPerson({ url: slack.url, userId });
  return { slack, recorder, ann: person('U0ANN'), bob: person('U0BOB') };
}

/** Every button of every app is acked. */
async function ackAll(slack: SlackStandIn) {
  const bolt = await startBolt(slack, 'socket', (app) => {
    app.action(/.*/, async ({ ack }) => ack());
    app.view(/.*/, async ({ ack }) => ack());
    app.command('/upsync', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form as never });
    });
  });
  closers.push(bolt.stop);
}

const form = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Search'),
  submit: plain('Search'),
  blocks: [
    {
      type: 'input',
      block_id: 'from',
      label: plain('From'),
      element: { type: 'datepicker', action_id: 'd', initial_date: '2026-10-01' },
    },
    {
      type: 'input',
      block_id: 'id',
      optional: true,
      label: plain('Invoice ID'),
      element: { type: 'number_input', action_id: 'n', is_decimal_allowed: false },
    },
    {
      type: 'input',
      block_id: 'with',
      optional: true,
      label: plain('Include'),
      element: {
        type: 'checkboxes',
        action_id: 'c',
        options: [option('Marked'), option('Zero')],
        initial_options: [option('Zero')],
      },
    },
    {
      type: 'input',
      block_id: 'who',
      optional: true,
      label: plain('Who'),
      element: { type: 'users_select', action_id: 'u' },
    },
    {
      type: 'input',
      block_id: 'period',
      dispatch_action: true,
      label: plain('Period'),
      element: { type: 'static_select', action_id: 's', options: [option('Last month'), option('This month')] },
    },
  ],
};

const rowOf = (name: string) => [
  { type: 'section', text: { type: 'mrkdwn', text: `*${name}*` } },
  { type: 'actions', elements: [{ type: 'button', action_id: 'hold', value: name, text: plain('Hold') }] },
];

async function post(slack: SlackStandIn, blocks: object[], more: object = {}) {
  return call(slack.url, 'chat.postMessage', { channel: 'C0FINANCE', text: 'card', blocks, ...more });
}

describe('clicking', () => {
  test('labels that occur twice need something beside them', async () => {
    const { slack, ann } = await start();
    await ackAll(slack);
    await post(slack, [...rowOf('Acme'), ...rowOf('Globex')]);
    const card = await ann.untilMessage('finance', 'Globex');
    await expect(ann.click(card, 'Hold')).rejects.toThrow('2 elements are called "Hold"; there are: "Hold", "Hold"');
    await expect(ann.click(card, 'Approve')).rejects.toThrow('0 elements are called "Approve"');
    expect(await ann.click(card, 'Hold', { near: 'globex' })).toEqual({ ok: true });
    expect(slack.deliveries.at(-1)?.payload.actions).toMatchObject([{ value: 'Globex' }]);
  });

  test('what was chosen in a message goes along with a later press in it', async () => {
    const { slack, ann } = await start();
    await ackAll(slack);
    const select = {
      type: 'static_select',
      action_id: 's',
      placeholder: plain('Organisation'),
      options: [option('North')],
    };
    const go = { type: 'button', action_id: 'go', text: plain('Go') };
    await post(slack, [{ type: 'actions', block_id: 'b', elements: [select, go] }]);
    const card = await ann.untilMessage('finance', 'Organisation');
    await ann.choose(card, 'Organisation', 'North');
    await ann.click(card, 'Go');
    expect(slack.deliveries.at(-1)?.payload.state).toEqual({
      values: { b: { s: { type: 'static_select', selected_option: option('North') } } },
    });
  });

  test('what is not there, or not seen, cannot be clicked', async () => {
    const { slack, ann, bob } = await start();
    const action = async (user: string, ts: unknown, change: object = {}) => {
      const container = { kind: 'message', channel: 'C0FINANCE', ts };
      const body = { user, container, blockId: 'b', actionId: 'go', value: {}, ...change };
      const answer = await fetch(`${slack.url}/client/action`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Json;
    };
    const confirm = { title: plain('Sure?'), text: plain('Really') };
    const elements = [
      { type: 'button', action_id: 'go', text: plain('Go'), confirm },
      { type: 'static_select', action_id: 'pick', options: [option('One')] },
    ];
    const { ts } = await post(slack, [{ type: 'actions', block_id: 'b', elements }]);
    const gone = { ok: false, error: 'This element is not there any more.' };
    expect(await action('U0CARL', ts)).toEqual(gone); // no member of the channel
    expect(await action('U0ANN', ts, { blockId: 'other' })).toEqual(gone);
    expect(await action('U0ANN', ts)).toEqual({ ok: false, error: 'confirmation_required' });
    const invented = { actionId: 'pick', value: { selected_option: option('Two') } };
    expect(await action('U0ANN', ts, invented)).toEqual({ ok: false, error: 'This value cannot be chosen.' });
    const whisper = {
      channel: 'C0FINANCE',
      user: 'U0ANN',
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements }],
    };
    const { message_ts } = await call(slack.url, 'chat.postEphemeral', whisper);
    expect(await action('U0BOB', message_ts)).toEqual(gone);
    expect(slack.deliveries).toEqual([]);
    expect(await bob.messages('finance')).toHaveLength(1);
    await expect(ann.messages('secret')).rejects.toThrow('U0ANN sees no channel secret');
  });
});

test('a whisper is changed by its response_url alone, and its clicks carry no message', async () => {
  const { slack, ann } = await start();
  await ackAll(slack);
  const blocks = rowOf('Acme');
  await call(slack.url, 'chat.postEphemeral', { channel: 'C0FINANCE', user: 'U0ANN', text: 'psst', blocks });
  const whisper = await ann.untilMessage('finance', 'Acme');
  await ann.click(whisper, 'Hold');
  const payload: Json = slack.deliveries.at(-1)?.payload ?? {};
  expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: whisper.ts, channel_id: 'C0FINANCE' } });
  expect(payload).not.toHaveProperty('message');
  const respond = (body: object) =>
    fetch(String(payload.response_url), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  await respond({ replace_original: true, text: 'held' });
  expect(await ann.messages('finance')).toMatchObject([{ ts: whisper.ts, text: 'held', blocks: [], ephemeral: true }]);
  await respond({ delete_original: true });
  expect(await ann.messages('finance')).toEqual([]);
});

describe('forms', () => {
  test('stack three deep, and are gone when they are closed', async () => {
    const { slack, ann } = await start();
    const trigger = () => slack.deliveries.at(-1)?.payload.trigger_id;
    const view = { type: 'modal', title: plain('Deep'), submit: plain('On'), blocks: [{ type: 'divider' }] };
    const show = (method: string) => call(slack.url, method, { trigger_id: trigger(), view });
    await ann.command('direct', '/upsync'); // nobody hears it, but the trigger is good
    expect(await show('views.push')).toMatchObject({ error: 'not_found' });
    expect(await show('views.open')).toMatchObject({ ok: true });
    for (const answer of [{ ok: true }, { ok: true }, { ok: false, error: 'push_limit_reached' }]) {
      expect(await ann.submit()).toMatchObject({ ok: false, error: expect.any(String) });
      expect(await show('views.push')).toMatchObject(answer);
    }
    const stack = (await ann.state()).modals;
    expect(stack).toHaveLength(3);
    await ann.closeModal();
    expect((await ann.state()).modals.map(({ id }) => id)).toEqual(stack.slice(0, 2).map(({ id }) => id));
    const view_id = stack[2]?.id;
    expect(await call(slack.url, 'views.update', { view_id, view })).toMatchObject({ error: 'not_found' });
  });

  test('are filled by label and carry what was there before', async () => {
    const { slack, ann, recorder } = await start();
    await ackAll(slack);
    await ann.command('direct', '/upsync');
    const modal = await ann.untilModal('Search');
    expect(modal.state.with?.c).toEqual({ type: 'checkboxes', selected_options: [option('Zero')] });
    await expect(ann.fill('Period', 'Never')).rejects.toThrow(
      'no option "Never"; there are: "Last month", "This month"',
    );
    await ann.fill('Period', 'Last month'); // tells the app at once
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: modal.id },
      view: { id: modal.id, state: { values: { from: { d: { selected_date: '2026-10-01' } } } } },
      actions: [{ action_id: 's', selected_option: { value: 'last month' } }],
    });
    expect(await ann.submit({ 'Invoice ID': 'abc' })).toEqual({ ok: false, errors: { id: 'Enter a number.' } });
    const entries = { From: '2026-11-01', 'Invoice ID': '1234', Include: ['Marked', 'Zero'], Who: 'Bob Approve' };
    expect(await ann.submit(entries)).toEqual({ ok: true });
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            from: { d: { type: 'datepicker', selected_date: '2026-11-01' } },
            id: { n: { type: 'number_input', value: '1234' } },
            with: { c: { selected_options: [option('Marked'), option('Zero')] } },
            who: { u: { type: 'users_select', selected_user: 'U0BOB' } },
            period: { s: { selected_option: option('Last month') } },
          },
        },
      },
    });
    expect(recorder.violations).toEqual([]);
  });
});

test('what was entered outlives an update, unless it is not offered any more', async () => {
  const { slack, ann } = await start();
  const pick = (...options: string[]) => ({
    type: 'input',
    block_id: 'pick',
    dispatch_action: true,
    label: plain('Pick'),
    element: { type: 'static_select', action_id: 's', options: options.map((text) => option(text)) },
  });
  const view = (...options: string[]) => ({
    type: 'modal',
    title: plain('T'),
    submit: plain('Go'),
    blocks: [pick(...options)],
  });
  await ann.command('direct', '/upsync');
  const trigger_id = slack.deliveries.at(-1)?.payload.trigger_id;
  await call(slack.url, 'views.open', { trigger_id, view: view('One', 'Two') });
  await ann.choose('modal', 'Pick', 'Two');
  const view_id = (await ann.modal())?.id;
  await call(slack.url, 'views.update', { view_id, view: view('Two', 'Three') });
  expect((await ann.modal())?.state.pick?.s).toEqual({ type: 'static_select', selected_option: option('Two') });
  await call(slack.url, 'views.update', { view_id, view: view('Three') });
  expect((await ann.modal())?.state.pick?.s).toEqual({ type: 'static_select', selected_option: null });
  expect(await ann.submit()).toEqual({ ok: false, errors: { pick: 'Please complete this required field.' } });
});

test('what does not come is named, with what was seen', async () => {
  const { slack, ann } = await start();
  await post(slack, [], { text: 'something else' });
  await expect(ann.untilMessage('finance', 'Posted', { timeoutMs: 50 })).rejects.toThrow(
    /waited 50 ms for a message in finance with Posted[\s\S]*something else/,
  );
});

test('blocks are read as a person reads them', () => {
  const blocks: Json[] = [
    { type: 'header', text: plain('October') },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*Two* invoices of <https://x|Acme> &amp; Co, asked by <@U0ANN>' },
    },
    { type: 'section', fields: [{ type: 'mrkdwn', text: '*Net*\n1.00' }, plain('snake_case_stays')] },
    { type: 'context', elements: [plain('a'), { type: 'image', alt_text: 'logo' }] },
    {
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'No' },
          { type: 'raw_number', value: 1.5, text: '1.50' },
        ],
      ],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'See ' },
            { type: 'link', url: 'https://y', text: 'Y' },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
        },
      ],
    },
    { type: 'divider' },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: plain('Go') },
        { type: 'static_select', placeholder: plain('Pick') },
      ],
    },
  ];
  const message = {
    ts: '1',
    author: 'upSync',
    app: true,
    text: 'unseen',
    blocks,
    edited: false,
    ephemeral: false,
    files: [],
  };
  expect(textOf(message, () => 'Ann').split('\n')).toEqual([
    'October',
    'Two invoices of Acme & Co, asked by @Ann',
    'Net',
    '1.00',
    'snake_case_stays',
    'a · logo',
    'No | 1.50',
    'See Y',
    '1. one',
    '[Go] [Pick]',
  ]);
  expect(mrkdwn('2 * 3 * 4 and `code` and ~old~')).toBe('2 * 3 * 4 and code and old');
});

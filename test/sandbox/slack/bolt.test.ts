import { afterEach, describe, expect, test } from '@jest/globals';
import type { App, BlockButtonAction } from '@slack/bolt';
import { createPerson } from '../../../src/sandbox/slack/person.ts';
import { type Mode, startBolt } from './bolt-app.ts';
import { openTestSlack } from './world.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function join(mode: Mode, register: (app: App) => void, giveUpMs?: number) {
  const { slack, ...rest } = await openTestSlack();
  closers.push(slack.close);
  const bolt = await startBolt(slack, mode, register, giveUpMs);
  closers.push(bolt.stop);
  const person = (userId: string) => createPerson({ url: slack.url, userId });
  return { slack, bolt, ann: person('U0ANN'), bob: person('U0BOB'), carl: person('U0CARL'), ...rest };
}

const card = (note: string) => [
  { type: 'header' as const, text: { type: 'plain_text' as const, text: 'Invoices of October' } },
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text: note } },
];
const approve = {
  type: 'actions' as const,
  block_id: 'decide',
  elements: [
    {
      type: 'button' as const,
      action_id: 'approve',
      text: { type: 'plain_text' as const, text: 'Approve' },
      value: 'run-1',
      confirm: {
        title: { type: 'plain_text' as const, text: 'Sure?' },
        text: { type: 'plain_text' as const, text: 'This posts 2 invoices.' },
      },
    },
    { type: 'button' as const, action_id: 'contacts', text: { type: 'plain_text' as const, text: 'Contacts' } },
  ],
};

const contactView = (note = 'Choose') => ({
  type: 'modal' as const,
  callback_id: 'contact',
  private_metadata: 'run-1',
  title: { type: 'plain_text' as const, text: 'Contact' },
  submit: { type: 'plain_text' as const, text: 'Save' },
  notify_on_close: true,
  blocks: [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: note } },
    {
      type: 'input' as const,
      block_id: 'who',
      label: { type: 'plain_text' as const, text: 'Xero contact' },
      element: { type: 'external_select' as const, action_id: 'contact', min_query_length: 2 },
    },
    {
      type: 'input' as const,
      block_id: 'why',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'reason' },
    },
  ],
});

/** A small app with every kind of exchange in it. */
function story(app: App) {
  app.command('/upsync', async ({ command, ack, client, respond }) => {
    await ack(`Searching ${command.text} …`);
    const text = '2 invoices';
    await client.chat.postMessage({ channel: command.channel_id, text, blocks: [...card('2 invoices'), approve] });
    await respond({ text: 'Done searching', response_type: 'ephemeral' });
  });
  app.action<BlockButtonAction>('approve', async ({ ack, body, client }) => {
    await ack();
    const { channel, message } = body;
    if (!channel || !message) throw new Error('no message');
    const note = `Approved by <@${body.user.id}>`;
    await client.chat.update({ channel: channel.id, ts: message.ts, text: note, blocks: card(note) });
    await client.chat.postMessage({ channel: channel.id, thread_ts: message.ts, text: 'posting' });
  });
  app.action<BlockButtonAction>('contacts', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: contactView() });
  });
  app.options('contact', async ({ ack, payload }) => {
    const all = ['Acme', 'Acme Holding', 'Globex'].filter((name) => name.toLowerCase().includes(payload.value));
    await ack({ options: all.map((name) => ({ text: { type: 'plain_text', text: name }, value: name })) });
  });
  app.view('contact', async ({ ack, view }) => {
    const reason = view.state.values.why?.reason?.value;
    if (reason === null) await ack({ response_action: 'errors', errors: { why: 'Say why' } });
    else if (reason === 'again') await ack({ response_action: 'update', view: contactView('Once more') });
    else if (reason === 'deeper')
      await ack({ response_action: 'push', view: { ...contactView('On top'), callback_id: 'top' } });
    else if (reason === 'wrong') await ack({ response_action: 'errors', errors: { nowhere: 'lost' } });
    else await ack();
  });
  app.view('top', async ({ ack }) => ack({ response_action: 'clear' }));
  app.view({ type: 'view_closed', callback_id: 'contact' }, async ({ ack }) => ack());
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: card('Nothing to approve') } });
  });
}

describe.each<Mode>(['socket', 'http', 'express'])('Bolt over %s', (mode) => {
  test('a command is acked, answered with a card, and approved', async () => {
    const { ann, bob, slack, recorder } = await join(mode, story);
    expect(await ann.command('#finance', '/upsync search last-month')).toEqual({ ok: true });
    await ann.untilMessage('finance', 'Done searching');
    expect((await ann.messages('finance')).map((message) => [message.ephemeral, ann.textOf(message)])).toEqual([
      [true, 'Searching search last-month …'],
      [false, 'Invoices of October\n2 invoices\n[Approve] [Contacts]'],
      [true, 'Done searching'],
    ]);
    const seen = await bob.untilMessage('finance', '2 invoices');
    expect(await bob.messages('finance')).toHaveLength(1); // whispers are Ann's
    await expect(bob.click(seen, 'Approve')).rejects.toThrow('This posts 2 invoices.');
    expect(await bob.click(seen, 'Approve', { confirm: false })).toEqual({ ok: true });
    expect(await bob.click(seen, 'Approve', { confirm: true })).toEqual({ ok: true });
    const decided = await bob.untilMessage('finance', 'Approved by @Bob Approve');
    expect(decided).toMatchObject({ ts: seen.ts, edited: true });
    const thread = await bob.untilMessage('finance', 'posting');
    expect(thread.threadTs).toBe(seen.ts);
    await expect(bob.click(seen, 'Approve', { confirm: true })).rejects.toThrow('0 elements are called "Approve"');
    expect(slack.deliveries.map((delivery) => delivery.acked)).toEqual([true, true]);
    expect(recorder.violations).toEqual([]);
    expect(recorder.count('slack')).toBeGreaterThanOrEqual(4);
  });

  test('a modal asks, refuses, changes, stacks and closes', async () => {
    const { ann, slack, recorder } = await join(mode, story);
    await ann.command('finance', '/upsync');
    await ann.click(await ann.untilMessage('finance', '2 invoices'), 'Contacts');
    const modal = await ann.untilModal('Contact');
    expect((await ann.type('modal', 'Xero contact', 'acme')).map((option) => option.value)).toEqual([
      'Acme',
      'Acme Holding',
    ]);
    expect(await ann.type('modal', 'Xero contact', 'a')).toEqual([]);
    expect(await ann.submit()).toEqual({ ok: false, errors: { who: 'Please complete this required field.' } });
    expect(await ann.submit({ 'Xero contact': 'Acme Holding' })).toEqual({ ok: false, errors: { why: 'Say why' } });
    expect(await ann.submit({ Reason: 'wrong' })).toEqual({
      ok: false,
      error: 'We had some trouble connecting. Try again?',
    });
    expect(recorder.violations.splice(0)).toEqual([expect.stringContaining('invalid_errors')]);
    expect(await ann.submit({ Reason: 'again' })).toEqual({ ok: true });
    const updated = await ann.untilModal('Once more');
    expect(updated.id).toBe(modal.id);
    expect(updated.hash).not.toBe(modal.hash);
    expect(await ann.submit({ Reason: 'deeper' })).toEqual({ ok: true });
    await ann.untilModal('On top');
    expect((await ann.state()).modals).toHaveLength(2);
    await ann.submit({ 'Xero contact': 'Acme', Reason: 'x' });
    expect((await ann.state()).modals).toEqual([]);
    const submission = slack.deliveries.findLast((delivery) => delivery.payload.type === 'view_submission');
    expect(submission?.payload).toMatchObject({
      view: {
        previous_view_id: modal.id,
        private_metadata: 'run-1',
        state: { values: { who: { contact: { type: 'external_select', selected_option: { value: 'Acme' } } } } },
      },
    });
    expect(recorder.violations).toEqual([]);
  });

  test('closing tells the app when it asked to know; a second window takes the place of the first', async () => {
    const { ann, slack } = await join(mode, story);
    await ann.command('direct', '/upsync');
    const seen = await ann.untilMessage('direct', '2 invoices');
    await ann.click(seen, 'Contacts');
    const first = await ann.untilModal('Contact');
    await ann.click(seen, 'Contacts');
    await ann.untilModal((view) => view.id !== first.id);
    expect((await ann.state()).modals).toHaveLength(1);
    expect(await ann.closeModal()).toEqual({ ok: true });
    expect(await ann.modal()).toBeUndefined();
    expect(slack.deliveries.at(-1)).toMatchObject({ acked: true, payload: { type: 'view_closed', is_cleared: false } });
  });

  test('App Home is published when it is opened', async () => {
    const { carl, recorder } = await join(mode, story);
    const home = await carl.home();
    expect(carl.textOf(home)).toContain('Nothing to approve');
    expect(recorder.violations).toEqual([]);
  });

  test('files.uploadV2 arrives, in the thread it was meant for', async () => {
    const { bolt, ann, slack, recorder } = await join(mode, story);
    const { ts } = await bolt.app.client.chat.postMessage({ channel: 'C0FINANCE', text: 'Report' });
    const content = 'number;amount\n1;2.00\n';
    const filename = 'report.csv';
    await bolt.app.client.files.uploadV2({ channel_id: 'C0FINANCE', thread_ts: String(ts), filename, content });
    const message = await ann.untilMessage('finance', '[file report.csv]');
    expect(message.threadTs).toBe(ts);
    expect(message.files).toEqual([{ id: expect.any(String), name: filename, size: content.length }]);
    const file = await fetch(`${slack.url}/client/file/${message.files[0]?.id}`);
    expect(await file.text()).toBe(content);
    expect(recorder.violations).toEqual([]);
  });

  test('a click that raced an update carries the message as it was', async () => {
    const { ann, bob, slack } = await join(mode, story);
    await ann.command('finance', '/upsync');
    const seen = await bob.untilMessage('finance', '2 invoices');
    await bob.click(seen, 'Approve', { confirm: true });
    await bob.untilMessage('finance', 'Approved by');
    expect(await ann.click(seen, 'Approve', { confirm: true, stale: true })).toEqual({ ok: true });
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({
      user: { id: 'U0ANN' },
      message: { ts: seen.ts, blocks: seen.blocks },
      container: { type: 'message', message_ts: seen.ts, channel_id: 'C0FINANCE', is_ephemeral: false },
      state: { values: {} },
      actions: [{ action_id: 'approve', block_id: 'decide', value: 'run-1', type: 'button' }],
    });
    const replies = (texts: string[]) => texts.filter((text) => text === 'posting').length === 2;
    await bob.until(async () => replies((await bob.messages('finance')).map(bob.textOf)));
  });

  test('an app that does not ack leaves the person with words, and is not asked again', async () => {
    const { ann, slack } = await join(
      mode,
      (app) => {
        app.command('/upsync', async () => {});
      },
      150,
    );
    slack.switches.ackTimeoutMs = 100;
    const answer = await ann.command('finance', '/upsync');
    expect(answer).toEqual({ ok: false, error: '/upsync failed because the app did not respond' });
    expect(slack.deliveries.map(({ acked, failure }) => [acked, failure])).toEqual([[false, 'timeout']]);
  });
});

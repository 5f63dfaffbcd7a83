import { afterEach, describe, expect, test } from '@jest/globals';
import type { SlackStandIn } from '../../../src/sandbox/slack/index.ts';
import { createPerson } from '../../../src/sandbox/slack/person.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import { call, channels, credentials, openTestSlack, people, scopes } from './world.ts';

const open: SlackStandIn[] = [];
afterEach(async () => {
  for (const slack of open.splice(0)) await slack.close();
});

async function start(...change: Parameters<typeof openTestSlack>) {
  const parts = await openTestSlack(...change);
  open.push(parts.slack);
  const api = (method: string, args: object = {}, token?: string) => call(parts.slack.url, method, args, token);
  return { ...parts, api };
}

const channel = 'C0FINANCE';
const refused = (error: string, extra: object = {}) => ({ ok: false, error, ...extra });

describe('who may call', () => {
  test('tokens are told apart', async () => {
    const { api, slack } = await start();
    const bare = await fetch(`${slack.url}/api/auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual(refused('not_authed'));
    expect(bare.headers.get('x-oauth-scopes')).toBe(scopes.join(','));
    expect(await api('auth.test', {}, 'xoxb-other')).toEqual(refused('invalid_auth'));
    expect(await api('auth.test', {}, credentials.appToken)).toEqual(refused('not_allowed_token_type'));
    expect(await api('apps.connections.open')).toEqual(refused('not_allowed_token_type'));
    expect(await api('apps.connections.open', {}, credentials.appToken)).toMatchObject({ ok: true });
    const inBody = await fetch(`${slack.url}/api/apps.connections.open`, {
      method: 'POST',
      body: new URLSearchParams({ token: credentials.appToken }),
    });
    expect(await inBody.json()).toEqual(refused('invalid_auth'));
  });

  test('a missing scope is named', async () => {
    const { api } = await start();
    const provided = scopes.join(',');
    expect(await api('conversations.open', { users: 'U0ANN' })).toEqual(
      refused('missing_scope', { needed: 'channels:manage,groups:write,im:write,mpim:write', provided }),
    );
    expect(await api('conversations.info', { channel: 'D0ANN' })).toEqual(
      refused('missing_scope', { needed: 'im:read', provided }),
    );
  });

  test('what Slack does not know is refused or recorded', async () => {
    const { api, recorder } = await start();
    expect(await api('chat.shout', {})).toEqual(refused('unknown_method'));
    await api('auth.test', { loud: true });
    expect(recorder.violations).toEqual([
      'slack: unknown method chat.shout',
      'slack: auth.test: unknown argument loud',
    ]);
    expect(recorder.exchanges.map(({ path, status }) => [path, status])).toEqual([
      ['/api/chat.shout', 200],
      ['/api/auth.test', 200],
    ]);
  });

  test('after the app was removed nothing goes any more', async () => {
    const { api, slack } = await start();
    await slack.uninstall();
    expect(slack.deliveries.map(({ payload }) => (payload.event as { type: string }).type)).toEqual([
      'tokens_revoked',
      'app_uninstalled',
    ]);
    expect(await api('auth.test')).toEqual(refused('account_inactive'));
  });
});

describe('messages', () => {
  test('go only where the app may write', async () => {
    const { api, slack } = await start();
    const text = 'hello';
    expect(await api('chat.postMessage', { channel: 'C0NOWHERE', text })).toEqual(refused('channel_not_found'));
    expect(await api('chat.postMessage', { channel: 'C0SECRET', text })).toEqual(refused('channel_not_found'));
    expect(await api('chat.postMessage', { channel: 'C0RANDOM', text })).toEqual(refused('not_in_channel'));
    slack.setBotMember('C0RANDOM', true);
    expect(await api('chat.postMessage', { channel: '#random', text })).toMatchObject({
      ok: true,
      channel: 'C0RANDOM',
    });
    slack.archive('C0RANDOM');
    expect(await api('chat.postMessage', { channel: 'C0RANDOM', text })).toEqual(refused('is_archived'));
    expect(await api('chat.postMessage', { channel: 'U0CARL', text })).toMatchObject({ ok: true, channel: 'D0CARL' });
    slack.switches.messagesTab = false;
    expect(await api('chat.postMessage', { channel: 'U0CARL', text })).toEqual(refused('messages_tab_disabled'));
    expect(await api('chat.postEphemeral', { channel, user: 'U0CARL', text })).toEqual(refused('user_not_in_channel'));
  });

  test('need something to say', async () => {
    const { api, recorder } = await start();
    expect(await api('chat.postMessage', { channel })).toEqual(refused('no_text'));
    expect(await api('chat.postMessage', { channel, text: 'x', blocks: 'nonsense' })).toEqual(
      refused('invalid_blocks_format'),
    );
    expect(await api('chat.postMessage', { channel, markdown_text: 'a', text: 'b' })).toEqual(
      refused('markdown_text_conflict'),
    );
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    const line = 'must be less than 151 characters [json-pointer:/blocks/0/text/text]';
    expect(await api('chat.postMessage', { channel, text: 'x', blocks })).toEqual(
      refused('invalid_blocks', { errors: [line], response_metadata: { messages: [`[ERROR] ${line}`] } }),
    );
    expect(recorder.violations).toEqual([]);
    await api('chat.postMessage', { channel, blocks: [{ type: 'divider' }] });
    expect(recorder.violations).toEqual([expect.stringContaining('without text')]);
  });

  test('each has a ts of its own, and ids are invented where none were given', async () => {
    const { api } = await start();
    const blocks = [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' } }] }];
    const posts = await Promise.all(
      Array.from({ length: 20 }, () => api('chat.postMessage', { channel, text: 'x', blocks })),
    );
    expect(new Set(posts.map((post) => post.ts)).size).toBe(20);
    for (const { ts, message } of posts) {
      expect(ts).toMatch(/^\d{10}\.\d{6}$/);
      expect(message).toMatchObject({
        blocks: [{ block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] }],
      });
    }
  });

  test('only own ones can be changed, and left-out blocks stay', async () => {
    const { api, slack } = await start();
    const ann = createPerson({ url: slack.url, userId: 'U0ANN' });
    await ann.say('finance', 'a < b');
    const hers = await ann.untilMessage('finance', 'a < b');
    const text = 'changed';
    expect(hers.text).toBe('a &lt; b');
    expect(await api('chat.update', { channel, ts: hers.ts, text })).toEqual(refused('cant_update_message'));
    expect(await api('chat.update', { channel, ts: '1.000001', text })).toEqual(refused('message_not_found'));
    const { message_ts } = await api('chat.postEphemeral', { channel, user: 'U0ANN', text: 'psst' });
    expect(await api('chat.update', { channel, ts: message_ts, text })).toEqual(refused('message_not_found'));
    const { ts } = await api('chat.postMessage', {
      channel,
      text: 'card',
      blocks: [{ type: 'divider', block_id: 'd' }],
    });
    expect(await api('chat.update', { channel, ts, text: 'x'.repeat(4001) })).toEqual(refused('msg_too_long'));
    await api('chat.update', { channel, ts, text });
    expect(await ann.latest('finance')).toMatchObject({ text, edited: true, blocks: [{ block_id: 'd' }] });
    await api('chat.update', { channel, ts, text, blocks: [] });
    expect(await ann.latest('finance')).toMatchObject({ blocks: [] });
    expect(await api('chat.postMessage', { channel, text, thread_ts: '1.000001' })).toEqual(
      refused('thread_not_found'),
    );
    expect(await api('chat.delete', { channel, ts })).toMatchObject({ ok: true });
    expect(await api('chat.getPermalink', { channel, message_ts: ts })).toEqual(refused('message_not_found'));
  });

  test('pings are noticed, escaped ones are not', async () => {
    const { api, slack } = await start();
    await api('chat.postMessage', { channel, text: 'Invoice &lt;!channel&gt;' });
    expect(slack.notifications).toEqual([]);
    await api('chat.postMessage', { channel, text: 'Invoice <!channel> for <@U0ANN>' });
    expect(slack.notifications.map(({ mention }) => mention)).toEqual(['<!channel>', '<@U0ANN>']);
  });
});

test('people, channels and groups are told as they are', async () => {
  const { api, slack } = await start({
    userGroups: [
      { id: 'S0APPROVE', handle: 'approvers', name: 'Approvers', users: ['U0BOB'] },
      { id: 'S0OLD', handle: 'old', name: 'Old', users: [], disabled: true },
    ],
    world: {
      team: { id: 'T0TEAM', domain: 'team' },
      channels,
      people: [
        ...people,
        { id: 'U0GUEST', name: 'gus', realName: 'Gus', role: 'searcher', email: '', isRestricted: true },
      ],
    },
  });
  expect(await api('usergroups.list')).toMatchObject({ usergroups: [{ id: 'S0APPROVE', user_count: 1 }] });
  expect(await api('usergroups.users.list', { usergroup: 'S0APPROVE' })).toEqual({ ok: true, users: ['U0BOB'] });
  expect(await api('usergroups.users.list', { usergroup: 'S0OLD' })).toEqual(refused('no_such_subteam'));
  slack.switches.freePlan = true;
  expect(await api('usergroups.list')).toEqual(refused('plan_upgrade_required'));
  expect(await api('users.info', { user: 'U0NOBODY' })).toEqual(refused('user_not_found'));
  const { user } = await api('users.info', { user: 'U0GUEST' });
  expect(user).toMatchObject({
    is_restricted: true,
    profile: expect.not.objectContaining({ email: expect.anything() }),
  });
  const first = await api('users.list', { limit: 3 });
  const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
  expect(await api('users.list', { limit: 3, cursor })).toMatchObject({
    members: [{ id: 'U0GUEST' }, { is_bot: true }],
  });
  expect(await api('conversations.members', { channel })).toMatchObject({ members: ['U0ANN', 'U0BOB', 'U0UPSYNCBOT'] });
  expect(await api('conversations.info', { channel })).toMatchObject({ channel: { name: 'finance', is_member: true } });
});

describe('views', () => {
  const view = (more: object = {}) => ({
    type: 'modal',
    title: { type: 'plain_text', text: 'Title' },
    blocks: [{ type: 'divider' }],
    ...more,
  });
  async function withTrigger() {
    const parts = await start();
    await createPerson({ url: parts.slack.url, userId: 'U0ANN' }).command('finance', '/upsync');
    // nobody is connected: the payload was made all the same, and with it its trigger
    const trigger_id = parts.slack.deliveries.at(-1)?.payload.trigger_id;
    return { ...parts, trigger_id };
  }

  test('a trigger opens once, and for 3 s', async () => {
    const { api, trigger_id, clock } = await withTrigger();
    expect(await api('views.open', { trigger_id: '1.2.3', view: view() })).toEqual(refused('invalid_trigger_id'));
    clock.advance(3_001);
    expect(await api('views.open', { trigger_id, view: view() })).toEqual(refused('expired_trigger_id'));
    clock.advance(-3_001);
    expect(await api('views.open', { trigger_id, view: view() })).toMatchObject({ ok: true, view: { type: 'modal' } });
    expect(await api('views.open', { trigger_id, view: view() })).toEqual(refused('exchanged_trigger_id'));
    expect(await api('views.push', { trigger_id, view: view() })).toEqual(refused('exchanged_trigger_id'));
  });

  test('are refused in the words of views, and updated only when the hash is right', async () => {
    const { api, trigger_id } = await withTrigger();
    const long = view({ title: { type: 'plain_text', text: 'x'.repeat(25) } });
    expect(await api('views.open', { trigger_id, view: long })).toMatchObject(
      refused('invalid_arguments', { errors: ['must be less than 25 characters [json-pointer:/view/title/text]'] }),
    );
    const opened = (await api('views.open', { trigger_id, view: view() })) as unknown as {
      view: { id: string; hash: string };
    };
    const { id: view_id, hash } = opened.view;
    expect(await api('views.update', { view_id, hash: 'old', view: view() })).toEqual(refused('hash_conflict'));
    expect(await api('views.update', { view_id, hash, view: view() })).toMatchObject({
      ok: true,
      view: { id: view_id },
    });
    expect(await api('views.update', { view_id: 'V0', view: view() })).toEqual(refused('not_found'));
    expect(await api('views.publish', { user_id: 'U0ANN', view: view() })).toMatchObject(refused('invalid_arguments'));
  });

  test('blocks.validate tells what is wrong, without a token', async () => {
    const { api } = await start();
    expect(await api('blocks.validate', { blocks: [{ type: 'divider' }] }, 'none')).toEqual({ ok: true });
    expect(await api('blocks.validate', { blocks: [{ type: 'header' }] }, 'none')).toEqual(
      refused('invalid_blocks', {
        errors: [{ code: 'missing_field', message: 'missing required field: text', pointer: '/0' }],
      }),
    );
    expect(await api('blocks.validate', {}, 'none')).toEqual(refused('invalid_arguments'));
  });
});

test('files must be as long as announced', async () => {
  const { api, slack, recorder } = await start();
  const announce = (length: number) => api('files.getUploadURLExternal', { filename: 'a.csv', length });
  expect(await announce(0)).toEqual(refused('missing_argument'));
  const { upload_url, file_id } = (await announce(3)) as unknown as { upload_url: string; file_id: string };
  const files = [{ id: file_id }];
  expect(await api('files.completeUploadExternal', { files })).toEqual(refused('file_not_found'));
  expect((await fetch(upload_url, { method: 'POST', body: 'four' })).status).toBe(400);
  expect(recorder.violations.splice(0)).toHaveLength(1);
  expect((await fetch(upload_url, { method: 'POST', body: 'abc' })).status).toBe(200);
  const elsewhere = { files, channel_id: 'C0RANDOM' };
  expect(await api('files.completeUploadExternal', elsewhere)).toEqual(refused('not_in_channel'));
  expect(await api('files.completeUploadExternal', { files, channel_id: channel })).toMatchObject({ ok: true });
  expect(await (await fetch(`${slack.url}/client/file/${file_id}`)).text()).toBe('abc');
});

test('a response_url takes five messages in half an hour', async () => {
  const { slack, clock, recorder } = await start();
  const ann = createPerson({ url: slack.url, userId: 'U0ANN' });
  await ann.command('random', '/upsync'); // the app is no member there, and may answer all the same
  const url = String(slack.deliveries.at(-1)?.payload.response_url);
  const respond = async (body: object) =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }))
      .status;
  expect(await respond({ text: 'whisper' })).toBe(200);
  expect(await respond({ text: 'loud', response_type: 'in_channel' })).toBe(200);
  expect(await respond({ text: 'x', blocks: [{ type: 'nothing' }] })).toBe(400);
  clock.advance(30 * 60_000 + 1);
  expect(await respond({ text: 'late' })).toBe(404);
  clock.advance(-30 * 60_000 - 1);
  expect([await respond({ text: '4' }), await respond({ text: '5' }), await respond({ text: '6' })]).toEqual([
    200, 200, 404,
  ]);
  const carl = createPerson({ url: slack.url, userId: 'U0CARL' });
  expect((await carl.messages('random')).map((message) => message.text)).toEqual(['loud']);
  expect(await ann.messages('random')).toHaveLength(4);
  expect(recorder.violations).toEqual([expect.stringContaining('expired_url'), expect.stringContaining('used_url')]);
});

test('the pace is kept when the switch is on', async () => {
  const { api, slack, clock } = await start();
  Object.assign(slack.switches, { rateLimits: true, postBurst: 2 });
  const post = () => api('chat.postMessage', { channel, text: 'x' });
  expect([(await post()).ok, (await post()).ok, (await post()).error]).toEqual([true, true, 'ratelimited']);
  expect(await api('chat.postMessage', { channel: 'U0ANN', text: 'x' })).toMatchObject({ ok: true });
  clock.advance(1_000);
  expect(await post()).toMatchObject({ ok: true });
  const groups = await Promise.all(Array.from({ length: 22 }, () => api('usergroups.list')));
  expect(groups.filter(({ ok }) => ok)).toHaveLength(20);
});

describe('arranged trouble', () => {
  const post = async (slack: SlackStandIn) =>
    fetch(`${slack.url}/api/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${credentials.botToken}` },
      body: new URLSearchParams({ channel, text: 'x' }),
    });
  const path = 'chat.postMessage';

  test('limited, failing, and an error inside a 200', async () => {
    const { slack, faults } = await start();
    faults.add({ system: 'slack', kind: 'limited', path, times: 1, retryAfterSeconds: 7 });
    faults.add({ system: 'slack', kind: 'limited', path, times: 1 });
    faults.add({ system: 'slack', kind: 'failing', path, times: 1 });
    const answers = [await post(slack), await post(slack), await post(slack)];
    expect(answers.map((answer) => [answer.status, answer.headers.get('retry-after')])).toEqual([
      [429, '7'],
      [429, null],
      [500, null],
    ]);
    slack.refuseNext(path, 'fatal_error');
    expect(await (await post(slack)).json()).toEqual(refused('fatal_error'));
    expect(await (await post(slack)).json()).toMatchObject({ ok: true });
    expect(faults.pending()).toEqual([]);
  });

  test('slow answers come late, and hung ones never', async () => {
    const { slack, faults } = await start();
    faults.add({ system: 'slack', kind: 'slow', path, times: 1, delayMs: 60 });
    const began = performance.now();
    expect((await post(slack)).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(50);
    faults.add({ system: 'slack', kind: 'hang', path, times: 1 });
    const hung = fetch(`${slack.url}/api/${path}`, { method: 'POST', signal: AbortSignal.timeout(50) });
    await expect(hung).rejects.toThrow('timeout');
  });

  test('a lost answer did its work, a lost request did not', async () => {
    const { slack, faults } = await start();
    const ann = createPerson({ url: slack.url, userId: 'U0ANN' });
    faults.add({ system: 'slack', kind: 'lost-request', path, times: 1 });
    await expect(post(slack)).rejects.toThrow('fetch failed');
    expect(await ann.messages('finance')).toEqual([]);
    faults.add({ system: 'slack', kind: 'lost-answer', path, times: 1 });
    await expect(post(slack)).rejects.toThrow('fetch failed');
    expect(await ann.messages('finance')).toHaveLength(1);
  });
});

test('messages, windows and homes outlive a restart; whispers do not', async () => {
  const store = openStore();
  const first = await openTestSlack({ store });
  const { url } = first.slack;
  await call(url, 'chat.postMessage', { channel, text: 'kept' });
  await call(url, 'chat.postEphemeral', { channel, user: 'U0ANN', text: 'lost' });
  const view = { type: 'home', blocks: [{ type: 'divider' }] };
  await call(url, 'views.publish', { user_id: 'U0ANN', view });
  await first.slack.close();
  const { slack, api } = await start({ store });
  const ann = createPerson({ url: slack.url, userId: 'U0ANN' });
  const state = await ann.state();
  expect(state.home?.blocks).toHaveLength(1);
  expect((await ann.messages('finance')).map(({ text }) => text)).toEqual(['kept']);
  const { ts } = await api('chat.postMessage', { channel, text: 'next' });
  expect(String(ts) > String(state.messages[channel]?.[0]?.ts)).toBe(true);
});

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import WebSocket from 'ws';
import type { Json } from '../../../src/sandbox/slack/client-api.ts';
import { createPerson } from '../../../src/sandbox/slack/person.ts';
import { until } from '../../helpers/until.ts';
import { startBolt } from './bolt-app.ts';
import { call, credentials, openTestSlack } from './world.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start() {
  const parts = await openTestSlack();
  closers.push(parts.slack.close);
  return { ...parts, ann: createPerson({ url: parts.slack.url, userId: 'U0ANN' }) };
}

/** A Socket Mode client by hand: what it hears, and the way to answer. */
async function connect(slackUrl: string) {
  const { url } = (await call(slackUrl, 'apps.connections.open', {}, credentials.appToken)) as unknown as {
    url: string;
  };
  const socket = new WebSocket(url);
  const heard: Json[] = [];
  const listeners = new Set<() => void>();
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as Json);
    for (const listener of listeners) listener();
  });
  closers.push(() => socket.terminate());
  const until = (good: (frame: Json) => boolean) =>
    new Promise<Json>((resolve) => {
      const look = () => {
        const frame = heard.find(good);
        if (frame) resolve(frame);
      };
      listeners.add(look);
      look();
    });
  await until((frame) => frame.type === 'hello');
  return { url, socket, heard, until };
}

describe('Socket Mode', () => {
  test('a ticket opens one connection', async () => {
    const { slack } = await start();
    const { url } = await connect(slack.url);
    const again = new WebSocket(url);
    const error = await new Promise<Error>((resolve) => again.on('error', resolve));
    expect(error.message).toContain('408');
    expect(slack.connections()).toBe(1);
  });

  test('a payload goes to one connection, in the frame that Slack sends', async () => {
    const { slack, ann, recorder } = await start();
    const both = [await connect(slack.url), await connect(slack.url)];
    expect(both[1]?.heard[0]).toMatchObject({
      type: 'hello',
      num_connections: 2,
      connection_info: { app_id: 'A0UPSYNC' },
    });
    const asked = ann.command('finance', '/upsync search last-month');
    const isCommand = (frame: Json) => frame.type === 'slash_commands';
    const frame = await Promise.race(both.map((client) => client.until(isCommand)));
    expect(frame).toMatchObject({
      accepts_response_payload: true,
      payload: {
        command: '/upsync',
        text: 'search last-month',
        user_id: 'U0ANN',
        channel_name: 'finance',
        team_id: 'T0TEAM',
      },
    });
    const ack = JSON.stringify({ envelope_id: frame.envelope_id, payload: { text: 'on it' } });
    const socket = both.find((client) => client.heard.some(isCommand))?.socket;
    socket?.send(ack);
    expect(await asked).toEqual({ ok: true });
    socket?.send(ack);
    await until('the second ack is noticed', () => recorder.violations.length > 0);
    expect(recorder.violations).toEqual([expect.stringContaining('acked twice')]);
    expect(both.flatMap((client) => client.heard).filter(isCommand)).toHaveLength(1);
    expect(await ann.messages('finance')).toMatchObject([{ text: 'on it', ephemeral: true }]);
  });

  test('nothing is kept for an app that is not connected', async () => {
    const { slack, ann } = await start();
    expect(await ann.command('finance', '/upsync')).toEqual({
      ok: false,
      error: '/upsync failed because the app did not respond',
    });
    const { heard } = await connect(slack.url);
    expect(heard.map((frame) => frame.type)).toEqual(['hello']);
  });

  test.each(['abrupt', 'refresh', 'warning'] as const)('Bolt comes back after this end: %s', async (how) => {
    const { slack, ann } = await start();
    const register = (app: App) => app.command('/upsync', async ({ ack }) => ack('here'));
    const bolt = await startBolt(slack, 'socket', register);
    closers.push(bolt.stop);
    slack.dropConnections(how);
    await until('it is gone', () => slack.connections() === 0);
    await until('it is back', () => slack.connections() === 1);
    expect(await ann.command('finance', '/upsync')).toEqual({ ok: true });
    expect(await ann.latest('finance', 'here')).toMatchObject({ ephemeral: true });
  });
});

/** An app that answers HTTP with these statuses, one after the other, the last one for ever. */
async function listenWith(statuses: number[], headers: Record<string, string> = {}) {
  const requests: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const status = statuses[Math.min(requests.length, statuses.length - 1)] ?? 200;
      requests.push({ headers: request.headers, body });
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { requests, delivery: { mode: 'http' as const, requestUrl: `http://127.0.0.1:${port}/slack/events` } };
}

describe('events', () => {
  test('are repeated until acked, with the same id', async () => {
    const { slack, ann } = await start();
    const { requests, delivery } = await listenWith([500, 500, 200]);
    slack.setDelivery(delivery);
    slack.switches.eventRetryDelaysMs = [0, 0, 0];
    await slack.sendEvent({ type: 'app_home_opened', user: ann.userId });
    await until('3 deliveries', () => slack.deliveries.length === 3);
    expect(requests.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    const ids = requests.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
    expect(requests[0]?.headers['content-type']).toBe('application/json');
  });

  test('are given up after three repeats, or at once when the app says so', async () => {
    const { slack } = await start();
    slack.switches.eventRetryDelaysMs = [0, 0, 0];
    const failing = await listenWith([500]);
    slack.setDelivery(failing.delivery);
    await slack.sendEvent({ type: 'one' });
    await until('4 deliveries', () => slack.deliveries.length === 4);
    const stubborn = await listenWith([500], { 'x-slack-no-retry': '1' });
    slack.setDelivery(stubborn.delivery);
    await slack.sendEvent({ type: 'two' });
    await slack.sendEvent({ type: 'three' });
    expect(failing.requests).toHaveLength(4);
    expect(stubborn.requests).toHaveLength(2);
  });

  test('may come twice although they were acked, also over a socket', async () => {
    const { slack } = await start();
    slack.switches.deliverEventsTwice = true;
    const { socket, heard } = await connect(slack.url);
    socket.on('message', (data) => {
      const { envelope_id } = JSON.parse(String(data)) as { envelope_id?: string };
      if (envelope_id) socket.send(JSON.stringify({ envelope_id, payload: {} }));
    });
    await slack.sendEvent({ type: 'twice' });
    const events = heard.filter((frame) => frame.type === 'events_api');
    expect(events.map((frame) => frame.retry_attempt)).toEqual([0, 0]);
    expect(new Set(events.map((frame) => (frame.payload as Json).event_id)).size).toBe(1);
  });
});

describe('signed HTTP', () => {
  test('commands are forms, interactions a form with JSON in it, with exact content types', async () => {
    const { slack, ann } = await start();
    const { requests, delivery } = await listenWith([200]);
    slack.setDelivery(delivery);
    await ann.command('finance', '/upsync help');
    const fields = new URLSearchParams(requests[0]?.body);
    expect(requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(requests[0]?.headers['user-agent']).toMatch(/^Slackbot 1\.0/);
    expect([fields.get('command'), fields.get('text'), fields.get('api_app_id')]).toEqual([
      '/upsync',
      'help',
      'A0UPSYNC',
    ]);
    const button = { type: 'button', action_id: 'go', value: '7', text: { type: 'plain_text', text: 'Go' } };
    const blocks = [{ type: 'actions', block_id: 'b', elements: [button] }];
    await call(slack.url, 'chat.postMessage', { channel: 'C0FINANCE', text: 'x', blocks });
    await ann.click(await ann.untilMessage('finance', 'Go'), 'Go');
    const payload = JSON.parse(new URLSearchParams(requests[1]?.body).get('payload') ?? '') as Json;
    expect(payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0ANN', username: 'ann', name: 'ann', team_id: 'T0TEAM' },
      api_app_id: 'A0UPSYNC',
      team: { id: 'T0TEAM', domain: 'team' },
      enterprise: null,
      is_enterprise_install: false,
      container: { type: 'message', channel_id: 'C0FINANCE', is_ephemeral: false },
      channel: { id: 'C0FINANCE', name: 'finance' },
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/response/'),
      state: { values: {} },
      actions: [{ type: 'button', action_id: 'go', block_id: 'b', value: '7', action_ts: expect.any(String) }],
    });
  });

  test('Bolt turns false and old signatures away, and answers the checks', async () => {
    const { slack } = await start();
    const bolt = await startBolt(slack, 'http', (app) => app.command('/upsync', async ({ ack }) => ack()));
    closers.push(bolt.stop);
    const status = async (kind: Parameters<typeof slack.probe>[0]) => {
      const answer = await slack.probe(kind);
      return typeof answer === 'string' ? answer : answer.status;
    };
    expect(await status('bad-signature')).toBe(401);
    expect(await status('stale')).toBe(401);
    expect(await status('ssl-check')).toBe(200);
    expect(await status('replay')).toBe(200); // Bolt has no memory: upSync's own rules must bear it
    const answer = await slack.probe('url-verification');
    expect(typeof answer === 'string' ? answer : answer.text).toContain('prove-it');
  });
});

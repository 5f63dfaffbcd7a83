import { afterEach, describe, expect, test } from '@jest/globals';
import { BUTTONS } from '../../src/blocks/action-ids.ts';
import { notice } from '../../src/domain/views.ts';
import { createBolt } from '../../src/handlers/bolt.ts';
import { createRoutes } from '../../src/handlers/routes.ts';
import { silentLog } from '../../src/log.ts';
import { until } from '../helpers/until.ts';
import { credentials, openTestSlack } from '../sandbox/slack/world.ts';
import { type Front, openFront } from './front.ts';
import { scriptedServices } from './scripted.ts';

let open: Front | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

describe('the page Xero comes back to', () => {
  test('says what happened, hands the whole address on, and lets nothing be drawn into it', async () => {
    open = await openFront(
      scriptedServices({
        connect: {
          finish: async ({ callbackUrl }) => notice('done', 'Xero is <b>connected</b>.', { lines: [callbackUrl] }),
        },
      }),
      'socket',
    );
    const answer = await fetch(`${open.url}/xero/callback?code=a%20b&state=1`);
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('http://localhost:3000/xero/callback?code=a%20b&#38;state=1');
    expect(page).toContain('Xero is &#60;b&#62;connected&#60;/b&#62;.');
    expect(page).toContain('<html lang="en">');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  test('shows no inside when something breaks', async () => {
    const finish = () => Promise.reject(new Error('secret inside'));
    open = await openFront(scriptedServices({ connect: { finish } }), 'socket');
    const answer = await fetch(`${open.url}/xero/callback?code=1`);
    const page = await answer.text();
    expect(answer.status).toBe(500);
    expect(page).not.toContain('secret inside');
    expect(page).toContain('You can close this window');
    expect(page).toMatch(/Reference \w+/);
  });

  test('health is told', async () => {
    open = await openFront(scriptedServices(), 'socket');
    expect(await (await fetch(`${open.url}/healthz`)).json()).toEqual({ ok: true });
  });
});

test('no page shows an inside, and each comes with the headers that keep it to itself', async () => {
  open = await openFront(scriptedServices(), 'http');
  for (const path of [
    '/healthz',
    '/xero/callback?code=1',
    '/nothing/<b>',
    '/%',
    '/slack/events',
    '/slack/events/%ff',
  ]) {
    const answer = await fetch(`${open.url}${path}`);
    const text = await answer.text();
    expect([path, text]).toEqual([path, expect.not.stringMatching(/node_modules|\bat .*:\d+|<b>/)]);
    expect([path, Object.fromEntries(answer.headers)]).toEqual([
      path,
      expect.objectContaining({
        ...{ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store' },
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      }),
    ]);
  }
});

test('signed HTTP reads no endless body, signed or not', async () => {
  open = await openFront(scriptedServices(), 'http');
  const large = `payload=${'x'.repeat(3_000_000)}`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${open.url}/slack/events`, { method: 'POST', body: large, headers: form });
  expect(answer.status).toBe(413);
  expect(await (await fetch(`${open.url}/healthz`)).json()).toEqual({ ok: true });
});

test('signed HTTP takes what Slack signed now, once', async () => {
  open = await openFront(scriptedServices(), 'http');
  const { slack } = open;
  expect(await slack.probe('bad-signature')).toMatchObject({ status: 401 });
  expect(await slack.probe('stale')).toMatchObject({ status: 401 });
  expect(await slack.probe('future')).toMatchObject({ status: 401 });
  expect(await slack.probe('replay')).toMatchObject({ status: 401 });
  expect(await slack.probe('ssl-check')).toMatchObject({ status: 200 });
  expect(await slack.probe('url-verification')).toMatchObject({ status: 200 });
});

describe('a start that cannot work ends in a sentence', () => {
  test('with a token Slack does not know', async () => {
    const { slack } = await openTestSlack();
    const apiUrl = `${slack.url}/api/`;
    const bolt = createBolt({ botToken: 'xoxb-wrong', appToken: credentials.appToken, apiUrl }, silentLog);
    await expect(bolt.identify()).rejects.toThrow(/SLACK_BOT_TOKEN.*invalid_auth/);
    const deaf = createBolt({ botToken: credentials.botToken, appToken: 'xapp-wrong', apiUrl }, silentLog);
    await expect(deaf.start()).rejects.toThrow(/SLACK_APP_TOKEN.*invalid_auth/);
    await slack.close();
  });

  test('with a socket that never says hello', async () => {
    const { slack, faults } = await openTestSlack();
    faults.add({ system: 'slack', kind: 'hang', path: 'apps.connections.open', times: Number.POSITIVE_INFINITY });
    const { botToken, appToken } = credentials;
    const config = { botToken, appToken, apiUrl: `${slack.url}/api/`, startWithinMs: 200 };
    await expect(createBolt(config, silentLog).start()).rejects.toThrow(/SLACK_APP_TOKEN.*no hello within/);
    await slack.close();
  });
});

test('a stop while the socket is being opened leaves none open', async () => {
  const { slack, faults } = await openTestSlack();
  faults.add({ system: 'slack', kind: 'slow', path: 'apps.connections.open', times: 1, delayMs: 300 });
  const { botToken, appToken } = credentials;
  const bolt = createBolt({ botToken, appToken, apiUrl: `${slack.url}/api/` }, silentLog);
  const started = bolt.start();
  await bolt.stop();
  await started;
  await until('the socket is closed', () => slack.connections() === 0);
  await slack.close();
});

test('two handlers for one button stop the start', () => {
  const on = createRoutes();
  on.onButton(BUTTONS.stop, 'message', async () => null);
  expect(() => on.onButton(BUTTONS.stop, 'message', async () => null)).toThrow('two handlers for upsync.approval.stop');
});

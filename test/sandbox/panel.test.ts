import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.ts';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import type { ClientState } from '../../src/sandbox/slack/client-api.ts';
import type { ArrangedFault, AutotaskRow, WorldCalls, WorldInfo } from '../../src/sandbox/world-api.ts';

const open: Sandbox[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

async function sandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const one = await openSandbox({
    world: seededWorld(new Date()),
    redirectUri: 'http://localhost:3000/xero/callback',
    slackMode: 'socket',
    ...options,
  });
  open.push(one);
  return one;
}

function dataFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-sandbox-'));
  folders.push(folder);
  return folder;
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

function send(method: string, url: string, body?: unknown): Promise<Response> {
  const content = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(url, { method, ...(body !== undefined && content) });
}

describe('the settings it hands over', () => {
  test('are the ones of a live start with Socket Mode', async () => {
    const { environment } = await sandbox();
    expect(Object.keys(environment).sort()).toEqual([
      'AUTOTASK_API_URL',
      'AUTOTASK_INTEGRATION_CODE',
      'AUTOTASK_SECRET',
      'AUTOTASK_USERNAME',
      'SLACK_API_URL',
      'SLACK_APP_TOKEN',
      'SLACK_BOT_TOKEN',
      'UPSYNC_ADMINS',
      'UPSYNC_APPROVERS',
      'UPSYNC_CHANNEL',
      'UPSYNC_TIME_ZONE',
      'XERO_API_URL',
      'XERO_CLIENT_ID',
      'XERO_CLIENT_SECRET',
      'XERO_IDENTITY_URL',
    ]);
    expect(environment.SLACK_BOT_TOKEN).toMatch(/^xoxb-/);
    expect(environment.SLACK_APP_TOKEN).toMatch(/^xapp-/);
  });

  test('have a signing secret and no app token with signed HTTP', async () => {
    const { environment } = await sandbox({ slackMode: 'http', slackRequestUrl: 'http://127.0.0.1:9/slack/events' });
    expect(environment.SLACK_SIGNING_SECRET).toMatch(/^[0-9a-f]{32}$/);
    expect(environment).not.toHaveProperty('SLACK_APP_TOKEN');
  });

  test('make the admin an approver as well, and leave the searcher neither', async () => {
    const { environment, url } = await sandbox();
    const { people } = await getJson<WorldInfo>(`${url}/world`);
    const idOf = (role: string) => people.find((person) => person.role === role)?.id;
    expect(environment.UPSYNC_APPROVERS?.split(',')).toEqual([idOf('approver'), idOf('admin')]);
    expect(environment.UPSYNC_ADMINS).toBe(idOf('admin'));
  });

  test('open the three systems: the bot token in Slack, the user in Autotask, the client in Xero', async () => {
    const { environment, counts } = await sandbox();
    const authorization = `Bearer ${environment.SLACK_BOT_TOKEN}`;
    const slack = await fetch(`${environment.SLACK_API_URL}auth.test`, { method: 'POST', headers: { authorization } });
    expect(await slack.json()).toMatchObject({ ok: true });
    const user = encodeURIComponent(environment.AUTOTASK_USERNAME ?? '');
    const zone = await fetch(`${environment.AUTOTASK_API_URL}v1.0/zoneInformation?user=${user}`);
    expect(zone.status).toBe(200);
    const discovery = await fetch(`${environment.XERO_IDENTITY_URL}/.well-known/openid-configuration`);
    expect(discovery.status).toBe(200);
    expect(counts()).toEqual({ slack: 1, autotask: 1, xero: 1 });
  });
});

describe('a data folder', () => {
  test('brings the same secrets, ports and messages back', async () => {
    const dataDir = dataFolder();
    const first = await sandbox({ dataDir });
    const person = first.environment.UPSYNC_ADMINS ?? '';
    const channel = first.environment.UPSYNC_CHANNEL ?? '';
    await send('POST', `${first.url}/client/message`, { user: person, channel, text: 'remember me' });
    await first.close();

    const second = await sandbox({ dataDir });
    expect(second.environment).toEqual(first.environment);
    expect(second.url).toBe(first.url);
    const state = await getJson<ClientState>(`${second.url}/client/state?user=${person}`);
    expect(state.messages[channel]?.map((message) => message.text)).toEqual(['remember me']);
  });

  test('takes other ports where the old ones are taken', async () => {
    const dataDir = dataFolder();
    const first = await sandbox({ dataDir });
    const { port } = first.autotask;
    await first.close();
    const squatter = http.createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));

    const second = await sandbox({ dataDir });
    expect(second.autotask.port).not.toBe(port);
    expect(second.slack.port).toBe(first.slack.port);
    await new Promise((resolve) => squatter.close(resolve));
  });
});

test('a page port that is taken is refused by name', async () => {
  const dataDir = dataFolder();
  const first = await sandbox();
  const port = Number(new URL(first.url).port);
  await expect(sandbox({ dataDir, port })).rejects.toThrow(`Port ${port} is taken by another program`);
  expect(fs.existsSync(path.join(dataDir, 'ports.json'))).toBe(false);
});

describe('the world outside', () => {
  test('shows what is in Autotask and in Xero', async () => {
    const { url, autotask, xero } = await sandbox();
    const rows = await getJson<AutotaskRow[]>(`${url}/world/autotask`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(autotask.rows());
    expect(await getJson(`${url}/world/xero`)).toEqual(xero.rows());
  });

  test('arranges a fault that the system then shows, and clears it', async () => {
    const { url, environment } = await sandbox();
    const zone = `${environment.AUTOTASK_API_URL}v1.0/zoneInformation?user=x`;
    await send('POST', `${url}/world/faults`, { system: 'autotask', kind: 'down', times: null });
    expect(await getJson<ArrangedFault[]>(`${url}/world/faults`)).toEqual([
      { system: 'autotask', kind: 'down', times: null },
    ]);
    expect((await fetch(zone)).status).toBe(503);
    expect((await fetch(zone)).status).toBe(503);
    await send('DELETE', `${url}/world/faults?system=autotask`);
    expect((await fetch(zone)).status).not.toBe(503);
    expect(await getJson<ArrangedFault[]>(`${url}/world/faults`)).toEqual([]);
  });

  test('refuses a fault that does not exist', async () => {
    const { url, faults } = await sandbox();
    const answer = await send('POST', `${url}/world/faults`, { system: 'xero', kind: 'moody', times: 1 });
    expect(answer.status).toBe(400);
    expect(faults.pending()).toEqual([]);
  });

  test('moves the clock', async () => {
    const { url, clock } = await sandbox();
    const before = clock.now();
    await send('POST', `${url}/world/clock`, { advanceMs: 86_400_000 });
    expect(clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
    expect((await send('POST', `${url}/world/clock`, { advanceMs: 'soon' })).status).toBe(400);
  });

  test('tells requests that no real service would have taken', async () => {
    const { url, environment } = await sandbox();
    await fetch(`${environment.XERO_API_URL}/api.xro/9.9/Nonsense`);
    const { violations, counts } = await getJson<WorldCalls>(`${url}/world/calls`);
    expect(violations).toHaveLength(1);
    expect(counts.xero).toBe(1);
  });
});

describe('strangers', () => {
  test('a foreign page in the same browser can neither read nor arrange anything', async () => {
    const { url, faults } = await sandbox();
    const headers = { origin: 'https://elsewhere.example', 'content-type': 'application/json' };
    const body = JSON.stringify({ system: 'xero', kind: 'down', times: 1 });
    expect((await fetch(`${url}/world/faults`, { method: 'POST', headers, body })).status).toBe(403);
    const simple = { method: 'POST', headers: { 'content-type': 'text/plain' }, body };
    expect((await fetch(`${url}/world/faults`, simple)).status).toBe(400);
    expect(faults.pending()).toEqual([]);
  });

  test('a foreign name that resolves to this machine is refused', async () => {
    const { url } = await sandbox();
    const status = await new Promise((resolve, reject) => {
      const request = http.get(url, { headers: { host: 'rebound.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject);
    });
    expect(status).toBe(403);
  });
});

import { createSandboxClock } from '../../../src/sandbox/clock.ts';
import { createFaults } from '../../../src/sandbox/faults.ts';
import { createRecorder } from '../../../src/sandbox/http.ts';
import { openSlack, type SlackOptions } from '../../../src/sandbox/slack/index.ts';
import { openStore } from '../../../src/sandbox/store.ts';

/** A workspace of three people; Ann and Bob are in #finance with the bot, Carl is not. */
export const people: SlackOptions['world']['people'] = [
  { id: 'U0ANN', name: 'ann', realName: 'Ann Search', role: 'searcher', email: 'ann@example.com' },
  { id: 'U0BOB', name: 'bob', realName: 'Bob Approve', role: 'approver', email: 'bob@example.com' },
  { id: 'U0CARL', name: 'carl', realName: 'Carl Admin', role: 'admin', email: 'carl@example.com' },
];

export const channels: SlackOptions['world']['channels'] = [
  { id: 'C0FINANCE', name: 'finance', isPrivate: false, members: ['U0ANN', 'U0BOB'], botIsMember: true },
  { id: 'C0RANDOM', name: 'random', isPrivate: false, members: ['U0ANN', 'U0CARL'], botIsMember: false },
  { id: 'C0SECRET', name: 'secret', isPrivate: true, members: ['U0BOB'], botIsMember: false },
];

export const credentials = {
  appId: 'A0UPSYNC',
  botToken: 'xoxb-sandbox-bot',
  appToken: 'xapp-sandbox-app',
  signingSecret: 'sandbox-signing-secret',
};

export const scopes = ['commands', 'chat:write', 'files:write', 'usergroups:read', 'users:read', 'channels:read'];

export async function openTestSlack(change: Partial<SlackOptions> = {}) {
  const clock = createSandboxClock();
  const faults = createFaults();
  const recorder = createRecorder();
  const slack = await openSlack({
    store: openStore(),
    clock,
    faults,
    recorder,
    port: 0,
    world: { team: { id: 'T0TEAM', domain: 'team' }, people, channels },
    app: {
      ...credentials,
      scopes,
      commands: [{ command: '/upsync', description: 'Moves invoices', usageHint: 'search last-month' }],
      delivery: { mode: 'socket' },
    },
    ...change,
  });
  return { slack, clock, faults, recorder };
}

/** Calls the Web API as the app would, with a JSON body. */
export async function call(url: string, method: string, args: object = {}, token = credentials.botToken) {
  const response = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Record<string, unknown> & { ok: boolean; error?: string; errors?: string[] };
}

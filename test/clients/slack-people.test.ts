import { afterEach, expect, test } from '@jest/globals';
import { createSlackPeople } from '../../src/clients/slack-people.ts';
import { silentLog } from '../../src/log.ts';
import { clockAt } from '../../src/services/clock.ts';
import { credentials, openTestSlack, people } from '../sandbox/slack/world.ts';

const extra = [
  { id: 'U0GUEST', name: 'guest', realName: 'Gus', role: 'searcher', email: 'g@x.test', isRestricted: true },
  { id: 'U0GONE', name: 'gone', realName: 'Gone', role: 'approver', email: 'o@x.test', deleted: true },
  { id: 'U0ELSE', name: 'else', realName: 'Else', role: 'approver', email: 'e@x.test', teamId: 'T0OTHER' },
] as const;

let world: Awaited<ReturnType<typeof openTestSlack>> | null = null;
afterEach(async () => {
  await world?.slack.close();
  world = null;
});

async function open(searchers: string[] = []) {
  world = await openTestSlack({
    world: { team: { id: 'T0TEAM', domain: 'team' }, people: [...people, ...extra], channels: [] },
    userGroups: [{ id: 'S0APPROVE', handle: 'approvers', name: 'Approvers', users: ['U0BOB', 'U0GONE'] }],
  });
  let now = Date.parse('2026-11-03T10:00:00Z');
  const who = createSlackPeople({
    ...{ token: credentials.botToken, apiUrl: `${world.slack.url}/api/`, team: 'T0TEAM', log: silentLog, searchers },
    ...{ approvers: ['S0APPROVE', 'U0ELSE'], admins: ['U0CARL'], sleep: async () => {} },
    clock: clockAt(() => new Date(now)),
  });
  const roles = async (id: string) => [...(await who.roles(id))].sort();
  const pass = (minutes: number) => {
    now += minutes * 60_000;
  };
  return { ...world, who, roles, pass };
}

test('each list speaks for itself, and every full member may search', async () => {
  const { roles, who } = await open();
  expect(await roles('slack:T0TEAM:U0ANN')).toEqual(['searcher']);
  expect(await roles('slack:T0TEAM:U0BOB')).toEqual(['approver', 'searcher']);
  expect(await roles('slack:T0TEAM:U0CARL')).toEqual(['admin', 'searcher']);
  expect(await who.holders('approver')).toEqual(['slack:T0TEAM:U0BOB']);
});

test('guests, the deactivated, strangers and unknown ids have no role, listed or not', async () => {
  const { roles } = await open();
  for (const id of ['T0TEAM:U0GUEST', 'T0TEAM:U0GONE', 'T0TEAM:U0ELSE', 'T0OTHER:U0BOB', 'T0TEAM:U0NOBODY'])
    expect(await roles(`slack:${id}`)).toEqual([]);
  expect(await roles('teams:T0TEAM:U0BOB')).toEqual([]);
});

test('people are called as Slack shows them, not by their account', async () => {
  const { who } = await open();
  const bob = people.find(({ id }) => id === 'U0BOB');
  expect(await who.name('slack:T0TEAM:U0BOB')).toBe(bob?.realName);
  expect(await who.name('slack:T0TEAM:U0NOBODY')).toBeNull();
  expect(await who.name('teams:T0TEAM:U0BOB')).toBeNull();
});

test('with a list of searchers only those search', async () => {
  const { roles } = await open(['U0ANN']);
  expect(await roles('slack:T0TEAM:U0ANN')).toEqual(['searcher']);
  expect(await roles('slack:T0TEAM:U0CARL')).toEqual(['admin', 'searcher']);
});

test('when Slack is silent the last answer serves for a while, and nobody gains a right', async () => {
  const { roles, faults, pass } = await open();
  expect(await roles('slack:T0TEAM:U0BOB')).toContain('approver');
  faults.add({ system: 'slack', kind: 'failing', times: Number.POSITIVE_INFINITY });
  pass(10);
  expect(await roles('slack:T0TEAM:U0BOB')).toContain('approver');
  await expect(roles('slack:T0TEAM:U0ANN')).rejects.toMatchObject({ system: 'slack', kind: 'unavailable' });
  pass(10);
  await expect(roles('slack:T0TEAM:U0BOB')).rejects.toMatchObject({ kind: 'unavailable' });
  faults.clear();
});

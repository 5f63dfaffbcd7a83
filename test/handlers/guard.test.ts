import { describe, expect, test } from '@jest/globals';
import { RemoteError } from '../../src/domain/errors.ts';
import { readDecisions } from '../../src/handlers/contacts.ts';
import { explain, unwrap } from '../../src/handlers/errors.ts';
import { identify } from '../../src/handlers/guard.ts';
import { silentLog } from '../../src/log.ts';

const people = { roles: async () => new Set<never>(), holders: async () => [], name: async () => null };
const deps = { people, teamId: 'T1', apiAppId: 'A1' };
const sender = { team: 'T1', userTeam: 'T1', user: 'U1', name: 'ann', app: 'A1' };

describe('who it is', () => {
  test('a member of this workspace, by this app', () => {
    expect(identify(deps, sender)).toEqual({ id: 'slack:T1:U1', name: 'ann' });
    expect(identify({ ...deps, apiAppId: null }, { ...sender, app: null, userTeam: null })?.id).toBe('slack:T1:U1');
  });

  test.each([
    ['another workspace', { team: 'T2' }],
    ['no workspace', { team: null }],
    ['somebody here through Slack Connect', { userTeam: 'T2' }],
    ['another app', { app: 'A2' }],
    ['no app', { app: undefined }],
  ])('nobody: %s', (_name, change) => {
    expect(identify(deps, { ...sender, ...change })).toBeNull();
  });
});

describe('answers to contact questions', () => {
  const answer = (parts: Record<string, object>) => ({
    values: Object.fromEntries(
      Object.entries(parts).map(([part, value]) => [`field:contact:7:${part}`, { any: value }]),
    ),
  });
  const chosen = (value: string) => ({ selected_option: { value } });

  test('nothing chosen stays open', () => {
    expect(readDecisions(answer({ choice: { selected_option: null }, name: { value: 'Acme' } }))).toEqual({
      ...{ decisions: [], errors: {} },
    });
  });

  test('create needs a name; nobody goes along where nobody was chosen', () => {
    const parts = { choice: chosen('create:none'), save: { selected_options: [{ value: 'yes' }] } };
    expect(readDecisions(answer({ ...parts, name: { value: ' Acme ' } })).decisions).toEqual([
      { companyId: 7, decision: { kind: 'create', companyContactId: null, name: 'Acme', save: true } },
    ]);
    expect(readDecisions(answer({ ...parts, name: { value: ' ' } })).errors).toHaveProperty('contact:7:name');
  });

  test('another contact must be named, and a contact named beside another choice is asked about', () => {
    expect(readDecisions(answer({ choice: chosen('other') })).errors).toHaveProperty('contact:7:other');
    const both = { choice: chosen('create:none'), other: chosen('c-1'), name: { value: 'Acme' } };
    expect(readDecisions(answer(both))).toMatchObject({
      ...{ decisions: [], errors: { 'contact:7:other': expect.stringContaining('Another') } },
    });
    expect(readDecisions(answer({ choice: { selected_option: null }, other: chosen('c-1') })).decisions).toEqual([
      { companyId: 7, decision: { kind: 'map', contactId: 'c-1', save: false } },
    ]);
  });
});

test('what Bolt wraps is found again', () => {
  const remote = new RemoteError({ system: 'xero', kind: 'in-doubt', message: 'm', userMessage: 'Xero is silent.' });
  const wrapped = Object.assign(new Error('unknown'), { original: remote });
  const several = Object.assign(new Error('several'), { originals: [wrapped] });
  expect(unwrap(several)).toBe(remote);
  expect(explain(several, silentLog, 'test')).toMatchObject({
    ...{ title: 'Xero is silent.', lines: [expect.stringContaining('not known')] },
  });
});

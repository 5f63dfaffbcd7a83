import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { isLoopback, problemTable, readConfig, settings } from '../src/config.ts';
import { bundle } from './helpers/child.ts';

const LIVE = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  AUTOTASK_USERNAME: 'api@example.com',
  AUTOTASK_SECRET: 'secret',
  AUTOTASK_INTEGRATION_CODE: 'code',
  XERO_CLIENT_ID: 'id',
  XERO_CLIENT_SECRET: 'secret',
  UPSYNC_CHANNEL: 'C1',
  UPSYNC_APPROVERS: 'U1',
  UPSYNC_ADMINS: 'U2',
  UPSYNC_TIME_ZONE: 'Pacific/Auckland',
};
const CREDENTIALS = Object.keys(LIVE).filter((name) => !name.startsWith('UPSYNC_'));

function config(changes: NodeJS.ProcessEnv = {}) {
  const answer = readConfig({ ...LIVE, ...changes });
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  return answer.config;
}

function problems(environment: NodeJS.ProcessEnv): Record<string, string> {
  const answer = readConfig(environment);
  if (answer.kind !== 'problems') throw new Error(`no problems: ${JSON.stringify(answer)}`);
  return Object.fromEntries(answer.problems.map(({ setting, problem }) => [setting, problem]));
}

describe('no credentials', () => {
  test('open the sandbox', () => {
    const plain = { kind: 'sandbox', dataDir: './data', port: 3000 };
    expect(readConfig({})).toEqual(plain);
    expect(readConfig({ SLACK_BOT_TOKEN: '', XERO_CLIENT_ID: '  ' })).toEqual(plain);
    expect(
      readConfig({ UPSYNC_CHANNEL: 'C1', UPSYNC_TIME_ZONE: 'Europe/London', SLACK_API_URL: 'https://x.test/' }),
    ).toEqual(plain);
  });

  test('where to keep data and to listen is still heard', () => {
    expect(readConfig({ DATA_DIR: '/d', PORT: '4000', DATABASE_URL: 'postgresql://h/d' })).toEqual({
      ...{ kind: 'sandbox', dataDir: '/d', port: 4000 },
    });
    expect(problems({ PORT: 'abc' })).toHaveProperty('PORT');
  });

  test('are refused in production', () => {
    expect(problems({ NODE_ENV: 'production' })).toEqual({ NODE_ENV: expect.stringContaining('no credentials') });
  });
});

describe('all credentials', () => {
  test('make a config with the documented defaults, which nobody can change', () => {
    const made = config();
    expect(made).toMatchObject({
      ...{ PUBLIC_URL: 'http://localhost:3000', PORT: 3000, DATA_DIR: './data', XERO_GRANT: 'authorization_code' },
      ...{ SLACK_API_URL: 'https://slack.com/api/', XERO_API_URL: 'https://api.xero.com' },
      ...{ UPSYNC_APPROVERS: ['U1'], UPSYNC_SEARCHERS: [] },
    });
    expect(made.XERO_SCOPES.split(' ')).toContain('accounting.invoices');
    expect(Object.isFrozen(made)).toBe(true);
  });

  test('a signing secret does instead of an app token', () => {
    expect(config({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 's' }).SLACK_SIGNING_SECRET).toBe('s');
  });

  test('lists are cut at commas', () => {
    expect(config({ UPSYNC_APPROVERS: ' U1, S2 ,,U3 ' }).UPSYNC_APPROVERS).toEqual(['U1', 'S2', 'U3']);
  });
});

describe('some credentials', () => {
  test.each(CREDENTIALS)('without %s are refused, and it is named', (name) => {
    const { [name]: _, ...rest } = LIVE as Record<string, string>;
    expect(Object.keys(problems(rest))).toEqual([name]);
  });

  test.each(CREDENTIALS)('%s alone: everything else is named at once', (name) => {
    const value = LIVE[name as keyof typeof LIVE];
    const named = Object.keys(problems({ [name]: value }));
    const missing = Object.keys(LIVE).filter((other) => other !== name);
    expect(named.sort()).toEqual(missing.sort());
  });

  test.each(['UPSYNC_CHANNEL', 'UPSYNC_APPROVERS', 'UPSYNC_ADMINS', 'UPSYNC_TIME_ZONE'])('need %s', (name) => {
    expect(problems({ ...LIVE, [name]: '' })).toEqual({ [name]: expect.stringContaining('is missing') });
  });
});

describe('a wrong value is named with what is wrong with it', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1', 'xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-1', 'xapp-'],
    ['SLACK_API_URL', 'http://slack.com/api/', 'https://'],
    ['XERO_API_URL', 'http://127.evil.test', 'https://'],
    ['XERO_IDENTITY_URL', 'nowhere', 'not a web address'],
    ['AUTOTASK_API_URL', 'ftp://x.test', 'not a web address'],
    ['PUBLIC_URL', 'http://upsync.example.com', 'https://'],
    ['PORT', '70000', 'from 0 to 65535'],
    ['PORT', '80.5', 'from 0 to 65535'],
    ['DATABASE_URL', 'mysql://h/d', 'postgresql://'],
    ['UPSYNC_SECRET_KEY', 'dG9vIHNob3J0', '32 bytes'],
    ['UPSYNC_TIME_ZONE', 'Mars/Olympus', 'IANA'],
    ['XERO_GRANT', 'password', 'client_credentials'],
  ])('%s=%s', (name, value, said) => {
    const found = problems({ ...LIVE, [name]: value });
    expect(Object.keys(found)).toEqual([name]);
    expect(found[name]).toContain(said);
  });

  test('all of them at once, in one table', () => {
    const wrong = problems({ ...LIVE, PORT: 'x', UPSYNC_CHANNEL: '', XERO_API_URL: 'http://x.test' });
    expect(Object.keys(wrong).sort()).toEqual(['PORT', 'UPSYNC_CHANNEL', 'XERO_API_URL']);
    const table = problemTable(Object.entries(wrong).map(([setting, problem]) => ({ setting, problem })));
    expect(table.split('\n')).toHaveLength(3);
    expect(table).toContain('UPSYNC_CHANNEL  is missing');
  });

  test('never with the value of a secret', () => {
    const answer = readConfig({ ...LIVE, SLACK_BOT_TOKEN: 'canary-1', UPSYNC_SECRET_KEY: 'canary-2' });
    expect(JSON.stringify(answer)).not.toContain('canary');
  });
});

describe('right values', () => {
  test.each([
    ['XERO_API_URL', 'http://127.0.0.1:4000'],
    ['SLACK_API_URL', 'http://localhost:4000/api/'],
    ['AUTOTASK_API_URL', 'http://[::1]:4000/'],
    ['PUBLIC_URL', 'https://upsync.example.com'],
    ['DATABASE_URL', 'postgres://u:p@h:5432/d'],
    ['UPSYNC_SECRET_KEY', randomBytes(32).toString('base64')],
    ['XERO_GRANT', 'client_credentials'],
  ])('%s=%s', (name, value) => {
    expect(config({ [name]: value })).toHaveProperty(name, value);
  });

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['128.0.0.1', false],
    ['localhost.example.com', false],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1', false],
  ])('%s is this machine: %s', (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});

test('a file .env fills in what is not set, and what is set wins', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-env-'));
  const file = path.join(dir, '.env');
  fs.writeFileSync(file, '# a comment\nONE=from the file\nTWO=from the file\n');
  // in a process of its own: the environment of this one is a copy that Node does not write to
  const script = `import { loadEnvFile } from ${JSON.stringify(pathToFileURL(bundle('src/config.ts')).href)};
    loadEnvFile(${JSON.stringify(path.join(dir, 'missing'))});
    loadEnvFile(${JSON.stringify(file)});
    console.log(process.env.ONE + ', ' + process.env.TWO);`;
  const env = { ...process.env, TWO: 'set before' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  expect(said).toBe('from the file, set before\n');
  fs.rmSync(dir, { recursive: true });
});

test('every setting is written in capitals, as an environment has it', () => {
  expect(Object.keys(settings).filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
});

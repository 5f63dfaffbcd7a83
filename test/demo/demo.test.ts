import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { InvoiceFile } from '../helpers/invoice-files.ts';
import { asRead, asText, oddAmounts, oddDigits, oddNumbers } from '../helpers/odd-invoice-files.ts';
import { wrongWith } from '../helpers/outcome-check.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-demo-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Run {
  code: number;
  out: string;
  err: string;
}

const program = path.resolve('dist/demo/index.js');

/** `npm ci` and `npm run build` build it; what changed since is built here. */
beforeAll(() => {
  const built = fs.existsSync(program) ? fs.statSync(program).mtimeMs : 0;
  const sources = fs.readdirSync('src', { recursive: true, encoding: 'utf8' });
  const changed = sources.some((file) => file.endsWith('.ts') && fs.statSync(path.join('src', file)).mtimeMs > built);
  if (!changed) return;
  const { status, stdout } = spawnSync('node', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  if (status !== 0) throw new Error(`upSync cannot be built: ${stdout}`);
}, 120_000);

/** The program as people start it, in another folder than its own. */
function demo(...args: string[]): Promise<Run> {
  return demoWith({}, ...args);
}

function demoWith(env: Record<string, string>, ...args: string[]): Promise<Run> {
  return run(env, [program, '--json', ...args]);
}

/** `npm start`, where it refuses to. */
function start(...args: string[]): Promise<Run> {
  return run({}, [path.resolve('dist/index.js'), ...args]);
}

function run(env: Record<string, string>, command: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 1e8, env: { ...process.env, ...env } };
    execFile('node', command, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

function written(name: string, content: string): string {
  const file = path.join(folder, `${name}.json`);
  fs.writeFileSync(file, content);
  return file;
}

async function wrongOf(name: string, file: InvoiceFile): Promise<string[]> {
  const { code, out, err } = await demo('--invoices', written(name, asText(file)));
  if (code !== 0) return [`exit code ${code}: ${err}`];
  return wrongWith(asRead(file), JSON.parse(out));
}

test('each invoice of odd amounts and numbers is posted to the cent, or refused for a true reason', async () => {
  const files = { amounts: oddAmounts(), digits: oddDigits(), numbers: oddNumbers() };
  // all at once: demos do not know of each other
  const wrong = await Promise.all(Object.entries(files).map(async ([name, file]) => [name, await wrongOf(name, file)]));
  expect(wrong).toEqual(Object.keys(files).map((name) => [name, []]));
}, 240_000);

test('a file in which nothing is left to do is an outcome, not a failure', async () => {
  const [one, two] = oddAmounts().invoices;
  const file = {
    invoices: [
      { ...one, isVoided: true },
      { ...two, webServiceDate: '2026-04-01T08:00:00Z' },
    ],
  };
  const { code, out, err } = await demo('--invoices', written('nothing', JSON.stringify(file)));
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({ found: 0, posted: 0, held: 0, marked: 0, invoices: [] });
}, 120_000);

test('stopped in the middle it leaves nothing behind', async () => {
  const tmp = fs.mkdtempSync(path.join(folder, 'tmp-'));
  const child = execFile('node', [program], { cwd: folder, env: { ...process.env, TMPDIR: tmp } });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  expect(fs.readdirSync(tmp)).toEqual([expect.stringMatching(/^upsync-demo-/)]);
  child.kill('SIGTERM');
  expect([await ended, fs.readdirSync(tmp)]).toEqual([143, []]);
}, 60_000);

test('reads no settings of the person who starts it', async () => {
  const nowhere = 'http://127.0.0.1:9';
  const strange = { PORT: '1', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', XERO_CLIENT_ID: 'real' };
  const { code, out } = await demoWith({ ...strange, http_proxy: nowhere, NODE_ENV: 'production' });
  expect([code, JSON.parse(out).found > 0]).toEqual([0, true]);
}, 120_000);

test('a bad file is refused with the path of its key, and nothing on standard output', async () => {
  const bad = { invoices: [{ ...oddAmounts().invoices[0], totalTaxValue: {} }] };
  const { code, out, err } = await demo('--invoices', written('bad', JSON.stringify(bad)));
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('invoices[0].totalTaxValue: must be an amount');
}, 60_000);

test.each([
  ['/nowhere/at-all.json', 'there is no such file'],
  ['.', 'it is a folder'],
])(
  'a file that cannot be read is said, by the demo and at a start: %s',
  async (file, why) => {
    const said = { code: 1, out: '', err: `${path.resolve(folder, file)} cannot be read: ${why}.\n` };
    expect(await Promise.all([demo('--invoices', file), start('--invoices', file)])).toEqual([said, said]);
  },
  60_000,
);

test('an option that there is not is answered with those that there are', async () => {
  const { code, out, err } = await demo('--file', 'x');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/--file[\s\S]*Usage: npm run demo -- \[--invoices FILE\]/);
}, 60_000);

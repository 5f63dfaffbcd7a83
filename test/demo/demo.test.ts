import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
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

/** The program as people start it (built by `npm ci` and `npm run build`), in another folder than its own. */
function demo(...args: string[]): Promise<Run> {
  const program = path.resolve('dist/demo/index.js');
  return new Promise((resolve) => {
    execFile('node', [program, '--json', ...args], { cwd: folder, maxBuffer: 1e8 }, (error, out, err) => {
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
  for (const [name, file] of Object.entries(files)) expect([name, await wrongOf(name, file)]).toEqual([name, []]);
}, 240_000);

test('a bad file is refused with the path of its key, and nothing on standard output', async () => {
  const bad = { invoices: [{ ...oddAmounts().invoices[0], totalTaxValue: {} }] };
  const { code, out, err } = await demo('--invoices', written('bad', JSON.stringify(bad)));
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('invoices[0].totalTaxValue: must be an amount');
});

test.each([['/nowhere/at-all.json'], ['.']])('a file that cannot be read is said: %s', async (file) => {
  const { code, out, err } = await demo('--invoices', file);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('cannot be read');
});

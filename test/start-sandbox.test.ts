import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readWorld } from '../src/start-sandbox.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-read-world-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function refusalOf(content: string | Buffer): string {
  const file = path.join(folder, 'invoices.json');
  fs.writeFileSync(file, content);
  try {
    readWorld(file);
  } catch (error) {
    return error instanceof Error ? error.message.replace(file, 'FILE') : String(error);
  }
  return 'was taken';
}

test('a file in another encoding is refused: its names would be changed in silence', () => {
  const content = JSON.stringify({ invoices: [{ companyName: 'Köhler' }] });
  expect(refusalOf(Buffer.from(content, 'latin1'))).toMatch(/^FILE is not a file of invoices: it is not UTF-8/);
  expect(refusalOf(Buffer.from(content, 'utf16le'))).toContain('FILE is not a file of invoices');
});

test('of thousands of problems the first ones are told, and how many more there are', () => {
  const invoices = Array.from({ length: 5000 }, () => 'x');
  const lines = refusalOf(JSON.stringify({ invoices })).split('\n');
  expect(lines.slice(0, 2)).toEqual(['FILE is not a file of invoices:', '  invoices[0]: must be an object']);
  expect([lines.length, lines.at(-1)]).toEqual([22, '  … and 4980 more.']);
});

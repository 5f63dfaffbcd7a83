import fs from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const rows = fs
  .readFileSync('docs/money-rules.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| rule '))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

describe('docs/money-rules.md', () => {
  test('says a journey and a test with every rule of its tables', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => row.length !== 3 || row.some((cell) => cell === ''))).toEqual([]);
  });

  test('names only tests that there are', () => {
    const missing = rows.filter(([, journey, name = '']) => {
      const file = `test/journeys/${journey}.test.ts`;
      // as it stands in the code, with the quotes of a test's or a row's name around it
      return !fs.existsSync(file) || !fs.readFileSync(file, 'utf8').includes(`'${name}'`);
    });
    expect(missing).toEqual([]);
  });
});

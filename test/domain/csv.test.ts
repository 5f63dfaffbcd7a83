import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, writeCsv } from '../../src/domain/csv.ts';

const cells = fc.string({
  maxLength: 8,
  unit: fc.constantFrom('a', 'é', ' ', ',', ';', '"', "'", '\n', '\t', '=', '+', '-', '@', '＝', '1'),
});

describe('a table as text', () => {
  test('comes back cell by cell, with the line each row begins on', () => {
    const table = fc.array(fc.array(cells, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const all = [['first', 'second', 'third'], ...rows];
        const read = readCsv(writeCsv(all));
        const kept = all.filter((row) => row.some((cell) => cell !== ''));
        expect(read?.map((row) => row.cells)).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });

  test('no cell begins as a spreadsheet would compute it', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const [written = ''] = writeCsv([[cell, 'x']]).split('x');
        expect(written.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      }),
    );
    expect(writeCsv([['=HYPERLINK("http://evil.test")']])).toBe(`"'=HYPERLINK(""http://evil.test"")"\r\n`);
  });

  test('semicolons and tabs, as spreadsheets of other countries write them', () => {
    expect(readCsv('﻿a;b\r\n1;"2;3"\r\n\r\n4;5')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', '2;3'] },
      { line: 4, cells: ['4', '5'] },
    ]);
    expect(readCsv('a\tb\n1\t2')?.[1]?.cells).toEqual(['1', '2']);
  });

  test('a row after a cell of several lines is told by its own line', () => {
    expect(readCsv('a,b\n"x\ny",1\nz,2')?.map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  test('a quote that is never closed', () => expect(readCsv('a,b\n"x,1\n')).toBeNull());
});

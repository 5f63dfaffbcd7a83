import { expect, test } from '@jest/globals';
import { parseExact } from '../../src/clients/exact-json.ts';

test('keeps the digits of numbers, and those inside texts', () => {
  expect(parseExact('{"a":52.7775000,"b":"costs 1.50","c":-1e-7}')).toEqual({
    a: '52.7775000',
    b: 'costs 1.50',
    c: '-1e-7',
  });
});

test('leaves out what no database takes: NUL, and halves of a surrogate pair', () => {
  expect(parseExact(String.raw`{"a":"x\u0000y","b":"\ud83e","c":"\ud83e\udd8a","d":"\\u0000"}`)).toEqual({
    a: 'xy',
    b: '\uFFFD',
    c: '🦊',
    d: String.raw`\u0000`,
  });
});

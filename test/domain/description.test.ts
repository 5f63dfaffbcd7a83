import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutWords, DESCRIPTION_MAX_CHARS, describeLine } from '../../src/domain/description.ts';
import { aLine } from './make.ts';

const KEPT = { priceKept: true };

describe('the text of a line', () => {
  test.each<[string, Parameters<typeof aLine>[2], string]>([
    ['item and day', {}, 'Managed workplace\n12 Oct 2026'],
    ['a description', { description: 'Laptop of Ada' }, 'Managed workplace\nLaptop of Ada\n12 Oct 2026'],
    ['the same said twice', { description: 'MANAGED workplace ' }, 'Managed workplace\n12 Oct 2026'],
    ['no day', { date: null }, 'Managed workplace'],
    ['no item: the billing code', { itemName: '' }, 'Managed services\n12 Oct 2026'],
    ['no item, no code: the type', { itemName: ' ', billingCode: null, date: null }, 'Recurring Service'],
    ['nothing at all', { itemName: '', billingCode: null, type: '', date: null }, 'Item'],
    ['control characters', { itemName: 'A\u0000B\r\nC', date: null }, 'AB\nC'],
  ])('%s', (_, changes, text) => {
    expect(describeLine(aLine('1', '0', changes), KEPT)).toBe(text);
  });

  test('true quantity and price where the line became 1 × amount', () => {
    const line = aLine('10', '2', { quantity: '3.175', rate: '-100.00005' });
    expect(describeLine(line, { priceKept: false })).toBe(
      'Managed workplace\n12 Oct 2026 · Quantity 3.175 at -100.00005',
    );
  });

  test('when it is too long the day stays, and no word is cut', () => {
    const line = aLine('10', '2', { description: 'wordword '.repeat(600), quantity: '2', rate: '5.00001' });
    const text = describeLine(line, { priceKept: false });
    expect(text.length).toBeLessThanOrEqual(DESCRIPTION_MAX_CHARS);
    expect(text.length).toBeGreaterThan(DESCRIPTION_MAX_CHARS - 20);
    expect(text).toMatch(/wordword…\n12 Oct 2026 · Quantity 2 at 5\.00001$/);
  });
});

describe('cutting', () => {
  test.each([
    ['short', 10, 'short'],
    ['one two three', 9, 'one two…'],
    ['one two three', 8, 'one two…'],
    ['one two three', 7, 'one…'],
    ['abcdefghij', 5, 'abcd…'],
    ['ab😀cd', 4, 'ab…'],
  ])('%s to %i', (text, max, cut) => {
    expect(cutWords(text, max)).toBe(cut);
  });

  test('is never longer than allowed, and never loses what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 2, max: 60 }), (text, max) => {
        const cut = cutWords(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(cut)).toBe(false);
        expect(cut === text).toBe(text.length <= max);
      }),
    );
  });
});

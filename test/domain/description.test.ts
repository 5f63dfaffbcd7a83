import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutWords, DESCRIPTION_MAX_CHARS, describeGroup, describeLine } from '../../src/domain/description.ts';
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

describe('the text of lines that were joined', () => {
  const lines = [
    aLine('1', '0', { itemName: 'Backup', date: '2026-10-01' }),
    aLine('1', '0', { itemName: 'managed services', date: null }),
    aLine('1', '0', { itemName: 'Backup', date: '2026-10-31' }),
    aLine('1', '0', { itemName: '', billingCode: null, type: '', date: '2026-10-15' }),
  ];

  test('how many, when, and each name once', () => {
    expect(describeGroup(lines, 'fewest')).toBe('4 items · 1–31 Oct 2026\nBackup, managed services');
    expect(describeGroup(lines, 'billing-code')).toBe('Managed services\n4 items · 1–31 Oct 2026\nBackup');
  });

  test('nothing is said where there is nothing to say', () => {
    const plain = lines.slice(3).map((line) => ({ ...line, date: null }));
    expect(describeGroup([...plain, ...plain], 'billing-code')).toBe('2 items');
  });

  test('many names are cut, and the rest stays', () => {
    const many = Array.from({ length: 900 }, (_, index) => aLine('1', '0', { itemName: `Item ${index}`, date: null }));
    const text = describeGroup(many, 'fewest');
    expect(text.length).toBeLessThanOrEqual(DESCRIPTION_MAX_CHARS);
    expect(text.length).toBeGreaterThan(DESCRIPTION_MAX_CHARS - 20);
    expect(text).toMatch(/^900 items\nItem 0, Item 1, .*…$/s);
  });
});

describe('a template', () => {
  const CONTEXT = { invoiceNumber: 'INV-1', order: ' PO 7 ', period: { from: '2026-10-01', to: '2026-10-31' } };
  const of = (template: string, changes: Parameters<typeof aLine>[2] = {}, priceKept = true) =>
    describeLine(aLine('10', '2', changes), { priceKept, context: { ...CONTEXT, template } });

  test('says everything there is to say', () => {
    const all = '{item}|{description}|{date}|{period}|{quantity}|{price}|{type}|{billing code}|{invoice}|{order}';
    expect(of(all, { description: 'For Ada', quantity: '2', rate: '5' })).toBe(
      'Managed workplace|For Ada|12 Oct 2026|1–31 Oct 2026|2|5|Recurring Service|Managed services|INV-1|PO 7',
    );
    expect(of('{item} {TICKET} { contract }', { ticket: 'T1', contract: 'Gold' })).toBe('Managed workplace T1 Gold');
  });

  test('a description that repeats the item is left out only beside the item', () => {
    const same = { description: 'Managed Workplace' };
    expect(of('{item}: {description}', same)).toBe('Managed workplace:');
    expect(of('{description}', same)).toBe('Managed Workplace');
  });

  test('quantity and price are added where it does not say both', () => {
    expect(of('{item}', { quantity: '3', rate: '3.34' }, false)).toBe('Managed workplace\nQuantity 3 at 3.34');
    expect(of('{item} {quantity}', { quantity: '3', rate: '3.34' }, false)).toContain('Quantity 3 at 3.34');
    expect(of('{item} {price}', { quantity: '3', rate: '3.34' }, false)).toContain('Quantity 3 at 3.34');
    expect(of('{quantity} x {price} {item}', { quantity: '3', rate: '3.34' }, false)).toBe(
      '3 x 3.34 Managed workplace',
    );
  });

  test('of which nothing is left says the item, or that it is one', () => {
    expect(of('{description}')).toBe('Managed workplace');
    expect(of('{description}', { itemName: '', billingCode: null, type: '' })).toBe('Item');
  });
});

import { describe, expect, test } from '@jest/globals';
import { type MapsOf, readMaps, writeMaps } from '../../src/domain/maps-file.ts';
import type { Books, MapEntry } from '../../src/domain/types.ts';
import { BOOKS, REFERENCE } from './make.ts';

const TRACKED: Books = {
  ...BOOKS,
  items: [{ code: 'HW', name: 'Hardware', accountCode: '210' }],
  tracking: [{ id: 'c1', name: 'Division', options: [{ id: 'o1', name: 'Cloud' }] }],
};
const OTHER = { id: 'org-2', name: 'Harbour Ireland' };
const DECIDED: MapEntry[] = [
  { kind: 'default-account', key: '', accountCode: '200' },
  { kind: 'account', key: '7', accountCode: '210' },
  { kind: 'item', key: '8', itemCode: 'HW' },
  { kind: 'tax', key: 'Home|Standard', taxType: 'OUTPUT2', accepted: null },
  { kind: 'tax', key: 'Home|Reduced', taxType: 'TAX015', accepted: { billed: '9', xero: '15' } },
  { kind: 'tracking', key: 'division|Cloud', option: { categoryId: 'c1', optionId: 'o1' } },
  { kind: 'tracking', key: 'line|=cmd|\\h1', option: null },
  { kind: 'due', key: '3', rule: { kind: 'following-month', day: 20 } },
  { kind: 'organisation', key: 'division|Supply', organisation: OTHER },
];

function world(maps: MapEntry[]): MapsOf[] {
  return [
    { organisation: BOOKS.organisation, books: TRACKED, maps },
    { organisation: OTHER, books: TRACKED, maps: maps.filter(({ kind }) => kind === 'organisation') },
  ];
}

describe('maps as one file', () => {
  test.each(['csv', 'json'] as const)('%s comes back as it was, into an organisation that has none', (format) => {
    const file = writeMaps(world(DECIDED), REFERENCE, format);
    const read = readMaps(file, world([]), REFERENCE);
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const entries = read.maps.map(({ entry }) => (entry.kind === 'tax' ? { accepted: null, ...entry } : entry));
    expect(entries).toEqual(DECIDED);
    expect(new Set(read.maps.map(({ organisationId }) => organisationId))).toEqual(new Set(['org-1']));
  });

  test('names are told in words, and computed by no spreadsheet', () => {
    const file = writeMaps(world(DECIDED), REFERENCE, 'csv');
    expect(file).toContain('Harbour Books,account,7,Managed services,210,');
    expect(file).toContain('Home × Reduced,TAX015,9% as 15%');
    expect(file).toContain('*,organisation,division|Supply,Supply (division),Harbour Ireland,');
    expect(file).not.toMatch(/(^|,)=/m);
  });
});

const HEAD = 'organisation,kind,key,value,accepted\n';

describe('a file that somebody changed', () => {
  test.each<[string, RegExp]>([
    ['Nowhere,account,7,200', /^Row 2: no organisation is called “Nowhere”.*Harbour Books, Harbour Ireland/],
    ['Harbour Books,acount,7,200', /^Row 2: “acount” is no kind of map/],
    ['Harbour Books,account,seven,200', /^Row 2: the key is a billing code/],
    ['Harbour Books,account,7,999', /^Row 2: this account is not an active revenue account/],
    ['Harbour Books,account,7,', /^Row 2: the account is missing/],
    ['Harbour Books,item,7,NOPE', /^Row 2: this item is not for sale/],
    ['Harbour Books,tax,Home,OUTPUT2', /^Row 2: the key is “region\|category”/],
    ['Harbour Books,tax,Home|Standard,GONE', /^Row 2: this rate is not active/],
    ['Harbour Books,tax,Home|Standard,REDUCED', /20%.*9%.*write “20% as 9%” into the column accepted/],
    ['Harbour Books,tax,Home|Standard,REDUCED,20% as 8%', /write “20% as 9%”/],
    ['Harbour Books,tracking,division|Cloud,Division: Clod', /^Row 2: “Division: Clod” is no active tracking option/],
    ['Harbour Books,tracking,Cloud,none', /^Row 2: the key is “division\|name”/],
    ['Harbour Books,due,1,soon', /^Row 2: “soon” is no rule/],
    ['*,organisation,division|Supply,Nowhere', /^Row 2: no organisation is called “Nowhere”/],
  ])('%s is told by its row', (row, problem) => {
    const read = readMaps(`${HEAD}${row}\n`, world([]), REFERENCE);
    expect(read).toMatchObject({ ok: false, problems: [expect.stringMatching(problem)] });
  });

  test('all rows are told at once, and nothing is taken', () => {
    const file = `${HEAD}Harbour Books,account,7,999\nHarbour Books,account,8,200\nHarbour Books,due,1,soon\n`;
    const read = readMaps(file, world([]), REFERENCE);
    expect(read.ok ? [] : read.problems.map((problem) => problem.slice(0, 5))).toEqual(['Row 2', 'Row 4']);
  });

  test('one thing decided twice is a contradiction, also as account and item', () => {
    const file = `${HEAD}Harbour Books,account,7,200\nHarbour Books,item,7,HW\n`;
    expect(readMaps(file, world([]), REFERENCE)).toEqual({
      ok: false,
      problems: ['Row 3: the same as row 2; take one of them out.'],
    });
  });

  test.each([
    ['', 'There are no rows'],
    ['{"maps":[', 'not whole'],
    ['{"maps":7}', 'A list of maps is expected'],
    ['kind,key\naccount,7', 'Missing: organisation, value'],
    [`${HEAD}"Harbour Books,account`, 'never closed'],
  ])('%j is no file of maps', (text, words) => {
    const read = readMaps(text, world([]), REFERENCE);
    expect(read.ok ? '' : read.problems.join()).toContain(words);
  });

  test('no tax is never taken, nor a rate for what Autotask bills at 0%', () => {
    const books = { ...TRACKED, taxRates: [...TRACKED.taxRates, { type: 'NONE', name: 'No VAT', rate: '0' }] };
    const reference = { ...REFERENCE, taxRates: [{ region: 'EU', category: 'Exempt', rate: '0' }] };
    const into = [{ organisation: BOOKS.organisation, books, maps: [] }];
    const none = readMaps(`${HEAD}Harbour Books,tax,EU|Exempt,NONE,0% as 0%\n`, into, reference);
    expect(none.ok ? '' : none.problems.join()).toMatch(/EU × Exempt cannot go to “No VAT”/);
    const taxed = readMaps(`${HEAD}Harbour Books,tax,EU|Exempt,OUTPUT2,0% as 20%\n`, into, reference);
    expect(taxed.ok ? '' : taxed.problems.join()).toMatch(/choose a rate of 0%/);
  });
});

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

const KINDS = 'default-account, account, item, tax, tracking, due, organisation';
const HEAD = 'organisation,kind,key,value,accepted\n';

describe('a file that somebody changed', () => {
  test.each<[string, RegExp]>([
    ['Nowhere,account,7,200', /^Row 2: no organisation is called “Nowhere”.*Harbour Books, Harbour Ireland/],
    ['Harbour Books,acount,7,200', /^Row 2: “acount” is no kind of map/],
    ['Harbour Books,account,seven,200', /^Row 2: the key is a billing code/],
    ['Harbour Books,account,7,999', /^Row 2: this account \(999\) is not an active revenue account/],
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

describe('what is written', () => {
  const rowsOf = (maps: MapEntry[], changes: Partial<MapsOf> = {}) => {
    const file = writeMaps([{ organisation: BOOKS.organisation, books: TRACKED, maps, ...changes }], REFERENCE, 'json');
    const { maps: rows } = JSON.parse(file) as { maps: Record<string, string>[] };
    return rows.map(({ organisation, kind, value, accepted }) => `${organisation} ${kind} ${value} ${accepted}`.trim());
  };

  test('one row for each map, in words; ids where the words are gone', () => {
    expect(rowsOf(DECIDED)).toEqual([
      ...['Harbour Books default-account 200', 'Harbour Books account 210', 'Harbour Books item HW'],
      ...['Harbour Books tax OUTPUT2', 'Harbour Books tax TAX015 9% as 15%', 'Harbour Books tracking Division: Cloud'],
      ...['Harbour Books tracking none', 'Harbour Books due following-month:20', '* organisation Harbour Ireland'],
    ]);
    expect(rowsOf([{ kind: 'organisation', key: 'division|X', organisation: null }])).toEqual(['* organisation none']);
    const option = (categoryId: string, optionId: string): MapEntry[] => [
      { kind: 'tracking', key: 'line|X', option: { categoryId, optionId } },
    ];
    for (const [category, id] of [
      ['c1', 'gone'],
      ['gone', 'o1'],
    ] as const)
      expect(rowsOf(option(category, id))).toEqual([`Harbour Books tracking ${category}/${id}`]);
    const second = { id: 'c2', name: 'Region', options: [{ id: 'o1', name: 'West' }] };
    const tracking = [...(TRACKED.tracking ?? []), second];
    expect(rowsOf(option('c2', 'o1'), { books: { ...TRACKED, tracking } })).toEqual([
      'Harbour Books tracking Region: West',
    ]);
    for (const books of [null, BOOKS])
      expect(rowsOf(option('c1', 'o1'), { books })).toEqual(['Harbour Books tracking c1/o1']);
  });
});

describe('what is read', () => {
  const read = (text: string, all: MapsOf[] = world([])) => readMaps(text, all, REFERENCE);
  const entriesOf = (text: string, all?: MapsOf[]) => {
    const answer = read(text, all);
    return answer.ok ? answer.maps.map(({ entry }) => entry) : answer.problems;
  };
  const account = { kind: 'account', key: '7', accountCode: '200' };

  test('spaces around words are nothing, an organisation goes by name in any case or by id', () => {
    for (const organisation of ['Harbour Books', ' HARBOUR books ', 'org-1'])
      expect(entriesOf(`\n ${HEAD.replace('kind', ' Kind ')}${organisation},account,7, 200 \n`)).toEqual([account]);
    const row = { organisation: 'Harbour Books', kind: 'account', key: '7', value: '200', accepted: 7 };
    for (const data of [[row], { maps: [row] }]) expect(entriesOf(`  ${JSON.stringify(data)}`)).toEqual([account]);
  });

  test('of two organisations of one name, the id is asked for', () => {
    const twins = [...world([]), { organisation: { id: 'org-3', name: 'harbour books' }, books: TRACKED, maps: [] }];
    expect(entriesOf(`${HEAD}Harbour Books,account,7,200`, twins)).toEqual([
      'Row 2: more than one organisation is called “Harbour Books”; write its id instead: org-1 or org-3.',
    ]);
    expect(entriesOf(`${HEAD}org-3,account,7,200`, twins)).toEqual([account]);
    expect(entriesOf(`${HEAD}*,organisation,division|X,Harbour Books`, twins)[0]).toMatch(/write its id instead/);
  });

  test('an organisation whose lists are not known yet takes nothing', () => {
    const unread = [{ organisation: BOOKS.organisation, books: null, maps: [] }];
    expect(entriesOf(`${HEAD}Harbour Books,account,7,200`, unread)).toEqual([
      'Row 2: the lists of Harbour Books were not read yet; search once first.',
    ]);
  });

  test('none is an answer for tracking and organisation; an option goes by its ids, too', () => {
    expect(
      entriesOf(`${HEAD}*,organisation,line|X,none\nHarbour Books,tracking,line|X,c1/o1\norg-1,tracking,line|Y,NONE`),
    ).toEqual(['Row 4: “NONE” is no active tracking option. It is written “category: option”, or none.']);
    expect(entriesOf(`${HEAD}*,organisation,line|X,none\nHarbour Books,tracking,line|X,C1/O1`)).toEqual([
      { kind: 'organisation', key: 'line|X', organisation: null },
      { kind: 'tracking', key: 'line|X', option: { categoryId: 'c1', optionId: 'o1' } },
    ]);
  });

  test.each([
    ['default-account,,', 'the account is missing.'],
    ['account,7,', 'the account is missing.'],
    ['item,7,', 'the item is missing.'],
    ['tax,Home|Standard,', 'the tax type is missing.'],
    ['account,a7,200', 'the key is a billing code’s id, a number, not “a7”.'],
    ['item,7b,HW', 'the key is a billing code’s id, a number, not “7b”.'],
    ['due,x3,autotask', 'the key is a payment term’s id, a number, not “x3”.'],
    ['due,3x,autotask', 'the key is a payment term’s id, a number, not “3x”.'],
    ['tracking,my division|X,none', 'the key is “division|name” or “line|name”, not “my division|X”.'],
    [`${'k'.repeat(60)},7,200`, `“${'k'.repeat(60)}” is no kind of map. There are ${KINDS}.`],
    [`${'k'.repeat(61)},7,200`, `“${'k'.repeat(59)}…” is no kind of map. There are ${KINDS}.`],
  ])('%s is told: %s', (row, problem) => {
    expect(entriesOf(`${HEAD}Harbour Books,${row}`)).toEqual([`Row 2: ${problem}`]);
  });

  test('keys of several digits are one number', () => {
    expect(entriesOf(`${HEAD}org-1,due,31,days:7\norg-1,account,1234,200\norg-1,item,77,HW`)).toHaveLength(3);
    expect(entriesOf(`${HEAD}org-1,due,31,days:7\norg-1,account,1234,200`)[0]).toEqual({
      ...{ kind: 'due', key: '31', rule: { kind: 'days', days: 7 } },
    });
  });

  test.each(['9% as 15%', ' 9 % as 15 % ', '9.0% as 15.0%'])('“%s” accepts a rate', (accepted) => {
    const [entry] = entriesOf(`${HEAD}org-1,tax,Home|Reduced,TAX015,${accepted}`);
    expect(entry).toMatchObject({ kind: 'tax', accepted: { billed: '9', xero: '15' } });
  });

  test.each(['9% as 15% or so', 'about 9% as 15%', '9 as 15', '9% as x%'])('“%s” accepts nothing', (accepted) => {
    expect(entriesOf(`${HEAD}org-1,tax,Home|Reduced,TAX015,${accepted}`)[0]).toMatch(/write “9% as 15%”/);
  });

  test('rows of JSON are counted from 1, and what is no row is told as an empty one', () => {
    const row = { organisation: 'Harbour Books', kind: 'account', key: '7', value: '999' };
    const problems = entriesOf(JSON.stringify([row, null, 'text']));
    expect(problems.map((problem) => String(problem).slice(0, 41))).toEqual([
      'Row 1: this account (999) is not an activ',
      ...['Row 2: no organisation is called “”. Ther', 'Row 3: no organisation is called “”. Ther'],
    ]);
    expect(entriesOf('null')).toEqual([
      'The first line names the columns: organisation, kind, key, name, value, accepted. Missing: organisation, kind, key, value.',
    ]);
  });
});

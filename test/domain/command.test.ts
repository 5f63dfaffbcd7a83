import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommand, parseSearch } from '../../src/domain/command.ts';
import type { SearchCriteria } from '../../src/domain/types.ts';

const TODAY = '2026-11-05';
const OCTOBER = { from: '2026-10-01', to: '2026-10-31' };

function criteria(text: string): SearchCriteria {
  const answer = parseSearch(text, TODAY);
  if (!answer.ok) throw new Error(`${text}: ${answer.problem}`);
  return answer.criteria;
}

function problem(text: string) {
  const answer = parseSearch(text, TODAY);
  if (answer.ok) throw new Error(`${text} was understood`);
  return answer;
}

describe('a search', () => {
  test.each([
    'last-month',
    'Last-Month',
    'last month',
    '2026-10',
    '2026-10-01..2026-10-31',
    '2026-10-01 .. 2026-10-31',
    'from 2026-10-01 to 2026-10-31',
    'from: 2026-10-01 until 2026-10-31',
    'from 1 Oct 2026 to 31 October 2026',
    'from Oct 1, 2026 to Oct 31, 2026',
    '1 Oct 2026 – 31 Oct 2026',
    'October 2026',
    '/upsync search last-month',
  ])('%s is October', (text) => {
    expect(criteria(text)).toEqual({
      period: OCTOBER,
      invoiceIds: [],
      division: null,
      includeMarked: false,
      dryRun: false,
    });
  });

  test.each([
    ['id:1234', [1234]],
    ['id: 12', [12]],
    ['id 12', [12]],
    ['ID:1234,1235', [1234, 1235]],
    ['id:1234, #1235 ;1236', [1234, 1235, 1236]],
    ['id:1 id:2 id:1', [1, 2]],
    ['ids:"7, 8"', [7, 8]],
    ['invoice:99', [99]],
  ])('%s', (text, invoiceIds) => {
    expect(criteria(text)).toMatchObject({ period: null, invoiceIds });
  });

  test.each([
    'division:"Managed Services" last-month',
    'last-month division:“Managed Services”',
    'last-month division:„Managed Services“',
    'last-month division: «Managed Services»',
    'last-month Division:‘Managed Services’',
    'last-month lob="Managed Services"',
  ])('%s', (text) => {
    expect(criteria(text)).toMatchObject({ period: OCTOBER, division: 'Managed Services' });
  });

  test('a division of one word, or with a slash, and an apostrophe inside', () => {
    expect(criteria('last-month division:Projects').division).toBe('Projects');
    expect(criteria('last-month division:"North / Cloud"').division).toBe('North / Cloud');
    expect(criteria('last-month division:“O’Brien”').division).toBe("O'Brien");
  });

  test('single days', () => {
    expect(criteria('today').period).toEqual({ from: TODAY, to: TODAY });
    expect(criteria('12 Oct 2026').period).toEqual({ from: '2026-10-12', to: '2026-10-12' });
    expect(criteria('from yesterday to today').period).toEqual({ from: '2026-11-04', to: TODAY });
  });

  test('the order of words does not matter', () => {
    const parts = ['last-month', 'id:1234,1235', 'division:"Managed Services"', 'include-invoiced', 'dry-run'];
    const expected = criteria(parts.join(' '));
    expect(expected).toEqual({
      period: OCTOBER,
      invoiceIds: [1234, 1235],
      division: 'Managed Services',
      includeMarked: true,
      dryRun: true,
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 5 }), (shuffled) => {
        expect(criteria(shuffled.join('  '))).toEqual(expected);
      }),
    );
  });

  test('200 ids at once, not 201', () => {
    const ids = (count: number) => `id:${Array.from({ length: count }, (_, index) => index + 1).join(',')}`;
    expect(criteria(ids(200)).invoiceIds).toHaveLength(200);
    expect(problem(ids(201)).problem).toContain('200');
  });

  test('whatever is typed, there is an answer, and what it proposes is understood', () => {
    const words = fc.constantFrom(
      'last-month',
      'lst-month',
      'id:',
      'id:5',
      'division:',
      '"',
      '“',
      'from',
      'to',
      '..',
      '2026-13',
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(words, { maxLength: 6 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const answer = parseSearch(text, TODAY);
        if (answer.ok) return;
        expect(answer.problem).not.toBe('');
        if (answer.meant === undefined) expect(parseSearch(answer.example, TODAY).ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is not understood is answered with what was meant', () => {
  test.each([
    ['lst-month', 'last-month'],
    ['last-mnoth id:5', 'last-month id:5'],
    ['id:5 include-invoced', 'id:5 include-invoiced'],
    ['yesteday', 'yesterday'],
    ['divison:"Managed Services" last-month', 'division:"Managed Services" last-month'],
    ['last-month dryrn', 'last-month dry-run'],
    ['1234', 'id:1234'],
    ['#77', 'id:77'],
  ])('%s: %s', (text, meant) => {
    expect(problem(text).meant).toBe(meant);
  });

  test('nothing that bounds the search: last-month is proposed', () => {
    expect(problem('')).toEqual({
      ok: false,
      problem: 'A search needs a period or an invoice id.',
      example: '/upsync search last-month',
      meant: 'last-month',
    });
    expect(problem('division:"Managed Services"').meant).toBe('last-month division:"Managed Services"');
  });

  test.each([
    ['2026-02-30', 'There is no 2026-02-30 in the calendar.'],
    ['31 Jun 2026', 'There is no 31 Jun 2026 in the calendar.'],
    ['2026-10-31..2026-10-01', '31 Oct 2026 comes after 1 Oct 2026.'],
    ['from 2026-10-31 to 2026-10-01', '31 Oct 2026 comes after 1 Oct 2026.'],
    ['from 2026-02-29 to 2026-03-31', 'There is no 2026-02-29 in the calendar.'],
    ['2026-14', 'There is no 2026-14 in the calendar.'],
    ['last-month this-month', 'A search takes one period.'],
    ['last-month division:a division:b', 'A search takes one division.'],
    ['id:12ab', '“12ab” is not an invoice id.'],
    ['id:', 'After id: a number is missing.'],
    ['id:0', '0 cannot be an invoice id.'],
    ['id:99999999999999999999', '99999999999999999999 cannot be an invoice id.'],
    ['id:-5', '“-5” is not an invoice id.'],
    ['last-month division:', 'After division: a name is missing.'],
    ['last-month division:"Managed', 'The closing quote is missing.'],
    ['01/10/2026', '01/10/2026 can mean more than one day.'],
    ['from monday', 'After “from” I expect two days'],
    ['banana', 'I do not know “banana”.'],
  ])('%s', (text, said) => {
    expect(problem(text).problem).toContain(said);
  });

  test('a name of several words without quotes gets them', () => {
    expect(problem('last-month division:Managed Services').example).toBe(
      '/upsync search last-month division:"Managed Services"',
    );
  });

  test('long text is quoted in part only', () => {
    expect(problem('x'.repeat(3000)).problem.length).toBeLessThan(120);
    expect(problem(`${'y '.repeat(3000)}`).problem).toContain('4000');
  });
});

describe('the verb', () => {
  test.each([
    ['', 'help', ''],
    ['help', 'help', ''],
    ['Search  last-month id:5', 'search', 'last-month id:5'],
    ['search', 'search', ''],
    ['status', 'status', ''],
    ['/upsync runs', 'runs', ''],
  ])('%j', (text, verb, rest) => {
    expect(parseCommand(text)).toEqual({ ok: true, verb, rest });
  });

  test.each([
    ['serach last-month', 'search last-month'],
    ['stauts', 'status'],
    ['setings', 'settings'],
    ['last-month', 'search last-month'],
    ['id:1234 dry-run', 'search id:1234 dry-run'],
    ['lst-month', 'search last-month'],
    ['division:"Managed Services"', 'search last-month division:"Managed Services"'],
  ])('%s probably means %s', (text, meant) => {
    expect(parseCommand(text)).toMatchObject({ ok: false, meant });
  });

  test('a word that is nothing like one gets an example', () => {
    const answer = parseCommand('pancake');
    expect(answer).toEqual({ ok: false, problem: 'I do not know “pancake”.', example: '/upsync search last-month' });
  });
});

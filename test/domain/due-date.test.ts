import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DUE_RULES, describeDueRule, dueDateOf, readDueRule, writeDueRule } from '../../src/domain/due-date.ts';
import type { DueRule } from '../../src/domain/types.ts';

const days = fc
  .date({ min: new Date('1999-01-01T00:00:00Z'), max: new Date('2101-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const rules: fc.Arbitrary<DueRule> = fc.oneof(
  fc.constant<DueRule>({ kind: 'autotask' }),
  fc.nat(366).map((count): DueRule => ({ kind: 'days', days: count })),
  fc.nat(366).map((count): DueRule => ({ kind: 'end-of-month', days: count })),
  fc.integer({ min: 1, max: 31 }).map((day): DueRule => ({ kind: 'following-month', day })),
);

describe('when a document falls due', () => {
  test.each<[string, string, string]>([
    ['autotask', '2026-10-12', '2026-11-11'],
    ['days:0', '2026-10-12', '2026-10-12'],
    ['days:30', '2028-02-01', '2028-03-02'],
    ['end-of-month:0', '2026-10-12', '2026-10-31'],
    ['end-of-month:0', '2026-10-31', '2026-10-31'],
    ['end-of-month:15', '2026-12-01', '2027-01-15'],
    ['following-month:20', '2026-12-31', '2027-01-20'],
    ['following-month:31', '2027-01-31', '2027-02-28'],
    ['following-month:31', '2028-01-05', '2028-02-29'],
    ['following-month:30', '2026-03-31', '2026-04-30'],
  ])('%s of %s is %s', (word, date, due) => {
    const rule = readDueRule(word);
    expect(rule && dueDateOf({ date, dueDate: '2026-11-11' }, rule)).toBe(due);
  });

  test('never before the invoice, whatever Autotask says', () => {
    fc.assert(
      fc.property(days, fc.option(days), rules, (date, dueDate, rule) => {
        const due = dueDateOf({ date, dueDate }, rule);
        expect(due >= date).toBe(true);
        expect(new Date(`${due}T00:00:00Z`).toISOString().slice(0, 10)).toBe(due);
      }),
    );
  });

  test('in the following month means the month after, whatever its length', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), (date, day) => {
        const [year = 0, month = 0] = date.split('-').map(Number);
        const due = dueDateOf({ date, dueDate: null }, { kind: 'following-month', day });
        const [dueYear = 0, dueMonth = 0, dueDay = 0] = due.split('-').map(Number);
        expect(dueYear * 12 + dueMonth).toBe(year * 12 + month + 1);
        expect(dueDay).toBe(Math.min(day, new Date(Date.UTC(dueYear, dueMonth, 0)).getUTCDate()));
      }),
    );
  });
});

describe('a rule as one word', () => {
  test('comes back as it was', () => {
    fc.assert(fc.property(rules, (rule) => expect(readDueRule(writeDueRule(rule))).toEqual(rule)));
  });

  test.each([
    '',
    'soon',
    'days',
    'days:',
    'days:-1',
    'days:400',
    'following-month:0',
    'following-month:32',
    'days:1.5',
  ])('%j is none', (word) => expect(readDueRule(word)).toBeNull());

  test('each one offered says something else', () => {
    expect(new Set(DUE_RULES.map(describeDueRule)).size).toBe(DUE_RULES.length);
    expect(describeDueRule({ kind: 'following-month', day: 31 })).toBe('At the end of the following month');
  });
});

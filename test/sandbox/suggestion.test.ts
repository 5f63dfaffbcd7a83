import { expect, test } from '@jest/globals';
import { searchToBegin } from '../../src/sandbox/suggestion.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const row = (date: string, change: { voided?: boolean; markedAt?: string } = {}) => ({
  ...{ id: 1, number: '1', company: 'Acme', date, currency: 'GBP', net: '1', tax: '0', voided: false, markedAt: null },
  ...change,
});

test('what is suggested finds something', () => {
  expect(searchToBegin([row('2026-10-31'), row('2026-11-02')], NOW, 'UTC')).toBe('last-month');
  expect(searchToBegin([row('2025-03-31'), row('2025-02-01')], NOW, 'UTC')).toBe('2025-02-01..2025-03-31');
  const done = [row('2026-10-31', { markedAt: '2026-11-02T10:00:00Z' }), row('2026-10-30', { voided: true })];
  expect(searchToBegin([...done, row('2026-11-03')], NOW, 'UTC')).toBe('2026-11-03..2026-11-03');
});

test('where all are marked, they are asked for', () => {
  const marked = { markedAt: '2026-11-02T10:00:00Z' };
  expect(searchToBegin([row('2025-03-31', marked)], NOW, 'UTC')).toBe('2025-03-31..2025-03-31 include-invoiced');
  expect(searchToBegin([row('2026-10-31', marked)], NOW, 'UTC')).toBe('last-month include-invoiced');
});

test('with nothing to show it is the usual search', () => {
  expect(searchToBegin([], NOW, 'UTC')).toBe('last-month');
  expect(searchToBegin([row('2025-03-31', { voided: true })], NOW, 'UTC')).toBe('last-month');
});

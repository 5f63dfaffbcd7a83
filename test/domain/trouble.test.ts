import { expect, test } from '@jest/globals';
import { RemoteError } from '../../src/domain/errors.ts';
import { conditionSentence, doubtSentence, timeOf, troubleSentence } from '../../src/domain/trouble.ts';

const now = new Date('2026-11-22T13:02:00Z');
const moment = { now, timeZone: 'Europe/Berlin' };
const at = (text: string) => new Date(text);
const error = (kind: 'unavailable' | 'rate-limit' | 'in-doubt', limit: string | null = null) =>
  new RemoteError({ system: 'xero', kind, limit, message: 'for the log', userMessage: 'For people.' });

test('a card says what stopped the work, that nothing is lost, and when it goes on', () => {
  const next = at('2026-11-22T13:32:00Z');
  expect(troubleSentence(error('unavailable'), next, moment)).toBe(
    'Xero is not answering. Nothing is lost; next try 14:32.',
  );
  expect(troubleSentence(error('rate-limit', 'day'), at('2026-11-23T00:00:00Z'), moment)).toBe(
    'Xero’s limit for today is used up. Nothing is lost; it goes on at 01:00 on Mon 23 Nov.',
  );
  expect(troubleSentence(error('in-doubt'), next, moment)).toBe('For people. Nothing is lost; next try 14:32.');
  expect(troubleSentence(error('unavailable'), null, moment)).toBe('For people.');
});

test('what is in doubt is not sent again, and has a time', () => {
  expect(doubtSentence(at('2026-11-22T13:32:00Z'), moment)).toBe(
    'A request to Xero may still be carried out. Nothing is lost and nothing is sent again until that is known; next look 14:32.',
  );
});

test('another day is named', () => {
  expect(timeOf(at('2026-11-22T22:59:00Z'), moment)).toBe('23:59');
  expect(timeOf(at('2026-11-22T23:00:00Z'), moment)).toBe('00:00 on Mon 23 Nov');
});

test('a status names the organisation, and since when', () => {
  const outage = { system: 'xero', kind: 'outage', which: null, since: at('2026-11-22T12:50:00Z') } as const;
  expect(conditionSentence({ ...outage, nextTry: at('2026-11-22T13:03:00Z') }, 'Demo Ltd', moment)).toBe(
    'Xero (Demo Ltd) is not answering since 13:50. Nothing is lost; next try 14:03.',
  );
  const budget = { system: 'autotask', kind: 'budget', which: null, since: null, nextTry: now } as const;
  expect(conditionSentence(budget, null, moment)).toBe(
    'upSync’s share of Autotask’s hourly calls is used up. Nothing is lost; it goes on at 14:02.',
  );
  expect(conditionSentence({ ...budget, kind: 'slow' }, null, moment)).toBe(
    'Much of Autotask’s hourly budget is used; marks are made slowly.',
  );
  expect(conditionSentence({ ...outage, since: null, nextTry: now }, null, moment)).toBe(
    'Xero is not answering. Nothing is lost; next try 14:02.',
  );
  const limit = { system: 'xero', kind: 'limit', which: 'minute', since: null, nextTry: now } as const;
  expect(conditionSentence(limit, 'Demo Ltd', moment)).toBe(
    'Xero (Demo Ltd) takes no more calls for now. Nothing is lost; it goes on at 14:02.',
  );
});

import { describe, expect, test } from '@jest/globals';
import { comparableName, namesAlike, plainName } from '../../src/domain/likeness.ts';
import { decideContact, rankPeople, rankSuggestions, searchContacts } from '../../src/domain/matching.ts';
import type { ContactAnswer } from '../../src/domain/types.ts';
import { closest, editDistance } from '../../src/domain/words.ts';
import { aCompany, aContact, aPerson } from './make.ts';

function decide(changes: Partial<Parameters<typeof decideContact>[0]>): ContactAnswer {
  return decideContact({ company: aCompany(), link: null, byLinkId: null, byNumber: [], ...changes });
}

function question(answer: ContactAnswer) {
  if (answer.kind !== 'question') throw new Error(`No question but ${answer.kind}`);
  return answer.question;
}

describe('who a company is', () => {
  test('the one active contact with its number', () => {
    expect(decide({ byNumber: [aContact()] })).toEqual({
      kind: 'known',
      contactId: 'contact-1',
      contactName: 'Mill and Sons',
      from: 'number',
      note: null,
    });
  });

  test('the link comes first, whatever number the contact has', () => {
    const linked = aContact({ id: 'linked', number: 'OLD-7' });
    const answer = decide({ link: { contactId: 'linked' }, byLinkId: linked });
    expect(answer).toMatchObject({ kind: 'known', contactId: 'linked', from: 'link' });
    expect(answer.kind === 'known' && answer.note).toContain('OLD-7');
    const same = decide({
      link: { contactId: 'linked' },
      byLinkId: aContact({ id: 'linked' }),
      byNumber: [aContact({ id: 'linked' })],
    });
    expect(same).toMatchObject({ kind: 'known', note: null });
  });

  test('nobody', () => {
    expect(question(decide({})).why).toBe('no-match');
  });

  test('two with one number are a question, never the first taken', () => {
    const asked = question(decide({ byNumber: [aContact({ id: 'a', name: 'A' }), aContact({ id: 'b', name: 'B' })] }));
    expect(asked.why).toBe('several-with-number');
    expect(asked.suggestions.map((suggestion) => suggestion.contactId)).toEqual(['a', 'b']);
    const withArchived = [aContact({ id: 'a' }), aContact({ id: 'b', state: 'archived' })];
    expect(question(decide({ byNumber: withArchived })).why).toBe('several-with-number');
  });

  test('link and number that disagree', () => {
    const answer = decide({
      link: { contactId: 'linked' },
      byLinkId: aContact({ id: 'linked', name: 'Linked', number: null }),
      byNumber: [aContact({ id: 'other', name: 'Other' })],
    });
    const asked = question(answer);
    expect(asked.why).toBe('link-and-number-disagree');
    expect(asked.sentence).toContain('Linked');
    expect(asked.sentence).toContain('Other');
    expect(asked.suggestions.map((suggestion) => suggestion.contactId)).toEqual(['linked', 'other']);
  });

  test('an archived contact', () => {
    expect(question(decide({ byNumber: [aContact({ state: 'archived' })] })).why).toBe('archived');
    const linked = decide({ link: { contactId: 'contact-1' }, byLinkId: aContact({ state: 'archived' }) });
    expect(question(linked).why).toBe('archived');
  });

  test('a merged contact names the one it went into', () => {
    const loser = aContact({ id: 'loser', state: 'merged', mergedTo: 'winner' });
    const winner = aContact({ id: 'winner', name: 'Winner Ltd', number: null });
    const asked = question(decide({ byNumber: [loser], contacts: [winner] }));
    expect(asked.why).toBe('merged');
    expect(asked.sentence).toContain('Winner Ltd');
    expect(asked.suggestions[0]?.contactId).toBe('winner');
  });

  test('a loser of a merge beside its winner is no doubt', () => {
    const loser = aContact({ id: 'loser', state: 'merged', mergedTo: 'winner' });
    const winner = aContact({ id: 'winner' });
    expect(decide({ byNumber: [loser, winner] })).toMatchObject({ kind: 'known', contactId: 'winner' });
  });

  test('a link to a contact that is gone', () => {
    const asked = question(decide({ link: { contactId: 'gone' }, byNumber: [aContact()] }));
    expect(asked.why).toBe('no-match');
  });
});

describe('suggestions', () => {
  const company = aCompany({
    name: 'Blue Café B.V.',
    webAddress: 'https://www.bluecafe.test/home',
    taxNumber: 'NL 0012.3',
  });

  test('the reasons are told, the best first, only active ones', () => {
    const contacts = [
      aContact({ id: 'domain', name: 'Somebody', email: 'pay@bluecafe.test' }),
      aContact({ id: 'name', name: 'BLUE CAFE', number: '9998' }),
      aContact({ id: 'all', name: 'Blue Cafe Ltd', email: 'a@bluecafe.test', taxNumber: 'nl0012-3' }),
      aContact({ id: 'archived', name: 'Blue Café', state: 'archived' }),
      aContact({ id: 'nobody', name: 'Red Bakery' }),
    ];
    const found = rankSuggestions(company, [], contacts).map(({ contactId, reason }) => [contactId, reason]);
    expect(found).toEqual([
      ['all', 'same name, same e-mail domain (bluecafe.test), same tax number'],
      ['name', 'has the number 9998, same name'],
      ['domain', 'same e-mail domain (bluecafe.test)'],
    ]);
  });

  test('people’s e-mails count, free mail does not', () => {
    const people = [aPerson({ email: 'x@sister.test' }), aPerson({ id: 2, email: 'x@gmail.com' })];
    const contacts = [
      aContact({ id: 'sister', name: 'Q', email: 'y@sister.test' }),
      aContact({ id: 'free', name: 'R', email: 'y@gmail.com' }),
    ];
    expect(rankSuggestions(company, people, contacts).map(({ contactId }) => contactId)).toEqual(['sister']);
    const others = people.map((person) => ({ ...person, companyId: 999 }));
    expect(rankSuggestions(company, others, contacts)).toEqual([]);
  });

  test('at most five', () => {
    const contacts = Array.from({ length: 9 }, (_, index) => aContact({ id: `c${index}`, name: `Blue Cafe ${index}` }));
    expect(rankSuggestions(company, [], contacts)).toHaveLength(5);
  });
});

describe('names', () => {
  test.each([
    ['The Mill, Ltd.', 'Mill'],
    ['Müller GmbH & Co. KG', 'Muller and'],
    ['J. Smith Pty Ltd', 'J Smith'],
    ['ACME B.V.', 'acme'],
  ])('%s is %s', (one, other) => {
    expect(plainName(one)).toBe(other.toLowerCase());
  });

  test.each([
    ['Harbour Logistics Ltd', 'Harbor Logistics', 0.8, 1],
    ['Harbour Logistics', 'Harbour Bakery', 0.3, 0.6],
    ['Harbour Logistics', 'Sunny Days', 0, 0.4],
    ['Ltd', 'Ltd', 1, 1],
  ])('%s and %s', (one, other, least, most) => {
    const likeness = namesAlike(comparableName(one), comparableName(other));
    expect(likeness).toBeGreaterThanOrEqual(least);
    expect(likeness).toBeLessThanOrEqual(most);
    expect(namesAlike(comparableName(other), comparableName(one))).toBe(likeness);
  });
});

test('people: who gets the bills, then the primary one, then who has an e-mail', () => {
  const people = [
    aPerson({ id: 1, lastName: 'A', email: null }),
    aPerson({ id: 2, lastName: 'B' }),
    aPerson({ id: 3, lastName: 'C', isPrimary: true }),
    aPerson({ id: 4, lastName: 'D', isBilling: true, email: null }),
    aPerson({ id: 5, lastName: 'E', isBilling: true }),
  ];
  expect(rankPeople(people).map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
});

describe('type-ahead', () => {
  const contacts = [
    aContact({ id: '1', name: 'Northern Mill' }),
    aContact({ id: '2', name: 'Mill' }),
    aContact({ id: '3', name: 'Millwork & Co', email: 'office@north.test' }),
    aContact({ id: '4', name: 'Mill Old', state: 'archived' }),
    aContact({ id: '5', name: 'Bakery', number: '4400' }),
  ];
  test.each([
    ['mill', ['2', '3', '1']],
    ['MILL north', ['3', '1']],
    ['4400', ['5']],
    ['zzz', []],
  ])('%s', (query, ids) => {
    expect(searchContacts(contacts, query).map(({ contactId }) => contactId)).toEqual(ids);
  });
});

describe('words', () => {
  test.each([
    ['month', 'month', 0],
    ['mnoth', 'month', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s to %s takes %i', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  test('the nearest, or none', () => {
    expect(closest('serach', ['status', 'search'])).toBe('search');
    expect(closest('xyz', ['status', 'search'])).toBeNull();
  });
});

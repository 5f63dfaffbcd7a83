import { describe, expect, test } from '@jest/globals';
import { comparableName, domainOf, domainsOfCompany, namesAlike } from '../../src/domain/likeness.ts';
import { decideContact, type MatchInput, rankSuggestions, searchContacts } from '../../src/domain/matching.ts';
import { aCompany, aContact, aPerson } from './make.ts';

/** What is asked about a company, word by word, and who is offered first. */

function asked(changes: Partial<MatchInput>) {
  const answer = decideContact({ company: aCompany(), link: null, byLinkId: null, byNumber: [], ...changes });
  if (answer.kind !== 'question') throw new Error('no question');
  const { sentence, suggestions } = answer.question;
  return { sentence, offered: suggestions.map(({ contactId, reason }) => `${contactId}: ${reason}`) };
}

const linked = (state: 'archived' | 'merged', more = {}) => ({
  ...{ link: { contactId: 'old' }, byLinkId: aContact({ id: 'old', name: 'Old Mill', state, ...more }) },
});
const [a, b] = [aContact({ id: 'a', name: 'Ann' }), aContact({ id: 'b', name: 'Bob' })];

describe('what is asked', () => {
  test('of a link to nobody: who has the number comes first, of those that live', () => {
    const byNumber = [aContact({ id: 'x', state: 'archived' }), a];
    expect(asked({ link: { contactId: 'gone' }, byNumber })).toEqual({
      sentence: 'The contact that Mill & Sons Ltd is linked to does not exist in Xero any more.',
      offered: ['a: has the number'],
    });
  });

  test('of nobody, and of several', () => {
    expect(asked({}).sentence).toBe('No contact in Xero has number 100.');
    const byNumber = [b, aContact({ id: 'x', name: 'Xia', state: 'archived' }), a];
    expect(asked({ byNumber })).toEqual({
      sentence: '3 contacts have number 100: Bob, Xia (archived), Ann.',
      offered: ['b: has the number', 'a: has the number'],
    });
  });

  test('of one that was archived, by link and by number', () => {
    const rest = 'but that contact is archived. Restore it in Xero, or choose another.';
    expect(asked(linked('archived'))).toEqual({
      ...{ sentence: `Mill & Sons Ltd is linked to Old Mill, ${rest}`, offered: [] },
    });
    const byNumber = [aContact({ name: 'Old Mill', state: 'archived' })];
    expect(asked({ byNumber }).sentence).toBe(`Old Mill has number 100, ${rest}`);
  });

  test('of one that was merged: into whom, where that one lives', () => {
    const winner = aContact({ id: 'w', name: 'Winner' });
    const merged = linked('merged', { mergedTo: 'w' });
    expect(asked({ ...merged, contacts: [a, winner] })).toEqual({
      sentence: 'Mill & Sons Ltd is linked to Old Mill, but that contact was merged into Winner.',
      offered: ['w: merged into it'],
    });
    const unknown = 'Mill & Sons Ltd is linked to Old Mill, but that contact was merged into another contact.';
    const away = aContact({ ...winner, state: 'archived' });
    for (const contacts of [[a], [away, a], undefined])
      expect(asked({ ...merged, ...(contacts && { contacts }) })).toEqual({ sentence: unknown, offered: [] });
  });

  test('of a link and a number that disagree; one that is archived disagrees with nobody', () => {
    const link = { link: { contactId: 'a' }, byLinkId: a };
    expect(asked({ ...link, byNumber: [a, b] })).toEqual({
      sentence: 'Mill & Sons Ltd is linked to Ann, but Bob has its number 100 in Xero.',
      offered: ['a: linked, or has the number', 'b: linked, or has the number'],
    });
    const known = { kind: 'known', contactId: 'a', contactName: 'Ann', from: 'link' };
    const company = aCompany();
    const byNumber = [aContact({ id: 'b', state: 'archived' })];
    expect(decideContact({ company, ...link, byNumber })).toEqual({ ...known, note: null });
    const bare = { link: { contactId: 'a' }, byLinkId: { ...a, number: null } };
    expect(decideContact({ company, ...bare, byNumber: [] })).toEqual({ ...known, note: null });
    const other = { link: { contactId: 'a' }, byLinkId: { ...a, number: 'OLD-7' } };
    expect(decideContact({ company, ...other, byNumber: [] })).toMatchObject({
      note: 'Ann has another contact number (OLD-7) in Xero; upSync keeps the link.',
    });
  });

  test('nobody is offered twice, and five at most', () => {
    const twin = aContact({ id: 'a', name: 'Mill & Sons' });
    const more = Array.from({ length: 5 }, (_, nth) => aContact({ id: `m${nth}`, name: 'Mill & Sons' }));
    expect(asked({ link: { contactId: 'gone' }, byNumber: [twin], contacts: [twin, ...more] }).offered).toEqual([
      ...['a: has the number', 'm0: same name', 'm1: same name', 'm2: same name', 'm3: same name'],
    ]);
  });
});

describe('who is offered', () => {
  const company = aCompany({ name: 'Harbour Logistics', webAddress: null, taxNumber: null });
  const ranked = (...contacts: Parameters<typeof aContact>[0][]) =>
    rankSuggestions(
      company,
      [aPerson({ email: 'ada@harbour.test' })],
      contacts.map((one) => aContact(one)),
    ).map(({ contactId, reason, score }) => `${contactId} ${score}: ${reason}`);

  test('by name, e-mail and tax number, each with its weight', () => {
    expect(ranked({ id: 'same', name: 'HARBOUR Logistics Ltd' })).toEqual(['same 50: same name']);
    expect(ranked({ id: 'alike', name: 'Harbor Logistics' })).toEqual(['alike 47: similar name']);
    expect(ranked({ id: 'mail', name: 'Q', email: 'x@harbour.test' })).toEqual([
      'mail 30: same e-mail domain (harbour.test)',
    ]);
    // no tax number is the same as no other
    expect(ranked({ id: 'none', name: 'Q', taxNumber: null }, { id: 'blank', name: 'Q', taxNumber: ' - ' })).toEqual(
      [],
    );
    expect(ranked({ id: 'nomail', name: 'Q', email: 'no address' })).toEqual([]);
  });

  test('those alike by name, then by id, whichever way they come', () => {
    const three = [
      { id: '2', name: 'Harbour Logistics' },
      { id: '1', name: 'Harbour Logistics' },
      { id: '3', name: 'HARBOUR Logistics' },
    ];
    const order = ['3 50: same name', '1 50: same name', '2 50: same name'];
    expect(ranked(...three)).toEqual(order);
    expect(ranked(...[...three].reverse())).toEqual(order);
  });
});

describe('names and domains', () => {
  const alike = (one: string, other: string) => namesAlike(comparableName(one), comparableName(other));

  test('the same words in another order are nearly the same, and nothing is like nothing', () => {
    expect(alike('Alpha Beta Gamma', 'Gamma Alpha Beta')).toBe(0.99);
    expect([alike('', ''), alike('', 'Mill'), alike('Mill', '…')]).toEqual([0, 0, 0]);
    expect(alike('abcd', 'abcdefgh')).toBe(0.5);
    expect(comparableName(' (The) Mill -- & mill ')).toEqual({ plain: 'mill and mill', words: ['mill', 'and'] });
  });

  test.each([
    ['https://www.Mill.test/home?x=1', 'mill.test'],
    ['www.mill.test:8080', 'mill.test'],
    ['mill.test#about', 'mill.test'],
    ['mill.test/www.other.test', 'mill.test'],
    ['shop.www.mill.test', 'shop.www.mill.test'],
    ['  HTTP://mill.test  ', 'mill.test'],
  ])('the site %s is %s', (webAddress, domain) => {
    expect([...domainsOfCompany(aCompany({ webAddress }), [])]).toEqual([domain]);
  });

  test('free mail and half an address say nothing', () => {
    expect([null, '', 'nobody', 'x@', 'x@gmail.com'].map(domainOf)).toEqual([null, null, null, null, null]);
    expect(domainOf(' Pay@Mill.TEST ')).toBe('mill.test');
    const people = [aPerson({ email: null }), aPerson({ email: 'x@gmx.de' })];
    expect(domainsOfCompany(aCompany({ webAddress: '' }), people).size).toBe(0);
  });
});

describe('type-ahead', () => {
  const contacts = [
    aContact({ id: '1', name: 'Old MILL', email: null, number: null }),
    aContact({ id: '2', name: 'Millwork', email: 'pay@work.test' }),
    aContact({ id: '3', name: 'Mill' }),
    aContact({ id: '4', name: 'Bakery', email: 'mill@bakery.test' }),
    aContact({ id: '5', name: 'Mill', state: 'archived' }),
  ];
  const found = (query: string) =>
    searchContacts(contacts, query).map(({ contactId, score }) => `${contactId} ${score}`);

  test('the name itself, then what begins with it, then what holds it, then the rest', () => {
    for (const query of ['mill', '  MILL  ']) expect(found(query)).toEqual(['3 3', '2 2', '1 1', '4 0']);
    expect(found('  work   mill ')).toEqual(['2 0']);
    for (const nothing of ['null', 'undefined']) expect(found(nothing)).toEqual([]);
  });

  test('an e-mail tells two of one name apart; twenty are enough', () => {
    expect(searchContacts(contacts, 'mill').map(({ reason }) => reason)).toEqual([
      '',
      'pay@work.test',
      '',
      'mill@bakery.test',
    ]);
    const many = Array.from({ length: 25 }, (_, nth) => aContact({ id: String(nth), name: 'Mill' }));
    expect(searchContacts(many, 'mill')).toHaveLength(20);
  });
});

import { describe, expect, test } from '@jest/globals';
import { isLive, type MatchInput, matchDocuments } from '../../src/domain/reconcile-match.ts';
import type { BooksDocument, Invoice } from '../../src/domain/types.ts';
import { aCompany, aDocument, aLine, anInvoice } from './make.ts';

/** Which document is which invoice's, where several could be. */

const billed = (id: number, changes: Partial<Invoice> = {}) => anInvoice({ id, number: 'X-1', ...changes });
const named = (id: string, changes: Partial<BooksDocument> = {}) =>
  aDocument({ id, number: 'X-9', url: 'https://at.test/?invoice=1', ...changes });
/** Of the number X-1 with the total of `billed`, on the contact of company 100 unless it is given. */
const numbered = (id: string, changes: Partial<BooksDocument> = {}) => aDocument({ id, number: 'X-1', ...changes });
const OTHER_TOTAL = { subTotal: '9.00', totalTax: '1.00', total: '10.00' };
const STRANGER = { contactId: 'stranger', contactName: 'Pier Street' };

function matched(invoices: Invoice[], documents: MatchInput['documents'], more: Partial<MatchInput> = {}) {
  const found = matchDocuments({
    ...{ invoices, documents, numbering: { numberSource: 'autotask' } },
    companiesOf: new Map([['contact-1', new Set([100])]]),
    companies: new Map([[100, aCompany()]]),
    ...more,
  });
  return {
    pairs: Object.fromEntries([...found.pairs].map(([id, { document, by }]) => [id, `${document.id} by ${by}`])),
    again: Object.fromEntries(found.again),
    elsewhere: Object.fromEntries([...found.numberElsewhere].map(([id, document]) => [id, document.id])),
  };
}
const pairs = (...args: Parameters<typeof matched>) => matched(...args).pairs;

describe('documents that name an invoice', () => {
  test('a living one comes before a voided one, which is no second one', () => {
    const documents = [named('a', { status: 'VOIDED' }), named('b'), named('c', { status: 'DELETED' })];
    for (const all of [documents, [...documents].reverse()])
      expect(matched([billed(1)], all)).toEqual({ pairs: { 1: 'b by link' }, again: {}, elsewhere: {} });
    expect(pairs([billed(1)], [named('a', { status: 'VOIDED' })])).toEqual({ 1: 'a by link' });
  });

  test('one with lines before one without, then the first by id; the others are told as further ones', () => {
    const withLines = { ...named('z'), lines: [] };
    for (const all of [
      [named('b'), withLines, named('a')],
      [withLines, named('a'), named('b')],
    ])
      expect(matched([billed(1)], all)).toEqual({ pairs: { 1: 'z by link' }, again: { a: 1, b: 1 }, elsewhere: {} });
    for (const all of [
      [named('b'), named('a')],
      [named('a'), named('b')],
    ])
      expect(matched([billed(1)], all)).toMatchObject({ pairs: { 1: 'a by link' }, again: { b: 1 } });
    // what was voided is behind, with lines or without
    expect(pairs([billed(1)], [{ ...named('a', { status: 'VOIDED' }), lines: [] }, named('b')])).toEqual({
      1: 'b by link',
    });
  });

  test('the name counts more than a number', () => {
    const theirs = named('a', { number: 'X-1', url: 'https://at.test/?invoice=2' });
    expect(pairs([billed(1)], [theirs])).toEqual({});
    expect(pairs([billed(1), billed(2, { number: 'Y' })], [theirs])).toEqual({ 2: 'a by link' });
    expect(pairs([billed(1)], [numbered('a'), named('b')])).toEqual({ 1: 'b by link' });
  });
});

describe('documents without a name, by their number', () => {
  test.each([['X-1'], ['x-1'], ['  X-1 ']])('%j is the number X-1', (number) => {
    expect(pairs([billed(1)], [numbered('a', { number })])).toEqual({ 1: 'a by number and contact' });
  });

  test('of its kind only; an invoice of nothing is an invoice', () => {
    const credit = billed(1, { lines: [aLine('-100.00', '-20.00')] });
    const note = numbered('n', { kind: 'credit-note' });
    expect(pairs([credit], [numbered('a'), note])).toEqual({ 1: 'n by number and contact' });
    expect(pairs([billed(1)], [note])).toEqual({});
    expect(pairs([billed(1, { lines: [] })], [note, numbered('a')])).toEqual({ 1: 'a by number and contact' });
    expect(pairs([billed(1, { number: null })], [numbered('a', { number: null })])).toEqual({});
  });

  test('one on its contact comes first, whatever its id and total', () => {
    const documents = [numbered('a', STRANGER), numbered('b', OTHER_TOTAL)];
    expect(matched([billed(1)], documents)).toEqual({
      pairs: { 1: 'b by number and contact' },
      again: {},
      elsewhere: {},
    });
  });

  test('a living one before a voided one, one with lines before one without, then by id', () => {
    const voided = numbered('a', { status: 'VOIDED' });
    expect(pairs([billed(1)], [voided, numbered('b')])).toEqual({ 1: 'b by number and contact' });
    expect(pairs([billed(1)], [voided])).toEqual({ 1: 'a by number and contact' });
    expect(pairs([billed(1)], [numbered('a'), { ...numbered('b'), lines: [] }])).toEqual({
      1: 'b by number and contact',
    });
    expect(pairs([billed(1)], [numbered('b'), numbered('a')])).toEqual({ 1: 'a by number and contact' });
  });

  test('each document is one invoice’s: a living one chooses first, then the first by id', () => {
    const one = [numbered('a')];
    expect(matched([billed(2), billed(1)], one)).toEqual({
      ...{ pairs: { 1: 'a by number and contact' }, again: {}, elsewhere: {} },
    });
    expect(pairs([billed(1, { isVoided: true }), billed(2)], one)).toEqual({ 2: 'a by number and contact' });
    expect(pairs([billed(2), billed(1, { isVoided: true })], one)).toEqual({ 2: 'a by number and contact' });
    expect(pairs([billed(1), billed(2)], [numbered('b'), numbered('a')])).toEqual({
      ...{ 1: 'a by number and contact', 2: 'b by number and contact' },
    });
  });

  test('a voided one that names it is given up for a living one only', () => {
    const gone = named('a', { status: 'VOIDED' });
    expect(pairs([billed(1)], [gone, numbered('b')])).toEqual({ 1: 'b by number and contact' });
    expect(pairs([billed(1)], [gone, numbered('b', { status: 'VOIDED' })])).toEqual({ 1: 'a by link' });
    // the number of another one says nothing then
    const another = numbered('b', { ...STRANGER, ...OTHER_TOTAL });
    expect(matched([billed(1)], [gone, another])).toEqual({ pairs: { 1: 'a by link' }, again: {}, elsewhere: {} });
  });
});

describe('on a contact that nobody knows as theirs', () => {
  const unknown = { companiesOf: new Map<string, ReadonlySet<number>>() };
  const stranger = (changes: Partial<BooksDocument>) => [numbered('a', { contactId: 'stranger', ...changes })];

  test('the same total in the same currency speaks for it', () => {
    expect(matched([billed(1)], stranger(STRANGER))).toEqual({ pairs: { 1: 'a by number' }, again: {}, elsewhere: {} });
    expect(matched([billed(1)], stranger({ ...STRANGER, currency: 'USD' }))).toEqual({
      ...{ pairs: {}, again: {}, elsewhere: { 1: 'a' } },
    });
    const credit = billed(1, { lines: [aLine('-100.00', '-20.00')] });
    expect(pairs([credit], stranger({ ...STRANGER, kind: 'credit-note' }))).toEqual({ 1: 'a by number' });
    // of a company that Autotask does not hand out, the currency is not known
    expect(matched([billed(1, { companyId: 300 })], stranger(STRANGER)).elsewhere).toEqual({ 1: 'a' });
  });

  test('with another total, a name that is alike does; not where one of both is known to be somebody else', () => {
    const alike = { ...OTHER_TOTAL, contactName: 'Mill and Sons' };
    expect(pairs([billed(1)], stranger(alike), unknown)).toEqual({ 1: 'a by number' });
    expect(matched([billed(1)], stranger(alike))).toMatchObject({ pairs: {}, elsewhere: { 1: 'a' } });
    const theirs = { companiesOf: new Map([['stranger', new Set([200])]]) };
    expect(matched([billed(1)], stranger(alike), theirs)).toMatchObject({ pairs: {}, elsewhere: { 1: 'a' } });
    const others = { companiesOf: new Map([['contact-2', new Set([200])]]) };
    expect(pairs([billed(1)], stranger(alike), others)).toEqual({ 1: 'a by number' });
    expect(pairs([billed(1)], stranger({ ...alike, contactName: 'Pier Street' }), unknown)).toEqual({});
  });

  test('three words of five in common are just enough', () => {
    const companies = new Map([[100, aCompany({ name: 'Alpha Beta Gamma Delta Epsilon' })]]);
    const called = (contactName: string) =>
      pairs([billed(1)], stranger({ ...OTHER_TOTAL, contactName }), { ...unknown, companies });
    expect(called('Alpha Beta Gamma Zzzzzzzzzzzzzzz Qqqqqqqqqqqqqqqqqq')).toEqual({ 1: 'a by number' });
    expect(called('Alpha Beta Gamma Zzzzzzzzzzzzzzz Qqqqqqqqqqqqqqqqqq Wwwwwwwwwwwww')).toEqual({});
  });

  test('a number is told as somebody else’s only of one that lives and is free', () => {
    const wrong = { ...STRANGER, ...OTHER_TOTAL };
    expect(matched([billed(1)], stranger(wrong)).elsewhere).toEqual({ 1: 'a' });
    expect(matched([billed(1)], stranger({ ...wrong, status: 'VOIDED' })).elsewhere).toEqual({});
    // taken by the other invoice of that number
    const other = billed(2, { lines: [aLine('9.00', '1.00')] });
    expect(matched([billed(1), other], stranger(wrong))).toMatchObject({ pairs: { 2: 'a by number' } });
  });
});

test('what lives', () => {
  expect(['DRAFT', 'PAID', 'VOIDED', 'DELETED'].map((status) => isLive({ status }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

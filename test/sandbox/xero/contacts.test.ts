import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededContactId } from '../../../src/sandbox/xero/index.ts';
import { KIWI } from '../../helpers/xero-world.ts';
import type { Bench, Send } from './open.ts';
import { caller, connect, list, messages, openBench } from './open.ts';

let bench: Bench;
let send: Send;
beforeAll(async () => {
  bench = await openBench();
  send = caller(bench.xero, (await connect(bench.xero)).access_token);
});
afterAll(async () => {
  await bench.close();
  expect(bench.recorder.violations).toEqual([]);
});

const ACME = seededContactId(KIWI, 'acme');
const GONE = seededContactId(KIWI, 'gone');
const where = (condition: string) => `where=${encodeURIComponent(condition)}`;
const names = async (query: string) => list(await send('GET', `Contacts?${query}`), 'Contacts').map((c) => c.Name);

describe('creating', () => {
  const ARCHIVED_NUMBER = { Name: 'Fresh', ContactNumber: '1009' };
  test.each([
    ['no name', { EmailAddress: 'a@b.example' }, 'The contact name must be specified.'],
    [
      'a name that is taken, whatever the case',
      { Name: 'ACME LTD' },
      'The contact name ACME LTD is already assigned to another contact. The contact name must be unique across all active contacts.',
    ],
    [
      'a number that an archived contact holds',
      ARCHIVED_NUMBER,
      'The contact number 1009 is already assigned to another contact.',
    ],
    ['an e-mail address that is none', { Name: 'Mail', EmailAddress: 'none' }, 'Email address must be valid.'],
    ['an umlaut in one', { Name: 'Mail', EmailAddress: 'j\u00fcrgen@b.example' }, 'Email address must be valid.'],
    [
      'a name that is too long',
      { Name: 'x'.repeat(256) },
      'The field Name must be a string with a maximum length of 255.',
    ],
    [
      'a country with a digit',
      { Name: 'C', Addresses: [{ AddressType: 'STREET', Country: 'NZ1' }] },
      'Country must contain letters only.',
    ],
    [
      'six persons',
      { Name: 'P', ContactPersons: Array(6).fill({ FirstName: 'A' }) },
      'A contact can have at most 5 contact persons.',
    ],
    [
      'two spaces in a row',
      { Name: 'A  B' },
      'The contact name must not contain < or >, nor leading, trailing or repeated spaces.',
    ],
  ])('refuses %s', async (_, contact, message) => {
    const answer = await send('PUT', 'Contacts', { Contacts: [contact] });
    expect(answer.status).toBe(400);
    expect(messages(answer)).toContain(message);
  });

  test('fills the slots of addresses and phones', async () => {
    const [contact] = list(await send('PUT', 'Contacts', { Contacts: [{ Name: 'Slots' }] }), 'Contacts');
    expect(contact).toMatchObject({ ContactStatus: 'ACTIVE', IsCustomer: false });
    expect((contact?.Addresses as { AddressType: string }[])?.map((a) => a.AddressType)).toEqual(['POBOX', 'STREET']);
    expect(contact?.Phones).toHaveLength(4);
  });

  test('an archived contact frees its name', async () => {
    expect((await send('PUT', 'Contacts', { Contacts: [{ Name: 'Gone & Co' }] })).status).toBe(200);
  });

  test('a batch: the good one is stored, the answer shows the bad one only', async () => {
    const answer = await send('PUT', 'Contacts', { Contacts: [{ Name: 'Good one' }, { Name: 'Acme Ltd' }] });
    expect(answer.json).toMatchObject({ ErrorNumber: 10, Type: 'ValidationException' });
    expect(list(answer, 'Elements')).toHaveLength(1);
    expect(await names(where('Name=="good ONE"'))).toEqual(['Good one']);
  });

  test('summarizeErrors=false: 200, all of them in order', async () => {
    const answer = await send('PUT', 'Contacts?summarizeErrors=False', {
      Contacts: [{ Name: 'Acme Ltd' }, { Name: 'Next one' }],
    });
    expect(answer.status).toBe(200);
    expect(list(answer, 'Contacts')).toMatchObject([
      { ContactID: '00000000-0000-0000-0000-000000000000', HasValidationErrors: true, StatusAttributeString: 'ERROR' },
      { Name: 'Next one', HasValidationErrors: false, StatusAttributeString: 'OK' },
    ]);
  });
});

describe('changing', () => {
  test('POST with a known name overwrites that contact', async () => {
    const answer = await send('POST', 'Contacts', {
      Contacts: [{ Name: 'Acme Ltd', EmailAddress: 'new@acme.example' }],
    });
    expect(list(answer, 'Contacts')).toMatchObject([
      { ContactID: ACME, EmailAddress: 'new@acme.example', ContactNumber: '1001' },
    ]);
  });

  test('POST with an unknown id is 404 as a whole', async () => {
    const unknown = '99999999-9999-4999-8999-999999999999';
    expect((await send('POST', 'Contacts', { Contacts: [{ ContactID: unknown, Name: 'X' }] })).status).toBe(404);
    expect((await send('POST', `Contacts/${unknown}`, { Contacts: [{ Name: 'X' }] })).status).toBe(404);
  });

  test('what is not sent stays; one address slot is merged', async () => {
    const Addresses = [{ AddressType: 'STREET', City: 'Dunedin' }];
    const [contact] = list(await send('POST', `Contacts/${ACME}`, { Contacts: [{ Addresses }] }), 'Contacts');
    expect(contact).toMatchObject({ ContactNumber: '1001', Addresses: [{ City: '' }, { City: 'Dunedin' }] });
  });

  test.each([{ EmailAddress: 'a@b.example' }, { ContactStatus: 'ACTIVE' }])(
    'an archived contact refuses %j',
    async (change) => {
      const answer = await send('POST', `Contacts/${GONE}`, { Contacts: [change] });
      expect(messages(answer)).toContain(
        'The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.',
      );
    },
  );
});

describe('finding', () => {
  test.each([
    ['ContactNumber=="1001"', ['Acme Ltd']],
    ['Name=="acme LTD" OR ContactNumber=="none"', ['Acme Ltd']],
    ['ContactNumber=="1001" AND EmailAddress=="nobody@acme.example"', []],
    ['Name=="Bistro ""Le Coin"""', ['Bistro "Le Coin"']],
    ['Name.ToLower().Contains("acme") AND ContactNumber.ToLower()=="1001"', ['Acme Ltd']],
    ['Name.StartsWith("Acme") && (ContactStatus=="ACTIVE")', ['Acme Ltd']],
    [`ContactID==Guid("${ACME}")`, ['Acme Ltd']],
    ['ContactNumber!=null AND UpdatedDateUTC>=DateTime(2000,1,1)', ['Acme Ltd']],
  ])('where=%s', async (condition, expected) => {
    const answer = await send('GET', `Contacts?${where(condition)}`);
    expect(list(answer, 'Contacts').map((contact) => contact.Name)).toEqual(expected);
  });

  test.each([
    'Name=="Bistro "Le Coin""',
    'Name=="Bistro \\"Le Coin\\""',
    'Name="x"',
    'Name==',
    '(Name=="x"',
    'Name=="x" Name=="y"',
  ])('a where that cannot be read is a QueryParseException: %s', async (condition) => {
    const answer = await send('GET', `Contacts?${where(condition)}`);
    expect([answer.status, answer.json.Type]).toEqual([400, 'QueryParseException']);
  });

  test('archived ones only when asked for; merged ones say so only on a page or by id', async () => {
    const merged = where('Name=="Acme Limited"');
    expect(await names(merged)).toEqual([]);
    const plain = list(await send('GET', `Contacts?${merged}&includeArchived=true`), 'Contacts');
    expect(plain[0]).not.toHaveProperty('MergedToContactID');
    const paged = list(await send('GET', `Contacts?${merged}&includeArchived=true&page=1`), 'Contacts');
    expect(paged[0]).toMatchObject({ ContactStatus: 'ARCHIVED', MergedToContactID: ACME });
    const byId = await send('GET', `Contacts/${seededContactId(KIWI, 'old-acme')}`);
    expect(list(byId, 'Contacts')[0]).toMatchObject({ MergedToContactID: ACME });
  });

  test('by number in the path, by IDs, by a part of any of five fields', async () => {
    expect(list(await send('GET', 'Contacts/1001'), 'Contacts')).toMatchObject([{ Name: 'Acme Ltd' }]);
    expect(await names(`IDs=${ACME},${GONE}`)).toEqual(['Acme Ltd']);
    expect(await names('searchTerm=ACME.example')).toEqual(['Acme Ltd']);
  });

  test('pages, with pagination only when asked for a page', async () => {
    const many = Array.from({ length: 5 }, (_, index) => ({ Name: `Page ${index}` }));
    await send('PUT', 'Contacts', { Contacts: many });
    const query = `${where('Name.StartsWith("Page")')}&order=Name%20DESC&pageSize=2&page=2`;
    const answer = await send('GET', `Contacts?${query}`);
    expect(list(answer, 'Contacts').map((contact) => contact.Name)).toEqual(['Page 2', 'Page 1']);
    expect(answer.json.pagination).toEqual({ page: 2, pageSize: 2, pageCount: 3, itemCount: 5 });
    expect((await send('GET', 'Contacts')).json).not.toHaveProperty('pagination');
    expect((await send('GET', 'Contacts?page=1&pageSize=1001')).status).toBe(400);
    expect((await send('GET', 'Contacts?page=0')).status).toBe(400);
  });

  test('If-Modified-Since', async () => {
    bench.clock.advance(10_000);
    const since = new Date(bench.clock.now()).toISOString();
    bench.clock.advance(1_000);
    await send('PUT', 'Contacts', { Contacts: [{ Name: 'After' }] });
    const answer = await send('GET', 'Contacts', undefined, { 'if-modified-since': since });
    expect(list(answer, 'Contacts').map((contact) => contact.Name)).toEqual(['After']);
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seededContactId } from '../../../src/sandbox/xero/index.ts';
import { EURO, KIWI } from '../../helpers/xero-world.ts';
import type { Bench, Send } from './open.ts';
import { caller, connect, list, messages, openBench } from './open.ts';

let bench: Bench;
let send: Send;
let accessToken: string;
beforeEach(async () => {
  bench = await openBench();
  accessToken = (await connect(bench.xero)).access_token;
  send = caller(bench.xero, accessToken);
});
afterEach(async () => {
  await bench.close();
  expect(bench.recorder.violations).toEqual([]);
});

const ACME = { ContactID: seededContactId(KIWI, 'acme') };
const LINE = { Description: 'Work', Quantity: 1, UnitAmount: 100, AccountCode: '200' };

function invoice(changes: Record<string, unknown> = {}) {
  return {
    Type: 'ACCREC',
    Contact: ACME,
    InvoiceNumber: 'N-1',
    Date: '2026-10-31',
    DueDate: '2026-11-30',
    LineItems: [LINE],
    ...changes,
  };
}

const put = (...invoices: unknown[]) => send('PUT', 'Invoices?summarizeErrors=false&unitdp=4', { Invoices: invoices });
const post = (id: unknown, change: unknown) => send('POST', `Invoices/${id}`, { Invoices: [change] });

async function create(changes: Record<string, unknown> = {}) {
  const [created] = list(await put(invoice(changes)), 'Invoices');
  if (created?.HasErrors) throw new Error(JSON.stringify(created));
  return created ?? {};
}

describe('what a new invoice needs', () => {
  const approved = { Status: 'AUTHORISED' };
  test.each([
    ['Due date must be specified', { ...approved, DueDate: undefined }],
    ['One or more line items must be specified', { ...approved, LineItems: [] }],
    ['Account code must be specified', { ...approved, LineItems: [{ ...LINE, AccountCode: undefined }] }],
    [
      "Account code '999' is not a valid code for this document.",
      { ...approved, LineItems: [{ ...LINE, AccountCode: '999' }] },
    ],
    [
      "Account code '260' is not a valid code for this document.",
      { ...approved, LineItems: [{ ...LINE, AccountCode: '260' }] },
    ],
    [
      "Account code '610' is not a valid code for this document.",
      { ...approved, LineItems: [{ ...LINE, AccountCode: '610' }] },
    ],
    ['Description must be specified', { ...approved, LineItems: [{ ...LINE, Description: undefined }] }],
    [
      'The TaxType code INPUT2 does not exist or cannot be used for this type of transaction.',
      { LineItems: [{ ...LINE, TaxType: 'INPUT2' }] },
    ],
    [
      'The TaxType code NONE does not exist or cannot be used for this type of transaction.',
      { LineItems: [{ ...LINE, TaxType: 'NONE' }] },
    ],
    ['Organisation is not subscribed to currency GBP', { CurrencyCode: 'GBP' }],
    [
      'The document date cannot be before the end of year lock date, currently set at 31 March 2026',
      { Date: '2026-03-31' },
    ],
    ['The document date cannot be before the period lock date, currently set at 30 June 2026', { Date: '2026-06-30' }],
    [
      "Tracking category 'Colour' does not exist",
      { LineItems: [{ ...LINE, Tracking: [{ Name: 'Colour', Option: 'Red' }] }] },
    ],
    [
      "Tracking option 'West' does not exist",
      { LineItems: [{ ...LINE, Tracking: [{ Name: 'Region', Option: 'West' }] }] },
    ],
    [
      'A line item can have at most 2 tracking elements',
      { LineItems: [{ ...LINE, Tracking: Array(3).fill({ Name: 'Region', Option: 'North' }) }] },
    ],
    [
      'The line total 99.99 does not match the expected line total 100.00',
      { LineItems: [{ ...LINE, LineAmount: 99.99 }] },
    ],
    [
      'The field Description must be a string with a maximum length of 4000.',
      { LineItems: [{ ...LINE, Description: 'x'.repeat(4001) }] },
    ],
    ['The field Reference must be a string with a maximum length of 255.', { Reference: 'x'.repeat(256) }],
    ['The total of this document must not be negative', { LineItems: [{ ...LINE, Quantity: -1 }] }],
    ["Item code 'NOTHING' is not valid", { LineItems: [{ ...LINE, ItemCode: 'NOTHING' }] }],
    ['The specified contact could not be found.', { Contact: { ContactID: seededContactId(EURO, 'acme') } }],
    [
      'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
      { Contact: {} },
    ],
    [
      'The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.',
      { Contact: { ContactID: seededContactId(KIWI, 'gone') } },
    ],
    ['Invoice not of valid status for modification', { Status: 'PAID' }],
  ])('%s', async (message, changes) => {
    const answer = await put(invoice(changes));
    expect(answer.status).toBe(200);
    expect(list(answer, 'Invoices')[0]).toMatchObject({
      InvoiceID: '00000000-0000-0000-0000-000000000000',
      HasErrors: true,
      StatusAttributeString: 'ERROR',
    });
    expect(messages(answer)).toContain(message);
    expect(bench.xero.rows().filter((row) => row.number === 'N-1')).toEqual([]);
  });

  test('a draft with an unknown account is taken, without the account, with a Warning', async () => {
    const [draft] = list(await put(invoice({ LineItems: [{ ...LINE, AccountCode: '600' }] })), 'Invoices');
    expect(draft).toMatchObject({
      StatusAttributeString: 'WARNING',
      Warnings: [{ Message: "Account code '600' has been removed as it does not match a recognised account." }],
    });
    expect((draft?.LineItems as object[])?.[0]).not.toHaveProperty('AccountCode');
    bench.xero.switches.stripUnknownAccountOnDraft = false;
    expect((await put(invoice({ InvoiceNumber: 'N-2', LineItems: [{ ...LINE, AccountCode: '600' }] }))).text).toContain(
      '"HasErrors":true',
    );
  });

  test('defaults: draft, Exclusive, base currency, theme, the account\u2019s tax, a number', async () => {
    const created = await create({ InvoiceNumber: undefined });
    expect(created).toMatchObject({
      Status: 'DRAFT',
      LineAmountTypes: 'Exclusive',
      CurrencyCode: 'NZD',
      CurrencyRate: 1,
      InvoiceNumber: 'INV-0001',
    });
    expect(created).toMatchObject({
      DateString: '2026-10-31T00:00:00',
      Date: `/Date(${Date.UTC(2026, 9, 31)}+0000)/`,
      TotalTax: 15,
    });
    expect(created.BrandingThemeID).toMatch(/-/);
    expect((await create({ InvoiceNumber: undefined })).InvoiceNumber).toBe('INV-0002');
  });

  test('another currency gets a rate', async () => {
    expect((await create({ CurrencyCode: 'USD' })).CurrencyRate).toBeGreaterThan(0);
    expect((await create({ InvoiceNumber: 'N-2', CurrencyCode: 'USD', CurrencyRate: 1.25 })).CurrencyRate).toBe(1.25);
  });

  test('a line may be words only, or an item', async () => {
    const created = await create({
      Status: 'AUTHORISED',
      LineItems: [{ Description: 'Thank you' }, { ItemCode: 'SUPPORT', Quantity: 2 }],
    });
    expect(created).toMatchObject({
      SubTotal: 240,
      LineItems: [{ LineAmount: 0 }, { Description: 'Support hour', AccountCode: '200' }],
    });
  });

  test('a careless contact: a name creates one, further fields change one', async () => {
    await create({ Contact: { Name: 'From an invoice' } });
    await create({ InvoiceNumber: 'N-2', Contact: { ...ACME, EmailAddress: 'changed@acme.example' } });
    const { contacts } = bench.xero.organisation(KIWI);
    expect(contacts.some((contact) => contact.Name === 'From an invoice' && contact.isCustomer)).toBe(true);
    expect(contacts.find((contact) => contact.ContactID === ACME.ContactID)?.EmailAddress).toBe('changed@acme.example');
  });

  test('without the right to approve the answer is a draft', async () => {
    bench.xero.switches.approvalRights = false;
    const { InvoiceID, Status } = await create({ Status: 'AUTHORISED' });
    expect(Status).toBe('DRAFT');
    await post(InvoiceID, { Status: 'SUBMITTED' });
    expect(list(await post(InvoiceID, { Status: 'AUTHORISED' }), 'Invoices')).toMatchObject([{ Status: 'SUBMITTED' }]);
    const actions = list(await send('GET', 'Organisation/Actions'), 'Actions');
    expect(actions).toContainEqual({ Name: 'CreateApprovedInvoice', Status: 'NOT-ALLOWED' });
  });
});

describe('numbers', () => {
  test.each(['DRAFT', 'AUTHORISED', 'VOIDED', 'DELETED'] as const)(
    'PUT with the number of a %s one is refused',
    async (status) => {
      const created = await create();
      bench.xero.editDocument(KIWI, String(created.InvoiceID), { status });
      expect(messages(await put(invoice({ InvoiceNumber: 'n-1' })))).toEqual(['Invoice # must be unique.']);
    },
  );

  test('the other answer: a deleted number is free', async () => {
    const created = await create();
    bench.xero.deleteDocument(KIWI, String(created.InvoiceID));
    bench.xero.switches.deletedNumberReusable = true;
    expect((await create()).InvoiceID).not.toBe(created.InvoiceID);
  });

  test('POST with a used number changes that invoice; a voided one refuses', async () => {
    const created = await create();
    const changed = await send('POST', 'Invoices', { Invoices: [invoice({ Reference: 'second' })] });
    expect(list(changed, 'Invoices')).toMatchObject([{ InvoiceID: created.InvoiceID, Reference: 'second' }]);
    bench.xero.voidDocument(KIWI, String(created.InvoiceID));
    const refused = await send('POST', 'Invoices', { Invoices: [invoice()] });
    expect([refused.status, messages(refused)[1]]).toEqual([400, 'Invoice not of valid status for modification']);
  });

  test('POST with a new number creates', async () => {
    const answer = await send('POST', 'Invoices', { Invoices: [invoice()] });
    expect(list(answer, 'Invoices')).toMatchObject([{ InvoiceNumber: 'N-1', Status: 'DRAFT' }]);
  });

  test('a number that a person used by hand is taken too', async () => {
    const { ContactID } = bench.xero.addContact(KIWI, { key: 'hand', Name: 'By hand', ContactStatus: 'ACTIVE' });
    const LineItems = [
      { Description: 'x', Quantity: '2', UnitAmount: '10.00', AccountCode: '200', TaxType: 'OUTPUT2' },
    ];
    const document = { Type: 'ACCREC', Number: 'N-1', Date: '2026-10-01', Status: 'DRAFT', LineItems } as const;
    bench.xero.addDocument(KIWI, { ...document, LineItems, contactId: ContactID });
    expect(bench.xero.rows().find((row) => row.number === 'N-1')).toMatchObject({ contact: 'By hand', total: '23.00' });
    expect(messages(await put(invoice()))).toEqual(['Invoice # must be unique.']);
  });

  test('a renamed invoice frees its number', async () => {
    const { InvoiceID } = await create({ Status: 'AUTHORISED' });
    await post(InvoiceID, { InvoiceNumber: 'N-1 VOID 1' });
    await post(InvoiceID, { Status: 'VOIDED' });
    expect((await create()).InvoiceNumber).toBe('N-1');
  });

  test('POST with ids changes several at once; an unknown id is 404 as a whole', async () => {
    const ids = [(await create()).InvoiceID, (await create({ InvoiceNumber: 'N-2' })).InvoiceID];
    const change = (InvoiceID: unknown) => ({ InvoiceID, Status: 'DELETED' });
    const unknown = change('99999999-9999-4999-8999-999999999999');
    expect((await send('POST', 'Invoices', { Invoices: [change(ids[0]), unknown] })).status).toBe(404);
    const answer = await send('POST', 'Invoices?summarizeErrors=false', { Invoices: ids.map(change) });
    expect(list(answer, 'Invoices').map((invoice) => invoice.Status)).toEqual(['DELETED', 'DELETED']);
  });

  test('InvoiceNumbers splits on commas; where does not', async () => {
    await create({ InvoiceNumber: 'A,B' });
    expect(list(await send('GET', 'Invoices?InvoiceNumbers=A,B'), 'Invoices')).toEqual([]);
    const found = await send('GET', `Invoices?where=${encodeURIComponent('InvoiceNumber=="A,B"')}`);
    expect(list(found, 'Invoices')).toMatchObject([{ InvoiceNumber: 'A,B' }]);
  });
});

describe('status', () => {
  test.each([
    ['DRAFT', 'SUBMITTED', true],
    ['DRAFT', 'AUTHORISED', true],
    ['DRAFT', 'DELETED', true],
    ['DRAFT', 'VOIDED', false],
    ['SUBMITTED', 'AUTHORISED', true],
    ['SUBMITTED', 'DELETED', true],
    ['AUTHORISED', 'VOIDED', true],
    ['AUTHORISED', 'DELETED', false],
    ['AUTHORISED', 'DRAFT', false],
    ['DRAFT', 'PAID', false],
  ])('%s to %s: %s', async (from, to, allowed) => {
    const { InvoiceID } = await create({ Status: from });
    const answer = await post(InvoiceID, { Status: to });
    expect(answer.status).toBe(allowed ? 200 : 400);
    if (!allowed) expect(messages(answer)).toContain('Invoice not of valid status for modification');
    expect(bench.xero.rows().find((row) => row.id === InvoiceID)?.status).toBe(allowed ? to : from);
  });

  test('a paid one cannot be touched, nor one in a locked period', async () => {
    const { InvoiceID } = await create({ Status: 'AUTHORISED' });
    bench.xero.editOrganisation(KIWI, { periodLockDate: '2026-12-31' });
    expect(messages(await post(InvoiceID, { Status: 'VOIDED' }))[1]).toMatch(
      /period lock date, currently set at 31 December 2026/,
    );
    bench.xero.editOrganisation(KIWI, { periodLockDate: null });
    bench.xero.payDocument(KIWI, String(InvoiceID));
    expect(messages(await post(InvoiceID, { Status: 'VOIDED' }))).toContain(
      'Invoice not of valid status for modification',
    );
  });

  test('approving a draft asks for what it lacks', async () => {
    const { InvoiceID } = await create({ DueDate: undefined, LineItems: [{ ...LINE, AccountCode: undefined }] });
    expect(messages(await post(InvoiceID, { Status: 'AUTHORISED' }))).toEqual(
      expect.arrayContaining(['Due date must be specified', 'Account code must be specified']),
    );
  });

  test('an approved total of zero is paid', async () => {
    const zero = { Status: 'AUTHORISED', LineItems: [{ ...LINE, UnitAmount: 0 }] };
    expect((await create(zero)).Status).toBe('PAID');
    bench.xero.switches.zeroTotalBecomesPaid = false;
    expect((await create({ ...zero, InvoiceNumber: 'N-2' })).Status).toBe('AUTHORISED');
  });
});

describe('lists', () => {
  test('lines only on a page or by id; voided ones are there unless filtered', async () => {
    const { InvoiceID } = await create();
    bench.xero.voidDocument(KIWI, String(InvoiceID));
    const plain = list(await send('GET', 'Invoices?InvoiceNumbers=N-1'), 'Invoices');
    expect(plain).toMatchObject([{ LineItems: [], Contact: { Name: 'Acme Ltd' }, Status: 'VOIDED' }]);
    const paged = list(await send('GET', 'Invoices?InvoiceNumbers=N-1&page=1'), 'Invoices');
    expect(paged).toMatchObject([{ LineItems: [{ Description: 'Work' }] }]);
    expect(list(await send('GET', 'Invoices?Statuses=DRAFT,AUTHORISED'), 'Invoices')).toEqual([]);
  });

  test('by contact, by date, by whose app, by words', async () => {
    await create({ Reference: 'AT-77' });
    const numbers = async (query: string) =>
      list(await send('GET', `Invoices?${query}`), 'Invoices').map((i) => i.InvoiceNumber);
    expect(await numbers(`ContactIDs=${ACME.ContactID}&order=Date`)).toEqual(['OLD-1', 'N-1']);
    expect(await numbers('createdByMyApp=true')).toEqual(['N-1']);
    expect(await numbers('searchTerm=at-77')).toEqual(['N-1']);
    const date = 'Date>=DateTime(2026,10,1) AND Date<DateTime(2026,11,01)';
    expect(await numbers(`where=${encodeURIComponent(date)}`)).toEqual(['N-1']);
    const contact = `Contact.ContactID==guid("${ACME.ContactID}") AND Total>114.99 AND Status!="PAID"`;
    expect(await numbers(`where=${encodeURIComponent(contact)}`)).toEqual(['N-1']);
    const [summary] = list(await send('GET', 'Invoices?page=1&summaryOnly=true&searchTerm=AT-77'), 'Invoices');
    expect(summary).not.toHaveProperty('LineItems');
  });
});

describe('what hangs on an invoice', () => {
  test('attachments: exact bytes, same name replaces, ten at most, no odd characters', async () => {
    const { InvoiceID } = await create();
    const file = (name: string, bytes: number[]) =>
      send(
        'PUT',
        `Invoices/${InvoiceID}/Attachments/${encodeURIComponent(name)}?IncludeOnline=true`,
        new Uint8Array(bytes),
        {
          'content-type': 'image/png',
        },
      );
    await file('a.png', [1, 2]);
    await file('a.png', [0, 255, 10]);
    const [attachment] = bench.xero.attachments(String(InvoiceID));
    expect(attachment).toEqual({
      fileName: 'a.png',
      mimeType: 'image/png',
      includeOnline: true,
      bytes: Buffer.from([0, 255, 10]),
    });
    expect((await file('a+b.png', [1])).status).toBe(400);
    for (let index = 1; index < 10; index += 1) expect((await file(`${index}.png`, [index])).status).toBe(200);
    expect((await file('eleventh.png', [1])).status).toBe(400);
    expect(list(await send('GET', `Invoices/${InvoiceID}/Attachments`), 'Attachments')).toHaveLength(10);
  });

  test('e-mail and online invoice have their conditions', async () => {
    const { InvoiceID } = await create();
    expect((await send('POST', `Invoices/${InvoiceID}/Email`, {})).status).toBe(400);
    expect((await send('GET', `Invoices/${InvoiceID}/OnlineInvoice`)).status).toBe(400);
    const bistro = await create({
      InvoiceNumber: 'N-2',
      Status: 'AUTHORISED',
      Contact: { ContactID: seededContactId(KIWI, 'bistro') },
    });
    expect((await send('POST', `Invoices/${bistro.InvoiceID}/Email`, {})).status).toBe(400);
    await post(InvoiceID, { Status: 'AUTHORISED' });
    expect((await send('POST', `Invoices/${InvoiceID}/Email`, {})).status).toBe(204);
  });

  test('history tells what was done and takes notes', async () => {
    const { InvoiceID } = await create();
    await send('PUT', `Invoices/${InvoiceID}/History`, { HistoryRecords: [{ Details: 'From run 7' }] });
    const records = list(await send('GET', `Invoices/${InvoiceID}/History`), 'HistoryRecords');
    expect(records).toMatchObject([{ Changes: 'Note', Details: 'From run 7' }, { Changes: 'Created' }]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Exchange } from '../../src/sandbox/http.ts';
import { seededContactId } from '../../src/sandbox/xero/index.ts';
import * as schemas from '../../src/sandbox/xero/schemas.ts';
import type { SpecSchema } from '../helpers/xero-openapi.ts';
import { checkXeroExchanges, xeroSpec } from '../helpers/xero-openapi.ts';
import { KIWI } from '../helpers/xero-world.ts';
import { caller, connect, list, openBench } from '../sandbox/xero/open.ts';

const spec = xeroSpec();
const IGNORED_BY_XERO = ['SubTotal', 'TotalTax', 'Total'];

/** Field by field: what the stand-in takes must be a field of Xero's, writable, of that type, with values of that list. */
function compare(own: SpecSchema, theirs: SpecSchema | undefined, where: string): string[] {
  const target = theirs?.$ref ? spec?.components.schemas[theirs.$ref.split('/').at(-1) ?? ''] : theirs;
  if (!target) return [`${where} is not in Xero's description`];
  if (own.items) return compare(own.items, target.items, `${where}[]`);
  if (own.properties)
    return Object.entries(own.properties).flatMap(([name, property]) => {
      const field = target.properties?.[name];
      if (field?.readOnly && !IGNORED_BY_XERO.includes(name)) return [`${where}.${name} is read-only`];
      return compare(property, field, `${where}.${name}`);
    });
  const ownType = own.type === 'integer' ? 'number' : own.type;
  const theirType = target.type === 'integer' ? 'number' : target.type;
  const problems = ownType === theirType ? [] : [`${where} is ${own.type}, at Xero ${target.type}`];
  for (const value of own.enum ?? [])
    if (target.enum && !target.enum.includes(value)) problems.push(`${where} does not know ${value}`);
  return problems;
}

describe('the request schemas of the stand-in', () => {
  test.each([
    ['Contact', schemas.contactInput],
    ['LineItem', schemas.lineInput],
    ['Invoice', schemas.invoiceInput],
    ['CreditNote', schemas.creditNoteInput],
    ['HistoryRecord', schemas.historyInput],
    ['Allocation', schemas.allocationInput],
  ])('%s: every field is one of Xero\u2019s', (name, schema) => {
    const own = z.toJSONSchema(schema, { io: 'input' }) as SpecSchema;
    if (spec) expect(compare(own, spec.components.schemas[name], name)).toEqual([]);
    expect(Object.keys(own.properties ?? {}).length).toBeGreaterThan(0);
  });
});

test('a text of a contact may be as long as Xero\u2019s description says, and no longer', async () => {
  const { xero, close } = await openBench();
  const send = caller(xero, (await connect(xero)).access_token);
  const limited = Object.entries(spec?.components.schemas.Contact?.properties ?? {}).filter(
    ([name, field]) => field.maxLength && name in schemas.contactInput.shape && name !== 'EmailAddress',
  );
  for (const [name, { maxLength = 0 }] of limited) {
    const contact = (length: number) => ({ Contacts: [{ Name: `Length of ${name}`, [name]: 'x'.repeat(length) }] });
    expect([name, (await send('PUT', 'Contacts', contact(maxLength + 1))).status]).toEqual([name, 400]);
    expect([name, (await send('PUT', 'Contacts', contact(maxLength))).status]).toEqual([name, 200]);
  }
  await close();
  if (spec) expect(limited.length).toBeGreaterThan(5);
});

test('a story over every route: requests and answers are as Xero describes them', async () => {
  const exchanges = await tellStory();
  expect(exchanges.filter((exchange) => exchange.status >= 500)).toEqual([]);
  expect(checkXeroExchanges(exchanges)).toEqual([]);
});

describe('the check itself', () => {
  const good: Exchange = {
    system: 'xero',
    method: 'PUT',
    path: '/api.xro/2.0/Invoices',
    query: { summarizeErrors: 'false', unitdp: '4' },
    body: { Invoices: [{ Type: 'ACCREC', LineItems: [{ Description: 'x', Quantity: 1 }] }] },
    status: 200,
    answer: { Invoices: [{ Type: 'ACCREC', Total: 1 }] },
  };
  const line = (field: object) => ({ body: { Invoices: [{ LineItems: [field] }] } });

  test.each<[string, Partial<Exchange>]>([
    ['no such operation', { path: '/api.xro/2.0/Nothing' }],
    ['no such operation', { method: 'DELETE' }],
    ['unknown query parameter colour', { query: { colour: 'red' } }],
    ['must NOT have additional properties Colour', { body: { Invoices: [{ Colour: 'red' }] } }],
    ['must NOT have additional properties AmountDue', { body: { Invoices: [{ AmountDue: 1 }] } }],
    ['must be number', line({ Quantity: '1' })],
    ['must be equal to one of the allowed values', { body: { Invoices: [{ Type: 'SALE' }] } }],
    ['must NOT have more than 255 characters', { body: { Invoices: [{ InvoiceNumber: 'x'.repeat(256) }] } }],
    ['must match format "uuid"', { body: { Invoices: [{ InvoiceID: 'x' }] } }],
    ['answer /Invoices/0/Total must be number', { answer: { Invoices: [{ Total: '1' }] } }],
  ])('finds: %s', (problem, changes) => {
    const found = checkXeroExchanges([{ ...good, ...changes }]);
    if (spec) expect(found.join('\n')).toContain(problem);
    expect(checkXeroExchanges([good])).toEqual([]);
  });
});

async function tellStory(): Promise<Exchange[]> {
  const { xero, recorder, close } = await openBench();
  const send = caller(xero, (await connect(xero)).access_token);
  for (const name of [
    'Organisation',
    'Organisation/Actions',
    'Accounts',
    'TaxRates',
    'TrackingCategories',
    'Currencies',
    'BrandingThemes',
    'Items',
  ])
    await send('GET', name);

  const contact = {
    Name: 'Story',
    ContactNumber: '7',
    EmailAddress: 'a@story.example',
    DefaultCurrency: 'USD',
    PaymentTerms: { Sales: { Day: 20, Type: 'OFFOLLOWINGMONTH' } },
    ContactPersons: [{ FirstName: 'A', EmailAddress: 'a@story.example', IncludeInEmails: true }],
    Addresses: [{ AddressType: 'STREET', AddressLine1: '1 Street', City: 'Town', Country: 'New Zealand' }],
    Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '1', PhoneAreaCode: '3', PhoneCountryCode: '64' }],
  };
  await send('PUT', 'Contacts?summarizeErrors=false', { Contacts: [contact, contact] });
  await send('PUT', 'Contacts', { Contacts: [{}] });
  await send('POST', 'Contacts', { Contacts: [{ Name: 'Story', AccountNumber: 'S' }] });
  for (const query of ['', '?page=1&includeArchived=true', '?page=1&summaryOnly=true', '?where=Name%3D%3D%22Story%22'])
    await send('GET', `Contacts${query}`);

  const Contact = { ContactID: seededContactId(KIWI, 'acme') };
  const Tracking = [{ Name: 'Region', Option: 'North' }];
  const LineItems = [
    {
      Description: 'a',
      Quantity: 1.5,
      UnitAmount: 33.3333,
      LineAmount: 50,
      AccountCode: '200',
      TaxType: 'OUTPUT2',
      TaxAmount: 7.51,
      Tracking,
    },
    { Description: 'Only words' },
  ];
  const shared = {
    Contact,
    Date: '2026-10-31',
    DueDate: '2026-11-30',
    LineAmountTypes: 'Exclusive',
    CurrencyCode: 'NZD',
    LineItems,
  };
  const invoice = {
    ...shared,
    Type: 'ACCREC',
    InvoiceNumber: 'S-1',
    Status: 'AUTHORISED',
    Reference: 'AT-1',
    Url: 'https://example.com/1',
  };
  const batch = await send('PUT', 'Invoices?summarizeErrors=false&unitdp=4', {
    Invoices: [
      invoice,
      invoice,
      { ...invoice, InvoiceNumber: 'S-2', Status: 'DRAFT', LineItems: [{ ...LineItems[0], AccountCode: '1' }] },
    ],
  });
  await send('PUT', 'Invoices', { Invoices: [invoice] });
  const id = list(batch, 'Invoices')[0]?.InvoiceID;
  for (const query of ['', '?page=1', '?page=1&summaryOnly=true', '?InvoiceNumbers=S-1'])
    await send('GET', `Invoices${query}`);
  await send('GET', `Invoices/${id}?unitdp=4`);
  const file = { 'content-type': 'application/pdf' };
  await send('PUT', `Invoices/${id}/Attachments/a.pdf?IncludeOnline=true`, new Uint8Array([1, 2, 3]), file);
  await send('GET', `Invoices/${id}/Attachments`);
  await send('PUT', `Invoices/${id}/History`, { HistoryRecords: [{ Details: 'note' }] });
  await send('GET', `Invoices/${id}/History`);
  await send('POST', `Invoices/${id}/Email`, {});
  await send('GET', `Invoices/${id}/OnlineInvoice`);

  const note = { ...shared, Type: 'ACCRECCREDIT', CreditNoteNumber: 'S-C1', Status: 'AUTHORISED', Reference: 'AT-2' };
  const notes = await send('PUT', 'CreditNotes?summarizeErrors=false&unitdp=4', { CreditNotes: [note, note] });
  const noteId = list(notes, 'CreditNotes')[0]?.CreditNoteID;
  await send('GET', 'CreditNotes?page=1&where=CreditNoteNumber%3D%3D%22S-C1%22');
  const allocation = { Amount: 5, Date: '2026-11-01', Invoice: { InvoiceID: id } };
  await send('PUT', `CreditNotes/${noteId}/Allocations`, { Allocations: [allocation] });
  await send('GET', `CreditNotes/${noteId}`);
  await send('POST', `CreditNotes/${noteId}`, { CreditNotes: [{ Status: 'VOIDED' }] });
  await send('POST', `Invoices/${list(batch, 'Invoices')[2]?.InvoiceID}`, { Invoices: [{ Status: 'DELETED' }] });
  await close();
  expect(recorder.violations).toEqual([]);
  return recorder.exchanges;
}

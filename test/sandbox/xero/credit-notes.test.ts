import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seededContactId } from '../../../src/sandbox/xero/index.ts';
import { KIWI } from '../../helpers/xero-world.ts';
import type { Bench, Send } from './open.ts';
import { caller, connect, list, messages, openBench } from './open.ts';

let bench: Bench;
let send: Send;
beforeEach(async () => {
  bench = await openBench();
  send = caller(bench.xero, (await connect(bench.xero)).access_token);
});
afterEach(() => bench.close());

const Contact = { ContactID: seededContactId(KIWI, 'acme') };
const LINE = { Description: 'Refund', Quantity: 1, UnitAmount: 10, AccountCode: '200' };
const note = (changes: object = {}) => ({
  Type: 'ACCRECCREDIT',
  Contact,
  CreditNoteNumber: 'C-1',
  Date: '2026-10-31',
  LineItems: [LINE],
  ...changes,
});
const put = (...notes: object[]) => send('PUT', 'CreditNotes?summarizeErrors=false', { CreditNotes: notes });

async function create(changes: object = {}) {
  return list(await put(note(changes)), 'CreditNotes')[0] ?? {};
}

test('a credit note has positive amounts, needs no due date, and may override tax', async () => {
  const created = await create({ Status: 'AUTHORISED', Reference: 'AT-9', LineItems: [{ ...LINE, TaxAmount: 1.49 }] });
  expect(created).toMatchObject({
    Type: 'ACCRECCREDIT',
    Status: 'AUTHORISED',
    Total: 11.49,
    RemainingCredit: 11.49,
    Reference: 'AT-9',
  });
  expect(bench.xero.rows().find((row) => row.number === 'C-1')).toMatchObject({ type: 'ACCRECCREDIT', total: '11.49' });
});

test.each([
  ['Credit Note # must be unique.', {}],
  [
    'Discounts cannot be applied to this type of document',
    { CreditNoteNumber: 'C-2', LineItems: [{ ...LINE, DiscountRate: 1 }] },
  ],
  [
    'The total of this document must not be negative',
    { CreditNoteNumber: 'C-2', LineItems: [{ ...LINE, Quantity: -1 }] },
  ],
  ['Organisation is not subscribed to currency GBP', { CreditNoteNumber: 'C-2', CurrencyCode: 'GBP' }],
])('refuses: %s', async (message, changes) => {
  await create();
  const answer = await put(note(changes));
  expect(messages(answer)).toContain(message);
  expect(list(answer, 'CreditNotes')[0]).toMatchObject({
    CreditNoteID: '00000000-0000-0000-0000-000000000000',
    HasErrors: true,
  });
});

test('has no Url', async () => {
  expect((await put(note({ Url: 'https://example.com' }))).status).toBe(501);
});

test('an invoice may have the same number', async () => {
  await create();
  const invoice = { ...note(), CreditNoteNumber: undefined, Type: 'ACCREC', InvoiceNumber: 'C-1' };
  expect((await send('PUT', 'Invoices', { Invoices: [invoice] })).status).toBe(200);
});

test('is found by number or reference, numbered by itself, deleted as a draft, voided once approved', async () => {
  const draft = await create({ CreditNoteNumber: undefined, Reference: 'Refund AT-9' });
  expect(draft.CreditNoteNumber).toBe('CN-0001');
  const query = (condition: string) => send('GET', `CreditNotes?page=1&where=${encodeURIComponent(condition)}`);
  for (const condition of ['CreditNoteNumber=="CN-0001"', 'Reference!=null AND Reference.EndsWith("AT-9")'])
    expect(list(await query(condition), 'CreditNotes')).toMatchObject([
      { CreditNoteID: draft.CreditNoteID, LineItems: [{}] },
    ]);
  const change = (id: unknown, Status: string) => send('POST', `CreditNotes/${id}`, { CreditNotes: [{ Status }] });
  expect((await change(draft.CreditNoteID, 'VOIDED')).status).toBe(400);
  expect((await change(draft.CreditNoteID, 'DELETED')).status).toBe(200);
  const approved = await create({ Status: 'AUTHORISED' });
  expect((await change(approved.CreditNoteID, 'DELETED')).status).toBe(400);
  expect(list(await change(approved.CreditNoteID, 'VOIDED'), 'CreditNotes')).toMatchObject([{ Status: 'VOIDED' }]);
});

test('an allocation pays an invoice, and then neither can be voided', async () => {
  const credit = await create({ Status: 'AUTHORISED' });
  const invoice = {
    Type: 'ACCREC',
    Contact,
    InvoiceNumber: 'N-1',
    Date: '2026-10-31',
    DueDate: '2026-11-30',
    Status: 'AUTHORISED',
    LineItems: [LINE],
  };
  const [posted] = list(
    await send('PUT', 'Invoices', { Invoices: [{ ...invoice, LineItems: [LINE, LINE] }] }),
    'Invoices',
  );
  const allocation = { Amount: 11.5, Date: '2026-11-01', Invoice: { InvoiceID: posted?.InvoiceID } };
  const path = `CreditNotes/${credit.CreditNoteID}/Allocations`;
  expect((await send('PUT', path, { Allocations: [{ ...allocation, Amount: 12 }] })).status).toBe(400);
  expect((await send('PUT', path, { Allocations: [allocation] })).status).toBe(200);
  const read = list(await send('GET', `Invoices/${posted?.InvoiceID}`), 'Invoices')[0];
  expect(read).toMatchObject({
    AmountCredited: 11.5,
    AmountDue: 11.5,
    Status: 'AUTHORISED',
    CreditNotes: [{ CreditNoteNumber: 'C-1' }],
  });
  const refused = await send('POST', `Invoices/${posted?.InvoiceID}`, { Invoices: [{ Status: 'VOIDED' }] });
  expect(messages(refused)).toContain(
    'This document cannot be edited as it has a payment or credit note allocated to it.',
  );
  expect(list(await send('GET', `CreditNotes/${credit.CreditNoteID}`), 'CreditNotes')).toMatchObject([
    { Status: 'PAID', RemainingCredit: 0 },
  ]);
});

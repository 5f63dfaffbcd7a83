import { describe, expect, test } from '@jest/globals';
import { openStandIn } from './open-stand-in.ts';

describe('writes', () => {
  test('PATCH changes only what it names, and is there after reopening the store', async () => {
    const { send, autotask, store } = await openStandIn();
    const answer = await send('PATCH', 'V1.0/Invoices', { id: 5201, webServiceDate: '2026-11-22T09:30:15.250Z' });
    expect([answer.status, answer.json]).toEqual([200, { itemId: 5201 }]);
    const { json } = await send('GET', 'V1.0/Invoices/5201');
    expect(json.item).toMatchObject({ webServiceDate: '2026-11-22T09:30:15.250Z', invoiceNumber: 'HL-5201' });
    expect(autotask.rows().find((row) => row.id === 5201)?.markedAt).toBe('2026-11-22T09:30:15.250Z');
    const again = await openStandIn({ store });
    expect(again.autotask.invoice(5201)?.webServiceDate).toBe('2026-11-22T09:30:15.250Z');
  });

  test('PATCH clears with null and writes number and paid date, the latter as a day', async () => {
    const { send, autotask } = await openStandIn();
    await send('PATCH', 'V1.0/Invoices', {
      id: 5218,
      webServiceDate: null,
      invoiceNumber: 'X-1',
      paidDate: '2026-11-01T17:00:00Z',
    });
    expect(autotask.invoice(5218)).toMatchObject({
      webServiceDate: null,
      invoiceNumber: 'X-1',
      paidDate: '2026-11-01',
    });
    expect((await send('GET', 'V1.0/Invoices/5218')).json.item.paidDate).toBe('2026-11-01T00:00:00.000Z');
  });

  test.each([
    ['day', '2026-11-22T00:00:00.000Z'],
    ['seconds', '2026-11-22T09:30:15.000Z'],
  ] as const)('a tenant may keep only the %s of an instant', async (webServiceDate, kept) => {
    const { send } = await openStandIn({ switches: { webServiceDate } });
    await send('PATCH', 'V1.0/Invoices', { id: 5201, webServiceDate: '2026-11-22T09:30:15.250Z' });
    expect((await send('GET', 'V1.0/Invoices/5201')).json.item.webServiceDate).toBe(kept);
  });

  test('PUT empties every writable field it leaves out', async () => {
    const { send, autotask } = await openStandIn();
    await send('PUT', 'V1.0/Invoices', { id: 5201, webServiceDate: '2026-11-22T09:30:00Z' });
    expect(autotask.invoice(5201)).toMatchObject({
      invoiceNumber: null,
      paidDate: null,
      webServiceDate: '2026-11-22T09:30:00.000Z',
      invoiceTotal: '697.5000',
    });
  });

  test('read-only fields are ignored with a 200', async () => {
    const { send, autotask, recorder } = await openStandIn();
    const answer = await send('PATCH', 'V1.0/Invoices', { id: 5201, invoiceTotal: 1, isVoided: true });
    expect(answer.status).toBe(200);
    expect(autotask.invoice(5201)).toMatchObject({ invoiceTotal: '697.5000', isVoided: false });
    expect(recorder.violations).toHaveLength(2);
  });

  test.each([
    ['an unknown field', { id: 5201, webserviceDate: null }, /Unable to find webserviceDate/],
    ['an unknown id', { id: 77, webServiceDate: null }, /Unable to find the Invoice with id 77/],
    ['no id', { webServiceDate: null }, /Unable to find the Invoice/],
    ['a date that does not exist', { id: 5201, webServiceDate: '2026-13-01' }, /not a valid date/],
    ['a number that is too long', { id: 5201, invoiceNumber: 'x'.repeat(101) }, /longer than 100/],
  ])('%s is a 500 with a sentence', async (_what, body, sentence) => {
    const { send } = await openStandIn();
    const answer = await send('PATCH', 'V1.0/Invoices', body);
    expect(answer.status).toBe(500);
    expect(answer.json.errors[0]).toMatch(sentence);
  });

  test('go to the collection: below an id there is no PATCH, and nothing is created or deleted', async () => {
    const { send } = await openStandIn();
    for (const [method, path] of [
      ['PATCH', 'V1.0/Invoices/5201'],
      ['POST', 'V1.0/Invoices'],
      ['DELETE', 'V1.0/Invoices'],
      ['PATCH', 'V1.0/BillingCodes'],
    ] as const) {
      const answer = await send(method, path, method === 'DELETE' ? undefined : { id: 5201 });
      expect(answer.status).toBe(405);
      expect(answer.json).toEqual({ Message: `The requested resource does not support http method '${method}'.` });
    }
  });
});

describe('what people do in Autotask', () => {
  test('voiding frees the lines; invoicing them again makes a new id', async () => {
    const { autotask, query } = await openStandIn();
    autotask.voidInvoice(5201);
    expect(autotask.invoice(5201)).toMatchObject({ isVoided: true });
    expect(autotask.lines(5201)).toEqual([]);
    const freed = await query('BillingItems', [{ op: 'eq', field: 'invoiceID', value: 0 }]);
    expect(freed.json.items.length).toBeGreaterThanOrEqual(2);
    const fresh = autotask.invoiceAgain(5202);
    expect(fresh).not.toBe(5202);
    expect(autotask.lines(fresh)).toHaveLength(3);
    expect(autotask.invoice(fresh)).toMatchObject({ isVoided: false, invoiceTotal: '30.3750' });
    expect(autotask.invoice(5202)?.isVoided).toBe(true);
  });

  test('edits and foreign marks are seen by the API', async () => {
    const { autotask, send } = await openStandIn();
    autotask.editInvoice(5201, { orderNumber: 'NEW', invoiceTotal: '700.0000' });
    autotask.editLine(5201001, { totalAmount: '465.0000' });
    autotask.markByOther(5201, '2026-11-20T08:00:00.000Z');
    const { json } = await send('GET', 'V1.0/Invoices/5201');
    expect(json.item).toMatchObject({
      orderNumber: 'NEW',
      invoiceTotal: 700,
      webServiceDate: '2026-11-20T08:00:00.000Z',
    });
    expect((await send('GET', 'V1.0/BillingItems/5201001')).json.item.totalAmount).toBe(465);
  });
});

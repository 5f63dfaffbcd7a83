import { describe, expect, test } from '@jest/globals';
import { credentials, openStandIn } from './open-stand-in.ts';

const everything = [{ op: 'exist', field: 'id' }];

describe('zone and credentials', () => {
  test('versions and zone are told without credentials; the zone points to this server', async () => {
    const { autotask, send } = await openStandIn();
    const none = { UserName: '', Secret: '', ApiIntegrationCode: '' };
    expect((await send('GET', 'versioninformation', undefined, none)).json).toEqual({ apiVersions: ['1.0'] });
    const zone = await send('GET', 'v1.0/zoneInformation?user=api%40msp.example', undefined, none);
    expect(zone.json).toEqual({
      zoneName: 'Sandbox',
      url: `${autotask.url}/atservicesrest/`,
      webUrl: `${autotask.url}/`,
      ci: 418_207,
    });
  });

  test.each(['UserName', 'Secret', 'ApiIntegrationCode'])('a wrong %s is a 401', async (header) => {
    const { send } = await openStandIn();
    expect((await send('GET', 'V1.0/Invoices/1', undefined, { [header]: 'wrong' })).status).toBe(401);
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(200);
    expect(credentials.username).not.toBe('wrong');
  });

  test('unknown routes and parameters are noted', async () => {
    const { send, recorder } = await openStandIn();
    expect((await send('GET', 'V1.0/Appointments/1')).status).toBe(404);
    expect((await send('GET', 'V1.0/Invoices/5201/InvoiceDocx')).status).toBe(404);
    expect((await send('GET', 'V2.0/Invoices/5201')).status).toBe(404);
    await send('GET', 'V1.0/Invoices/5201?expand=lines');
    expect(recorder.violations).toEqual([
      'autotask GET /atservicesrest/V1.0/Appointments/1: unknown route',
      'autotask GET /atservicesrest/V1.0/Invoices/5201/InvoiceDocx: unknown route',
      'autotask GET /atservicesrest/V2.0/Invoices/5201: unknown route',
      'autotask GET /atservicesrest/V1.0/Invoices/5201: unknown parameter "expand"',
    ]);
  });

  test('every API request is recorded with its body and status', async () => {
    const { query, recorder } = await openStandIn();
    await query('Invoices', everything);
    expect(recorder.exchanges).toEqual([
      {
        system: 'autotask',
        method: 'POST',
        path: '/atservicesrest/V1.0/Invoices/query',
        query: {},
        body: { filter: everything },
        status: 200,
      },
    ]);
  });
});

describe('metadata and documents', () => {
  test('fields carry flags, references and picklists whose values are texts', async () => {
    const { send } = await openStandIn();
    const { json } = await send('GET', 'V1.0/Invoices/entityInformation/fields');
    const field = (name: string) => json.fields.find((candidate: { name: string }) => candidate.name === name);
    expect(field('webServiceDate')).toMatchObject({ dataType: 'datetime', isReadOnly: false, isQueryable: true });
    expect(field('dueDate')).toMatchObject({ isReadOnly: true, isQueryable: false });
    expect(field('companyID')).toMatchObject({ isReference: true, referenceEntityType: 'Companies' });
    expect(field('paymentTerm').picklistValues[0]).toMatchObject({ value: '1', label: 'Net 30' });
    const lines = await send('GET', 'V1.0/BillingItems/entityInformation/fields');
    const types = lines.json.fields.find((candidate: { name: string }) => candidate.name === 'billingItemType');
    expect(types.picklistValues[0]).toMatchObject({ value: '1', label: 'Labor' });
  });

  test('contacts have a number where companies have a boolean', async () => {
    const { query } = await openStandIn();
    const contacts = await query('Contacts', [
      { op: 'eq', field: 'companyID', value: 209 },
      { op: 'eq', field: 'isActive', value: 1 },
    ]);
    expect(contacts.json.items).toHaveLength(3);
    const companies = await query('Companies', [{ op: 'eq', field: 'isActive', value: true }]);
    expect(companies.json.items).toHaveLength(17);
  });

  test('invoice settings name the billing contacts; below an unknown company there is nothing', async () => {
    const { send } = await openStandIn();
    const { json } = await send('GET', 'V1.0/Companies/209/invoiceSettings');
    expect(json).toMatchObject({ taxExempt: false, contactRecipients: [410], resourceRecipients: [] });
    expect((await send('GET', 'V1.0/Companies/9/invoiceSettings')).status).toBe(404);
  });

  test('the PDF of an invoice is one', async () => {
    const { send } = await openStandIn();
    const { json } = await send('GET', 'V1.0/Invoices/5201/InvoicePdf');
    const bytes = Buffer.from(json.data, 'base64');
    expect(json).toMatchObject({
      id: 5201,
      contentType: 'application/pdf',
      fileName: 'Invoice_HL-5201.pdf',
      fileSize: bytes.length,
    });
    expect(bytes.toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*Invoice HL-5201[\s\S]*%%EOF\n$/);
  });

  test('links to the web client open a page, with names escaped', async () => {
    const { autotask, recorder } = await openStandIn();
    const open = async (query: string) => {
      const page = await fetch(`${autotask.url}/Autotask/AutotaskExtend/ExecuteCommand.aspx?${query}`);
      return page.text();
    };
    const company = await open('Code=OpenAccount&AccountID=203');
    expect(company).toContain('Finch &#38; Fox &#60;Design&#62; Ltd');
    expect(await open('Code=OpenInvoice&InvoiceID=5201')).toContain('Invoice HL-5201');
    expect(await open('Code=OpenAccount&AccountID=9')).toContain('No such organization');
    expect((await fetch(`${autotask.url}/favicon.ico`)).status).toBe(404);
    expect(recorder.exchanges).toEqual([]);
    expect(recorder.violations).toEqual([]);
  });
});

describe('limits', () => {
  test('three requests for one entity at a time; the next is refused, other entities are not', async () => {
    const { query, send } = await openStandIn({ switches: { latencyMs: 150 } });
    const answers = await Promise.all([...Array(4)].map(() => query('Invoices', everything)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 429]);
    const mixed = await Promise.all([
      ...[...Array(3)].map(() => query('Invoices', everything)),
      query('Companies', everything),
      send('GET', 'V1.0/ThresholdInformation'),
    ]);
    expect(mixed.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  });

  test('the hourly budget is told, refuses, and frees itself as the hour passes', async () => {
    const { send, clock } = await openStandIn({ switches: { requestsPerHour: 2 } });
    const told = await send('GET', 'V1.0/ThresholdInformation');
    expect(told.json).toEqual({
      externalRequestThreshold: 2,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: 1,
    });
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(200);
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(429);
    clock.advance(3_600_001);
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(200);
  });
});

describe('faults', () => {
  test('limited, failing and down look as they do on the wire', async () => {
    const { send, faults, autotask } = await openStandIn();
    faults.add({ system: 'autotask', kind: 'limited', times: 1, retryAfterSeconds: 7 });
    const limited = await send('GET', 'V1.0/Invoices/1');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    faults.add({ system: 'autotask', kind: 'limited', times: 1 });
    expect((await send('GET', 'V1.0/Invoices/1')).headers.get('retry-after')).toBeNull();
    faults.add({ system: 'autotask', kind: 'failing', times: 2 });
    const html = await send('GET', 'V1.0/Invoices/1');
    expect([html.status, html.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    autotask.switches.failingBody = 'errors';
    expect((await send('GET', 'V1.0/Invoices/1')).json.errors).toHaveLength(1);
    faults.add({ system: 'autotask', kind: 'down', times: 1 });
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(503);
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(200);
  });

  test('a lost answer was worked on, a lost request was not', async () => {
    const { send, faults, autotask } = await openStandIn();
    const mark = { id: 5201, webServiceDate: '2026-11-22T09:30:00.000Z' };
    faults.add({ system: 'autotask', kind: 'lost-request', method: 'PATCH', times: 1 });
    await expect(send('PATCH', 'V1.0/Invoices', mark)).rejects.toThrow();
    expect(autotask.invoice(5201)?.webServiceDate).toBeNull();
    faults.add({ system: 'autotask', kind: 'lost-answer', method: 'PATCH', times: 1 });
    await expect(send('PATCH', 'V1.0/Invoices', mark)).rejects.toThrow();
    expect(autotask.invoice(5201)?.webServiceDate).toBe('2026-11-22T09:30:00.000Z');
  });

  test('a request that hangs holds a thread until its client gives up', async () => {
    const { faults, autotask, send, recorder } = await openStandIn({ switches: { threadsPerEndpoint: 1 } });
    faults.add({ system: 'autotask', kind: 'hang', times: 1 });
    const gaveUp = new AbortController();
    const hanging = fetch(`${autotask.apiUrl}V1.0/Invoices/1`, { signal: gaveUp.signal }).catch(() => 'gave up');
    while (recorder.exchanges.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await send('GET', 'V1.0/Invoices/1')).status).toBe(429);
    gaveUp.abort();
    expect(await hanging).toBe('gave up');
    let status = 429;
    while (status === 429) status = (await send('GET', 'V1.0/Invoices/1')).status;
    expect(status).toBe(200);
  });
});

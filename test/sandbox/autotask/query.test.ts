import { describe, expect, test } from '@jest/globals';
import { openStandIn } from './open-stand-in.ts';

const everything = [{ op: 'exist', field: 'id' }];
const ids = (answer: { json: { items: { id: number }[] } }) => answer.json.items.map((item) => item.id);

describe('query', () => {
  test('finds the invoices of a month by day, ascending, as Autotask prints them', async () => {
    const { query, recorder } = await openStandIn();
    const answer = await query('Invoices', [
      { op: 'gte', field: 'invoiceDateTime', value: '2026-10-12' },
      { op: 'lt', field: 'invoiceDateTime', value: '2026-10-13T00:00:00Z' },
    ]);
    expect(answer.status).toBe(200);
    expect(ids(answer)).toEqual([5215, 5216]);
    expect(answer.json.pageDetails).toEqual({ count: 2, requestCount: 500, prevPageUrl: null, nextPageUrl: null });
    expect(answer.json.items[1]).toMatchObject({
      invoiceNumber: 'HL-5216',
      invoiceDateTime: '2026-10-12T00:00:00.000Z',
      dueDate: '2026-11-11T00:00:00.000Z',
      isVoided: false,
      webServiceDate: null,
      taxGroup: null,
    });
    expect(answer.text).toContain('"invoiceTotal":266.4000,"isVoided"');
    expect(recorder.violations).toEqual([]);
  });

  test('prints amounts as numbers with all their digits', async () => {
    const { query } = await openStandIn();
    const { text } = await query('BillingItems', [{ op: 'eq', field: 'invoiceID', value: 5227 }]);
    expect(text).toContain(
      '"rate":9.4012345,"extendedPrice":103.4135795,"totalAmount":103.4135795,"taxDollars":20.6827159',
    );
  });

  test('drops a wrong operator in silence, so that everything comes back', async () => {
    const { query, recorder, autotask } = await openStandIn();
    const answer = await query('Invoices', [{ op: 'ne', field: 'isVoided', value: true }]);
    expect(answer.json.items.length).toBe(autotask.rows().length - 1); // all but the one it may not see
    expect(recorder.violations).toHaveLength(1);
  });

  test('drops an operator that exists when the tenant is switched to do so', async () => {
    const { query, autotask, recorder } = await openStandIn();
    const filter = [{ op: 'notExist', field: 'webServiceDate' }];
    const before = ids(await query('Invoices', filter));
    autotask.switches.ignoredOperators = ['notExist'];
    const after = ids(await query('Invoices', filter));
    expect(before).not.toContain(5218);
    expect(after).toContain(5218);
    expect(recorder.violations).toEqual([]);
  });

  test.each([
    ['a wrong field', [{ op: 'eq', field: 'companyId', value: 1 }], 'Unable to find companyId in the Invoice Entity.'],
    [
      'dueDate',
      [{ op: 'eq', field: 'dueDate', value: '2026-10-01' }],
      'The field dueDate of the Invoice Entity cannot be queried.',
    ],
    ['taxGroup', [{ op: 'exist', field: 'taxGroup' }], 'The field taxGroup of the Invoice Entity cannot be queried.'],
    ['no filter', undefined, 'Value cannot be null.\r\nParameter name: filters'],
    ['an empty filter', [], 'Value cannot be null.\r\nParameter name: filters'],
    [
      'a text for a boolean',
      [{ op: 'eq', field: 'isVoided', value: 'false' }],
      'The value of isVoided must be true or false.',
    ],
    [
      'null for a boolean',
      [{ op: 'eq', field: 'isVoided', value: null }],
      'Value cannot be null.\r\nParameter name: isVoided',
    ],
    [
      'a label for a picklist',
      [{ op: 'eq', field: 'paymentTerm', value: 'Net 30' }],
      "Conversion failed when converting the varchar value 'Net 30' to data type int.",
    ],
    [
      'a day that does not exist',
      [{ op: 'gt', field: 'invoiceDateTime', value: '2026-02-30' }],
      'The value of invoiceDateTime is not a valid date.',
    ],
    [
      'a user defined field',
      [{ op: 'eq', field: 'Colour', udf: true, value: 'x' }],
      'Unable to find user defined field Colour in the Invoice Entity.',
    ],
  ])('answers 500 and a sentence to %s', async (_what, filter, sentence) => {
    const { query } = await openStandIn();
    const answer = await query('Invoices', filter);
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({ errors: [sentence] });
  });

  test('refuses more than 500 conditions, lists counted by their values', async () => {
    const { query } = await openStandIn();
    const list = (length: number) => [
      { op: 'in', field: 'id', value: Array.from({ length }, (_, index) => 5000 + index) },
    ];
    expect((await query('Invoices', list(500))).status).toBe(200);
    const refused = await query('Invoices', list(501));
    expect(refused.status).toBe(500);
    expect(refused.json.errors[0]).toMatch(/limited to 500 or fewer 'OR' conditions/);
  });

  test('knows groups, lists, texts and presence', async () => {
    const { query } = await openStandIn();
    const found = async (filter: unknown) => ids(await query('Invoices', filter));
    expect(await found([{ op: 'in', field: 'id', value: [5203, 5201, 9] }])).toEqual([5201, 5203]);
    expect(
      await found([
        {
          op: 'or',
          items: [
            { op: 'eq', field: 'invoiceNumber', value: 'hl-5201' },
            {
              op: 'and',
              items: [
                { op: 'eq', field: 'companyID', value: 212 },
                { op: 'lt', field: 'id', value: 5220 },
              ],
            },
          ],
        },
      ]),
    ).toEqual([5201, 5211]);
    expect(await found([{ op: 'notExist', field: 'invoiceNumber' }])).toEqual([5227]);
    expect(await found([{ op: 'endsWith', field: 'orderNumber', value: '88120' }])).toEqual([5201]);
    expect(await found([{ op: 'contains', field: 'invoiceNumber', value: '487' }])).toEqual([5221]);
    expect(await found([{ op: 'lt', field: 'invoiceTotal', value: 0 }])).toEqual([5215]);
    expect(await found([{ op: 'eq', field: 'isVoided', value: true }])).toEqual([5217]);
    expect(await found([{ op: 'gte', field: 'webServiceDate', value: '2026-10-14T09:14:07Z' }])).toEqual([5218, 5219]);
    const notIn = await found([{ op: 'notIn', field: 'companyID', value: [201, 202] }]);
    expect(notIn).not.toContain(5201);
    expect(notIn).toContain(5203);
  });

  test('takes a GET with the parameter search, and either case of the keys', async () => {
    const { send } = await openStandIn();
    const search = encodeURIComponent(JSON.stringify({ MaxRecords: 2, IncludeFields: ['id'], Filter: everything }));
    const answer = await send('GET', `v1.0/INVOICES/query?search=${search}`);
    expect(answer.json.items).toEqual([{ id: 5201 }, { id: 5202 }]);
  });

  test('counts', async () => {
    const { send, autotask } = await openStandIn();
    const answer = await send('POST', 'V1.0/Invoices/query/count', { filter: everything });
    expect(answer.json).toEqual({ queryCount: autotask.rows().length - 1 });
  });

  test('answers an id, and null for one that does not exist', async () => {
    const { send } = await openStandIn();
    expect((await send('GET', 'V1.0/Invoices/5203')).json.item).toMatchObject({ id: 5203, companyID: 203 });
    const unknown = await send('GET', 'V1.0/Invoices/999999');
    expect([unknown.status, unknown.json]).toEqual([200, { item: null }]);
  });
});

describe('pages', () => {
  test('lead through everything with the same verb and the same body, and back', async () => {
    const { send, query, autotask, recorder } = await openStandIn();
    const body = { filter: everything, maxRecords: 10 };
    const first = await query('Invoices', everything, { maxRecords: 10 });
    expect(first.json.pageDetails).toMatchObject({ count: 10, requestCount: 10, prevPageUrl: null });
    const seen = ids(first);
    let page = first;
    while (page.json.pageDetails.nextPageUrl) {
      page = await send('POST', page.json.pageDetails.nextPageUrl, body);
      expect(page.status).toBe(200);
      seen.push(...ids(page));
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBe(autotask.rows().length - 1);
    expect(new Set(seen).size).toBe(seen.length);
    const back = await send('POST', page.json.pageDetails.prevPageUrl, body);
    expect(ids(back)).toEqual(seen.slice(20, 30));
    expect(recorder.violations).toEqual([]);
  });

  test('of a GET are had with GET', async () => {
    const { send } = await openStandIn();
    const search = encodeURIComponent(JSON.stringify({ MaxRecords: 20, filter: everything }));
    const first = await send('GET', `V1.0/Invoices/query?search=${search}`);
    const second = await send('GET', first.json.pageDetails.nextPageUrl);
    expect(ids(second)[0]).toBeGreaterThan(ids(first)[19] ?? 0);
  });

  test('are refused with another verb or another body', async () => {
    const { send, query, recorder } = await openStandIn();
    const first = await query('Invoices', everything, { maxRecords: 10 });
    const next: string = first.json.pageDetails.nextPageUrl;
    expect((await send('POST', next, { filter: everything, maxRecords: 11 })).status).toBe(500);
    expect((await send('GET', next)).status).toBe(500);
    expect(recorder.violations).toHaveLength(1);
  });

  test('hold 500 rows at most, whatever is asked', async () => {
    const { query, recorder } = await openStandIn();
    const answer = await query('Invoices', everything, { MaxRecords: 501 });
    expect(answer.json.pageDetails.requestCount).toBe(500);
    expect(recorder.violations).toHaveLength(1);
  });
});

describe('what the API user may not see', () => {
  test('is missing without a word: lines, and invoices that have no other lines', async () => {
    const { query, send, autotask } = await openStandIn();
    const lines = await query('BillingItems', [{ op: 'eq', field: 'invoiceID', value: 5223 }]);
    expect(lines.json.items).toHaveLength(1);
    expect(autotask.lines(5223)).toHaveLength(2);
    expect(ids(await query('Invoices', [{ op: 'in', field: 'id', value: [5223, 5225] }]))).toEqual([5223]);
    expect((await send('GET', 'V1.0/Invoices/5225')).json).toEqual({ item: null });
    const mark = { id: 5225, webServiceDate: '2026-11-22T09:30:00Z' };
    expect((await send('PATCH', 'V1.0/Invoices', mark)).status).toBe(500);
    expect(autotask.invoice(5225)?.webServiceDate).toBeNull();
  });

  test('may be everything', async () => {
    const { query, send } = await openStandIn({ switches: { noAccess: ['Invoices'] } });
    expect(ids(await query('Invoices', everything))).toEqual([]);
    const info = await send('GET', 'V1.0/Invoices/entityInformation');
    expect(info.json.info.userAccessForQuery).toBe('None');
  });

  test('can be read from the metadata and the assignments', async () => {
    const { send, query } = await openStandIn();
    const info = await send('GET', 'V1.0/Invoices/entityInformation');
    expect(info.json.info).toMatchObject({ canQuery: true, canUpdate: true, userAccessForQuery: 'Restricted' });
    const user = await query('Resources', [{ op: 'eq', field: 'userName', value: 'api@msp.example' }]);
    const id = user.json.items[0].id;
    const assigned = await query('OrganizationalResources', [{ op: 'eq', field: 'resourceID', value: id }]);
    const pairs = assigned.json.items.map(
      (item: { organizationalLevelAssociationID: number }) => item.organizationalLevelAssociationID,
    );
    expect(pairs).toEqual([11, 12, 13, 14, 15, 17]);
    const child = await send('GET', 'V1.0/OrganizationalLevelAssociations/16/Resources');
    expect(child.json.items).toEqual([]);
  });
});

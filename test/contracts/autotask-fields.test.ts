import { describe, expect, test } from '@jest/globals';
import { entities } from '../../src/sandbox/autotask/entities.ts';
import type { Exchange } from '../../src/sandbox/http.ts';
import { checkAutotaskExchanges, loadAutotaskFacts } from '../helpers/autotask-contract.ts';

const facts = loadAutotaskFacts();
const types: Record<string, string> = {
  int32: 'integer',
  int64: 'long',
  double: 'double',
  string: 'string',
  'date-time': 'datetime',
  boolean: 'boolean',
};

/** The excerpt has no model of them; the vendor's pages name them. */
const withoutModel = ['Resources', 'Tickets', 'Contracts'];

describe('the stand-in Autotask, held against Autotask', () => {
  test.each(entities.map((entity) => [entity.path, entity] as const))('%s has no field of its own', (_path, entity) => {
    if (!facts) return expect(entities.length).toBeGreaterThan(0);
    const vendor = facts.fieldsOf(entity.path);
    if (!vendor) return expect(withoutModel).toContain(entity.path);
    const differences = Object.entries(entity.fields).flatMap(([name, field]) => {
      const theirs = vendor.get(name);
      if (!theirs) return [`${name} is not Autotask's`];
      const say = (what: string, ours: unknown, other: unknown) =>
        other === undefined || ours === other ? [] : [`${name}: ${what} is ${String(other)}, not ${String(ours)}`];
      return [
        ...say('type', field.dataType, types[theirs.type]),
        ...say('read-only', field.isReadOnly, theirs.isReadOnly),
        ...say('queryable', field.isQueryable, theirs.isQueryable),
        ...say('length', field.length, theirs.length),
      ];
    });
    expect(differences).toEqual([]);
  });

  test.each(['Invoices', 'BillingItems'])('%s lacks no field', (path) => {
    const ours = Object.keys(entities.find((entity) => entity.path === path)?.fields ?? {});
    const theirs = facts ? [...(facts.fieldsOf(path)?.keys() ?? [])] : ours;
    expect(ours.sort()).toEqual(theirs.sort());
  });

  test.each(entities.map(({ path, canUpdate }) => [path, canUpdate] as const))(
    '%s has only routes of Autotask',
    (path, canUpdate) => {
      if (!facts) return expect(path).not.toBe('');
      const served = [
        'GET query',
        'POST query',
        'POST query/count',
        'GET 1',
        'GET entityInformation',
        'GET entityInformation/fields',
      ];
      const routes = served.map((route) => route.split(' ') as [string, string]);
      const missing = routes.filter(
        ([method, tail]) => !facts.hasRoute(method, `/atservicesrest/V1.0/${path}/${tail}`),
      );
      expect(
        missing.filter(([, tail]) => !withoutModel.includes(path) || !tail.startsWith('entityInformation')),
      ).toEqual([]);
      expect(facts.hasRoute('PATCH', `/atservicesrest/V1.0/${path}`)).toBe(canUpdate);
    },
  );

  test('what has a route of its own', () => {
    for (const path of [
      'Invoices/1/InvoicePdf',
      'Companies/1/invoiceSettings',
      'ThresholdInformation',
      'zoneInformation',
    ])
      expect(facts?.hasRoute('GET', `/atservicesrest/V1.0/${path}`) ?? true).toBe(true);
    expect(facts?.hasRoute('GET', '/atservicesrest/versioninformation') ?? true).toBe(true);
    expect(facts?.hasRoute('DELETE', '/atservicesrest/V1.0/Invoices') ?? false).toBe(false);
  });
});

describe('exchanges held against Autotask', () => {
  const exchange = (method: string, path: string, body: unknown): Exchange => ({
    system: 'autotask',
    method,
    path: `/atservicesrest/V1.0/${path}`,
    query: {},
    body,
    status: 200,
  });
  const query = (condition: object) =>
    exchange('POST', 'Invoices/query', { filter: [{ op: 'and', items: [condition] }] });

  test('good ones pass', () => {
    expect(
      checkAutotaskExchanges([
        query({ op: 'eq', field: 'isVoided', value: false }),
        exchange('POST', 'Invoices/query/next', { MaxRecords: 5, filter: [{ op: 'exist', field: 'id' }] }),
        exchange('PATCH', 'Invoices', { id: 1, webServiceDate: null }),
      ]),
    ).toEqual([]);
  });

  test.each([
    [query({ op: 'ne', field: 'isVoided', value: false }), /unknown operator ne/],
    [query({ op: 'eq', field: 'currencyID', value: 1 }), /unknown field currencyID/],
    [query({ op: 'gt', field: 'dueDate', value: '2026-01-01' }), /dueDate cannot be queried/],
    [exchange('POST', 'Invoices/query', {}), /no filter/],
    [exchange('PATCH', 'Invoices', { id: 1, invoiceTotal: 3 }), /read-only field invoiceTotal/],
    [exchange('PATCH', 'Invoices', { webServiceDate: null }), /without an id/],
    [exchange('PATCH', 'Invoices/1', { id: 1 }), /no such route/],
    [exchange('GET', 'Invoice/1', undefined), /no such route/],
  ])('a bad one is told', (bad, sentence) => {
    const problems = checkAutotaskExchanges([bad]);
    expect(problems).toEqual(facts ? [expect.stringMatching(sentence)] : []);
  });
});

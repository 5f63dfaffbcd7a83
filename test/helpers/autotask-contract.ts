import fs from 'node:fs';
import path from 'node:path';
import type { Exchange } from '../../src/sandbox/http.ts';

/**
 * Autotask's own word on routes, fields and flags, where `../shared` lies beside the checkout. REST says which fields
 * there are, the older SOAP metadata which of them are read-only or cannot be queried; SOAP has other names for some.
 */
export interface VendorField {
  type: string;
  /** Undefined where SOAP does not know the field. */
  isReadOnly?: boolean;
  isQueryable?: boolean;
  length?: number;
}

export interface VendorFacts {
  hasRoute(method: string, path: string): boolean;
  /** Fields of an entity by REST name; undefined where the excerpt has no model of it. */
  fieldsOf(entity: string): Map<string, VendorField> | undefined;
}

interface Model {
  properties?: Record<string, { type?: string; format?: string }>;
}

interface Excerpt {
  operations2026: { method: string; path: string }[];
  paths2020: Record<string, object>;
  definitions2026: Record<string, Model>;
  definitions2020: Record<string, Model>;
  soapFieldInfo2021: Record<
    string,
    { fields: { name: string; length: number; isReadOnly: boolean; isQueryable: boolean }[] }
  >;
}

/** REST path → REST model and SOAP entity. */
const models: Record<string, [model: string, soap: string]> = {
  Invoices: ['InvoiceModel', 'Invoice'],
  BillingItems: ['BillingItemModel', 'BillingItem'],
  Companies: ['CompanyModel', 'Account'],
  Contacts: ['ContactModel', 'Contact'],
  BillingCodes: ['BillingCodeModel', 'AllocationCode'],
  Currencies: ['CurrencyModel', 'Currency'],
  PaymentTerms: ['PaymentTermModel', 'PaymentTerm'],
  TaxRegions: ['TaxRegionModel', 'TaxRegion'],
  TaxCategories: ['TaxCategoryModel', 'TaxCategory'],
  Taxes: ['TaxModel', 'Tax'],
  OrganizationalLevel1s: ['OrganizationalLevel1Model', 'BusinessDivision'],
  OrganizationalLevel2s: ['OrganizationalLevel2Model', 'BusinessSubdivision'],
  OrganizationalLevelAssociations: ['OrganizationalLevelAssociationModel', 'BusinessDivisionSubdivision'],
  OrganizationalResources: ['OrganizationalResourceModel', ''],
};

/** SOAP name → REST name, in lower case, where they differ by more than case. */
const renamed: Record<string, string> = {
  accountid: 'companyid',
  accountname: 'companyname',
  accountnumber: 'companynumber',
  accounttype: 'companytype',
  parentaccountid: 'parentcompanyid',
  active: 'isactive',
  taxexempt: 'istaxexempt',
  taxname: 'taxname',
  billtoaddress1: 'billingaddress1',
  billtoaddress2: 'billingaddress2',
  invoicenoncontractitemstoparentaccount: 'invoicenoncontractitemstoparentcompany',
  allocationcodeid: 'billingcodeid',
  allocationcodetype: 'billingcodetype',
  generalledgercode: 'generalledgeraccount',
  installedproductid: 'configurationitemid',
  contractcostid: 'contractchargeid',
  projectcostid: 'projectchargeid',
  ticketcostid: 'ticketchargeid',
  businessdivisionid: 'organizationallevel1id',
  businesssubdivisionid: 'organizationallevel2id',
  businessdivisionsubdivisionid: 'organizationallevelassociationid',
};

/** Not in the excerpt, though the vendor's pages name it. */
const outsideTheExcerpt = [
  /^(GET|POST) \/v1\.0\/(resources|tickets|contracts)\/query(\/count)?$/i,
  /^GET \/v1\.0\/(resources|tickets|contracts)\/\d+$/i,
];

const operators = 'and or eq noteq gt gte lt lte beginsWith endsWith contains exist notExist in notIn'.split(' ');
const excerptFile = path.resolve('../shared/facts/autotask-swagger-excerpt.json');

let loaded: { facts: VendorFacts | undefined } | undefined;

/** Undefined, with one printed line, where the excerpt is not there. */
export function loadAutotaskFacts(): VendorFacts | undefined {
  loaded ??= { facts: readFacts() };
  return loaded.facts;
}

function readFacts(): VendorFacts | undefined {
  if (!fs.existsSync(excerptFile)) {
    console.log('Not held against Autotask: ../shared/facts/autotask-swagger-excerpt.json is not there.');
    return undefined;
  }
  const excerpt = JSON.parse(fs.readFileSync(excerptFile, 'utf8')) as Excerpt;
  const older = Object.entries(excerpt.paths2020).flatMap(([route, verbs]) =>
    Object.keys(verbs).map((method) => ({ method: method.toUpperCase(), path: route.replace(/\{(\w+)\}/g, ':$1') })),
  );
  const routes = [...excerpt.operations2026, ...older].map(
    (operation) =>
      new RegExp(`^${operation.method} ${operation.path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`, 'i'),
  );
  return {
    hasRoute(method, requestPath) {
      const route = `${method} ${requestPath.replace(/^\/atservicesrest/i, '').replace(/\/query\/next$/i, '/query')}`;
      return [...routes, ...outsideTheExcerpt].some((pattern) => pattern.test(route));
    },
    fieldsOf: (entity) => fieldsOf(excerpt, entity),
  };
}

function fieldsOf(excerpt: Excerpt, entity: string): Map<string, VendorField> | undefined {
  const [model = '', soap = ''] = models[entity] ?? [];
  const { properties } = excerpt.definitions2026[model] ?? excerpt.definitions2020[model] ?? {};
  if (!properties) return undefined;
  const flags = new Map(
    (excerpt.soapFieldInfo2021[soap]?.fields ?? []).map((field) => {
      const name = field.name.toLowerCase();
      // SOAP calls the type of a line just "Type".
      return [soap === 'BillingItem' && name === 'type' ? 'billingitemtype' : (renamed[name] ?? name), field];
    }),
  );
  return new Map(
    Object.entries(properties).map(([name, property]) => {
      const { length, isReadOnly, isQueryable } = flags.get(name.toLowerCase()) ?? {};
      const type = property.format ?? property.type ?? '';
      // The older swagger writes names with a capital.
      return [
        name.replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
        { type, ...(isReadOnly === undefined ? {} : { length, isReadOnly, isQueryable }) } as VendorField,
      ];
    }),
  );
}

/**
 * What in these exchanges Autotask would not know: routes, fields, operators, writes to what is read-only. Empty when
 * all is well, and where the vendor's facts are not there.
 */
export function checkAutotaskExchanges(exchanges: Exchange[]): string[] {
  const facts = loadAutotaskFacts();
  if (!facts) return [];
  return exchanges
    .filter(({ system }) => system === 'autotask')
    .flatMap((exchange) =>
      checkExchange(exchange, facts).map((text) => `${exchange.method} ${exchange.path}: ${text}`),
    );
}

function checkExchange(exchange: Exchange, facts: VendorFacts): string[] {
  if (!facts.hasRoute(exchange.method, exchange.path)) return ['no such route'];
  const [, , , name = '', verb = ''] = exchange.path.split('/');
  const entity = Object.keys(models).find((known) => known.toLowerCase() === name.toLowerCase());
  const fields = entity ? facts.fieldsOf(entity) : undefined;
  if (verb.toLowerCase() === 'query') return checkQuery(searchOf(exchange), fields);
  if (exchange.method === 'PATCH' || exchange.method === 'PUT') return checkWrite(exchange.body, fields);
  return [];
}

function searchOf({ method, query, body }: Exchange): unknown {
  return method === 'GET' ? JSON.parse(query.search ?? 'null') : body;
}

function checkQuery(search: unknown, fields: Map<string, VendorField> | undefined): string[] {
  if (!isObject(search)) return ['no query object'];
  const problems = Object.keys(search)
    .filter((key) => !['maxrecords', 'includefields', 'filter'].includes(key.toLowerCase()))
    .map((key) => `unknown key ${key} in the query`);
  const filter = search.filter ?? search.Filter;
  if (!Array.isArray(filter) || filter.length === 0) return [...problems, 'no filter'];
  return [...problems, ...filter.flatMap((entry) => checkCondition(entry, fields))];
}

function checkCondition(entry: unknown, fields: Map<string, VendorField> | undefined): string[] {
  if (!isObject(entry)) return ['a condition that is no object'];
  const problems = operators.includes(String(entry.op)) ? [] : [`unknown operator ${String(entry.op)}`];
  if (Array.isArray(entry.items)) return [...problems, ...entry.items.flatMap((item) => checkCondition(item, fields))];
  const field = fields?.get(String(entry.field));
  if (fields && !field) problems.push(`unknown field ${String(entry.field)}`);
  if (field?.isQueryable === false) problems.push(`field ${String(entry.field)} cannot be queried`);
  return problems;
}

function checkWrite(body: unknown, fields: Map<string, VendorField> | undefined): string[] {
  if (!isObject(body) || body.id === undefined) return ['a write without an id'];
  return Object.keys(body).flatMap((name) => {
    const field = fields?.get(name);
    if (fields && !field) return [`unknown field ${name} written`];
    return name !== 'id' && field?.isReadOnly ? [`read-only field ${name} written`] : [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

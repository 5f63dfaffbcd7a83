import crypto from 'node:crypto';
import type { Entity, Row } from './fields.ts';
import { compileFilter, type FilterRules } from './filter.ts';
import { present } from './json.ts';
import { badRequest } from './refusal.ts';

/** Rows a page at most (https://www.autotask.net/help/developerhelp/Content/APIs/REST/General_Topics/REST_Thresholds_Limits.htm). */
const maxPageSize = 500;

export interface QueryRequest {
  entity: Entity;
  verb: 'GET' | 'POST';
  /** The query object: the body of a POST, the `search` parameter of a GET. */
  search: unknown;
  /** The token of a next or previous page. */
  paging?: string;
  /** Where page addresses begin: `http://host/atservicesrest/V1.0/Invoices`. */
  baseUrl: string;
}

interface Page {
  verb: string;
  /** Fingerprint of the query the page belongs to. */
  search: string;
  size: number;
  /** Ids after which this page and those before it begin. */
  after: number[];
}

/** One page of rows, ascending by id; there is no other order and no offset. */
export function runQuery(request: QueryRequest, rows: Row[], rules: FilterRules) {
  const { entity, verb } = request;
  const query = readQuery(request.search, rules);
  const accept = compileFilter(entity, query.filter, rules);
  const fields = readIncludeFields(entity, query.includeFields);
  const fingerprint = crypto.createHash('sha256').update(JSON.stringify(request.search)).digest('base64url');
  const page = request.paging
    ? readPage(request.paging, verb, fingerprint, rules)
    : { verb, search: fingerprint, size: readPageSize(query.maxRecords, rules), after: [0] };
  const after = page.after.at(-1) ?? 0;

  const found = rows.filter(accept).sort((a, b) => a.id - b.id);
  if (fields && !fields.includes('id') && found.length > maxPageSize)
    throw badRequest('IncludeFields must contain id when more than 500 records are found.');
  const rest = found.filter((row) => row.id > after);
  const items = rest.slice(0, page.size);
  const last = items.at(-1);
  const address = (positions: number[]) => pageUrl(request, { ...page, after: positions });
  return {
    items: items.map((row) => present(entity, row, fields)),
    pageDetails: {
      count: items.length,
      requestCount: page.size,
      prevPageUrl: page.after.length > 1 ? address(page.after.slice(0, -1)) : null,
      nextPageUrl: last && rest.length > items.length ? address([...page.after, last.id]) : null,
    },
  };
}

export function countRows(entity: Entity, search: unknown, rows: Row[], rules: FilterRules) {
  return { queryCount: rows.filter(compileFilter(entity, readQuery(search, rules).filter, rules)).length };
}

/** The keys are taken in the swagger's case and in that of the vendor's examples. */
function readQuery(search: unknown, rules: FilterRules) {
  if (typeof search !== 'object' || search === null || Array.isArray(search))
    throw badRequest('Value cannot be null.\r\nParameter name: filters');
  const query: { maxRecords?: unknown; includeFields?: unknown; filter?: unknown } = {};
  for (const [key, value] of Object.entries(search)) {
    if (key === 'MaxRecords' || key === 'maxRecords') query.maxRecords = value;
    else if (key === 'IncludeFields' || key === 'includeFields') query.includeFields = value;
    else if (key === 'Filter' || key === 'filter') query.filter = value;
    else rules.violation(`unknown key "${key}" in a query`);
  }
  return query;
}

function readIncludeFields(entity: Entity, wanted: unknown): string[] | undefined {
  if (wanted === undefined || wanted === null) return undefined;
  if (!Array.isArray(wanted)) throw badRequest('IncludeFields must be a list.');
  for (const name of wanted)
    if (!entity.fields[String(name)]?.isQueryable)
      throw badRequest(`Unable to find ${String(name)} in the ${entity.name} Entity.`);
  return wanted.length ? wanted.map(String) : undefined;
}

function readPageSize(maxRecords: unknown, rules: FilterRules): number {
  if (maxRecords === undefined || maxRecords === null) return maxPageSize;
  if (typeof maxRecords === 'number' && Number.isInteger(maxRecords) && maxRecords >= 1 && maxRecords <= maxPageSize)
    return maxRecords;
  rules.violation(`MaxRecords ${JSON.stringify(maxRecords)} is not between 1 and 500`);
  return maxPageSize;
}

function pageUrl(request: QueryRequest, page: Page): string {
  const token = Buffer.from(JSON.stringify(page)).toString('base64url');
  const search = request.verb === 'GET' ? `&search=${encodeURIComponent(JSON.stringify(request.search))}` : '';
  return `${request.baseUrl}/query/next?paging=${token}${search}`;
}

/** A page is only had with the verb and the body of the query it came from. */
function readPage(token: string, verb: string, fingerprint: string, rules: FilterRules): Page {
  let page: Page;
  try {
    page = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Page;
  } catch {
    throw badRequest('The paging parameter is invalid.');
  }
  if (page.verb !== verb || page.search !== fingerprint) {
    rules.violation(`page asked with ${verb} and another body than the query's, which was a ${page.verb}`);
    throw badRequest('The paging parameter does not belong to this query.');
  }
  return page;
}

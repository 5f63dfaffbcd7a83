import type { Recorder } from '../http.ts';
import { executeCommandPage, invoicePdf, invoiceSettings } from './documents.ts';
import { findEntity } from './entities.ts';
import type { Entity, Row } from './fields.ts';
import { present } from './json.ts';
import { entityInformation, fieldInformation } from './metadata.ts';
import { countRows, runQuery } from './query.ts';
import { badRequest, Refusal, wrongVerb } from './refusal.ts';
import type { AutotaskSwitches } from './stand-in.ts';
import type { Tables } from './tables.ts';
import { writeRow } from './write.ts';

export interface Request {
  method: string;
  /** Path as sent, without query. */
  path: string;
  query: URLSearchParams;
  body: unknown;
}

export interface Context {
  tables: Tables;
  switches: AutotaskSwitches;
  recorder: Recorder;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** Requests of the last hour, this one among them. */
  requestsThisHour: number;
}

/** What an answer is before it is printed: JSON, or a page. */
export type Answer = { json: unknown } | { html: string };

/** What needs no credentials: which zone a user is in, which version is spoken, and the web client's pages. */
export function openRoute(request: Request, context: Context): Answer | undefined {
  const path = request.path.toLowerCase();
  if (path === '/autotask/autotaskextend/executecommand.aspx')
    return { html: executeCommandPage(request.query, context.tables) };
  if (path === '/atservicesrest/versioninformation') return only(request, 'GET', { apiVersions: ['1.0'] });
  if (path !== '/atservicesrest/v1.0/zoneinformation') return undefined;
  if (!request.query.get('user')) throw badRequest('Value cannot be null.\r\nParameter name: user');
  return only(request, 'GET', {
    zoneName: 'Sandbox',
    url: `${context.origin}/atservicesrest/`,
    webUrl: `${context.origin}/`,
    ci: context.tables.tenant().ci,
  });
}

/** Every route that needs credentials. Paths are read whatever their case. */
export function route(request: Request, context: Context): Answer {
  const [, api, version, first = '', ...rest] = request.path.split('/');
  if (api?.toLowerCase() !== 'atservicesrest' || version?.toLowerCase() !== 'v1.0') throw notFound(request, context);
  if (first.toLowerCase() === 'thresholdinformation' && rest.length === 0)
    return only(request, 'GET', {
      externalRequestThreshold: context.switches.requestsPerHour,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: context.requestsThisHour,
    });
  const entity = findEntity(first);
  if (!entity) throw notFound(request, context);
  const tail = rest.join('/').toLowerCase();
  checkParameters(request, context, tail);
  const { tables } = context;
  switch (tail) {
    case '':
      return write(entity, request, context);
    case 'query':
    case 'query/next':
      return { json: query(entity, request, context) };
    case 'query/count':
      return { json: countRows(entity, searchOf(request), visibleRows(entity, context), rules(request, context)) };
    case 'entityinformation':
      return only(request, 'GET', entityInformation(entity, tables, context.switches.noAccess));
    case 'entityinformation/fields':
      return only(request, 'GET', fieldInformation(entity, tables));
    case 'entityinformation/userdefinedfields':
      return only(request, 'GET', { fields: [] });
    default:
      return byId(entity, rest, request, context);
  }
}

function byId(entity: Entity, [idText = '', ...child]: string[], request: Request, context: Context): Answer {
  if (!/^\d+$/.test(idText)) throw notFound(request, context);
  const { tables } = context;
  const id = Number(idText);
  const row = visibleRows(entity, context).find((candidate) => candidate.id === id);
  const below = `${entity.path}/${child.join('/')}`.toLowerCase();
  // An id that does not exist is no error; only below it there is nothing to find.
  if (child.length === 0) return only(request, 'GET', { item: row ? present(entity, row) : null });
  if (!row) throw new Refusal(404, { Message: 'Not Found' });
  if (below === 'invoices/invoicepdf')
    return only(request, 'GET', context.switches.noPdf.includes(id) ? { item: null } : invoicePdf(row));
  if (below === 'companies/invoicesettings') return only(request, 'GET', invoiceSettings(row, tables));
  if (below === 'organizationallevelassociations/resources') return only(request, 'GET', assignedResources(id, tables));
  throw notFound(request, context);
}

function query(entity: Entity, request: Request, context: Context) {
  const verb = request.method === 'GET' ? 'GET' : 'POST';
  const { paging } = Object.fromEntries(request.query);
  if (request.path.toLowerCase().endsWith('/next') && !paging) throw badRequest('The paging parameter is missing.');
  return runQuery(
    {
      entity,
      verb,
      search: searchOf(request),
      ...(paging ? { paging } : {}),
      baseUrl: `${context.origin}/atservicesrest/V1.0/${entity.path}`,
    },
    visibleRows(entity, context),
    rules(request, context),
  );
}

/** The query object: the body of a POST, or the parameter `search` of a GET. */
function searchOf(request: Request): unknown {
  if (request.method === 'POST') return request.body;
  if (request.method !== 'GET') throw wrongVerb(request.method);
  const search = request.query.get('search');
  if (search === null) throw badRequest('Value cannot be null.\r\nParameter name: filters');
  try {
    return JSON.parse(search);
  } catch {
    throw badRequest('Invalid query syntax.');
  }
}

function write(entity: Entity, request: Request, context: Context): Answer {
  const { method } = request;
  if ((method !== 'PATCH' && method !== 'PUT') || !entity.canUpdate) throw wrongVerb(method);
  const precision = context.switches.webServiceDate;
  const { violation } = rules(request, context);
  const find = (id: number) => visibleRows(entity, context).find((row) => row.id === id);
  return { json: writeRow({ entity, method, body: request.body, precision, violation, find }, context.tables) };
}

/** Rows that the API user may see; what it may not see is missing without a word. */
function visibleRows(entity: Entity, { tables, switches }: Context): Row[] {
  if (switches.noAccess.includes(entity.path)) return [];
  const rows = tables.of(entity.path);
  const hidden = new Set<unknown>(tables.tenant().hiddenAssociations);
  if (hidden.size === 0) return rows;
  if (entity.path === 'BillingItems') return rows.filter((line) => !hidden.has(line.organizationalLevelAssociationID));
  if (entity.path !== 'Invoices') return rows;
  const seen = new Map<unknown, boolean>();
  for (const line of tables.of('BillingItems'))
    seen.set(line.invoiceID, seen.get(line.invoiceID) || !hidden.has(line.organizationalLevelAssociationID));
  return rows.filter((invoice) => seen.get(invoice.id) !== false);
}

function assignedResources(associationId: number, tables: Tables) {
  const items = tables
    .of('OrganizationalResources')
    .filter((assigned) => assigned.organizationalLevelAssociationID === associationId);
  return { items, pageDetails: { count: items.length, requestCount: 500, prevPageUrl: null, nextPageUrl: null } };
}

function checkParameters(request: Request, context: Context, tail: string) {
  const known = tail.startsWith('query') ? ['search', 'paging'] : [];
  for (const name of request.query.keys())
    if (!known.includes(name)) rules(request, context).violation(`unknown parameter "${name}"`);
}

function rules(request: Request, { recorder, switches }: Context) {
  return {
    ignoredOperators: switches.ignoredOperators,
    violation: (text: string) => {
      recorder.violations.push(`autotask ${request.method} ${request.path}: ${text}`);
    },
  };
}

function only(request: Request, method: string, json: unknown): Answer {
  if (request.method !== method) throw wrongVerb(request.method);
  return { json };
}

function notFound(request: Request, context: Context): Refusal {
  rules(request, context).violation('unknown route');
  return new Refusal(404, { Message: 'Not Found' });
}

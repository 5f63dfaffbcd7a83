import type { Call } from './context.ts';
import { envelope } from './envelope.ts';
import { isGuid } from './format.ts';
import type { Reply } from './reply.ts';
import { badRequest, notModelled, Refusal } from './reply.ts';
import type { Fields } from './where.ts';
import { compareValues, parseWhere } from './where.ts';

interface Listing<T> {
  /** What `where` and `order` can name. */
  names: readonly string[];
  fields(record: T): Fields;
  updated(record: T): number;
  view(record: T): unknown;
}

/** Filters by If-Modified-Since and `where`, sorts by `order`, cuts out the page. */
export function answerList<T>(call: Call, plural: string, records: T[], listing: Listing<T>): Reply {
  let found = records;
  const since = modifiedSince(call);
  if (since !== undefined) found = found.filter((record) => listing.updated(record) > since);
  if (call.query.where) {
    const matches = parseWhere(call.query.where, listing.names);
    found = found.filter((record) => matches(listing.fields(record)));
  }
  if (call.query.order) found = sort(found, call.query.order, listing);
  const page = wholeNumber(call, 'page', Number.MAX_SAFE_INTEGER);
  const pageSize = wholeNumber(call, 'pageSize', 1_000) ?? 100;
  if (page === undefined) return envelope(call, plural, found.map(listing.view));
  const pagination = {
    page,
    pageSize,
    pageCount: Math.ceil(found.length / pageSize),
    itemCount: found.length,
  };
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  return envelope(call, plural, shown.map(listing.view), { pagination });
}

/** Comma-separated GUIDs, lower case; undefined when nothing was asked for. */
export function splitGuids(list: string | undefined): string[] | undefined {
  if (!list) return undefined;
  const ids = list.split(',').map((id) => id.trim().toLowerCase());
  if (!ids.every(isGuid)) throw new Refusal(badRequest('ValidationException', `${list} is not a list of GUIDs`));
  return ids;
}

function modifiedSince(call: Call): number | undefined {
  const header = call.incoming.headers['if-modified-since'];
  if (!header) return undefined;
  const ms = Date.parse(/[zZ]|GMT|[+-]\d{2}:?\d{2}$/.test(header) ? header : `${header}Z`);
  if (Number.isNaN(ms)) throw notModelled(`If-Modified-Since: ${header}`);
  return ms;
}

function wholeNumber(call: Call, name: string, max: number): number | undefined {
  const value = call.query[name];
  if (value === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(value) || Number(value) > max)
    throw new Refusal(badRequest('ValidationException', `${name} must be a whole number from 1 to ${max}`));
  return Number(value);
}

function sort<T>(records: T[], order: string, listing: Listing<T>): T[] {
  const parts = order.split(',').map((part) => {
    const match = /^\s*([A-Za-z.]+)(\s+(ASC|DESC))?\s*$/i.exec(part);
    const name = match?.[1];
    if (!name) throw new Refusal(badRequest('QueryParseException', `Cannot read order: ${order}`));
    return { name, sign: match[3]?.toUpperCase() === 'DESC' ? -1 : 1 };
  });
  for (const { name } of parts) if (!listing.names.includes(name)) throw notModelled(`order by ${name}`);
  return records.toSorted((a, b) => {
    for (const { name, sign } of parts) {
      const result = compareValues(listing.fields(a)[name], listing.fields(b)[name]) * sign;
      if (result !== 0) return result;
    }
    return 0;
  });
}

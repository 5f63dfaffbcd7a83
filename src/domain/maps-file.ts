import { readCsv, writeCsv } from './csv.ts';
import { readDueRule, writeDueRule } from './due-date.ts';
import { type AnswerContext, judgeAnswer, mapLabel, readTaxKey } from './map-answers.ts';
import type { AcceptedRates, Books, MapEntry, PsaReference } from './types.ts';

/** An organisation with what a file says of it, or is held against. */
export interface MapsOf {
  organisation: { id: string; name: string };
  books: Books | null;
  maps: readonly MapEntry[];
}

const COLUMNS = ['organisation', 'kind', 'key', 'name', 'value', 'accepted'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** `*`: holds for all organisations. */
const EVERYWHERE = '*';
const NONE = 'none';

/** All maps as one file. `name` is for readers only; everything else comes back by `readMaps`. */
export function writeMaps(all: readonly MapsOf[], reference: PsaReference | null, format: 'csv' | 'json'): string {
  const rows = all.flatMap((each) => each.maps.map((map) => rowOf(map, each, reference)));
  const seen = new Set<string>();
  const once = rows.filter((row) => {
    const key = JSON.stringify([row.organisation, row.kind, row.key]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (format === 'json') return `${JSON.stringify({ maps: once }, null, 2)}\n`;
  return writeCsv([COLUMNS, ...once.map((row) => COLUMNS.map((column) => row[column]))]);
}

function rowOf(map: MapEntry, { organisation, books }: MapsOf, reference: PsaReference | null): Row {
  return {
    organisation: map.kind === 'organisation' ? EVERYWHERE : organisation.name,
    kind: map.kind,
    key: map.key,
    name: mapLabel(map, reference),
    value: valueOfMap(map, books),
    accepted: map.kind === 'tax' && map.accepted ? `${map.accepted.billed}% as ${map.accepted.xero}%` : '',
  };
}

/** In words that another organisation has, too: names, not ids. */
function valueOfMap(map: MapEntry, books: Books | null): string {
  switch (map.kind) {
    case 'default-account':
    case 'account':
      return map.accountCode;
    case 'item':
      return map.itemCode;
    case 'tax':
      return map.taxType;
    case 'tracking': {
      const { option } = map;
      if (option === null) return NONE;
      const category = books?.tracking?.find(({ id }) => id === option.categoryId);
      const found = category?.options.find(({ id }) => id === option.optionId);
      return category && found ? `${category.name}: ${found.name}` : `${option.categoryId}/${option.optionId}`;
    }
    case 'due':
      return writeDueRule(map.rule);
    case 'organisation':
      return map.organisation?.name ?? NONE;
  }
}

export type MapsRead =
  | { ok: true; maps: { organisationId: string; entry: MapEntry }[] }
  /** Sentences that begin with the row they are about. */
  | { ok: false; problems: string[] };

/** A file as it was written, or as somebody changed it: every row is understood and fits, or nothing is taken. */
export function readMaps(text: string, all: readonly MapsOf[], reference: PsaReference | null): MapsRead {
  const rows = text.trim().startsWith('{') || text.trim().startsWith('[') ? readJson(text) : readTable(text);
  if (!Array.isArray(rows)) return { ok: false, problems: [rows.problem] };
  if (rows.length === 0) return { ok: false, problems: ['There are no rows in it.'] };
  const problems: string[] = [];
  const maps: { organisationId: string; entry: MapEntry }[] = [];
  const seen = new Map<string, string>();
  for (const { where, row } of rows) {
    const read = readRow(row, all, reference);
    if (typeof read === 'string') problems.push(`${where}: ${read}`);
    else {
      const { organisationId, entry } = read;
      const kind = entry.kind === 'item' ? 'account' : entry.kind;
      const key = JSON.stringify([kind === 'organisation' ? EVERYWHERE : organisationId, kind, entry.key]);
      const before = seen.get(key);
      if (before !== undefined) problems.push(`${where}: the same as ${before.toLowerCase()}; take one of them out.`);
      else maps.push(read);
      seen.set(key, before ?? where);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, maps };
}

type FoundRows = { where: string; row: Row }[] | { problem: string };

function readTable(text: string): FoundRows {
  const lines = readCsv(text);
  if (lines === null) return { problem: 'A quote is opened and never closed, so the rows cannot be told apart.' };
  const [head, ...rest] = lines;
  if (!head) return [];
  const names = head.cells.map((cell) => cell.trim().toLowerCase());
  const missing = ['organisation', 'kind', 'key', 'value'].filter((column) => !names.includes(column));
  if (missing.length > 0)
    return { problem: `The first line names the columns: ${COLUMNS.join(', ')}. Missing: ${missing.join(', ')}.` };
  return rest.map(({ line, cells }) => {
    const cell = (column: string) => (names.includes(column) ? (cells[names.indexOf(column)] ?? '') : '');
    return { where: `Row ${line}`, row: rowFrom(cell) };
  });
}

function readJson(text: string): FoundRows {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: 'This begins like JSON, but is not whole: was all of it pasted?' };
  }
  const list = Array.isArray(data) ? data : (data as { maps?: unknown } | null)?.maps;
  if (!Array.isArray(list)) return { problem: 'A list of maps is expected, as an export has it.' };
  return list.map((item: unknown, index) => {
    const given = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    const cell = (column: string) => (typeof given[column] === 'string' ? String(given[column]) : '');
    return { where: `Row ${index + 1}`, row: rowFrom(cell) };
  });
}

function rowFrom(cell: (column: string) => string): Row {
  return Object.fromEntries(COLUMNS.map((column) => [column, cell(column)])) as Row;
}

/** A sentence where it cannot be taken. */
function readRow(
  row: Row,
  all: readonly MapsOf[],
  reference: PsaReference | null,
): { organisationId: string; entry: MapEntry } | string {
  const target = row.kind === 'organisation' ? all[0] : organisationOf(row.organisation, all);
  const names = all.map(({ organisation }) => organisation.name).join(', ');
  if (!target) return `no organisation is called “${short(row.organisation)}”. There is: ${names}.`;
  if (typeof target === 'string') return target;
  if (!target.books) return `the lists of ${target.organisation.name} were not read yet; search once first.`;
  const entry = entryFrom(row, target.books, all);
  if (typeof entry === 'string') return entry;
  const organisations = all.map(({ organisation }) => organisation);
  const context: AnswerContext = { books: target.books, maps: target.maps, reference, organisations };
  const judged = judgeAnswer(entry, context);
  if (judged.kind === 'refused') return lower(judged.sentence);
  if (judged.kind === 'differs') {
    const { billed, xero } = judged.rates;
    return `${judged.sentence} To accept it, write “${billed}% as ${xero}%” into the column accepted.`;
  }
  return { organisationId: target.organisation.id, entry: judged.entry };
}

function organisationOf(named: string, all: readonly MapsOf[]): MapsOf | string | null {
  const wanted = named.trim();
  const byId = all.find(({ organisation }) => organisation.id === wanted);
  if (byId) return byId;
  const found = all.filter(({ organisation }) => organisation.name.toLowerCase() === wanted.toLowerCase());
  if (found.length > 1) {
    const ids = found.map(({ organisation }) => organisation.id).join(' or ');
    return `more than one organisation is called “${short(wanted)}”; write its id instead: ${ids}.`;
  }
  return found[0] ?? null;
}

const KINDS = 'default-account, account, item, tax, tracking, due, organisation';

function entryFrom(row: Row, books: Books, all: readonly MapsOf[]): MapEntry | string {
  const { kind, key } = row;
  const value = row.value.trim();
  switch (kind) {
    case 'default-account':
      return value === '' ? 'the account is missing.' : { kind, key: '', accountCode: value };
    case 'account':
    case 'item':
      if (!/^\d+$/.test(key)) return `the key is a billing code’s id, a number, not “${short(key)}”.`;
      if (value === '') return `the ${kind} is missing.`;
      return kind === 'account' ? { kind, key, accountCode: value } : { kind, key, itemCode: value };
    case 'tax': {
      if (readTaxKey(key) === null) return `the key is “region|category”, not “${short(key)}”.`;
      if (value === '') return 'the tax type is missing.';
      return { kind, key, taxType: value, accepted: readAccepted(row.accepted) };
    }
    case 'due': {
      const rule = readDueRule(value);
      if (!/^\d+$/.test(key)) return `the key is a payment term’s id, a number, not “${short(key)}”.`;
      return rule
        ? { kind, key, rule }
        : `“${short(value)}” is no rule. There are autotask, days:30, end-of-month:0, following-month:20.`;
    }
    case 'tracking':
    case 'organisation': {
      if (!/^(division|line)\|./s.test(key)) return `the key is “division|name” or “line|name”, not “${short(key)}”.`;
      return kind === 'tracking' ? trackingFrom(key, value, books) : ownerFrom(key, value, all);
    }
    default:
      return `“${short(kind)}” is no kind of map. There are ${KINDS}.`;
  }
}

function trackingFrom(key: string, value: string, books: Books): MapEntry | string {
  if (value === NONE) return { kind: 'tracking', key, option: null };
  const same = (a: string) => a.toLowerCase() === value.toLowerCase();
  for (const category of books.tracking ?? [])
    for (const option of category.options)
      if (same(`${category.name}: ${option.name}`) || same(`${category.id}/${option.id}`))
        return { kind: 'tracking', key, option: { categoryId: category.id, optionId: option.id } };
  return `“${short(value)}” is no active tracking option. It is written “category: option”, or none.`;
}

function ownerFrom(key: string, value: string, all: readonly MapsOf[]): MapEntry | string {
  if (value === NONE) return { kind: 'organisation', key, organisation: null };
  const found = organisationOf(value, all);
  if (typeof found === 'string') return found;
  return found
    ? { kind: 'organisation', key, organisation: found.organisation }
    : `no organisation is called “${short(value)}”.`;
}

function readAccepted(text: string): AcceptedRates | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*% as (\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
  return match ? { billed: match[1] ?? '', xero: match[2] ?? '' } : null;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function lower(sentence: string): string {
  return sentence.replace(/^This /, 'this ');
}

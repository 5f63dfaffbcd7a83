import { readDueRule, writeDueRule } from '../domain/due-date.ts';
import type { AcceptedRates, DecidedMap, MapEntry, MapKind, Person } from '../domain/types.ts';
import type { MapEntry as Row } from '../generated/prisma/client.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

/** Where maps stand that hold for all organisations. */
const EVERYWHERE = '*';

/** What decides account, tax, tracking, due date and organisation; per organisation, the last one over all of them. */
export interface MapTable {
  /** Those of the organisation, and those that hold for all; by kind and key. */
  list(organisationId: string): Promise<DecidedMap[]>;
  /** Who decides a billing code's account takes back its item, and the other way round. */
  put(organisationId: string, entry: MapEntry, by: Person): Promise<void>;
  remove(organisationId: string, kind: MapKind, key: string): Promise<void>;
}

export function mapTable(client: Client): MapTable {
  return {
    async list(organisationId) {
      const rows = await client.$queryRaw<Row[]>`
        SELECT * FROM "MapEntry" WHERE "organisationId" IN (${organisationId}, ${EVERYWHERE}) ORDER BY kind, key`;
      return rows.flatMap((row) => fromRow(row) ?? []);
    },
    async put(organisationId, entry, by) {
      const { kind, key } = entry;
      const { value, details } = toRow(entry);
      const data = {
        value,
        details: json(details ?? {}),
        decidedBy: by.id,
        decidedName: by.name,
        decidedAt: new Date(),
      };
      const place = placeOf(organisationId, kind);
      await client.mapEntry.upsert({
        where: { organisationId_kind_key: { organisationId: place, kind, key } },
        create: { organisationId: place, kind, key, ...data },
        update: data,
      });
      if (kind === 'account') await client.mapEntry.deleteMany({ where: { organisationId, kind: 'item', key } });
      if (kind === 'item') await client.mapEntry.deleteMany({ where: { organisationId, kind: 'account', key } });
    },
    async remove(organisationId, kind, key) {
      await client.mapEntry.deleteMany({ where: { organisationId: placeOf(organisationId, kind), kind, key } });
    },
  };
}

function placeOf(organisationId: string, kind: MapKind): string {
  return kind === 'organisation' ? EVERYWHERE : organisationId;
}

/** An empty value is a decision, too: no tracking, any organisation. */
function toRow(entry: MapEntry): { value: string; details?: object } {
  switch (entry.kind) {
    case 'default-account':
    case 'account':
      return { value: entry.accountCode };
    case 'item':
      return { value: entry.itemCode };
    case 'tax':
      return { value: entry.taxType, ...(entry.accepted && { details: { accepted: entry.accepted } }) };
    case 'tracking':
      return { value: entry.option === null ? '' : `${entry.option.categoryId} ${entry.option.optionId}` };
    case 'due':
      return { value: writeDueRule(entry.rule) };
    case 'organisation':
      return { value: entry.organisation?.id ?? '', details: { name: entry.organisation?.name } };
  }
}

/** Null where an older or newer upSync left something that is not understood: then it is asked again. */
function fromRow(row: Row): DecidedMap | null {
  const entry = entryOf(row);
  if (entry === null) return null;
  const decidedBy = { id: row.decidedBy, name: row.decidedName ?? row.decidedBy };
  return { ...entry, decidedBy, decidedAt: row.decidedAt.toISOString() };
}

function entryOf({ kind, key, value, details }: Row): MapEntry | null {
  const more = (details ?? {}) as { accepted?: AcceptedRates; name?: string };
  switch (kind) {
    case 'default-account':
      return { kind, key: '', accountCode: value };
    case 'account':
      return { kind, key, accountCode: value };
    case 'item':
      return { kind, key, itemCode: value };
    case 'tax':
      return { kind, key, taxType: value, accepted: more.accepted ?? null };
    case 'tracking': {
      const [categoryId = '', optionId = ''] = value.split(' ');
      return { kind, key, option: value === '' ? null : { categoryId, optionId } };
    }
    case 'due': {
      const rule = readDueRule(value);
      return rule && { kind, key, rule };
    }
    case 'organisation':
      return { kind, key, organisation: value === '' ? null : { id: value, name: more.name ?? value } };
    default:
      return null;
  }
}

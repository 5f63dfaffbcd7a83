import type { MapEntry, Person } from '../domain/types.ts';
import type { Client } from './index.ts';

/** What decides account and tax of a line, per organisation. */
export interface MapTable {
  list(organisationId: string): Promise<MapEntry[]>;
  put(organisationId: string, entry: MapEntry, by: Person): Promise<void>;
  remove(organisationId: string, kind: MapEntry['kind'], key: string): Promise<void>;
}

export function mapTable(client: Client): MapTable {
  return {
    async list(organisationId) {
      const rows = await client.mapEntry.findMany({
        where: { organisationId },
        orderBy: [{ kind: 'asc' }, { key: 'asc' }],
      });
      return rows.map(({ kind, key, value }): MapEntry => {
        if (kind === 'tax') return { kind, key, taxType: value };
        if (kind === 'account') return { kind, key, accountCode: value };
        return { kind: 'default-account', key: '', accountCode: value };
      });
    },
    async put(organisationId, entry, by) {
      const value = entry.kind === 'tax' ? entry.taxType : entry.accountCode;
      const { kind, key } = entry;
      const data = { value, decidedBy: by.id, decidedAt: new Date() };
      await client.mapEntry.upsert({
        where: { organisationId_kind_key: { organisationId, kind, key } },
        create: { organisationId, kind, key, ...data },
        update: data,
      });
    },
    async remove(organisationId, kind, key) {
      await client.mapEntry.deleteMany({ where: { organisationId, kind, key } });
    },
  };
}

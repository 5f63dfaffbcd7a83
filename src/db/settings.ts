import type { Person } from '../domain/types.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

/** Single values that are not settings of the environment. */
export interface SettingTable {
  /** Which Autotask database this upSync belongs to (`ci` of zoneInformation); null before the first start. */
  autotaskDatabase(): Promise<number | null>;
  setAutotaskDatabase(id: number): Promise<void>;
  allowOwnApproval(): Promise<boolean>;
  setAllowOwnApproval(value: boolean, by: Person): Promise<void>;
  /** The search window as this person last filled it in. */
  lastSearch(personId: string): Promise<unknown>;
  setLastSearch(personId: string, fields: object): Promise<void>;
}

export function settingTable(client: Client): SettingTable {
  const read = async (key: string) => (await client.setting.findUnique({ where: { key } }))?.value ?? null;
  const write = async (key: string, value: unknown, updatedBy: string | null) => {
    const data = { value: json(value), updatedBy, updatedAt: new Date() };
    await client.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
  };
  return {
    autotaskDatabase: async () => (await read('autotask.database')) as number | null,
    setAutotaskDatabase: (id) => write('autotask.database', id, null),
    allowOwnApproval: async () => (await read('approval.own')) === true,
    setAllowOwnApproval: (value, by) => write('approval.own', value, by.id),
    lastSearch: (personId) => read(`search.last.${personId}`),
    setLastSearch: (personId, fields) => write(`search.last.${personId}`, fields, personId),
  };
}

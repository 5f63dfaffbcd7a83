import type { DoctorView } from '../domain/doctor-view.ts';
import { readRetention } from '../domain/retention.ts';
import type { MessageRef, Person } from '../domain/types.ts';
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
  /** Keys of what the last night's examination told. */
  doctorTold(): Promise<string[]>;
  setDoctorTold(keys: string[]): Promise<void>;
  /** The card of the last night that had something to tell; the view as it stands there. */
  doctorCard(): Promise<{ ref: MessageRef; view: DoctorView } | null>;
  setDoctorCard(card: { ref: MessageRef; view: DoctorView }): Promise<void>;
  /** When the last night came to its end; null before the first. */
  lastNight(): Promise<string | null>;
  setLastNight(at: Date): Promise<void>;
  /** Copies of lines, names and e-mails are deleted after so many months. */
  retentionMonths(): Promise<number>;
  setRetentionMonths(months: number, by: Person): Promise<void>;
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
    doctorTold: async () => ((await read('doctor.told')) as string[] | null) ?? [],
    setDoctorTold: (keys) => write('doctor.told', keys, null),
    doctorCard: async () => (await read('doctor.card')) as { ref: MessageRef; view: DoctorView } | null,
    setDoctorCard: (card) => write('doctor.card', card, null),
    lastNight: async () => (await read('night.at')) as string | null,
    setLastNight: (at) => write('night.at', at.toISOString(), null),
    retentionMonths: async () => readRetention(await read('retention.months')),
    setRetentionMonths: (months, by) => write('retention.months', months, by.id),
    setLastSearch: (personId, fields) => write(`search.last.${personId}`, fields, personId),
  };
}

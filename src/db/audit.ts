import type { Person } from '../domain/types.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

/** Who did something, or upSync itself. */
export type Actor = Person | 'system';

export interface AuditRow {
  at: Date;
  person: string;
  name: string;
  action: string;
  runId: string | null;
  invoiceId: number | null;
  details: unknown;
}

export interface Audit {
  /** Belongs into the transaction that does what it tells of. `action` is `noun.verb`, such as `run.approved`. */
  write(actor: Actor, action: string, about?: { runId?: string; invoiceId?: number; details?: object }): Promise<void>;
  /** Oldest first. */
  list(filter?: { runId?: string }): Promise<AuditRow[]>;
}

export function auditTable(client: Client): Audit {
  return {
    async write(actor, action, about = {}) {
      const person = actor === 'system' ? { id: 'system', name: 'upSync' } : actor;
      await client.auditEntry.create({
        data: {
          person: person.id,
          name: person.name,
          action,
          runId: about.runId ?? null,
          invoiceId: about.invoiceId ?? null,
          details: json(about.details ?? {}),
        },
      });
    },
    list: (filter = {}) => client.auditEntry.findMany({ where: filter, orderBy: { id: 'asc' } }),
  };
}

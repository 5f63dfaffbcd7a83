import type { DocumentKind } from '../domain/types.ts';
import type { Client } from './index.ts';
import { instant } from './json.ts';

/**
 * A request to Xero. stored: nothing left yet. sent: it may have. answered: every posting of it has its result.
 * settled: a look in Xero decided.
 */
export type BatchState = 'stored' | 'sent' | 'answered' | 'settled';

export interface Batch {
  id: string;
  runId: string;
  organisationId: string;
  kind: DocumentKind;
  body: string;
  idempotencyKey: string;
  state: BatchState;
  sends: number;
  createdAt: string;
  firstSentAt: string | null;
  lastSentAt: string | null;
}

export interface BatchTable {
  store(
    batch: Pick<Batch, 'id' | 'runId' | 'organisationId' | 'kind' | 'body' | 'idempotencyKey'>,
    at?: Date,
  ): Promise<void>;
  /** Noted before each send: from here on it may be in Xero. */
  sending(id: string, at: Date): Promise<void>;
  /** It was held back after all: as it was before `sending`. */
  notSent(before: Batch): Promise<void>;
  finish(id: string, state: 'answered' | 'settled'): Promise<void>;
  /** Stored or sent, and nothing known of the outcome; oldest first. */
  unsettled(organisationId: string): Promise<Batch[]>;
  get(id: string): Promise<Batch | null>;
}

export function batchTable(client: Client): BatchTable {
  return {
    async store(batch, at = new Date()) {
      await client.batch.create({ data: { ...batch, state: 'stored', createdAt: at } });
    },
    async sending(id, at) {
      await client.batch.updateMany({ where: { id, firstSentAt: null }, data: { firstSentAt: at } });
      await client.batch.update({ where: { id }, data: { state: 'sent', sends: { increment: 1 }, lastSentAt: at } });
    },
    async notSent({ id, state, sends, firstSentAt, lastSentAt }) {
      await client.batch.updateMany({
        where: { id, sends: sends + 1 },
        data: { state, sends, firstSentAt, lastSentAt },
      });
    },
    async finish(id, state) {
      await client.batch.updateMany({ where: { id, state: { in: ['stored', 'sent'] } }, data: { state } });
    },
    unsettled: async (organisationId) =>
      (
        await client.batch.findMany({
          where: { organisationId, state: { in: ['stored', 'sent'] } },
          orderBy: { createdAt: 'asc' },
        })
      ).map(fromRow),
    async get(id) {
      const row = await client.batch.findUnique({ where: { id } });
      return row && fromRow(row);
    },
  };
}

type Row = NonNullable<Awaited<ReturnType<Client['batch']['findUnique']>>>;

function fromRow(row: Row): Batch {
  return {
    id: row.id,
    runId: row.runId,
    organisationId: row.organisationId,
    kind: row.kind as DocumentKind,
    body: row.body,
    idempotencyKey: row.idempotencyKey,
    state: row.state as BatchState,
    sends: row.sends,
    createdAt: row.createdAt.toISOString(),
    firstSentAt: instant(row.firstSentAt),
    lastSentAt: instant(row.lastSentAt),
  };
}

import { createHash } from 'node:crypto';
import type { MessageRef, Place } from '../domain/types.ts';
import type { Client } from './index.ts';

export interface RunMessage {
  id: string;
  runId: string;
  /** undone: the notice of an undo. */
  purpose: 'card' | 'notification' | 'undone';
  place: Place;
  ref: MessageRef | null;
  drawnRevision: number;
}

/** The messages that show a run. A row is there before the message is posted, so that a lost answer is known. */
export interface MessageTable {
  ofRun(runId: string): Promise<RunMessage[]>;
  /** One of a purpose a place, also when two ask at once; one that was moved since is the one. */
  wanted(runId: string, purpose: RunMessage['purpose'], place: Place): Promise<RunMessage>;
  /** The same, to be posted once more where it was posted before. */
  wantedAgain(runId: string, purpose: 'undone', place: Place): Promise<void>;
  posted(id: string, ref: MessageRef, revision: number): Promise<void>;
  /** The card is shown elsewhere: where it was typed, upSync may not post. */
  moved(id: string, place: Place): Promise<void>;
  drawn(id: string, revision: number): Promise<void>;
  /** Runs whose card is behind, or whose notification was not posted yet. */
  behind(): Promise<string[]>;
}

export function messageTable(client: Client): MessageTable {
  const table: MessageTable = {
    ofRun: async (runId) =>
      (await client.runMessage.findMany({ where: { runId }, orderBy: { createdAt: 'asc' } })) as RunMessage[],
    async wanted(runId, purpose, place) {
      const known = await client.runMessage.findFirst({ where: { runId, purpose, place } });
      if (known) return known as RunMessage;
      // the id follows from what is wanted, so that two who want it at once get one row
      const id = createHash('sha256').update([runId, purpose, place].join('\n')).digest('hex').slice(0, 32);
      await client.runMessage.createMany({ data: [{ id, runId, purpose, place }], skipDuplicates: true });
      return (await client.runMessage.findUniqueOrThrow({ where: { id } })) as RunMessage;
    },
    async wantedAgain(runId, purpose, place) {
      const { id } = await table.wanted(runId, purpose, place);
      await client.runMessage.update({ where: { id }, data: { ref: null } });
    },
    async posted(id, ref, drawnRevision) {
      await client.runMessage.update({ where: { id }, data: { ref, drawnRevision } });
    },
    async moved(id, place) {
      await client.runMessage.update({ where: { id }, data: { place } });
    },
    async drawn(id, drawnRevision) {
      await client.runMessage.updateMany({
        where: { id, drawnRevision: { lt: drawnRevision } },
        data: { drawnRevision },
      });
    },
    async behind() {
      const rows = await client.$queryRaw<{ id: string }[]>`
        SELECT DISTINCT run.id FROM "SyncRun" run JOIN "RunMessage" message ON message."runId" = run.id
        WHERE (message.purpose = 'card' AND message."drawnRevision" < run.revision)
           OR (message.purpose IN ('notification', 'undone') AND message.ref IS NULL)`;
      return rows.map(({ id }) => id);
    },
  };
  return table;
}

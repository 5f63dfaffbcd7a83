import { createHash } from 'node:crypto';
import type { MessageRef, Place } from '../domain/types.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Client } from './index.ts';

export interface RunMessage {
  id: string;
  runId: string;
  /** undone: the notice of an undo. */
  purpose: 'card' | 'notification' | 'undone';
  place: Place;
  ref: MessageRef | null;
  drawnRevision: number;
  /** Posted, and the answer was lost: so many copies may stand there. */
  lostPosts: number;
}

/** The messages that show a run. A row is there before the message is posted, so that a lost answer is known. */
export interface MessageTable {
  ofRun(runId: string): Promise<RunMessage[]>;
  /** One of a purpose a place, also when two ask at once; one that was moved since is the one. */
  wanted(runId: string, purpose: RunMessage['purpose'], place: Place): Promise<RunMessage>;
  /** The same, to be posted once more where it was posted before. */
  wantedAgain(runId: string, purpose: 'undone', place: Place): Promise<void>;
  /** What it tells has changed: where it stands, or as soon as that is known, it is to be drawn anew. */
  outdated(runId: string, purpose: 'notification'): Promise<void>;
  posted(id: string, ref: MessageRef, revision: number): Promise<void>;
  /** Where a notice stands that was noted as posted. True: what it tells has changed meanwhile. */
  heard(id: string, ref: MessageRef): Promise<boolean>;
  /** Posted, unless another message took the place of `was` meanwhile: then false. */
  replaced(id: string, was: MessageRef | null, ref: MessageRef, revision: number): Promise<boolean>;
  /** What was noted as posted surely never was. */
  notSent(id: string): Promise<void>;
  /** It was posted, perhaps: nothing was heard. */
  lost(id: string): Promise<void>;
  /** A person uses this copy of a card whose answer was lost: from now on it is the card. False: it is already, or no copy. */
  use(runId: string, place: Place, ref: MessageRef): Promise<boolean>;
  /** The card is shown elsewhere: where it was typed, upSync may not post. */
  moved(id: string, place: Place): Promise<void>;
  drawn(id: string, revision: number): Promise<void>;
  /** Runs whose card is behind, or whose notification was not posted yet. */
  behind(): Promise<string[]>;
  /** The messages of this run that are to be drawn. */
  toDraw(runId: string): Promise<RunMessage[]>;
}

/**
 * A card whose answer was lost is repeated once: more copies would help nobody, and the one that is pressed is the card.
 * While it only says that upSync searches there is nothing to press, so that what follows is posted, and once repeated.
 */
export const MOST_POSTS = { searching: 2, later: 4 };

/** In place of the address of a notice that was posted, and no answer was heard: it is not repeated. */
export const UNHEARD = 'sent';

/** In place of the revision that a notice told of: it has something else to tell. */
export const OUTDATED = -1;

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
    async outdated(runId, purpose) {
      await client.runMessage.updateMany({ where: { runId, purpose }, data: { drawnRevision: OUTDATED } });
    },
    async posted(id, ref, drawnRevision) {
      await client.runMessage.update({ where: { id }, data: { ref, drawnRevision } });
    },
    async heard(id, ref) {
      const { drawnRevision } = await client.runMessage.update({ where: { id }, data: { ref } });
      return drawnRevision === OUTDATED;
    },
    async notSent(id) {
      await client.runMessage.update({ where: { id }, data: { ref: null } });
    },
    async replaced(id, was, ref, drawnRevision) {
      const { count } = await client.runMessage.updateMany({ where: { id, ref: was }, data: { ref, drawnRevision } });
      return count > 0;
    },
    async lost(id) {
      await client.runMessage.update({ where: { id }, data: { lostPosts: { increment: 1 } } });
    },
    async use(runId, place, ref) {
      const isOther = { OR: [{ ref: null }, { ref: { not: ref } }] };
      const { count } = await client.runMessage.updateMany({
        where: { runId, purpose: 'card', place, lostPosts: { gt: 0 }, ...isOther },
        data: { ref, drawnRevision: 0 },
      });
      return count > 0;
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
        WHERE ${isBehind}`;
      return rows.map(({ id }) => id);
    },
    toDraw: (runId) => client.$queryRaw`
      SELECT message.* FROM "SyncRun" run JOIN "RunMessage" message ON message."runId" = run.id
      WHERE run.id = ${runId} AND ${isBehind} ORDER BY message."createdAt"`,
  };
  return table;
}

/** Of a message and its run: it does not show yet what the run is now, and is to be drawn. */
export const isBehind = Prisma.sql`(
  (message.purpose = 'card' AND message."drawnRevision" < run.revision
    AND (message.ref IS NOT NULL OR message."lostPosts" < ${MOST_POSTS.later}))
  OR (message.purpose IN ('notification', 'undone') AND (message.ref IS NULL
    OR (message."drawnRevision" = ${OUTDATED} AND message.ref <> ${UNHEARD}))))`;

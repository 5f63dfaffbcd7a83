import type { RunState } from '../domain/types.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Client, Task } from './index.ts';
import { isBehind } from './messages.ts';

/** What rows wait for: the jobs that should be there, if none was lost. */
export interface OwedTable {
  /**
   * All of it, read at one moment. `states`: what a run in such a state waits for, unless its next try is still to come.
   * An e-mail that Xero would not send for the day, and a PDF that failed, rest for an hour.
   */
  tasks(states: ReadonlyMap<RunState, Task['task']>, now: Date): Promise<Task[]>;
}

/** How long an e-mail rests that Xero would not send for the day. */
const LIMITED_MS = 3_600_000;

export function owedTable(client: Client): OwedTable {
  return {
    async tasks(states, now) {
      const rested = new Date(now.getTime() - LIMITED_MS);
      const rows = await client.$queryRaw<{ order: number; why: string; runId: string }[]>`
        SELECT 1 AS "order", run.state AS why, run.id AS "runId" FROM "SyncRun" run
        WHERE run.state IN (${Prisma.join([...states.keys()])}) AND (run."nextTryAt" IS NULL OR run."nextTryAt" <= ${now})
        UNION
        SELECT 2, 'undo', posting."runId" FROM "Posting" posting LEFT JOIN "SyncRun" run ON run.id = posting."runId"
        WHERE posting.undo = 'removed' AND run.state IS DISTINCT FROM 'undoing'
        UNION
        SELECT 3, 'number', "runId" FROM "Posting" WHERE "numberState" = 'owed'
        UNION
        SELECT 4, 'attach', "runId" FROM "Posting"
        WHERE "pdfState" = 'owed' AND ("pdfMessage" IS NULL OR "updatedAt" < ${rested})
        UNION
        SELECT 5, 'email', "runId" FROM "Posting"
        WHERE "emailState" = 'sending' OR ("emailState" = 'owed' AND ("emailMessage" IS NULL OR "updatedAt" < ${rested}))
        UNION
        SELECT 6, 'draw', run.id FROM "SyncRun" run JOIN "RunMessage" message ON message."runId" = run.id WHERE ${isBehind}
        ORDER BY 1, 2, 3`;
      return rows.map(({ order, why, runId }) => ({
        task: (order === 1 ? states.get(why as RunState) : why) as Task['task'],
        runId,
      }));
    },
  };
}

import type pg from 'pg';
import { type Db as BossDatabase, fromPrisma, PgBoss } from 'pg-boss';
import { z } from 'zod';

const QUEUE = 'run';
const NIGHTLY = 'nightly';
/** A process at work says so every few seconds; silent for so long, it is taken for dead: the least that pg-boss allows. */
const SILENT_SECONDS = 10;
const LOOK_EVERY_SECONDS = 2;
const RETRY_SECONDS = 2;
const POLL_SECONDS = 0.5;
/**
 * After so many seconds at most the work of a process that was killed is in another's hands: found silent, looked at twice
 * (by the clock of the queue and by that of its worker), tried again after twice the delay, since pg-boss scatters it.
 */
export const TAKEN_OVER_WITHIN_SECONDS = SILENT_SECONDS + 2 * LOOK_EVERY_SECONDS + 2 * RETRY_SECONDS + POLL_SECONDS;

/**
 * Finds a job that waits, due or to be tried again, and makes it due: else a task that fails would get one more job from
 * every sweep, each with tries of its own. It stays locked until the caller's transaction ends, and no worker takes it
 * before that: whoever does it then sees what the caller wrote. One that a worker takes this instant is passed over.
 */
const TAKE_WAITING = `
  UPDATE pgboss.job SET start_after = LEAST(start_after, now())
  WHERE name = $1 AND id = (
    SELECT id FROM pgboss.job
    WHERE name = $1 AND singleton_key = $2 AND (state = 'retry' OR (state = 'created' AND start_after <= now()))
    ORDER BY start_after LIMIT 1
    FOR UPDATE SKIP LOCKED
  )
  RETURNING id`;

const taskSchema = z.object({
  task: z.enum(['search', 'check', 'post', 'number', 'attach', 'email', 'mark', 'undo', 'draw']),
  runId: z.string(),
});
export type RunTask = z.infer<typeof taskSchema>;

/** The queue's wiring. Jobs only nudge: the rows are the truth, and a lost or doubled job changes nothing. */
export interface Jobs {
  start(work: (task: RunTask) => Promise<void>): Promise<void>;
  /**
   * Once a night, whichever process is there, at the times of `cron` in that time zone; now, too, where one was missed.
   * After `start`.
   */
  everyNight(q: { cron: string; timeZone: string; missed: boolean }, work: () => Promise<void>): Promise<void>;
  /**
   * On the caller's own transaction, so that a task is sent with the state it follows from. One that waits to be done, or
   * to be tried again, stands for it; one at work does not, since it may have read the rows before.
   */
  enqueue(client: { $queryRawUnsafe: unknown }, task: RunTask & { afterSeconds?: number }): Promise<void>;
  /** Something was committed: look now instead of at the next poll. */
  nudge(): void;
  /** True when nothing is at work and nothing is due now. */
  idle(): Promise<boolean>;
  /** Waits for the work in hand, at most this many milliseconds. */
  stop(timeoutMs: number): Promise<void>;
}

export function createJobs(pool: pg.Pool, embedded: boolean, onError: (error: unknown) => void): Jobs {
  const boss = new PgBoss({
    db: bossDatabase(pool),
    schema: 'pgboss',
    // of a process that died the others learn by this; the embedded database has no others
    superviseIntervalSeconds: embedded ? 5 : LOOK_EVERY_SECONDS,
    monitorIntervalSeconds: embedded ? 5 : LOOK_EVERY_SECONDS,
    ...(embedded ? { backend: 'pglite' as const } : {}),
  });
  boss.on('error', onError);
  let worker: string | undefined;
  return {
    async start(work) {
      await boss.start();
      await boss.createQueue(QUEUE, {
        policy: 'singleton',
        retryLimit: 20,
        retryDelay: RETRY_SECONDS,
        retryBackoff: true,
        retryDelayMax: 60,
        expireInSeconds: 900,
        heartbeatSeconds: SILENT_SECONDS,
      });
      // The embedded database has one process: what is still at work there died with the last one, and is due at once
      // instead of when its heartbeat is missed.
      if (embedded)
        await pool.query(
          `UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE name = $1 AND state = 'active'`,
          [QUEUE],
        );
      worker = await boss.work(
        QUEUE,
        { pollingIntervalSeconds: POLL_SECONDS, heartbeatRefreshSeconds: 3, localConcurrency: 4 },
        async ([job]) => {
          if (job) await work(taskSchema.parse(job.data));
        },
      );
    },
    async everyNight({ cron, timeZone, missed }, night) {
      await boss.createQueue(NIGHTLY, {
        policy: 'singleton',
        retryLimit: 5,
        retryDelay: 300,
        retryBackoff: true,
        expireInSeconds: 7200,
        heartbeatSeconds: 60,
      });
      await boss.schedule(NIGHTLY, cron, {}, { tz: timeZone, singletonKey: NIGHTLY });
      if (missed) await boss.send(NIGHTLY, {}, { singletonKey: 'missed', singletonSeconds: 3600 });
      await boss.work(NIGHTLY, { pollingIntervalSeconds: 30, heartbeatRefreshSeconds: 20 }, night);
    },
    async enqueue(client, { afterSeconds, ...task }) {
      const db = fromPrisma(client as never);
      const singletonKey = `${task.task}:${task.runId}`;
      if (afterSeconds === undefined) {
        const { rows } = await db.executeSql(TAKE_WAITING, [QUEUE, singletonKey]);
        if (rows.length > 0) return;
      }
      await boss.send(QUEUE, task, {
        ...{ db, singletonKey },
        ...(afterSeconds !== undefined && { startAfter: afterSeconds }),
      });
    },
    nudge: () => {
      if (worker) boss.notifyWorker(worker);
    },
    async idle() {
      const { rows } = await pool.query(
        `SELECT 1 FROM pgboss.job WHERE name = $1 AND (state = 'active' OR (state < 'active' AND start_after <= now())) LIMIT 1`,
        [QUEUE],
      );
      return rows.length === 0;
    },
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs }),
  };
}

/** pg-boss over the application's own pool, so that embedded and server databases share one path. */
function bossDatabase(pool: pg.Pool): BossDatabase {
  return {
    async executeSql(text, values) {
      const client = await pool.connect();
      try {
        const result: pg.QueryResult | pg.QueryResult[] = await client.query(text, values?.length ? values : undefined);
        return Array.isArray(result) ? { rows: result.flatMap((part) => part.rows ?? []) } : result;
      } catch (error) {
        // A script of several statements that fails leaves its transaction open on the one embedded connection.
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/embedded.ts';
import { createDb, type Db } from '../../src/db/index.ts';
import { createJobs, type Jobs, type RunTask } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/services/clock.ts';
import type { Deps } from '../../src/services/deps.ts';
import { sweep } from '../../src/services/work.ts';
import { createRun } from '../db/make.ts';
import { testDatabase } from '../helpers/database.ts';
import { until } from '../helpers/until.ts';

let database: Database;
let jobs: Jobs;
let db: Db;
let troubles: unknown[];

beforeEach(async () => {
  database = await testDatabase();
  troubles = [];
  jobs = createJobs(database.pool, database.embedded, (error) => troubles.push(error));
  db = createDb(database.pool, { enqueue: (client, task) => jobs.enqueue(client, task), committed: jobs.nudge });
});
afterEach(async () => {
  await jobs.stop(1000).catch(() => undefined);
  await db.close();
  await database.close();
  expect(troubles).toEqual([]);
});

/** The keys of what is not at work, and not done. */
async function waiting(): Promise<string[]> {
  const { rows } = await database.pool.query<{ singleton_key: string }>(
    `SELECT singleton_key FROM pgboss.job WHERE name = 'run' AND state IN ('created', 'retry') ORDER BY singleton_key`,
  );
  return rows.map((row) => row.singleton_key);
}

function allDone(): Promise<boolean> {
  return until('the queue is idle', jobs.idle);
}

describe('tasks', () => {
  test('are done once each, and then nothing is due', async () => {
    const done: RunTask[] = [];
    await jobs.start(async (task) => void done.push(task));
    await db.enqueue({ task: 'search', runId: 'A' });
    await db.enqueue({ task: 'draw', runId: 'B' });
    await until('both are done', () => done.length === 2);
    await allDone();
    expect(done.map(({ task, runId }) => `${task} ${runId}`).sort()).toEqual(['draw B', 'search A']);
  });

  test('are sent with the transaction, or not at all', async () => {
    const done: string[] = [];
    await jobs.start(async ({ runId }) => void done.push(runId));
    const undone = db.transaction(async (tx) => {
      await createRun({ ...db, ...tx }, 'UNDONE');
      await tx.enqueue({ task: 'search', runId: 'UNDONE' });
      throw new Error('on second thoughts');
    });
    await expect(undone).rejects.toThrow('on second thoughts');
    await db.transaction(async (tx) => {
      await createRun({ ...db, ...tx }, 'KEPT');
      await tx.enqueue({ task: 'search', runId: 'KEPT' });
    });
    await until('the kept one is done', () => done.length > 0);
    await allDone();
    expect(done).toEqual(['KEPT']);
    const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'run'`);
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('see what their transaction wrote', async () => {
    const seen: unknown[] = [];
    await jobs.start(async ({ runId }) => void seen.push((await db.runs.get(runId))?.state));
    await db.transaction(async (tx) => {
      await tx.enqueue({ task: 'search', runId: 'SEEN' });
      await createRun({ ...db, ...tx }, 'SEEN');
    });
    await until('it is done', () => seen.length > 0);
    expect(seen).toEqual(['searching']);
  });

  test('that fail are tried again', async () => {
    let tries = 0;
    await jobs.start(async () => {
      tries += 1;
      if (tries === 1) throw new Error('Autotask is not answering');
    });
    await db.enqueue({ task: 'search', runId: 'A' });
    await until('it was tried twice', () => tries === 2);
    await allDone();
    expect(tries).toBe(2);
  });

  test('of the same kind and run are never at work at once; of another run they are', async () => {
    const atWork = new Map<string, number>();
    let most = 0;
    let mostOfOne = 0;
    let done = 0;
    const gates: (() => void)[] = [];
    await jobs.start(async ({ runId }) => {
      atWork.set(runId, (atWork.get(runId) ?? 0) + 1);
      most = Math.max(
        most,
        [...atWork.values()].reduce((sum, n) => sum + n, 0),
      );
      mostOfOne = Math.max(mostOfOne, ...atWork.values());
      await new Promise<void>((resolve) => gates.push(resolve));
      atWork.set(runId, (atWork.get(runId) ?? 0) - 1);
      done += 1;
    });
    for (const runId of ['A', 'B']) await db.enqueue({ task: 'draw', runId });
    await until('both runs are at work', () => gates.length === 2);
    // what came while one was at work is done after it, since that one may have read the rows before
    for (const runId of ['A', 'A']) await db.enqueue({ task: 'draw', runId });
    expect(await waiting()).toEqual(['draw:A']);
    await until('all are done', () => {
      for (const open of gates.splice(0)) open();
      return done === 3;
    });
    await allDone();
    expect(done).toBe(3);
    expect([most, mostOfOne]).toEqual([2, 1]);
  });

  test('that are due later are not due now', async () => {
    const done: string[] = [];
    await jobs.start(async ({ runId }) => void done.push(runId));
    await db.enqueue({ task: 'post', runId: 'LATER', afterSeconds: 3600 });
    await db.enqueue({ task: 'post', runId: 'NOW' });
    await until('it is done', () => done.length > 0);
    await allDone();
    expect(done).toEqual(['NOW']);
  });

  test('that are due later and those due now do not stand for each other', async () => {
    const done: string[] = [];
    await db.enqueue({ task: 'post', runId: 'A', afterSeconds: 3600 });
    await db.enqueue({ task: 'post', runId: 'A' });
    await db.enqueue({ task: 'mark', runId: 'A' });
    await db.enqueue({ task: 'mark', runId: 'A', afterSeconds: 3600 });
    await jobs.start(async ({ task }) => void done.push(task));
    await until('both are done', () => done.length === 2);
    await allDone();
    expect(done.sort()).toEqual(['mark', 'post']);
    expect(await waiting()).toEqual(['mark:A', 'post:A']);
  });

  test('that fail again and again do not pile up, however often they are swept', async () => {
    await createRun(db, 'BAD');
    let tries = 0;
    await jobs.start(async () => {
      tries += 1;
      throw new Error('nobody expected this');
    });
    for (let sweeps = 1; sweeps <= 12; sweeps += 1) {
      await sweep({ db, clock: systemClock } as unknown as Deps);
      await until('it was tried once more', () => tries >= sweeps);
      expect((await waiting()).length).toBeLessThanOrEqual(2);
    }
    const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'run'`);
    expect(rows[0].n).toBeLessThanOrEqual(2);
  });

  test('that wait are held until what stands for them is committed', async () => {
    // only a server has a second connection that could take them
    if (database.embedded) return;
    await db.enqueue({ task: 'draw', runId: 'A' });
    const free = `SELECT singleton_key FROM pgboss.job WHERE name = 'run' FOR UPDATE SKIP LOCKED`;
    await db.transaction(async (tx) => {
      await tx.enqueue({ task: 'draw', runId: 'A' });
      expect((await database.pool.query(free)).rows).toEqual([]);
    });
    expect((await database.pool.query(free)).rows).toEqual([{ singleton_key: 'draw:A' }]);
  });

  test('sent before the worker starts are done when it does', async () => {
    const done: string[] = [];
    await db.enqueue({ task: 'search', runId: 'EARLY' });
    await jobs.start(async ({ runId }) => void done.push(runId));
    await until('it is done', () => done.length > 0);
    expect(done).toEqual(['EARLY']);
  });

  test('whose process died are done by the next one at once where there can be no other, else when it is silent', async () => {
    const done: string[] = [];
    await jobs.start(async () => undefined);
    await jobs.stop(1000);
    await db.enqueue({ task: 'post', runId: 'CUT OFF' });
    await database.pool.query(
      `UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() WHERE name = 'run'`,
    );
    jobs = createJobs(database.pool, database.embedded, (error) => troubles.push(error));
    await jobs.start(async ({ runId }) => void done.push(runId));
    await db.enqueue({ task: 'post', runId: 'NEW' });
    await until('the new one is done', () => done.includes('NEW'));
    if (database.embedded) await allDone();
    expect(done.includes('CUT OFF')).toBe(database.embedded);
  });

  test('at work are waited for when upSync stops', async () => {
    let finished = false;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let begun = false;
    await jobs.start(async () => {
      begun = true;
      await gate;
      finished = true;
    });
    await db.enqueue({ task: 'post', runId: 'A' });
    await until('it is at work', () => begun);
    const stopped = jobs.stop(10_000);
    open();
    await stopped;
    expect(finished).toBe(true);
  });
});

describe('the night', () => {
  test('is kept once, in its time zone, and worked on by whoever is there', async () => {
    const london = { cron: '0 3 * * *', timeZone: 'Europe/London', missed: false };
    await jobs.start(async () => undefined);
    await jobs.everyNight({ ...london, timeZone: 'UTC' }, async () => undefined);
    await jobs.everyNight(london, async () => undefined);
    const { rows } = await database.pool.query('SELECT name, cron, timezone FROM pgboss.schedule');
    expect(rows).toEqual([{ name: 'nightly', cron: '0 3 * * *', timezone: 'Europe/London' }]);
    await jobs.stop(1000);

    let nights = 0;
    jobs = createJobs(database.pool, database.embedded, (error) => troubles.push(error));
    await jobs.start(async () => undefined);
    await jobs.everyNight({ ...london, missed: true }, async () => {
      nights += 1;
    });
    await until('a night', () => nights === 1);
  });
});

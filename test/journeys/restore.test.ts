import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../../src/commands/run.ts';
import { clockAt } from '../../src/services/clock.ts';
import { type Card, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { serverUrl } from '../helpers/database-template.ts';
import { bill, type SmallBill, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

/** The same three kinds on days of their own: two invoices and a credit note. */
function three(first: number, date: string): SmallBill[] {
  return [bill(first, { date }), bill(first + 1, { date }), bill(first + 2, { date, net: '-50.00', tax: '-10.00' })];
}

const WAITING = '2026-10-05';
const APPROVED = '2026-10-06';
const LATER = '2026-10-07';
const world = smallWorld([
  bill(700, { date: '2026-10-01' }),
  ...three(710, WAITING),
  ...three(720, APPROVED),
  ...three(730, LATER),
]);
const tenant = tenantOf(world);
let stage: Stage;
let backup: string;
/** Longer than Xero keeps a key, shorter than a check is believed. */
const MINUTES_UNTIL_THE_RESTORE = 7;
let later = 0;
/** Two restarts, a backup and a restore, also on a machine that has much else to do. */
const PATIENCE_MS = 300_000;

beforeAll(async () => {
  if (serverUrl()) return;
  stage = await openStage({
    world,
    xeroSwitches: { minuteLimit: 5_000 },
    pace: { clock: clockAt(() => new Date(Date.now() + later)) },
  });
  backup = path.join(stage.dataDir, 'backup.gz');
  await postAll(stage, '2026-10-01');
  // Xero gives the numbers, so it would take every one of them twice
  const { db } = stage.upSync().app;
  const settings = (await db.organisations.get(tenant))?.settings;
  if (settings) await db.organisations.setSettings(tenant, { ...settings, numberSource: 'xero' });
});
afterAll(() => stage?.close());

const command = (...args: string[]) => runCommand(args, () => undefined, { DATA_DIR: stage.dataDir });

/** How many documents there are for these invoices, each of which has a company of its own. */
function inXero(first: number): number[] {
  return [first, first + 1, first + 2].map(
    (id) => stage.sandbox.xero.rows().filter(({ contact }) => contact === `Company ${1000 + id}`).length,
  );
}

async function postAndMark(card: Card): Promise<void> {
  await card.press(stage.cast.approver, 'Approve');
  await card.until('3 of 3 are in Xero');
  await card.press(stage.cast.approver, 'Yes, mark');
  await card.until('3 marked in Autotask');
}

test(
  'a restore to before the approval posts nothing twice: Xero is asked, and what is there is shown',
  async () => {
    if (serverUrl()) {
      process.stdout.write('left out: the restore of a backup, since this database is a server\n');
      return;
    }
    const { approver } = stage.cast;
    const waiting = await toApproval(stage, await searchFor(stage, WAITING));
    // approved, and nothing of it sent yet: Xero is down
    const approved = await toApproval(stage, await searchFor(stage, APPROVED));
    stage.sandbox.faults.add({ system: 'xero', kind: 'down', times: Number.POSITIVE_INFINITY });
    await approved.press(approver, 'Approve');
    await approved.until('Nothing is lost');
    await stage.restart(() => command('backup', backup));
    stage.sandbox.faults.clear();

    await approved.until('3 of 3 are in Xero');
    await postAndMark(waiting);
    await postAndMark(await toApproval(stage, await searchFor(stage, LATER)));
    const all = stage.sandbox.xero.rows().length;
    expect([710, 720, 730].map(inXero)).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]);

    later = MINUTES_UNTIL_THE_RESTORE * 60_000;
    stage.sandbox.clock.advance(later);
    await stage.restart(() => command('restore', backup));
    // approved before the backup, sent after it: found, and not sent again
    await until(
      'the approved run has come to its end',
      async () => (await stage.picture(approved.runId)).run.state === 'posted',
    );
    await approved.until('3 of 3 are in Xero');
    const { audit } = stage.upSync().app.db;
    const found = (await audit.list({ runId: approved.runId })).filter(({ action }) => action === 'posting.found');
    expect(found.map(({ invoiceId }) => invoiceId).sort()).toEqual([720, 721, 722]);

    // waiting at the backup, posted after it: the card says that they are there, and asks for no approval
    await waiting.until(/3 .*in Xero/);
    await waiting.gone('Approve');

    // the same days again, marked as they are; and those that this database never heard of, their marks cleared
    for (const id of [730, 731, 732]) stage.sandbox.autotask.markByOther(id, null);
    for (const search of [`${WAITING} include-invoiced`, `${APPROVED} include-invoiced`, LATER]) {
      const card = await searchFor(stage, search);
      await card.until(/3 .*in Xero/);
      expect((await card.picture()).planned.map(({ verdict }) => verdict.kind)).toEqual([
        'in-xero',
        'in-xero',
        'in-xero',
      ]);
    }
    expect(stage.sandbox.xero.rows()).toHaveLength(all);
    expect([710, 720, 730].map(inXero)).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(await stage.upSync().app.db.verifyAudit()).toMatchObject({ ok: true });
    expect(stage.wireProblems()).toEqual([]);
  },
  PATIENCE_MS,
);

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CrashPoint } from '../../src/services/deps.ts';
import { type Card, labelsOf, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { type MortalStage, openMortalStage } from '../helpers/mortal-stage.ts';
import { bills, smallWorld } from '../helpers/small-world.ts';
import { until } from '../helpers/until.ts';

/** Three batches: 10, 10 and one. */
const LARGE = 21;
const SMALL = 7;

/** Where, which time it comes by, and the case's own day and invoices. */
type Case = [CrashPoint, number, number];

const posting: Case[] = [
  ['posting.before-intent', 2, 1],
  ['posting.intent-stored', 1, 2],
  ['posting.request-sent', 2, 3],
  ['posting.answer-received', 1, 4],
  ['posting.answer-received', 3, 5],
  ['posting.result-stored', 2, 6],
];
const marking: Case[] = [
  ['marking.before-mark', 1, 7],
  ['marking.mark-sent', 1, 8],
  ['marking.mark-sent', SMALL, 9],
  ['marking.mark-confirmed', 1, 10],
];
const people: Case[] = [
  ['approval.clicked', 1, 11],
  ['approval.stored', 1, 12],
  ['card.posted', 1, 13],
];
const undoing: Case[] = [
  ['undo.renamed', 1, 14],
  ['undo.mark-cleared', 2, 15],
];

/** Every case has invoices and a day of its own. */
const day = (index: number) => `2026-09-${String(index + 1).padStart(2, '0')}`;
const firstId = (index: number) => 1000 * (index + 1);
const sizes = [
  1,
  ...posting.map(() => LARGE),
  ...marking.map(() => SMALL),
  ...people.map(() => SMALL),
  ...undoing.map(() => SMALL),
  LARGE,
  LARGE,
  SMALL,
  LARGE,
  LARGE,
];
const world = smallWorld(
  sizes.flatMap((size, index) => bills(firstId(index), size, { date: day(index), companyId: 500 + index })),
);
let stage: MortalStage;

beforeAll(async () => {
  stage = await openMortalStage(world);
  await stage.start();
  await postAll(stage, day(0));
});
afterAll(() => stage?.close());

async function dieAndRestart(): Promise<void> {
  await stage.dead();
  expect(stage.exitCode()).toBeNull(); // killed, not ended
  await stage.start();
}

function expectEachOnce(index: number): void {
  const numbers = bills(firstId(index), sizes[index] ?? 0).map(({ id }) => `N-${id}`);
  const rows = stage.sandbox.xero.rows().filter(({ number }) => numbers.includes(number));
  expect(rows.map(({ number }) => number).sort()).toEqual([...numbers].sort());
  expect(rows.every(({ total }) => total === '120.00')).toBe(true);
}

function expectAllMarked(index: number): void {
  const ids = bills(firstId(index), sizes[index] ?? 0).map(({ id }) => id);
  expect(ids.filter((id) => !stage.sandbox.autotask.invoice(id)?.webServiceDate)).toEqual([]);
}

/** As a card is headed. */
const title = (index: number) => `Invoices dated ${index + 1} Sep 2026`;
const all = (size: number) => `${size} of ${size} are in Xero`;

async function approved(index: number): Promise<Card> {
  return toApproval(stage, await searchFor(stage, day(index)));
}

describe('kill -9 while posting', () => {
  test.each(posting)('at %s, the %i. time', async (dieAt, nth, index) => {
    const card = await approved(index);
    await stage.order({ dieAt, nth });
    await card.press(stage.cast.approver, 'Approve');
    await dieAndRestart();
    await card.until(all(LARGE), 30_000);
    expectEachOnce(index);
  });
});

describe('kill -9 while marking', () => {
  test.each(marking)('at %s, the %i. time', async (dieAt, nth, index) => {
    const card = await approved(index);
    await card.press(stage.cast.approver, 'Approve');
    await card.button('Yes, mark');
    await stage.order({ dieAt, nth });
    await card.press(stage.cast.approver, 'Yes, mark');
    await dieAndRestart();
    await card.until(`${SMALL} marked in Autotask`, 30_000);
    expectEachOnce(index);
    expectAllMarked(index);
  });
});

describe('kill -9 while people press', () => {
  test.each(people)('at %s', async (dieAt, nth, index) => {
    if (dieAt === 'card.posted') {
      await stage.order({ dieAt, nth });
      await stage.cast.searcher.command(stage.channel, `/upsync search ${day(index)}`);
      await dieAndRestart();
      // the card may stand twice; both work
      const message = await stage.cast.searcher.untilMessage(stage.channel, (one) => {
        const text = stage.cast.searcher.textOf(one);
        return text.startsWith(title(index)) && labelsOf(one).includes('Approve');
      });
      await stage.cast.approver.click(message, 'Approve', { confirm: true });
    } else {
      const card = await approved(index);
      await stage.order({ dieAt, nth });
      await stage.cast.approver.click(await card.message(), 'Approve', { confirm: true });
      await dieAndRestart();
      // a click that was not stored is not lost in silence: the card still asks
      if (dieAt === 'approval.clicked') await card.press(stage.cast.approver, 'Approve');
    }
    await stage.cast.searcher.untilMessage(stage.channel, (one) => {
      const text = stage.cast.searcher.textOf(one);
      return text.includes(all(SMALL)) && text.includes('Yes, mark') && text.startsWith(title(index));
    });
    expectEachOnce(index);
  });
});

describe('kill -9 while undoing', () => {
  test.each(undoing)(
    'at %s, the %i. time: out of Xero once, the number free, the mark cleared',
    async (dieAt, nth, index) => {
      const { approver } = stage.cast;
      const card = await approved(index);
      await card.press(approver, 'Approve');
      await card.press(approver, 'Yes, mark');
      await card.until(`${SMALL} marked in Autotask`);
      await stage.order({ dieAt, nth });
      await card.press(approver, 'Undo this run');
      await approver.untilModal((modal) => JSON.stringify(modal.blocks).includes('Undo it'));
      // the process may be dead before it answers
      await approver.click('modal', 'Undo it', { confirm: true }).catch(() => undefined);
      await dieAndRestart();
      await card.until(`${SMALL} out of Xero again`, 60_000);
      await approver.closeModal();
      const ids = bills(firstId(index), SMALL).map(({ id }) => id);
      const rows = stage.sandbox.xero.rows().filter(({ number }) => ids.some((id) => number.startsWith(`N-${id}`)));
      expect(rows.map(({ number, status }) => `${number} ${status}`).sort()).toEqual(
        ids.map((id) => `N-${id} VOID 1 DELETED`).sort(),
      );
      expect(ids.filter((id) => stage.sandbox.autotask.invoice(id)?.webServiceDate)).toEqual([]);
    },
  );
});

describe('other ends', () => {
  test.each([
    ['never carried out', 'hang', sizes.length - 5],
    ['carried out and its answer lost', 'lost-answer', sizes.length - 4],
  ] as const)('kill -9 from outside, with a request to Xero %s', async (_, kind, index) => {
    const card = await approved(index);
    stage.sandbox.faults.add({ system: 'xero', kind, method: 'PUT', times: 1 });
    await card.press(stage.cast.approver, 'Approve');
    await until('the request has left', () => stage.sandbox.faults.pending().length === 0);
    stage.kill('SIGKILL');
    await dieAndRestart();
    await card.until(all(LARGE), 30_000);
    expectEachOnce(index);
  });

  test('a second process on the same embedded data is refused in a sentence', async () => {
    if (process.env.UPSYNC_TEST_DATABASE_URL) {
      process.stdout.write('left out: a second process on one folder, since this database is a server for several\n');
      return;
    }
    const { code, said } = await stage.second();
    expect(code).toBe(1);
    expect(said).toMatch(/Another upSync process uses .* Stop it first/);
  });

  test.each([
    ['slow: the batch in hand is finished', 'slow', sizes.length - 2, 3_000],
    ['silent: it is handed over', 'hang', sizes.length - 1, 0],
  ] as const)(
    'SIGTERM while Xero is %s; 0 within ten seconds or so, and the next start ends the work',
    async (what, kind, index, delayMs) => {
      const card = await approved(index);
      stage.sandbox.faults.add({ system: 'xero', kind, method: 'PUT', times: 1, ...(delayMs > 0 && { delayMs }) });
      await card.press(stage.cast.approver, 'Approve');
      await until('the request has left', () => stage.sandbox.faults.pending().length === 0);
      const asked = Date.now();
      stage.kill('SIGTERM');
      await stage.dead();
      expect(stage.exitCode()).toBe(0);
      // ten, and what a loaded machine takes for the rest; the request itself waits three times as long
      expect(Date.now() - asked).toBeLessThan(20_000);
      const sent = () => stage.sandbox.xero.rows().filter(({ contact }) => contact === `Company ${500 + index}`).length;
      expect(sent()).toBe(what.startsWith('slow') ? 10 : 0);
      await stage.start();
      await card.until(all(LARGE), 60_000);
      expectEachOnce(index);
    },
  );

  test('SIGTERM ends with 0, and the next start goes on with the same data', async () => {
    const index = sizes.length - 3;
    const card = await approved(index);
    stage.kill('SIGTERM');
    await stage.dead();
    expect(stage.exitCode()).toBe(0);
    await stage.start();
    await card.press(stage.cast.approver, 'Approve');
    await card.until(all(SMALL));
    expectEachOnce(index);
  });

  test('nothing was sent that no vendor knows', () => {
    expect(stage.sandbox.recorder.violations).toEqual([]);
  });
});

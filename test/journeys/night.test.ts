import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeenMessage } from '../../src/sandbox/slack/person.ts';
import { clockAt } from '../../src/services/clock.ts';
import { ask, type Card, labelsOf, postAll, whisper } from '../helpers/card.ts';
import { bills, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(801, 10));
const tenant = tenantOf(world);
const DAY_MS = 86_400_000;

/** upSync's clock; the world's goes on as it is. */
let ahead = 0;
let stage: Stage;
let first: Card;

beforeAll(async () => {
  stage = await openStage({
    world,
    xeroSwitches: { minuteLimit: 5_000 },
    pace: { clock: clockAt(() => new Date(Date.now() + ahead)) },
  });
  first = await postAll(stage, 'id:801');
  await first.press(stage.cast.approver, 'Yes, mark 1');
  await first.until('1 marked in Autotask');
});
afterAll(() => stage?.close());
afterEach(() => expect(stage.sandbox.faults.pending()).toEqual([]));

const app = () => stage.upSync().app;
const pass = (days: number) => {
  ahead += days * DAY_MS;
};

/** Cards of the night in the channel, as everybody sees them. */
async function cards(): Promise<SeenMessage[]> {
  const { searcher } = stage.cast;
  const messages = await searcher.messages(stage.channel);
  return messages.filter((one) => !one.ephemeral && searcher.textOf(one).includes('Looked at by night'));
}

async function lastCard(): Promise<string> {
  const last = (await cards()).at(-1);
  return last ? stage.cast.searcher.textOf(last) : '';
}

describe('what the night says', () => {
  test('nothing, where there is nothing to do', async () => {
    await app().nightly();
    expect(await cards()).toEqual([]);
  });

  test('what is new, once; and again only when something else is', async () => {
    const card = await postAll(stage, 'id:802');
    await app().nightly();
    await app().nightly();
    expect(await cards()).toHaveLength(1);
    expect(await lastCard()).toMatch(/nobody has said whether to mark.*N-802/s);

    const document = stage.sandbox.xero.rows().find(({ number }) => number === 'N-801');
    stage.sandbox.xero.voidDocument(tenant, document?.id ?? '');
    await app().nightly();
    expect(await cards()).toHaveLength(2);
    expect(await lastCard()).toMatch(/behind upSync’s back.*N-801/s);
    expect(await lastCard()).toContain('N-802');
    await card.button('Yes, mark 1');
  });

  test('its buttons are pressed by approvers, and the card says by whom', async () => {
    const { searcher, approver } = stage.cast;
    const [message] = (await cards()).slice(-1);
    if (!message) throw new Error('no card of the night');
    await searcher.click(message, 'Only let the ledger follow (1)', { confirm: true });
    await whisper(searcher, stage.channel, 'Only an approver can do this');
    await approver.click(message, 'Only let the ledger follow (1)', { confirm: true });
    await until('the card says so', async () => /In the ledger: 1 invoice voided\. .*Amir/.test(await lastCard()));
    const [after] = (await cards()).slice(-1);
    expect(after && labelsOf(after)).toEqual(['Mark 1 now']);
    expect((await app().db.postings.latest([801])).get(801)?.state).toBe('voided');
  });
});

describe('a login that nobody uses', () => {
  const refreshedAt = async () => (await app().db.connections.list())[0]?.refreshedAt ?? '';

  test('is renewed by the night, and nobody is told', async () => {
    await app().nightly();
    const told = (await cards()).length;
    const before = await refreshedAt();
    pass(40);
    await app().nightly();
    expect(Date.parse(await refreshedAt()) - Date.parse(before)).toBeGreaterThan(39 * DAY_MS);
    expect(await cards()).toHaveLength(told);
  });

  test('that Xero does not renew is told 14, 7 and 2 days before its end, once each', async () => {
    const { faults } = stage.sandbox;
    faults.add({ system: 'xero', kind: 'down', path: '/connect/token', times: Number.POSITIVE_INFINITY });
    const counts: number[] = [(await cards()).length];
    for (const days of [45, 1.5, 1, 5.5, 5]) {
      pass(days);
      await app().nightly();
      counts.push((await cards()).length);
    }
    expect(counts.map((count) => count - (counts[0] ?? 0))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(await lastCard()).toMatch(/about to end.*Xero did not let upSync renew it/s);
    faults.clear('xero');
    // past the pause that is kept while Xero does not answer
    pass(1 / 24);
    await app().nightly();
    expect(await cards()).toHaveLength(counts.at(-1) ?? 0);
    expect(await ask(stage, '/upsync doctor', 'Ledger, Autotask', stage.cast.approver)).not.toContain('about to end');
  });
});

describe('old details', () => {
  const detailsOf = async (runId: string) => {
    const { db } = app();
    const [one] = await db.runs.invoices(runId);
    const { companies } = await db.runs.found(runId);
    const posting = (await db.postings.latest([one?.invoice.id ?? 0])).get(one?.invoice.id ?? 0);
    const batch = posting?.batchId ? await db.batches.get(posting.batchId) : null;
    return { lines: one?.invoice.lines.length, name: companies[0]?.name, posting, body: batch?.body };
  };

  test('are deleted after the time that an admin chose; ledger, audit and cards stay', async () => {
    const { admin, searcher } = stage.cast;
    await admin.command(stage.channel, '/upsync settings');
    await admin.untilModal((modal) => modal.submit !== undefined);
    await admin.submit({ 'Lines, names and e-mails are deleted after': '6 months' });
    await until('it is kept', async () => (await app().db.settings.retentionMonths()) === 6);

    ahead = 0;
    pass(170);
    await app().nightly();
    const before = await detailsOf(first.runId);
    expect(before).toMatchObject({ lines: 1, name: 'Company 1801' });
    expect(before.body).toContain('N-801');
    expect((await app().db.contacts.all(tenant)).length).toBeGreaterThan(0);
    const audit = (await app().db.audit.list({ runId: first.runId })).length;

    pass(20);
    await app().nightly();
    const after = await detailsOf(first.runId);
    expect(after).toMatchObject({ lines: 0, name: 'Company 1801', body: '' });
    expect(after.posting?.draft).toMatchObject({ number: 'N-801', total: '120.00', lines: [] });
    expect(after.posting?.document).toMatchObject({ number: 'N-801', contactName: '' });
    expect(after.posting).toMatchObject({ invoiceId: 801, state: 'voided' });
    expect(after.posting?.document?.id).toBe(before.posting?.document?.id);
    expect(await app().db.contacts.all(tenant)).toEqual([]);
    expect((await app().db.contacts.answers(first.runId)).size).toBe(0);
    expect((await app().db.audit.list({ runId: first.runId })).length).toBe(audit + 1);

    expect(await first.until('Lines, names and e-mails of this run were deleted')).toContain('EUR 120.00');
    expect(await ask(stage, '/upsync runs', 'details deleted', searcher)).toContain('1 invoice');
    await app().nightly();
    expect((await app().db.audit.list({ runId: first.runId })).length).toBe(audit + 1);
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

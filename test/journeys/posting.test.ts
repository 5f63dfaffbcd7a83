import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeenMessage } from '../../src/sandbox/slack/person.ts';
import { clockAt } from '../../src/services/clock.ts';
import type { CrashPoint } from '../../src/services/deps.ts';
import { type Card, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bill, bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld([
  ...bills(101, 80),
  // taxed line by line it is a cent more than taxed as a whole
  bill(201, {
    ...{ net: '0.27', tax: '0.054' },
    lines: [
      { net: '0.135', tax: '0.027' },
      { net: '0.135', tax: '0.027' },
    ],
  }),
  bill(202, {
    ...{ net: '0.27', tax: '0.054' },
    lines: [
      { net: '0.135', tax: '0.027' },
      { net: '0.135', tax: '0.027' },
    ],
  }),
  ...bills(301, 120),
]);
const tenant = tenantOf(world);
let stage: Stage;
/** What happens at a named boundary of upSync. */
const at = new Map<CrashPoint, () => Promise<void>>();
const clock = { offset: 0 };

beforeAll(async () => {
  stage = await openStage({
    world,
    xeroSwitches: { minuteLimit: 5_000 },
    reached: (point) => at.get(point)?.(),
    pace: { clock: clockAt(() => new Date(Date.now() + clock.offset)), xeroWriteTimeoutMs: 1500 },
  });
  await postAll(stage, 'id:101');
});
afterAll(() => stage?.close());
afterEach(() => {
  at.clear();
  expect(stage.sandbox.faults.pending()).toEqual([]);
});

/** How many documents in Xero stand for each of these invoices, deleted ones left out. */
function documents(...ids: number[]): number[] {
  const rows = stage.sandbox.xero.rows().filter(({ status }) => status !== 'DELETED');
  return ids.map((id) => rows.filter(({ number }) => number === `N-${id}`).length);
}

function approve(card: Card): Promise<void> {
  return card.press(stage.cast.approver, 'Approve');
}

/** The queue's wait is not part of the story: the next try comes now. */
async function tryNow(card: Card): Promise<void> {
  await stage.upSync().app.db.enqueue({ task: 'post', runId: card.runId });
}

describe('what Xero refuses', () => {
  test('is shown with its reason, the others go through, and Try again takes only what is left', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:102,103,104'));
    stage.sandbox.xero.archiveContact(tenant, contactOf(world, 1103));
    await approve(card);
    const text = await card.until('Try again with 1');
    expect(text).toMatch(/2 of 3 are in Xero/);
    expect(text).toMatch(/archived/i);
    expect(documents(102, 103, 104)).toEqual([1, 0, 1]);

    stage.sandbox.xero.editContact(tenant, contactOf(world, 1103), { ContactStatus: 'ACTIVE' });
    const before = stage.sandbox.recorder.exchanges.length;
    await card.press(stage.cast.approver, 'Try again with 1');
    await card.until(/3 of 3 are in Xero/);
    expect(documents(102, 103, 104)).toEqual([1, 1, 1]);
    const sent = stage.sandbox.recorder.exchanges.slice(before).filter(({ method }) => method === 'PUT');
    expect(sent.map(({ body }) => (body as { Invoices: unknown[] }).Invoices.length)).toEqual([1]);
  });
});

describe('silence and trouble of Xero while a batch is sent', () => {
  test.each(['lost-answer', 'lost-request', 'hang'] as const)(
    '%s: in doubt, then exactly one document',
    async (kind) => {
      const id = { 'lost-answer': 105, 'lost-request': 106, hang: 107 }[kind];
      const card = await toApproval(stage, await searchFor(stage, `id:${id}`));
      stage.sandbox.faults.add({ system: 'xero', kind, method: 'PUT', path: '/Invoices', times: 1 });
      await approve(card);
      expect(await card.until(/in doubt/)).toMatch(/0 of 1/);
      await tryNow(card);
      await card.until(/1 of 1 are in Xero/);
      expect(documents(id)).toEqual([1]);
    },
  );

  test('429 with Retry-After is waited out', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:108'));
    const fault = { system: 'xero', kind: 'limited', method: 'PUT', path: '/Invoices', times: 1 } as const;
    stage.sandbox.faults.add({ ...fault, retryAfterSeconds: 1 });
    await approve(card);
    await card.until(/1 of 1 are in Xero/);
    expect(documents(108)).toEqual([1]);
  });

  test('a 500 that Xero repeats for its key: after the key’s time a look decides, and a new key sends it', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:109'));
    stage.sandbox.faults.add({ system: 'xero', kind: 'failing', method: 'PUT', path: '/Invoices', times: 1 });
    await approve(card);
    await card.until(/in doubt/);
    for (let again = 0; again < 3; again += 1) {
      await tryNow(card);
      await idle();
    }
    expect(documents(109)).toEqual([0]);
    await card.until(/Nothing is lost and nothing is sent again until that is known; next look \d\d:\d\d/);
    clock.offset += 7 * 60_000;
    stage.sandbox.clock.advance(7 * 60_000);
    await tryNow(card);
    await card.until(/1 of 1 are in Xero/);
    expect(documents(109)).toEqual([1]);
  });

  test('where no number stops a second one, what was not answered is not sent again under its key', async () => {
    const { organisations } = stage.upSync().app.db;
    const settings = (await organisations.get(tenant))?.settings;
    if (!settings) throw new Error('the organisation has no settings');
    await organisations.setSettings(tenant, { ...settings, numberSource: 'xero' });
    const card = await toApproval(stage, await searchFor(stage, 'id:180'));
    const before = puts();
    stage.sandbox.faults.add({ system: 'xero', kind: 'lost-request', method: 'PUT', path: '/Invoices', times: 1 });
    await approve(card);
    await card.until(/in doubt/);
    clock.offset += 60_000;
    await tryNow(card);
    await idle();
    await card.until(/Nothing is lost and nothing is sent again until that is known; next look \d\d:\d\d/);
    expect(puts() - before).toBe(1);
    clock.offset += 7 * 60_000;
    await tryNow(card);
    await card.until(/1 of 1 are in Xero/);
    expect(puts() - before).toBe(2);
    const sent = stage.sandbox.xero
      .organisation(tenant)
      .documents.filter(({ reference }) => /AT-180$/.test(reference ?? ''));
    expect(sent).toHaveLength(1);
    await organisations.setSettings(tenant, settings);
  });

  test('a 500 after the work was done: found, and not sent again', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:110'));
    stage.sandbox.xero.switches.failAfterWork = true;
    stage.sandbox.faults.add({ system: 'xero', kind: 'failing', method: 'PUT', path: '/Invoices', times: 1 });
    await approve(card);
    await card.until(/in doubt/);
    stage.sandbox.xero.switches.failAfterWork = false;
    for (let again = 0; again < 4 && !/1 of 1 are in Xero/.test(await card.text()); again += 1) {
      await tryNow(card);
      await idle();
    }
    await card.until(/1 of 1 are in Xero/);
    expect(documents(110)).toEqual([1]);
  });

  function puts(): number {
    return stage.sandbox.recorder.exchanges.filter(
      ({ system, method, path }) => system === 'xero' && method === 'PUT' && path.includes('/Invoices'),
    ).length;
  }

  async function idle(): Promise<void> {
    const { app } = stage.upSync();
    await until('no task is due', () => app.idle());
  }
});

describe('posted with a difference', () => {
  test('is not marked until an approver accepts it', async () => {
    stage.sandbox.xero.switches.ignoreTaxAmount = true;
    const card = await postAll(stage, 'id:201');
    stage.sandbox.xero.switches.ignoreTaxAmount = false;
    const text = await card.text();
    expect(text).toMatch(/N-201 differs: Its tax in Xero is 0\.06, not 0\.05/);
    expect(text).not.toMatch(/Yes, mark/);
    expect(text).toContain('1 of 1 are in Xero · 0 marked in Autotask · 1 with a difference');
    const { approver } = stage.cast;
    const told = (message: SeenMessage) =>
      /^:warning: 1 invoice is in Xero now: EUR 0\.33/.test(approver.textOf(message));
    const notice = await approver.untilMessage(stage.channel, told, { what: 'the notice' });
    expect(approver.textOf(notice)).toContain('1 differs from what Autotask billed; the card says how.');
    await card.press(stage.cast.approver, 'Accept 1 difference');
    await card.press(stage.cast.approver, 'Yes, mark 1');
    const marked = await card.until(/1 marked in Autotask/);
    expect(marked).toMatch(/they differ.*N-201 differs, and was accepted: Its tax in Xero is 0\.06, not 0\.05/s);
    expect(stage.sandbox.autotask.invoice(201)?.webServiceDate).not.toBeNull();
    expect(documents(201)).toEqual([1]);
  });

  test('delete the draft and try again', async () => {
    stage.sandbox.xero.switches.ignoreTaxAmount = true;
    const card = await postAll(stage, 'id:202');
    stage.sandbox.xero.switches.ignoreTaxAmount = false;
    await card.press(stage.cast.approver, 'Delete draft, try again');
    await card.button('Yes, mark 1');
    expect(await card.text()).toMatch(/Autotask 0\.32 = Xero 0\.32/);
    const { approver } = stage.cast;
    const told = (message: SeenMessage) => approver.textOf(message).includes('1 invoice is in Xero now: EUR 0.32.');
    await approver.untilMessage(stage.channel, told, { what: 'a notice of what is there now' });
    const rows = stage.sandbox.xero.rows().filter(({ number }) => number === 'N-202');
    expect(rows.filter(({ status }) => status === 'DRAFT')).toHaveLength(1);
    expect((await stage.picture(card.runId)).postings.get(202)?.generation).toBe(2);
  });
});

test('voided in Autotask and invoiced again under its number: the card goes on once the old one is out of Xero', async () => {
  const { approver } = stage.cast;
  const first = await postAll(stage, 'id:171');
  const again = stage.sandbox.autotask.invoiceAgain(171);
  const card = await searchFor(stage, `id:171,${again}`);
  expect(await card.text()).toContain('Refused: N-171 in Xero was sent for Autotask invoice 171.');
  await card.press(approver, 'Void 1 in Xero');
  // the card of the run that posted it offers nothing more for it
  expect(await first.until('1 invoice is voided in Autotask and taken out of Xero.')).not.toContain('Try again');
  await toApproval(stage, card);
  expect(await card.text()).not.toContain('Refused');
  await approve(card);
  await card.until('1 of 1 are in Xero');
  const rows = stage.sandbox.xero.rows().filter(({ number }) => number.startsWith('N-171'));
  expect(rows.map(({ number, status }) => `${number} ${status}`).sort()).toEqual([
    'N-171 DRAFT',
    'N-171 VOID 1 DELETED',
  ]);
});

describe('what changed between the card and the posting', () => {
  test('an invoice that was edited is not sent, the others are, and the card says so', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:111,112'));
    const [line] = stage.sandbox.autotask.lines(112);
    stage.sandbox.autotask.editInvoice(112, { invoiceTotal: '150.0000', totalTaxValue: '30.0000' });
    stage.sandbox.autotask.editLine(line?.id ?? 0, {
      totalAmount: '150.0000',
      rate: '150.0000',
      taxDollars: '30.0000',
    });
    await approve(card);
    expect(await card.until(/1 of 2 are in Xero/)).toMatch(/changed since it was approved/);
    expect(documents(111, 112)).toEqual([1, 0]);

    await card.press(stage.cast.approver, 'Try again with 1');
    await card.until(/2 of 2 are in Xero/);
    const row = stage.sandbox.xero.rows().find(({ number }) => number === 'N-112');
    expect(row?.total).toBe('180.00');
  });

  test('a voided one is not sent', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:113,114'));
    stage.sandbox.autotask.voidInvoice(114);
    await approve(card);
    expect(await card.until(/1 of [12] (is|are) in Xero|1 of 1 are in Xero/)).toMatch(/voided/);
    expect(documents(113, 114)).toEqual([1, 0]);
  });

  test('one that another tool marked is not sent', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:115,116'));
    stage.sandbox.autotask.markByOther(116, '2026-11-03T10:00:00.000Z');
    await approve(card);
    expect(await card.until(/1 of [12] are in Xero/)).toMatch(/marked/i);
    expect(documents(115, 116)).toEqual([1, 0]);
  });
});

describe('documents that are in Xero already', () => {
  const document = (number: string, companyId: number, UnitAmount: string) => ({
    ...({
      Type: 'ACCREC',
      Number: number,
      Date: '2026-10-05',
      Status: 'AUTHORISED',
      contactId: contactOf(world, companyId),
    } as const),
    LineItems: [{ Description: 'x', Quantity: '1', UnitAmount, AccountCode: '200', TaxType: 'TAX001' }],
  });

  test('same contact and total: an approver takes it over; nothing is sent, and it can be marked', async () => {
    stage.sandbox.xero.addDocument(tenant, document('N-117', 1117, '100.00'));
    const card = await searchFor(stage, 'id:117');
    await card.press(stage.cast.approver, /^(Adopt|Take over) 1 document/);
    await card.press(stage.cast.approver, 'Yes, mark 1');
    await card.until(/Marking agreed/);
    await card.until(/in Xero, marked|1 marked/);
    expect(documents(117)).toEqual([1]);
    expect(stage.sandbox.autotask.invoice(117)?.webServiceDate).not.toBeNull();
  });

  test('somebody else’s under our number: refused, with its link', async () => {
    stage.sandbox.xero.addDocument(tenant, document('N-118', 1119, '70.00'));
    const card = await searchFor(stage, 'id:118');
    const text = await card.until(/N-118 in Xero has its number but belongs to/);
    expect(text).not.toMatch(/Approve/);
    const [row] = stage.sandbox.xero.rows().filter(({ number }) => number === 'N-118');
    await card.press(stage.cast.searcher, 'Show all 1');
    const list = await stage.cast.searcher.untilModal('N-118');
    expect(JSON.stringify(list.blocks)).toContain(row?.id ?? 'no row');
  });

  test('it appeared after the card was drawn: Xero refuses the number, and ours is not forced over it', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:120'));
    stage.sandbox.xero.addDocument(tenant, document('N-120', 1119, '70.00'));
    await approve(card);
    await card.until(/0 of 1 are in Xero/);
    await card.until(/unique/i);
    await card.press(stage.cast.approver, 'Try again with 1');
    await card.until(/N-120 in Xero has its number but belongs to/);
    expect(documents(120)).toEqual([1]);
  });
});

describe('Stop', () => {
  test('the batch under way ends, the rest goes back to ready and can be sent later', async () => {
    const card = await toApproval(
      stage,
      await searchFor(
        stage,
        `id:${bills(301, 120)
          .map(({ id }) => id)
          .join(',')}`,
      ),
    );
    let stopped = false;
    at.set('posting.request-sent', async () => {
      if (stopped) return;
      stopped = true;
      await card.press(stage.cast.approver, 'Stop');
      await card.until(/pressed Stop/);
    });
    await approve(card);
    expect(await card.until(/Try again with 70/)).toMatch(/50 of 120 are in Xero/);
    const notice = await stage.cast.searcher.untilMessage(stage.channel, '50 invoices are in Xero now');
    await card.press(stage.cast.admin, 'Try again with 70');
    await card.until(/120 of 120 are in Xero/, 30_000);
    const brought = await stage.cast.searcher.untilMessage(stage.channel, '120 invoices are in Xero now');
    expect(brought.ts).toBe(notice.ts);
    expect(new Set(documents(...bills(301, 120).map(({ id }) => id)))).toEqual(new Set([1]));
  });
});

describe('mark each as soon as it is in Xero', () => {
  test('no question follows', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:121,122'));
    const { approver } = stage.cast;
    await approver.choose(await card.message(), 'upsync.approval.mark-each', ['Mark each as soon as it is in Xero']);
    await approve(card);
    await card.until(/2 marked in Autotask/);
    expect(await card.text()).not.toMatch(/Yes, mark/);
    expect([121, 122].map((id) => stage.sandbox.autotask.invoice(id)?.webServiceDate)).not.toContain(null);
  });
});

test('status and rights asked for AUTHORISED: a document that stays a draft is a difference', async () => {
  const { admin } = stage.cast;
  const command = await admin.command(stage.channel, '/upsync settings');
  expect(command.ok).toBe(true);
  await admin.untilModal((view) => view.submit !== undefined);
  const label = `field:status:${tenant}`;
  await admin.submit({ [label]: 'AUTHORISED' });
  stage.sandbox.xero.switches.approvalRights = false;
  const card = await postAll(stage, 'id:123');
  stage.sandbox.xero.switches.approvalRights = true;
  expect(await card.text()).toMatch(/Its status in Xero is DRAFT, not AUTHORISED/);
  stage.sandbox.xero.editOrganisation(tenant, { periodLockDate: null });
  const locked = await toApproval(stage, await searchFor(stage, 'id:124'));
  stage.sandbox.xero.editOrganisation(tenant, { periodLockDate: '2026-10-31' });
  await approve(locked);
  expect(await locked.until(/Try again with 1/)).toMatch(/lock/i);
  stage.sandbox.xero.editOrganisation(tenant, { periodLockDate: null });
  await locked.press(stage.cast.approver, 'Try again with 1');
  await locked.until(/1 of 1 are in Xero/);
  expect(documents(124)).toEqual([1]);
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { afterSubmit, chooseDocuments, labelsOf, postAll, searchFor, toApproval, whisper } from '../helpers/card.ts';
import { bill, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const TWO_LINES = { net: '30.00', tax: '6.00', lines: [10, 20].map((net) => ({ net: `${net}`, tax: `${net / 5}` })) };
const world = smallWorld([
  bill(101, { ...TWO_LINES, number: null }),
  bill(102, TWO_LINES),
  bill(103, { ...TWO_LINES, number: 'ERROR' }),
  bill(104, {
    ...{ net: '1.95', tax: '0.39' },
    lines: Array.from({ length: 15 }, () => ({ net: '0.13', tax: '0.026', quantity: '1', rate: '0.13' })),
  }),
  bill(105, { net: '0', tax: '0' }),
  bill(108, {
    ...{ net: '0.063', tax: '0.0056' },
    lines: [
      ...Array.from({ length: 7 }, () => ({ net: '0.004', tax: '0.0008', quantity: '1', rate: '0.004' })),
      ...Array.from({ length: 7 }, () => ({ net: '0.005', tax: '0', quantity: '1', rate: '0.005' })),
    ],
  }),
  bill(106),
  bill(107, { number: 'OLD-107' }),
  bill(109, { number: null }),
]);
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ world, slackMode: 'http', xeroSwitches: { minuteLimit: 5_000 } });
  // Slack's three seconds are the matter of other suites
  Object.assign(stage.sandbox.slack.switches, { ackTimeoutMs: 30_000, triggerLifeMs: 30_000 });
});
afterAll(() => stage?.close());
afterEach(() => {
  expect(stage.wireProblems()).toEqual([]);
  expect(stage.sandbox.faults.pending()).toEqual([]);
});

const choose = (fields: Record<string, string>) => chooseDocuments(stage, fields);

function inAutotask(id: number) {
  return stage.sandbox.autotask.rows().find((row) => row.id === id);
}

describe('settings of an organisation’s documents', () => {
  test('a window on top decides; the settings window below it, saved afterwards, takes nothing back', async () => {
    const { admin } = stage.cast;
    const { db } = stage.upSync().app;
    const status = async () => (await db.organisations.connected()).map(({ documentStatus }) => documentStatus);
    await toApproval(stage, await searchFor(stage, 'id:106'));
    await admin.command(stage.channel, '/upsync settings');
    const below = await admin.untilModal('Numbers, lines and texts');
    await admin.click('modal', 'Numbers, lines and texts');
    const view = await admin.untilModal('Number of a document');
    expect(await admin.submit({ 'Documents arrive in Xero as': 'Awaiting approval' })).toMatchObject({ ok: true });
    await afterSubmit(admin, view.hash);
    await admin.untilModal('saved');
    await admin.closeModal();
    expect(await status()).toEqual(['SUBMITTED']);

    expect((await admin.modal())?.id).toBe(below.id);
    expect(await admin.submit({})).toMatchObject({ ok: true });
    await admin.untilModal('Settings saved');
    await admin.closeModal();
    expect(await status()).toEqual(['SUBMITTED']);

    await admin.command(stage.channel, '/upsync settings');
    await admin.untilModal('Numbers, lines and texts');
    expect(await admin.submit({ 'Documents arrive in': 'Draft' })).toMatchObject({ ok: true });
    await admin.untilModal('Settings saved');
    await admin.closeModal();
    expect(await status()).toEqual(['DRAFT']);
  }, 120_000);

  test('Xero numbers, lines are joined: looked up, drawn and approved anew, posted, and the number written back', async () => {
    const { approver } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:101,102,103'));
    const before = (await card.picture()).fingerprint;
    await choose({
      'Number of a document': 'Xero numbers; written to Autotask where empty',
      Lines: 'As few as possible',
    });

    await card.until('Xero numbers 3 invoices');
    await card.button('Approve');
    expect((await card.picture()).fingerprint).not.toBe(before);
    const late = await stage.upSync().app.services.approval.approve({
      ...{ person: { id: (await card.picture()).run.requestedBy.id, name: 'Sam' }, runId: card.runId },
      ...{ fingerprint: before, markEach: false },
    });
    expect(late?.tone).toBe('warning');

    await card.press(approver, 'Preview');
    const preview = await approver.untilModal('Xero numbers it');
    expect(approver.textOf(preview)).toContain('2 items');
    await approver.closeModal();

    // an answer that gets lost is no reason to write twice, or to believe that nothing was written
    stage.sandbox.faults.add({ system: 'autotask', kind: 'lost-answer', method: 'PATCH', path: '/Invoices', times: 1 });
    await card.press(approver, 'Approve');
    await card.until('3 of 3 are in Xero');
    const text = await card.until('Autotask keeps its number N-102');
    expect(text).not.toContain('Autotask keeps its number ERROR');
    const numbers = stage.sandbox.xero.rows().map(({ number }) => number);
    expect(new Set(numbers).size).toBe(3);
    expect(numbers.every((number) => /^INV-\d+$/.test(number))).toBe(true);
    expect(numbers).toContain(inAutotask(101)?.number);
    expect(numbers).toContain(inAutotask(103)?.number);
    expect(inAutotask(102)?.number).toBe('N-102');
    const puts = stage.sandbox.recorder.exchanges.filter(
      ({ method, path }) => method === 'PUT' && path.endsWith('/Invoices'),
    );
    const sent = puts.flatMap(({ body }) => (body as { Invoices: { LineItems?: unknown[] }[] }).Invoices);
    expect(sent.flatMap(({ LineItems }) => (LineItems ? [LineItems.length] : []))).toEqual([1, 1, 1]);
  });

  test('a reconciliation knows the number that Autotask kept', async () => {
    const { searcher } = stage.cast;
    await searcher.command(stage.channel, '/upsync reconcile 2026-10-05');
    const message = await searcher.untilMessage(stage.channel, 'Autotask against Xero');
    expect(searcher.textOf(message)).not.toContain('number differs');
    expect(searcher.textOf(message)).toContain('not marked');
  });

  test('where Xero numbers, a document is looked up by its reference before anything is sent', async () => {
    const before = stage.sandbox.recorder.exchanges.length;
    const card = await toApproval(stage, await searchFor(stage, 'id:101,106'));
    expect((await card.picture()).planned.map(({ verdict }) => verdict.kind)).toEqual(['in-xero', 'ready']);
    const asked = stage.sandbox.recorder.exchanges
      .slice(before)
      .map(({ path, query }) => `${path}?${query.where ?? ''}`);
    expect(asked.some((url) => url.includes('/Invoices') && url.includes('EndsWith("AT-106"'))).toBe(true);
  });

  test('voided in Autotask and invoiced again: the old one is taken out of Xero, the new one is a document of its own', async () => {
    const { approver } = stage.cast;
    const again = stage.sandbox.autotask.invoiceAgain(101);
    const card = await toApproval(stage, await searchFor(stage, `id:101,${again}`));
    const text = await card.until('Void 1 in Xero').catch(() => card.text());
    expect(text).toContain('still in Xero');
    expect(text).toContain('It replaces invoice 101');
    const [first] = (await stage.upSync().app.db.postings.latest([101])).values();
    // done in Xero, and the answer lost: nothing is claimed, and the next press goes on from what Xero says
    stage.sandbox.faults.add({ system: 'xero', kind: 'lost-answer', method: 'POST', path: '/Invoices', times: 1 });
    await card.press(approver, 'Void 1 in Xero');
    await whisper(approver, stage.channel, /not|Xero/);
    expect((await stage.upSync().app.db.postings.latest([101])).get(101)?.state).toBe('posted');
    await card.press(approver, 'Void 1 in Xero');
    await card.until('taken out of Xero');
    const audit = (await stage.upSync().app.db.audit.list()).map(({ action }) => action);
    expect(audit.filter((action) => action === 'document.removed').length).toBe(1);
    const status = stage.sandbox.xero.rows().find(({ id }) => id === first?.document?.id)?.status;
    expect(status).toBe('DELETED');
    expect((await stage.upSync().app.db.postings.latest([101])).get(101)?.state).toBe('voided');
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect((await stage.upSync().app.db.postings.latest([again])).get(again)?.generation).toBe(1);
  });

  test('undone: Xero’s number stays in Autotask and is told; posted again, the new number takes its place', async () => {
    const { app } = stage.upSync();
    const numbered = async () => {
      const posting = (await app.db.postings.latest([109])).get(109);
      return posting?.numberState === 'written' ? posting : null;
    };
    const card = await postAll(stage, 'id:109');
    const first = await until('the number is in Autotask', numbered);
    expect(inAutotask(109)?.number).toBe(first.document?.number);

    await card.press(stage.cast.approver, 'Undo this run');
    await stage.cast.approver.untilModal('1 number of Xero’s stays in Autotask until the invoice is posted again');
    const asked = () => stage.sandbox.recorder.exchanges.filter(({ system }) => system === 'xero').length;
    const before = asked();
    const person = { id: (await card.picture()).run.approvedBy?.id ?? '', name: 'Amir' };
    // another page of the same window: what was looked up is kept
    const page = await app.services.undo.preview({ person, runId: card.runId, page: 2 });
    expect([page.kind, asked()]).toEqual(['undo', before]);
    await app.services.undo.preview({ person, runId: card.runId, page: 1 });
    expect(asked()).toBeGreaterThan(before);
    await stage.cast.approver.click('modal', 'Undo it', { confirm: true });
    await stage.cast.approver.untilModal('The undo is under way');
    await stage.cast.approver.closeModal();
    await card.until('1 out of Xero again');
    expect(await card.text()).toContain('1 number of Xero’s stays in Autotask');
    expect(inAutotask(109)?.number).toBe(first.document?.number);

    await postAll(stage, 'id:109');
    const second = await until('the new number is in Autotask', numbered);
    expect(second).toMatchObject({ generation: 2, numberMessage: expect.stringContaining('replaced it') });
    expect(second.document?.number).not.toBe(first.document?.number);
    expect(inAutotask(109)?.number).toBe(second.document?.number);
  });

  test('an edit after posting is shown, and Xero is left alone', async () => {
    stage.sandbox.autotask.editInvoice(102, { orderNumber: 'PO 4' });
    const rows = stage.sandbox.xero.rows();
    const card = await searchFor(stage, 'id:102');
    await card.until('changed in Autotask since posting');
    expect(stage.sandbox.xero.rows()).toEqual(rows);
  });

  test('much tax against Xero’s own: said before approval, and joined when an approver says so', async () => {
    const { approver } = stage.cast;
    await choose({ Lines: 'All lines', 'Number of a document': 'Xero numbers; replaces Autotask’s number' });
    const card = await toApproval(stage, await searchFor(stage, 'id:104,107,108'));
    // one button for both: much tax against Xero's own, and tax that fits only once lines are joined
    await card.until('joined it fits');
    const labels = labelsOf(await card.message());
    expect(labels.filter((label) => label === 'Join lines')).toEqual(['Join lines']);
    const before = (await card.picture()).fingerprint;
    await card.press(approver, 'Join lines');
    await card.gone('Join lines');
    expect((await card.picture()).fingerprint).not.toBe(before);
    await card.press(approver, 'Approve');
    await card.until('3 of 3 are in Xero');
    const [unfit] = (await stage.upSync().app.db.postings.latest([108])).values();
    expect(unfit?.document).toMatchObject({ subTotal: '0.06', totalTax: '0.01' });
    await card.until('was OLD-107');
    const [posting] = (await stage.upSync().app.db.postings.latest([107])).values();
    expect(inAutotask(107)?.number).toBe(posting?.document?.number);
    const [joined] = (await stage.upSync().app.db.postings.latest([104])).values();
    expect(joined?.document).toMatchObject({ subTotal: '1.95', totalTax: '0.39' });
    expect(joined?.draft?.lines.length).toBe(1);
  });

  test('a total of zero is an authorised document where an admin wishes so; a wrong template is said at its field', async () => {
    const { admin, approver } = stage.cast;
    await choose({
      'Invoices with a total of zero': 'Post them as approved documents',
      'Number of a document': 'INV: and the Autotask invoice id',
    });
    const card = await toApproval(stage, await searchFor(stage, 'id:105'));
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    const [zero] = (await stage.upSync().app.db.postings.latest([105])).values();
    expect(zero).toMatchObject({ state: 'posted', document: { number: 'INV:105', total: '0.00' } });
    expect(['AUTHORISED', 'PAID']).toContain(zero?.document?.status);

    await admin.command(stage.channel, '/upsync settings');
    await admin.untilModal((view) => JSON.stringify(view.blocks).includes('Numbers, lines and texts'));
    await admin.click('modal', 'Numbers, lines and texts');
    await admin.untilModal('Number of a document');
    const answer = await admin.submit({ 'Text of a line': '{itme}' });
    expect(JSON.stringify(answer)).toContain('There is no {itme}');
    while (await admin.modal()) await admin.closeModal();
  });
});

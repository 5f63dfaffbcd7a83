import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DocumentStatus } from '../../src/domain/types.ts';
import { ask, type Card, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bill, bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld([
  ...bills(301, 2),
  bill(303, { net: '-50.00', tax: '-10.00' }),
  bill(304, { net: '0.00', tax: '0.00' }),
  ...bills(311, 6),
  bill(317, { net: '-50.00', tax: '-10.00' }),
  bill(318, { date: '2026-09-30' }),
  ...bills(321, 20),
]);
const tenant = tenantOf(world);
let stage: Stage;
/** Filled where a test wants to hold the work at a point. */
let gate: { point: string; reached: () => void; open: Promise<void> } | null = null;

beforeAll(async () => {
  stage = await openStage({
    ...{ world, xeroSwitches: { minuteLimit: 5_000 }, pace: { documentsPerBatch: 4 } },
    async reached(point) {
      if (gate?.point !== point) return;
      gate.reached();
      await gate.open;
    },
  });
});
afterAll(() => stage?.close());
afterEach(() => expect(stage.sandbox.faults.pending()).toEqual([]));

const markOf = (id: number) => stage.sandbox.autotask.invoice(id)?.webServiceDate ?? null;

/** Documents of an invoice in Xero as `number status total`. */
function inXero(...ids: number[]): string[] {
  const rows = stage.sandbox.xero.rows();
  return ids.flatMap((id) =>
    rows
      .filter(({ number }) => number === `N-${id}` || number.startsWith(`N-${id} `))
      .map(({ number, status, total }) => `${number} ${status} ${total}`)
      .sort(),
  );
}

async function documentOf(id: number): Promise<string> {
  return (await stage.upSync().app.db.postings.latest([id])).get(id)?.document?.id ?? '';
}

async function setStatus(status: DocumentStatus): Promise<void> {
  const person = { id: `slack:${world.slack.team.id}:${stage.cast.admin.userId}`, name: 'Grace' };
  const fields = { allowOwnApproval: true, statuses: [{ organisationId: tenant, status }] };
  const answer = await stage.upSync().app.services.settings.save({ person, fields });
  expect(answer.kind).toBe('done');
}

async function postAndMark(search: string, marks: number): Promise<Card> {
  const card = await postAll(stage, search);
  await card.press(stage.cast.approver, `Yes, mark ${marks}`);
  await card.until(`${marks} marked in Autotask`);
  return card;
}

/** Opens the window and gives what it says. */
async function preview(card: Card): Promise<string> {
  const { approver } = stage.cast;
  await card.press(approver, 'Undo this run');
  const view = await approver.untilModal((modal) => JSON.stringify(modal.blocks).includes('Undo it'));
  return approver.textOf(view);
}

/** Presses the button of the window that is open. */
async function undo(): Promise<void> {
  const outcome = await stage.cast.approver.click('modal', 'Undo it', { confirm: true });
  expect(outcome.ok).toBe(true);
  await stage.cast.approver.untilModal('The undo is under way');
  await stage.cast.approver.closeModal();
}

describe('a run of drafts, with a credit note and an invoice of total zero', () => {
  let card: Card;

  test('somebody without the right gets the sentence', async () => {
    card = await postAndMark('id:301,302,303,304', 4);
    await card.press(stage.cast.searcher, 'Undo this run');
    const view = await stage.cast.searcher.untilModal('Only an approver can do this');
    expect(JSON.stringify(view.blocks)).not.toContain('Undo it');
    await stage.cast.searcher.closeModal();
    expect(inXero(301)).toEqual(['N-301 DRAFT 120.00']);
  });

  test('the window says what would happen; two presses have one effect; another tool’s mark stays', async () => {
    const theirs = '2026-11-03T10:00:00.000Z';
    stage.sandbox.autotask.markByOther(302, theirs);
    const text = await preview(card);
    expect(text).toContain('3 drafts are deleted in Xero');
    expect(text).toContain('3 marks are cleared in Autotask');
    const { approver } = stage.cast;
    await Promise.all([
      approver.click('modal', 'Undo it', { confirm: true }),
      approver.click('modal', 'Undo it', { confirm: true, stale: true }),
    ]);
    const said = await card.until('3 out of Xero again');
    await approver.closeModal();
    expect(said).toContain('Its mark of 3 Nov 2026 in Autotask is another tool’s');
    expect(said).toContain('A new search finds the invoices again');
    expect(said).toContain('Undo approved');
    expect(inXero(301, 302, 303)).toEqual([
      'N-301 VOID 1 DELETED 120.00',
      'N-302 VOID 1 DELETED 120.00',
      'N-303 VOID 1 DELETED 60.00',
    ]);
    expect([301, 302, 303, 304].map(markOf)).toEqual([null, theirs, null, null]);
    const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
    expect(audit.filter(({ action }) => action === 'undo.approved')).toHaveLength(1);
    expect(audit.filter(({ action }) => action === 'document.removed')).toHaveLength(3);
    expect(audit.filter(({ action }) => action === 'mark.cleared')).toHaveLength(3);
    await approver.untilMessage(stage.channel, 'A run was undone: 3 documents are out of Xero again');
  });

  test('a new run posts the same invoices under their old numbers, equal to the cent', async () => {
    stage.sandbox.autotask.markByOther(302, null);
    const again = await postAndMark('id:301,302,303,304', 4);
    expect(await again.text()).toMatch(/3 of 3\S* are in Xero/);
    const live = inXero(301, 302, 303).filter((row) => !row.includes('VOID'));
    expect(live).toEqual(['N-301 DRAFT 120.00', 'N-302 DRAFT 120.00', 'N-303 DRAFT 60.00']);
    expect([301, 302, 303, 304].map(markOf)).not.toContain(null);
    const latest = await stage.upSync().app.db.postings.latest([301, 304]);
    expect([...latest.values()].map(({ generation, state }) => `${state} ${generation}`)).toEqual([
      'marked 2',
      'marked 2',
    ]);
  });
});

describe('approved documents, not all of which can go', () => {
  let card: Card;

  test('what is paid, credited, applied, edited or locked is told in words and left as it is', async () => {
    await setStatus('AUTHORISED');
    card = await postAndMark('id:311,312,313,314,315,316,317,318', 8);
    await setStatus('DRAFT');
    const { xero } = stage.sandbox;
    xero.payDocument(tenant, await documentOf(312));
    xero.editDocument(tenant, await documentOf(313), { credited: '20.00' });
    xero.editDocument(tenant, await documentOf(314), { total: '130.00' });
    xero.voidDocument(tenant, await documentOf(315));
    xero.editDocument(tenant, await documentOf(317), { credited: '60.00' });
    xero.editOrganisation(tenant, { periodLockDate: '2026-09-30' });
    const text = await preview(card);
    expect(text).toContain('2 approved documents are voided in Xero');
    expect(text).toContain('1 document is out of Xero already');
    expect(text).toContain('5 cannot be undone');
    expect(text).toMatch(/120\.00 of it is paid in Xero/);
    expect(text).toMatch(/20\.00 of credit is applied to it/);
    expect(text).toMatch(/60\.00 of it is applied to an invoice/);
    expect(text).toMatch(/Its total was changed in Xero to \w+ 130\.00/);
    expect(text).toContain('Xero is locked up to 30 Sep 2026');
    expect(text).toContain('Somebody voided it in Xero already; its number N-315 stays taken');

    await undo();
    const said = await card.until('5 could not be undone');
    expect(said).toContain('3 out of Xero again');
    expect(said).toContain('is paid in Xero');
    expect(inXero(311, 312, 313, 314, 315, 316, 317, 318)).toEqual([
      'N-311 VOID 1 VOIDED 120.00',
      'N-312 PAID 120.00',
      'N-313 AUTHORISED 120.00',
      'N-314 AUTHORISED 130.00',
      'N-315 VOIDED 120.00',
      'N-316 VOID 1 VOIDED 120.00',
      'N-317 AUTHORISED 60.00',
      'N-318 AUTHORISED 120.00',
    ]);
    const cleared = [311, 312, 313, 314, 315, 316, 317, 318].filter((id) => markOf(id) === null);
    expect(cleared).toEqual([311, 315, 316]);
    await stage.cast.approver.untilMessage(stage.channel, 'N-318: It is dated 30 Sep 2026');
  });

  test('what was in the way can be taken away, and the rest undone', async () => {
    const { xero } = stage.sandbox;
    xero.editDocument(tenant, await documentOf(312), { status: 'AUTHORISED', paid: '0.00' });
    const text = await preview(card);
    expect(text).toContain('1 approved document is voided in Xero');
    // Xero itself is the last to say no: a lock that came after the look
    xero.editOrganisation(tenant, { periodLockDate: '2026-10-31' });
    const outcome = await stage.cast.approver.click('modal', 'Undo it', { confirm: true });
    expect(outcome.ok).toBe(true);
    await stage.cast.approver.untilModal('Something changed since this was shown');
    await stage.cast.approver.closeModal();
    expect(inXero(312)).toEqual(['N-312 AUTHORISED 120.00']);
    xero.editOrganisation(tenant, { periodLockDate: null });
    await preview(card);
    await undo();
    await card.until('5 out of Xero again');
    expect(inXero(312, 318)).toEqual(['N-312 VOID 1 VOIDED 120.00', 'N-318 VOID 1 VOIDED 120.00']);
    expect(markOf(312)).toBeNull();
    await stage.cast.approver.untilMessage(stage.channel, 'A run was undone: 5 documents are out of Xero again');
  });
});

test('an adopted document is not ours: it stays, its mark is cleared, and it can be adopted again', async () => {
  stage.sandbox.xero.addDocument(tenant, {
    ...({ Type: 'ACCREC', Number: 'N-321', Date: '2026-10-05', Status: 'AUTHORISED' } as const),
    contactId: contactOf(world, 1321),
    LineItems: [{ Description: 'x', Quantity: '1', UnitAmount: '100.00', AccountCode: '200', TaxType: 'TAX001' }],
  });
  const card = await searchFor(stage, 'id:321');
  await card.press(stage.cast.approver, 'Adopt 1 document');
  await card.press(stage.cast.approver, 'Yes, mark 1');
  await card.until('1 marked in Autotask');
  expect(await preview(card)).toContain('1 adopted document stays in Xero and is only let go');
  await undo();
  await card.until('1 let go, still in Xero');
  expect(inXero(321)).toEqual(['N-321 AUTHORISED 120.00']);
  expect(markOf(321)).toBeNull();
  const again = await searchFor(stage, 'id:321');
  await again.press(stage.cast.approver, 'Adopt 1 document');
  await again.button('Yes, mark 1');
});

test('lost answers of both systems are settled by looking: each once', async () => {
  const card = await postAndMark('id:322,323', 2);
  await preview(card);
  stage.sandbox.faults.add({ system: 'xero', kind: 'lost-answer', method: 'POST', path: '/Invoices', times: 2 });
  stage.sandbox.faults.add({ system: 'autotask', kind: 'lost-answer', method: 'PATCH', times: 1 });
  await undo();
  await card.until('2 out of Xero again');
  expect(inXero(322, 323)).toEqual(['N-322 VOID 1 DELETED 120.00', 'N-323 VOID 1 DELETED 120.00']);
  expect([322, 323].map(markOf)).toEqual([null, null]);
});

describe('Stop, and several at once', () => {
  /** Holds the work the next time it comes by. */
  function hold(point: string): { there: Promise<void>; release: () => void } {
    let reached: () => void = () => undefined;
    let release: () => void = () => undefined;
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const open = new Promise<void>((resolve) => {
      release = () => {
        gate = null;
        resolve();
      };
    });
    gate = { point, reached, open };
    return { there, release };
  }

  test('Stop lets the batch under way end, leaves the rest, and a later undo takes it', async () => {
    const card = await postAndMark('id:324,325,326,327,328,329', 6);
    await preview(card);
    const { there, release } = hold('undo.renamed');
    await undo();
    await there;
    await card.press(stage.cast.approver, 'Stop');
    await until('Stop is stored', async () => (await card.picture()).run.stopRequestedBy);
    release();
    await card.until('pressed Stop before its turn');
    expect(inXero(324, 327, 328, 329)).toEqual([
      'N-324 VOID 1 DELETED 120.00',
      'N-327 VOID 1 DELETED 120.00',
      'N-328 DRAFT 120.00',
      'N-329 DRAFT 120.00',
    ]);
    await preview(card);
    await undo();
    await card.until('6 out of Xero again');
    expect([324, 328, 329].map(markOf)).toEqual([null, null, null]);
  });

  test('two approvers at once: the second is told', async () => {
    const card = await postAndMark('id:331', 1);
    await preview(card);
    const services = stage.upSync().app.services.undo;
    const person = { id: `slack:${world.slack.team.id}:${stage.cast.approver.userId}`, name: 'Ada' };
    const shown = await services.preview({ person, runId: card.runId, page: 1 });
    if (shown.kind !== 'undo') throw new Error(shown.title);
    const start = () => services.start({ person, runId: card.runId, fingerprint: shown.fingerprint });
    const answers = await Promise.all([start(), start()]);
    expect(answers.map((answer) => answer.kind === 'notice' && answer.tone).sort()).toEqual(['done', 'info']);
    await card.until('1 out of Xero again');
    await stage.cast.approver.closeModal();
    expect(inXero(331)).toEqual(['N-331 VOID 1 DELETED 120.00']);
  });

  test('the list of runs offers it, too', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:332'));
    await card.press(stage.cast.approver, 'Approve');
    await card.button('Yes, mark 1');
    const said = await ask(stage, '/upsync runs', /Last runs/, stage.cast.approver);
    expect(said).toContain('Undo this run');
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Card, postAll, searchFor, toApproval, whisper } from '../helpers/card.ts';
import { bills, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const world = smallWorld(bills(401, 40));
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ world, xeroSwitches: { minuteLimit: 5_000 } });
  await postAll(stage, 'id:401');
});
afterAll(() => stage?.close());

function inXero(id: number): number {
  return stage.sandbox.xero.rows().filter(({ number }) => number === `N-${id}`).length;
}

async function waiting(ids: string, player = stage.cast.searcher): Promise<Card> {
  return toApproval(stage, await searchFor(stage, `id:${ids}`, { player }));
}

describe('who may not', () => {
  test('a searcher who presses what is an approver’s is told who has the right, and nothing happens', async () => {
    const { searcher } = stage.cast;
    const card = await waiting('402');
    await card.press(searcher, 'Approve');
    expect(await whisper(searcher, stage.channel, /approver/i)).toMatch(/Amir/);
    await card.press(searcher, 'Cancel');
    expect((await stage.picture(card.runId)).run.state).toBe('open');
    expect(inXero(402)).toBe(0);
  });

  test('nobody approves their own search while there is another approver', async () => {
    const { approver, admin } = stage.cast;
    const card = await waiting('403', approver);
    await card.press(approver, 'Approve');
    expect(await whisper(approver, stage.channel, 'You searched this run yourself')).toMatch(/Grace/);
    expect(inXero(403)).toBe(0);
    await card.press(admin, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(inXero(403)).toBe(1);
  });

  test('an admin can allow it', async () => {
    const { approver, admin } = stage.cast;
    await admin.command(stage.channel, '/upsync settings');
    await admin.untilModal((view) => view.submit !== undefined);
    await admin.submit({ 'field:allowOwnApproval': ['yes'] });
    await admin.until(({ modals }) => modals.every(({ submit }) => submit === undefined));
    const card = await waiting('404', approver);
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    const settings = (await stage.upSync().app.db.audit.list()).filter(({ action }) => action === 'settings.saved');
    expect(settings.map(({ name, details }) => [name, details])).toEqual([
      [expect.any(String), expect.objectContaining({ allowOwnApproval: true })],
    ]);
  });

  test('a searcher cannot change settings or maps', async () => {
    const { searcher, approver } = stage.cast;
    await searcher.command(stage.channel, '/upsync settings');
    const view = await searcher.untilModal((modal) => !JSON.stringify(modal.blocks).includes('Loading'));
    expect(view.submit).toBeUndefined();
    const organisationId = world.xero.organisations[0]?.tenantId ?? '';
    const save = stage.upSync().app.services.setUp.save;
    const person = { id: `slack:${world.slack.team.id}:${approver.userId}`, name: 'Amir' };
    const fields = { status: 'AUTHORISED', defaultAccount: '200', taxes: [], billingCodes: [] };
    const answer = await save({ person, runId: null, organisationId, page: 1, fields } as never);
    expect(JSON.stringify(answer)).toMatch(/admin/i);
  });

  test.each([
    ['a stranger', 'U0STRANGER1'],
    ['somebody of another workspace', 'slack:T0ELSEWHERE:U0AMIRHADDD'],
  ])('%s gets a refusal from every story', async (_who, id) => {
    const { services } = stage.upSync().app;
    const person = { id: id.startsWith('slack:') ? id : `slack:${world.slack.team.id}:${id}`, name: 'X' };
    const place = `slack:${world.slack.team.id}:C0BILLING01`;
    const answers = [
      await services.help({ person }),
      await services.search.start({ person, place, text: 'last-month' }),
      await services.connect.begin({ person, runId: null, window: null }),
      await services.connect.status({ person }),
      await services.runs.list({ person }),
      await services.settings.form({ person }),
    ];
    expect(answers.map(({ kind }) => kind)).toEqual(answers.map(() => 'notice'));
  });
});

describe('at the same moment', () => {
  test('two approvers: one effect, and the other is told who was first', async () => {
    const { approver, admin } = stage.cast;
    const card = await waiting('405,406');
    await Promise.all([card.press(approver, 'Approve'), card.press(admin, 'Approve')]);
    await card.until('2 of 2 are in Xero');
    expect([405, 406].map(inXero)).toEqual([1, 1]);
    const { run } = await stage.picture(card.runId);
    const loser = run.approvedBy?.id.endsWith(approver.userId) ? admin : approver;
    await whisper(loser, stage.channel, 'approved this run already');
    const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
    expect(audit.filter(({ action }) => action === 'run.approved')).toHaveLength(1);
  });

  test('a double click approves once', async () => {
    const { approver } = stage.cast;
    const card = await waiting('407');
    const message = await card.message();
    const click = () => approver.click(message, 'Approve', { confirm: true, stale: true });
    await Promise.all([click(), click()]);
    await card.until('1 of 1 are in Xero');
    expect(inXero(407)).toBe(1);
  });

  test('cancel against approve: one of them, and never half of both', async () => {
    const { approver, admin } = stage.cast;
    const card = await waiting('408');
    const message = await card.message();
    await Promise.all([
      approver.click(message, 'Approve', { confirm: true, stale: true }),
      admin.click(message, 'Cancel', { confirm: true, stale: true }),
    ]);
    await card.until(/Cancelled\. Nothing was sent|1 of 1 are in Xero · /);
    const { run } = await stage.picture(card.runId);
    expect(inXero(408)).toBe(run.state === 'cancelled' ? 0 : 1);
  });
});

describe('old cards', () => {
  test('approving what was shown before somebody held an invoice: nothing, and the card is drawn again', async () => {
    const { approver, searcher } = stage.cast;
    const card = await waiting('409,410');
    const old = await card.message();
    await card.press(searcher, 'Show all 2');
    await searcher.untilModal('N-410');
    await searcher.click('modal', 'Hold', { near: 'N-410' });
    await card.until('1 held');
    await searcher.closeModal();
    await approver.click(old, 'Approve', { confirm: true, stale: true });
    await whisper(approver, stage.channel, 'nothing was approved');
    expect([409, 410].map(inXero)).toEqual([0, 0]);
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect([409, 410].map(inXero)).toEqual([1, 0]);
  });

  test('approving what was shown before a map was changed: nothing', async () => {
    const { approver, admin } = stage.cast;
    const card = await waiting('411');
    const old = await card.message();
    const organisationId = world.xero.organisations[0]?.tenantId ?? '';
    const by = { id: `slack:${world.slack.team.id}:${admin.userId}`, name: 'Grace' };
    const entry = { kind: 'default-account', key: '', accountCode: '260' } as const;
    await stage.upSync().app.db.maps.put(organisationId, entry, by);
    await approver.click(old, 'Approve', { confirm: true, stale: true });
    await whisper(approver, stage.channel, 'nothing was approved');
    expect(inXero(411)).toBe(0);
    await stage.upSync().app.db.maps.put(organisationId, { ...entry, accountCode: '200' }, by);
  });

  test('pressing on a card that is done: said, and nothing twice', async () => {
    const { approver } = stage.cast;
    const card = await waiting('412');
    const old = await card.message();
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    await approver.click(old, 'Approve', { confirm: true, stale: true });
    await whisper(approver, stage.channel, 'approved this run already');
    await approver.click(old, 'Cancel', { confirm: true, stale: true });
    expect(inXero(412)).toBe(1);
  });
});

test('every step is in the audit: who, when and what', async () => {
  const card = await waiting('413');
  const began = Date.now();
  await card.press(stage.cast.approver, 'Approve');
  await card.press(stage.cast.approver, 'Yes, mark 1');
  await card.until('1 marked in Autotask');
  const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
  expect(audit.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'run.searched',
      'run.found',
      'run.checked',
      'run.approved',
      'batch.stored',
      'posting.posted',
      'run.posted',
      'marks.agreed',
      'posting.marked',
    ]),
  );
  const approved = audit.find(({ action }) => action === 'run.approved');
  expect(approved?.person).toBe(`slack:${world.slack.team.id}:${stage.cast.approver.userId}`);
  expect(approved?.details).toMatchObject({ invoices: [413], markEach: false });
  expect(Math.abs(Number(approved?.at) - began)).toBeLessThan(60_000);
  expect(audit.find(({ action }) => action === 'posting.posted')?.person).toBe('system');
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

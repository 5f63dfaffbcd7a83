import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Player } from '../../src/demo/people.ts';
import type { SeenMessage } from '../../src/sandbox/slack/person.ts';
import { clockAt } from '../../src/services/clock.ts';
import { connect, labelsOf, postAll, searchFor, toApproval, whisper } from '../helpers/card.ts';
import { bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const world = smallWorld(bills(701, 30));
const tenant = tenantOf(world);
const HEADER = 'Ledger, Autotask and Xero';
const PATIENCE_MS = 60_000;

/** upSync's clock; the world's goes on as it is. */
let ahead = 0;
const later = (minutes: number) => {
  ahead += minutes * 60_000;
};
/** Named boundaries that upSync cannot pass just now. */
const blocked = new Set<string>();
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    world,
    xeroSwitches: { minuteLimit: 5_000 },
    pace: { clock: clockAt(() => new Date(Date.now() + ahead)), xeroWriteTimeoutMs: 1500, sweepEveryMs: 2_000 },
    reached: (point) => {
      if (blocked.has(point)) throw new Error(`blocked at ${point}`);
    },
  });
  await postAndMark(701);
});
afterAll(() => stage?.close());
afterEach(() => {
  const left = stage.sandbox.faults.pending();
  stage.sandbox.faults.clear();
  blocked.clear();
  expect(left).toEqual([]);
});

const markOf = (id: number) => stage.sandbox.autotask.invoice(id)?.webServiceDate ?? null;
const inXero = (id: number) => stage.sandbox.xero.rows().filter(({ number }) => number === `N-${id}`);
const documentOf = (id: number) => inXero(id)[0]?.id ?? '';
const db = () => stage.upSync().app.db;

async function postAndMark(id: number): Promise<void> {
  const card = await postAll(stage, `id:${id}`);
  await card.press(stage.cast.approver, await card.button(/^Yes, mark/));
  await until('it is marked', async () => (await db().postings.latest([id])).get(id)?.state === 'marked');
}

/** Types /upsync doctor and gives the card that answers. */
async function examined(player: Player = stage.cast.approver): Promise<SeenMessage> {
  const before = new Set((await player.messages(stage.channel)).map(({ ts }) => ts));
  const outcome = await player.command(stage.channel, '/upsync doctor');
  if (!outcome.ok) throw new Error(outcome.error);
  return answerTo(player, before);
}

function answerTo(player: Player, before: ReadonlySet<string>): Promise<SeenMessage> {
  const fits = (one: SeenMessage) => !before.has(one.ts) && player.textOf(one).includes(HEADER);
  return player.untilMessage(stage.channel, fits, { what: 'what the doctor says', timeoutMs: PATIENCE_MS });
}

/** What the doctor says of these words: the whole card where they stand in it, else null. */
async function tells(words: string): Promise<string | null> {
  const text = stage.cast.approver.textOf(await examined());
  return text.includes(words) ? text : null;
}

async function press(message: SeenMessage, label: string, player: Player = stage.cast.approver): Promise<void> {
  const whole = labelsOf(message).find((one) => one.startsWith(label)) ?? label;
  const outcome = await player.click(message, whole, { confirm: true });
  if (!outcome.ok) throw new Error(outcome.error);
}

/** What an approver answered once: this company is that contact. */
async function link(companyId: number): Promise<string> {
  const contactId = contactOf(world, companyId);
  const answer = { companyId, contactId, contactName: `Company ${companyId}`, savedInXero: true };
  await db().contacts.link(tenant, answer, { id: 'slack:T1:UAMIR', name: 'Amir' });
  return contactId;
}

async function actions(...kinds: string[]): Promise<number[]> {
  const audit = await db().audit.list();
  return kinds.map((kind) => audit.filter(({ action }) => action === kind).length);
}

describe('/upsync doctor', () => {
  test('is for approvers and admins', async () => {
    const { searcher, admin } = stage.cast;
    await searcher.command(stage.channel, '/upsync doctor');
    expect(await whisper(searcher, stage.channel, 'Only')).toMatch(/Only an approver or an admin can do this/);
    expect(admin.textOf(await examined(admin))).toContain('Nothing to mend.');
  });

  test('says what it looked at when there is nothing', async () => {
    const text = stage.cast.approver.textOf(await examined());
    expect(text).toContain('Nothing to mend.');
    expect(text).toMatch(/1 posting of the ledger, 1 mark in Autotask, 1 document in Xero, 0 links .*1 connection/);
  });
});

describe('marks', () => {
  test('that nobody answered for are counted, and made by the button, once', async () => {
    await postAll(stage, 'id:702,703');
    const found = await examined();
    const text = stage.cast.approver.textOf(found);
    expect(text).toContain('nobody has said whether to mark');
    expect(text).toContain('N-702');
    expect(text).toContain('Company 1703');
    const inXero = stage.sandbox.xero.rows().find(({ number }) => number === 'N-702');
    expect(JSON.stringify(found.blocks)).toContain(inXero?.id ?? 'not in Xero');
    await press(found, 'Mark 2 now');
    await until('both are marked', () => markOf(702) !== null && markOf(703) !== null);
    expect(await actions('marks.agreed', 'doctor.mended')).toEqual([2, 1]);
    await until('nothing is found any more', async () => !(await tells('N-702')), PATIENCE_MS);

    await press(found, 'Mark 2 now');
    await whisper(stage.cast.approver, stage.channel, 'This has changed since the button was drawn');
    expect(await actions('marks.agreed', 'doctor.mended')).toEqual([2, 1]);
  });

  test('that were agreed and given up are tried again', async () => {
    const card = await postAll(stage, 'id:704');
    stage.sandbox.autotask.editInvoice(704, { isVoided: true });
    await card.press(stage.cast.approver, 'Yes, mark 1');
    await card.until('voided in Autotask meanwhile');
    stage.sandbox.autotask.editInvoice(704, { isVoided: false });
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toContain('the mark that was agreed is missing');
    await press(found, 'Mark 1 now');
    await until('it is marked', () => markOf(704) !== null);
    await until('nothing is found any more', async () => !(await tells('N-704')), PATIENCE_MS);
  });

  test('that somebody took away again are told; made again, or left as they are', async () => {
    await postAndMark(705);
    stage.sandbox.autotask.markByOther(705, null);
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/its mark was taken away in Autotask.*N-705/s);
    await press(found, 'Mark 1 again');
    await until('it is marked again', () => markOf(705) !== null);
    await until('the ledger knows', async () => (await db().postings.latest([705])).get(705)?.state === 'marked');
    expect(await tells('N-705')).toBeNull();

    stage.sandbox.autotask.markByOther(705, null);
    await press(await examined(), 'Leave 1 unmarked');
    await until('it is told no more', async () => !(await tells('N-705')), PATIENCE_MS);
    expect(markOf(705)).toBeNull();
    expect(inXero(705)).toHaveLength(1);
    expect(await actions('mark.agreed-again', 'mark.left-cleared')).toEqual([1, 1]);
  });

  test('of what was never sent: the search that offers it again is a button', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:706'));
    stage.sandbox.autotask.markByOther(706, '2026-11-02T08:00:00.000Z');
    await card.press(stage.cast.approver, 'Approve');
    await until('it was not sent', async () => (await db().postings.latest([706])).get(706)?.state === 'ready');
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/Marked in Autotask, and not in Xero.*N-706/s);
    await press(found, 'Search for 1');
    const isCard = (one: SeenMessage) =>
      !one.ephemeral && /marked ones included[\s\S]*asked by/.test(stage.cast.approver.textOf(one));
    await stage.cast.approver.untilMessage(stage.channel, isCard, { what: 'its card', timeoutMs: PATIENCE_MS });
    stage.sandbox.autotask.markByOther(706, null);
    expect(await tells('N-706')).toBeNull();
  });
});

describe('work that does not go on', () => {
  test('in doubt for too long: a look in Xero settles it', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:707'));
    const { faults } = stage.sandbox;
    // what other runs still look up would meet the faults, and hold this one's request back
    await until('nothing else is at work', () => stage.upSync().app.idle());
    faults.add({ system: 'xero', kind: 'lost-answer', method: 'PUT', path: '/Invoices', times: 1 });
    faults.add({ system: 'xero', kind: 'lost-request', path: '/Invoices', times: Number.POSITIVE_INFINITY });
    await card.press(stage.cast.approver, 'Approve');
    await until('it is in doubt', async () => (await db().postings.latest([707])).get(707)?.state === 'in_doubt');
    later(20);
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/In doubt for too long.*N-707/s);
    await press(found, 'Look in Xero now');
    await whisper(stage.cast.approver, stage.channel, 'looks in Xero for 1 invoice');
    faults.clear('xero');
    // past the pause that is kept while Xero does not answer
    later(5);
    await card.until('1 of 1 are in Xero');
    expect(inXero(707)).toHaveLength(1);
    expect(await tells('In doubt')).toBeNull();
  });

  test('approved and not sent: started again, it is sent once', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:708'));
    blocked.add('posting.before-intent');
    await card.press(stage.cast.approver, 'Approve');
    await until('it is approved', async () => (await db().postings.latest([708])).get(708)?.state === 'approved');
    later(20);
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/nobody works on it.*N-708/s);
    await press(found, 'Start the work again');
    await whisper(stage.cast.approver, stage.channel, 'The work was started again');
    blocked.clear();
    await card.until('1 of 1 are in Xero');
    expect(inXero(708)).toHaveLength(1);
    expect(await actions('run.started-again')).toEqual([2]);
  });

  test('left approved by a run that says it has ended', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:709'));
    blocked.add('posting.before-intent');
    await card.press(stage.cast.approver, 'Approve');
    await until('it is approved', async () => (await db().postings.latest([709])).get(709)?.state === 'approved');
    await db().runs.move(card.runId, 'posted', {}, ['posting']);
    const found = await examined();
    blocked.clear();
    expect(stage.cast.approver.textOf(found)).toContain('No run works on it');
    await press(found, 'Start the work again');
    await card.until('1 of 1 are in Xero');
    expect(await tells('nobody works on it')).toBeNull();
  });
});

describe('what people did in Xero', () => {
  test('a document was voided: the ledger follows, and the mark is not touched', async () => {
    await postAndMark(710);
    stage.sandbox.xero.voidDocument(tenant, documentOf(710));
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/behind upSync’s back.*N-710.*voided in Xero/s);
    await press(found, 'Only let the ledger follow (1)');
    await until('the ledger knows', async () => (await db().postings.latest([710])).get(710)?.state === 'voided');
    const text = await tells('N-710');
    expect(text).toContain('Marked in Autotask, and not in Xero');
    expect(text).not.toContain('behind upSync’s back');
    expect(inXero(710).map(({ status }) => status)).toEqual(['VOIDED']);
    // the mark that was left is upSync's own: it may be cleared later, too
    await press(await examined(), 'Clear 1 mark');
    await until('it is cleared', () => markOf(710) === null);
    expect(await tells('N-710')).toBeNull();
  });

  test('a document was deleted: the mark goes with it, whatever dies in between, and it is posted again', async () => {
    await postAndMark(712);
    stage.sandbox.xero.editDocument(tenant, documentOf(712), { status: 'DELETED' });
    blocked.add('undo.mark-cleared');
    const found = await examined();
    await press(found, 'Follow, and clear 1 mark');
    await until('it is cleared, and nobody noted it', async () => {
      return markOf(712) === null && (await db().postings.latest([712])).get(712)?.undo === 'removed';
    });
    blocked.clear();
    await until('it is noted', async () => (await db().postings.latest([712])).get(712)?.undo === 'done');
    expect(await actions('mark.clear-agreed', 'mark.cleared')).toEqual([2, 2]);
    expect(await tells('N-712')).toBeNull();
    // nobody knows whether Xero gives a deleted number again
    stage.sandbox.autotask.editInvoice(712, { invoiceNumber: 'N-712b' });
    await postAndMark(712);
    expect((await db().postings.latest([712])).get(712)).toMatchObject({ generation: 2, state: 'marked' });
    const rows = stage.sandbox.xero.rows().filter(({ number }) => number.startsWith('N-712'));
    expect(rows.map(({ number, status }) => `${number} ${status}`)).toEqual(['N-712 DELETED', 'N-712b DRAFT']);
  });

  test('a mark of another tool is never cleared', async () => {
    await postAndMark(715);
    stage.sandbox.xero.voidDocument(tenant, documentOf(715));
    stage.sandbox.autotask.markByOther(715, '2026-11-03T08:00:00.000Z');
    await press(await examined(), 'Let the ledger follow (1)');
    await until('the ledger knows', async () => (await db().postings.latest([715])).get(715)?.state === 'voided');
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/Marked in Autotask, and not in Xero.*N-715/s);
    expect(labelsOf(found).filter((label) => label.startsWith('Clear'))).toEqual([]);
    expect(markOf(715)).not.toBeNull();
    stage.sandbox.autotask.markByOther(715, null);
  });

  test('a document is not there any more: the ledger follows only where Xero surely has none', async () => {
    await postAndMark(711);
    const id = documentOf(711);
    stage.sandbox.xero.editDocument(tenant, id, { tenantId: 'a demo company that was reset' });
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/unknown says Xero.*N-711/s);
    const twin = stage.sandbox.xero.addDocument(tenant, {
      ...({ Type: 'ACCREC', Number: 'N-711', Date: '2026-10-05', Status: 'AUTHORISED' } as const),
      contactId: contactOf(world, 1711),
      LineItems: [{ Description: 'x', Quantity: '1', UnitAmount: '1.00', AccountCode: '200', TaxType: 'TAX001' }],
    });
    await press(found, 'Follow, and clear 1 mark');
    await whisper(stage.cast.approver, stage.channel, 'N-711: another document in Xero carries its number');
    expect((await db().postings.latest([711])).get(711)?.state).toBe('marked');
    stage.sandbox.xero.editDocument(tenant, twin.id, { tenantId: 'a demo company that was reset' });
    await press(await examined(), 'Follow, and clear 1 mark');
    await until('its mark is cleared', () => markOf(711) === null);
    expect(await tells('N-711')).toBeNull();
    stage.sandbox.xero.editDocument('a demo company that was reset', id, { tenantId: tenant });
  });

  test('a contact was merged: the link follows it', async () => {
    const linked = await link(1712);
    const winner = stage.sandbox.xero.addContact(tenant, {
      key: 'winner',
      Name: 'Winner Ltd',
      ContactStatus: 'ACTIVE',
    });
    stage.sandbox.xero.mergeContact(tenant, linked, winner.ContactID);
    const found = await examined();
    expect(stage.cast.approver.textOf(found)).toMatch(/a contact that was merged.*Company 1712.*Winner Ltd/s);
    await press(found, 'Link to the contact it was merged into');
    await until('the link follows', async () => {
      const now = (await db().contacts.allLinks(tenant)).find(({ companyId }) => companyId === 1712);
      return now?.contactId === winner.ContactID;
    });
    expect(await actions('contact.relinked')).toEqual([1]);
    expect(await tells('Company 1712')).toBeNull();
  });

  test('a contact was archived: told, and what to do', async () => {
    const linked = await link(1713);
    stage.sandbox.xero.archiveContact(tenant, linked);
    expect(await tells('Company 1713')).toContain('Restore the contact in Xero');
    stage.sandbox.xero.editContact(tenant, linked, { ContactStatus: 'ACTIVE' });
    expect(await tells('Company 1713')).toBeNull();
  });

  test('a contact was archived: another one is chosen, if it can be used, and only where the link is still the same', async () => {
    const linked = await link(1713);
    stage.sandbox.xero.archiveContact(tenant, linked);
    const other = contactOf(world, 1729);
    const { approver } = stage.cast;
    const { doctor } = stage.upSync().app.services;
    await press(await examined(), 'Choose another contact');
    const view = await approver.untilModal('Another contact for Company 1713');
    expect(approver.textOf(view)).toContain('which is archived in Xero');
    const [chosen] = await doctor.suggest({ organisationId: tenant, query: '1729' });
    expect(chosen?.contactId).toBe(other);
    const text = chosen?.email ? `${chosen.name} · ${chosen.email}` : (chosen?.name ?? '');
    await approver.submit({ 'Another contact for Company 1713': text });
    await approver.untilModal('1 link changed');
    while (await approver.modal()) await approver.closeModal();
    const now = (await db().contacts.allLinks(tenant)).find(({ companyId }) => companyId === 1713);
    expect(now?.contactId).toBe(other);
    expect(await tells('Company 1713')).toBeNull();
    const person = { id: `slack:${world.slack.team.id}:${approver.userId}`, name: 'Amir' };
    const late = { companyId: 1713, from: linked, contactId: other };
    await doctor.saveLinks({ person, organisationId: tenant, answers: [late] });
    expect(await actions('contact.relinked')).toEqual([2]);
  });

  test('the login was withdrawn: told, and connected again', async () => {
    stage.sandbox.xero.revokeAll();
    const found = await examined();
    const text = stage.cast.approver.textOf(found);
    expect(text).toContain('The connection to Xero has ended');
    expect(text).toContain('in Xero was not compared');
    const card = await searchFor(stage, 'id:714');
    await connect(stage, card);
    expect(await tells('has ended')).toBeNull();
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

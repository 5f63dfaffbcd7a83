import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { clockAt } from '../../src/services/clock.ts';
import type { CrashPoint } from '../../src/services/deps.ts';
import {
  afterSubmit,
  type Card,
  chooseDocuments,
  connect,
  SET_UP,
  searchFor,
  throughPages,
  toApproval,
} from '../helpers/card.ts';
import { bill, bills, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const ZERO = { net: '0', tax: '0', quantity: '2', rate: '0' };
const world = smallWorld([
  ...bills(101, 12),
  bill(201, { lines: [ZERO, { net: '100', tax: '20', quantity: '1', rate: '100' }, ZERO] }),
  bill(202, { net: '30.00', tax: '6.00', lines: [10, 20].map((net) => ({ net: `${net}`, tax: `${net / 5}` })) }),
]);
const tenant = tenantOf(world);
const [first] = world.xero.organisations;
if (first) {
  const sales = first.accounts.find(({ Code }) => Code === '200');
  const more = Array.from({ length: 110 }, (_, index) => ({
    Code: String(4000 + index),
    Name: `Sales of kind ${index}`,
  }));
  if (sales) first.accounts.push(...more.map((account) => ({ ...sales, ...account })));
  first.items = [{ Code: 'CARE', Name: 'Workplace care', AccountCode: '260', TaxType: 'TAX001' }];
}
const REGION = world.autotask.taxRegions[0]?.name ?? '';
const CATEGORY = world.autotask.taxCategories[0]?.name ?? '';
const CODE = String(world.autotask.billingItems[0]?.billingCodeID);
let stage: Stage;
/** What happens at a named boundary of upSync. */
const at = new Map<CrashPoint, () => Promise<void>>();
const clock = { offset: 0 };

beforeAll(async () => {
  stage = await openStage({
    ...{ world, xeroSwitches: { minuteLimit: 5_000 }, reached: (point) => at.get(point)?.() },
    pace: { clock: clockAt(() => new Date(Date.now() + clock.offset)) },
  });
});
afterAll(() => stage?.close());
afterEach(() => {
  at.clear();
  expect(stage.wireProblems()).toEqual([]);
});

function documentOf(id: number) {
  const found = stage.sandbox.xero.organisation(tenant).documents.find(({ number }) => number === `N-${id}`);
  if (!found) throw new Error(`N-${id} is not in Xero`);
  return found;
}

/** Somebody archives or restores an account in Xero, and minutes go by. */
function archive(code: string, status: 'ARCHIVED' | 'ACTIVE'): void {
  const { accounts } = stage.sandbox.xero.organisation(tenant).organisation;
  stage.sandbox.xero.editOrganisation(tenant, {
    accounts: accounts.map((account) => (account.Code === code ? { ...account, Status: status } : account)),
  });
}

function minutesPass(): void {
  clock.offset += 6 * 60_000;
  stage.sandbox.clock.advance(6 * 60_000);
}

function putsSince(before: number): number {
  return stage.sandbox.recorder.exchanges.slice(before).filter(({ method }) => method === 'PUT').length;
}

async function openWindow(card: Card) {
  const { admin } = stage.cast;
  await card.press(admin, SET_UP);
  return admin.untilModal((modal) => modal.submit !== undefined);
}

describe('a missing map', () => {
  test('is asked on the card; long lists are found by typing; an item serves like an account', async () => {
    const { admin, approver } = stage.cast;
    const card = await searchFor(stage, 'id:101');
    await connect(stage, card);
    await card.until(/Next:.* accounts and taxes to choose/);
    const before = stage.sandbox.recorder.exchanges.length;
    await openWindow(card);
    await throughPages(admin, async () => {
      // the default account is left empty: nobody has to have one
      await admin.fill(`field:account:${CODE}`, 'Item CARE · Workplace care');
      await admin.fill(`field:tax:${REGION}|${CATEGORY}`, 'Sales tax 20% · 20%');
    });
    expect(stage.sandbox.recorder.exchanges.slice(before).filter(({ system }) => system === 'xero')).toEqual([]);
    await card.button('Approve');
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(documentOf(101).lines).toMatchObject([{ itemCode: 'CARE', accountCode: '260', lineAmount: '100.00' }]);
    const decided = (await stage.upSync().app.db.maps.list(tenant)).find(({ kind }) => kind === 'item');
    expect(decided).toMatchObject({
      key: CODE,
      itemCode: 'CARE',
      decidedBy: { name: expect.stringContaining(admin.name) },
    });
  }, 120_000);
});

describe('maps as JSON', () => {
  test('go out to the admin and come back whole, or not at all with an error for the row', async () => {
    const { admin } = stage.cast;
    await admin.command(stage.channel, '/upsync maps export json');
    const message = await admin.untilMessage('direct', ({ files }) => files.length > 0);
    const answer = await fetch(`${stage.sandbox.url}/client/file/${message.files[0]?.id}`);
    const file = (await answer.json()) as { maps: { kind: string; key: string; value: string }[] };
    const rows = file.maps.filter(({ kind }) => kind !== 'item');
    const account = { ...rows[0], kind: 'account', key: CODE, value: '4008' };
    const wrong = { ...account, value: '9999' };
    const importing = async (maps: unknown[]) => {
      await admin.command(stage.channel, '/upsync maps import');
      const view = await admin.untilModal('Paste the file');
      const given = await admin.submit({ 'field:file': JSON.stringify({ maps }) });
      return { view, given };
    };
    const refused = await importing([account, wrong]);
    expect(JSON.stringify(refused.given)).toMatch(/Nothing was stored.*(Row|row|Entry) \d/);
    await admin.closeModal();
    const before = await stage.upSync().app.db.maps.list(tenant);
    expect(before.some(({ kind }) => kind === 'item')).toBe(true);

    const taken = await importing([account]);
    expect(taken.given.ok).toBe(true);
    await afterSubmit(admin, taken.view.hash);
    expect(admin.textOf(await admin.untilModal('maps read'))).toContain('1 of them changed something');
    await admin.closeModal();
    const maps = await stage.upSync().app.db.maps.list(tenant);
    expect(maps.filter(({ key }) => key === CODE)).toMatchObject([{ kind: 'account', accountCode: '4008' }]);
  }, 120_000);
});

describe('between the check and the posting', () => {
  test('an account that was archived is found at the approval: nothing is sent, and the card asks', async () => {
    const { approver, admin } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:102,103'));
    archive('4008', 'ARCHIVED');
    minutesPass();
    const before = stage.sandbox.recorder.exchanges.length;
    await card.press(approver, 'Approve');
    await card.until(/4008, which is not an active revenue account/);
    expect(putsSince(before)).toBe(0);
    await openWindow(card);
    await throughPages(admin, () => admin.fill(`field:account:${CODE}`, '4009 · Sales of kind 9'));
    await card.button('Approve');
    await card.press(approver, 'Approve');
    await card.until('2 of 2 are in Xero');
    expect(documentOf(103).lines[0]?.accountCode).toBe('4009');
  }, 120_000);

  test('one that is archived after the approval is found before the batch, and chosen again from the report', async () => {
    const { approver, admin } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:104,105'));
    at.set('approval.stored', async () => {
      at.clear();
      archive('4009', 'ARCHIVED');
      minutesPass();
    });
    const before = stage.sandbox.recorder.exchanges.length;
    await card.press(approver, 'Approve');
    const text = await card.until('does not serve any more; it was not sent');
    expect(text).toMatch(/4009, which is not an active revenue account/);
    expect(putsSince(before)).toBe(0);
    await openWindow(card);
    await throughPages(admin, () => admin.fill(`field:account:${CODE}`, '4010 · Sales of kind 10'));
    await card.press(approver, 'Try again with 2');
    await card.until('2 of 2 are in Xero');
    expect([104, 105].map((id) => documentOf(id).lines[0]?.accountCode)).toEqual(['4010', '4010']);
  }, 120_000);
});

describe('rates that differ', () => {
  test('by a hair: an admin accepts the difference with a tick, and the books hold what Autotask billed', async () => {
    const { admin, approver } = stage.cast;
    const { taxRates } = stage.sandbox.xero.organisation(tenant).organisation;
    stage.sandbox.xero.editOrganisation(tenant, {
      taxRates: taxRates.map((rate) => (rate.TaxType === 'TAX001' ? { ...rate, EffectiveRate: '20.0050' } : rate)),
    });
    const card = await searchFor(stage, 'id:106');
    await card.until(/Autotask bills .* at 20%, .* in Xero is 20\.005%/);
    await openWindow(card);
    await throughPages(admin, () => admin.fill(`field:accept:${REGION}|${CATEGORY}`, ['Accept this difference']));
    await card.button('Approve');
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
    expect(documentOf(106)).toMatchObject({ subTotal: '100.00', totalTax: '20.00', total: '120.00' });
    const tax = (await stage.upSync().app.db.maps.list(tenant)).find(({ kind }) => kind === 'tax');
    expect(tax).toMatchObject({ accepted: { billed: '20', xero: '20.005' } });
  }, 120_000);
});

describe('lines of 0.00', () => {
  test('are kept, or left out where an admin says so; lines of one billing code are joined; the totals are the same', async () => {
    const { approver } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:201,202'));
    const kept = (await card.picture()).planned.flatMap(({ verdict }) =>
      verdict.kind === 'ready' ? verdict.draft.lines : [],
    );
    expect(kept.length).toBe(5);
    const before = (await card.picture()).fingerprint;
    await chooseDocuments(stage, {
      ...{ 'Lines of 0.00': 'Leave them out (one line always stays)', Lines: 'One per billing code' },
    });
    // looked up again first; then the card shows what would be sent now
    const isDrawn = async () => {
      const { run, fingerprint } = await card.picture();
      const drawn = JSON.stringify((await card.message()).blocks);
      return run.state === 'open' && fingerprint !== before && drawn.includes(String(fingerprint));
    };
    await approver.until(isDrawn, { what: 'a card with the new settings', timeoutMs: 45_000 });
    await card.press(approver, 'Approve');
    await card.until('2 of 2 are in Xero');
    expect(documentOf(202).lines.map(({ lineAmount }) => lineAmount)).toEqual(['30.00']);
    expect(documentOf(202).total).toBe('36.00');
    expect(documentOf(201).lines.map(({ lineAmount }) => lineAmount)).toEqual(['100.00']);
    expect(documentOf(201).total).toBe('120.00');
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import { afterSubmit, type Card, SET_UP, searchFor, throughPages, toApproval } from '../helpers/card.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const SEARCH = 'id:5201,5209';

let stage: Stage;
let tenantId: string;

beforeAll(async () => {
  stage = await openStage({ world: seededWorld(new Date()) });
  tenantId = stage.world.xero.organisations[0]?.tenantId ?? '';
  await toApproval(stage, await searchFor(stage, SEARCH));
});
afterAll(() => stage?.close());

function xero() {
  return stage.sandbox.xero;
}

function books() {
  return xero().organisation(tenantId).organisation;
}

/** A new run, checked against Xero as it is now; every run asks for its organisation. */
async function searchAgain(search = SEARCH): Promise<Card> {
  const card = await searchFor(stage, search);
  const name = stage.world.xero.organisations[0]?.name ?? '';
  await stage.cast.approver.choose(await card.message(), await card.button('Choose an organisation'), name);
  await card.gone('Choose an organisation');
  return card;
}

/** The admin's window, as the card opens it. */
async function openWindow(card: Card): Promise<string> {
  const { admin } = stage.cast;
  await card.press(admin, SET_UP);
  return admin.textOf(await admin.untilModal((modal) => modal.submit !== undefined));
}

async function command(text: string): Promise<void> {
  const outcome = await stage.cast.admin.command(stage.channel, text);
  if (!outcome.ok) throw new Error(outcome.error);
}

describe('maps that do not serve any more', () => {
  test('an archived account is a question that an admin answers, and the card goes on', async () => {
    const { admin } = stage.cast;
    const active = books().accounts;
    xero().editOrganisation(tenantId, {
      accounts: active.map((account) => (account.Code === '200' ? { ...account, Status: 'ARCHIVED' } : account)),
    });
    const card = await searchAgain();
    await card.until('The default account is 200, which is not an active revenue account');
    expect(await openWindow(card)).toContain('The default account is 200');
    await throughPages(admin, async () => {
      if ((await admin.modal())?.blocks.some(({ block_id }) => block_id === 'field:defaultAccount'))
        await admin.fill('field:defaultAccount', '210 · Hardware');
    });
    await card.button('Approve');
    expect(await card.text()).toMatch(/\d+ lines of 2 invoices go to the default account \(210\)/);
    xero().editOrganisation(tenantId, { accounts: active });
  }, 120_000);

  test('a rate that was changed in Xero is a question; the difference is accepted by a tick, or another rate chosen', async () => {
    const { admin } = stage.cast;
    const { taxRates } = books();
    const changed = taxRates.map((rate) => (rate.TaxType === 'OUTPUT2' ? { ...rate, EffectiveRate: '22.0000' } : rate));
    const fresh = {
      ...{ TaxType: 'TAX020', Name: 'VAT 20% anew', EffectiveRate: '20.0000' },
      ...{ Status: 'ACTIVE', CanApplyToRevenue: true },
    };
    xero().editOrganisation(tenantId, { taxRates: [...changed, fresh] });
    const card = await searchAgain();
    await card.until(/Autotask bills United Kingdom × Standard at 20%, .* in Xero is 22%/);
    const shown = await openWindow(card);
    expect(shown).toContain('Accept this difference');
    expect(shown).toMatch(/Chosen by (Amir Haddad|Grace Okafor) on/);

    // Without the tick nothing is kept: the window asks again.
    const before = await admin.modal();
    await admin.submit();
    await afterSubmit(admin, before?.hash ?? '');
    await admin.untilModal('Accept this difference');

    // No tax at all is never an answer.
    const refused = await admin.submit({ 'field:tax:United Kingdom|Standard': 'No VAT · 0%' });
    expect(JSON.stringify(refused)).toContain('cannot go to “No VAT” (no tax)');

    await admin.fill('field:tax:United Kingdom|Standard', 'VAT 20% anew · 20%');
    await throughPages(admin, async () => undefined);
    await card.button('Approve');
    const { maps } = await card.picture();
    expect(maps.find(({ key }) => key === 'United Kingdom|Standard')).toMatchObject({
      taxType: 'TAX020',
      decidedBy: { name: expect.any(String) },
    });
  }, 120_000);
});

describe('maps as a file', () => {
  test('exported to the admin alone, changed, refused row by row, imported, and used by the next run', async () => {
    const { admin } = stage.cast;
    await command('/upsync maps export');
    const message = await admin.untilMessage('direct', ({ files }) => files.length > 0);
    const file = await fetchFile(message.files[0]?.id ?? '');
    expect(file).toContain('organisation,kind,key,name,value,accepted');
    expect(file).toContain('default-account');

    const [head = ''] = file.split('\r\n');
    const name = stage.world.xero.organisations[0]?.name ?? '';
    const wrong = `${head}\n${name},account,301,Managed support,999,\n`;
    await command('/upsync maps import');
    await admin.untilModal('Paste the file');
    const refused = await admin.submit({ 'field:file': wrong });
    expect(JSON.stringify(refused)).toContain('Row 2: this account (999) is not an active revenue account any more.');

    const option = books().trackingCategories[0]?.Options[0]?.Name ?? '';
    const rows = [
      `${name},account,301,Managed support,260,`,
      `${name},tracking,division|Managed Services,,Division: ${option},`,
      `${name},tracking,division|Supply,,none,`,
      `${name},due,1,Net 30,end-of-month:15,`,
    ];
    const view = await admin.modal();
    await admin.fill('field:file', `${file.trimEnd().replaceAll('\r\n', '\n')}\n${rows.join('\n')}`);
    const answer = await admin.submit();
    expect(answer.ok).toBe(true);
    await afterSubmit(admin, view?.hash ?? '');
    expect(admin.textOf(await admin.untilModal('maps read'))).toMatch(/4 of them changed something/);
    await admin.closeModal();

    const card = await searchAgain();
    await card.button('Approve');
    const ready = (await card.picture()).planned.flatMap(({ verdict }) =>
      verdict.kind === 'ready' ? [verdict.draft] : [],
    );
    const lines = ready.flatMap((draft) => draft.lines);
    expect(lines.some(({ accountCode, accountFrom }) => accountCode === '260' && accountFrom === 'map')).toBe(true);
    expect(lines.some(({ tracking }) => tracking?.length === 1)).toBe(true);
    expect(new Set(ready.map(({ dueDate }) => dueDate.slice(8)))).toEqual(new Set(['15']));

    await card.press(stage.cast.approver, 'Preview');
    const preview = await stage.cast.approver.untilModal('Preview');
    expect(stage.cast.approver.textOf(preview)).toMatch(
      /260 Other sales.*by Managed support.*by United Kingdom × Standard.*Division: /,
    );
    await stage.cast.approver.closeModal();

    await card.press(stage.cast.approver, 'Approve');
    await card.until(/are in Xero · /);
    const { documents } = xero().organisation(tenantId);
    const sent = documents.filter(({ number }) => ready.some((draft) => draft.number === number));
    expect(sent.flatMap((each) => each.lines.flatMap((line) => line.tracking.map((one) => one.Option)))).toContain(
      option,
    );
  }, 180_000);

  async function fetchFile(id: string): Promise<string> {
    const { url } = stage.sandbox;
    const answer = await fetch(`${url}/client/file/${id}`);
    return answer.text();
  }
});

describe('divisions of another organisation', () => {
  test('their invoices are left out and said, one that is undecided is asked, one of two is refused', async () => {
    const { admin } = stage.cast;
    const [main, ireland] = stage.world.xero.organisations.map(({ name }) => name);
    await command('/upsync maps');
    await admin.untilModal('Settings');
    await admin.click('modal', `Accounts and tax of ${main}`);
    await admin.untilModal('Documents arrive in Xero as');
    await admin.click('modal', 'Organisations');
    const asked = await admin.untilModal('Invoices of a division go to its organisation only');
    expect(admin.textOf(asked)).toContain('Managed Services (division)');
    const window = await admin.modal();
    await admin.submit({ 'field:other:division|Managed Services': ireland ?? '' });
    await afterSubmit(admin, window?.hash ?? '');

    const card = await searchAgain('id:5202,5204');
    await card.until(`1 invoice belongs to ${ireland} and is left out of this run`);
    await card.until('1 invoice waits for that');
    expect(await openWindow(card)).toContain('Professional Services (division)');
    await throughPages(admin, async () => {
      const open = await admin.modal();
      if (open && admin.textOf(open).includes('Professional Services (division)'))
        await admin.fill('field:other:division|Professional Services', main ?? '');
    });
    await card.until(/Its lines belong to more than one organisation/);
    const kinds = (await card.picture()).planned.map(({ verdict }) => verdict.kind);
    expect(kinds).toEqual(['refused', 'held']);
    expect(stage.wireProblems()).toEqual([]);
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import { answerConsent } from '../../src/sandbox/xero/consent.ts';
import { clockAt } from '../../src/services/clock.ts';
import { ask, connect, consentLink, searchFor, toApproval } from '../helpers/card.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const world = seededWorld(new Date());
const tenants = world.xero.organisations.map(({ tenantId }) => tenantId);
const clock = { offset: 0 };
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    world,
    xeroSwitches: { minuteLimit: 5_000 },
    pace: { clock: clockAt(() => new Date(Date.now() + clock.offset)) },
  });
});
afterAll(() => stage?.close());

async function page(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe('connecting to Xero', () => {
  test('consent refused, a used state, an expired one, an invented one: words each, and nothing connected', async () => {
    const { approver } = stage.cast;
    const card = await searchFor(stage, 'id:5201');
    const refused = await answerConsent(await consentLink(approver, card), 'cancel');
    expect(await page(refused)).toMatch(/Nothing was connected/);
    await approver.untilModal('Nothing was connected');
    expect(await page(refused)).toMatch(/used already/);
    await approver.closeModal();

    const late = await answerConsent(await consentLink(approver, card), { tenants });
    await approver.closeModal();
    clock.offset = 16 * 60_000;
    expect(await page(late)).toMatch(/time is over/);
    clock.offset = 0;

    const callback = new URL(late);
    callback.searchParams.set('state', 'somebody-made-this-up');
    expect(await page(callback.href)).toMatch(/not asked for by upSync/);
    expect(await stage.upSync().app.db.connections.list()).toEqual([]);
    expect(await card.text()).toMatch(/not connected to Xero yet/);
  });

  test('the pasted address: wrong, somebody else’s, and right; the card goes on by itself', async () => {
    const { approver, admin } = stage.cast;
    const card = await searchFor(stage, 'id:5201');
    const callback = await answerConsent(await consentLink(approver, card), { tenants });
    const { services } = stage.upSync().app;
    const person = (userId: string) => ({ id: `slack:${world.slack.team.id}:${userId}`, name: userId });
    const paste = async (callbackUrl: string, userId: string) =>
      JSON.stringify(await services.connect.paste({ callbackUrl, person: person(userId) }));
    const elsewhere = 'https://example.com/xero/callback?code=1&state=2';
    expect(await paste(elsewhere, approver.userId)).toMatch(/not the address/);
    expect(await paste('not an address at all', approver.userId)).toMatch(/not the address/);
    expect(await paste(callback, admin.userId)).toMatch(/somebody else/);
    await approver.submit({ 'field:callbackUrl': callback });
    // the window goes on with the choice that is next
    await approver.untilModal('All invoices of this run go to');
    await approver.closeModal();
    await card.button('Choose an organisation');
    const names = JSON.stringify((await card.message()).blocks);
    expect(names).toContain('Harbourlight IT Ltd');
    expect(names).toContain('Harbourlight Ireland DAC');
    expect(names).not.toContain('Ledgerwise Accountants');
  });
});

describe('a connection that ends', () => {
  test('before the posting: said with the way to connect; afterwards the approved run finishes by itself', async () => {
    const { approver } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:5204'));
    stage.sandbox.xero.revokeAll();
    await card.press(approver, 'Approve');
    await card.button('Connect to Xero');
    expect(await card.text()).toMatch(/connection|connected/i);
    expect(await connect(stage, card)).toMatch(/upSync is connected/);
    await card.until('1 of 1 are in Xero · ');
    expect(stage.sandbox.xero.rows().filter(({ number }) => number === 'HL-5204')).toHaveLength(1);
  });

  test('while contacts are looked up: said, and connecting again goes on', async () => {
    stage.sandbox.xero.revokeAll();
    const card = await searchFor(stage, 'id:5213');
    await stage.cast.approver
      .choose(await card.message(), 'Choose an organisation', 'Harbourlight IT Ltd')
      .catch(() => undefined);
    await card.button('Connect to Xero');
    await connect(stage, card);
    await card.button(/^(Choose an organisation|Approve|Answer|Choose (accounts|tax))/);
    await toApproval(stage, card);
  });

  test('an access token that ends in the middle is renewed unasked', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:5205'));
    stage.sandbox.xero.expireAccessTokens();
    await card.press(stage.cast.approver, 'Approve');
    await card.until('1 of 1 are in Xero · ');
  });

  test('the owner removes one organisation: its runs say so', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:5209'));
    stage.sandbox.xero.disconnect(tenants[0] ?? '');
    await card.press(stage.cast.approver, 'Approve');
    await card.button('Connect to Xero');
    expect(stage.sandbox.xero.rows().filter(({ number }) => number === 'HL-5209')).toHaveLength(0);
    await connect(stage, card);
    await card.until('1 of 1 are in Xero · ');
  });

  test('an admin disconnects: the tokens are dead at Xero, and a card asks to connect', async () => {
    const { admin } = stage.cast;
    const text = await ask(stage, '/upsync status', 'Harbourlight IT Ltd', admin);
    expect(text).toMatch(/Disconnect/);
    const message = await admin.latest(
      stage.channel,
      (one) => Boolean(one.ephemeral) && admin.textOf(one).includes('Disconnect'),
    );
    if (!message) throw new Error('no status');
    await admin.click(message, 'Disconnect', { confirm: true });
    await admin.untilMessage(stage.channel, 'Disconnected from');
    const card = await searchFor(stage, 'id:5212');
    expect(await card.text()).toMatch(/connection to Xero has ended/);
  });
});

test('a login starts the run that asked for it and a few of the newest; the others go on when they are looked at', async () => {
  const [first = '', ...more] = ['id:5241', 'id:5242', 'id:5243', 'id:5244', 'id:5241', 'id:5242'];
  const asking = await searchFor(stage, first);
  const others = [];
  for (const search of more) others.push(await searchFor(stage, search));
  await consentLink(stage.cast.approver, asking);
  await stage.cast.approver.closeModal();
  await connect(stage, asking, tenants.slice(0, 1));
  await asking.button(/^(Approve|Answer|Choose (accounts|tax))/);
  for (const card of others.slice(-3)) await card.button(/^(Approve|Answer|Choose (accounts|tax))/);
  for (const card of others.slice(0, -3)) {
    await card.button('Choose an organisation');
    expect((await card.picture()).run.checkedAt).toBeNull();
  }
  const [waiting] = others;
  if (!waiting) throw new Error('no other run');
  await stage.cast.approver.choose(await waiting.message(), 'Choose an organisation', 'Harbourlight IT Ltd');
  await waiting.button(/^(Approve|Answer|Choose (accounts|tax))/);
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

import { afterEach, describe, expect, test } from '@jest/globals';
import { RemoteError } from '../../src/domain/errors.ts';
import { notice } from '../../src/domain/views.ts';
import { nextSteps, runCard, uuid } from '../blocks/samples.ts';
import { FINANCE, type Front, openFront } from './front.ts';
import { type Script, scriptedServices } from './scripted.ts';

let open: Front | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

async function start(change: Script = {}, mode: 'socket' | 'http' = 'socket', answerWithinMs?: number) {
  open = await openFront(scriptedServices(change), mode, answerWithinMs);
  return open;
}

const confirmStep = nextSteps('small').find((step) => step.kind === 'confirm') ?? nextSteps('small')[0];
const card = runCard('small', confirmStep ? { next: confirmStep } : {});

describe.each(['socket', 'http'] as const)('%s', (mode) => {
  test('a search is heard, answered to the one who typed, and nothing is left unanswered', async () => {
    const { ann, bob, slack, recorder } = await start({}, mode);
    expect(await ann.command('finance', '/upsync search last-month')).toEqual({ ok: true });
    const said = await ann.untilMessage('finance', 'search {');
    expect(said.ephemeral).toBe(true);
    expect(ann.textOf(said)).toContain('"text":"last-month"');
    expect(ann.textOf(said)).toContain(`"place":"${FINANCE}"`);
    expect(ann.textOf(said)).toContain('"id":"slack:T0TEAM:U0ANN"');
    expect(await bob.latest('finance')).toBeUndefined();
    expect(slack.deliveries.every(({ acked }) => acked)).toBe(true);
    expect(recorder.violations).toEqual([]);
  });

  test('an approval carries run, fingerprint and the ticked box', async () => {
    const { bob, chat } = await start({}, mode);
    await chat.post(FINANCE, card);
    const seen = await bob.untilMessage('finance', 'Send 3 documents');
    await bob.choose(seen, 'upsync.approval.mark-each', ['Mark each as soon as it is in Xero']);
    expect(await bob.click(seen, 'Approve', { confirm: true })).toEqual({ ok: true });
    const said = bob.textOf(await bob.untilMessage('finance', 'approved {'));
    expect(said).toContain('"runId":"R7K2QM"');
    expect(said).toContain(`"fingerprint":"${'f'.repeat(64)}"`);
    expect(said).toContain('"markEach":true');
  });
});

describe('commands', () => {
  test('what is not understood is answered with what was meant and an example', async () => {
    const { ann } = await start();
    await ann.command('finance', '/upsync serch last-month');
    const said = ann.textOf(await ann.untilMessage('finance', 'serch'));
    expect(said).toContain('Did you mean: /upsync search last-month');
  });

  test.each([
    ['', 'upsync search last-month'],
    ['help', 'approved here'],
    ['status', 'Where things stand'],
    ['runs', 'Last runs'],
  ])('/upsync %s', async (text, seen) => {
    const { ann } = await start();
    await ann.command('finance', `/upsync ${text}`.trim());
    expect((await ann.untilMessage('finance', seen)).ephemeral).toBe(true);
  });

  test('where upSync is no member, the answer comes all the same', async () => {
    const { ann } = await start();
    await ann.command('random', '/upsync status');
    expect((await ann.untilMessage('random', 'Where things stand')).ephemeral).toBe(true);
  });

  test('a guest is told so, and no service is asked', async () => {
    const { guest, chat } = await start();
    await guest.command('finance', '/upsync search last-month');
    const said = guest.textOf(await guest.untilMessage('finance', 'cannot use upSync'));
    expect(said).not.toContain('search {');
    await chat.post(FINANCE, card);
    await guest.click(await guest.untilMessage('finance', 'Send 3'), 'Approve', { confirm: true });
    const mine = (await guest.messages('finance')).filter(({ ephemeral }) => ephemeral);
    expect(mine.map((message) => guest.textOf(message)).join()).not.toContain('approved {');
  });
});

describe('windows', () => {
  test('the search window opens, keeps its place and hands its fields over', async () => {
    const { ann } = await start();
    await ann.command('finance', '/upsync search');
    await ann.untilModal('Search Autotask');
    await ann.submit({ 'Invoice ID': '1234, 1235', 'Invoice date to (that day included)': '2026-10-31' });
    const said = ann.textOf(await ann.untilModal('submitted'));
    expect(said).toContain(`"place":"${FINANCE}"`);
    expect(said).toContain('"invoiceIds":"1234, 1235"');
    expect(said).toContain('"from":"2026-10-01","to":"2026-10-31"');
    expect(said).toContain('"includeMarked":true');
    expect(said).toContain('"division":"1 Division / Line"');
  });

  test('what is wrong in a form is said at its field, and the form stays open', async () => {
    const { ann } = await start({
      search: { submit: async () => ({ kind: 'errors', errors: { to: 'The end is before the beginning.' } }) },
    });
    await ann.command('finance', '/upsync search');
    await ann.untilModal('Search Autotask');
    expect(await ann.submit({})).toEqual({ ok: false, errors: { 'field:to': 'The end is before the beginning.' } });
    expect((await ann.modal())?.title).toBe('Search Autotask');
  });

  test('a form that takes longer than Slack waits says so and shows the answer later', async () => {
    let finish: (view: ReturnType<typeof notice>) => void = () => {};
    const { ann, slack } = await start(
      { connect: { paste: () => new Promise((resolve) => (finish = resolve)) } },
      'socket',
      50,
    );
    await ann.command('finance', '/upsync connect');
    await ann.untilModal('Connect to Xero');
    await ann.submit({ 'Address the browser ended on': 'http://localhost:3000/xero/callback?code=1' });
    await ann.untilModal('Still at work');
    finish(notice('done', 'Xero is connected.'));
    await ann.untilModal('Xero is connected.');
    expect(slack.deliveries.every(({ acked }) => acked)).toBe(true);
  });

  test('contacts are answered company by company; suggestions come from the run', async () => {
    const { bob, ann, chat } = await start();
    const step = nextSteps('small').find(({ kind }) => kind === 'questions');
    await chat.post(FINANCE, runCard('small', step ? { next: step } : {}));
    await bob.click(await bob.untilMessage('finance', 'need a contact'), 'Answer 3 questions');
    await bob.untilModal('Who is this in Xero?');
    const options = await bob.type('modal', 'field:contact:500:other', 'acm');
    expect(JSON.stringify(options)).toContain('Found acm of R7K2QM');
    await bob.fill('field:contact:500:choice', 'skip');
    await bob.submit({});
    const said = bob.textOf(await bob.untilModal('answered'));
    expect(said).toContain('{"companyId":500,"decision":{"kind":"skip"}}');
    // Xero refused this name before, so that the window asks for one and begins with the company's own.
    expect(said).toContain(
      '{"companyId":501,"decision":{"kind":"create","companyContactId":1,"name":"Acme","save":false}}',
    );
    expect(said).toContain('"kind":"map","contactId":"00000000-0000-4000-8000-000000000001","save":true');

    await ann.click(await ann.untilMessage('finance', 'need a contact'), 'Answer 3 questions');
    await ann.untilModal('Who is this in Xero?');
    expect(await ann.type('modal', 'field:contact:500:other', 'acm')).toEqual([]);
  });

  test('the list of invoices holds and takes back in the same window', async () => {
    const { ann, chat } = await start();
    await chat.post(FINANCE, card);
    await ann.click(await ann.untilMessage('finance', 'Send 3'), 'Show all 3');
    await ann.untilModal('page 1');
    await ann.click('modal', 'Hold', { near: 'INV-0' });
    await ann.untilModal('held 1000');
    expect((await ann.state()).modals.length).toBe(1);
  });

  test('maps are saved with organisation, page and keys', async () => {
    const { bob, chat } = await start();
    const step = nextSteps('small').find(({ kind }) => kind === 'questions');
    await chat.post(FINANCE, runCard('small', step ? { next: step } : {}));
    await bob.click(await bob.untilMessage('finance', 'to choose'), 'Choose accounts and tax');
    await bob.untilModal('Accounts and tax');
    await bob.submit({});
    const said = bob.textOf(await bob.untilModal('saved'));
    expect(said).toContain('"status":"DRAFT","defaultAccount":"201"');
    expect(said).toContain('{"key":"region 0|category","taxType":"OUTPUT1","accepted":false}');
    expect(said).toContain('{"key":"1","accountCode":"200"}');
    expect(said).toContain('{"key":"0","accountCode":null}');
  });

  test('settings are saved', async () => {
    const { ann } = await start();
    await ann.command('finance', '/upsync settings');
    await ann.untilModal('Settings');
    await ann.submit({});
    const said = ann.textOf(await ann.untilModal('settings {'));
    expect(said).toContain('"allowOwnApproval":true');
    // what was not touched here is not said: another window may have changed it
    expect(said).toContain('"statuses":[]');
    await ann.closeModal();
    await ann.command('finance', '/upsync settings');
    await ann.untilModal('Settings');
    await ann.submit({ [`field:status:${uuid(1)}`]: 'Draft' });
    await ann.untilModal('"status":"DRAFT"');
  });
});

describe('the organisation', () => {
  test('is chosen from the list on the card', async () => {
    const { bob, chat } = await start();
    const step = nextSteps('small').find(({ kind }) => kind === 'choose-organisation');
    await chat.post(FINANCE, runCard('small', step ? { next: step } : {}));
    await bob.choose(await bob.untilMessage('finance', 'Connect to Xero first'), 'upsync.organisation.choose', 'Org 1');
    const said = bob.textOf(await bob.untilMessage('finance', 'chosen {'));
    expect(said).toContain('"runId":"R7K2QM","organisationId":"00000000-0000-4000-8000-000000000001"');
  });
});

describe('trouble', () => {
  test('of an outside system is said in its words, with a reference that is in the log', async () => {
    const trouble = new RemoteError({
      ...{ system: 'xero', kind: 'unavailable', message: 'ECONNRESET' },
      userMessage: 'Xero did not answer.',
    });
    const { ann, logged } = await start({ connect: { status: () => Promise.reject(trouble) } });
    await ann.command('finance', '/upsync status');
    const said = ann.textOf(await ann.untilMessage('finance', 'Xero did not answer.'));
    const reference = /Reference (\w+)/.exec(said)?.[1];
    expect(logged.some(({ fields }) => fields.reference === reference)).toBe(true);
    expect(said).not.toContain('ECONNRESET');
  });

  test('that nobody foresaw shows no inside, in a window as well', async () => {
    const { ann } = await start({ search: { form: () => Promise.reject(new Error('secret inside')) } });
    await ann.command('finance', '/upsync search');
    const said = ann.textOf(await ann.untilModal('Something went wrong'));
    expect(said).not.toContain('secret inside');
    expect(said).toMatch(/Reference \w+/);
  });

  test('a button that upSync does not know any more is answered', async () => {
    const { ann, slack } = await start();
    const blocks = [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'upsync.old', text: { type: 'plain_text', text: 'Old' }, value: '{}' }],
      },
    ];
    await fetch(`${slack.url}/api/chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer xoxb-sandbox-bot' },
      body: JSON.stringify({ channel: 'C0FINANCE', text: 'old', blocks }),
    });
    await ann.click(await ann.untilMessage('finance', 'Old'), 'Old');
    await ann.untilMessage('finance', 'out of date');
  });
});

test('App Home shows status and runs, and its search goes to the direct messages', async () => {
  const { ann } = await start();
  const home = await ann.home();
  expect(ann.textOf(home)).toContain('Where things stand');
  expect(ann.textOf(home)).toContain('Last runs');
  await ann.click('home', 'New search');
  await ann.untilModal('Search Autotask');
  await ann.submit({});
  expect(ann.textOf(await ann.untilModal('submitted'))).toContain('"place":"slack:T0TEAM:U0ANN"');
});

test('what is being answered is waited for', async () => {
  let finish: (view: ReturnType<typeof notice>) => void = () => {};
  let begun: () => void = () => {};
  const atWork = new Promise<void>((resolve) => (begun = resolve));
  const { ann, front } = await start({
    search: {
      start: () => {
        begun();
        return new Promise((resolve) => (finish = resolve));
      },
    },
  });
  await ann.command('finance', '/upsync search last-month');
  await atWork;
  let settled = false;
  const waiting = front.settled().then(() => {
    settled = true;
  });
  await ann.state();
  expect(settled).toBe(false);
  finish(notice('info', 'Found.'));
  await waiting;
  expect(ann.textOf(await ann.untilMessage('finance', 'Found.'))).toContain('Found.');
});

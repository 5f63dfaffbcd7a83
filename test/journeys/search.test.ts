import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPerson } from '../../src/sandbox/slack/person.ts';
import { ask, cardOf, postAll, searchFor, whisper } from '../helpers/card.ts';
import { bill, bills, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const line = (division: string) => ({ net: '50.00', tax: '10.00', division });
const world = smallWorld([
  bill(701, { lines: [line('Managed Services / Cloud'), line('Managed Services / Cloud')] }),
  bill(702, { lines: [line('Managed Services / Cloud'), line('Projects / Cabling')] }),
  bill(703, { lines: [line('Retail / Projects'), line('Retail / Projects')] }),
  bill(704, { lines: [line('Retail / Projects'), line('Board / Secret')] }),
  ...bills(711, 6, { date: '2026-09-15' }),
  ...bills(721, 4, { date: '2026-08-31' }),
]);
const { autotask, slack } = world;
const secret = autotask.organizationalLevel1s.find(({ name }) => name === 'Board')?.id;
autotask.hiddenAssociations = autotask.organizationalLevelAssociations
  .filter(({ organizationalLevel1ID }) => organizationalLevel1ID === secret)
  .map(({ id }) => id);
const idOf = (wanted: string) => slack.people.find(({ role }) => role === wanted)?.id ?? '';
const guest = {
  id: 'U0GUESTGUST',
  name: 'gus',
  realName: 'Gus Guest',
  role: 'searcher' as const,
  email: 'g@x.example',
};
slack.people.push(Object.assign(guest, { isRestricted: true }));
for (const channel of slack.channels) channel.members = slack.people.map(({ id }) => id);

let stage: Stage;
beforeAll(async () => {
  // Grace is an admin and no approver here: Amir is the only one
  const settings = { UPSYNC_APPROVERS: idOf('approver'), UPSYNC_ADMINS: idOf('admin') };
  stage = await openStage({ world, settings, xeroSwitches: { minuteLimit: 5_000 } });
});
afterAll(() => stage?.close());

describe('what is not understood is answered with what was meant', () => {
  test.each<[string, RegExp, RegExp]>([
    ['serach last-month', /do not know “serach”/, /Did you mean: \/upsync search last-month/],
    ['last-month', /do not know “last-month”/, /Did you mean: \/upsync search last-month/],
    ['dance', /do not know “dance”/, /All commands: \/upsync help/],
    ['search lst-month', /do not know “lst-month”/, /Did you mean: \/upsync search last-month/],
    ['search 2026-02-30', /There is no 2026-02-30 in the calendar/, /For example: \/upsync search/],
    ['search 2026-13', /There is no 2026-13/, /For example: \/upsync search/],
    ['search 2026-10-31..2026-10-01', /31 Oct 2026 comes after 1 Oct 2026/, /For example: \/upsync search/],
    ['search 03.10.2026', /more than one day/, /2026-10-01\.\.2026-10-31/],
    ['search from october', /After “from” I expect two days/, /from 2026-10-01 to 2026-10-31/],
    ['search id:abc', /“abc” is not an invoice id/, /id:1234,1235/],
    ['search 4711', /An invoice id is written id:4711/, /Did you mean: \/upsync search id:4711/],
    ['search division:Retail', /needs a period or an invoice id/, /last-month division:Retail/],
    ['search last-month division:"Retail', /closing quote is missing/, /division:"Managed Services"/],
  ])('/upsync %s', async (text, problem, help) => {
    const answer = await ask(stage, `/upsync ${text}`, problem);
    expect(answer).toMatch(help);
  });
});

describe('the search window', () => {
  async function submit(entries: Record<string, string | string[] | null>) {
    const { searcher } = stage.cast;
    await searcher.command(stage.channel, '/upsync search');
    await searcher.untilModal((view) => view.submit === 'Search');
    const answer = await searcher.submit({ Period: null, ...entries });
    if (!answer.ok) await searcher.closeModal();
    return JSON.stringify(answer);
  }

  test('what is wrong is said at its field, and nothing is searched', async () => {
    const runs = () => stage.upSync().app.db.runs.latest(50);
    const before = (await runs()).length;
    expect(await submit({})).toMatch(/field:preset.*Choose a period, or give invoice ids/);
    expect(await submit({ 'Invoice ID': '12, x9' })).toMatch(/field:invoiceIds.*x9 is not one/);
    expect(await submit({ 'Invoice date from': '2026-10-01' })).toMatch(/field:to.*Choose the last day/);
    expect(await submit({ 'Invoice date to': '2026-10-01' })).toMatch(/field:from.*Choose the first day/);
    const turned = { 'Invoice date from': '2026-10-31', 'Invoice date to': '2026-10-01' };
    expect(await submit(turned)).toMatch(/field:to.*before the first/);
    expect((await runs()).length).toBe(before);
  });

  test('what is right is searched', async () => {
    const days = { 'Invoice date from': '2026-08-31', 'Invoice date to': '2026-08-31' };
    expect(await submit({ ...days, 'Invoice ID': '721 722' })).toBe('{"ok":true}');
    const [run] = await stage.upSync().app.db.runs.latest(1);
    const card = cardOf(stage, run?.id ?? '');
    expect(await card.until('2 invoices')).toContain('N-721');
    await stage.cast.searcher.closeModal().catch(() => undefined);
  });
});

describe('ids', () => {
  test('unknown, marked and voided ones are each answered so', async () => {
    stage.sandbox.autotask.markByOther(711, '2026-11-03T09:00:00.000Z');
    stage.sandbox.autotask.voidInvoice(712);
    const text = await (await searchFor(stage, 'id:711,712,713,99999')).text();
    expect(text).toContain('711 was marked on 3 Nov 2026; add include-invoiced');
    expect(text).toMatch(/712 was voided on/);
    expect(text).toContain('Autotask shows no invoice with the id 99999');
    expect(text).toMatch(/1 voided in Autotask/);
    expect(text).toContain('N-713');

    const again = await (await searchFor(stage, 'id:711 include-invoiced')).text();
    expect(again).toContain('N-711');
    const month = await (await searchFor(stage, '2026-09')).text();
    expect(month).toContain('1 more is marked as invoiced and left out; add include-invoiced');
  });
});

describe('divisions', () => {
  test('one, whatever the case; the whole invoice is found, and a mixture is said', async () => {
    const text = await (await searchFor(stage, '2026-10 division:“managed SERVICES”')).text();
    expect(text).toMatch(/2 invoices/);
    expect(text).toMatch(/N-701[\s\S]*N-702/);
    expect(text).toMatch(/1 invoice has lines of other divisions, too; the whole invoice is posted/);
    const pair = await (await searchFor(stage, '2026-10 division:"retail/projects"')).text();
    expect(pair).toMatch(/N-703/);
    expect(pair).not.toMatch(/N-701/);
  });

  test('several are a question, and its button searches', async () => {
    const { searcher } = stage.cast;
    await ask(stage, '/upsync search 2026-10 division:Projects', 'can mean more than one');
    const question = await searcher.untilMessage(stage.channel, 'can mean more than one');
    const before = (await stage.upSync().app.db.runs.latest(1))[0]?.id;
    await searcher.click(question, 'Projects (division)');
    await whisper(searcher, stage.channel, /Searching Autotask.*Division: Projects/);
    const [run] = await stage.upSync().app.db.runs.latest(1);
    expect(run?.id).not.toBe(before);
    expect(await cardOf(stage, run?.id ?? '').until('N-702')).not.toContain('N-703');
  });

  test('none lists what exists', async () => {
    const answer = await ask(stage, '/upsync search 2026-10 division:Nowhere', /is called “Nowhere”/);
    expect(answer).toMatch(/There are: .*Cabling.*Managed Services.*Retail/);
  });

  test('lines that do not add up: the API user probably cannot see all of them', async () => {
    const text = await (await searchFor(stage, 'id:704')).text();
    expect(text).toMatch(/lines/i);
    expect(text).toMatch(/API user (probably )?(cannot|may not) see all/);
  });
});

describe('nothing found', () => {
  test('says what the API user may see, and what it is not assigned to', async () => {
    const text = await (await searchFor(stage, '2019-01')).text();
    expect(text).toContain('The API user may see some invoices only (access “Restricted”).');
    expect(text).toContain('not assigned to “Board / Secret”');
  });

  test('an API user without access', async () => {
    stage.sandbox.autotask.switches.noAccess = ['Invoices'];
    const text = await (await searchFor(stage, '2026-10')).text();
    stage.sandbox.autotask.switches.noAccess = [];
    expect(text).toContain('The API user may not see any invoices.');
  });

  test('says so where the access cannot be read', async () => {
    stage.sandbox.autotask.switches.failingBody = 'errors';
    stage.sandbox.faults.add({ system: 'autotask', kind: 'failing', path: 'entityInformation', times: 2 });
    const text = await (await searchFor(stage, '2019-02')).text();
    expect(text).toContain('Whether the API user may see invoices could not be read.');
    expect(stage.sandbox.faults.pending()).toEqual([]);
  });
});

describe('Autotask’s own ways', () => {
  test('an operator that is dropped in silence: every row is checked again', async () => {
    stage.sandbox.autotask.switches.ignoredOperators = ['gte', 'lt', 'in'];
    const month = await (await searchFor(stage, '2026-08')).text();
    const one = await (await searchFor(stage, 'id:713')).text();
    stage.sandbox.autotask.switches.ignoredOperators = [];
    expect(month).toMatch(/4 invoices/);
    expect(month).not.toMatch(/N-70|N-71/);
    expect(one).toMatch(/1 invoice\b/);
    expect(one).not.toMatch(/N-714/);
  });

  test('a 500 that means “wrong request” is told in Autotask’s words, and not tried for ever', async () => {
    stage.sandbox.autotask.switches.failingBody = 'errors';
    stage.sandbox.faults.add({ system: 'autotask', kind: 'failing', path: 'Invoices/query', times: 1 });
    const card = await searchFor(stage, '2026-09');
    expect(await card.until(/An error occurred on the server/)).not.toContain('N-713');
    expect((await card.picture()).run.state).toBe('failed');
    expect(stage.sandbox.faults.pending()).toEqual([]);
  });

  test('a 500 that is trouble is tried again', async () => {
    stage.sandbox.autotask.switches.failingBody = 'html';
    stage.sandbox.faults.add({ system: 'autotask', kind: 'failing', path: 'Invoices/query', times: 1 });
    const card = await searchFor(stage, '2026-09');
    await card.until('N-713');
  });
});

describe('places and people', () => {
  test('where upSync is no member: the card is in its own channel, and the answer, for the searcher alone, links to it', async () => {
    const { searcher } = stage.cast;
    const card = await searchFor(stage, 'id:714', { channel: 'general', cardIn: stage.channel });
    expect(await card.text()).toContain('N-714');
    const said = await searcher.untilMessage('general', 'not a member of this conversation');
    expect(said.ephemeral).toBe(true);
    expect(JSON.stringify(said.blocks)).toContain((await card.message()).ts.replace('.', ''));
    expect((await searcher.messages('general')).filter(({ ephemeral }) => !ephemeral)).toEqual([]);
  });

  test('a guest gets a refusal, and no run', async () => {
    const gus = createPerson({ url: stage.sandbox.url, userId: guest.id });
    const before = (await stage.upSync().app.db.runs.latest(50)).length;
    await gus.command(stage.channel, '/upsync search id:713');
    await gus.untilMessage(stage.channel, /You cannot use upSync here/);
    expect((await stage.upSync().app.db.runs.latest(50)).length).toBe(before);
  });

  test('from a direct message: Ask for approval brings the card to the approvers', async () => {
    const { searcher } = stage.cast;
    const direct = await searchFor(stage, 'id:715', { channel: 'direct' });
    expect(await direct.text()).not.toContain('Connect to Xero');
    await direct.press(searcher, 'Ask for approval');
    const card = cardOf(stage, direct.runId);
    expect(await card.until('N-715')).toContain('Connect to Xero');
    await direct.gone('Ask for approval');
  });

  test('the only approver there is approves what they searched', async () => {
    const { approver } = stage.cast;
    const { runs } = stage.upSync().app.db;
    // what nobody waits for need not be looked up once Xero is there
    for (const { id } of await runs.inState(['open'])) await runs.move(id, 'cancelled');
    await postAll(stage, 'id:716');
    const card = await searchFor(stage, 'id:713', { player: approver });
    await card.press(approver, 'Approve');
    await card.until('1 of 1 are in Xero');
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});

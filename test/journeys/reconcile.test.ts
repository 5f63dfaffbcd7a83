import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import type { SeenMessage } from '../../src/sandbox/slack/person.ts';
import { ask, connect, labelsOf, postAll, searchFor } from '../helpers/card.ts';
import { bill, bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const DIVISIONS = [
  { net: '10.125', tax: '2.025', quantity: '1', rate: '10.125', division: 'North' },
  { net: '10.125', tax: '2.025', quantity: '1', rate: '10.125', division: 'South' },
];

/** Types the command and gives the card that answers it, with the files of its thread. */
async function reconcile(stage: Stage, text: string, player = stage.cast.searcher) {
  const isCard = (message: SeenMessage) => JSON.stringify(message.blocks).includes('Autotask against Xero');
  const before = new Set((await player.messages(stage.channel)).filter(isCard).map(({ ts }) => ts));
  const outcome = await player.command(stage.channel, `/upsync reconcile ${text}`);
  if (!outcome.ok) throw new Error(outcome.error);
  return cardAfter(stage, before, isCard);
}

async function cardAfter(stage: Stage, before: Set<string>, isCard: (message: SeenMessage) => boolean) {
  const player = stage.cast.searcher;
  const card = await player.untilMessage(stage.channel, (message) => isCard(message) && !before.has(message.ts));
  const files = await player.until(
    async () => {
      const inThread = (await player.messages(stage.channel)).filter(({ threadTs }) => threadTs === card.ts);
      const found = inThread.flatMap((message) => message.files);
      return found.length === 2 ? found : null;
    },
    { what: 'both files in the thread' },
  );
  const read = async (title: string) => {
    const file = files.find(({ name }) => name.startsWith(title));
    const answer = await fetch(`${stage.sandbox.url}/client/file/${file?.id}`);
    const name = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    return { name, rows: (await answer.text()).replace('\uFEFF', '').trimEnd().split('\r\n') };
  };
  return { text: player.textOf(card), entries: await read('Every invoice'), totals: await read('Totals') };
}

describe('a month that was posted and marked', () => {
  const world = smallWorld([
    ...bills(1, 6),
    bill(7, { net: '20.25', tax: '4.05', lines: DIVISIONS }),
    bill(8, { net: '-30.00', tax: '-6.00' }),
    bill(9, { net: '0.00', tax: '0.00' }),
  ]);
  const tenant = tenantOf(world);
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ world });
    const card = await postAll(stage, '2026-10');
    await card.press(stage.cast.approver, 'Yes, mark');
    await card.until('9 marked in Autotask');
  }, 120_000);
  afterAll(() => stage?.close());

  test('is equal to the cent, and every row is in the thread', async () => {
    const { text, entries, totals } = await reconcile(stage, '2026-10');
    expect(text).toContain('Equal to the cent: 8 invoices in Autotask and in Xero.');
    expect(text).toContain('1 with a total of zero');
    expect(text).not.toContain('differs');
    expect(entries.name).toBe('reconcile-2026-10-01-to-2026-10-31.csv');
    expect(entries.rows.length).toBe(10);
    expect(entries.rows.filter((row) => row.startsWith('equal,')).length).toBe(8);
    expect(entries.rows.find((row) => row.includes(',N-8,'))).toMatch(/,-30\.00,-6\.00,-36\.00,.*,0\.00,0\.00,0\.00,/);
    expect(totals.rows.filter((row) => row.startsWith('division,')).length).toBeGreaterThanOrEqual(2);
    expect(totals.rows.filter((row) => row.includes(',differs,'))).toEqual([]);
  });

  test('every difference is said, with the line and why', async () => {
    const { xero, autotask } = stage.sandbox;
    const documentOf = (number: string) => {
      const found = xero.organisation(tenant).documents.find((document) => document.number === number);
      if (!found) throw new Error(`no ${number} in Xero`);
      return found;
    };
    xero.voidDocument(tenant, documentOf('N-1').id);
    const second = documentOf('N-2');
    const lines = second.lines.map((line) => ({ ...line, unitAmount: '110.00', lineAmount: '110.00' }));
    xero.editDocument(tenant, second.id, { lines, subTotal: '110.00', total: '130.00' });
    xero.editDocument(tenant, documentOf('N-3').id, { number: 'N-3-corrected' });
    autotask.markByOther(4, null);
    autotask.voidInvoice(5);
    xero.editDocument(tenant, documentOf('N-6').id, { date: '2026-11-02' });
    xero.addContact(tenant, { key: 'evil', Name: '=HYPERLINK("https://evil.test","pay")', ContactStatus: 'ACTIVE' });
    const evil = xero.organisation(tenant).contacts.find(({ Name }) => Name.startsWith('='));
    const taxType = second.lines[0]?.taxType ?? 'NONE';
    const typed = { Type: 'ACCREC' as const, Date: '2026-10-09', Status: 'AUTHORISED' as const };
    const item = { Description: 'Typed', Quantity: '1', UnitAmount: '50.00', AccountCode: '200', TaxType: taxType };
    xero.addDocument(tenant, { ...typed, Number: '@SUM(A1)', contactId: evil?.ContactID ?? '', LineItems: [item] });
    xero.addDocument(tenant, {
      ...{ ...typed, Number: 'N-7-again', contactId: contactOf(world, 1007), Url: documentOf('N-7').url ?? '' },
      LineItems: [item],
    });

    const { text, entries } = await reconcile(stage, '2026-10');
    const row = (start: RegExp) => entries.rows.find((one) => start.test(one)) ?? `no row ${start}`;
    expect(text).toContain('8 entries differ');
    for (const [kind, number, words] of [
      ['voided', 'N-1', 'Voided in Xero, but Autotask bills 120.00.'],
      ['amount', 'N-2', 'Net 100.00 in Autotask, 110.00 in Xero'],
      ['number', 'N-3', 'Its number is N-3 in Autotask, N-3-corrected in Xero.'],
      ['not-marked', 'N-4', 'not marked as processed in Autotask'],
      ['voided', 'N-5', 'Voided in Autotask'],
      ['date', 'N-6', 'dated 2 Nov 2026 in Xero: outside this period'],
      ['twice', 'N-7-again', 'A second document in Xero for Autotask invoice 7'],
      ['extra', '@SUM', 'not in Autotask'],
    ]) {
      const found = entries.rows.find((one) => one.startsWith(`${kind},`) && one.includes(`${number}`));
      expect(found ?? `no row ${kind} ${number}`).toContain(words);
      expect(text).toContain(words);
    }
    expect(text).toContain('Edited in Xero since upSync posted it');
    expect(text).toMatch(/Line 1 .*: 110\.00 in Xero, 100\.00 in Autotask/);
    expect(row(/^extra/)).toContain(`"'=HYPERLINK(""https://evil.test"",""pay"")"`);
    expect(row(/^extra/)).toContain(`,'@SUM(A1),`);
    expect(entries.rows.join('\n')).not.toMatch(/(^|,)[=@+]/m);
  });

  test('what is not understood is answered in words', async () => {
    expect(await ask(stage, '/upsync reconcile', 'needs a period')).toContain('/upsync reconcile last-month');
    expect(await ask(stage, '/upsync reconcile id:7', 'whole period')).toContain('not single invoices');
    expect(await ask(stage, '/upsync reconcile lastmonth', 'Did you mean')).toContain('/upsync reconcile last-month');
    expect(await ask(stage, '/upsync reconcile 2026-10 division:"Moon"', 'No division')).toContain('North');
    expect(await ask(stage, '/upsync help', 'reconcile')).toContain('/upsync reconcile last-month');
  });

  test('a division is compared by itself', async () => {
    const { text, entries } = await reconcile(stage, '2026-10 division:"North"');
    expect(text).toContain('are not counted as extra');
    expect(entries.rows.length).toBe(3);
    expect(stage.wireProblems()).toEqual([]);
  });
});

test('with several organisations a person says which one', async () => {
  const stage = await openStage({ world: seededWorld(new Date()) });
  try {
    const { searcher } = stage.cast;
    expect(await ask(stage, '/upsync reconcile last-month', 'not connected')).toContain('nothing to compare');
    await connect(stage, await searchFor(stage, 'last-month'));
    await ask(stage, '/upsync reconcile last-month', 'With which organisation');
    const question = await searcher.untilMessage(stage.channel, 'With which organisation');
    const name = stage.world.xero.organisations[0]?.name ?? '';
    expect(labelsOf(question)).toContain(name);
    await searcher.click(question, name);
    const { text, entries } = await cardAfter(stage, new Set(), (one) =>
      JSON.stringify(one.blocks).includes('Autotask against Xero'),
    );
    expect(text).toContain(name);
    expect(text).toContain('missing in Xero');
    expect(entries.rows.find((row) => row.startsWith('missing,') && row.includes(',HL-4870,'))).toContain(
      'Its number HL-4870 stands on a document of Pier Street Estates with GBP 540.00.',
    );
    expect(stage.wireProblems()).toEqual([]);
  } finally {
    await stage.close();
  }
}, 60_000);

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import type { World } from '../../src/sandbox/world.ts';
import { readWorld } from '../../src/start-sandbox.ts';
import { bill, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { openChromium } from './chromium.ts';
import { answerContacts, approve, connect, mark, openStory, type Story, search, setUp } from './story.ts';

const few = [bill(1, { net: '100.10', tax: '20.02' }), bill(2), bill(3, { net: '-40.00', tax: '-8.00' }), bill(4)];

interface Case {
  name: string;
  slackMode: 'socket' | 'http';
  keys: boolean;
  world(): World;
  search: string;
}

const cases: Case[] = [
  {
    name: 'seeded-month',
    slackMode: 'socket',
    keys: false,
    world: () => seededWorld(new Date()),
    search: 'last-month',
  },
  {
    name: 'invoice-file',
    slackMode: 'http',
    keys: true,
    world: () => smallWorld(few, { known: false }),
    search: '2026-10-01..2026-10-31',
  },
];

const REAL_AMOUNTS = path.resolve('../shared/data/autotask-invoices.json');
if (fs.existsSync(REAL_AMOUNTS))
  cases.push({
    name: 'real-amounts',
    slackMode: 'http',
    keys: false,
    world: () => readWorld(REAL_AMOUNTS),
    search: '2020-12-01..2021-01-31',
  });
else process.stdout.write(`left out: real amounts in the browser, since ${path.basename(REAL_AMOUNTS)} is not there\n`);

describe.each(cases)('the month-end in the browser: $name, Slack by $slackMode, keyboard only $keys', (q) => {
  let browser: Browser;
  let stage: Stage;
  let story: Story;
  let held: string;

  beforeAll(async () => {
    browser = await openChromium();
    stage = await openStage({ world: q.world(), slackMode: q.slackMode });
    story = await openStory(browser, stage, q);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  test('from the search to the marks', async () => {
    held = await search(story, q.search);
    await connect(story, /./);
    await setUp(story);
    await answerContacts(story);
    // What a company without a contact is billed by is asked once it has one.
    await setUp(story);
    await approve(story);
    await mark(story);
  });

  test('what the tables say is in both systems agrees with the card', async () => {
    const text = await story.amir.card.innerText();
    const [, posted = '', of = ''] = /(\d+) of (\d+) (?:are|is) in Xero/.exec(text) ?? [];
    expect(Number(posted)).toBeGreaterThan(2);
    expect(posted).toBe(of);
    expect(text).toContain('=');
    const { page, hands } = story.amir;
    const table = page.getByRole('tabpanel');
    const drafts = (await table.locator('tbody tr').filter({ hasText: 'draft' }).allInnerTexts()).filter(
      (row) => !row.startsWith('HL-4870'),
    );
    expect(drafts).toHaveLength(Number(posted));
    expect(drafts.filter((row) => row.startsWith(held))).toEqual([]);
    await hands.press(page.getByRole('tab', { name: /Xero/ }));
    await page.keyboard.press('ArrowRight');
    const heldRow = table.locator('tbody tr').filter({ hasText: held });
    await heldRow.waitFor();
    expect(await heldRow.innerText()).toContain('open');
    for (const row of drafts) {
      const number = row.split(/\s/)[0] ?? '';
      // an invoice without a number is sent under its id
      const named = /^\d+$/.test(number) ? `id ${number}` : number;
      const inAutotask = table.locator('tbody tr').filter({ hasText: named });
      await inAutotask.first().waitFor();
      expect(await inAutotask.innerText()).toContain('marked');
    }
    await story.look(page, 'tables');
  });

  test('help, runs, status, settings and App Home', async () => {
    const { amir, grace, look } = story;
    for (const [command, words] of [
      ['help', 'New search'],
      ['runs', 'Last runs'],
      ['status', 'Where things stand'],
    ] as const) {
      await amir.type(`/upsync ${command}`);
      await amir.newest.getByText(words).first().waitFor();
      await look(amir.page, command);
    }
    await amir.type('/upsync serch last-month');
    await amir.newest.getByText('Did you mean').waitFor();
    await look(amir.page, 'misspelt');
    await grace.type('/upsync settings');
    await grace.dialog.waitFor();
    await look(grace.page, 'settings');
    await grace.hands.press(grace.dialog.getByRole('button', { name: 'Accounts and tax' }).first());
    await grace.dialog.getByText('Default account, where nothing else is chosen').first().waitFor();
    await look(grace.page, 'settings-accounts');
    // one window above the other
    await grace.page.keyboard.press('Escape');
    await grace.dialog.getByText('Four eyes').waitFor();
    await grace.closeDialog();
    await grace.hands.press(grace.page.getByRole('button', { name: 'upSync', exact: true }));
    // one of several tabs is reached by the arrow keys
    await grace.hands.press(grace.page.getByRole('tab', { name: 'Messages' }));
    await grace.page.keyboard.press('ArrowLeft');
    await grace.page.getByText('Last runs').first().waitFor();
    await look(grace.page, 'home');
  });

  test('the search window, and a reconciliation', async () => {
    const { sara, amir, look } = story;
    await sara.type('/upsync search');
    await sara.hands.choose(sara.dialog.getByRole('button', { name: /Period/ }), /Last month/i);
    const divisions = sara.dialog.getByRole('button', { name: /Division/ });
    if (await divisions.isVisible()) await sara.hands.choose(divisions, /./);
    await look(sara.page, 'search');
    await sara.submit();
    await sara.dialog.getByText('The result comes as a card').waitFor();
    await sara.closeDialog();
    await sara.card
      .getByText(/Managed|Nothing was found|Show all/)
      .first()
      .waitFor();
    await look(sara.page, 'searched');
    await amir.type(`/upsync reconcile ${q.search}`);
    await amir.newest
      .getByText(/Harbourlight|Demo|organisation/)
      .first()
      .waitFor();
    await look(amir.page, 'reconcile');
  });

  // last: holding everything that was sent against the vendors' lists keeps the process from answering for a while
  test('nothing went over the wire that the vendors would not take', () => {
    expect(stage.wireProblems()).toEqual([]);
  });
});

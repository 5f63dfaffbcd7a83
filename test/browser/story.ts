import path from 'node:path';
import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';
import { pictureFolder } from './chromium.ts';
import { type Seat, seriousFindings, takeSeat } from './seat.ts';

export interface Story {
  sara: Seat;
  amir: Seat;
  grace: Seat;
  /** Takes a picture and lets axe look, in the light and in the dark. */
  look(page: Page, name: string): Promise<void>;
  /** A picture of the card alone. */
  portrait(seat: Seat, name: string): Promise<void>;
}

export async function openStory(browser: Browser, stage: Stage, q: { keys: boolean; name: string }): Promise<Story> {
  const folder = pictureFolder(q.name);
  const seat = (role: 'searcher' | 'approver' | 'admin') =>
    takeSeat(browser, { url: stage.sandbox.url, userId: stage.cast[role].userId, keys: q.keys });
  let taken = 0;
  return {
    sara: await seat('searcher'),
    amir: await seat('approver'),
    grace: await seat('admin'),
    async portrait(seat, name) {
      const size = seat.page.viewportSize() ?? { width: 1400, height: 1000 };
      // the whole card, without scrolling, and with nothing that comes up under the pointer
      await seat.page.mouse.move(0, 0);
      await seat.page.setViewportSize({ ...size, height: 1280 });
      await seat.page.screenshot({ path: path.join(folder, `page-${name}.png`) });
      await seat.page.setViewportSize({ ...size, height: 1600 });
      await seat.card.screenshot({ path: path.join(folder, `card-${name}.png`) });
      await seat.page.setViewportSize(size);
    },
    async look(page, name) {
      taken += 1;
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ name, colorScheme, findings: await seriousFindings(page) }).toEqual({
          name,
          colorScheme,
          findings: [],
        });
        await page.screenshot({
          path: path.join(folder, `${String(taken).padStart(2, '0')}-${name}-${colorScheme}.png`),
        });
      }
    },
  };
}

/** The searcher asks, looks at the list, and leaves one invoice out. Returns its number. */
export async function search({ sara, look }: Story, text: string): Promise<string> {
  await sara.type(`/upsync search ${text}`);
  await sara.card.getByRole('button', { name: 'Connect to Xero' }).waitFor();
  await look(sara.page, 'found');
  await sara.press(/^Show all/);
  const hold = sara.dialog.getByRole('button', { name: /^Hold / }).first();
  const number = ((await hold.getAttribute('aria-label')) ?? '').replace('Hold ', '');
  await sara.hands.press(hold);
  await sara.dialog.getByRole('button', { name: `Take back ${number}` }).waitFor();
  await look(sara.page, 'list');
  await sara.closeDialog();
  return number;
}

/** Once refused, once allowed; the card goes on by itself. */
export async function connect({ amir, look }: Story, organisation: RegExp): Promise<void> {
  await consent(amir, 'Cancel', async (page) => {
    await page.getByText('not connected').waitFor();
    await look(page, 'callback-refused');
  });
  await consent(
    amir,
    'Allow access',
    async (page) => {
      await page.getByText('You can close this window').waitFor();
      await look(page, 'callback');
    },
    look,
  );
  const list = amir.card.getByRole('button', { name: /organisation/ });
  const after = amir.card
    .getByRole('button', { name: /^(Choose (accounts|tax|tracking|divisions)|Answer|Approve)/ })
    .first();
  await list.or(after).first().waitFor();
  if (!(await list.isVisible())) return;
  await look(amir.page, 'organisations');
  await amir.hands.choose(list, organisation);
}

async function consent(amir: Seat, answer: string, then: (page: Page) => Promise<void>, look?: Story['look']) {
  await amir.press('Connect to Xero');
  await amir.dialog.getByText('Let upSync into Xero').waitFor();
  await look?.(amir.page, 'connect');
  const opened = amir.page.context().waitForEvent('page');
  await amir.hands.press(amir.dialog.getByRole('link', { name: 'Open Xero' }));
  const page = await opened;
  await page.getByRole('button', { name: answer }).waitFor();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await look?.(page, 'consent');
  await page.getByRole('button', { name: answer }).press('Enter');
  await then(page);
  await page.close();
  await amir.closeDialog();
}

const SET_UP = /^Choose (accounts|tax|tracking|divisions)/;

/** An admin takes the first of every list in which nothing is chosen; of the rates, the first that Autotask bills. */
export async function setUp({ grace, amir, look }: Story): Promise<void> {
  const asked = amir.card.getByRole('button', { name: SET_UP });
  const other = amir.card.getByRole('button', { name: /^(Answer|Approve)/ });
  await asked.or(other).first().waitFor();
  if (!(await asked.isVisible())) return;
  await grace.press(SET_UP);
  await throughPages(grace, look, 'set-up', async () => {
    const open = grace.dialog.getByRole('button', { name: /^Choose / });
    while ((await open.count()) > 0) {
      const asked = (await open.first().getAttribute('aria-label')) ?? (await open.first().innerText());
      const percent = /\(([\d.]+)% in Autotask\)/.exec(asked)?.[1];
      await grace.hands.choose(open.first(), percent === undefined ? /./ : new RegExp(`· ${percent}%$`));
    }
  });
  await asked.waitFor({ state: 'hidden' });
}

/** The best suggestion, else a new contact; where that was refused, what upSync offers instead, else a skip. */
export async function answerContacts({ amir, look }: Story): Promise<void> {
  const ask = amir.card.getByRole('button', { name: /^Answer / });
  await ask
    .or(amir.card.getByRole('button', { name: /^Approve / }))
    .first()
    .waitFor();
  if (!(await ask.isVisible())) return;
  await amir.press(/^Answer /);
  let refusals = 0;
  await throughPages(amir, look, 'contacts', async () => {
    if (await amir.dialog.getByText('could not be used').isVisible()) refusals += 1;
    const wanted = [/^Use |^Create /, /^Use |^Skip/][refusals] ?? /^Skip/;
    const questions = amir.dialog.getByRole('button', { name: /In Xero this is/ });
    for (let nth = 0; nth < (await questions.count()); nth += 1) await amir.hands.choose(questions.nth(nth), wanted);
  });
  await ask.waitFor({ state: 'hidden' });
}

async function throughPages(seat: Seat, look: Story['look'], name: string, fill: () => Promise<void>): Promise<void> {
  const button = seat.dialog.locator('button[type=submit]');
  await button.waitFor();
  for (let page = 1; page <= 20; page += 1) {
    await fill();
    if (page <= 2) await look(seat.page, `${name}-${page}`);
    const body = seat.dialog.locator('.dialog-body');
    const before = await body.textContent();
    await seat.submit();
    await until(`the window ${name} goes on`, async () => {
      const [shown] = await body.allTextContents();
      return shown === undefined || (shown !== before && !/One moment|Still at work/.test(shown));
    });
    if (!(await seat.dialog.isVisible())) return;
    if (!(await button.isVisible())) return seat.closeDialog();
  }
  throw new Error(`${name} has no end`);
}

/** A searcher may not; an approver looks at the preview, approves, and sees the report. */
export async function approve({ sara, amir, look, portrait }: Story): Promise<void> {
  await amir.card.getByRole('button', { name: /^Approve / }).waitFor();
  const adopt = amir.card.getByRole('button', { name: /^Adopt / });
  if (await adopt.isVisible()) {
    await amir.press(/^Adopt /, 'Adopt');
    await adopt.waitFor({ state: 'hidden' });
  }
  await look(amir.page, 'confirm');
  await portrait(amir, 'confirm');
  await sara.press(/^Approve /, 'Approve');
  const refusal = /Only an approver/;
  await sara.dialog.getByText(refusal).or(sara.newest.getByText(refusal)).first().waitFor();
  await look(sara.page, 'not-allowed');
  if (await sara.dialog.isVisible()) await sara.closeDialog();
  await amir.press('Preview');
  await amir.dialog.waitFor();
  await look(amir.page, 'preview');
  await amir.closeDialog();
  await amir.press(/^Approve /, 'Approve');
  await amir.card.getByRole('button', { name: /^Yes, mark/ }).waitFor({ timeout: 120_000 });
  await look(amir.page, 'report');
  await portrait(amir, 'report');
}

export async function mark({ amir, look }: Story): Promise<void> {
  await amir.press(/^Yes, mark/, 'Mark');
  await amir.card.getByRole('button', { name: /^Yes, mark/ }).waitFor({ state: 'hidden' });
  await amir.card.getByText(/Done/).waitFor({ timeout: 120_000 });
  await look(amir.page, 'marked');
}

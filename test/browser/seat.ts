import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Hands, keyboard, mouse } from './hands.ts';

/** One of the sandbox's people in front of the page. */
export interface Seat {
  page: Page;
  hands: Hands;
  /** Types into the message field and sends it. */
  type(text: string): Promise<void>;
  /** The newest card of a run. */
  card: Locator;
  newest: Locator;
  dialog: Locator;
  /** Presses a button of the card; with yes to the question that Slack asks before, where it is named. */
  press(label: string | RegExp, yes?: string): Promise<void>;
  submit(): Promise<void>;
  closeDialog(): Promise<void>;
}

export interface SeatOptions {
  url: string;
  userId: string;
  keys: boolean;
  dark?: boolean;
}

const PATIENCE_MS = 60_000;

export async function takeSeat(browser: Browser, { url, userId, keys, dark = false }: SeatOptions): Promise<Seat> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 1000 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}/#${userId}`);
  const hands = keys ? keyboard(page) : mouse(page);
  const messages = page.locator('article.message');
  const card = messages.filter({ hasText: /Run [A-Z0-9]{6} · asked by/ }).last();
  const dialog = page.locator('.dialog form');
  await page.locator('#composer').waitFor();
  return {
    ...{ page, hands, card, dialog, newest: messages.last() },
    async type(text) {
      await hands.press(page.locator('#composer'));
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
    async press(label, yes) {
      await hands.press(card.getByRole('button', { name: label }).first());
      if (yes) await hands.press(page.getByRole('alertdialog').getByRole('button', { name: yes, exact: true }));
    },
    submit: () => hands.press(dialog.locator('button[type=submit]')),
    async closeDialog() {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    },
  };
}

/** What axe calls serious or critical, in words; empty when all is well. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html.slice(0, 200)})`);
}

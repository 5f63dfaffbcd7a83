import type { Locator, Page } from 'playwright-core';

/** How a person works: with a mouse, or with the keyboard alone. */
export interface Hands {
  press(target: Locator): Promise<void>;
  /** Opens a list and takes the first option that fits. */
  choose(list: Locator, option: RegExp): Promise<void>;
}

export function mouse(page: Page): Hands {
  return {
    press: (target) => target.click(),
    async choose(list, option) {
      await list.click();
      await page.locator('.popover').getByRole('option', { name: option }).first().click();
    },
  };
}

/** More steps than any window has places to stop at. */
const MOST_STEPS = 300;
/** Node.DOCUMENT_POSITION_FOLLOWING; tests know no DOM. */
const FOLLOWING = 4;

export function keyboard(page: Page): Hands {
  async function reach(target: Locator): Promise<void> {
    await target.waitFor();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const where = await target.evaluate((element, following) => {
        const focused = element.ownerDocument.activeElement ?? element.ownerDocument.body;
        if (element === focused) return 'here';
        return element.compareDocumentPosition(focused) & following ? 'before' : 'after';
      }, FOLLOWING);
      if (where === 'here') return;
      await page.keyboard.press(where === 'before' ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`not reached by keyboard: ${target}`);
  }
  return {
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async choose(list, option) {
      await reach(list);
      await page.keyboard.press('Enter');
      const wanted = page.locator('.popover').getByRole('option', { name: option }).first();
      await wanted.waitFor();
      for (let step = 0; step < MOST_STEPS; step += 1) {
        if ((await wanted.getAttribute('data-focused')) !== null) {
          await page.keyboard.press('Enter');
          await wanted.waitFor({ state: 'hidden' });
          return;
        }
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`not reached by the arrow keys: ${option}`);
    },
  };
}

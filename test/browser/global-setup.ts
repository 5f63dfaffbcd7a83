import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import prepare from '../global-setup.ts';
import { chromiumPath } from './chromium.ts';

/** As for all tests; and the page, bundled from its sources as they are now. */
export default async function setUp(): Promise<void> {
  if (!fs.existsSync(chromiumPath))
    throw new Error(
      `The browser tests need a Chromium, and there is none at ${chromiumPath}. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.`,
    );
  execFileSync(process.execPath, ['scripts/build-page.mjs'], { stdio: 'inherit' });
  await prepare();
}

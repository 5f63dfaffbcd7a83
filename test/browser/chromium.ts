import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export const chromiumPath = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** A Chromium that talks to nobody but the page. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** Where the pictures of a suite go, to be looked at. */
export function pictureFolder(name: string): string {
  const folder = process.env.PICTURES ?? fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-pictures-'));
  fs.mkdirSync(path.join(folder, name), { recursive: true });
  process.stdout.write(`Pictures: ${path.join(folder, name)}\n`);
  return path.join(folder, name);
}

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { CrashPoint } from '../../src/services/deps.ts';
import { openUpSync } from '../../src/slack.ts';
import { type Orders, TO_XERO } from './mortal-words.ts';

/** upSync as a process that dies by its own hand where it is told to. Settings come as the environment has them. */
let orders: Orders | null = null;
process.on('message', (message: Orders) => {
  orders = { ...message };
  process.send?.('understood');
});

async function reached(point: CrashPoint): Promise<void> {
  if (orders?.dieAt !== point) return;
  orders.nth -= 1;
  if (orders.nth > 0) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined); // nothing more happens here
}

subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  if (request.path.includes('/api.xro/')) process.stderr.write(`${TO_XERO}\n`);
});

const answer = readConfig();
if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
const documentsPerBatch = Number(process.env.MORTAL_DOCUMENTS_PER_BATCH ?? 10);
openUpSync(answer.config, createLog('warn'), reached, { documentsPerBatch }).then(
  (upSync) => {
    process.on('SIGTERM', () => void upSync.stop().then(() => process.exit(0)));
    process.send?.('ready');
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);

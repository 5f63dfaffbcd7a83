import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { CrashPoint } from '../../src/services/deps.ts';
import { openUpSync } from '../../src/slack.ts';

/** upSync as a process that dies by its own hand where it is told to. Settings come as the environment has them. */
export type Orders = { dieAt: CrashPoint; nth: number };

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

const answer = readConfig();
if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
openUpSync(answer.config, createLog('warn'), reached, { documentsPerBatch: 10 }).then(
  (upSync) => {
    process.on('SIGTERM', () => void upSync.stop().then(() => process.exit(0)));
    process.send?.('ready');
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);

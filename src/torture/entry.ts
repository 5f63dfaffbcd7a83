import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CrashPoint } from '../services/deps.ts';
import { openUpSync } from '../slack.ts';
import { isWire, onTheWire } from './on-the-wire.ts';

/**
 * upSync as it goes live, that dies at a named point: `CRASH_POINT` is its name (or which request is then on the wire),
 * `CRASH_NTH` which time it is reached.
 * The only place that fills the seam; the product itself never does.
 */
async function main(): Promise<void> {
  const answer = readConfig();
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  const { CRASH_POINT, CRASH_NTH = '1' } = process.env;
  const die = () => void process.kill(process.pid, 'SIGKILL');
  let times = 0;
  const reached = (point: CrashPoint) => {
    if (point !== CRASH_POINT) return;
    times += 1;
    if (times === Number(CRASH_NTH)) die();
  };
  if (isWire(CRASH_POINT)) onTheWire(CRASH_POINT, Number(CRASH_NTH), die);
  const upSync = await openUpSync(answer.config, createLog('fatal'), reached, {
    documentsPerBatch: 4,
    sweepEveryMs: 2_000,
  });
  process.stdout.write('upSync is ready\n');
  process.once('SIGTERM', () => {
    upSync.stop().then(() => process.exit(0));
  });
}

// as src/index.ts does
process.on('unhandledRejection', () => undefined);
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

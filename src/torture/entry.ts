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
  let times = 0;
  const count = () => {
    times += 1;
    process.send?.({ reached: times });
    return times === Number(CRASH_NTH);
  };
  const die = () => void process.kill(process.pid, 'SIGKILL');
  const reached = (point: CrashPoint) => void (point === CRASH_POINT && count() && die());
  if (isWire(CRASH_POINT)) onTheWire(CRASH_POINT, count, die);
  const upSync = await openUpSync(answer.config, createLog('fatal'), reached, {
    documentsPerBatch: 4,
    marksPerRead: 5,
    companiesPerPage: 4,
    sweepEveryMs: 2_000,
  });
  process.stdout.write('upSync is ready\n');
  process.once('SIGTERM', () => {
    upSync.stop().then(() => process.exit(0));
  });
}

// whoever watches over it is gone
process.once('disconnect', () => process.exit(1));
// as src/index.ts does
process.on('unhandledRejection', () => undefined);
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

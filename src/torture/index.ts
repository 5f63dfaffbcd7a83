import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../demo/free-port.ts';
import { castOf } from '../demo/people.ts';
import { play } from '../demo/play.ts';
import { allCases, type Case, someCases } from './cases.ts';
import { brokenInvariants } from './invariants.ts';
import { tortureMonth } from './month.ts';
import { startSurvivor, startWorld } from './processes.ts';
import { undoneInvariants, undoRun } from './undo-story.ts';

const USAGE = `Usage: npm run torture -- [--cases N] [--case NAME] [--at-once N]

  Kills upSync at every named boundary, starts it again, and checks that each approved invoice is in Xero exactly once
  and every mark that was agreed is made. The stand-ins run in a process of their own.

  --cases N     only N of the cases, spread evenly
  --case NAME   only this one, such as posting.intent-stored/2/asked
  --at-once N   how many cases side by side (default 2)
  --tell        prints each step of the people, too
  --list        prints the names`;

const PATIENCE_MS = 90_000;
/** A little more than the margin at which upSync renews: every few calls. */
const SHORT_TOKEN_SECONDS = 62;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      case: { type: 'string' },
      'at-once': { type: 'string', default: '2' },
      list: { type: 'boolean', default: false },
      tell: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(USAGE);
  if (values.list)
    return print(
      allCases()
        .map(({ name }) => name)
        .join('\n'),
    );
  const chosen = values.case
    ? allCases().filter(({ name }) => name === values.case)
    : someCases(Number(values.cases ?? Number.POSITIVE_INFINITY));
  if (chosen.length === 0) throw new Error(`there is no case ${values.case}; --list names them`);
  const queue = [...chosen];
  const failed: string[] = [];
  let neverDied = 0;
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const { broken, deaths } = await runCase(one, values.tell ? print : () => undefined).catch((error: unknown) => ({
        broken: [String(error)],
        deaths: -1,
      }));
      if (deaths === 0) neverDied += 1;
      if (broken.length > 0) failed.push(one.name);
      print(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${one.name}${deaths === 0 ? ' (never reached)' : ''}`);
      for (const sentence of broken) print(`         ${sentence}\n         npm run torture -- --case ${one.name}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
  print(`${chosen.length} cases, ${chosen.length - neverDied} of them killed; ${failed.length} broken.`);
  if (failed.length > 0 || neverDied > 0) process.exitCode = 1;
}

/** One month-end with a death in it. A case whose boundary is never reached proves nothing and counts as failed. */
async function runCase(
  { point, nth, marks }: Case,
  tell: (sentence: string) => void,
): Promise<{ broken: string[]; deaths: number }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-torture-'));
  const month = tortureMonth();
  const invoices = path.join(folder, 'invoices.json');
  fs.writeFileSync(invoices, month.text);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const world = await startWorld({
    ...{ invoices, redirectUri: `${publicUrl}/xero/callback` },
    ...(point === 'token.rotated' && { tokenSeconds: SHORT_TOKEN_SECONDS }),
  });
  try {
    const environment = {
      ...world.environment,
      DATA_DIR: path.join(folder, 'data'),
      PORT: String(port),
      PUBLIC_URL: publicUrl,
    };
    const survivor = await startSurvivor(environment, { CRASH_POINT: point, CRASH_NTH: String(nth) });
    try {
      const stage = {
        ...{
          world: month.world,
          cast: castOf(month.world, world.url),
          channel: 'billing',
          search: '2026-05-01..2026-05-31',
        },
        ...{ patienceMs: PATIENCE_MS, tell, markEach: marks === 'each', retries: 200 },
      };
      const runId = await play(stage);
      if (!point.startsWith('undo.'))
        return { broken: await brokenInvariants(world.url, month), deaths: survivor.deaths() };
      await undoRun(stage, runId);
      const undone = await undoneInvariants(world.url, month.sendable);
      // and once more under the old numbers
      await play({ ...stage, before: runId });
      const again = await brokenInvariants(world.url, { ...month, sendable: 2 * month.sendable });
      return { broken: [...undone, ...again], deaths: survivor.deaths() };
    } finally {
      await survivor.stop();
    }
  } finally {
    await world.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

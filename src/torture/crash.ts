import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../demo/free-port.ts';
import { castOf } from '../demo/people.ts';
import { play } from '../demo/play.ts';
import type { Case } from './cases.ts';
import { brokenInvariants } from './invariants.ts';
import { tortureMonth } from './month.ts';
import { startSurvivor, startWorld } from './processes.ts';
import { noViolations, type Verdict } from './sim/judge.ts';
import { copyDatabase, makeEmptyDatabase } from './template.ts';
import { undoneInvariants, undoRun } from './undo-story.ts';

/** A machine may be slow; only what fails waits so long. */
const PATIENCE_MS = 240_000;
/** Less than the margin at which upSync renews: at every call, however fast the machine is. */
const SHORT_TOKEN_SECONDS = 50;

/** Plays cases side by side; a case whose boundary is never reached proves nothing and counts as failed. */
export async function playCases(
  cases: Case[],
  options: { atOnce: number; tell(sentence: string): void },
  told: (one: Case, verdict: Verdict, seconds: number) => void,
): Promise<void> {
  if (cases.length === 0) return;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-torture-'));
  try {
    const empty = path.join(folder, 'empty');
    await makeEmptyDatabase(empty);
    const queue = [...cases];
    const lane = async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const begun = Date.now();
        const ground = { folder, empty, ...options };
        const verdict = await runCase(one, ground).catch((error: unknown) => restless(String(error)));
        told(one, verdict, (Date.now() - begun) / 1000);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce }, lane));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface Ground {
  /** Where cases make their own folders. */
  folder: string;
  /** A migrated database, to be copied. */
  empty: string;
  tell(sentence: string): void;
}

function restless(sentence: string): Verdict {
  return { violations: { ...noViolations(), unrest: 1 }, sentences: [sentence] };
}

/** One month-end with a death in it. */
async function runCase({ point, nth, marks }: Case, ground: Ground): Promise<Verdict> {
  const { empty, tell } = ground;
  const folder = fs.mkdtempSync(path.join(ground.folder, 'case-'));
  copyDatabase(empty, path.join(folder, 'data'));
  const month = tortureMonth();
  const invoices = path.join(folder, 'invoices.json');
  fs.writeFileSync(invoices, month.text);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const world = await startWorld({
    ...{ invoices, redirectUri: `${publicUrl}/xero/callback` },
    ...(point.startsWith('token.') && { tokenSeconds: SHORT_TOKEN_SECONDS }),
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
        ...{ world: month.world, cast: castOf(month.world, world.url), channel: 'billing' },
        ...{ search: '2026-05-01..2026-05-31', patienceMs: PATIENCE_MS, tell },
        ...{ markEach: marks === 'each', retries: 200 },
      };
      const runId = await play(stage);
      const undone = point.startsWith('undo.') ? await undo(stage, runId, world.url, month) : [];
      const sendable = point.startsWith('undo.') ? 2 * month.sendable : month.sendable;
      if (survivor.deaths() === 0)
        return restless(`this boundary was reached ${survivor.reached()} times only, and nothing died there`);
      const verdict = await brokenInvariants(world.url, { ...month, sendable });
      if (undone.length === 0) return verdict;
      const { violations, sentences } = verdict;
      return { violations: { ...violations, unrest: violations.unrest + 1 }, sentences: [...undone, ...sentences] };
    } finally {
      await survivor.stop();
    }
  } finally {
    await world.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Sentences on what the undo left behind. Afterwards everything is posted once more, under the old numbers. */
async function undo(
  stage: Parameters<typeof play>[0],
  runId: string,
  worldUrl: string,
  { sendable }: { sendable: number },
): Promise<string[]> {
  await undoRun(stage, runId);
  const undone = await undoneInvariants(worldUrl, sendable);
  await play({ ...stage, before: runId });
  return undone;
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openSandbox } from '../sandbox/index.ts';
import { seededWorld } from '../sandbox/seed/index.ts';
import type { World } from '../sandbox/world.ts';
import { openUpSync } from '../slack.ts';
import { readWorld } from '../start-sandbox.ts';
import { freePort } from './free-port.ts';
import { faultsOf, type Outcome, outcomeOf } from './outcome.ts';
import { castOf } from './people.ts';
import { play } from './play.ts';

const USAGE = `Usage: npm run demo -- [--invoices FILE] [--json] [--slack-http]

  Plays the whole main job without a screen, in a throw-away world, and checks the outcome.

  --invoices FILE   plays the invoices of this file instead of the seeded month
  --json            prints one JSON object on standard output and nothing else
  --slack-http      Slack delivers by signed HTTP instead of Socket Mode`;

const PATIENCE_MS = 60_000;
/** A world of thousands takes its time; each invoice is given this much more. */
const PATIENCE_PER_INVOICE_MS = 200;

/** Exits 0 when every invoice found is accounted for to the cent, 1 otherwise. */
async function main(): Promise<void> {
  const cleaner = cleanUpOnSignal();
  const values = readArguments();
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const tell = (sentence: string) => {
    if (!values.json) process.stdout.write(`${sentence}\n`);
  };
  const world = values.invoices === undefined ? seededWorld(new Date()) : readWorld(path.resolve(values.invoices));
  const asked =
    values.invoices === undefined
      ? { search: 'last-month', toFind: null }
      : { search: wholeSpan(world), toFind: openInvoices(world) };
  const { outcome, faults } = await playWorld({ world, ...asked, http: values['slack-http'], tell, cleaner });
  if (values.json) process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
  else tell(summary(outcome));
  for (const fault of faults) process.stderr.write(`Not as it must be: ${fault}\n`);
  tell(faults.length === 0 ? 'All is as it must be.' : '');
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        invoices: { type: 'string' },
        json: { type: 'boolean', default: false },
        'slack-http': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

interface Play {
  world: World;
  search: string;
  /** How many invoices that must find; null: some. */
  toFind: number | null;
  http: boolean;
  tell(sentence: string): void;
  cleaner: Cleaner;
}

async function playWorld({
  world,
  search,
  toFind,
  http,
  tell,
  cleaner,
}: Play): Promise<{ outcome: Outcome; faults: string[] }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-demo-'));
  cleaner.folder = folder;
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const sandbox = await openSandbox({
    ...{ world, port: 0, redirectUri: `${publicUrl}/xero/callback` },
    ...(http
      ? { slackMode: 'http' as const, slackRequestUrl: `${publicUrl}/slack/events` }
      : { slackMode: 'socket' as const }),
  });
  try {
    const answer = readConfig({ ...sandbox.environment, DATA_DIR: folder, PORT: String(port), PUBLIC_URL: publicUrl });
    if (answer.kind !== 'config') throw new Error(`the sandbox's own settings do not hold: ${JSON.stringify(answer)}`);
    const upSync = await openUpSync(answer.config, createLog('error'));
    try {
      const documents = new Set(sandbox.xero.rows().map(({ id }) => id));
      const channel = world.slack.channels.find(({ botIsMember }) => botIsMember)?.name ?? '';
      const patienceMs = PATIENCE_MS + world.autotask.invoices.length * PATIENCE_PER_INVOICE_MS;
      const runId = await play({
        ...{ world, channel, search, patienceMs, tell, retries: 3 },
        cast: castOf(world, sandbox.url),
      });
      const picture = await upSync.app.picture(runId);
      if (!picture) throw new Error(`there is no run ${runId}`);
      const outcome = outcomeOf(picture.planned, sandbox);
      return { outcome, faults: faultsOf(outcome, { documents, toFind }, sandbox) };
    } finally {
      await upSync.stop();
    }
  } finally {
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface Cleaner {
  /** Of the throw-away world; null while there is none. */
  folder: string | null;
}

/** 128 and the signal's number, as shells say it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The world is thrown away, so nothing is ended in order: its folder goes, and the process with all that runs in it. */
function cleanUpOnSignal(): Cleaner {
  const cleaner: Cleaner = { folder: null };
  const leave = (code: number) => {
    if (cleaner.folder) fs.rmSync(cleaner.folder, { recursive: true, force: true });
    process.exit(code);
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => leave(code));
  // who reads the output may stop reading: `npm run demo | head`
  process.stdout.on('error', () => leave(1));
  return cleaner;
}

function wholeSpan(world: World): string {
  const days = world.autotask.invoices.map(({ invoiceDateTime }) => invoiceDateTime.slice(0, 10)).sort();
  return `${days[0]}..${days.at(-1)}`;
}

/** Voided ones are never found, and those that are marked only if they are asked for. */
function openInvoices({ autotask }: World): number {
  return autotask.invoices.filter(({ isVoided, webServiceDate }) => !isVoided && webServiceDate === null).length;
}

function summary({ found, posted, held, refused, nothingToPost, marked, calls }: Outcome): string {
  const lines = [
    `${found} invoices found: ${posted} in Xero, ${nothingToPost.length} with nothing to post, ${held} held, ${refused.length} refused; ${marked} marked in Autotask.`,
    ...refused.map(({ invoiceId, reason }) => `  refused ${invoiceId}: ${reason}`),
    `Calls: ${calls.autotask} to Autotask, ${calls.xero} to Xero, ${calls.slack} to Slack.`,
  ];
  return lines.join('\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

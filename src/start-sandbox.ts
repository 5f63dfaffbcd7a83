import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { readConfig } from './config.ts';
import { lockDirectory } from './db/lock.ts';
import { createLog } from './log.ts';
import { openSandbox } from './sandbox/index.ts';
import { readInvoiceFile, worldFromInvoices } from './sandbox/invoice-file/index.ts';
import { seededWorld } from './sandbox/seed/index.ts';
import { searchToBegin } from './sandbox/suggestion.ts';
import type { World } from './sandbox/world.ts';
import { openUpSync } from './slack.ts';

export interface SandboxStart {
  dataDir: string;
  /** Of upSync's own pages; the sandbox's page takes the next one. */
  port: number;
}

export interface SandboxWishes {
  fresh: boolean;
  invoices: string | undefined;
  slackHttp: boolean;
}

/** Nobody reads them while people play; a month of them would fill the memory. */
const EXCHANGES_KEPT = 100;

/**
 * The outside world on this machine, and the very upSync that goes live, pointed at it by its settings. Always on the
 * embedded database: what is played never lands on a server that DATABASE_URL may name for something else.
 */
export async function startSandbox(start: SandboxStart, wishes: SandboxWishes): Promise<() => Promise<void>> {
  const dataDir = path.resolve(start.dataDir, 'sandbox');
  const world = wishes.invoices === undefined ? seededWorld(new Date()) : readWorld(wishes.invoices);
  if (wishes.fresh || wishes.invoices !== undefined) await forget(dataDir);
  const publicUrl = `http://localhost:${start.port}`;
  const sandbox = await openSandbox({
    exchangesKept: EXCHANGES_KEPT,
    ...{ world, dataDir: path.join(dataDir, 'world'), port: start.port + 1, redirectUri: `${publicUrl}/xero/callback` },
    ...(wishes.slackHttp
      ? { slackMode: 'http' as const, slackRequestUrl: `${publicUrl}/slack/events` }
      : { slackMode: 'socket' as const }),
  });
  const answer = readConfig({
    ...{ ...sandbox.environment, DATA_DIR: dataDir, PORT: String(start.port), PUBLIC_URL: publicUrl },
  });
  if (answer.kind !== 'config') throw new Error(`the sandbox's own settings do not hold: ${JSON.stringify(answer)}`);
  const upSync = await openUpSync(answer.config, createLog('warn')).catch(async (error) => {
    await sandbox.close();
    throw error;
  });
  const search = searchToBegin(sandbox.autotask.rows(), new Date(), answer.config.UPSYNC_TIME_ZONE);
  process.stdout.write(`upSync is ready: open ${sandbox.url}\n`);
  process.stdout.write(`In the channel #${channelName(world)}, type: /upsync search ${search}\n`);
  return async () => {
    await upSync.stop();
    await sandbox.close();
  };
}

/** Begins anew, unless another sandbox is at work there. */
async function forget(dataDir: string): Promise<void> {
  const database = path.join(dataDir, 'live', 'database');
  if (fs.existsSync(database)) await (await lockDirectory(database))();
  fs.rmSync(dataDir, { recursive: true, force: true });
}

/** A file that lacks one key throughout has as many problems as lines. */
const PROBLEMS_SHOWN = 20;

/** What is wrong with a file that somebody named, in words: said as it is, without a stack. */
export class BadFile extends Error {}

/** Throws the problems of a bad file as `BadFile`, each with the path of its key. */
export function readWorld(file: string): World {
  const answer = readInvoiceFile(readText(file));
  if (answer.ok) return worldFromInvoices(answer.file);
  const { problems } = answer;
  const more = problems.length - PROBLEMS_SHOWN;
  const shown = [...problems.slice(0, PROBLEMS_SHOWN), ...(more > 0 ? [`… and ${more} more.`] : [])];
  throw new BadFile(`${file} is not a file of invoices:\n${shown.map((one) => `  ${one}`).join('\n')}`);
}

/** In another encoding than UTF-8 names would be changed in silence. */
function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    throw new BadFile(`${file} cannot be read: ${whyUnread(error)}.`);
  }
  if (!isUtf8(bytes)) throw new BadFile(`${file} is not a file of invoices: it is not UTF-8. Save it as UTF-8.`);
  return bytes.toString('utf8');
}

const UNREAD: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

function whyUnread(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return UNREAD[('code' in error && String(error.code)) || ''] ?? error.message;
}

function channelName(world: World): string {
  return world.slack.channels.find(({ botIsMember }) => botIsMember)?.name ?? 'billing';
}

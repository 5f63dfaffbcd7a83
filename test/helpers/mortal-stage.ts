import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/demo/free-port.ts';
import { castOf } from '../../src/demo/people.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import type { World } from '../../src/sandbox/world.ts';
import { findLeaks, secretsOf } from './canary.ts';
import type { Scene } from './card.ts';
import { prepareDataFolder } from './data-folder.ts';
import { databaseSettings } from './database.ts';
import type { Orders } from './mortal-words.ts';

/** The outside world here, and upSync in a process of its own that may be killed. */
export interface MortalStage extends Scene {
  sandbox: Sandbox;
  start(): Promise<void>;
  /** From now on the process kills itself there. */
  order(orders: Orders): Promise<void>;
  /** Waits until the process is dead, by its own hand or by anybody's. */
  dead(): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  exitCode(): number | null;
  /** A second process on the same data: how it ended, and what it said. */
  second(): Promise<{ code: number | null; said: string }>;
  /** What the processes wrote to standard error. */
  said(): string;
  close(): Promise<void>;
}

const ROOT = path.resolve('.');

export async function openMortalStage(world: World): Promise<MortalStage> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-mortal-'));
  const database = await databaseSettings();
  if (!database.settings.DATABASE_URL) await prepareDataFolder(folder);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const sandbox = await openSandbox({
    ...{ world, port: 0, redirectUri: `${publicUrl}/xero/callback` },
    ...{ slackMode: 'http', slackRequestUrl: `${publicUrl}/slack/events` },
    xeroSwitches: { minuteLimit: 100_000 },
  });
  // Slack's three seconds count the machine's load, too; what comes late is tried elsewhere
  Object.assign(sandbox.slack.switches, { ackTimeoutMs: 30_000, triggerLifeMs: 30_000 });
  const env = {
    ...{ PATH: process.env.PATH, ...sandbox.environment, ...database.settings },
    ...{ DATA_DIR: folder, PORT: String(port), PUBLIC_URL: publicUrl },
  };
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let text = '';
  const run = (more: Record<string, string> = {}) => {
    const args = ['--import', './test/helpers/ts-register.mjs', './test/helpers/mortal.ts'];
    const started = spawn(process.execPath, args, {
      ...{ cwd: ROOT, env: { ...env, ...more }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    });
    started.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    return started;
  };
  return {
    ...{ world, sandbox, cast: castOf(world, sandbox.url) },
    channel: world.slack.channels.find(({ botIsMember }) => botIsMember)?.name ?? '',
    async start() {
      child = run();
      ended = once(child, 'exit').then(() => undefined);
      const first = await Promise.race([once(child, 'message'), ended.then(() => null)]);
      if (first === null) throw new Error(`upSync did not start:\n${text}`);
    },
    async order(orders) {
      const heard = child && once(child, 'message');
      child?.send(orders);
      await heard;
    },
    dead: () => ended,
    kill: (signal) => void child?.kill(signal),
    exitCode: () => child?.exitCode ?? null,
    async second() {
      const before = text.length;
      const other = run({ PORT: '0' });
      await once(other, 'exit');
      return { code: other.exitCode, said: text.slice(before) };
    },
    said: () => text,
    async close() {
      child?.kill('SIGKILL');
      await ended;
      await sandbox.close();
      await database.drop();
      fs.rmSync(folder, { recursive: true, force: true });
      const secrets = secretsOf(sandbox.environment, sandbox.xero.secrets());
      const leaks = findLeaks(secrets, [{ where: 'what the process said', text }]);
      if (leaks.length > 0) throw new Error(`Secrets where they do not belong: ${leaks.join('; ')}`);
    },
  };
}

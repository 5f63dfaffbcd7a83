import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { Pace } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { freePort } from '../../src/demo/free-port.ts';
import { castOf } from '../../src/demo/people.ts';
import { createLog } from '../../src/log.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Reached } from '../../src/services/deps.ts';
import type { Picture } from '../../src/services/picture.ts';
import { openUpSync, type RunningUpSync } from '../../src/slack.ts';
import { checkAutotaskExchanges } from './autotask-contract.ts';
import type { Scene } from './card.ts';
import { prepareDataFolder } from './data-folder.ts';
import { databaseSettings } from './database.ts';
import { leaksAtTheEnd } from './leaks.ts';
import { checkXeroExchanges } from './xero-openapi.ts';

export interface StageOptions {
  world: World;
  /** Signed HTTP where left out. */
  slackMode?: 'socket' | 'http';
  /** Over the sandbox's own settings. */
  settings?: Record<string, string>;
  pace?: Pace;
  reached?: Reached;
  xeroSwitches?: SandboxOptions['xeroSwitches'];
}

/** The outside world and the whole upSync in front of it, in this process. */
export interface Stage extends Scene {
  sandbox: Sandbox;
  /** All that upSync knows of a run. */
  picture(runId: string): Promise<Picture>;
  upSync(): RunningUpSync;
  /** Stops upSync and starts it again on the same data, or on what was made of them meanwhile. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>;
  /** Its DATA_DIR. */
  dataDir: string;
  /** Where the tests run on a server. */
  databaseUrl: string | undefined;
  /** Lines of upSync's log, as they would go to standard error. */
  log: string[];
  /** What was sent over the wire though no vendor knows it. Empty when all is well. */
  wireProblems(): string[];
  /** Throws when a secret stands where it does not belong: in the log, on the wire, in the database. */
  close(): Promise<void>;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { world } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-stage-'));
  const database = await databaseSettings();
  if (!database.settings.DATABASE_URL) await prepareDataFolder(folder);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const sandbox = await openSandbox({
    ...{ world, port: 0, redirectUri: `${publicUrl}/xero/callback` },
    ...(options.slackMode === 'socket'
      ? { slackMode: 'socket' }
      : { slackMode: 'http', slackRequestUrl: `${publicUrl}/slack/events` }),
    ...(options.xeroSwitches && { xeroSwitches: options.xeroSwitches }),
  });
  // Slack's three seconds count the machine's load, too; what comes late is tried elsewhere
  Object.assign(sandbox.slack.switches, { ackTimeoutMs: 30_000, triggerLifeMs: 30_000 });
  const config = configOf({
    ...{ ...sandbox.environment, ...options.settings, ...database.settings },
    ...{ DATA_DIR: folder, PORT: String(port), PUBLIC_URL: publicUrl },
  });
  const log: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const start = () =>
    openUpSync(config, createLog('info', stream), options.reached, { nights: false, ...options.pace });
  let upSync = await start();
  return {
    ...{ world, sandbox, log, dataDir: folder, cast: castOf(world, sandbox.url) },
    databaseUrl: database.settings.DATABASE_URL,
    channel: world.slack.channels.find(({ botIsMember }) => botIsMember)?.name ?? '',
    upSync: () => upSync,
    async picture(runId) {
      const found = await upSync.app.picture(runId);
      if (!found) throw new Error(`there is no run ${runId}`);
      return found;
    },
    async restart(meanwhile = async () => undefined) {
      await upSync.stop();
      await meanwhile();
      upSync = await start();
    },
    wireProblems: () => [
      ...sandbox.recorder.violations,
      ...checkXeroExchanges(sandbox.recorder.exchanges),
      ...checkAutotaskExchanges(sandbox.recorder.exchanges),
    ],
    async close() {
      await upSync.stop();
      await sandbox.close();
      const leaks = await leaksAtTheEnd({
        ...{ sandbox, log, dataDir: folder },
        databaseUrl: database.settings.DATABASE_URL,
      });
      await database.drop();
      fs.rmSync(folder, { recursive: true, force: true });
      if (leaks.length > 0) throw new Error(`Secrets where they do not belong: ${leaks.join('; ')}`);
    },
  };
}

export function configOf(environment: Record<string, string>): Config {
  const answer = readConfig(environment);
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  return answer.config;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/demo/free-port.ts';
import { castOf } from '../../src/demo/people.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Scene } from './card.ts';
import { databaseSettings } from './database.ts';
import { type Orders, TO_XERO } from './mortal-words.ts';

/** The outside world here, and several upSync processes on one PostgreSQL server, each of which may be killed. */
export interface ManyStage extends Scene {
  sandbox: Sandbox;
  members: Member[];
  close(): Promise<void>;
}

export interface Member {
  start(): Promise<void>;
  order(orders: Orders): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** Waits for its end; the exit code, null where it was killed. */
  dead(): Promise<number | null>;
  said(): string;
  /** Calls it has sent to Xero's accounting API. */
  xeroCalls(): number;
}

const ROOT = path.resolve('.');

export async function openManyStage(
  world: World,
  q: {
    slackMode: 'socket' | 'http';
    processes: number;
    /** Calls of an organisation that Xero takes in a minute; hardly bounded where left out. */
    minuteLimit?: number;
    documentsPerBatch?: number;
  },
): Promise<ManyStage> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-many-'));
  const database = await databaseSettings();
  const ports = await freePorts(q.processes);
  const front = await openBalancer(ports);
  const publicUrl = `http://localhost:${front.port}`;
  const sandbox = await openSandbox({
    ...{ world, port: 0, redirectUri: `${publicUrl}/xero/callback` },
    ...(q.slackMode === 'socket'
      ? { slackMode: 'socket' }
      : { slackMode: 'http', slackRequestUrl: `${publicUrl}/slack/events` }),
    xeroSwitches: { minuteLimit: q.minuteLimit ?? 100_000 },
  });
  // Slack's three seconds count the machine's load, too; what comes late is tried elsewhere
  Object.assign(sandbox.slack.switches, { ackTimeoutMs: 30_000, triggerLifeMs: 30_000 });
  const env = {
    ...{ PATH: process.env.PATH, ...sandbox.environment, ...database.settings, DATA_DIR: folder },
    ...{ PUBLIC_URL: publicUrl, UPSYNC_SECRET_KEY: randomBytes(32).toString('base64') },
    ...(q.documentsPerBatch && { MORTAL_DOCUMENTS_PER_BATCH: String(q.documentsPerBatch) }),
  };
  const members = ports.map((port) => createMember({ ...env, PORT: String(port) }));
  const close = async () => {
    for (const member of members) member.kill('SIGKILL');
    await Promise.all(members.map((member) => member.dead()));
    front.close();
    await sandbox.close();
    await database.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(members.map((member) => member.start()));
  } catch (error) {
    // whoever asked has nothing to close, and the others would keep the tests from ending
    await close();
    throw error;
  }
  return {
    ...{ world, sandbox, members, close, cast: castOf(world, sandbox.url) },
    channel: world.slack.channels.find(({ botIsMember }) => botIsMember)?.name ?? '',
  };
}

function createMember(env: NodeJS.ProcessEnv): Member {
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let text = '';
  return {
    async start() {
      const args = ['--import', './test/helpers/ts-register.mjs', './test/helpers/mortal.ts'];
      const started = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      child = started;
      started.stderr?.on('data', (chunk) => {
        text += chunk;
      });
      ended = once(started, 'exit').then(() => undefined);
      const first = await Promise.race([once(started, 'message'), ended.then(() => null)]);
      if (first === null) throw new Error(`upSync did not start:\n${text}`);
    },
    async order(orders) {
      const heard = child && once(child, 'message');
      child?.send(orders);
      await heard;
    },
    kill: (signal) => void child?.kill(signal),
    async dead() {
      await ended;
      return child?.exitCode ?? null;
    },
    said: () => text,
    xeroCalls: () => text.split(TO_XERO).length - 1,
  };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

/** What stands before several processes: takes turns, and passes by the one that takes no connection. */
async function openBalancer(ports: readonly number[]): Promise<{ port: number; close(): void }> {
  let turn = 0;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    turn += 1;
    const order = ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0);
    const pass = ([port, ...others]: number[]): void => {
      if (port === undefined) return void response.writeHead(502).end();
      const onward = http.request(
        { host: 'localhost', port, method: request.method, path: request.url, headers: request.headers, agent: false },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', (error: NodeJS.ErrnoException) => {
        // only where surely nothing was heard: a request is never given to two
        if (error.code === 'ECONNREFUSED') pass(others);
        else if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      });
      onward.end(Buffer.concat(chunks));
    };
    pass(order);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

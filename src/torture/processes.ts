import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Calls a minute: a death is tried here, and not how upSync waits for Xero's minute to end. */
const UNLIMITED = 100_000;
/**
 * The embedded database is WebAssembly, which V8 would compile a second time for speed. These processes live for
 * seconds: that second time is half of what their start costs.
 */
const SHORT_LIVED = ['--liftoff-only'];

const STARTS = 5;
/** By the channel the children learn that this process is gone, however it ended, and end too. */
const STDIO: StdioOptions = ['ignore', 'pipe', 'inherit', 'ipc'];

/** The stand-ins in a process of their own, so that upSync can be killed without them. */
export interface World {
  url: string;
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function startWorld(options: {
  invoices: string;
  redirectUri: string;
  /** How long an access token of Xero lives; short ones are renewed all the time. */
  tokenSeconds?: number;
}): Promise<World> {
  const script = fileURLToPath(new URL('../sandbox/serve.js', import.meta.url));
  const { invoices, redirectUri, tokenSeconds } = options;
  const settings = {
    ...{ invoices, 'redirect-uri': redirectUri, port: '0', 'minute-limit': String(UNLIMITED) },
    ...(tokenSeconds && { 'token-seconds': String(tokenSeconds) }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [script, '--socket', ...args], { stdio: STDIO });
  const line = await firstLine(child, (text) => text.startsWith('{'));
  const { url, environment } = JSON.parse(line) as { url: string; environment: Record<string, string> };
  return { url, environment, stop: () => end(child, 'SIGTERM') };
}

/** upSync, started again whenever it dies, until it is stopped. Only the first one carries the crash point. */
export interface Survivor {
  /** How often it has died. */
  deaths(): number;
  /** How often the first one has come to its crash point. */
  reached(): number;
  stop(): Promise<void>;
}

export async function startSurvivor(
  environment: Record<string, string>,
  crash: Record<string, string>,
): Promise<Survivor> {
  let deaths = 0;
  let reached = 0;
  let stopping = false;
  let current: Promise<ChildProcess>;
  const live = async (extra: Record<string, string>): Promise<ChildProcess> => {
    const child = await startUpSync({ ...environment, ...extra });
    child.on('message', (message) => {
      reached = (message as { reached: number }).reached;
    });
    child.once('close', () => {
      if (stopping) return;
      deaths += 1;
      current = again();
    });
    return child;
  };
  // whoever watches over upSync starts it again where a start did not succeed: on a slow machine Slack may not be heard
  const again = async (): Promise<ChildProcess> => {
    for (let left = STARTS; ; left -= 1) {
      try {
        return await live({});
      } catch (error) {
        if (stopping || left === 1) throw error;
      }
    }
  };
  current = live(crash);
  await current;
  return {
    deaths: () => deaths,
    reached: () => reached,
    stop: async () => {
      stopping = true;
      await end(await current, 'SIGTERM');
    },
  };
}

async function startUpSync(environment: Record<string, string>): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./entry.js', import.meta.url));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [...SHORT_LIVED, script], {
    env: { PATH, ...environment },
    stdio: STDIO,
  });
  await firstLine(child, (text) => text.startsWith('upSync is ready'));
  return child;
}

function firstLine(child: ChildProcess, fits: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('the child has no output');
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => fits(line) && resolve(line));
    child.once('close', (code, signal) => reject(new Error(`the child ended (${code ?? signal}) before it was ready`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('close', () => resolve());
    child.kill(signal);
  });
}

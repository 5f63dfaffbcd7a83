import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { openStore, type Store } from './store.ts';

/** Made-up credentials: what a person would copy out of three vendors' settings pages. */
export interface Secrets {
  botToken: string;
  appToken: string;
  signingSecret: string;
  autotaskUsername: string;
  autotaskSecret: string;
  autotaskIntegrationCode: string;
  xeroClientId: string;
  xeroClientSecret: string;
}

/** Of the app, as Slack knows it. */
export const appId = 'A0UPSYNC001';

export interface Ports {
  page: number;
  slack: number;
  autotask: number;
  xero: number;
}

/** What a sandbox keeps between two starts. Without a directory it keeps nothing. */
export interface DataFolder {
  store(system: 'slack' | 'autotask' | 'xero'): Store;
  secrets: Secrets;
  /** The ports of the last time where they are still free, else 0: links in old messages then go on working. */
  ports: Ports;
  rememberPorts(ports: Ports): void;
}

export async function openDataFolder(directory?: string): Promise<DataFolder> {
  const file = (name: string) => (directory ? path.join(directory, name) : undefined);
  const secrets = readJson<Secrets>(file('secrets.json')) ?? makeSecrets();
  writeJson(file('secrets.json'), secrets);
  const last = readJson<Partial<Ports>>(file('ports.json')) ?? {};
  const [page, slack, autotask, xero] = await Promise.all(
    [last.page, last.slack, last.autotask, last.xero].map(async (port) => (port && (await isFree(port)) ? port : 0)),
  );
  return {
    store: (system) => openStore(file(`${system}.jsonl`)),
    secrets,
    ports: { page: page ?? 0, slack: slack ?? 0, autotask: autotask ?? 0, xero: xero ?? 0 },
    rememberPorts: (ports) => writeJson(file('ports.json'), ports),
  };
}

function makeSecrets(): Secrets {
  const secret = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    botToken: `xoxb-sandbox-${secret(12)}`,
    // Slack's app tokens carry the app's id.
    appToken: `xapp-1-${appId}-${Date.now()}-${secret(32)}`,
    signingSecret: secret(16),
    autotaskUsername: 'upsync-api@harbourlight.example',
    autotaskSecret: secret(12),
    autotaskIntegrationCode: secret(12).toUpperCase(),
    xeroClientId: randomUUID().replaceAll('-', '').toUpperCase(),
    xeroClientSecret: secret(24),
  };
}

function readJson<T>(file: string | undefined): T | undefined {
  if (!file || !fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${file} cannot be read; start with a fresh data folder.`, { cause: error });
  }
}

/** Whole or not at all, whenever the process is killed. */
function writeJson(file: string | undefined, content: unknown) {
  if (!file) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

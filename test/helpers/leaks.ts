import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { openEmbedded } from '../../src/db/embedded.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { findLeaks, type Searched, secretsOf, wholeDatabase } from './canary.ts';

/**
 * Where a secret stands at the end of a story though it does not belong there: the log, whatever was sent to the other
 * systems or shown to people, every column of the database. upSync must be stopped.
 */
export async function leaksAtTheEnd(q: {
  sandbox: Sandbox;
  log: string[];
  dataDir: string;
  databaseUrl: string | undefined;
}): Promise<string[]> {
  const { sandbox, dataDir, databaseUrl } = q;
  const keyFile = path.join(dataDir, 'live', 'secret.key');
  const key: Record<string, string> = fs.existsSync(keyFile)
    ? { 'the key file': fs.readFileSync(keyFile, 'utf8').trim() }
    : {};
  const secrets = { ...secretsOf(sandbox.environment, sandbox.xero.secrets()), ...key };
  const wire = sandbox.recorder.exchanges.map(({ query, body, answer }) => JSON.stringify([query, body, answer]));
  const acks = sandbox.slack.deliveries.map(({ body }) => JSON.stringify(body ?? ''));
  const searched: Searched[] = [
    { where: 'the log', text: q.log.join('\n') },
    { where: 'what was sent to other systems', text: wire.join('\n') },
    { where: 'what Slack was answered', text: acks.join('\n') },
    ...(await databaseOf(dataDir, databaseUrl)),
  ];
  return findLeaks(secrets, searched);
}

async function databaseOf(dataDir: string, url: string | undefined): Promise<Searched[]> {
  if (url !== undefined) {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    return wholeDatabase(pool).finally(() => pool.end());
  }
  const { pool, close } = await openEmbedded(path.join(dataDir, 'live', 'database'));
  return wholeDatabase(pool).finally(close);
}

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { openSandbox } from './index.ts';
import { readInvoiceFile, worldFromInvoices } from './invoice-file/index.ts';
import { seededWorld } from './seed/index.ts';
import type { World } from './world.ts';

/**
 * The outside world in a process of its own, so that upSync may be killed without it:
 *
 *   node dist/sandbox/serve.js [--data DIR] [--invoices FILE] [--socket | --http URL] [--redirect-uri URL] [--port N]
 *     [--token-seconds N] [--minute-limit N]
 *
 * Prints one JSON line `{ url, environment, pid, slack, autotask, xero }` (the addresses of the page and the three) when
 * it serves, and ends on SIGTERM or SIGINT. What happened meanwhile can be asked at `${url}/world` (world-api.ts).
 */
async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      invoices: { type: 'string' },
      socket: { type: 'boolean' },
      http: { type: 'string' },
      'redirect-uri': { type: 'string', default: 'http://localhost:3000/xero/callback' },
      port: { type: 'string' },
      'token-seconds': { type: 'string' },
      'minute-limit': { type: 'string' },
    },
  });
  const sandbox = await openSandbox({
    world: worldFor(values.invoices),
    ...(values.data && { dataDir: values.data }),
    ...(values.port && { port: Number(values.port) }),
    xeroSwitches: {
      ...(values['token-seconds'] && { accessTokenSeconds: Number(values['token-seconds']) }),
      ...(values['minute-limit'] && { minuteLimit: Number(values['minute-limit']) }),
    },
    ...(values.http ? { slackMode: 'http' as const, slackRequestUrl: values.http } : { slackMode: 'socket' as const }),
    redirectUri: values['redirect-uri'],
  });
  const stop = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  // whoever started it over a channel, and ended since, needs no world any more
  process.once('disconnect', stop);
  process.once('SIGINT', stop);
  const { url, environment, slack, autotask, xero } = sandbox;
  const addresses = { slack: slack.url, autotask: autotask.url, xero: xero.url };
  process.stdout.write(`${JSON.stringify({ url, environment, pid: process.pid, ...addresses })}\n`);
}

function worldFor(file: string | undefined): World {
  if (!file) return seededWorld(new Date());
  const answer = readInvoiceFile(fs.readFileSync(file, 'utf8'));
  if (!answer.ok) throw new Error(`${file} cannot be used:\n${answer.problems.join('\n')}`);
  return worldFromInvoices(answer.file);
}

serve().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, loadEnvFile, problemTable, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { openUpSync } from './slack.ts';
import { BadFile, startSandbox } from './start-sandbox.ts';

const USAGE = `Usage: npm start -- [options]

  Without credentials a sandbox opens: a Slack in the browser, an Autotask and a Xero, all on this machine.
  With all credentials set (see .env.example) upSync connects to the real services.

  --fresh           the sandbox begins anew
  --invoices FILE   a fresh sandbox with the invoices of this file
  --slack-http      the sandbox’s Slack delivers by signed HTTP instead of Socket Mode
  --help            this text`;

/** Starts upSync, and stops it on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  loadEnvFile(fileURLToPath(new URL('../.env', import.meta.url)));
  const answer = readConfig();
  if (answer.kind === 'problems')
    throw new Plain(
      `upSync cannot start with these settings:\n${problemTable(answer.problems)}\nSee .env.example for all settings.`,
    );
  if (answer.kind === 'config' && (options.fresh || options.invoices !== undefined))
    throw new Plain(
      '--fresh and --invoices are for the sandbox, and credentials are set. Start without them, or clear the credentials.',
    );
  const stop = answer.kind === 'config' ? await startLive(answer.config) : await startSandbox(answer, options);
  stopOnSignal(stop);
}

/** Said as it is, without a stack. */
class Plain extends Error {}

interface Options {
  help: boolean;
  fresh: boolean;
  invoices: string | undefined;
  slackHttp: boolean;
}

function readArguments(): Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        invoices: { type: 'string' },
        'slack-http': { type: 'boolean', default: false },
      },
    });
    const invoices = values.invoices === undefined ? undefined : path.resolve(values.invoices);
    return { help: values.help, fresh: values.fresh, invoices, slackHttp: values['slack-http'] };
  } catch (error) {
    throw new Plain(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

async function startLive(config: Config): Promise<() => Promise<void>> {
  const upSync = await openUpSync(config, createLog());
  const how = upSync.mode === 'socket' ? 'Socket Mode' : `signed HTTP at ${config.PUBLIC_URL}/slack/events`;
  process.stdout.write(`upSync is ready (${how}); Xero comes back to ${config.PUBLIC_URL}/xero/callback\n`);
  return upSync.stop;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      process.stdout.write('Stopping …\n');
      stop().then(
        () => process.exit(0),
        (error) => fail(error),
      );
    });
}

function fail(error: unknown): never {
  const isPlain = error instanceof Plain || error instanceof BadFile;
  const text = isPlain ? error.message : error instanceof Error ? `upSync stops: ${error.message}` : String(error);
  process.stderr.write(`${text}\n`);
  if (!isPlain) createLog().error({ error }, 'upSync stops');
  process.exit(1);
}

// Slack's socket client lets a failed reconnect go unhandled. Rows are the truth, so going on loses nothing, and ending
// here would leave nobody to hear Slack when it is back. https://github.com/slackapi/node-slack-sdk/issues/2656
process.on('unhandledRejection', (error) => createLog().error({ error }, 'a rejection that nobody handled'));
main().catch(fail);

import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openApp, type Pace, type RunningApp } from './app.ts';
import { createSlackChat, slackTraffic } from './clients/slack-chat.ts';
import { createSlackPeople } from './clients/slack-people.ts';
import type { Config } from './config.ts';
import { createBolt } from './handlers/bolt.ts';
import { registerHandlers } from './handlers/index.ts';
import { closeWeb, createWeb } from './handlers/web.ts';
import type { Log } from './log.ts';
import { systemClock } from './services/clock.ts';
import type { Reached } from './services/deps.ts';

/** From the signal to the end, whatever the outside systems do. */
const STOP_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;

export interface RunningUpSync {
  app: RunningApp;
  mode: 'socket' | 'http';
  /** Where the callback page listens. */
  port: number;
  /** True when nobody is being answered and no task is due. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** upSync with Slack in front of it: the whole product, as it goes live. */
export async function openUpSync(config: Config, log: Log, reached?: Reached, pace?: Pace): Promise<RunningUpSync> {
  const clock = pace?.clock ?? systemClock;
  const traffic = slackTraffic(clock);
  const access = { token: config.SLACK_BOT_TOKEN, apiUrl: config.SLACK_API_URL, log, clock, traffic };
  const front = createBolt(
    {
      botToken: config.SLACK_BOT_TOKEN,
      appToken: config.SLACK_APP_TOKEN,
      signingSecret: config.SLACK_SIGNING_SECRET,
      apiUrl: config.SLACK_API_URL,
    },
    log,
  );
  const { teamId } = await front.identify();
  const people = createSlackPeople({
    ...{ ...access, team: teamId },
    approvers: config.UPSYNC_APPROVERS,
    admins: config.UPSYNC_ADMINS,
    searchers: config.UPSYNC_SEARCHERS,
  });
  const chat = createSlackChat(access);
  const channel = `slack:${teamId}:${config.UPSYNC_CHANNEL}`;
  const app = await openApp({ config, log, chat, people, channel, ...(reached && { reached }), ...(pace && { pace }) });
  const { services } = app;
  try {
    const handlers = registerHandlers(front.app, { services, log, teamId, apiAppId: front.apiAppId, people });
    const healthy = () => app.idle().then(() => true);
    const web = createWeb({ services, log, publicUrl: config.PUBLIC_URL, healthy });
    front.mount(web);
    closeWeb(web, log);
    const server = await listen(web, config.PORT);
    await front.start();
    return {
      ...{ app, mode: front.mode, port: (server.address() as AddressInfo).port },
      settled: handlers.settled,
      stop: async () => {
        const begun = Date.now();
        await front.stop();
        // people who are being answered, unless what answers them is silent itself
        await Promise.race([handlers.settled(), sleep(ANSWER_WITHIN_MS, undefined, { ref: false })]);
        await closeServer(server);
        await app.stop(STOP_WITHIN_MS - (Date.now() - begun));
      },
    };
  } catch (error) {
    await app.stop();
    throw error;
  }
}

function listen(web: ReturnType<typeof createWeb>, port: number): Promise<http.Server> {
  return new Promise((resolve, reject) => {
    const server = web.listen(port, (error?: Error) => {
      if (error) reject(explainPort(error, port));
      else resolve(server);
    });
  });
}

function explainPort(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} is in use. Stop what listens there, or set PORT (and PUBLIC_URL) to another one.`, {
    cause: error,
  });
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

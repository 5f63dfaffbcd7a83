import { setTimeout as rest } from 'node:timers/promises';
import bolt from '@slack/bolt';
import type { Express } from 'express';
import { quietLogger } from '../clients/slack-web.ts';
import type { Log } from '../log.ts';
import { refuseReplays } from './replays.ts';

/** Longer than Slack ever takes to say hello; start() itself would wait for ever on a socket that stays silent. */
const START_WITHIN_MS = 20_000;
/**
 * Without a pong for so long the socket counts as dead; Bolt then waits as long again before it connects anew, and hears
 * nothing meanwhile. A busy machine answers late: with 1 s a run of 1,500 invoices lost its socket again and again.
 */
const PING_TIMEOUT_MS = 3_000;
/** A new connection that is given up for good would end the process, so it is tried for about three quarters of an hour. */
const RECONNECT = { retries: 100, factor: 1.3, minTimeout: 300, maxTimeout: 30_000, unref: true };
const STOP_WITHIN_MS = 5_000;
/** Read before the signature can be checked. A window of Slack's holds at most 250 kB, and comes twice in what is sent. */
const BODY_LIMIT = '2mb';
export const EVENTS_PATH = '/slack/events';

export interface BoltConfig {
  botToken: string;
  /** With it Socket Mode is used. */
  appToken?: string | undefined;
  /** Without an app token: signed HTTP. */
  signingSecret?: string | undefined;
  apiUrl?: string | undefined;
  startWithinMs?: number;
}

export interface SlackFront {
  app: InstanceType<typeof bolt.App>;
  mode: 'socket' | 'http';
  /** Of the app token; null in signed HTTP, where the secret proves the app. */
  apiAppId: string | null;
  /** Signed HTTP: puts `POST /slack/events` on the shared server, before any body parser. Socket Mode: nothing. */
  mount(server: Express): void;
  /** Who we are in Slack, by auth.test. Rejects with a sentence for the person who starts upSync. */
  identify(): Promise<{ teamId: string; botUserId: string }>;
  /** From here on people are heard. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Bolt, set up so that a bad token, a silent socket or a slow call ends in a sentence and not in a hang. */
export function createBolt(config: BoltConfig, log: Log): SlackFront {
  const logger = quietLogger(log);
  const receivers = createReceiver(config, logger);
  const app = new bolt.App({
    token: config.botToken,
    receiver: receivers.receiver,
    clientOptions: clientOptions(config, { retries: 1, minTimeout: 300 }),
    logger,
    convoStore: false,
    deferInitialization: true,
  });
  const { socket } = receivers;

  return {
    app,
    mode: socket ? 'socket' : 'http',
    apiAppId: appIdOf(config.appToken),
    mount(server) {
      if (!receivers.http) return;
      server.use(EVENTS_PATH, refuseReplays());
      server.use(receivers.http.router);
    },
    async identify() {
      try {
        const { team_id: teamId, user_id: botUserId } = await app.client.auth.test({ token: config.botToken });
        if (!teamId || !botUserId) throw new Error('auth.test names no workspace');
        return { teamId, botUserId };
      } catch (error) {
        throw new Error(`Slack refused SLACK_BOT_TOKEN or could not be reached: ${reason(error)}`, { cause: error });
      }
    },
    async start() {
      try {
        await app.init();
        if (socket) await inTime(socket.start(), config.startWithinMs ?? START_WITHIN_MS);
      } catch (error) {
        await socket?.client.disconnect().catch(() => {});
        const setting = socket ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN';
        throw new Error(`Slack could not be heard; check ${setting}: ${reason(error)}`, { cause: error });
      }
    },
    async stop() {
      if (!socket) return;
      // One that was being opened at this moment is opened all the same, and would keep the process alive.
      socket.client.on('connected', () => void socket.client.disconnect());
      // Bolt's own stop() returns before the socket is closed; disconnect() waits half a minute for a silent peer.
      await Promise.race([socket.client.disconnect(), rest(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** Each taker gets an object of its own: Bolt's parts write into the one they are given. */
function clientOptions(config: BoltConfig, retryConfig: { retries: number; [more: string]: number | boolean }) {
  return { ...(config.apiUrl ? { slackApiUrl: config.apiUrl } : {}), timeout: 10_000, retryConfig };
}

function createReceiver(
  config: BoltConfig,
  logger: ReturnType<typeof quietLogger>,
): {
  receiver: bolt.Receiver;
  socket: InstanceType<typeof bolt.SocketModeReceiver> | null;
  http: InstanceType<typeof bolt.ExpressReceiver> | null;
} {
  if (config.appToken) {
    const socket = new bolt.SocketModeReceiver({
      appToken: config.appToken,
      clientPingTimeout: PING_TIMEOUT_MS,
      installerOptions: { clientOptions: clientOptions(config, RECONNECT) },
      logger,
    });
    return { receiver: socket, socket, http: null };
  }
  if (!config.signingSecret) throw new Error('Slack needs an app token or a signing secret');
  const http = new bolt.ExpressReceiver({
    ...{ signingSecret: config.signingSecret, endpoints: EVENTS_PATH, logger, bodyLimit: BODY_LIMIT },
  });
  return { receiver: http, socket: null, http };
}

/** `xapp-1-A0123-…` names the app it belongs to. */
function appIdOf(appToken: string | undefined): string | null {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? '')?.[1] ?? null;
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no hello within ${Math.round(ms / 1000)} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function reason(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'data' in error) {
    const { data } = error;
    if (typeof data === 'object' && data !== null && 'error' in data) return String(data.error);
  }
  return error instanceof Error ? error.message : String(error);
}

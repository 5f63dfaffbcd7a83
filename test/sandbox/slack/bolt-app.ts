import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, ExpressReceiver, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackStandIn } from '../../../src/sandbox/slack/index.ts';
import { credentials } from './world.ts';

export type Mode = 'socket' | 'http' | 'express';

const { appToken, botToken, signingSecret } = credentials;

const nothing = () => {};
const silent: Logger = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => LogLevel.ERROR,
};

/** The real Bolt, joined to the stand-in. */
export async function startBolt(
  slack: SlackStandIn,
  mode: Mode,
  register: (app: App) => void,
  unhandledRequestTimeoutMillis = 3001,
) {
  const logLevel = LogLevel.ERROR;
  const slackApiUrl = `${slack.url}/api/`;
  const options = { signingSecret, logLevel, unhandledRequestTimeoutMillis, unhandledRequestHandler: () => {} };
  const receiver =
    mode === 'socket'
      ? new SocketModeReceiver({
          appToken,
          logger: silent, // it shouts when a connection is cut, which is what some tests do
          clientPingTimeout: 1000,
          installerOptions: { clientOptions: { slackApiUrl } },
        })
      : mode === 'http'
        ? new HTTPReceiver(options)
        : new ExpressReceiver(options);
  const app = new App({
    token: botToken,
    receiver,
    logLevel,
    deferInitialization: true,
    convoStore: false,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
  });
  await app.init();
  register(app);
  const server = await app.start(0);
  if (mode !== 'socket') {
    const { port } = (server as Server).address() as AddressInfo;
    slack.setDelivery({ mode: 'http', requestUrl: `http://127.0.0.1:${port}/slack/events` });
  }
  return {
    app,
    async stop() {
      if (receiver instanceof SocketModeReceiver) await receiver.client.disconnect();
      else await app.stop();
    },
  };
}

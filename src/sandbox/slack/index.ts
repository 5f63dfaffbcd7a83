import express, { type Router } from 'express';
import { listen } from '../http.ts';
import type { StandInOptions } from '../stand-in.ts';
import type { SlackWorld } from '../world.ts';
import { apiRoutes, createRefusals, type Refusals } from './api-routes.ts';
import { clientRoutes } from './client-routes.ts';
import type { Context } from './context.ts';
import { createCourier } from './delivery.ts';
import { createHandles } from './handles.ts';
import { createPace } from './pace.ts';
import { encodePayload, type HttpAnswer, sendSigned } from './signed-http.ts';
import { createSocketMode, type Drop } from './socket-mode.ts';
import type { PersonFlags, UserGroup } from './types.ts';
import { type Delivery, type DeliveryRecord, defaultSwitches, type SlackApp, type Switches } from './types.ts';
import { openWorkspace } from './workspace.ts';

export interface SlackOptions extends StandInOptions {
  /** People may carry flags that the plain world does not know: guests, the deactivated, strangers. */
  world: Omit<SlackWorld, 'people'> & { people: (SlackWorld['people'][number] & PersonFlags)[] };
  app: SlackApp;
  userGroups?: UserGroup[];
  switches?: Partial<Switches>;
}

/** A running stand-in for Slack. `${url}/api/` is its Web API. */
export interface SlackStandIn {
  url: string;
  port: number;
  /** The endpoints of client-api.ts, for a server that wants them on its own port. */
  clientRoutes(): Router;
  setDelivery(delivery: Delivery): void;
  /** May be turned at any time. */
  switches: Switches;
  /** Every payload sent to the app, and what became of it. */
  deliveries: DeliveryRecord[];
  /** Who was pinged by what the app wrote. */
  notifications: Context['notifications'];
  /** Makes the next call of a method fail with an error in a 200, such as `fatal_error`. */
  refuseNext: Refusals['add'];
  /** Open Socket Mode connections. */
  connections(): number;
  dropConnections(how: Drop): void;
  setBotMember(channelId: string, isMember: boolean): void;
  archive(channelId: string): void;
  /** Sends an event that no click leads to. */
  sendEvent(event: Record<string, unknown>): Promise<void>;
  /** A signed request with something wrong or unusual about it (HTTP delivery only). */
  probe(kind: Probe): Promise<HttpAnswer>;
  /** Removes the app: the two events, then every call is refused. */
  uninstall(): Promise<void>;
  close(): Promise<void>;
}

export type Probe = 'bad-signature' | 'stale' | 'future' | 'ssl-check' | 'url-verification' | 'replay';

export async function openSlack(options: SlackOptions): Promise<SlackStandIn> {
  const { app: given, clock, faults, recorder, store } = options;
  const app: SlackApp = { ...given };
  const switches: Switches = { ...defaultSwitches, ...options.switches };
  let url = '';
  const baseUrl = () => url;
  const workspace = openWorkspace({ store, clock, world: options.world, appName: app.name ?? 'upSync' });
  const socketMode = createSocketMode({ appId: app.appId, switches, recorder, baseUrl });
  const handles = createHandles({ clock, switches, baseUrl });
  const courier = createCourier({ app, workspace, clock, switches, socketMode });
  const refuseNext = createRefusals();
  const context: Context = {
    ...{ app, workspace, clock, switches, recorder, handles, courier, socketMode, baseUrl },
    userGroups: options.userGroups ?? [],
    notifications: [],
    offered: new Map(),
    uninstalled: false,
  };
  const server = express().disable('x-powered-by');
  server.use(clientRoutes(context));
  server.use(apiRoutes({ context, faults, pace: createPace(clock, switches), refuseNext }));
  server.use((request, response) => {
    recorder.violations.push(`slack: unknown route ${request.method} ${request.path}`);
    response.status(404).end();
  });
  const running = await listen(server, options.port, socketMode.upgrade);
  url = running.url;

  return {
    url,
    port: running.port,
    clientRoutes: () => clientRoutes(context),
    setDelivery(delivery) {
      app.delivery = delivery;
    },
    switches,
    deliveries: courier.records,
    notifications: context.notifications,
    refuseNext: refuseNext.add,
    connections: socketMode.connections,
    dropConnections: socketMode.drop,
    setBotMember: (id, botIsMember) => changeChannel(context, id, { botIsMember }),
    archive: (id) => changeChannel(context, id, { isArchived: true }),
    async sendEvent(event) {
      await courier.sendEvent(event);
    },
    probe: (kind) => probe(context, kind),
    async uninstall() {
      await courier.sendEvent({ type: 'tokens_revoked', tokens: { bot: [workspace.bot.userId] } });
      await courier.sendEvent({ type: 'app_uninstalled' });
      context.uninstalled = true;
    },
    async close() {
      courier.close();
      socketMode.close();
      await running.close();
    },
  };
}

function changeChannel(context: Context, id: string, change: { botIsMember?: boolean; isArchived?: boolean }) {
  const channel = context.workspace.channels.get(id);
  if (!channel) throw new Error(`no channel ${id}`);
  context.workspace.channels.put(id, { ...channel, ...change });
  context.workspace.changed();
}

async function probe(context: Context, kind: Probe): Promise<HttpAnswer> {
  const { app, switches } = context;
  if (app.delivery.mode !== 'http') throw new Error('only an app that listens over HTTP can be probed');
  const now = Math.floor(Date.now() / 1000);
  const command = encodePayload('slash_commands', { command: app.commands[0]?.command ?? '/none', text: '' });
  const special = {
    'bad-signature': { ...command, signature: `v0=${'0'.repeat(64)}` },
    stale: { ...command, timestamp: now - 600 },
    future: { ...command, timestamp: now + 600 },
    replay: { ...command, timestamp: now },
    'ssl-check': encodePayload('slash_commands', { ssl_check: 1, token: 'sandbox-verification-token' }),
    'url-verification': encodePayload('events_api', { type: 'url_verification', challenge: 'prove-it' }),
  }[kind];
  const { signingSecret } = app;
  const request = { ...special, url: app.delivery.requestUrl, signingSecret, timeoutMs: switches.ackTimeoutMs };
  if (kind === 'replay') await sendSigned(request); // the very same bytes and signature go twice
  return sendSigned(request);
}

import { type AutotaskStandIn, openAutotask } from './autotask/index.ts';
import { createSandboxClock, type SandboxClock } from './clock.ts';
import { appId, type DataFolder, openDataFolder, type Ports } from './data-folder.ts';
import { createFaults, type Faults, type System } from './faults.ts';
import { createRecorder, type Recorder } from './http.ts';
import { openPanel } from './panel.ts';
import { openSlack, type SlackStandIn } from './slack/index.ts';
import { registeredApp } from './slack-app.ts';
import type { StandInOptions } from './stand-in.ts';
import type { World } from './world.ts';
import { openXero, type XeroStandIn, type XeroSwitches } from './xero/index.ts';

export interface SandboxOptions {
  /** What the three systems begin with; used only while the data folder is empty. */
  world: World;
  /** Where the stand-ins remember; left out, nothing outlives the process. */
  dataDir?: string;
  /** Of the page. Left out: the port of the last time, or any free one. Taken: an error that names it. */
  port?: number;
  /** Where Xero sends the browser back to: upSync's `/xero/callback`. */
  redirectUri: string;
  /** How Slack reaches upSync: over the socket upSync opens, or by signed requests to `slackRequestUrl`. */
  slackMode: 'socket' | 'http';
  slackRequestUrl?: string;
  /** IANA name; whose "last month" it is. UTC, as the seeded month is told, when left out. */
  timeZone?: string;
  xeroSwitches?: Partial<XeroSwitches>;
  /** How many of the latest requests are kept whole; left out, those of a long story. */
  exchangesKept?: number;
  /** Whoever brings a clock, troubles or a network of their own; left out: this machine's, and none until they are added. */
  clock?: SandboxClock;
  faults?: Faults;
  listen?: StandInOptions['listen'];
}

export interface Sandbox {
  /** The page. */
  url: string;
  /** The settings upSync starts with, by the names of its configuration. */
  environment: Record<string, string>;
  slack: SlackStandIn;
  autotask: AutotaskStandIn;
  xero: XeroStandIn;
  faults: Faults;
  recorder: Recorder;
  clock: SandboxClock;
  /** Requests each system has answered since the start. */
  counts(): Record<System, number>;
  close(): Promise<void>;
}

/** A small outside world: three people's Slack, an Autotask and a Xero, all on this machine. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = await openDataFolder(options.dataDir);
  const { clock = createSandboxClock(), faults = createFaults(), listen } = options;
  const recorder = createRecorder(options.exchangesKept);
  const closers: (() => unknown)[] = [];
  const common = (system: 'slack' | 'autotask' | 'xero'): StandInOptions => {
    const store = folder.store(system);
    closers.push(() => store.close());
    return { store, clock, faults, recorder, port: folder.ports[system], ...(listen && { listen }) };
  };
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const closing = <T extends { close(): Promise<void> }>(server: T): T => {
    closers.push(() => server.close());
    return server;
  };

  try {
    const slack = closing(await openSlack({ ...common('slack'), ...slackSide(options, folder) }));
    const autotask = closing(await openAutotask({ ...common('autotask'), ...autotaskSide(options, folder) }));
    const xero = closing(await openXero({ ...common('xero'), ...xeroSide(options, folder) }));
    const panel = closing(
      await openPanel({
        ...{ faults, recorder, clock, port: options.port ?? folder.ports.page },
        clientRoutes: slack.clientRoutes(),
        autotaskRows: autotask.rows,
        xeroRows: xero.rows,
        info: () => ({
          people: options.world.slack.people.map(({ id, realName, role }) => ({ id, realName, role })),
          channel: notificationChannel(options.world),
          today: options.world.today ?? null,
        }),
      }),
    );
    const ports: Ports = { page: panel.port, slack: slack.port, autotask: autotask.port, xero: xero.port };
    folder.rememberPorts(ports);
    const environment = environmentOf(options, folder, { slack, autotask, xero });
    const counts = () => ({
      slack: recorder.count('slack'),
      autotask: recorder.count('autotask'),
      xero: recorder.count('xero'),
    });
    return { url: panel.url, environment, slack, autotask, xero, faults, recorder, clock, counts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function slackSide(options: SandboxOptions, { secrets }: DataFolder) {
  const { slackMode, slackRequestUrl = '' } = options;
  if (slackMode === 'http' && !slackRequestUrl) throw new Error('slackMode http needs a slackRequestUrl.');
  const delivery =
    slackMode === 'http' ? { mode: 'http' as const, requestUrl: slackRequestUrl } : { mode: 'socket' as const };
  const { botToken, appToken, signingSecret } = secrets;
  const app = { appId, ...registeredApp(), botToken, appToken, signingSecret, delivery };
  return { world: options.world.slack, app };
}

function autotaskSide(options: SandboxOptions, { secrets }: DataFolder) {
  const { autotaskUsername: username, autotaskSecret: secret, autotaskIntegrationCode: integrationCode } = secrets;
  return { world: options.world.autotask, credentials: { username, secret, integrationCode } };
}

function xeroSide(options: SandboxOptions, { secrets }: DataFolder) {
  const { xeroClientId: clientId, xeroClientSecret: clientSecret } = secrets;
  const app = { name: 'upSync', clientId, clientSecret, redirectUris: [options.redirectUri], newApp: true };
  return { world: options.world.xero, apps: [app], switches: options.xeroSwitches };
}

/** The first channel upSync was invited to. */
function notificationChannel(world: World): string {
  const channel = world.slack.channels.find((one) => one.botIsMember);
  if (!channel) throw new Error('The world needs a channel that the bot is a member of.');
  return channel.id;
}

type StandIns = Pick<Sandbox, 'slack' | 'autotask' | 'xero'>;

function environmentOf(options: SandboxOptions, { secrets }: DataFolder, { slack, autotask, xero }: StandIns) {
  const people = (...roles: string[]) =>
    options.world.slack.people.flatMap((person) => (roles.includes(person.role) ? person.id : [])).join(',');
  const slackAccess: Record<string, string> =
    options.slackMode === 'socket'
      ? { SLACK_APP_TOKEN: secrets.appToken }
      : { SLACK_SIGNING_SECRET: secrets.signingSecret };
  return {
    SLACK_BOT_TOKEN: secrets.botToken,
    ...slackAccess,
    SLACK_API_URL: `${slack.url}/api/`,
    AUTOTASK_USERNAME: secrets.autotaskUsername,
    AUTOTASK_SECRET: secrets.autotaskSecret,
    AUTOTASK_INTEGRATION_CODE: secrets.autotaskIntegrationCode,
    AUTOTASK_API_URL: autotask.apiUrl,
    XERO_CLIENT_ID: secrets.xeroClientId,
    XERO_CLIENT_SECRET: secrets.xeroClientSecret,
    XERO_API_URL: xero.url,
    XERO_IDENTITY_URL: xero.url,
    UPSYNC_CHANNEL: notificationChannel(options.world),
    UPSYNC_APPROVERS: people('approver', 'admin'),
    UPSYNC_ADMINS: people('admin'),
    UPSYNC_TIME_ZONE: options.timeZone ?? 'UTC',
  };
}

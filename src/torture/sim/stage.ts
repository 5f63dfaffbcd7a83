import { type Joined, joinParts } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { silentLog } from '../../log.ts';
import { type AutotaskStandIn, openAutotask } from '../../sandbox/autotask/index.ts';
import type { SandboxClock } from '../../sandbox/clock.ts';
import type { Faults } from '../../sandbox/faults.ts';
import { createRecorder, type Recorder } from '../../sandbox/http.ts';
import { openStore } from '../../sandbox/store.ts';
import type { World } from '../../sandbox/world.ts';
import { openXero, type XeroStandIn } from '../../sandbox/xero/index.ts';
import type { Services } from '../../services/api.ts';
import type { CrashPoint, Deps } from '../../services/deps.ts';
import { createServices } from '../../services/index.ts';
import type { Clock } from '../../services/ports.ts';
import { sweep, work } from '../../services/work.ts';
import type { Database, DatabaseTrouble } from './database.ts';
import { type ChatCall, createFront, type Front } from './front.ts';
import { watchKeys } from './keys.ts';
import { createLife, type Life, within } from './life.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './time.ts';
import type { Wire } from './wire.ts';

const SWEEP_EVERY_MS = 30_000;
const KEY = Buffer.alloc(32, 7).toString('base64');
export const CHANNEL = 'sim:billing';

/** What a stage asks chance for, and the story tells it. */
export interface Chances {
  random: Random;
  faults: Faults;
  database(): DatabaseTrouble | undefined;
  chat(call: ChatCall): 'unavailable' | 'lost-answer' | undefined;
  /** What becomes of a job of the queue. */
  queue(): 'lost' | 'twice' | undefined;
  /** The process dies here. */
  dies(point: CrashPoint): boolean;
  /** How long it is down, in milliseconds. */
  downMs(): number;
  /** By how much the machine's clock is wrong, in milliseconds. */
  clockErrorMs(): number;
}

/** The whole of it: the outside world, the database, the queue, and one upSync after another. */
export interface Stage {
  autotask: AutotaskStandIn;
  xero: XeroStandIn;
  recorder: Recorder;
  front: Front;
  queue: Queue;
  redirectUri: string;
  /** Somebody presses something: what came of it, or that nobody answered. */
  press<T>(call: (services: Services) => Promise<T>): Promise<Pressed<T>>;
  deaths(): number;
  /** Ends this upSync, and starts another one later. */
  kill(): void;
  stop(): void;
}

export type Pressed<T> = { kind: 'answer'; answer: T } | { kind: 'trouble'; error: unknown } | { kind: 'no-answer' };

export interface StageOptions {
  world: World;
  time: VirtualTime;
  wire: Wire;
  database: Database;
  chances: Chances;
  /** Hears what went over the wire that a story should tell of. */
  tell?(line: string): void;
  /** upSync with one of its locks taken out, to see whether the judge notices. */
  spoil?: Spoil;
}

export type Spoil = (deps: Deps) => Deps;

const CREDENTIALS = { username: 'api@upsync.example', secret: 'sandbox', integrationCode: 'SANDBOX' };
/** Without openid: checking who logged in uses threads, which no virtual time can wait for. */
export const SCOPES =
  'offline_access accounting.contacts accounting.invoices accounting.settings.read accounting.attachments';
const REDIRECT = 'http://localhost:3000/xero/callback';

export async function openStage(options: StageOptions): Promise<Stage> {
  const { world, time, wire, database, chances, tell = () => undefined, spoil = (deps) => deps } = options;
  const clock: SandboxClock = { now: time.now, advance: () => undefined, sleep: (ms) => time.sleep(ms) };
  const recorder = createRecorder();
  const common = { clock, faults: chances.faults, recorder, port: 0, listen: wire.listen };
  const autotask = await openAutotask({
    ...{ ...common, store: openStore(), world: world.autotask, credentials: CREDENTIALS },
  });
  const app = { name: 'upSync', clientId: 'sim', clientSecret: 'sim-secret', redirectUris: [REDIRECT], newApp: true };
  const watched: Wire['listen'] = (handler) => wire.listen(watchKeys(handler, time.now, tell));
  const xero = await openXero({ ...common, listen: watched, store: openStore(), world: world.xero, apps: [app] });
  const roles = Object.fromEntries(
    world.slack.people.map(({ id, role }) => [
      id,
      role === 'searcher'
        ? ['searcher' as const]
        : role === 'approver'
          ? ['approver' as const]
          : (['approver', 'admin'] as const),
    ]),
  );
  const front = createFront(time, roles as never, chances.chat);
  const queue = createQueue(time, database, chances.random.fork('queue'), chances.queue);
  const config = configFor(world, autotask, xero);

  let current: { life: Life; services: Services } | undefined;
  let deaths = 0;
  let stopped = false;

  function die(life: Life): void {
    if (!life.alive) return;
    life.end();
    deaths += 1;
    current = undefined;
    void time
      .busy(async () => {
        await database.afterEnd();
        queue.workerGone();
      })
      .then(() => stopped || time.after(chances.downMs(), start));
  }

  function start(): void {
    const life = createLife();
    void time.busy(() =>
      within(life, async () => {
        const trouble = () => (current ? chances.database() : undefined);
        const { pool, db } = database.connect({ life, time, queue: queue as never, trouble });
        pool.on('error', () => undefined);
        const parts = joinParts(
          {
            ...{ config, log: silentLog, chat: front.chatFor(life), people: front.people, channel: CHANNEL },
            reached: (point) => {
              if (!life.alive || !chances.dies(point)) return;
              die(life);
              return new Promise<void>(() => undefined);
            },
            pace: {
              clock: clockOf(time, life, chances.clockErrorMs),
              random: () => chances.random.next(),
              documentsPerBatch: 3,
            },
          },
          db,
          '/nowhere',
          { pool, embedded: true },
        );
        // Prisma loads its engine with the first query, in threads that no virtual time can wait for
        await db.organisations.endAllLeases();
        begin(life, parts);
      }),
    );
  }

  function begin(life: Life, { deps: whole, tokens }: Joined): void {
    const deps = spoil(whole);
    const services = createServices(deps, tokens);
    current = { life, services };
    queue.work(life, (task) => work(deps, task));
    const sweeping = () => void within(life, () => sweep(deps).catch(() => undefined));
    sweeping();
    deps.clock.every(SWEEP_EVERY_MS, sweeping);
  }

  start();
  return {
    ...{ autotask, xero, recorder, front, queue, redirectUri: REDIRECT },
    async press(call) {
      if (!current) return { kind: 'no-answer' };
      const { life, services } = current;
      return Promise.race([
        within(life, () => call(services)).then(
          (answer) => ({ kind: 'answer' as const, answer }),
          (error: unknown) => ({ kind: 'trouble' as const, error }),
        ),
        life.ended.then(() => ({ kind: 'no-answer' as const })),
      ]);
    },
    deaths: () => deaths,
    kill: () => current && die(current.life),
    stop: () => {
      stopped = true;
      current?.life.end();
    },
  };
}

/** The machine's clock, as this process reads it, and its waits, which end with it. */
function clockOf(time: VirtualTime, life: Life, errorMs: () => number): Clock {
  return {
    now: () => new Date(time.now() + errorMs()),
    sleep: (ms) => life.orNothing(time.sleep(ms)),
    every(ms, work) {
      let off: () => void = () => undefined;
      const again = () => {
        off = time.after(ms, () => {
          if (!life.alive) return;
          work();
          again();
        });
      };
      again();
      return () => off();
    },
  };
}

function configFor(world: World, autotask: AutotaskStandIn, xero: XeroStandIn) {
  const people = (...roles: string[]) =>
    world.slack.people.flatMap(({ id, role }) => (roles.includes(role) ? id : [])).join(',');
  const answer = readConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-sim', SLACK_SIGNING_SECRET: 'sim' },
    ...{ AUTOTASK_USERNAME: CREDENTIALS.username, AUTOTASK_SECRET: CREDENTIALS.secret },
    ...{ AUTOTASK_INTEGRATION_CODE: CREDENTIALS.integrationCode, AUTOTASK_API_URL: autotask.apiUrl },
    ...{ XERO_CLIENT_ID: 'sim', XERO_CLIENT_SECRET: 'sim-secret', XERO_API_URL: xero.url, XERO_IDENTITY_URL: xero.url },
    ...{ UPSYNC_CHANNEL: 'billing', UPSYNC_APPROVERS: people('approver'), UPSYNC_ADMINS: people('admin') },
    ...{ UPSYNC_TIME_ZONE: 'UTC', UPSYNC_SECRET_KEY: KEY, XERO_SCOPES: SCOPES },
  });
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  return answer.config;
}

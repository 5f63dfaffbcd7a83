import path from 'node:path';
import { createAutotask } from './clients/autotask.ts';
import { createTraffic, memoryStore, type Traffic } from './clients/traffic.ts';
import { createAccounting } from './clients/xero.ts';
import { createXeroLogin } from './clients/xero-auth.ts';
import type { Config } from './config.ts';
import { createSigner, type Signer } from './db/audit-signature.ts';
import { type Database, openEmbedded } from './db/embedded.ts';
import { createDb, type Db, type Queue, type Task } from './db/index.ts';
import { MIGRATIONS, migrate } from './db/migrate.ts';
import { refuseParked } from './db/parked.ts';
import { createCipher, secretKey, settleKeyFile } from './db/secrets.ts';
import { openServer } from './db/server.ts';
import { sharedTraffic } from './db/traffic.ts';
import { createJobs } from './jobs/index.ts';
import type { Log } from './log.ts';
import type { Services } from './services/api.ts';
import { systemClock } from './services/clock.ts';
import type { Deps, Reached } from './services/deps.ts';
import { isNightMissed, runNightly } from './services/doctor-nightly.ts';
import { createServices } from './services/index.ts';
import { type Picture, takePicture } from './services/picture.ts';
import type { Chat, Clock, People, Psa } from './services/ports.ts';
import { createTokens, type Tokens } from './services/tokens.ts';
import { sweep, work } from './services/work.ts';

const SWEEP_EVERY_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
/** Three in the morning, where the books are. */
const EVERY_NIGHT = '0 3 * * *';
/** Xero's recommended size of a batch. https://developer.xero.com/documentation/guides/oauth2/limits */
const DOCUMENTS_PER_BATCH = 50;
/** Ten with all their fields stay well below Slack's 100 blocks of a window. */
const COMPANIES_PER_PAGE = 10;
/** Autotask's `in` lists are kept to this length. */
const MARKS_PER_READ = 200;

export interface AppOptions {
  config: Config;
  log: Log;
  /** Where people are spoken to, and who they are. Slack, or any other front. */
  chat: Chat;
  people: People;
  /** The notification channel, in the front's own words. */
  channel: string;
  reached?: Reached;
  pace?: Pace;
}

/** Time and sizes, as tests wish them. Left out: the real clock, and the limits each client thinks right. */
export interface Pace {
  documentsPerBatch?: number;
  marksPerRead?: number;
  companiesPerPage?: number;
  clock?: Clock;
  /** Scatters the waits before another try; from 0 up to, but without, 1. */
  random?: () => number;
  xeroReadTimeoutMs?: number;
  xeroWriteTimeoutMs?: number;
  autotaskTimeoutMs?: number;
  sweepEveryMs?: number;
  /** Seconds for which the queue really holds a task back that asks for so many. */
  queueSeconds?: (asked: number) => number;
  /** False: no night comes by itself. */
  nights?: boolean;
}

export interface RunningApp {
  services: Services;
  db: Db;
  /** All that is known of a run; null when there is none. */
  picture(runId: string): Promise<Picture | null>;
  /** What happens every night by itself. */
  nightly(): Promise<void>;
  /** True when no task is due or at work. */
  idle(): Promise<boolean>;
  /** Finishes the work in hand, or leaves it to the next start after this long (ten seconds unless told). */
  stop(withinMs?: number): Promise<void>;
}

/** Joins every concrete part: the database, the outside systems, the queue and the stories. The front comes from outside. */
export async function openApp(options: AppOptions): Promise<RunningApp> {
  const { config, log } = options;
  const dataDir = path.resolve(config.DATA_DIR, 'live');
  if (!config.DATABASE_URL) refuseParked(dataDir);
  const database = config.DATABASE_URL
    ? openServer(config.DATABASE_URL, (error) => log.error({ error }, 'an idle database connection failed'))
    : await openEmbedded(path.join(dataDir, 'database'));
  await migrate(database.pool, MIGRATIONS);
  const jobs = createJobs(database.pool, database.embedded, (error) =>
    log.error({ error }, 'the queue reports an error'),
  );
  let signer: Signer | null = null;
  const queue: Queue = {
    enqueue: (client, task) => jobs.enqueue(client, paced(task, options.pace)),
    committed: jobs.nudge,
  };
  const db = createDb(database.pool, queue, () => signer);
  const head = await db.auditHead();
  settleKeyFile(
    dataDir,
    (await db.connections.list()).map(({ tokens }) => tokens),
    (key) => head !== null && createSigner(key).signed(head),
  );
  signer = createSigner(secretKey(config.UPSYNC_SECRET_KEY, dataDir));
  const { deps: joined, tokens, traffic } = joinParts(options, db, dataDir, database);
  let stopping = false;
  const deps: Deps = { ...joined, stopping: () => stopping };

  const nightly = () => runNightly(deps, tokens);
  const close = async () => {
    traffic.close();
    await db.close();
    await database.close();
  };
  try {
    await db.sealOldAudit();
    await bindToAutotask(db, deps.psa);
    if (database.embedded) await db.organisations.endAllLeases();
    await jobs.start((task) => work(deps, task));
    if (options.pace?.nights !== false)
      await jobs.everyNight(
        { cron: EVERY_NIGHT, timeZone: config.UPSYNC_TIME_ZONE, missed: await isNightMissed(deps) },
        nightly,
      );
  } catch (error) {
    await close();
    throw error;
  }
  await sweep(deps);
  const stopSweeping = deps.clock.every(options.pace?.sweepEveryMs ?? SWEEP_EVERY_MS, () => {
    sweep(deps).catch((error) => log.warn({ error }, 'the sweep failed'));
  });
  return {
    services: createServices(deps, tokens),
    db,
    picture: (runId) => takePicture(deps, runId),
    nightly,
    idle: jobs.idle,
    stop: async (withinMs = STOP_WITHIN_MS) => {
      stopSweeping();
      stopping = true;
      await jobs.stop(withinMs);
      await close();
    },
  };
}

function paced(task: Task, { queueSeconds }: Pace = {}): Task {
  if (!queueSeconds || task.afterSeconds === undefined) return task;
  return { ...task, afterSeconds: queueSeconds(task.afterSeconds) };
}

export interface Joined {
  deps: Deps;
  tokens: Tokens;
  traffic: Traffic;
}

/** Everything the stories stand on, over a database that is open: also for who brings a queue of their own. */
export function joinParts(
  options: AppOptions,
  db: Db,
  dataDir: string,
  database: Pick<Database, 'pool' | 'embedded'>,
): Joined {
  const { config, log, chat, people, channel, pace = {} } = options;
  const clock = pace.clock ?? systemClock;
  const pacing = pace.random ? { random: pace.random } : {};
  const redirectUri = `${config.PUBLIC_URL.replace(/\/+$/, '')}/xero/callback`;
  const base = {
    ...{ db, log, chat, people, channel, clock, redirectUri, grant: config.XERO_GRANT },
    cipher: createCipher(secretKey(config.UPSYNC_SECRET_KEY, dataDir)),
    login: createXeroLogin({
      clientId: config.XERO_CLIENT_ID,
      clientSecret: config.XERO_CLIENT_SECRET,
      scopes: config.XERO_SCOPES,
      identityUrl: config.XERO_IDENTITY_URL,
      apiUrl: config.XERO_API_URL,
      redirectUri,
      grant: config.XERO_GRANT,
      ...{ clock, pacing },
    }),
    timeZone: config.UPSYNC_TIME_ZONE,
    companyUrl: config.AUTOTASK_COMPANY_URL,
    documentsPerBatch: options.pace?.documentsPerBatch ?? DOCUMENTS_PER_BATCH,
    marksPerRead: options.pace?.marksPerRead ?? MARKS_PER_READ,
    companiesPerPage: options.pace?.companiesPerPage ?? COMPANIES_PER_PAGE,
    reached: options.reached ?? (() => undefined),
  };
  const tokens = createTokens(base);
  // the embedded database has one process: what is shared stays in memory
  const store = database.embedded ? memoryStore(() => clock.now().getTime()) : sharedTraffic(database.pool);
  const traffic = createTraffic(store, clock, (error) => log.warn({ error }, 'what processes share was not written'));
  const psa = createAutotask({
    username: config.AUTOTASK_USERNAME,
    secret: config.AUTOTASK_SECRET,
    integrationCode: config.AUTOTASK_INTEGRATION_CODE,
    apiUrl: config.AUTOTASK_API_URL,
    ...{ clock, pacing, traffic },
    ...(pace.autotaskTimeoutMs !== undefined && { timeoutMs: pace.autotaskTimeoutMs }),
  });
  const accounting = createAccounting({
    ...{ apiUrl: config.XERO_API_URL, accessToken: tokens.accessToken, clock, pacing, traffic },
    ...(pace.xeroReadTimeoutMs !== undefined && { readTimeoutMs: pace.xeroReadTimeoutMs }),
    ...(pace.xeroWriteTimeoutMs !== undefined && { writeTimeoutMs: pace.xeroWriteTimeoutMs }),
  });
  return { deps: { ...base, psa, accounting, outside: traffic, examine: tokens.examine }, tokens, traffic };
}

/** A ledger belongs to one Autotask database: with another one, invoice ids would mean other invoices. */
async function bindToAutotask(db: Db, psa: Psa): Promise<void> {
  const { databaseId } = await psa.identity();
  const known = await db.settings.autotaskDatabase();
  if (known === null) return db.settings.setAutotaskDatabase(databaseId);
  if (known !== databaseId)
    throw new Error(
      `This upSync belongs to the Autotask database ${known}, and these credentials open ${databaseId}. Use the first credentials, or another DATA_DIR or DATABASE_URL.`,
    );
}

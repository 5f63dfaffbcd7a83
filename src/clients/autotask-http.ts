import axios, { type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { USUAL_LIMIT } from '../domain/budget.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Clock } from '../services/ports.ts';
import { refusal, thresholds, zoneInformation } from './autotask-schema.ts';
import { isAllowedHost, readZone, withSlash, type Zone } from './autotask-zone.ts';
import { parseExact } from './exact-json.ts';
import {
  type Asked,
  createRoad,
  type Pacing,
  pacingOf,
  rateLimited,
  retryAfterMs,
  roadTo,
  serverTrouble,
  silence,
  unexpected,
} from './http.ts';
import { createTraffic, memoryStore, type Traffic } from './traffic.ts';

export interface AutotaskOptions {
  username: string;
  secret: string;
  /** The API tracking identifier. */
  integrationCode: string;
  /** Where zone discovery starts; a loopback URL is used for everything. */
  apiUrl: string;
  clock: Clock;
  pacing?: Partial<Pacing>;
  /** Shared with other processes; a road of one's own where left out. */
  traffic?: Traffic;
  /** For one request, from connecting to the last byte. */
  timeoutMs?: number;
}

/** Requests to the tenant's zone, with credentials. Answers are parsed with all numbers as text. */
export interface AutotaskHttp {
  zone(): Promise<Zone>;
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  /** A query: changes nothing, may be repeated. `path` may be the whole address of a next page. */
  query<T>(entity: string, path: string, body: unknown, answer: z.ZodType<T>): Promise<T>;
  /** PATCH on the collection: PUT would empty every field left out, and PATCH on an id is a 405. Never repeated. */
  patch<T>(entity: string, body: unknown, answer: z.ZodType<T>): Promise<T>;
}

/** Three threads per object endpoint (https://www.autotask.net/help/developerhelp/Content/APIs/General/ThreadLimiting.htm). */
const THREADS_PER_ENTITY = 3;
/** All endpoints of a tenant share one hourly budget, and answer or fail together. */
const WAY = 'autotask';
const TIMEOUT_MS = 60_000;
const ZONE_KEPT_MS = 12 * 3_600_000;
/** After a 401: an API user is locked after repeated failures, so wrong credentials are not tried in a loop. */
const REFUSED_LOGIN_REST_MS = 60_000;
const LARGEST_ANSWER_BYTES = 100_000_000;

interface Request extends Asked {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  body?: unknown;
  /** Zone discovery goes out without credentials. */
  anonymous?: boolean;
}

export function createAutotaskHttp(options: AutotaskOptions): AutotaskHttp {
  const pacing: Pacing = { ...pacingOf(options.clock), ...options.pacing };
  const traffic = options.traffic ?? createTraffic(memoryStore(pacing.now), options.clock);
  const road = createRoad({
    ...{ system: 'autotask', way: WAY, pacing, traffic },
    ...{ atOnce: THREADS_PER_ENTITY, budgeted: true },
  });
  const http = axios.create({
    ...roadTo(options.apiUrl),
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    // The secret is in headers of its own, which a redirect to another host would carry along.
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER_BYTES,
    responseType: 'text',
    transformResponse: [],
    validateStatus: () => true,
  });
  let asking: Promise<void> | null = null;
  let refusedLoginAt = Number.NEGATIVE_INFINITY;
  let known: { zone: Promise<Zone>; at: number } | null = null;

  async function attempt<T>(request: Request, answer: z.ZodType<T>): Promise<T> {
    if (!request.anonymous && pacing.now() - refusedLoginAt < REFUSED_LOGIN_REST_MS) throw refusedLogin(request);
    const headers = request.anonymous
      ? {}
      : { UserName: options.username, Secret: options.secret, ApiIntegrationCode: options.integrationCode };
    let response: AxiosResponse<string>;
    try {
      response = await http.request<string>({
        method: request.method,
        url: request.url,
        headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' },
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
      });
    } catch (error) {
      throw silence(request, { code: codeOf(error), message: error instanceof Error ? error.message : String(error) });
    }
    if (response.status === 401) {
      refusedLoginAt = pacing.now();
      known = null; // the tenant may have moved to another zone
    }
    return readAnswer(request, response, answer, pacing.now());
  }

  async function send<T>(lane: string, request: Request, answer: z.ZodType<T>): Promise<T> {
    if (!request.anonymous && (await traffic.isReportDue(WAY))) {
      asking ??= askForBudget().finally(() => {
        asking = null;
      });
      await asking;
    }
    // what changes something in Autotask is a mark or a number: nobody waits for it
    return road.send({ lane, safe: !request.write, later: request.write }, () => attempt(request, answer));
  }

  /** What all tools of the tenant have used of the hour; where that cannot be read, the usual limit is taken for true. */
  async function askForBudget(): Promise<void> {
    const asked: Asked = { system: 'autotask', what: 'GET ThresholdInformation', write: false };
    try {
      const request: Request = { ...asked, method: 'GET', url: await address('ThresholdInformation', asked) };
      const call = { lane: 'ThresholdInformation', safe: false, free: true };
      const said = await road.send(call, () => attempt(request, thresholds));
      await traffic.report(WAY, { limit: said.externalRequestThreshold, used: said.currentTimeframeRequestCount });
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      // trouble meets the call itself, too
      if (error.kind !== 'unavailable' && error.kind !== 'rate-limit')
        await traffic.report(WAY, { limit: USUAL_LIMIT, used: 0 });
    }
  }

  async function discover(): Promise<Zone> {
    const url = `${withSlash(options.apiUrl)}v1.0/zoneInformation?user=${encodeURIComponent(options.username)}`;
    const request: Request = {
      system: 'autotask',
      what: 'GET zoneInformation',
      write: false,
      method: 'GET',
      url,
      anonymous: true,
    };
    return readZone(await send('zone', request, zoneInformation), options.apiUrl, request);
  }

  async function zone(): Promise<Zone> {
    if (!known || pacing.now() - known.at > ZONE_KEPT_MS) {
      const fresh = { zone: discover(), at: pacing.now() };
      known = fresh;
      fresh.zone.catch(() => {
        if (known === fresh) known = null;
      });
    }
    return known.zone;
  }

  async function address(path: string, asked: Asked): Promise<string> {
    if (!/^https?:/i.test(path)) return `${(await zone()).apiUrl}v1.0/${path}`;
    if (isAllowedHost(path, options.apiUrl)) return path;
    throw unexpected(asked, 'the next page lies on a foreign host; nothing was sent there');
  }

  return {
    zone,
    async get(path, answer) {
      const asked: Asked = { system: 'autotask', what: `GET ${path}`, write: false };
      return send(entityOf(path), { ...asked, method: 'GET', url: await address(path, asked) }, answer);
    },
    async query(entity, path, body, answer) {
      const asked: Asked = { system: 'autotask', what: `query ${entity}`, write: false };
      return send(entity, { ...asked, method: 'POST', url: await address(path, asked), body }, answer);
    },
    async patch(entity, body, answer) {
      const asked: Asked = { system: 'autotask', what: `PATCH ${entity}`, write: true };
      return send(entity, { ...asked, method: 'PATCH', url: await address(entity, asked), body }, answer);
    },
  };
}

function readAnswer<T>(request: Request, response: AxiosResponse<string>, answer: z.ZodType<T>, now: number): T {
  const { status } = response;
  const body = parseBody(response.data);
  const words = refusal.safeParse(body);
  if (status === 401) throw refusedLogin(request);
  if (status === 403) throw forbidden(request);
  if (status === 429 || (status >= 500 && words.success && /thread|threshold/i.test(words.data.errors.join(' '))))
    throw rateLimited(request, { retryAfterMs: retryAfterMs(response.headers['retry-after'], now) });
  // Autotask answers what is wrong with a request by 500 and sentences: not trouble, and never worth another try.
  if (words.success) throw refused(request, words.data.errors, status);
  if (status >= 500) throw serverTrouble(request, status);
  if (status < 200 || status > 299) throw unexpected(request, `Autotask answered ${status}`, status);
  if (body === undefined) throw unexpected(request, 'Autotask answered something that is not JSON', status);
  const parsed = answer.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unexpected(request, `the answer has an unknown form (${issuePaths(parsed.error)})`, status);
}

/** Where an answer differs from its schema; paths only, since values may be anybody's data. */
export function issuePaths(error: z.ZodError): string {
  const paths = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'root'}: ${issue.code}`);
  return paths.join(', ');
}

function refused(request: Request, words: string[], status: number): RemoteError {
  const text = words.join(' ').replace(/\s+/g, ' ').trim();
  return new RemoteError({
    system: 'autotask',
    kind: 'refused',
    message: `${request.what}: Autotask refused (${status}): ${text}`,
    userMessage: `Autotask refused: “${text}” Nothing was changed, and trying again as it is will not help.`,
    status,
  });
}

function refusedLogin(request: Asked): RemoteError {
  return new RemoteError({
    system: 'autotask',
    kind: 'auth',
    message: `${request.what}: Autotask refuses the API user (401)`,
    userMessage:
      'Autotask does not accept upSync’s API user. Nothing was read or changed; whoever runs upSync checks AUTOTASK_USERNAME, AUTOTASK_SECRET and AUTOTASK_INTEGRATION_CODE, and that the user is not locked.',
    status: 401,
  });
}

function forbidden(request: Asked): RemoteError {
  return new RemoteError({
    system: 'autotask',
    kind: 'auth',
    message: `${request.what}: Autotask forbids it (403)`,
    userMessage:
      'Autotask does not let upSync’s API user do this. Nothing was changed; an Autotask administrator looks at its security level.',
    status: 403,
  });
}

function parseBody(text: unknown): unknown {
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Threads are counted per object endpoint: the first part of the path. */
function entityOf(path: string): string {
  return path.split('/')[0] ?? path;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { AxiosResponse, AxiosStatic } from 'axios';
import { AccountingApi } from 'xero-node';
import type { z } from 'zod';
import type { RemoteError } from '../domain/errors.ts';
import type { Said } from '../domain/traffic.ts';
import type { Clock } from '../services/ports.ts';
import { parseExact } from './exact-json.ts';
import { type Asked, createRoad, type Pacing, pacingOf, type Road, roadTo, silence, unexpected } from './http.ts';
import { createTraffic, memoryStore, type Traffic } from './traffic.ts';
import { isExpiredToken, readFailure, toRemoteError } from './xero-errors.ts';

export interface XeroOptions {
  /** `https://api.xero.com`, with or without a slash. */
  apiUrl: string;
  /** `refreshed`: the last one was refused as expired. */
  accessToken(organisationId: string, options: { refreshed?: boolean }): Promise<string>;
  clock: Clock;
  pacing?: Partial<Pacing>;
  /** Shared with other processes; a road of one's own where left out. */
  traffic?: Traffic;
  readTimeoutMs?: number;
  writeTimeoutMs?: number;
}

export interface XeroRequest<T> {
  organisationId: string;
  /** For messages: `PUT Invoices`. */
  what: string;
  /** It changes something. Never repeated by itself after silence: only the caller knows whether a key makes it safe. */
  write?: boolean;
  /** Nobody waits for it: it leaves what is left of a minute and a day to the others. */
  later?: boolean;
  send(api: AccountingApi, organisationId: string): Promise<{ response: AxiosResponse }>;
  answer: z.ZodType<T>;
}

/** Sends requests through xero-node, with the token, limits and pauses of their organisation. */
export type XeroCall = <T>(request: XeroRequest<T>) => Promise<T>;

const READ_TIMEOUT_MS = 30_000;
const WRITE_TIMEOUT_MS = 60_000;
/** Xero allows five per organisation; the fifth is left to others, since a place is given back a moment late. */
const CALLS_AT_ONCE = 4;
/** The limit of the whole app comes without a time. */
const APP_PAUSE_MS = 15_000;
const LARGEST_ANSWER_BYTES = 100_000_000;

export function createXeroCall(options: XeroOptions): XeroCall {
  const pacing: Pacing = { ...pacingOf(options.clock), ...options.pacing };
  const traffic = options.traffic ?? createTraffic(memoryStore(pacing.now), options.clock);
  const roads = new Map<string, Road>();

  function roadOf(organisationId: string): Road {
    const known = roads.get(organisationId);
    if (known) return known;
    const way = `xero:${organisationId}`;
    const fresh = createRoad({ system: 'xero', way, pacing, traffic, atOnce: CALLS_AT_ONCE });
    roads.set(organisationId, fresh);
    return fresh;
  }

  async function once<T>(request: XeroRequest<T>, asked: Asked, token: string, note: Note): Promise<T> {
    const api = new AccountingApi(`${options.apiUrl.replace(/\/+$/, '')}/api.xro/2.0`);
    api.accessToken = token;
    const timeoutMs = asked.write
      ? (options.writeTimeoutMs ?? WRITE_TIMEOUT_MS)
      : (options.readTimeoutMs ?? READ_TIMEOUT_MS);
    const ear: Ear = { timeoutMs, fresh: asked.write, text: '' };
    let headers: unknown;
    try {
      const { response } = await ears.run(ear, () => request.send(api, request.organisationId));
      headers = response.headers;
    } catch (error) {
      const trouble = normalise(asked, error, ear.code, pacing.now());
      if (trouble.limit === 'appminute')
        await traffic.holdAll('xero:', trouble.retryAfterMs ?? APP_PAUSE_MS, 'appminute');
      throw trouble;
    }
    note(limitsIn(headers));
    return understand(request, asked, ear.text);
  }

  return (request) => {
    const asked: Asked = { system: 'xero', what: request.what, write: request.write ?? false };
    const { organisationId } = request;
    return roadOf(organisationId).send(
      { lane: 'calls', safe: !asked.write, later: request.later === true },
      async (note) => {
        try {
          return await once(request, asked, await options.accessToken(organisationId, {}), note);
        } catch (error) {
          // Refused at the door: nothing was done, so once more with a fresh token is safe for a write, too.
          if (!isExpiredToken(error)) throw error;
          return once(request, asked, await options.accessToken(organisationId, { refreshed: true }), note);
        }
      },
    );
  };
}

function understand<T>(request: XeroRequest<T>, asked: Asked, text: string): T {
  let json: unknown;
  try {
    // a 204 has no words
    json = text === '' ? null : parseExact(text);
  } catch {
    throw unexpected(asked, 'Xero answered something that is not JSON', 200);
  }
  const parsed = request.answer.safeParse(json);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'root'}: ${issue.code}`);
  throw unexpected(asked, `the answer has an unknown form (${paths.join(', ')})`, 200);
}

function normalise(asked: Asked, error: unknown, code: string | undefined, now: number): RemoteError {
  const failure = readFailure(error);
  if (failure?.status === 0) return silence(asked, { code, message: code ?? String(failure.body) });
  if (failure) return toRemoteError(asked, failure, now);
  // Arguments that xero-node will not send are a mistake of ours, not of the outside.
  throw error instanceof Error ? error : new Error(`${asked.what}: xero-node rejected without an error`);
}

type Note = (said: Said) => void;

/** What is left of the calls of a minute and of a day (https://developer.xero.com/documentation/guides/oauth2/limits). */
function limitsIn(headers: unknown): Said {
  const left = (name: string) => {
    const header = (headers as Record<string, unknown> | undefined)?.[name];
    return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : null;
  };
  const [minute, day] = [left('x-minlimit-remaining'), left('x-daylimit-remaining')];
  return { ...(minute !== null && { minuteLeft: minute }), ...(day !== null && { dayLeft: day }) };
}

/** What one call needs of the HTTP library below xero-node, which has no place to say it, and gives back: the raw text. */
interface Ear {
  timeoutMs: number;
  /** A connection of its own: one kept from before may be closed on the other side, and the write would be in doubt. */
  fresh: boolean;
  text: string;
  /** What went wrong on the wire; xero-node passes on a sentence only, which may be empty. */
  code?: string | undefined;
}

const freshHttp = new http.Agent({ keepAlive: false });
const freshHttps = new https.Agent({ keepAlive: false });
const ears = new AsyncLocalStorage<Ear>();

/**
 * xero-node calls the CommonJS instance of axios, which is not the one that `import axios` gives here, and sets neither a
 * time-out nor keeps the answer's text. Calls of others on that instance have no ear and stay as they are.
 */
const require = createRequire(import.meta.url);
const axios: AxiosStatic = require(require.resolve('axios', { paths: [require.resolve('xero-node')] }));
axios.interceptors.request.use((config) => {
  const ear = ears.getStore();
  if (!ear) return config;
  if (ear.fresh) {
    config.httpAgent = freshHttp;
    config.httpsAgent = freshHttps;
  }
  config.timeout = ear.timeoutMs;
  config.maxRedirects = 0;
  Object.assign(config, roadTo(config.url ?? ''));
  config.maxContentLength = LARGEST_ANSWER_BYTES;
  config.responseType = 'text';
  config.transformResponse = [
    (text: unknown) => {
      ear.text = typeof text === 'string' ? text : '';
      return parseOrKeep(ear.text);
    },
  ];
  return config;
});
axios.interceptors.response.use(undefined, (error: unknown) => {
  const ear = ears.getStore();
  if (ear && axios.isAxiosError(error)) ear.code = error.code;
  return Promise.reject(error);
});

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import type { Fault, Faults } from '../faults.ts';
import type { Recorder } from '../http.ts';
import { printJson } from './json.ts';
import { badRequest, Refusal } from './refusal.ts';
import { type Answer, type Context, openRoute, type Request, route } from './routes.ts';
import type { AutotaskCredentials, AutotaskSwitches } from './stand-in.ts';
import type { Tables } from './tables.ts';

const hourMs = 3_600_000;
const maxBodyBytes = 10_000_000;

export interface ServerParts {
  tables: Tables;
  switches: AutotaskSwitches;
  credentials: AutotaskCredentials;
  clock: SandboxClock;
  faults: Faults;
  recorder: Recorder;
  origin(): string;
}

interface Reply {
  status: number;
  text: string;
  type: 'application/json' | 'text/html';
  headers?: Record<string, string>;
}

/** Answers requests as Autotask's web server does: credentials, threads and the hourly budget, then the route. */
export function createHandler(parts: ServerParts) {
  const budget = createBudget(parts);
  const threads = createThreads(parts);
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://sandbox');
    const method = incoming.method ?? 'GET';
    const raw = await readBody(incoming);
    const fault = isApi(url.pathname) ? parts.faults.take('autotask', method, url.pathname) : undefined;
    const record = (status: number, body: unknown) => {
      if (!isApi(url.pathname)) return;
      const query = Object.fromEntries(url.searchParams);
      parts.recorder.record({ system: 'autotask', method, path: url.pathname, query, body, status });
    };
    const release = threads.enter(url.pathname, response);
    if (fault?.kind === 'hang' || fault?.kind === 'lost-request') {
      record(0, parseBody(raw));
      if (fault.kind === 'lost-request') incoming.socket.destroy();
      return;
    }
    await parts.clock.sleep(budget.delayMs() + (fault?.kind === 'slow' ? (fault.delayMs ?? 3_000) : 0));
    const context: Context = { ...parts, origin: parts.origin(), requestsThisHour: budget.spend(url.pathname) };
    const request = { method, path: url.pathname, query: url.searchParams, body: parseBody(raw) };
    const reply =
      (fault && faultReply(fault, parts.switches)) ?? answer(request, incoming, context, parts, release.over);
    record(fault?.kind === 'lost-answer' ? 0 : reply.status, request.body);
    release.leave();
    if (fault?.kind === 'lost-answer') incoming.socket.destroy();
    else
      response
        .writeHead(reply.status, { 'content-type': `${reply.type}; charset=utf-8`, ...reply.headers })
        .end(reply.text);
  };
}

/** The work itself; whatever is refused becomes an answer. */
function answer(
  request: Request,
  incoming: IncomingMessage,
  context: Context,
  parts: ServerParts,
  tooManyThreads: boolean,
): Reply {
  try {
    const open = openRoute(request, context);
    if (open) return print(open);
    // Whatever else a browser asks for beside a page: an icon, the root.
    if (!isApi(request.path)) return { status: 404, text: 'Not Found', type: 'text/html' };
    authenticate(incoming, parts.credentials);
    if (tooManyThreads) throw limited('The number of simultaneous threads for this endpoint was exceeded.');
    if (context.requestsThisHour > parts.switches.requestsPerHour)
      throw limited('The request threshold of this database was exceeded.');
    if (request.body === notJson) throw badRequest('The request body is not valid JSON.');
    return print(route(request, context));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, text: error.body === null ? '' : printJson(error.body), type: 'application/json' };
  }
}

function print(result: Answer): Reply {
  return 'html' in result
    ? { status: 200, text: result.html, type: 'text/html' }
    : { status: 200, text: printJson(result.json), type: 'application/json' };
}

/** The vendor documents no body for a 401 (General_Topics/REST_Security_Auth): there is none here. */
function authenticate(incoming: IncomingMessage, credentials: AutotaskCredentials) {
  const { username, secret, apiintegrationcode } = incoming.headers;
  if (
    username !== credentials.username ||
    secret !== credentials.secret ||
    apiintegrationcode !== credentials.integrationCode
  )
    throw new Refusal(401, null);
}

const limited = (sentence: string) => new Refusal(429, { errors: [sentence] });

function faultReply(fault: Fault, switches: AutotaskSwitches): Reply | undefined {
  const page = (status: number, title: string): Reply => ({
    status,
    text: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h2>${title}</h2></body></html>`,
    type: 'text/html',
  });
  switch (fault.kind) {
    case 'limited':
      return {
        status: 429,
        text: '',
        type: 'text/html',
        ...(fault.retryAfterSeconds === undefined
          ? {}
          : { headers: { 'retry-after': String(fault.retryAfterSeconds) } }),
      };
    case 'failing':
      return switches.failingBody === 'html'
        ? page(500, 'Runtime Error')
        : { status: 500, text: printJson({ errors: ['An error occurred on the server.'] }), type: 'application/json' };
    case 'down':
      return page(503, 'Service Unavailable');
    default:
      return undefined;
  }
}

/** Counts requests over the last 60 minutes of the sandbox's clock. */
function createBudget({ clock, switches }: ServerParts) {
  const spent: number[] = [];
  const count = () => {
    while (spent.length && (spent[0] ?? 0) <= clock.now() - hourMs) spent.shift();
    return spent.length;
  };
  return {
    delayMs() {
      const share = count() / switches.requestsPerHour;
      const added = switches.thresholdLatency ? (share >= 0.75 ? 1_000 : share >= 0.5 ? 500 : 0) : 0;
      return switches.latencyMs + added;
    },
    spend(path: string) {
      if (isApi(path)) spent.push(clock.now());
      return count();
    },
  };
}

/** Counts requests at work per entity. A request that nobody waits for any more gives its thread back. */
function createThreads({ switches }: ServerParts) {
  const busy = new Map<string, number>();
  return {
    enter(path: string, response: ServerResponse) {
      const endpoint = path.split('/')[3]?.toLowerCase() ?? '';
      const now = (busy.get(endpoint) ?? 0) + 1;
      busy.set(endpoint, now);
      let inside = true;
      const leave = () => {
        if (inside) busy.set(endpoint, (busy.get(endpoint) ?? 1) - 1);
        inside = false;
      };
      response.once('close', leave);
      return { over: now > switches.threadsPerEndpoint, leave };
    },
  };
}

const isApi = (path: string) => path.toLowerCase().startsWith('/atservicesrest');
/** Stands for a body that could not be read, and is kept as such in the record. */
const notJson = 'not JSON';

function parseBody(raw: string): unknown {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    return notJson;
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, Faults } from '../faults.ts';
import { answerAccounting, isAccounting } from './accounting.ts';
import { answerConnections } from './connections.ts';
import type { Context } from './context.ts';
import { answerIdentity } from './identity.ts';
import { createLimits, tooMany } from './limits.ts';
import type { Incoming, Reply } from './reply.ts';
import { empty, html, json, notModelled, Refusal, text } from './reply.ts';
import { readBearer } from './tokens.ts';

/** Attachments go up to 10 MB; what is larger is cut off while it is read. */
const HARD_LIMIT = 12 * 1024 * 1024;

/** Takes requests off the wire, lets faults have their way, and records what happened. */
export function createHandler(context: Context, faults: Faults) {
  const limits = createLimits(context);
  const closing = new AbortController();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = readHead(request);
    if (incoming.path === '/favicon.ico') return send(response, empty(204));
    const fault = faults.take('xero', incoming.method, incoming.path);
    if (fault?.kind === 'lost-request') return cut(context, incoming, request);
    const full = enter(context, limits, incoming, response);
    try {
      incoming.raw = await readBody(request);
      if (fault?.kind === 'hang') return record(context, incoming, { status: 0 });
      // The delay is on the way there: a request may be carried out long after its sender gave up.
      if (fault?.kind === 'slow') await context.clock.sleep(fault.delayMs ?? 3_000, closing.signal);
      const reply = full ?? work(context, limits, incoming, fault);
      if (fault?.kind === 'lost-answer') return cut(context, incoming, request);
      record(context, incoming, reply);
      send(response, reply);
    } catch (error) {
      // Its sender went away, or the stand-in closes.
      if (request.errored || closing.signal.aborted) return record(context, incoming, { status: 0 });
      const refusal = error instanceof Refusal ? error : undefined;
      if (refusal?.violation) context.recorder.violations.push(refusal.violation);
      else if (!refusal) context.recorder.violations.push(`xero: ${error instanceof Error ? error.stack : error}`);
      const reply = refusal?.reply ?? text(500, 'The stand-in Xero failed');
      record(context, incoming, reply);
      send(response, reply);
    }
  }

  /** `stop`: what is still on its way will not be carried out. */
  return { handle, stop: () => closing.abort() };
}

type Limits = ReturnType<typeof createLimits>;

function work(context: Context, limits: Limits, incoming: Incoming, fault: Fault | undefined): Reply {
  if (fault?.kind === 'limited') return limited(fault);
  if (fault?.kind === 'down') return text(503, 'The Xero API is currently offline for maintenance');
  const failing = fault?.kind === 'failing' ? failure : undefined;
  if (isAccounting(incoming)) return answerAccounting(context, limits, incoming, failing);
  if (failing) return failing();
  const reply = answerIdentity(context, incoming) ?? answerConnections(context, incoming);
  if (!reply) throw notModelled(`route: ${incoming.method} ${incoming.path}`);
  return reply;
}

function limited(fault: Fault): Reply {
  const problem = fault.retryAfterSeconds === undefined ? 'concurrent' : 'minute';
  const left = { 'x-minlimit-remaining': '30', 'x-daylimit-remaining': '4000', 'x-appminlimit-remaining': '9000' };
  return tooMany(problem, fault.retryAfterSeconds, left);
}

function failure(): Reply {
  return html(500, '<html><head><title>500 Internal Server Error</title></head><body><h1>500</h1></body></html>');
}

/** Takes a place among the calls under way, given back when the connection is done with; or answers 429. */
function enter(context: Context, limits: Limits, incoming: Incoming, response: ServerResponse): Reply | undefined {
  if (!isAccounting(incoming)) return undefined;
  const bearer = readBearer(context, incoming.headers.authorization);
  const clientId = 'token' in bearer ? bearer.token.clientId : '';
  const tenantId = String(incoming.headers['xero-tenant-id'] ?? '');
  const leave = limits.enter(`${clientId} ${tenantId}`);
  if (!leave) return tooMany('concurrent', undefined, limits.headers(clientId, tenantId));
  response.once('close', leave);
  return undefined;
}

function readHead(request: IncomingMessage): Incoming {
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    segments: url.pathname.split('/').slice(1).map(decode),
    query: url.searchParams,
    headers: request.headers,
    raw: Buffer.alloc(0),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > HARD_LIMIT) throw new Refusal(json(413, { Message: 'The request is too large' }));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(reply.body.length) });
  response.end(reply.body);
}

function cut(context: Context, incoming: Incoming, request: IncomingMessage): void {
  record(context, incoming, { status: 0 });
  request.socket.destroy();
}

function record(context: Context, incoming: Incoming, reply: { status: number; json?: unknown }): void {
  context.recorder.record({
    system: 'xero',
    method: incoming.method,
    path: incoming.path,
    query: Object.fromEntries(incoming.query),
    body: readableBody(incoming),
    status: reply.status,
    // Tokens are nobody's business, not even the recorder's.
    ...(isAccounting(incoming) && reply.json !== undefined && { answer: reply.json }),
  });
}

function readableBody(incoming: Incoming): unknown {
  const type = incoming.headers['content-type'] ?? '';
  if (incoming.raw.length === 0) return undefined;
  if (!isAccounting(incoming)) return new URLSearchParams(incoming.raw.toString()).get('grant_type') ?? '(form)';
  if (!type.startsWith('application/json')) return `(${incoming.raw.length} bytes of ${type})`;
  try {
    return JSON.parse(incoming.raw.toString());
  } catch {
    return incoming.raw.toString();
  }
}

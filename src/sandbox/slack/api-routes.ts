import { setTimeout as wait } from 'node:timers/promises';
import express, { type Request, type Response, type Router } from 'express';
import type { Fault, Faults } from '../faults.ts';
import type { Json } from './client-api.ts';
import type { Context } from './context.ts';
import { type Method, methods } from './methods/index.ts';
import type { Pace } from './pace.ts';
import { answerResponseUrl } from './response-url.ts';
import { SlackRefusal } from './types.ts';
import { isJson } from './workspace.ts';

interface Answer {
  status: number;
  body: Json | string;
  headers?: Record<string, string>;
}

/** What the app calls: the Web API, response_urls and uploads. */
export function apiRoutes(options: { context: Context; faults: Faults; pace: Pace; refuseNext: Refusals }): Router {
  const { context, faults, pace, refuseNext } = options;
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: '100mb' }));

  router.all('/api/:method', (request, response) =>
    exchange(request, response, (body) => {
      const name = request.params.method ?? '';
      const refusal = refuseNext.take(name);
      if (refusal) return { status: 200, body: { ok: false, error: refusal } };
      return callMethod(name, body, request, context, pace);
    }),
  );
  router.post('/response/:id', (request, response) =>
    exchange(request, response, (body) => answerResponseUrl(context, String(request.params.id), body)),
  );
  router.post('/upload/:id', (request, response) => {
    const bytes = uploadedBytes(request);
    return exchange(request, response, async () => upload(context, String(request.params.id), await bytes), {});
  });

  async function exchange(
    request: Request,
    response: Response,
    work: (body: Json) => Answer | Promise<Answer>,
    given?: Json,
  ) {
    const path = request.path;
    const body = given ?? bodyOf(request);
    const fault = faults.take('slack', request.method, path);
    const record = (status: number) => {
      const query = request.query as Record<string, string>;
      const { token: _, ...kept } = body ?? {};
      context.recorder.record({ system: 'slack', method: request.method, path, query, body: kept, status });
    };
    if (fault && (await misbehaved(fault, response, record))) return;
    const answer: Answer = body ? await work(body) : { status: 200, body: { ok: false, error: 'invalid_form_data' } };
    record(answer.status);
    if (fault?.kind === 'lost-answer') request.socket.destroy();
    else
      response
        .status(answer.status)
        .set(answer.headers ?? {})
        .send(answer.body);
  }
  return router;
}

/** Errors that Slack sends in a 200, such as fatal_error or internal_error, arranged by a test. */
export interface Refusals {
  add(method: string, error: string, times?: number): void;
  take(method: string): string | undefined;
}

export function createRefusals(): Refusals {
  const arranged: { method: string; error: string; times: number }[] = [];
  return {
    add: (method, error, times = 1) => arranged.push({ method, error, times }),
    take(method) {
      const refusal = arranged.find((r) => r.method === method && r.times > 0);
      if (refusal) refusal.times -= 1;
      return refusal?.error;
    },
  };
}

/** True when the request was answered, or will never be, by the fault alone. */
async function misbehaved(fault: Fault, response: Response, record: (status: number) => void): Promise<boolean> {
  if (fault.kind === 'slow') await wait(fault.delayMs ?? 3_000, undefined, { ref: false });
  if (fault.kind === 'slow' || fault.kind === 'lost-answer') return false;
  const status = { limited: 429, failing: 500, down: 503, hang: 0, 'lost-request': 0 }[fault.kind];
  record(status);
  if (fault.kind === 'lost-request') response.socket?.destroy();
  if (fault.kind === 'limited') {
    if (fault.retryAfterSeconds !== undefined) response.set('Retry-After', String(fault.retryAfterSeconds));
    response.status(429).json({ ok: false, error: 'ratelimited' });
  } else if (status > 0) response.status(status).type('html').send('<html><body>Something went wrong</body></html>');
  return true;
}

function callMethod(name: string, body: Json, request: Request, context: Context, pace: Pace): Answer {
  const headers = { 'x-oauth-scopes': context.app.scopes.join(','), 'x-slack-req-id': 'sandbox' };
  try {
    const method = methods[name];
    if (!method) {
      context.recorder.violations.push(`slack: unknown method ${name}`);
      throw new SlackRefusal('unknown_method');
    }
    authenticate(method, body, request, context);
    const retryAfter = pace.take(name, method.perMinute, body);
    if (retryAfter !== undefined)
      return {
        status: 429,
        body: { ok: false, error: 'ratelimited' },
        headers: { ...headers, 'Retry-After': String(retryAfter) },
      };
    const args = argumentsOf(name, method, body, context);
    return { status: 200, body: { ok: true, ...method.run(args, context) }, headers };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { status: 200, body: { ok: false, error: error.code, ...error.extra }, headers };
  }
}

/** https://docs.slack.dev/authentication/tokens */
function authenticate(method: Method, body: Json, request: Request, context: Context) {
  if (method.token === 'none') return;
  const { app } = context;
  const header = request.get('authorization')?.replace(/^Bearer /i, '');
  const token = header ?? (typeof body.token === 'string' ? body.token : undefined);
  if (!token) throw new SlackRefusal('not_authed');
  if (token !== app.botToken && token !== app.appToken) throw new SlackRefusal('invalid_auth');
  if (token === app.appToken && !header) throw new SlackRefusal('invalid_auth');
  if ((token === app.appToken) !== (method.token === 'app')) throw new SlackRefusal('not_allowed_token_type');
  if (context.uninstalled) throw new SlackRefusal('account_inactive');
  const { scopes } = method;
  if (scopes && !scopes.some((scope) => app.scopes.includes(scope)))
    throw new SlackRefusal('missing_scope', { needed: scopes.join(','), provided: app.scopes.join(',') });
}

const jsonArguments = ['blocks', 'view', 'metadata', 'attachments', 'files', 'message'];

function argumentsOf(name: string, method: Method, body: Json, context: Context): Json {
  const args: Json = {};
  for (const [key, value] of Object.entries(body)) {
    if (key === 'token' || key === 'team_id') continue;
    if (![...method.required, ...method.optional].includes(key))
      context.recorder.violations.push(`slack: ${name}: unknown argument ${key}`);
    args[key] = jsonArguments.includes(key) && typeof value === 'string' ? parsed(key, value) : value;
  }
  for (const key of method.required) if (args[key] === undefined || args[key] === '') refuseMissing(key);
  return args;
}

function parsed(key: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackRefusal(key === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments');
  }
}

function refuseMissing(key: string): never {
  if (key === 'channel') throw new SlackRefusal('channel_not_found');
  const message = `[ERROR] missing required field: ${key}`;
  throw new SlackRefusal('invalid_arguments', { response_metadata: { messages: [message] } });
}

/** Fields of a form or of a JSON body; undefined when it is neither. */
function bodyOf(request: Request): Json | undefined {
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  if (text === '') return { ...(request.query as Json) };
  if (!(request.get('content-type') ?? '').includes('json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes alone, or the one file of a multipart form. */
async function uploadedBytes(request: Request): Promise<Buffer> {
  const body: unknown = request.body;
  const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const type = request.get('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return raw;
  const form = await new globalThis.Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

function upload(context: Context, id: string, bytes: Buffer): Answer {
  const file = context.workspace.files.get(id);
  if (!file || file.completed) return { status: 404, body: 'not found' };
  if (bytes.length !== file.size) {
    context.recorder.violations.push(`slack: file ${id}: ${file.size} bytes announced, ${bytes.length} received`);
    return { status: 400, body: 'length does not match' };
  }
  context.workspace.files.put(id, { ...file, content: bytes.toString('base64') });
  return { status: 200, body: `OK - ${bytes.length}` };
}

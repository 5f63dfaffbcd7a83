import type { SandboxClock } from '../../../src/sandbox/clock.ts';
import { createSandboxClock } from '../../../src/sandbox/clock.ts';
import type { Faults } from '../../../src/sandbox/faults.ts';
import { createFaults } from '../../../src/sandbox/faults.ts';
import type { Recorder } from '../../../src/sandbox/http.ts';
import { createRecorder } from '../../../src/sandbox/http.ts';
import type { Store } from '../../../src/sandbox/store.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import type { XeroApp, XeroStandIn, XeroSwitches } from '../../../src/sandbox/xero/index.ts';
import { answerConsent, openXero } from '../../../src/sandbox/xero/index.ts';
import { EURO, KIWI, XERO_WORLD } from '../../helpers/xero-world.ts';

export const APP: XeroApp = {
  clientId: 'upsync',
  clientSecret: 'a secret: with/odd+characters',
  redirectUris: ['http://localhost:3000/xero/callback'],
  newApp: true,
};

export const SCOPES =
  'openid profile email offline_access accounting.contacts accounting.invoices accounting.settings.read accounting.attachments';

export interface Bench {
  xero: XeroStandIn;
  clock: SandboxClock;
  faults: Faults;
  recorder: Recorder;
  store: Store;
  close(): Promise<void>;
}

/** A stand-in with the small world, generous with its minute limit unless told otherwise. */
export async function openBench(
  options: {
    switches?: Partial<XeroSwitches>;
    apps?: XeroApp[];
    storeFile?: string;
    port?: number;
    clock?: SandboxClock;
  } = {},
): Promise<Bench> {
  const clock = options.clock ?? createSandboxClock();
  const faults = createFaults();
  const recorder = createRecorder();
  const store = openStore(options.storeFile);
  const xero = await openXero({
    store,
    clock,
    faults,
    recorder,
    port: options.port ?? 0,
    world: XERO_WORLD,
    apps: options.apps ?? [APP],
    switches: { minuteLimit: 10_000, ...options.switches },
  });
  const close = async () => {
    await xero.close();
    store.close();
  };
  return { xero, clock, faults, recorder, store, close };
}

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  expires_in: number;
  scope: string;
}

export function authorizeUrl(xero: XeroStandIn, changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: APP.clientId,
    redirect_uri: APP.redirectUris[0] ?? '',
    scope: SCOPES,
    state: 'some state',
    ...changes,
  });
  return `${xero.url}/identity/connect/authorize?${query}`;
}

export function token(xero: XeroStandIn, form: Record<string, string>, app: XeroApp = APP): Promise<Response> {
  const credentials = [app.clientId, app.clientSecret].map(encodeURIComponent).join(':');
  return fetch(`${xero.url}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams(form),
  });
}

export async function connect(xero: XeroStandIn, tenants = [KIWI, EURO], scope = SCOPES): Promise<Tokens> {
  const location = new URL(await answerConsent(authorizeUrl(xero, { scope }), { tenants }));
  const form = { grant_type: 'authorization_code', redirect_uri: APP.redirectUris[0] ?? '' };
  const response = await token(xero, { ...form, code: location.searchParams.get('code') ?? '' });
  if (!response.ok) throw new Error(`token: ${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
}

type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Empty when the answer was not JSON. */
  json: Json;
}

export type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** Calls the Accounting API as a connected client. `path` may carry a query. */
export function caller(xero: XeroStandIn, accessToken: string, tenantId = KIWI): Send {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${xero.url}/api.xro/2.0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'xero-tenant-id': tenantId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Json) : {} };
  };
}

/** The elements of an answer: `list(answer, 'Invoices')[0]`. */
export function list(answer: Answer, plural: string): Json[] {
  const found = answer.json[plural];
  if (!Array.isArray(found)) throw new Error(`No ${plural} in ${answer.status} ${answer.text.slice(0, 400)}`);
  return found as Json[];
}

/** The texts of all validation errors in an answer. */
export function messages(answer: Answer): string[] {
  return [...answer.text.matchAll(/"Message":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(`"${match[1]}"`) as string,
  );
}

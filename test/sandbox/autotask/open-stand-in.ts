import { afterEach } from '@jest/globals';
import { type AutotaskSwitches, openAutotask } from '../../../src/sandbox/autotask/index.ts';
import { createSandboxClock } from '../../../src/sandbox/clock.ts';
import { createFaults } from '../../../src/sandbox/faults.ts';
import { createRecorder } from '../../../src/sandbox/http.ts';
import { seededWorld } from '../../../src/sandbox/seed/index.ts';
import { openStore, type Store } from '../../../src/sandbox/store.ts';
import type { AutotaskWorld } from '../../../src/sandbox/world.ts';

export const credentials = { username: 'api@msp.example', secret: 's3cret', integrationCode: 'TRACKING' };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Overrides {
  world?: AutotaskWorld;
  switches?: Partial<AutotaskSwitches>;
  store?: Store;
}

/** The stand-in on a free port with the seeded month of November 2026 (October is last month); closed after the test. */
export async function openStandIn(overrides: Overrides = {}) {
  const world = overrides.world ?? seededWorld(new Date('2026-11-22T10:00:00Z')).autotask;
  const clock = createSandboxClock();
  const faults = createFaults();
  const recorder = createRecorder();
  const store = overrides.store ?? openStore();
  const switches = overrides.switches ?? {};
  const autotask = await openAutotask({ store, clock, faults, recorder, port: 0, world, credentials, switches });
  closers.push(autotask.close);

  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const url = path.startsWith('http') ? path : `${autotask.apiUrl}${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        UserName: credentials.username,
        Secret: credentials.secret,
        ApiIntegrationCode: credentials.integrationCode,
        'Content-Type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined, headers: response.headers };
  }
  const query = (entity: string, filter: unknown, more: object = {}) =>
    send('POST', `V1.0/${entity}/query`, { filter, ...more });
  return { autotask, clock, faults, recorder, store, send, query };
}

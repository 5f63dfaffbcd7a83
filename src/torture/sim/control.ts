import { createHash } from 'node:crypto';
import http from 'node:http';
import { createRecorder } from '../../sandbox/http.ts';
import { openStore } from '../../sandbox/store.ts';
import { openXero } from '../../sandbox/xero/index.ts';
import { createRandom } from './random.ts';
import { createTime, START, type VirtualTime, wearTime } from './time.ts';
import { drawTroubles, type Switches } from './troubles.ts';
import { openWire } from './wire.ts';
import { drawWorld } from './world.ts';

/**
 * What a poster without upSync's care makes of the same troubles. naive: sends, and sends again where no answer came.
 * key-only: the same under an Idempotency-Key that never changes.
 */
export type Poster = 'naive' | 'key-only';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 60_000;
/** Waits between tries, as a queue would grow them; the last one is repeated. */
const WAITS_MS = [2_000, 4_000, 8_000, 30_000, 120_000, 420_000];
const MOST_TRIES = 30;

/** How many invoices such a poster put into Xero more than once, in the story of one seed. */
export async function duplicatesOf(poster: Poster, seed: number): Promise<number> {
  const random = createRandom(seed);
  const time = createTime(START);
  const undress = wearTime(time.now);
  const latency = random.fork('latency');
  const wire = openWire({ time, latencyMs: () => latency.between(3, 90) });
  try {
    const world = drawWorld(random.fork('world'));
    const [organisation] = world.xero.organisations;
    if (!organisation) throw new Error('there is no organisation');
    const switches: Switches = {};
    const troubles = drawTroubles(random.fork('troubles'), time, switches);
    const xero = await openXero({
      ...{ store: openStore(), faults: troubles.faults, recorder: createRecorder(), port: 0, listen: wire.listen },
      clock: { now: time.now, advance: () => undefined, sleep: (ms) => time.sleep(ms) },
      world: world.xero,
      apps: [{ ...APP, customConnection: organisation.tenantId }],
    });
    switches.xero = xero.switches;
    let over = false;
    const work = async () => {
      for (const { id, invoiceTotal, isVoided } of world.autotask.invoices) {
        if (isVoided || Number(invoiceTotal) <= 0) continue;
        await postOne({ poster, url: xero.url, tenantId: organisation.tenantId, id, total: invoiceTotal, time });
      }
      // what is carried out late is carried out now
      await time.sleep(600_000);
    };
    let failure: unknown;
    void work()
      .catch((error: unknown) => {
        failure = error;
      })
      .then(() => {
        over = true;
      });
    await time.run(() => over, START + DAY_MS);
    if (failure) throw failure;
    const counts = new Map<string, number>();
    const { documents } = xero.organisation(organisation.tenantId);
    for (const { reference = '' } of documents) counts.set(reference, (counts.get(reference) ?? 0) + 1);
    return [...counts].filter(([reference, count]) => reference.startsWith('AT-') && count > 1).length;
  } finally {
    wire.close();
    undress();
  }
}

const APP = { name: 'poster', clientId: 'sim', clientSecret: 'sim-secret', redirectUris: [], newApp: true };

interface One {
  poster: Poster;
  url: string;
  tenantId: string;
  id: number;
  total: string;
  time: VirtualTime;
}

async function postOne(one: One): Promise<void> {
  const body = JSON.stringify({
    Invoices: [
      {
        ...{ Type: 'ACCREC', Contact: { Name: 'Customer' }, Date: '2026-05-31', DueDate: '2026-06-30' },
        ...{ LineAmountTypes: 'Exclusive', Status: 'DRAFT', Reference: `AT-${one.id}` },
        LineItems: [{ Description: 'Services', Quantity: 1, UnitAmount: Number(Number(one.total).toFixed(2)) }],
      },
    ],
  });
  const key = createHash('sha256').update(String(one.id)).digest('hex');
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (tries > 0) await one.time.sleep(WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? 0);
    const token = await tokenFrom(one.url);
    if (!token) continue;
    const answer = await send(`${one.url}/api.xro/2.0/Invoices`, 'POST', body, {
      ...{ authorization: `Bearer ${token}`, 'xero-tenant-id': one.tenantId },
      ...{ 'content-type': 'application/json', accept: 'application/json' },
      ...(one.poster === 'key-only' && { 'idempotency-key': key }),
    });
    if (answer.status === 200) return;
  }
}

async function tokenFrom(url: string): Promise<string | null> {
  const basic = Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64');
  const form = 'grant_type=client_credentials&scope=accounting.invoices';
  const type = 'application/x-www-form-urlencoded';
  const answer = await send(`${url}/connect/token`, 'POST', form, {
    authorization: `Basic ${basic}`,
    'content-type': type,
  });
  if (answer.status !== 200) return null;
  return (JSON.parse(answer.text) as { access_token: string }).access_token;
}

/** Status 0: no answer came. */
function send(
  url: string,
  method: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const request = http.request(url, { method, headers, agent: new http.Agent() }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.once('error', () => resolve({ status: 0, text: '' }));
    });
    request.once('error', () => resolve({ status: 0, text: '' }));
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error('no answer')));
    request.end(body);
  });
}

import { afterEach } from '@jest/globals';
import type { Pacing } from '../../src/clients/http.ts';
import { createTraffic, memoryStore } from '../../src/clients/traffic.ts';
import { createAccounting } from '../../src/clients/xero.ts';
import { createXeroLogin } from '../../src/clients/xero-auth.ts';
import type { Draft } from '../../src/domain/types.ts';
import type { SandboxClock } from '../../src/sandbox/clock.ts';
import type { XeroApp, XeroSwitches } from '../../src/sandbox/xero/index.ts';
import { answerConsent, seededContactId } from '../../src/sandbox/xero/index.ts';
import type { TokenSet } from '../../src/services/ports.ts';
import { EURO, KIWI } from '../helpers/xero-world.ts';
import { APP, openBench, SCOPES } from '../sandbox/xero/open.ts';
import { virtualPacing } from './support.ts';

export const ACME = seededContactId(KIWI, 'acme');

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export function loginFor(url: string, changes: Partial<Parameters<typeof createXeroLogin>[0]> = {}) {
  const { pacing, clock } = virtualPacing(Date.now());
  return createXeroLogin({
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    scopes: SCOPES,
    identityUrl: url,
    apiUrl: url,
    redirectUri: APP.redirectUris[0] ?? '',
    grant: 'authorization_code',
    clock,
    pacing,
    ...changes,
  });
}

/** A stand-in's time that passes only when it is moved: its minute does not end while calls are counted. */
export function stillClock(): SandboxClock {
  let now = Date.now();
  const advance = (ms: number) => {
    now += ms;
  };
  return { now: () => now, advance, sleep: async () => undefined };
}

/** The stand-in, a login that a person allowed, and the client on top; closed after the test. */
export async function openClient(
  options: { switches?: Partial<XeroSwitches>; apps?: XeroApp[]; clock?: SandboxClock } = {},
) {
  const bench = await openBench(options);
  closers.push(bench.close);
  const login = loginFor(bench.xero.url);
  const callback = await answerConsent(await login.consentUrl('state-1'), { tenants: [KIWI, EURO] });
  const consent = await login.exchange(callback, 'state-1');
  const held: { tokens: TokenSet; refreshes: number } = { tokens: consent.tokens, refreshes: 0 };
  const time = virtualPacing(Date.now());
  const store = memoryStore(time.pacing.now);
  /** As another process opens it: only what processes share is shared. */
  const openAccounting = (pacing: Partial<Pacing> = {}) =>
    createAccounting({
      apiUrl: bench.xero.url,
      clock: time.clock,
      traffic: createTraffic(store, time.clock),
      // Whoever sleeps lets the stand-in's time pass, too.
      pacing: {
        ...time.pacing,
        async sleep(ms) {
          bench.clock.advance(ms);
          await time.pacing.sleep(ms);
        },
        ...pacing,
      },
      readTimeoutMs: 1_000,
      writeTimeoutMs: 1_000,
      async accessToken(_organisation, { refreshed }) {
        if (refreshed) {
          held.refreshes += 1;
          held.tokens = await login.refresh(held.tokens);
        }
        return held.tokens.accessToken;
      },
    });
  return { ...bench, login, consent, held, accounting: openAccounting(), openAccounting, time };
}

/** A draft invoice of one line, good as it is. */
export function draft(changes: Partial<Draft> = {}): Draft {
  return {
    kind: 'invoice',
    invoiceId: 155,
    generation: 1,
    organisationId: KIWI,
    contactId: ACME,
    number: 'INV-155',
    numberIsId: false,
    date: '2026-10-31',
    dueDate: '2026-11-30',
    reference: 'PO 7',
    currency: 'NZD',
    status: 'DRAFT',
    lines: [
      {
        lineIds: [1],
        description: 'Support, 31 Oct 2026',
        quantity: '3',
        unitAmount: '33.3333',
        lineAmount: '100',
        accountCode: '200',
        taxType: 'OUTPUT2',
        taxAmount: null,
        accountFrom: 'map',
      },
    ],
    subTotal: '100.00',
    totalTax: '15.00',
    total: '115.00',
    notes: [],
    ...changes,
  };
}

export const urlOf = (of: Draft) => `https://ww3.autotask.example/invoice/${of.invoiceId}`;

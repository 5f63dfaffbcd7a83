import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCipher } from '../../src/db/secrets.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import { silentLog } from '../../src/log.ts';
import { clockAt } from '../../src/services/clock.ts';
import type { Consent, TokenSet, XeroLogin } from '../../src/services/ports.ts';
import { createTokens, type Tokens } from '../../src/services/tokens.ts';
import { ANN, times } from '../db/make.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { until } from '../helpers/until.ts';

const MINUTE_MS = 60_000;
const cipher = createCipher(randomBytes(32));
let at: TestDb;
let now: Date;
let connection: string;
let organisation: string;
/** Xero’s side: refresh tokens are good for one use, unless a lost answer is repeated. */
let xero: { good: string; serial: number; refreshes: number; trouble: RemoteError | null; gate: Promise<void> };

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());
beforeEach(async () => {
  now = new Date('2026-11-03T12:00:00Z');
  connection = randomUUID();
  organisation = randomUUID();
  xero = { good: 'refresh 0', serial: 0, refreshes: 0, trouble: null, gate: Promise.resolve() };
  await at.db.connections.create({ id: connection, tokens: seal(tokenSet()), by: ANN });
  await at.db.organisations.setOf(connection, [{ organisationId: organisation, connectionId: 'x', name: 'Kiwi' }]);
});

function tokenSet(): TokenSet {
  const { serial } = xero;
  const expiresAt = now.getTime() / 1000 + 30 * 60;
  return { accessToken: `access ${serial}`, refreshToken: `refresh ${serial}`, expiresAt, scope: 'x' };
}

function seal(tokens: TokenSet): string {
  return cipher.seal(JSON.stringify(tokens));
}

async function stored(): Promise<TokenSet> {
  return JSON.parse(cipher.open((await at.db.connections.get(connection))?.tokens ?? '')) as TokenSet;
}

function trouble(kind: RemoteError['kind']): RemoteError {
  return new RemoteError({ system: 'xero', kind, message: 'scripted', userMessage: 'Xero said no.' });
}

function unused(): never {
  throw new Error('not part of these tests');
}

const login: XeroLogin = {
  async refresh(tokens) {
    xero.refreshes += 1;
    await xero.gate;
    if (xero.trouble) throw xero.trouble;
    if (tokens.refreshToken !== xero.good) throw trouble('auth');
    xero.serial += 1;
    xero.good = `refresh ${xero.serial}`;
    return tokenSet();
  },
  async clientCredentials(): Promise<Consent> {
    xero.serial += 1;
    return { tokens: { ...tokenSet(), refreshToken: null }, organisations: [] };
  },
  ...{ consentUrl: unused, exchange: unused, organisations: unused, disconnect: unused, revoke: unused },
};

type Changes = Partial<Parameters<typeof createTokens>[0]>;

/** The tokens of one process; several share the database. */
function aProcess(changes: Changes = {}): Tokens {
  const grant = 'authorization_code' as const;
  const reached = () => undefined;
  return createTokens({
    db: at.db,
    login,
    clock: clockAt(() => now),
    cipher,
    log: silentLog,
    grant,
    reached,
    ...changes,
  });
}

function pass(minutes: number): void {
  now = new Date(now.getTime() + minutes * MINUTE_MS);
}

describe('an access token', () => {
  test('is handed out as it is while it is good', async () => {
    const tokens = aProcess();
    pass(28);
    expect(await tokens.accessToken(organisation)).toBe('access 0');
    expect(xero.refreshes).toBe(0);
  });

  test('is refreshed a minute before its end, and stored', async () => {
    const tokens = aProcess();
    pass(29.5);
    expect(await tokens.accessToken(organisation)).toBe('access 1');
    expect(await stored()).toMatchObject({ accessToken: 'access 1', refreshToken: 'refresh 1' });
    expect(await tokens.accessToken(organisation)).toBe('access 1');
    expect(xero.refreshes).toBe(1);
  });

  test('is refreshed once, however many ask in one process', async () => {
    const tokens = aProcess();
    pass(31);
    const handed = await times(10, () => tokens.accessToken(organisation));
    expect([...new Set(handed)]).toEqual(['access 1']);
    expect(xero.refreshes).toBe(1);
  });

  test('is refreshed once, however many processes ask', async () => {
    pass(31);
    const handed = await times(4, () => aProcess().accessToken(organisation));
    expect([...new Set(handed)]).toEqual(['access 1']);
    expect(xero.refreshes).toBe(1);
  });

  test('that was refused is replaced; a newer one than the refused is taken as it is', async () => {
    const tokens = aProcess();
    expect(await tokens.accessToken(organisation)).toBe('access 0');
    expect(await tokens.accessToken(organisation, { refreshed: true })).toBe('access 1');
    const other = aProcess();
    expect(await other.accessToken(organisation)).toBe('access 1');
    pass(1);
    expect(await tokens.accessToken(organisation, { refreshed: true })).toBe('access 2');
    expect(await other.accessToken(organisation, { refreshed: true })).toBe('access 2');
    expect(xero.refreshes).toBe(2);
  });

  test('is stored before anybody sees it, so that a process which dies in between loses nothing but itself', async () => {
    let died = false;
    const dies = aProcess({
      reached: () => {
        died = true;
        return new Promise(() => undefined);
      },
    });
    pass(31);
    void dies.accessToken(organisation);
    await until('it is dead', () => died);
    expect(await stored()).toMatchObject({ accessToken: 'access 0' });
    xero.good = 'refresh 0'; // an answer that was lost may be asked for again, for half an hour
    const next = aProcess().accessToken(organisation);
    pass(1); // its right to refresh is over
    expect(await next).toBe('access 2');
    expect(await stored()).toMatchObject({ accessToken: 'access 2', refreshToken: 'refresh 2' });
  });

  test('of a custom connection comes from the client’s own credentials', async () => {
    pass(31);
    expect(await aProcess({ grant: 'client_credentials' }).accessToken(organisation)).toBe('access 1');
    expect(await stored()).toMatchObject({ accessToken: 'access 1', refreshToken: null });
    expect(xero.refreshes).toBe(0);
  });
});

describe('trouble', () => {
  test('an organisation without a live connection has no token', async () => {
    await expect(aProcess().accessToken(randomUUID())).rejects.toMatchObject({ kind: 'auth' });
    await at.db.connections.end(connection, 'disconnected', 'Disconnected by Ann.');
    await expect(aProcess().accessToken(organisation)).rejects.toMatchObject({ kind: 'auth' });
  });

  test('a refused refresh ends the connection, and says so from then on without asking Xero', async () => {
    xero.good = 'another';
    pass(31);
    const tokens = aProcess();
    await expect(tokens.accessToken(organisation)).rejects.toMatchObject({
      kind: 'auth',
      userMessage: expect.stringContaining('Connect again'),
    });
    expect(await at.db.connections.get(connection)).toMatchObject({ state: 'dead' });
    await expect(tokens.accessToken(organisation)).rejects.toMatchObject({ kind: 'auth' });
    expect(xero.refreshes).toBe(1);
  });

  test('a Xero that does not answer leaves the connection as it is, for the next try', async () => {
    xero.trouble = trouble('unavailable');
    pass(31);
    const tokens = aProcess();
    await expect(tokens.accessToken(organisation)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await at.db.connections.get(connection)).toMatchObject({ state: 'connected', tokensVersion: 1 });
    xero.trouble = null;
    expect(await tokens.accessToken(organisation)).toBe('access 1');
  });

  test('a refresh that took longer than its lease gives way to the one that was stored meanwhile', async () => {
    let open: () => void = () => undefined;
    xero.gate = new Promise((resolve) => {
      open = resolve;
    });
    pass(31);
    const slow = aProcess().accessToken(organisation);
    await until('the slow one waits for Xero', () => xero.refreshes === 1);
    pass(1);
    const quick = aProcess().accessToken(organisation);
    await until('the quick one took over', () => xero.refreshes === 2);
    open();
    const handed = await Promise.all([slow, quick]);
    const { accessToken } = await stored();
    expect(handed).toEqual([accessToken, accessToken]);
    expect(await at.db.connections.get(connection)).toMatchObject({ state: 'connected', tokensVersion: 2 });
  });

  test('tokens that this key cannot open are said so, and not thrown away', async () => {
    const other = aProcess({ cipher: createCipher(randomBytes(32)) });
    await expect(other.accessToken(organisation)).rejects.toThrow('UPSYNC_SECRET_KEY');
    expect(await at.db.connections.get(connection)).toMatchObject({ state: 'connected' });
  });
});

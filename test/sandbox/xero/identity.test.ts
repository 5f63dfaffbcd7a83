import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { answerConsent, openXero } from '../../../src/sandbox/xero/index.ts';
import { EURO, KIWI, PRACTICE } from '../../helpers/xero-world.ts';
import type { Bench, Tokens } from './open.ts';
import { APP, authorizeUrl, caller, connect, openBench, SCOPES, token } from './open.ts';

const OLD: typeof APP = { ...APP, clientId: 'old-app', newApp: false };
const CUSTOM: typeof APP = { ...APP, clientId: 'custom', redirectUris: [], customConnection: KIWI };
const REDIRECT = APP.redirectUris[0] ?? '';
const MINUTE = 60_000;
const DAY = 86_400_000;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ apps: [APP, OLD, CUSTOM] });
});
afterAll(() => bench.close());

async function newCode(changes: Record<string, string> = {}): Promise<string> {
  const location = await answerConsent(authorizeUrl(bench.xero, changes), { tenants: [KIWI] });
  return new URL(location).searchParams.get('code') ?? '';
}

async function refresh(refreshToken = ''): Promise<Response> {
  return token(bench.xero, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function connections(tokens: Tokens, query = ''): Promise<Record<string, string>[]> {
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  return (await fetch(`${bench.xero.url}/connections${query}`, { headers })).json() as Promise<
    Record<string, string>[]
  >;
}

describe('consent', () => {
  test('the page names the app, its wishes and every organisation, and refuses to be framed', async () => {
    const page = await fetch(authorizeUrl(bench.xero));
    const html = await page.text();
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    for (const words of ['upsync', 'View and manage your invoices', 'Kiwi Managed Services', 'Books &amp; Partners'])
      expect(html).toContain(words);
  });

  test('goes back with code and state, or with access_denied and state', async () => {
    const allowed = new URL(await answerConsent(authorizeUrl(bench.xero), { tenants: [KIWI] }));
    expect(allowed.origin + allowed.pathname).toBe(REDIRECT);
    expect(allowed.searchParams.get('state')).toBe('some state');
    const refused = new URL(await answerConsent(authorizeUrl(bench.xero), 'cancel'));
    expect(refused.searchParams.get('error')).toBe('access_denied');
    expect(refused.searchParams.get('state')).toBe('some state');
  });

  test('allowing without an organisation shows the page again', async () => {
    await expect(answerConsent(authorizeUrl(bench.xero), { tenants: [] })).rejects.toThrow(/Choose at least one/);
  });

  test.each([
    ['an unknown client', { client_id: 'someone' }, 'unauthorized_client'],
    ['another redirect address', { redirect_uri: `${REDIRECT}/` }, 'Invalid redirect_uri'],
    ['a broad scope of a new app', { scope: 'openid accounting.transactions' }, 'invalid_scope'],
    ['a scope that does not exist', { scope: 'accounting.everything' }, 'invalid_scope'],
  ])('%s gets a page, not a redirect', async (_, changes, words) => {
    const page = await fetch(authorizeUrl(bench.xero, changes), { redirect: 'manual' });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain(words);
  });

  test('an older app may still ask for the broad scope', async () => {
    const url = authorizeUrl(bench.xero, { client_id: OLD.clientId, scope: 'accounting.transactions' });
    expect(await answerConsent(url, { tenants: [KIWI] })).toContain('code=');
  });

  test('Xero would not register the bare loopback address', async () => {
    const app = { ...APP, redirectUris: ['http://127.0.0.1:3000/xero/callback'] };
    const options = { store: bench.store, clock: bench.clock, faults: bench.faults, recorder: bench.recorder };
    await expect(openXero({ ...options, port: 0, world: { organisations: [] }, apps: [app] })).rejects.toThrow(
      /localhost/,
    );
  });
});

describe('the code', () => {
  const exchange = (code: string, changes: Record<string, string> = {}, app = APP) =>
    token(bench.xero, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...changes }, app);

  test('works once', async () => {
    const code = await newCode();
    expect((await exchange(code)).status).toBe(200);
    const again = await exchange(code);
    expect([again.status, await again.json()]).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('is bound to the address, the client and five minutes', async () => {
    expect((await exchange(await newCode(), { redirect_uri: 'http://localhost:3000/other' })).status).toBe(400);
    expect((await exchange(await newCode(), {}, OLD)).status).toBe(400);
    const late = await newCode();
    bench.clock.advance(6 * MINUTE);
    expect((await exchange(late)).status).toBe(400);
  });

  test('a wrong secret is 401 invalid_client', async () => {
    const answer = await exchange(await newCode(), {}, { ...APP, clientSecret: 'wrong' });
    expect([answer.status, await answer.json()]).toEqual([401, { error: 'invalid_client' }]);
  });

  test('PKCE: the verifier must fit', async () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const code = await newCode({ code_challenge: challenge, code_challenge_method: 'S256' });
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
    const other = await newCode({ code_challenge: challenge, code_challenge_method: 'S256' });
    expect((await exchange(other)).status).toBe(400);
  });
});

describe('tokens', () => {
  test('the id token is RS256, for us, from the issuer', async () => {
    const tokens = await connect(bench.xero);
    const keys = createRemoteJWKSet(new URL(`${bench.xero.url}/.well-known/openid-configuration/jwks`));
    const options = { issuer: bench.xero.url, audience: APP.clientId, currentDate: new Date(bench.clock.now()) };
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token ?? '', keys, options);
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload.exp).toBe((payload.iat ?? 0) + 1_800);
  });

  test('no refresh token without offline_access, no id token without openid', async () => {
    const tokens = await connect(bench.xero, [KIWI], 'accounting.contacts');
    expect([tokens.refresh_token, tokens.id_token]).toEqual([undefined, undefined]);
  });

  test('the old refresh token works for thirty minutes after the new one was given', async () => {
    const tokens = await connect(bench.xero);
    const renewed = (await (await refresh(tokens.refresh_token)).json()) as Tokens;
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    bench.clock.advance(29 * MINUTE);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
    bench.clock.advance(2 * MINUTE);
    const late = await refresh(tokens.refresh_token);
    expect([late.status, await late.json()]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await refresh(renewed.refresh_token)).status).toBe(200);
  });

  test('a refresh token dies after sixty idle days', async () => {
    const tokens = await connect(bench.xero);
    bench.clock.advance(59 * DAY);
    const renewed = (await (await refresh(tokens.refresh_token)).json()) as Tokens;
    bench.clock.advance(61 * DAY);
    expect((await refresh(renewed.refresh_token)).status).toBe(400);
  });

  test('revoked: no refresh, no connections, no access', async () => {
    const tokens = await connect(bench.xero);
    const credentials = Buffer.from(`${APP.clientId}:${encodeURIComponent(APP.clientSecret)}`).toString('base64');
    const revoked = await fetch(`${bench.xero.url}/connect/revocation`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ token: tokens.refresh_token ?? '' }),
    });
    expect(revoked.status).toBe(200);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    expect((await caller(bench.xero, tokens.access_token)('GET', 'Organisation')).status).toBe(401);
  });

  test('a custom connection needs no consent and no tenant', async () => {
    const form = { grant_type: 'client_credentials', scope: 'accounting.settings.read' };
    const tokens = (await (await token(bench.xero, form, CUSTOM)).json()) as Tokens;
    expect((await connections(tokens)).map((connection) => connection.tenantId)).toEqual([KIWI]);
    expect((await caller(bench.xero, tokens.access_token, '')('GET', 'Organisation')).status).toBe(200);
    expect((await caller(bench.xero, tokens.access_token, EURO)('GET', 'Organisation')).status).toBe(403);
    expect((await token(bench.xero, form)).status).toBe(400);
  });
});

describe('connections', () => {
  test('lists them, a practice too, and those of one consent', async () => {
    bench.xero.revokeAll();
    const first = await connect(bench.xero, [KIWI, PRACTICE], SCOPES);
    const all = await connections(first);
    expect(all.map((connection) => connection.tenantType)).toEqual(['ORGANISATION', 'PRACTICE']);
    const second = await connect(bench.xero, [EURO]);
    expect(await connections(second)).toHaveLength(3);
    expect(await connections(second, `?authEventId=${all[0]?.authEventId}`)).toHaveLength(2);
  });

  test('are removed by their own id, not by the tenant; the last one leaves an empty list', async () => {
    bench.xero.revokeAll();
    const tokens = await connect(bench.xero, [KIWI]);
    const [connection] = await connections(tokens);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const remove = async (id = '') =>
      (await fetch(`${bench.xero.url}/connections/${id}`, { method: 'DELETE', headers })).status;
    expect(await remove(KIWI)).toBe(403);
    expect(await remove(connection?.id)).toBe(204);
    expect(await remove(connection?.id)).toBe(404);
    expect(await connections(tokens)).toEqual([]);
    expect((await caller(bench.xero, tokens.access_token)('GET', 'Organisation')).status).toBe(403);
  });
});

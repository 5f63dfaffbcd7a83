import { describe, expect, test } from '@jest/globals';
import { answerConsent } from '../../src/sandbox/xero/index.ts';
import { EURO, KIWI, PRACTICE } from '../helpers/xero-world.ts';
import { APP, openBench, SCOPES } from '../sandbox/xero/open.ts';
import { serve, trouble } from './support.ts';
import { loginFor, openClient } from './xero-bench.ts';

async function open(...args: Parameters<typeof openBench>) {
  const bench = await openBench(...args);
  return { ...bench, login: loginFor(bench.xero.url) };
}

describe('letting upSync into Xero', () => {
  test('consent, exchange, the organisations without the practice', async () => {
    const { xero, login, close, recorder } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), { tenants: [KIWI, EURO, PRACTICE] });
    const { tokens, organisations } = await login.exchange(callback, 's1');
    expect(organisations.map(({ organisationId }) => organisationId).sort()).toEqual([KIWI, EURO].sort());
    expect(organisations.every(({ connectionId, name }) => connectionId && name)).toBe(true);
    expect(tokens.scope.split(' ')).toContain('accounting.invoices');
    expect(tokens.expiresAt).toBeGreaterThan(Date.now() / 1000);
    expect(tokens.refreshToken).not.toBeNull();
    expect(recorder.violations).toEqual([]);
    await close();
    expect(xero.url).toContain('127.0.0.1');
  });

  test('a refusal on Xero’s page is told as one', async () => {
    const { login, close } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), 'cancel');
    const error = await trouble(login.exchange(callback, 's1'));
    expect([error.kind, error.userMessage]).toEqual(['refused', expect.stringContaining('declined')]);
    await close();
  });

  test('another state, another address and a used code are refused, and nothing secret is in the words', async () => {
    const { login, close } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), { tenants: [KIWI] });
    const errors = [
      await trouble(login.exchange(callback, 'other')),
      await trouble(login.exchange(callback.replace('localhost:3000', 'evil.test'), 's1')),
      await trouble(login.exchange('hello', 's1')),
    ];
    await login.exchange(callback, 's1');
    const again = await trouble(login.exchange(callback, 's1'));
    expect(errors.map((error) => error.kind)).toEqual(['refused', 'refused', 'refused']);
    expect(again.kind).toBe('auth');
    const code = new URL(callback).searchParams.get('code') ?? 'no code';
    for (const { message, userMessage, cause } of [...errors, again])
      expect(`${message} ${userMessage} ${JSON.stringify(cause)}`).not.toContain(code);
    await close();
  });

  test('refresh rotates; the old one is dead after half an hour; a revoked login is gone', async () => {
    const { xero, login, clock, close } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), { tenants: [KIWI] });
    const { tokens } = await login.exchange(callback, 's1');
    const fresh = await login.refresh(tokens);
    expect(fresh.accessToken).not.toBe(tokens.accessToken);
    expect(fresh.refreshToken).not.toBe(tokens.refreshToken);
    clock.advance(31 * 60_000);
    expect((await trouble(login.refresh(tokens))).kind).toBe('auth');
    clock.advance(-31 * 60_000);
    await login.revoke(fresh);
    const dead = await trouble(login.refresh(fresh));
    expect([dead.kind, dead.userMessage]).toEqual(['auth', expect.stringContaining('connect upSync to Xero again')]);
    await close();
    expect(xero.port).toBeGreaterThan(0);
  });

  test('a lost answer to a refresh is asked for again', async () => {
    const { login, faults, close } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), { tenants: [KIWI] });
    const { tokens } = await login.exchange(callback, 's1');
    faults.add({ system: 'xero', kind: 'lost-answer', path: '/connect/token', times: 1 });
    const fresh = await login.refresh(tokens);
    expect((await login.organisations(fresh)).length).toBe(1);
    expect(faults.pending()).toEqual([]);
    await close();
  });

  test('one organisation is disconnected; doing it twice is fine', async () => {
    const { login, close } = await open();
    const callback = await answerConsent(await login.consentUrl('s1'), { tenants: [KIWI, EURO] });
    const { tokens, organisations } = await login.exchange(callback, 's1');
    const kiwi = organisations.find(({ organisationId }) => organisationId === KIWI);
    await login.disconnect(tokens, kiwi?.connectionId ?? '');
    await login.disconnect(tokens, kiwi?.connectionId ?? '');
    expect((await login.organisations(tokens)).map(({ organisationId }) => organisationId)).toEqual([EURO]);
    await close();
  });

  test('a custom connection gets its tokens without a person, and again when they end', async () => {
    const { xero, close, recorder } = await openBench({ apps: [{ ...APP, customConnection: KIWI }] });
    const login = loginFor(xero.url, { grant: 'client_credentials' });
    const { tokens, organisations } = await login.clientCredentials();
    expect([organisations.map(({ organisationId }) => organisationId), tokens.refreshToken]).toEqual([[KIWI], null]);
    expect((await login.refresh(tokens)).accessToken).not.toBe(tokens.accessToken);
    await login.revoke(tokens);
    expect(recorder.violations).toEqual([]);
    await close();
  });

  test('a wrong app secret names the settings to check', async () => {
    const { xero, close } = await openBench({ apps: [{ ...APP, customConnection: KIWI }] });
    const login = loginFor(xero.url, { grant: 'client_credentials', clientSecret: 'canary-secret' });
    const error = await trouble(login.clientCredentials());
    expect([error.kind, error.userMessage]).toEqual(['auth', expect.stringContaining('XERO_CLIENT_SECRET')]);
    expect(`${error.message}${error.userMessage}`).not.toContain('canary');
    await close();
  });

  test('a discovery document that points elsewhere is not believed; one that is away is unavailable', async () => {
    const evil = await serve(({ headers }) => ({
      body: JSON.stringify({
        issuer: `http://${headers.host}`,
        authorization_endpoint: 'https://evil.test/authorize',
        token_endpoint: 'https://evil.test/token',
        jwks_uri: 'https://evil.test/jwks',
      }),
    }));
    expect((await trouble(loginFor(evil.url).consentUrl('s'))).kind).toBe('unexpected-answer');
    expect((await trouble(loginFor('http://127.0.0.1:1').consentUrl('s'))).kind).toBe('unavailable');
    const broken = await serve(() => ({ status: 503, headers: { 'content-type': 'text/html' }, body: 'offline' }));
    expect((await trouble(loginFor(broken.url).consentUrl('s'))).kind).toBe('unavailable');
  });
});

describe('tokens in use', () => {
  test('an expired token is renewed once and the call repeated', async () => {
    const { accounting, xero, held } = await openClient();
    xero.expireAccessTokens();
    expect((await accounting.books(KIWI)).organisation.shortCode).toBe('!kiwi1');
    expect(held.refreshes).toBeGreaterThan(0);
  });

  test('an organisation that was disconnected in Xero is said so', async () => {
    const { accounting, xero } = await openClient();
    xero.disconnect(KIWI);
    const error = await trouble(accounting.contactsByNames(KIWI, ['Acme Ltd']));
    expect([error.kind, error.userMessage]).toEqual(['auth', expect.stringContaining('connect upSync to Xero again')]);
  });

  test('the scopes are those asked for', () => {
    expect(SCOPES).toContain('offline_access');
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../helpers/until.ts';
import { EURO, KIWI } from '../../helpers/xero-world.ts';
import type { Bench, Send, Tokens } from './open.ts';
import { caller, connect, list, openBench, token } from './open.ts';

let bench: Bench;
let tokens: Tokens;
let send: Send;
beforeEach(async () => {
  bench = await openBench();
  tokens = await connect(bench.xero);
  send = caller(bench.xero, tokens.access_token);
});
afterEach(() => bench.close());

describe('who may call', () => {
  test('no bearer, an unknown one, an expired one', async () => {
    expect((await send('GET', 'Organisation', undefined, { authorization: '' })).json.Detail).toBe(
      'AuthenticationUnsuccessful',
    );
    expect((await caller(bench.xero, 'x.y.z')('GET', 'Organisation')).status).toBe(401);
    bench.clock.advance(1_800_000);
    const expired = await send('GET', 'Organisation');
    expect(expired.status).toBe(401);
    expect(expired.json).toMatchObject({
      Title: 'Unauthorized',
      Status: 401,
      Detail: expect.stringMatching(/^TokenExpired: /),
    });
  });

  test('no tenant, an unknown one, one that was disconnected', async () => {
    expect((await send('GET', 'Organisation', undefined, { 'xero-tenant-id': '' })).status).toBe(403);
    expect((await caller(bench.xero, tokens.access_token, 'nobody')('GET', 'Organisation')).status).toBe(403);
    bench.xero.disconnect(KIWI);
    expect((await send('GET', 'Organisation')).json).toMatchObject({
      Title: 'Forbidden',
      Detail: 'AuthenticationUnsuccessful',
    });
    expect((await caller(bench.xero, tokens.access_token, EURO)('GET', 'Organisation')).status).toBe(200);
  });

  test('a scope that was not granted', async () => {
    const narrow = await connect(bench.xero, [KIWI], 'accounting.invoices.read');
    const read = caller(bench.xero, narrow.access_token);
    expect((await read('GET', 'Invoices')).status).toBe(200);
    const write = await read('PUT', 'Invoices', { Invoices: [] });
    expect([write.status, write.json.Detail]).toEqual([401, 'AuthorizationUnsuccessful']);
    expect(write.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect((await read('GET', 'Contacts')).status).toBe(401);
  });
});

describe('what is not modelled fails loudly', () => {
  test.each([
    ['a route', 'GET', 'Payments', undefined, 'route: GET /api.xro/2.0/Payments'],
    ['a parameter', 'GET', 'Invoices?colour=red', undefined, 'query parameter of GET /api.xro/2.0/Invoices: colour'],
    ['a field', 'PUT', 'Contacts', { Contacts: [{ Name: 'A', Colour: 'red' }] }, 'Contacts[0].Colour'],
    [
      'a field of a line',
      'PUT',
      'Invoices',
      { Invoices: [{ LineItems: [{ Price: 1 }] }] },
      'Invoices[0].LineItems.0.Price',
    ],
    ['an older envelope', 'PUT', 'Contacts', { Contacts: [{ Name: 'A' }], Extra: 1 }, 'Extra'],
  ])('%s', async (_, method, path, body, name) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(501);
    expect(answer.text).toContain(name);
    expect(bench.recorder.violations.join()).toContain(name);
  });

  test('an unknown field in where is a 400, and recorded', async () => {
    expect((await send('GET', 'Invoices?where=Colour%3D%3D%22red%22')).json.Type).toBe('QueryParseException');
    expect(bench.recorder.violations).toEqual(['xero: unknown field in where: Colour']);
  });

  test('honest calls leave nothing behind', async () => {
    await send('GET', 'Invoices', undefined, {});
    await send('GET', 'Contacts?PAGE=1&includearchived=TRUE');
    expect(bench.recorder.violations).toEqual([]);
    expect(bench.recorder.exchanges.at(-1)).toMatchObject({
      system: 'xero',
      method: 'GET',
      path: '/api.xro/2.0/Contacts',
      status: 200,
    });
  });
});

describe('bodies', () => {
  test('a wrong type, bad JSON and a null are PostDataInvalidException', async () => {
    for (const Quantity of ['2', null])
      expect((await send('PUT', 'Invoices', { Invoices: [{ LineItems: [{ Quantity }] }] })).json.Type).toBe(
        'PostDataInvalidException',
      );
    const bad = await send('PUT', 'Invoices', new TextEncoder().encode('{"Invoices":'), {
      'content-type': 'application/json',
    });
    expect(bad.json.Type).toBe('PostDataInvalidException');
  });

  test('more than 3.5 MB is refused', async () => {
    const answer = await send('PUT', 'Contacts', { Contacts: [{ Name: 'x'.repeat(3_700_000) }] });
    expect(answer.status).toBe(413);
  });

  test('the key of the envelope may be written small', async () => {
    expect((await send('PUT', 'Contacts', { contacts: [{ Name: 'Small' }] })).status).toBe(200);
  });

  test('what is not there is 404 in HTML', async () => {
    const answer = await send('GET', 'Invoices/99999999-9999-4999-8999-999999999999');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe('limits', () => {
  test('sixty a minute and organisation, then 429 with nothing in it', async () => {
    bench.xero.switches.minuteLimit = 60;
    bench.clock.advance(60_000);
    let refused = await send('GET', 'Currencies');
    expect(refused.headers.get('x-minlimit-remaining')).toBe('59');
    for (let calls = 1; calls <= 60; calls += 1) refused = await send('GET', 'Currencies');
    expect(refused.status).toBe(429);
    expect(refused.text).toBe('');
    expect(refused.headers.get('content-type')).toBeNull();
    expect(refused.headers.get('x-rate-limit-problem')).toBe('minute');
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await caller(bench.xero, tokens.access_token, EURO)('GET', 'Currencies')).status).toBe(200);
    bench.clock.advance(wait * 1_000);
    expect((await send('GET', 'Currencies')).status).toBe(200);
  });

  test('a day limit says how long', async () => {
    bench.xero.switches.dayLimit = 2;
    await send('GET', 'Currencies');
    expect((await send('GET', 'Currencies')).headers.get('x-daylimit-remaining')).toBe('0');
    const refused = await send('GET', 'Currencies');
    expect(refused.headers.get('x-rate-limit-problem')).toBe('day');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  test('the app has a limit of its own, without Retry-After', async () => {
    bench.xero.switches.appMinuteLimit = 1;
    await send('GET', 'Currencies');
    const refused = await caller(bench.xero, tokens.access_token, EURO)('GET', 'Currencies');
    expect(refused.headers.get('x-rate-limit-problem')).toBe('appminute');
    expect(refused.headers.get('retry-after')).toBeNull();
  });

  test('a sixth call at the same moment is refused', async () => {
    bench.faults.add({ system: 'xero', kind: 'slow', times: 6, delayMs: 150 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => send('GET', 'Currencies')));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.map((answer) => answer.headers.get('x-rate-limit-problem'))).toEqual(['concurrent']);
    expect((await send('GET', 'Currencies')).status).toBe(200);
  });
});

describe('faults', () => {
  const contact = { Contacts: [{ Name: 'Fault' }] };
  const stored = () => bench.xero.organisation(KIWI).contacts.filter((c) => c.Name === 'Fault').length;

  test('limited and down', async () => {
    bench.faults.add({ system: 'xero', kind: 'limited', times: 1, retryAfterSeconds: 7 });
    const limited = await send('GET', 'Currencies');
    expect([limited.status, limited.text, limited.headers.get('retry-after')]).toEqual([429, '', '7']);
    bench.faults.add({ system: 'xero', kind: 'down', times: 1 });
    const down = await send('GET', 'Currencies');
    expect([down.status, down.text]).toEqual([503, 'The Xero API is currently offline for maintenance']);
  });

  test('failing does nothing; under a key it is kept and replayed', async () => {
    bench.faults.add({ system: 'xero', kind: 'failing', times: 1, method: 'PUT' });
    const failed = await send('PUT', 'Contacts', contact, { 'idempotency-key': 'k' });
    expect([failed.status, failed.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    expect((await send('PUT', 'Contacts', contact, { 'idempotency-key': 'k' })).text).toBe(failed.text);
    expect(stored()).toBe(0);
    expect((await send('PUT', 'Contacts', contact, { 'idempotency-key': 'k2' })).status).toBe(200);
  });

  test('failing may have done the work', async () => {
    bench.xero.switches.failAfterWork = true;
    bench.faults.add({ system: 'xero', kind: 'failing', times: 1, method: 'PUT' });
    expect((await send('PUT', 'Contacts', contact)).status).toBe(500);
    expect(stored()).toBe(1);
  });

  test('a lost answer: done, and replayed under its key', async () => {
    bench.faults.add({ system: 'xero', kind: 'lost-answer', times: 1, path: '/Contacts' });
    await expect(send('PUT', 'Contacts', contact, { 'idempotency-key': 'k' })).rejects.toThrow();
    expect(stored()).toBe(1);
    const again = await send('PUT', 'Contacts', contact, { 'idempotency-key': 'k' });
    expect(list(again, 'Contacts')).toMatchObject([{ Name: 'Fault' }]);
    expect(stored()).toBe(1);
  });

  test('a lost answer of the token endpoint: rotated, and the old refresh token gets another one', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    bench.faults.add({ system: 'xero', kind: 'lost-answer', times: 1, path: '/connect/token' });
    await expect(token(bench.xero, form)).rejects.toThrow();
    expect((await token(bench.xero, form)).status).toBe(200);
    bench.clock.advance(31 * 60_000);
    expect((await token(bench.xero, form)).status).toBe(400);
  });

  test('a closed stand-in carries nothing out any more', async () => {
    const closing = await openBench();
    const late = caller(closing.xero, (await connect(closing.xero)).access_token);
    closing.faults.add({ system: 'xero', kind: 'slow', times: 1, delayMs: 60_000 });
    const outcome = late('PUT', 'Contacts', { Contacts: [{ Name: 'Late' }] }).then(
      () => 'answered',
      () => 'cut',
    );
    await until('the slow request has arrived', () => closing.faults.pending().length === 0);
    await closing.close();
    expect(await outcome).toBe('cut');
    expect(closing.xero.organisation(KIWI).contacts.some((c) => c.Name === 'Late')).toBe(false);
    expect(closing.recorder.violations).toEqual([]);
  });

  test('a lost request: nothing done', async () => {
    bench.faults.add({ system: 'xero', kind: 'lost-request', times: 1 });
    await expect(send('PUT', 'Contacts', contact)).rejects.toThrow();
    expect(stored()).toBe(0);
  });

  test('hang: never answers, does nothing', async () => {
    bench.faults.add({ system: 'xero', kind: 'hang', times: 1 });
    const signal = AbortSignal.timeout(300);
    const headers = { authorization: `Bearer ${tokens.access_token}`, 'xero-tenant-id': KIWI };
    await expect(fetch(`${bench.xero.url}/api.xro/2.0/Currencies`, { headers, signal })).rejects.toThrow(
      /timeout|abort/i,
    );
    expect(bench.recorder.exchanges.at(-1)?.status).toBe(0);
  });

  test('slow: carried out after its sender gave up', async () => {
    bench.faults.add({ system: 'xero', kind: 'slow', times: 1, delayMs: 200 });
    const headers = {
      authorization: `Bearer ${tokens.access_token}`,
      'xero-tenant-id': KIWI,
      'content-type': 'application/json',
    };
    const request = { method: 'PUT', headers, body: JSON.stringify(contact), signal: AbortSignal.timeout(100) };
    await expect(fetch(`${bench.xero.url}/api.xro/2.0/Contacts`, request)).rejects.toThrow(/timeout|abort/i);
    expect(stored()).toBe(0);
    await until('the slow request was carried out', () => stored() === 1);
  });
});

describe('Idempotency-Key', () => {
  const contact = (Name: string) => ({ Contacts: [{ Name }] });
  const put = (name: string, key = 'key', path = 'Contacts', to = send) =>
    to('PUT', path, contact(name), { 'idempotency-key': key });

  test('the same request is answered byte for byte, and done once', async () => {
    const first = await put('Once');
    const second = await put('Once');
    expect(second.text).toBe(first.text);
    expect(bench.xero.organisation(KIWI).contacts.filter((c) => c.Name === 'Once')).toHaveLength(1);
  });

  test('another body, URL or method under the key is refused', async () => {
    await put('Once');
    for (const other of [await put('Twice'), await put('Once', 'key', 'Contacts?summarizeErrors=false')])
      expect([other.status, other.text]).toEqual([400, expect.stringContaining('used with a different request')]);
    const post = await send('POST', 'Contacts', contact('Once'), { 'idempotency-key': 'key' });
    expect(post.status).toBe(400);
  });

  test('a refusal is kept too, until six minutes after the first use', async () => {
    const refused = await put('Acme Ltd');
    expect(refused.status).toBe(400);
    const { contacts } = bench.xero.organisation(KIWI);
    bench.xero.archiveContact(KIWI, contacts.find((c) => c.Name === 'Acme Ltd')?.ContactID ?? '');
    bench.clock.advance(359_000);
    expect((await put('Acme Ltd')).text).toBe(refused.text);
    bench.clock.advance(1_000);
    expect((await put('Acme Ltd')).status).toBe(200);
  });

  test('belongs to the app: another organisation gets the first one\u2019s answer', async () => {
    const first = await put('Once');
    const other = await put('Once', 'key', 'Contacts', caller(bench.xero, tokens.access_token, EURO));
    expect(other.text).toBe(first.text);
    expect(bench.xero.organisation(EURO).contacts).toEqual([]);
  });

  test('is at most 128 characters, and ignored on GET', async () => {
    expect((await put('Long', 'k'.repeat(129))).text).toContain('with length 129 is too long');
    expect((await send('GET', 'Currencies', undefined, { 'idempotency-key': 'k' })).status).toBe(200);
    expect((await send('GET', 'Accounts', undefined, { 'idempotency-key': 'k' })).status).toBe(200);
  });
});

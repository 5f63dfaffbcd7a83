import { describe, expect, test } from '@jest/globals';
import { createAutotask } from '../../src/clients/autotask.ts';
import { isAllowedHost, readZone } from '../../src/clients/autotask-zone.ts';
import { serve, trouble, virtualPacing } from './support.ts';

const start = 'https://webservices.autotask.net/atservicesrest/';
const asked = { system: 'autotask', what: 'GET zoneInformation', write: false } as const;

describe('hosts that get the secret', () => {
  test('Autotask’s own, by https on the usual port', () => {
    for (const host of ['webservices', 'webservices3', 'webservices24', 'prde', 'pres'])
      expect(isAllowedHost(`https://${host}.autotask.net/atservicesrest/`, start)).toBe(true);
  });

  test('no other, however it looks', () => {
    for (const address of [
      'http://webservices3.autotask.net/atservicesrest/',
      'https://webservices3.autotask.net.evil.test/',
      'https://evilwebservices3.autotask.net/',
      'https://webservices3.autotask.net:8443/',
      'https://webservices3.autotask.net@evil.test/',
      'https://user:pass@webservices3.autotask.net/',
      'https://ww3.autotask.net/',
      'http://127.0.0.1/',
      'not an address',
    ])
      expect([address, isAllowedHost(address, start)]).toEqual([address, false]);
  });

  test('with a loopback address configured, only that one', () => {
    expect(isAllowedHost('http://127.0.0.1:4000/x', 'http://127.0.0.1:4000/atservicesrest/')).toBe(true);
    expect(isAllowedHost('http://127.0.0.1:4001/x', 'http://127.0.0.1:4000/atservicesrest/')).toBe(false);
    expect(isAllowedHost(start, 'http://127.0.0.1:4000/atservicesrest/')).toBe(false);
  });

  test('a zone elsewhere is refused; one of Autotask’s is taken, with or without a slash', async () => {
    const answer = {
      url: 'https://webservices3.autotask.net/atservicesrest',
      webUrl: 'https://ww3.autotask.net',
      ci: 7,
    };
    expect(readZone(answer, start, asked)).toEqual({
      apiUrl: 'https://webservices3.autotask.net/atservicesrest/',
      webUrl: 'https://ww3.autotask.net/',
      databaseId: 7,
    });
    for (const bad of [
      { ...answer, url: 'https://evil.test/atservicesrest/' },
      { ...answer, webUrl: 'javascript:alert(1)' },
    ])
      expect((await trouble(Promise.resolve().then(() => readZone(bad, start, asked)))).kind).toBe('unexpected-answer');
  });
});

/** An Autotask that answers queries as told. */
async function tenant(query: (url: string) => { status?: number; headers?: Record<string, string>; body?: string }) {
  const server = await serve(({ url }) =>
    url.includes('zoneInformation')
      ? { body: JSON.stringify({ url: server.url, webUrl: server.url, ci: 1 }) }
      : query(url),
  );
  const time = virtualPacing();
  const psa = createAutotask({
    username: 'u',
    secret: 's',
    integrationCode: 'c',
    apiUrl: `${server.url}/atservicesrest/`,
    clock: time.clock,
    pacing: time.pacing,
  });
  return { psa, server };
}

describe('answers of a strange kind', () => {
  test('a next page on a foreign host is not asked for', async () => {
    const { psa, server } = await tenant(() => ({
      body: '{"items":[],"pageDetails":{"nextPageUrl":"https://evil.test/atservicesrest/next"}}',
    }));
    const error = await trouble(psa.marks([1]));
    expect([error.kind, error.message]).toEqual(['unexpected-answer', expect.stringContaining('foreign host')]);
    expect(server.heard.length).toBe(2);
  });

  test('pages that go round in a circle come to an end', async () => {
    const { psa, server } = await tenant(() => ({
      body: JSON.stringify({ items: [], pageDetails: { nextPageUrl: `${server.url}/atservicesrest/v1.0/next` } }),
    }));
    expect((await trouble(psa.marks([1]))).kind).toBe('unexpected-answer');
  });

  test('no redirect carries the secret away', async () => {
    const elsewhere = await serve(() => ({ body: '{"items":[]}' }));
    const { psa } = await tenant(() => ({ status: 307, headers: { location: `${elsewhere.url}/` } }));
    expect((await trouble(psa.marks([1]))).kind).toBe('unexpected-answer');
    expect(elsewhere.heard).toEqual([]);
  });

  test('HTML, an odd form, errors under a 200 and a foreign verb are each said as what they are', async () => {
    const answers: [{ status?: number; body: string }, string][] = [
      [{ body: '<html>maintenance</html>' }, 'unexpected-answer'],
      [{ body: '{"rows":[]}' }, 'unexpected-answer'],
      [{ body: '{"items":[{"id":"abc"}]}' }, 'nothing'],
      [{ body: '{"errors":["Not today."]}' }, 'refused'],
      [{ status: 500, body: '{"errors":[{"message":"Not today."}]}' }, 'refused'],
      [
        { status: 405, body: '{"Message":"The requested resource does not support http method \'POST\'."}' },
        'unexpected-answer',
      ],
      [{ status: 403, body: '' }, 'auth'],
      [{ status: 404, body: '"Not Found"' }, 'unexpected-answer'],
      [{ status: 500, body: '{"errors":["The number of simultaneous threads was exceeded."]}' }, 'rate-limit'],
    ];
    for (const [answer, kind] of answers) {
      const { psa } = await tenant(() => answer);
      const outcome = kind === 'nothing' ? (await psa.marks([1])).size === 0 : (await trouble(psa.marks([1]))).kind;
      expect([answer.body, outcome]).toEqual([answer.body, kind === 'nothing' ? true : kind]);
    }
  });
});

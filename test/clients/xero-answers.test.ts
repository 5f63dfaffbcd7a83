import { describe, expect, test } from '@jest/globals';
import { createAccounting } from '../../src/clients/xero.ts';
import { readFailure, toRemoteError } from '../../src/clients/xero-errors.ts';
import { readDay } from '../../src/clients/xero-schema.ts';
import { chunks } from '../../src/clients/xero-where.ts';
import { KIWI } from '../helpers/xero-world.ts';
import { serve, trouble, virtualPacing } from './support.ts';
import { draft, urlOf } from './xero-bench.ts';

const ID = '0a0a0a0a-0000-4000-8000-000000000001';

/** A Xero that gives this one answer. */
async function answering(answer: { status?: number; headers?: Record<string, string>; body: string }) {
  const server = await serve(() => answer);
  const { pacing, clock } = virtualPacing();
  const accounting = createAccounting({
    apiUrl: `${server.url}/`,
    clock,
    pacing,
    accessToken: async () => 'canary-token',
  });
  const post = (numbers: string[]) => {
    const drafts = numbers.map((number) => draft({ number }));
    return accounting.postBatch(accounting.prepareBatch(KIWI, 'invoice', drafts, urlOf), 'key');
  };
  return { accounting, post, server };
}

function invoices(...elements: object[]) {
  return { body: JSON.stringify({ Status: 'OK', Invoices: elements }) };
}

const good = { InvoiceID: ID, InvoiceNumber: 'A', HasErrors: false, Status: 'DRAFT', StatusAttributeString: 'OK' };

describe('a 200 is not believed for being one', () => {
  test('not JSON, another form, another count, no id: nothing may be concluded', async () => {
    const answers = [
      { body: '<html>proxy</html>' },
      { body: '' },
      { body: '{"Things":[]}' },
      invoices(),
      invoices(good, good),
      invoices({ ...good, InvoiceID: '00000000-0000-0000-0000-000000000000' }),
      invoices({ ...good, InvoiceID: undefined }),
      invoices({ ...good, Total: 'lots' }),
    ];
    for (const answer of answers) {
      const { post } = await answering(answer);
      expect([answer.body, (await trouble(post(['A']))).kind]).toEqual([answer.body, 'unexpected-answer']);
    }
  });

  test('elements in another order than sent are not told apart by position', async () => {
    const { post } = await answering(invoices({ ...good, InvoiceNumber: 'B' }, { ...good, InvoiceNumber: 'A' }));
    expect((await trouble(post(['A', 'B']))).message).toContain('another order');
  });

  test('each way of saying no is a no', async () => {
    for (const no of [
      { HasErrors: true },
      { ValidationErrors: [{ Message: 'Bad account' }] },
      { StatusAttributeString: 'ERROR' },
    ]) {
      const { post } = await answering(invoices({ ...good, ...no }));
      expect((await post(['A']))[0]?.ok).toBe(false);
    }
  });

  test('warnings are heard, of the element and of the whole answer', async () => {
    const { post } = await answering({
      body: JSON.stringify({ Invoices: [{ ...good, Warnings: [{ Message: 'one' }] }], Warnings: [{ Message: 'two' }] }),
    });
    expect(await post(['A'])).toMatchObject([{ ok: true, warnings: ['one', 'two'] }]);
  });

  test('amounts keep their digits, dates their day', async () => {
    const { post } = await answering({
      body: `{"Invoices":[{"InvoiceID":"${ID}","InvoiceNumber":"A","Date":"\\/Date(1793404800000+0000)\\/","SubTotal":90071992547409.93,"TotalTax":0.1,"Total":90071992547410.03}]}`,
    });
    expect(await post(['A'])).toMatchObject([
      { document: { date: '2026-10-31', subTotal: '90071992547409.93', totalTax: '0.10', total: '90071992547410.03' } },
    ]);
  });
});

describe('errors', () => {
  test('statuses of a write, each as what it means, and none repeated but 429', async () => {
    const cases: [number, string, string, number][] = [
      [
        400,
        '{"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"No."}]}]}',
        'refused',
        1,
      ],
      [400, '{"Message":"Idempotency Key: k is used with a different request."}', 'refused', 1],
      [401, '{"Detail":"AuthenticationUnsuccessful"}', 'auth', 1],
      [401, '{"Detail":"AuthorizationUnsuccessful"}', 'auth', 1],
      [403, '{"Detail":"AuthenticationUnsuccessful"}', 'auth', 1],
      [404, 'The resource cannot be found', 'refused', 1],
      [429, '', 'rate-limit', 4],
      [500, '<html></html>', 'in-doubt', 1],
      [501, '{}', 'unexpected-answer', 1],
      [503, 'offline', 'in-doubt', 1],
      [302, '', 'unexpected-answer', 1],
    ];
    for (const [status, body, kind, sent] of cases) {
      const { post, server } = await answering({ status, body, headers: { location: 'http://127.0.0.1:1/' } });
      const error = await trouble(post(['A']));
      expect([status, error.kind, server.heard.length]).toEqual([status, kind, sent]);
      expect(`${error.message} ${error.userMessage} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain(
        'canary',
      );
    }
  });

  test('Xero’s own words reach people', async () => {
    const { post } = await answering({
      status: 400,
      body: '{"Elements":[{"ValidationErrors":[{"Message":"Too late."}]}]}',
    });
    expect((await trouble(post(['A']))).userMessage).toContain('Too late.');
  });

  test('an expired token is asked for anew once, not for ever', async () => {
    const server = await serve(() => ({ status: 401, body: '{"Detail":"TokenExpired: token expired at 02/20/2025"}' }));
    const { pacing, clock } = virtualPacing();
    const asked: boolean[] = [];
    const accounting = createAccounting({
      apiUrl: server.url,
      clock,
      pacing,
      async accessToken(_organisation, { refreshed }) {
        asked.push(refreshed ?? false);
        return 'token';
      },
    });
    expect((await trouble(accounting.contactsByNames(KIWI, ['x']))).kind).toBe('auth');
    expect([asked, server.heard.length]).toEqual([[false, true], 2]);
  });

  test('a rejection that is no JSON string is nobody’s answer', () => {
    expect([readFailure(new Error('x')), readFailure('not json'), readFailure(undefined)]).toEqual([null, null, null]);
    const asked = { system: 'xero', what: 'GET Things', write: false } as const;
    expect(toRemoteError(asked, { status: 0, body: {}, headers: {} }, 0).kind).toBe('unavailable');
  });
});

test('the organisation, the key and nothing but text in it are on the wire; the same batch is the same bytes', async () => {
  const { post, server } = await answering(invoices(good));
  await post(['A']);
  await post(['A']);
  const [first, second] = server.heard;
  expect(first?.headers).toMatchObject({ 'xero-tenant-id': KIWI, 'idempotency-key': 'key' });
  expect([first?.method, first?.url]).toEqual(['PUT', '/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4']);
  expect(second?.body).toBe(first?.body);
});

test('days are read as written or as UTC', () => {
  expect(['2026-10-31T00:00:00', '/Date(1793404800000+0000)/', '/Date(1793404800000)/', '', null].map(readDay)).toEqual(
    ['2026-10-31', '2026-10-31', '2026-10-31', null, null],
  );
});

test('lists are cut by length and by count, and repeat nothing', () => {
  expect(chunks(['a', 'b', 'a'], 1)).toEqual([['a', 'b']]);
  expect(chunks([], 1)).toEqual([]);
  expect(chunks(['x'.repeat(2_000), 'y'], 1)).toEqual([['x'.repeat(2_000)], ['y']]);
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAutotask } from '../../src/clients/autotask.ts';
import { createAccounting } from '../../src/clients/xero.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import { KIWI } from '../helpers/xero-world.ts';
import { serve, virtualPacing } from './support.ts';
import { draft, urlOf } from './xero-bench.ts';

const KINDS = ['refused', 'auth', 'rate-limit', 'unavailable', 'in-doubt', 'unexpected-answer'];

/** Values in places where the vendors put ids, texts, amounts, lists. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', '0', 0, -1, 1e30, null, 'ERROR', '2026-13-45', []),
);
const element = fc.dictionary(
  fc.constantFrom(
    'InvoiceID',
    'InvoiceNumber',
    'Contact',
    'Total',
    'Date',
    'HasErrors',
    'ValidationErrors',
    'Warnings',
    'id',
    'webServiceDate',
    'invoiceTotal',
    'companyID',
    'invoiceDateTime',
  ),
  odd,
);
const body = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 3 }),
  fc
    .record(
      {
        Invoices: fc.array(element),
        items: fc.array(element),
        errors: odd,
        pageDetails: odd,
        Message: odd,
        Elements: odd,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const answer = fc.record({ status: fc.constantFrom(200, 200, 200, 400, 401, 403, 404, 409, 429, 500, 501, 503), body });

/** A fresh client each time, so that no pause of the last answer stands in the way. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'fine';
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    expect(`${error.message} ${error.userMessage} ${String(error.cause)}`).not.toContain('canary');
    return error.kind;
  }
}

test('whatever Autotask answers is data or a RemoteError', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(({ url }) =>
    url.includes('zoneInformation') ? { body: JSON.stringify({ url: server.url, webUrl: server.url, ci: 1 }) } : say,
  );
  await fc.assert(
    fc.asyncProperty(answer, async (given) => {
      say = given;
      const { pacing, clock } = virtualPacing();
      const login = { username: 'u', secret: 'canary-secret', integrationCode: 'canary-code' };
      const psa = createAutotask({ ...login, apiUrl: `${server.url}/`, clock, pacing });
      expect(['fine', ...KINDS]).toContain(await outcome(() => psa.marks([1])));
      const marked = await outcome(() => psa.mark(1, '2026-11-22T10:00:00.000Z'));
      // Only an answer that names the invoice is a mark.
      expect(KINDS).toContain(marked);
    }),
    { numRuns: 150 },
  );
});

test('whatever Xero answers to a batch is one result per document or a RemoteError', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(() => say);
  await fc.assert(
    fc.asyncProperty(answer, async (given) => {
      say = given;
      const { pacing, clock } = virtualPacing();
      const accounting = createAccounting({
        apiUrl: server.url,
        clock,
        pacing,
        accessToken: async () => 'canary-token',
      });
      const batch = accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf);
      const posted = await outcome(async () => expect((await accounting.postBatch(batch, 'k')).length).toBe(1));
      expect(['fine', ...KINDS]).toContain(posted);
      if (given.status !== 200) expect(posted).not.toBe('fine');
    }),
    { numRuns: 150 },
  );
});

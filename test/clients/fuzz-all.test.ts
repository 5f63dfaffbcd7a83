import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAutotask } from '../../src/clients/autotask.ts';
import { createSlackChat } from '../../src/clients/slack-chat.ts';
import { createSlackPeople } from '../../src/clients/slack-people.ts';
import { createAccounting } from '../../src/clients/xero.ts';
import { createXeroLogin } from '../../src/clients/xero-auth.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import { notice } from '../../src/domain/views.ts';
import { silentLog } from '../../src/log.ts';
import { KIWI } from '../helpers/xero-world.ts';
import { serve, virtualPacing } from './support.ts';

const ID = '6a8f0c3e-0b1d-4c4e-9a55-3b1f7d2c9e10';
const RUNS = { numRuns: 40 };

/** Values in places where the vendors put ids, texts, amounts, lists. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', '0', 0, -1, 1e30, null, 'ERROR', '2026-13-45', '/Date(1)/', [], ID, 'https://evil.test/next'),
);
const names = [
  ...[
    'id',
    'items',
    'item',
    'pageDetails',
    'nextPageUrl',
    'errors',
    'fields',
    'invoiceTotal',
    'invoiceNumber',
    'companyID',
  ],
  ...['invoiceDateTime', 'webServiceDate', 'name', 'picklistValues', 'data', 'userAccessForQuery', 'isVoided'],
  ...[
    'InvoiceID',
    'InvoiceNumber',
    'Contact',
    'ContactID',
    'Name',
    'Total',
    'Date',
    'Status',
    'HasErrors',
    'LineItems',
  ],
  ...[
    'ValidationErrors',
    'Warnings',
    'Elements',
    'Code',
    'TaxType',
    'EffectiveRate',
    'FileName',
    'Message',
    'ErrorNumber',
  ],
  ...['ok', 'error', 'ts', 'channel', 'user', 'users', 'profile', 'permalink', 'team_id', 'response_metadata'],
];
const row = fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 6 });
const lists = [
  ...[
    'items',
    'item',
    'Invoices',
    'CreditNotes',
    'Contacts',
    'Accounts',
    'TaxRates',
    'Organisations',
    'Items',
    'Currencies',
  ],
  ...['TrackingCategories', 'BrandingThemes', 'Attachments', 'fields', 'users', 'user'],
];
const body = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.json({ maxDepth: 2 }),
  fc
    .tuple(row, fc.dictionary(fc.constantFrom(...lists), fc.oneof(fc.array(row, { maxLength: 2 }), row, odd)))
    .map(([first, second]) => JSON.stringify({ ...first, ...second })),
);
const status = fc.constantFrom(200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 409, 429, 500, 501, 503);
const answer = fc.record({ status, body });

type Calls = Record<string, () => Promise<unknown>>;

/** Every call ends in data or in a RemoteError that tells no secret. */
async function tryAll(calls: Calls): Promise<void> {
  for (const [name, call] of Object.entries(calls)) {
    const error = await call().then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) continue;
    expect([name, error instanceof RemoteError ? 'RemoteError' : error]).toEqual([name, 'RemoteError']);
    const { message, userMessage, cause } = error as RemoteError;
    expect(`${message} ${userMessage} ${String(cause)}`).not.toContain('canary');
    expect(userMessage.length).toBeGreaterThan(0);
  }
}

test('whatever Autotask answers to any call', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(({ url }) =>
    url.includes('zoneInformation') ? { body: JSON.stringify({ url: server.url, webUrl: server.url, ci: 1 }) } : say,
  );
  const property = fc.asyncProperty(answer, async (given) => {
    say = given;
    const { pacing, clock } = virtualPacing();
    const login = { username: 'u', secret: 'canary-secret', integrationCode: 'canary-code' };
    const psa = createAutotask({ ...login, apiUrl: `${server.url}/`, clock, pacing });
    await tryAll({
      findInvoices: () => psa.findInvoices({ from: '2026-10-01', to: '2026-10-31' }),
      findById: () => psa.findInvoices({ ids: [1] }),
      companies: () => psa.companies([1]),
      companyContacts: () => psa.companyContacts([1]),
      reference: () => psa.reference(),
      lineNames: () => psa.lineNames({ tickets: [1], contracts: [2] }),
      access: () => psa.access(),
      numbers: () => psa.numbers([1]),
      invoicePdf: () => psa.invoicePdf(1),
      setNumber: () => psa.setNumber(1, 'N-1'),
    });
  });
  await fc.assert(property, RUNS);
  expect(server.heard.filter(({ url }) => url.includes('evil'))).toEqual([]);
});

test('whatever Autotask names as its zone', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(() => say);
  const property = fc.asyncProperty(answer, async (given) => {
    say = given;
    const { pacing, clock } = virtualPacing();
    const login = { username: 'u', secret: 'canary-secret', integrationCode: 'canary-code' };
    const psa = createAutotask({ ...login, apiUrl: `${server.url}/`, clock, pacing });
    await tryAll({ identity: () => psa.identity() });
  });
  await fc.assert(property, RUNS);
});

test('whatever Xero answers to any call', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(() => say);
  const contact = { name: 'Acme', number: '1', email: null, firstName: '', lastName: '' };
  const document = { kind: 'invoice', id: ID } as const;
  const property = fc.asyncProperty(answer, async (given) => {
    say = given;
    const { pacing, clock } = virtualPacing();
    const accessToken = async () => 'canary-token';
    const xero = createAccounting({ apiUrl: server.url, clock, pacing, accessToken });
    await tryAll({
      books: () => xero.books(KIWI),
      brandingThemes: () => xero.brandingThemes(KIWI),
      contactsByNumber: () => xero.contactsByNumber(KIWI, ['1']),
      contactsById: () => xero.contactsById(KIWI, [ID]),
      contactsByNames: () => xero.contactsByNames(KIWI, ['Acme']),
      allContacts: () => xero.allContacts(KIWI, null),
      createContact: () => xero.createContact(KIWI, contact, 'key'),
      createContacts: () => xero.createContacts(KIWI, [contact, contact], 'key'),
      setContactNumber: () => xero.setContactNumber(KIWI, ID, '1'),
      documentsByNumber: () => xero.documentsByNumber(KIWI, 'invoice', ['N-1', 'N,2']),
      creditNotesByNumber: () => xero.documentsByNumber(KIWI, 'credit-note', ['N-1']),
      documentsByReference: () => xero.documentsByReference(KIWI, 'credit-note', [1]),
      documentsById: () => xero.documentsById(KIWI, 'invoice', [ID]),
      documentsInPeriod: () => xero.documentsInPeriod(KIWI, 'invoice', '2026-10-01', '2026-10-31'),
      removeDocument: () => xero.removeDocument(KIWI, { ...document, status: 'DRAFT' }),
      attachments: () => xero.attachments(KIWI, document),
      attach: () =>
        xero.attach(KIWI, document, { name: 'a.pdf', mimeType: 'application/pdf', content: Buffer.from('%') }),
      email: () => xero.email(KIWI, ID, 'key'),
    });
  });
  await fc.assert(property, RUNS);
});

test('whatever Xero answers to a login', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  let known = true;
  const server = await serve(({ url }) =>
    known && url.includes('.well-known')
      ? {
          body: JSON.stringify({
            ...{ issuer: server.url, authorization_endpoint: `${server.url}/identity/connect/authorize` },
            ...{ token_endpoint: `${server.url}/connect/token`, jwks_uri: `${server.url}/jwks` },
            revocation_endpoint: `${server.url}/connect/revocation`,
          }),
        }
      : say,
  );
  const redirectUri = 'http://localhost:3000/xero/callback';
  const tokens = { accessToken: 'canary-a', refreshToken: 'canary-r', expiresAt: 0, scope: '' };
  const property = fc.asyncProperty(answer, fc.boolean(), async (given, discovered) => {
    say = given;
    known = discovered;
    const { clock } = virtualPacing();
    const login = createXeroLogin({
      clock,
      ...{ clientId: 'id', clientSecret: 'canary-secret', scopes: 'offline_access', redirectUri },
      ...{ identityUrl: server.url, apiUrl: server.url, grant: 'authorization_code' },
    });
    await tryAll({
      consentUrl: () => login.consentUrl('state'),
      exchange: () => login.exchange(`${redirectUri}?code=canary-code&state=state`, 'state'),
      refresh: () => login.refresh(tokens),
      organisations: () => login.organisations(tokens),
      disconnect: () => login.disconnect(tokens, ID),
      revoke: () => login.revoke(tokens),
    });
  });
  await fc.assert(property, { numRuns: 60 });
});

test('whatever Slack answers to any call', async () => {
  let say: { status: number; body: string } = { status: 200, body: '' };
  const server = await serve(() => say);
  const [finance, ann] = ['slack:T0TEAM:C0FINANCE', 'slack:T0TEAM:U0ANN'];
  const property = fc.asyncProperty(answer, async (given) => {
    say = given;
    const { clock } = virtualPacing();
    const access = { token: 'xoxb-canary', apiUrl: `${server.url}/api/`, log: silentLog, clock, sleep: async () => {} };
    const chat = createSlackChat(access);
    const groups = { approvers: ['S0GROUP'], admins: ['U0ANN'], searchers: [] };
    const people = createSlackPeople({ ...access, team: 'T0TEAM', ...groups });
    const hello = notice('info', 'Hello.');
    const file = { name: 'a.csv', title: 'A', content: Buffer.from('a') };
    await tryAll({
      post: () => chat.post(finance, hello),
      update: () => chat.update(`${finance}:1700000000.000100`, hello),
      refill: () => chat.refill('slack:window:V1', hello),
      whisper: () => chat.whisper(finance, ann, hello),
      upload: () => chat.upload(finance, file),
      link: () => chat.link(`${finance}:1700000000.000100`),
      holders: () => people.holders('approver'),
      name: () => people.name(ann),
    });
    // nothing that is not plainly a full member of this workspace is one
    await tryAll({ roles: async () => expect([...(await people.roles(ann))]).toEqual([]) });
  });
  await fc.assert(property, RUNS);
});

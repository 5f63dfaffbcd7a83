import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Issuer } from 'openid-client';
import type { TokenSetParameters } from 'xero-node';
import { CurrencyCode, Invoice, LineAmountTypes, XeroClient } from 'xero-node';
import { answerConsent, seededContactId } from '../../../src/sandbox/xero/index.ts';
import { EURO, KIWI, PRACTICE } from '../../helpers/xero-world.ts';
import type { Bench } from './open.ts';
import { APP, openBench, SCOPES } from './open.ts';

/** The vendor's own client, with its two hosts moved by public members only. */
class HostedXeroClient extends XeroClient {
  private readonly base: string;

  constructor(base: string, state: string) {
    super({
      clientId: APP.clientId,
      clientSecret: APP.clientSecret,
      redirectUris: APP.redirectUris,
      scopes: SCOPES.split(' '),
      state,
    });
    this.base = base;
    this.accountingApi.basePath = `${base}/api.xro/2.0`;
  }

  override async initialize(): Promise<XeroClient> {
    const issuer = await Issuer.discover(this.base);
    this.openIdClient = new issuer.Client({
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
      redirect_uris: APP.redirectUris,
      response_types: ['code'],
    });
    return this;
  }
}

let bench: Bench;
let client: HostedXeroClient;
let tokens: TokenSetParameters;

beforeAll(async () => {
  bench = await openBench();
  client = new HostedXeroClient(bench.xero.url, 'state-1');
  const consentUrl = await client.buildConsentUrl();
  tokens = await client.apiCallback(await answerConsent(consentUrl, { tenants: [KIWI, EURO, PRACTICE] }));
});

afterAll(async () => {
  await bench.close();
  expect(bench.recorder.violations).toEqual([]);
});

test('signs in: the id token is checked by the client', () => {
  expect(tokens.id_token).toBeDefined();
  expect(tokens.refresh_token).toBeDefined();
  expect(decodeJwt(tokens.id_token ?? '').email).toBe('alex.morgan@example.com');
});

test('refreshes twice', async () => {
  const first = client.readTokenSet().refresh_token;
  await client.refreshToken();
  await client.refreshToken();
  expect(client.readTokenSet().refresh_token).not.toBe(first);
});

test('a person who refuses is an OPError', async () => {
  const refused = new HostedXeroClient(bench.xero.url, 'state-2');
  const url = await answerConsent(await refused.buildConsentUrl(), 'cancel');
  await expect(refused.apiCallback(url)).rejects.toMatchObject({ error: 'access_denied' });
});

test('reads the lists', async () => {
  const api = client.accountingApi;
  expect((await api.getOrganisations(KIWI)).body.organisations?.[0]).toMatchObject({
    shortCode: '!kiwi1',
    baseCurrency: 'NZD',
  });
  expect((await api.getOrganisationActions(KIWI)).body.actions?.length).toBeGreaterThan(3);
  expect((await api.getAccounts(KIWI, undefined, 'Status=="ACTIVE" AND Class=="REVENUE"')).body.accounts).toMatchObject(
    [{ code: '200' }],
  );
  expect((await api.getTaxRates(KIWI)).body.taxRates?.[0]).toMatchObject({ taxType: 'OUTPUT2', effectiveRate: 15 });
  expect((await api.getTrackingCategories(KIWI)).body.trackingCategories?.[0]?.options?.[0]?.name).toBe('North');
  expect((await api.getCurrencies(KIWI)).body.currencies?.map((c) => c.code)).toEqual(['NZD', 'USD']);
  expect((await api.getBrandingThemes(KIWI)).body.brandingThemes).toHaveLength(1);
  expect((await api.getItems(KIWI)).body.items?.[0]?.code).toBe('SUPPORT');
});

test('creates, finds and changes a contact', async () => {
  const api = client.accountingApi;
  const contact = {
    name: 'Delta BV',
    contactNumber: '2001',
    emailAddress: 'a@delta.example',
    contactPersons: [{ firstName: 'Ann' }],
  };
  const created = await api.createContacts(KIWI, { contacts: [contact] }, false, 'contact-1');
  const contactID = created.body.contacts?.[0]?.contactID ?? '';
  const found = await api.getContacts(KIWI, undefined, 'ContactNumber=="2001"', undefined, undefined, 1, true);
  expect(found.body.contacts).toMatchObject([{ contactID, name: 'Delta BV' }]);
  expect(found.body.pagination?.itemCount).toBe(1);
  await api.updateContact(KIWI, contactID, { contacts: [{ accountNumber: 'D-1' }] });
  expect((await api.getContact(KIWI, contactID)).body.contacts?.[0]).toMatchObject({
    accountNumber: 'D-1',
    name: 'Delta BV',
  });
});

test('posts a batch, adds to it, and voids', async () => {
  const api = client.accountingApi;
  const contact = { contactID: seededContactId(KIWI, 'acme') };
  const invoice: Invoice = {
    type: Invoice.TypeEnum.ACCREC,
    contact,
    invoiceNumber: 'N-1',
    reference: 'AT-1',
    url: 'https://example.com/1',
    date: '2026-10-31',
    dueDate: '2026-11-30',
    lineAmountTypes: LineAmountTypes.Exclusive,
    currencyCode: CurrencyCode.NZD,
    status: Invoice.StatusEnum.AUTHORISED,
    lineItems: [
      {
        description: 'Support',
        quantity: 1.5,
        unitAmount: 33.3333,
        lineAmount: 50,
        accountCode: '200',
        taxType: 'OUTPUT2',
        taxAmount: 7.51,
        tracking: [{ name: 'Region', option: 'North' }],
      },
    ],
  };
  const posted = await api.createInvoices(KIWI, { invoices: [invoice, { ...invoice }] }, false, 4, 'key-1');
  const [first, second] = posted.body.invoices ?? [];
  expect(first).toMatchObject({
    statusAttributeString: 'OK',
    subTotal: 50,
    totalTax: 7.51,
    total: 57.51,
    status: 'AUTHORISED',
  });
  expect(second).toMatchObject({ hasErrors: true, validationErrors: [{ message: 'Invoice # must be unique.' }] });
  expect(posted.response.headers['x-daylimit-remaining']).toBeDefined();

  const id = first?.invoiceID ?? '';
  const file = Buffer.from('%PDF-');
  await api.createInvoiceAttachmentByFileName(KIWI, id, 'n 1.pdf', file, true, undefined, {
    headers: { 'Content-Type': 'application/pdf' },
  });
  await api.createInvoiceHistory(KIWI, id, { historyRecords: [{ details: 'Sent by upSync' }] });
  await api.emailInvoice(KIWI, id, {});
  expect((await api.getOnlineInvoice(KIWI, id)).body.onlineInvoices?.[0]?.onlineInvoiceUrl).toMatch(
    /^https:\/\/in\.xero\.com\//,
  );
  const read = (await api.getInvoice(KIWI, id, 4)).body.invoices?.[0];
  expect(read).toMatchObject({ hasAttachments: true, sentToContact: true });
  expect(read?.lineItems?.[0]).toMatchObject({ unitAmount: 33.3333, tracking: [{ name: 'Region', option: 'North' }] });
  expect(bench.xero.attachments(id)).toEqual([
    { fileName: 'n 1.pdf', mimeType: 'application/pdf', includeOnline: true, bytes: file },
  ]);

  const listed = await api.getInvoices(KIWI, undefined, undefined, undefined, undefined, ['N-1', 'N-2']);
  expect(listed.body.invoices).toMatchObject([{ invoiceID: id, lineItems: [] }]);
  await api.updateInvoice(KIWI, id, { invoices: [{ status: Invoice.StatusEnum.VOIDED }] });
  expect(bench.xero.rows().find((row) => row.id === id)?.status).toBe('VOIDED');
});

test('posts a credit note and finds it by number', async () => {
  const api = client.accountingApi;
  const creditNote = {
    type: 'ACCRECCREDIT' as never,
    contact: { contactID: seededContactId(KIWI, 'acme') },
    creditNoteNumber: 'C-1',
    date: '2026-10-31',
    lineItems: [{ description: 'Refund', quantity: 1, unitAmount: 10, accountCode: '200', taxAmount: 1.51 }],
  };
  await api.createCreditNotes(KIWI, { creditNotes: [creditNote] }, false, 4, 'key-2');
  const found = await api.getCreditNotes(KIWI, undefined, 'CreditNoteNumber=="C-1"', undefined, 1);
  expect(found.body.creditNotes).toMatchObject([{ total: 11.51, status: 'DRAFT', type: 'ACCRECCREDIT' }]);
});

test('a revoked login cannot refresh', async () => {
  const other = new HostedXeroClient(bench.xero.url, 'state-3');
  const url = await answerConsent(await other.buildConsentUrl(), { tenants: [KIWI] });
  await other.apiCallback(url);
  await other.revokeToken();
  expect(bench.xero.rows().length).toBeGreaterThan(0);
  await client.initialize();
  await expect(client.refreshToken()).rejects.toMatchObject({ error: 'invalid_grant' });
});

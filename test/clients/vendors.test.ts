import { expect, test } from '@jest/globals';
import { createAutotask } from '../../src/clients/autotask.ts';
import { systemClock } from '../../src/services/clock.ts';
import { checkAutotaskExchanges, loadAutotaskFacts } from '../helpers/autotask-contract.ts';
import { checkXeroExchanges, xeroSpec } from '../helpers/xero-openapi.ts';
import { KIWI } from '../helpers/xero-world.ts';
import { credentials, openStandIn } from '../sandbox/autotask/open-stand-in.ts';
import { ACME, draft, openClient, urlOf } from './xero-bench.ts';

/** Everything the clients can ask, once; held against the vendors' own descriptions where these lie beside the checkout. */
test('all that is sent to Autotask is in its lists of routes and fields', async () => {
  if (!loadAutotaskFacts()) console.log('Left out: Autotask’s field lists do not lie beside the checkout.');
  const { autotask, recorder } = await openStandIn();
  const psa = createAutotask({ ...credentials, apiUrl: autotask.apiUrl, clock: systemClock });
  const invoices = await psa.findInvoices({ from: '2026-10-01', to: '2026-10-31' });
  const ids = invoices.map((invoice) => invoice.id);
  const companies = invoices.map((invoice) => invoice.companyId);
  await Promise.all([psa.companies(companies), psa.companyContacts(companies), psa.access(), psa.marks(ids)]);
  await psa.mark(ids[0] ?? 0, '2026-11-22T09:15:00.000Z');
  expect(recorder.exchanges.length).toBeGreaterThan(15);
  expect(checkAutotaskExchanges(recorder.exchanges)).toEqual([]);
  expect(recorder.violations).toEqual([]);
});

test('all that is sent to Xero is in its OpenAPI', async () => {
  if (!xeroSpec()) console.log('Left out: Xero’s OpenAPI does not lie beside the checkout.');
  const { accounting, recorder } = await openClient();
  await accounting.books(KIWI);
  await accounting.contactsByNumber(KIWI, ['1001', 'odd"one']);
  await accounting.contactsById(KIWI, [ACME]);
  await accounting.contactsByNames(KIWI, ['Acme Ltd']);
  await accounting.allContacts(KIWI, '2026-01-01T00:00:00Z');
  const person = { name: 'New', number: '1', email: 'a@b.example', firstName: 'A', lastName: 'B' };
  const made = await accounting.createContact(KIWI, person, 'k0');
  if (made.ok) await accounting.setContactNumber(KIWI, made.contact.id, '2');
  for (const kind of ['invoice', 'credit-note'] as const) {
    const batch = accounting.prepareBatch(KIWI, kind, [draft({ kind })], urlOf);
    const [result] = await accounting.postBatch(batch, kind);
    const document = result?.ok ? result.document : undefined;
    await accounting.documentsByNumber(KIWI, kind, ['INV-155', 'a,b', 'a,"b']);
    await accounting.documentsByReference(KIWI, kind, [155]);
    await accounting.documentsById(KIWI, kind, [document?.id ?? '']);
    if (document) await accounting.removeDocument(KIWI, document);
  }
  expect(recorder.exchanges.length).toBeGreaterThan(20);
  expect(checkXeroExchanges(recorder.exchanges)).toEqual([]);
  expect(recorder.violations).toEqual([]);
});

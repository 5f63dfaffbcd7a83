import { describe, expect, test } from '@jest/globals';
import { createAccounting } from '../../src/clients/xero.ts';
import { seededContactId } from '../../src/sandbox/xero/index.ts';
import { systemClock } from '../../src/services/clock.ts';
import type { DocumentResult } from '../../src/services/ports.ts';
import { EURO, KIWI } from '../helpers/xero-world.ts';
import { trouble } from './support.ts';
import { ACME, draft, openClient, stillClock, urlOf } from './xero-bench.ts';

function documentOf(result: DocumentResult | undefined) {
  if (!result?.ok) throw new Error(`A document was expected: ${JSON.stringify(result)}`);
  return result.document;
}

describe('the books', () => {
  test('revenue accounts, rates for revenue, currencies, the later lock date', async () => {
    const { accounting, recorder } = await openClient();
    expect(await accounting.books(KIWI)).toMatchObject({
      organisation: { id: KIWI, name: 'Kiwi Managed Services', shortCode: '!kiwi1', baseCurrency: 'NZD' },
      lockedUntil: '2026-06-30',
      currencies: ['NZD', 'USD'],
      accounts: [{ code: '200', name: 'Sales' }],
      taxRates: [
        { type: 'OUTPUT2', rate: '15' },
        { type: 'ZERORATEDOUTPUT', rate: '0' },
      ],
    });
    expect((await accounting.books(EURO)).lockedUntil).toBeNull();
    expect(recorder.violations).toEqual([]);
  });

  test('links open the document and the contact', async () => {
    const { accounting } = await openClient();
    expect(accounting.documentLink('!k', 'invoice', 'i1')).toBe('https://go.xero.com/app/!k/invoicing/view/i1');
    expect(accounting.documentLink('!k', 'credit-note', 'c1')).toContain('creditNoteID=c1');
    expect(accounting.contactLink('!k', 'c1')).toBe('https://go.xero.com/app/!k/contacts/contact/c1');
  });
});

describe('contacts', () => {
  test('are found by number, archived ones too, and only exact ones', async () => {
    const { accounting, recorder } = await openClient();
    const found = await accounting.contactsByNumber(KIWI, ['1001', '1009', '100', '77']);
    expect(found.map(({ number, state }) => [number, state]).sort()).toEqual([
      ['1001', 'active'],
      ['1009', 'archived'],
    ]);
    expect(recorder.violations).toEqual([]);
  });

  test('two with one number both come', async () => {
    const { accounting, xero } = await openClient();
    xero.editContact(KIWI, seededContactId(KIWI, 'bistro'), { ContactNumber: '1001' });
    expect((await accounting.contactsByNumber(KIWI, ['1001'])).length).toBe(2);
  });

  test('a merged contact is known as one, and where it went', async () => {
    const { accounting } = await openClient();
    const [merged] = await accounting.contactsById(KIWI, [seededContactId(KIWI, 'old-acme')]);
    expect(merged).toMatchObject({ state: 'merged', mergedTo: ACME });
  });

  test('are found by name whatever the case, also with a quote or a backslash in it', async () => {
    const { accounting, xero, recorder } = await openClient();
    xero.editContact(KIWI, ACME, { Name: 'Acme \\ "Sons"' });
    expect((await accounting.contactsByNames(KIWI, ['acme \\ "sons"'])).map(({ id }) => id)).toEqual([ACME]);
    expect((await accounting.contactsByNames(KIWI, ['BISTRO "Le Coin"'])).length).toBe(1);
    expect(await accounting.contactsByNames(KIWI, ['Gone & Co'])).toEqual([]);
    expect(recorder.violations).toEqual([]);
  });

  test('all come, and later only those that changed', async () => {
    const { accounting, xero, clock } = await openClient();
    expect((await accounting.allContacts(KIWI, null)).length).toBe(4);
    clock.advance(60_000);
    const since = new Date(clock.now()).toISOString();
    clock.advance(60_000);
    xero.editContact(KIWI, ACME, { EmailAddress: 'new@acme.example' });
    expect((await accounting.allContacts(KIWI, since)).map(({ email }) => email)).toEqual(['new@acme.example']);
  });

  test('are created once under a key; a name or number that is taken is answered in Xero’s words', async () => {
    const { accounting, xero } = await openClient();
    const one = { name: 'New Co', number: '2001', email: 'a@new.example', firstName: 'Ann', lastName: 'Lee' };
    const made = await accounting.createContact(KIWI, one, 'key-1');
    expect(made).toMatchObject({ ok: true, contact: { name: 'New Co', number: '2001', state: 'active' } });
    expect(await accounting.createContact(KIWI, one, 'key-1')).toEqual(made);
    expect(xero.organisation(KIWI).contacts.filter(({ Name }) => Name === 'New Co').length).toBe(1);
    const taken = await accounting.createContact(KIWI, { ...one, name: 'ACME LTD', number: null }, 'key-2');
    expect(taken).toMatchObject({ ok: false, messages: [expect.stringContaining('already assigned')] });
  });

  test('get a number, and nothing else of them changes', async () => {
    const { accounting, xero } = await openClient();
    const bistro = seededContactId(KIWI, 'bistro');
    expect(await accounting.setContactNumber(KIWI, bistro, '3001')).toEqual({ ok: true });
    const held = xero.organisation(KIWI).contacts.find(({ ContactID }) => ContactID === bistro);
    expect(held).toMatchObject({ ContactNumber: '3001', Name: 'Bistro "Le Coin"' });
    const archived = await accounting.setContactNumber(KIWI, seededContactId(KIWI, 'gone'), '3002');
    expect(archived).toMatchObject({ ok: false, messages: [expect.stringContaining('archived')] });
  });
});

describe('posting', () => {
  test('an invoice arrives as drafted, exact, with link and reference', async () => {
    const { accounting, xero, recorder } = await openClient();
    const batch = accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf);
    const document = documentOf((await accounting.postBatch(batch, 'k1'))[0]);
    expect(document).toMatchObject({
      kind: 'invoice',
      number: 'INV-155',
      reference: 'PO 7',
      url: 'https://ww3.autotask.example/invoice/155',
      contactId: ACME,
      status: 'DRAFT',
      date: '2026-10-31',
      currency: 'NZD',
      subTotal: '100.00',
      totalTax: '15.00',
      total: '115.00',
    });
    const sent = recorder.exchanges.find(({ method, path }) => method === 'PUT' && path.endsWith('/Invoices'));
    expect(sent?.query).toMatchObject({ summarizeErrors: 'false', unitdp: '4' });
    // Anything beside the contact's id would change the contact.
    expect(sent?.body).toEqual({
      Invoices: [
        expect.objectContaining({ Type: 'ACCREC', Contact: { ContactID: ACME }, LineAmountTypes: 'Exclusive' }),
      ],
    });
    expect(xero.rows().filter(({ number }) => number === 'INV-155').length).toBe(1);
    expect(recorder.violations).toEqual([]);
  });

  test('a credit note has positive amounts, no link, no due date', async () => {
    const { accounting, recorder } = await openClient();
    const note = draft({ kind: 'credit-note', number: 'CN-1', reference: 'PO 7 AT-155' });
    const document = documentOf(
      (await accounting.postBatch(accounting.prepareBatch(KIWI, 'credit-note', [note], urlOf), 'k'))[0],
    );
    expect(document).toMatchObject({ kind: 'credit-note', number: 'CN-1', url: null, total: '115.00' });
    expect(await accounting.documentsByReference(KIWI, 'credit-note', [155])).toEqual([document]);
    expect(await accounting.documentsByReference(KIWI, 'credit-note', [55])).toEqual([]);
    expect(await accounting.documentsById(KIWI, 'credit-note', [document.id, ACME])).toEqual([document]);
    expect(recorder.violations).toEqual([]);
  });

  test('a bad one in the batch is refused in words, the others go through, in order', async () => {
    const { accounting } = await openClient();
    const drafts = [
      draft({ number: 'A-1' }),
      draft({ number: 'OLD-1' }),
      draft({ number: 'A-3', currency: 'EUR' }),
      draft({ number: 'A-4' }),
    ];
    const results = await accounting.postBatch(accounting.prepareBatch(KIWI, 'invoice', drafts, urlOf), 'k');
    expect(results.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect([documentOf(results[0]).number, documentOf(results[3]).number]).toEqual(['A-1', 'A-4']);
    expect(results[1]).toMatchObject({ messages: [expect.stringContaining('unique')] });
    expect(results[2]).toMatchObject({ messages: ['Organisation is not subscribed to currency EUR'] });
  });

  test('what Xero dropped on the way is a warning', async () => {
    const { accounting } = await openClient();
    const [line] = draft().lines;
    if (!line) throw new Error('the draft has no line');
    const odd = draft({ lines: [{ ...line, accountCode: '999' }] });
    const [result] = await accounting.postBatch(accounting.prepareBatch(KIWI, 'invoice', [odd], urlOf), 'k');
    expect(result).toMatchObject({ ok: true, warnings: [expect.stringContaining('999')] });
  });

  test('asked for approved, stored as a draft: the status tells', async () => {
    const { accounting } = await openClient({ switches: { approvalRights: false } });
    const batch = accounting.prepareBatch(KIWI, 'invoice', [draft({ status: 'AUTHORISED' })], urlOf);
    expect(documentOf((await accounting.postBatch(batch, 'k'))[0]).status).toBe('DRAFT');
  });

  test('the same body under the same key is the same request: a lost answer is heard the second time', async () => {
    const { accounting, xero, faults } = await openClient();
    const batch = accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf);
    expect(accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf)).toEqual(batch);
    faults.add({ system: 'xero', kind: 'lost-answer', method: 'PUT', times: 1 });
    expect((await trouble(accounting.postBatch(batch, 'k1'))).kind).toBe('in-doubt');
    const document = documentOf((await accounting.postBatch(batch, 'k1'))[0]);
    expect(
      xero
        .rows()
        .filter(({ number }) => number === 'INV-155')
        .map(({ id }) => id),
    ).toEqual([document.id]);
  });

  test('another body under a used key is refused; a cached error stays one under its key', async () => {
    const { accounting, faults, xero } = await openClient();
    await accounting.postBatch(accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf), 'k1');
    const other = accounting.prepareBatch(KIWI, 'invoice', [draft({ number: 'B-1' })], urlOf);
    const refused = await trouble(accounting.postBatch(other, 'k1'));
    expect([refused.kind, refused.message]).toEqual(['refused', expect.stringContaining('different request')]);
    faults.add({ system: 'xero', kind: 'failing', method: 'PUT', times: 1 });
    expect((await trouble(accounting.postBatch(other, 'k2'))).kind).toBe('in-doubt');
    expect((await trouble(accounting.postBatch(other, 'k2'))).kind).toBe('in-doubt');
    expect(await accounting.documentsByNumber(KIWI, 'invoice', ['B-1'])).toEqual([]);
    documentOf((await accounting.postBatch(other, 'k3'))[0]);
    expect(xero.rows().filter(({ number }) => number === 'B-1').length).toBe(1);
  });

  test('a write that nobody heard of is in doubt, however it went silent; a closed door is not', async () => {
    for (const kind of ['hang', 'lost-request', 'failing', 'down'] as const) {
      const { accounting, faults } = await openClient();
      faults.add({ system: 'xero', kind, method: 'PUT', times: 1 });
      const batch = accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf);
      expect([kind, (await trouble(accounting.postBatch(batch, 'k'))).kind]).toEqual([kind, 'in-doubt']);
    }
    const { time } = await openClient();
    const accounting = createAccounting({
      apiUrl: 'http://localhost:1',
      clock: time.clock,
      pacing: time.pacing,
      accessToken: async () => 'token',
    });
    const batch = accounting.prepareBatch(KIWI, 'invoice', [draft()], urlOf);
    expect((await trouble(accounting.postBatch(batch, 'k'))).kind).toBe('unavailable');
  });

  test('an amount that a number cannot carry is not sent', async () => {
    const { accounting } = await openClient();
    const [line] = draft().lines;
    if (!line) throw new Error('the draft has no line');
    for (const unitAmount of ['0.0000001', '12345678901234.5678', '1234567890123456789']) {
      const odd = draft({ lines: [{ ...line, unitAmount }] });
      expect(() => accounting.prepareBatch(KIWI, 'invoice', [odd], urlOf)).toThrow('exactly');
    }
    const fine = draft({ lines: [{ ...line, unitAmount: '0.10', quantity: '-0', lineAmount: '-12.3456' }] });
    expect(accounting.prepareBatch(KIWI, 'invoice', [fine], urlOf).body).toContain(
      '"quantity":0,"unitAmount":0.1,"lineAmount":-12.3456',
    );
    expect(() => accounting.prepareBatch(KIWI, 'invoice', [draft({ currency: 'ZZZ' })], urlOf)).toThrow('ZZZ');
    expect(() => accounting.prepareBatch(EURO, 'invoice', [draft()], urlOf)).toThrow('not for this batch');
  });
});

describe('looking up and removing', () => {
  test('numbers with commas, quotes and backslashes are all found, and nothing else', async () => {
    const { accounting, recorder } = await openClient();
    const numbers = ['P-1', 'P,2', 'P"3', 'P,4"x', 'P\\5', 'P'];
    for (const kind of ['invoice', 'credit-note'] as const) {
      const drafts = numbers.map((number) => draft({ kind, number }));
      await accounting.postBatch(accounting.prepareBatch(KIWI, kind, drafts, urlOf), `k ${kind}`);
      const found = await accounting.documentsByNumber(KIWI, kind, [...numbers, 'Q-1']);
      expect(found.map(({ number }) => number).sort()).toEqual([...numbers].sort());
      expect((await accounting.documentsByNumber(KIWI, kind, ['p-1'])).map(({ number }) => number)).toEqual(['P-1']);
    }
    expect(await accounting.documentsByNumber(EURO, 'invoice', numbers)).toEqual([]);
    expect(recorder.violations).toEqual([]);
  });

  test('three hundred numbers stay within short addresses', async () => {
    const { accounting, recorder } = await openClient();
    const numbers = Array.from({ length: 300 }, (_, index) => `INVOICE-2026-${index}`);
    expect(await accounting.documentsByNumber(KIWI, 'invoice', ['OLD-1', ...numbers])).toMatchObject([
      { number: 'OLD-1', status: 'PAID' },
    ]);
    const addresses = recorder.exchanges
      .filter(({ path }) => path.endsWith('/Invoices'))
      .map(({ query }) => new URLSearchParams(query).toString().length);
    expect(addresses.length).toBe(8);
    expect(Math.max(...addresses)).toBeLessThan(2_000);
  });

  test('a draft is deleted, an approved one voided, a paid one refused', async () => {
    const { accounting, xero } = await openClient();
    for (const kind of ['invoice', 'credit-note'] as const) {
      const drafts = [draft({ kind, number: 'D-1' }), draft({ kind, number: 'V-1', status: 'AUTHORISED' })];
      const [deleted, voided] = (
        await accounting.postBatch(accounting.prepareBatch(KIWI, kind, drafts, urlOf), `k ${kind}`)
      ).map(documentOf);
      if (!deleted || !voided) throw new Error('two documents were expected');
      expect(await accounting.removeDocument(KIWI, deleted)).toEqual({ ok: true });
      expect(await accounting.removeDocument(KIWI, voided)).toEqual({ ok: true });
      expect(
        (await accounting.documentsById(KIWI, kind, [deleted.id, voided.id])).map(({ status }) => status).sort(),
      ).toEqual(['DELETED', 'VOIDED']);
    }
    const [paid] = await accounting.documentsByNumber(KIWI, 'invoice', ['OLD-1']);
    expect(paid && (await accounting.removeDocument(KIWI, paid))).toMatchObject({ ok: false });
    const batch = accounting.prepareBatch(KIWI, 'invoice', [draft({ number: 'X-1', status: 'AUTHORISED' })], urlOf);
    const late = documentOf((await accounting.postBatch(batch, 'k9'))[0]);
    xero.payDocument(KIWI, late.id);
    expect(await accounting.removeDocument(KIWI, late)).toMatchObject({ ok: false, messages: [expect.any(String)] });
  });
});

describe('limits and trouble', () => {
  test('a read survives trouble that passes', async () => {
    for (const kind of ['failing', 'down', 'limited', 'lost-request', 'lost-answer', 'hang'] as const) {
      const { accounting, faults } = await openClient();
      faults.add({ system: 'xero', kind, path: '/Contacts', times: 1 });
      expect((await accounting.contactsByNumber(KIWI, ['1001'])).length).toBe(1);
      expect(faults.pending()).toEqual([]);
    }
  });

  test('Retry-After is obeyed', async () => {
    const { accounting, faults, time } = await openClient();
    faults.add({ system: 'xero', kind: 'limited', path: '/Contacts', times: 1, retryAfterSeconds: 26 });
    await accounting.contactsByNumber(KIWI, ['1001']);
    expect(time.slept).toContain(26_000);
  });

  test('near the end of the minute calls wait instead of being turned away', async () => {
    const { accounting, recorder, time } = await openClient({ switches: { minuteLimit: 60 }, clock: stillClock() });
    for (let round = 0; round < 70; round += 1) await accounting.contactsByNumber(KIWI, ['1001']);
    expect(recorder.exchanges.filter(({ status }) => status === 429)).toEqual([]);
    expect(time.slept.length).toBe(1);
  });

  test('three processes together keep to five calls at once and sixty a minute', async () => {
    const { openAccounting, recorder, time, clock } = await openClient({
      ...{ switches: { minuteLimit: 60 }, clock: stillClock() },
    });
    const pacing = {
      async sleep(ms: number) {
        // the minute is let pass; a place is waited for in earnest
        if (ms < 1_000) return systemClock.sleep(5);
        clock.advance(ms);
        time.advance(ms);
      },
    };
    const processes = [openAccounting(pacing), openAccounting(pacing), openAccounting(pacing)];
    await Promise.all(
      Array.from({ length: 90 }, (_, index) => processes[index % 3]?.contactsByNumber(KIWI, [String(1000 + index)])),
    );
    expect(recorder.exchanges.filter(({ status }) => status === 429)).toEqual([]);
    expect(recorder.exchanges.filter(({ path }) => path.endsWith('/Contacts'))).toHaveLength(90);
  });

  test('the day’s end is told, with when it goes on', async () => {
    const { accounting } = await openClient({ switches: { dayLimit: 1 } });
    await accounting.contactsByNumber(KIWI, ['1001']);
    const error = await trouble(accounting.contactsByNumber(KIWI, ['1001']));
    expect([error.kind, error.userMessage]).toEqual([
      'rate-limit',
      expect.stringContaining('limit for today is used up'),
    ]);
    expect(error.retryAfterMs).toBeGreaterThan(65_000);
  });
});

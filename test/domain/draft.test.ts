import { describe, expect, test } from '@jest/globals';
import { buildDraft, type DraftInput, fingerprintText, proposedNumber } from '../../src/domain/draft.ts';
import type { Draft, Invoice } from '../../src/domain/types.ts';
import { aCompany, aLine, anInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';
import { inCents, sumAsXero } from './xero-model.ts';

function input(invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}): DraftInput {
  return {
    invoice: anInvoice(invoice),
    company: aCompany(),
    contactId: 'contact-1',
    organisationId: 'org-1',
    generation: 1,
    books: BOOKS,
    reference: REFERENCE,
    maps: MAPS,
    settings: { status: 'DRAFT' },
    ...changes,
  };
}

function draftOf(invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}): Draft {
  const answer = buildDraft(input(invoice, changes));
  if (!answer.ok) throw new Error(`No draft: ${JSON.stringify(answer.verdict)}`);
  return answer.draft;
}

function verdictOf(invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}) {
  const answer = buildDraft(input(invoice, changes));
  if (answer.ok) throw new Error('A draft where there should be none');
  return answer.verdict;
}

describe('an invoice becomes a document', () => {
  test('with its number, days, purchase order and totals', () => {
    const draft = draftOf({ orderNumber: ' PO 17 ' });
    expect(draft).toMatchObject({
      kind: 'invoice',
      invoiceId: 4711,
      number: 'INV-4711',
      numberIsId: false,
      date: '2026-10-31',
      dueDate: '2026-11-14',
      reference: 'PO 17',
      currency: 'EUR',
      status: 'DRAFT',
      subTotal: '100.00',
      totalTax: '20.00',
      total: '120.00',
    });
    expect(draft.lines).toHaveLength(1);
  });

  test('without a due date it is due on its day', () => {
    expect(draftOf({ dueDate: null }).dueDate).toBe('2026-10-31');
  });

  test('taxes that Xero rounds per line are corrected by TaxAmount, not by a line', () => {
    // 0.21 × 1.05 = 0.2205 a line: Xero makes 3 × 0.22 = 0.66, Autotask billed 0.6615 -> 0.66; at 1.07 it is 0.2247.
    const lines = ['1.07', '1.07', '1.07'].map((amount) => aLine(amount, '0.2247'));
    const draft = draftOf(
      { lines },
      {
        maps: [...MAPS.slice(0, 2), { kind: 'tax', key: 'Home|Standard', taxType: 'TAX021' }],
        reference: { ...REFERENCE, taxRates: [{ region: 'Home', category: 'Standard', rate: '0.21' }] },
      },
    );
    expect(draft.lines.map((line) => line.taxAmount)).toEqual(['0.23', null, null]);
    expect(draft).toMatchObject({ subTotal: '3.21', totalTax: '0.67', total: '3.88' });
    expect(sumAsXero(draft)).toEqual({ subTotal: 321n, totalTax: 67n, total: 388n });
  });

  test('lines of four decimals share the cents of the header', () => {
    const lines = [aLine('10.3333', '2.06666'), aLine('10.3333', '2.06666'), aLine('10.3334', '2.06668')];
    const draft = draftOf({ lines });
    expect(draft.lines.map((line) => line.lineAmount)).toEqual(['10.33', '10.33', '10.34']);
    expect(sumAsXero(draft)).toEqual({ subTotal: 3100n, totalTax: 620n, total: 3720n });
  });

  test('zero lines are kept, negative lines stay', () => {
    const lines = [aLine('0.0000', '0'), aLine('80.00', '16.00'), aLine('-38.50', '-7.70', { rate: '-38.5' })];
    const draft = draftOf({ lines });
    expect(draft.lines.map((line) => [line.quantity, line.unitAmount, line.lineAmount])).toEqual([
      ['1', '0', '0.00'],
      ['1', '80', '80.00'],
      ['1', '-38.5', '-38.50'],
    ]);
    expect(sumAsXero(draft)).toEqual({ subTotal: 4150n, totalTax: 830n, total: 4980n });
  });

  test('true quantity and price are told where they do not multiply to the amount', () => {
    const covered = aLine('0.0000', '0', { quantity: '3.1750', rate: '100.0000', description: 'Remote support' });
    const draft = draftOf({ lines: [covered, aLine('10', '2')] });
    expect(draft.lines[0]).toMatchObject({ quantity: '1', unitAmount: '0.00', lineAmount: '0.00' });
    expect(draft.lines[0]?.description).toBe('Managed workplace\nRemote support\n12 Oct 2026 · Quantity 3.175 at 100');
    expect(draft.lines[1]?.description).toBe('Managed workplace\n12 Oct 2026');
  });
});

describe('credit notes', () => {
  test('turn every sign and end in the invoice id', () => {
    const lines = [aLine('-45.0000', '-9.0000'), aLine('5.00', '1.00', { quantity: '2', rate: '2.5' })];
    const draft = draftOf({ lines, orderNumber: 'PO 9' });
    expect(draft).toMatchObject({
      kind: 'credit-note',
      subTotal: '40.00',
      totalTax: '8.00',
      total: '48.00',
      reference: 'PO 9 AT-4711',
    });
    expect(draft.lines.map((line) => [line.quantity, line.unitAmount, line.lineAmount])).toEqual([
      ['1', '45', '45.00'],
      ['2', '-2.5', '-5.00'],
    ]);
    expect(sumAsXero(draft)).toEqual({ subTotal: 4000n, totalTax: 800n, total: 4800n });
  });

  test('a long purchase order gives way to the ending', () => {
    const { reference } = draftOf({ lines: [aLine('-1', '-0.2')], orderNumber: 'word '.repeat(80) });
    expect(reference.length).toBeLessThanOrEqual(255);
    expect(reference).toMatch(/word… AT-4711$/);
  });
});

describe('no document', () => {
  test('voided', () => {
    const voided = { isVoided: true, voidedAt: '2026-11-01T10:00:00Z', lines: [] };
    expect(verdictOf(voided)).toEqual({ kind: 'voided', at: '2026-11-01T10:00:00Z' });
  });

  test('lines that do not add up, with the figures', () => {
    const verdict = verdictOf({ net: '150.0000', tax: '20' });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'lines-do-not-add-up' });
    expect(verdict.kind === 'refused' && verdict.reason).toBe(
      'Its lines add up to 100.00 net, its header says 150.00: the API user probably cannot see all of its lines.',
    );
  });

  test('tax that does not add up', () => {
    const verdict = verdictOf({ tax: '20.005' });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'lines-do-not-add-up' });
    expect(verdict.kind === 'refused' && verdict.reason).toContain('20.00 of tax, its header says 20.01');
  });

  test('less than half a cent is rounding, half a cent is not', () => {
    expect(verdictOf({ net: '100.005' })).toMatchObject({ code: 'lines-do-not-add-up' });
    expect(draftOf({ net: '100.0049', tax: '19.9951' }).total).toBe('120.00');
  });

  test('a total of zero', () => {
    const zero = { lines: [aLine('0.0000', '0.0000')] };
    expect(verdictOf(zero)).toEqual({ kind: 'nothing-to-post', reason: 'Its total is 0.00.' });
    expect(verdictOf({ lines: [aLine('0.004', '0.001')] })).toMatchObject({ kind: 'nothing-to-post' });
    expect(verdictOf({ lines: [aLine('10', '2'), aLine('-10', '-2')] })).toMatchObject({ kind: 'nothing-to-post' });
  });

  test('net and tax of opposite sign', () => {
    const verdict = verdictOf({ lines: [aLine('10', '-1')] });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'signs-differ' });
    expect(verdict.kind === 'refused' && verdict.reason).toContain('Net 10.00 and tax -1.00 have opposite signs');
  });

  test('a total of zero is posted by setting only where there are lines, and net and tax are zero themselves', () => {
    const posted = { settings: { zeroTotals: 'post' as const } };
    expect(verdictOf({ lines: [] }, posted).kind).toBe('nothing-to-post');
    expect(verdictOf({ lines: [aLine('0.01', '-0.01')] }, posted).kind).toBe('nothing-to-post');
    expect(draftOf({ lines: [aLine('0.00', '0.00')] }, posted).total).toBe('0.00');
  });

  test('tax that no cent a line can bridge, with both figures', () => {
    const verdict = verdictOf({ lines: [aLine('100', '21')] });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'tax-does-not-fit' });
    expect(verdict.kind === 'refused' && verdict.reason).toMatch(/billed 21\.00 .* make 20\.00/);
  });

  test('tax on a rate of 0', () => {
    const lines = [aLine('100', '0.01', { taxCategory: 'Exempt' })];
    expect(verdictOf({ lines })).toMatchObject({ code: 'tax-does-not-fit' });
    expect(draftOf({ lines: [aLine('100', '0', { taxCategory: 'Exempt' })] }).totalTax).toBe('0.00');
  });

  test('a currency the organisation does not have', () => {
    const verdict = verdictOf({}, { company: aCompany({ currency: 'CHF' }) });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'currency' });
    expect(verdict.kind === 'refused' && verdict.reason).toContain('CHF');
    expect(draftOf({}, { company: aCompany({ currency: 'USD' }) }).currency).toBe('USD');
  });

  test('the lock date itself is locked, the next day is not', () => {
    const locked = (lockedUntil: string) => ({ books: { ...BOOKS, lockedUntil } });
    expect(verdictOf({}, locked('2026-10-31'))).toMatchObject({ code: 'locked-period' });
    expect(draftOf({}, locked('2026-10-30')).date).toBe('2026-10-31');
  });

  test('a number longer than Xero takes', () => {
    expect(verdictOf({ number: 'N'.repeat(256) })).toMatchObject({ code: 'too-long' });
    expect(draftOf({ number: 'N'.repeat(255) }).number).toHaveLength(255);
  });
});

describe('maps', () => {
  test('a billing code has its own account, the rest the default, which is said', () => {
    const lines = [aLine('1', '0.2', { billingCodeId: 8 }), aLine('1', '0.2', { billingCodeId: null })];
    const draft = draftOf({ lines });
    expect(draft.lines.map((line) => [line.accountCode, line.accountFrom])).toEqual([
      ['210', 'map'],
      ['200', 'default'],
    ]);
    expect(draft.notes).toContain('1 of 2 lines uses the default account.');
  });

  test('what is missing is asked once each', () => {
    const lines = [aLine('1', '0.2'), aLine('1', '0.2'), aLine('1', '0.09', { taxCategory: 'Reduced' })];
    expect(verdictOf({ lines }, { maps: [] })).toEqual({
      kind: 'needs-map',
      missing: [
        { kind: 'account', key: '7', label: 'Managed services' },
        { kind: 'tax', key: 'Home|Standard', label: 'Home × Standard', rate: '0.2' },
        { kind: 'tax', key: 'Home|Reduced', label: 'Home × Reduced', rate: '0.09' },
      ],
    });
  });

  test('an archived account or a rate that is gone is asked again, and named', () => {
    const account = verdictOf({}, { maps: [{ kind: 'account', key: '7', accountCode: '999' }, ...MAPS] });
    expect(JSON.stringify(account)).toMatch(/needs-map.*Managed services is 999/);
    const tax = verdictOf({}, { books: { ...BOOKS, taxRates: [] } });
    expect(JSON.stringify(tax)).toMatch(/needs-map.*Home × Standard is OUTPUT2/);
  });
});

describe('the number', () => {
  test.each([[null], [''], ['  '], ['ERROR'], ['error']])('%j: the id stands in, and is said', (number) => {
    expect(proposedNumber({ id: 4711, number })).toEqual({ number: '4711', isId: true });
    const draft = draftOf({ number });
    expect(draft).toMatchObject({ number: '4711', numberIsId: true });
    expect(draft.notes.join(' ')).toContain('4711');
  });

  test('is Autotask’s where there is one', () => {
    expect(proposedNumber({ id: 4711, number: ' 2026.0042 ' })).toEqual({ number: '2026.0042', isId: false });
    expect(proposedNumber({ id: 4711, number: 'ERRORS-1' }).isId).toBe(false);
  });
});

describe('notes', () => {
  test('a cent between the rounded sum and the sum of the rounded', () => {
    const draft = draftOf({ lines: [aLine('10.004', '2.004')] });
    expect(draft.total).toBe('12.00');
    expect(draft.notes.join(' ')).toContain('make 12.00, rounded together 12.01');
  });

  test('more than five cents of tax set against Xero’s own', () => {
    const lines = (tax: string) => Array.from({ length: 20 }, () => aLine('1.04', tax));
    expect(draftOf({ lines: lines('0.213') }).notes.join(' ')).toContain(
      'billed 4.26 of tax, Xero alone would make it 4.20',
    );
    expect(draftOf({ lines: lines('0.2125') }).notes.join(' ')).not.toContain('of tax');
  });
});

describe('the fingerprint', () => {
  const base = () => draftOf({ lines: [aLine('10', '2', { id: 1 })] });

  test('does not depend on what is only shown', () => {
    const draft = base();
    const shown = { ...draft, notes: ['other'], lines: draft.lines.map((line) => ({ ...line, lineIds: [9] })) };
    expect(fingerprintText(shown)).toBe(fingerprintText(draft));
  });

  test.each<[string, Partial<Draft>]>([
    ['organisation', { organisationId: 'org-2' }],
    ['contact', { contactId: 'contact-2' }],
    ['number', { number: 'X' }],
    ['date', { date: '2026-10-30' }],
    ['due date', { dueDate: '2026-12-01' }],
    ['reference', { reference: 'PO' }],
    ['currency', { currency: 'USD' }],
    ['status', { status: 'AUTHORISED' }],
    ['generation', { generation: 2 }],
    ['total', { total: '12.01' }],
  ])('changes with the %s', (_, change) => {
    expect(fingerprintText({ ...base(), ...change })).not.toBe(fingerprintText(base()));
  });

  test('changes with account, tax and text of a line', () => {
    const draft = base();
    for (const change of [{ accountCode: '210' }, { taxType: 'ZERO' }, { taxAmount: '2.01' }, { description: 'x' }]) {
      const other = { ...draft, lines: draft.lines.map((line) => ({ ...line, ...change })) };
      expect(fingerprintText(other)).not.toBe(fingerprintText(draft));
    }
  });
});

test('what Xero would hold is what the draft promises', () => {
  const draft = draftOf({ lines: [aLine('31.6250', '6.325', { quantity: '2.5', rate: '12.65' })] });
  expect(draft.lines[0]).toMatchObject({ quantity: '1', unitAmount: '31.63' });
  expect(sumAsXero(draft).total).toBe(inCents(draft.total));
});

describe('in words', () => {
  const reasonOf = (invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}) => {
    const verdict = verdictOf(invoice, changes);
    return verdict.kind === 'refused' ? `${verdict.code}: ${verdict.reason}` : verdict.kind;
  };

  test('why a header is refused, and what to do', () => {
    expect(reasonOf({}, { company: aCompany({ currency: 'CHF' }) })).toBe(
      'currency: Mill & Sons Ltd is billed in CHF, which Harbour Books does not have (it has EUR, USD). Add the currency in Xero, then try again.',
    );
    expect(reasonOf({}, { books: { ...BOOKS, lockedUntil: '2026-11-30' } })).toBe(
      'locked-period: It is dated 31 Oct 2026, and the books of Harbour Books are locked up to 30 Nov 2026. Move the lock date in Xero, then search again.',
    );
    expect(reasonOf({ number: 'N'.repeat(256) })).toBe(
      'too-long: Its number is longer than the 255 characters that Xero takes.',
    );
    const themes = [{ id: 'theme-1', name: 'Blue' }];
    const chosen = (brandingThemeId: string, brandingThemes?: typeof themes) => ({
      books: { ...BOOKS, ...(brandingThemes && { brandingThemes }) },
      settings: { brandingThemeId },
    });
    expect(reasonOf({}, chosen('theme-2', themes))).toBe(
      'setting-broken: The branding theme chosen for Harbour Books is not there any more; an admin can choose another one in /upsync settings.',
    );
    expect(draftOf({}, chosen('theme-1', themes)).brandingThemeId).toBe('theme-1');
    // nothing is said of a list that was not read
    expect(draftOf({}, chosen('theme-2')).brandingThemeId).toBe('theme-2');
  });

  test('the base currency needs no list', () => {
    expect(draftOf({}, { books: { ...BOOKS, currencies: [] } }).currency).toBe('EUR');
  });

  test('why amounts are refused', () => {
    expect(reasonOf({ lines: [aLine('10', '-1')] })).toBe(
      'signs-differ: Net 10.00 and tax -1.00 have opposite signs, so it is neither an invoice nor a credit note for Xero.',
    );
    expect(reasonOf({ lines: [aLine('100', '21')] })).toBe(
      "tax-does-not-fit: Autotask billed 21.00 of tax, Xero's rates make 20.00; a cent a line does not bridge that. Check which Xero rate its tax region and category are mapped to.",
    );
  });

  test('what an approver should know', () => {
    const notes = (invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}) =>
      draftOf(invoice, { maps: [{ kind: 'account', key: '7', accountCode: '200' }, ...MAPS], ...changes }).notes;
    expect(notes({})).toEqual([]);
    expect(notes({ number: null })).toEqual([
      'Autotask has no number for it; its id 4711 is the number, as Autotask prints it.',
    ]);
    expect(notes({}, { settings: { numberSource: 'xero' } })).toEqual(['Xero numbers it when it arrives there.']);
    expect(notes({ lines: [aLine('0', '0')] }, { settings: { zeroTotals: 'post' } })).toEqual([
      'Its total is 0.00: it is sent as an authorised document, which Xero shows as paid.',
    ]);
    expect(notes({ lines: [aLine('10.004', '2.004')] })).toEqual([
      'Net and tax rounded apart make 12.00, rounded together 12.01; the books follow 12.00.',
    ]);
    expect(notes({ markedAt: '2026-11-02T09:00:00Z' })).toEqual(['Autotask says it was processed on 2 Nov 2026.']);
    expect(notes({ lines: Array.from({ length: 14 }, () => aLine('0.13', '0.026')) })).toEqual([
      'Autotask billed 0.36 of tax, Xero alone would make it 0.42: some lines carry a cent more or less.',
      "With lines of equal account, tax and tracking joined, 0.00 instead of -0.06 would go against Xero's own.",
    ]);
    const apart = Array.from({ length: 12 }, () => aLine('0.13', '0.03'));
    expect(notes({ lines: apart }, { settings: { lineDetail: 'fewest' } })).toEqual([
      'Its lines are not joined as far as asked: joined lines could not carry its tax to the cent.',
    ]);
  });
});

describe('the reference', () => {
  const reference = (invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}) =>
    draftOf(invoice, changes).reference;
  const credit = { lines: [aLine('-1', '-0.2')] };

  test('is the purchase order; its ending says whose it is where the number does not', () => {
    expect(reference({ orderNumber: null })).toBe('');
    expect(reference({ ...credit, orderNumber: null })).toBe('AT-4711');
    expect(reference({ ...credit, orderNumber: ' ' })).toBe('AT-4711');
    expect(reference({ orderNumber: 'PO 1' }, { settings: { numberSource: 'xero' } })).toBe('PO 1 AT-4711');
    expect(reference({ orderNumber: 'PO 1' }, { settings: { numberSource: 'id' } })).toBe('PO 1');
  });

  test('is never longer than Xero takes, and uses what there is', () => {
    expect(reference({ orderNumber: 'x'.repeat(255) })).toBe('x'.repeat(255));
    expect(reference({ orderNumber: 'x'.repeat(256) })).toBe(`${'x'.repeat(254)}…`);
    expect(reference({ ...credit, orderNumber: 'x'.repeat(247) })).toBe(`${'x'.repeat(247)} AT-4711`);
    expect(reference({ ...credit, orderNumber: 'x'.repeat(248) })).toBe(`${'x'.repeat(246)}… AT-4711`);
  });
});

describe('marked as sent', () => {
  const sent = (status: 'DRAFT' | 'AUTHORISED', amount = '10', markAsSent = true) =>
    draftOf({ lines: [aLine(amount, '0', { taxCategory: 'Exempt' })] }, { settings: { status, markAsSent } })
      .sentToContact;

  test('is an authorised invoice, by setting, and nothing else', () => {
    expect(sent('AUTHORISED')).toBe(true);
    expect(sent('AUTHORISED', '10', false)).toBe(false);
    expect(sent('DRAFT')).toBe(false);
    expect(sent('AUTHORISED', '-10')).toBe(false);
  });
});

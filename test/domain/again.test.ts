import { describe, expect, test } from '@jest/globals';
import { changeSince, isOwn, sourceOf } from '../../src/domain/changed.ts';
import { isOurs, judgeDocuments, sentFor } from '../../src/domain/collision.ts';
import type { PlannedInvoice } from '../../src/domain/plan.ts';
import { isUndone } from '../../src/domain/posting.ts';
import { isToVoid, replacementSentence, replacements } from '../../src/domain/replaced.ts';
import { proposedMatch } from '../../src/domain/settle.ts';
import type { BooksDocument, Draft, Invoice, OrganisationSettings, Posting, Verdict } from '../../src/domain/types.ts';
import { aCompany, aDocument, aDraft, aLine, anInvoice, aPosting, aRunInvoice } from './make.ts';

/** The same invoice met again: posted before, changed since, replaced, or under a number that is taken. */

const INVOICE = anInvoice({ lines: [aLine('100.00', '20.00', { id: 1 })] });

function planned(invoice: Partial<Invoice>, changes: Partial<PlannedInvoice> = {}): PlannedInvoice {
  const verdict: Verdict = { kind: 'voided', at: null };
  const rest = { held: false, posting: null, marked: false, contactNote: null };
  return {
    invoice: anInvoice({ lines: [aLine('1', '0')], ...invoice }),
    company: aCompany(),
    verdict,
    ...rest,
    ...changes,
  };
}

describe('changed since it was posted', () => {
  const draft = (changes: Partial<Draft> = {}) =>
    aDraft({ source: sourceOf(INVOICE, { withNumber: true }), ...changes });

  test('not at all', () => {
    expect(changeSince(draft(), INVOICE)).toBeNull();
    expect(changeSince(aDraft(), INVOICE)).toBeNull();
  });

  test('in words: total, date, or something else', () => {
    const dearer = { ...INVOICE, net: '1100' };
    expect(changeSince(draft(), dearer)).toBe(
      'Changed in Autotask since it was posted: its total was 120.00 and is 1,120.00. Xero holds what was posted.',
    );
    expect(changeSince(draft(), { ...dearer, date: '2026-11-01' })).toBe(
      'Changed in Autotask since it was posted: its total was 120.00 and is 1,120.00, its date was 31 Oct 2026 and is 1 Nov 2026. Xero holds what was posted.',
    );
    expect(changeSince(draft(), { ...INVOICE, orderNumber: 'PO 7' })).toBe(
      'Changed in Autotask since it was posted. Xero holds what was posted.',
    );
  });

  test('a credit note is compared with its sign', () => {
    const credit = { ...INVOICE, net: '-100', tax: '-20' };
    const source = sourceOf(credit, { withNumber: true });
    expect(changeSince(draft({ kind: 'credit-note', source }), credit)).toBeNull();
    expect(changeSince(draft({ source }), credit)).toContain('its total was 120.00 and is -120.00');
  });

  test('another number counts only where the document carries Autotask’s', () => {
    const renumbered = { ...INVOICE, number: 'X' };
    const without = sourceOf(INVOICE, { withNumber: false });
    expect(changeSince(draft(), renumbered)).not.toBeNull();
    expect(changeSince(draft({ number: '', source: without }), renumbered)).toBeNull();
    expect(changeSince(draft({ number: 'INV:4711', source: without }), renumbered)).toBeNull();
    expect([isOwn({ number: 'INV:4711', invoiceId: 4711 }), isOwn({ number: 'INV:1', invoiceId: 4711 })]).toEqual([
      true,
      false,
    ]);
  });

  test('whatever is edited is another source', () => {
    const [line] = INVOICE.lines;
    if (!line) throw new Error('no line');
    const edits: Partial<Invoice>[] = [
      ...[{ number: 'X' }, { date: '2026-10-30' }, { dueDate: '2026-12-01' }, { net: '1' }, { tax: '1' }],
      ...[{ taxRegion: 'Away' }, { orderNumber: 'PO' }, { lines: [] }],
      ...[{ id: 2 }, { date: '2026-10-01' }, { itemName: 'x' }, { description: 'x' }, { quantity: '2' }, { rate: '2' }]
        .concat([{ amount: '2' }, { tax: '2' }, { billingCodeId: 9 }, { taxCategory: 'Reduced' }] as never[])
        .map((change) => ({ lines: [{ ...line, ...change }] })),
    ];
    const sources = [{}, ...edits].map((edit) => sourceOf({ ...INVOICE, ...edit }, { withNumber: true }));
    expect(new Set(sources).size).toBe(edits.length + 1);
  });
});

describe('an invoice that stands for a voided one', () => {
  const old = (changes: Partial<Invoice> = {}) => planned({ id: 10, number: 'OLD', isVoided: true, ...changes });
  const now = (changes: Partial<Invoice> = {}, verdict: Verdict = { kind: 'held', by: 'person' }) =>
    planned({ id: 20, number: 'NEW', ...changes }, { verdict });
  const pairs = (...all: PlannedInvoice[]) =>
    replacements(all).map(({ now: a, before }) => [a.invoice.id, before.invoice.id]);
  const shared = [aLine('5', '1', { id: 77 })];
  const period = { from: '2026-10-01', to: '2026-10-31', net: '50', tax: '10' };

  test.each<[string, PlannedInvoice[], number[][]]>([
    ['nothing in common', [old(), now()], []],
    ['the same number', [old(), now({ number: 'old' })], [[20, 10]]],
    ['no number at all is none in common', [old({ number: null }), now({ number: '10' })], []],
    ['a billing item', [old({ lines: shared }), now({ lines: [aLine('1', '0'), ...shared] })], [[20, 10]]],
    ['amounts and period', [old(period), now(period)], [[20, 10]]],
    ['amounts, but no period', [old({ net: '50', tax: '10' }), now({ net: '50', tax: '10' })], []],
    ['another begin', [old(period), now({ ...period, from: '2026-09-01' })], []],
    ['another end', [old(period), now({ ...period, to: '2026-11-01' })], []],
    ['another net', [old(period), now({ ...period, net: '51' })], []],
    ['another tax', [old(period), now({ ...period, tax: '11' })], []],
    ['another company', [old({ companyId: 5 }), now({ number: 'OLD' })], []],
    ['an earlier one', [old({ id: 30 }), now({ number: 'OLD' })], []],
    ['the first is not voided', [old({ isVoided: false }), now({ number: 'OLD' })], []],
    ['both are voided', [old(), now({ number: 'OLD', isVoided: true })], []],
    ['the latest of several', [old(), old({ id: 11 }), now({ number: 'OLD' })], [[20, 11]]],
  ])('%s', (_what, all, expected) => {
    expect(pairs(...all)).toEqual(expected);
  });

  test('one that is in Xero already stands for itself', () => {
    const inXero: Verdict = {
      kind: 'in-xero',
      ours: true,
      documentId: 'd',
      number: 'OLD',
      marked: true,
      adoptable: false,
    };
    expect(pairs(old(), now({ number: 'OLD' }, inXero))).toEqual([]);
  });

  test('is told with what became of that one', () => {
    const said = (changes: Partial<Posting> | null) =>
      replacementSentence({ ...old(), posting: changes && aPosting(changes) });
    expect(said({})).toBe(
      'It replaces invoice 10 (OLD), which was voided in Autotask and is still in Xero: void that one in Xero, too.',
    );
    expect(said({ state: 'voided' })).toBe('It replaces invoice 10 (OLD), which was voided and taken out of Xero.');
    expect(said({ document: null })).toBe('It replaces invoice 10 (OLD), which was voided in Autotask.');
    expect(said(null)).toBe('It replaces invoice 10 (OLD), which was voided in Autotask.');
    expect(isToVoid({ ...old({ isVoided: false }), posting: aPosting() })).toBe(false);
    expect(isToVoid({ ...old(), posting: aPosting({ draft: null }) })).toBe(false);
  });
});

describe('the document a draft became', () => {
  const draft = aDraft();
  const ours = (changes: Partial<BooksDocument> = {}) =>
    aDocument({ url: 'https://at.test/?invoice=4711&run=R', ...changes });

  test('is live, of its kind, and says itself that it is ours', () => {
    const found = ours({ id: 'doc-2' });
    expect(proposedMatch(draft, [aDocument(), found])).toBe(found);
    expect(proposedMatch(draft, [ours({ status: 'VOIDED' }), ours({ status: 'DELETED' })])).toBeNull();
    expect(proposedMatch(draft, [ours({ kind: 'credit-note' })])).toBeNull();
    expect(proposedMatch(draft, [aDocument(), ours({ url: 'https://at.test/?invoice=47111' })])).toBeNull();
    expect(proposedMatch(draft, [])).toBeNull();
  });

  test('names its invoice in its link or at the end of its reference', () => {
    const of = (url: string | null, reference: string | null = null) => sentFor({ url, reference });
    expect(of('https://x.test/?invoice=7')).toBe(7);
    expect(of('https://x.test/?run=R&invoice=7#top')).toBe(7);
    expect(of('https://x.test/?myinvoice=7')).toBeNull();
    expect(of('https://x.test/?invoice=7x')).toBeNull();
    expect(of(null, 'PO 1 AT-7')).toBe(7);
    expect(of(null, 'AT-7')).toBe(7);
    expect(of(null, 'AT-7 later')).toBeNull();
    expect(of(null, 'FLAT-7')).toBeNull();
    expect(of(null)).toBeNull();
    expect(isOurs({ url: null, reference: 'AT-7' }, 8)).toBe(false);
  });

  test('is undone only where it was taken out by an undo', () => {
    const all = (['removed', 'done', 'asked', null] as const).map((undo) =>
      isUndone({ state: 'voided', undo: undo as Posting['undo'] }),
    );
    expect(all).toEqual([true, true, false, false]);
    expect(isUndone({ state: 'posted', undo: 'removed' as Posting['undo'] })).toBe(false);
  });
});

describe('a number that is taken', () => {
  const targets = { kind: 'invoice' as const, subTotal: '100.00', totalTax: '20.00', total: '120.00', isZero: false };
  const judged = (inXero: BooksDocument[], settings: Partial<OrganisationSettings> = {}) => {
    const expected = { targets, contactId: 'contact-1', currency: 'EUR', marked: false, settings };
    const verdict = judgeDocuments(aRunInvoice({}, { inXero }), expected);
    return verdict?.kind === 'refused' ? verdict.reason : (verdict?.kind ?? null);
  };
  const ours = { url: 'https://at.test/?invoice=4711' };

  test.each<[string, Partial<BooksDocument>, string]>([
    ['of another invoice', { url: 'https://at.test/?invoice=9' }, 'INV-4711 in Xero was sent for Autotask invoice 9.'],
    [
      'of another contact',
      { contactId: 'x', contactName: 'Red Bakery' },
      'INV-4711 in Xero has its number but belongs to Red Bakery. Give one of them another number.',
    ],
    ['in another currency', { currency: 'USD' }, 'INV-4711 in Xero has its number but is in USD, not EUR.'],
    [
      'with another total',
      { total: '1120' },
      'INV-4711 in Xero has its number and contact, but its total is 1,120.00, not 120.00.',
    ],
    [
      'voided',
      { status: 'VOIDED' },
      'A voided document in Xero has number INV-4711, and Xero never gives a voided number again. Give the invoice another number in Autotask.',
    ],
  ])('%s', (_what, document, reason) => {
    expect(judged([aDocument(document)])).toBe(reason);
  });

  test('by several, which cannot be told apart', () => {
    expect(judged([aDocument(), aDocument({ id: 'doc-2' })])).toBe(
      '2 documents in Xero carry its number or its reference.',
    );
  });

  test('without a number it is still named', () => {
    expect(judged([aDocument({ number: null, total: '7', ...ours })])).toContain('A document in Xero has its number');
  });

  test('ours counts before another one of the same number', () => {
    const other = aDocument({ id: 'other', total: '7' });
    expect(judged([other, aDocument(ours)])).toBe('2 documents in Xero carry its number or its reference.');
    expect(judged([{ ...other, status: 'DELETED' }, aDocument(ours)])).toBe('in-xero');
  });

  test('a voided one is in the way only under the very number it would have', () => {
    const voided = aDocument({ number: 'INV:4711', status: 'VOIDED', ...ours });
    expect(judged([voided], { numberSource: 'id' })).toContain(
      'Let Xero number it (in /upsync settings), or enter it by hand.',
    );
    expect(judged([voided])).toBeNull();
    expect(judged([voided], { numberSource: 'xero' })).toBeNull();
    expect(judged([aDocument({ number: null, status: 'VOIDED', ...ours })])).toBeNull();
    expect(judged([aDocument({ number: 'OTHER' })])).toBeNull();
    expect(judged([aDocument({ number: null })])).toBeNull();
  });
});

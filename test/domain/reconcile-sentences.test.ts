import { describe, expect, test } from '@jest/globals';
import { type ReconcileInput, reconcile } from '../../src/domain/reconcile.ts';
import { reconcileView } from '../../src/domain/reconcile-view.ts';
import type { DetailedDocument, Draft, Invoice, Posting } from '../../src/domain/types.ts';
import { aDraft, aLine, anInvoice, aPosting } from './make.ts';
import { documentOf, equalWorld } from './reconcile-world.ts';

/** What a reconciliation says of each difference, word for word, with both sides and the reason where it is known. */

const MARKED = { markedAt: '2026-11-02T10:00:00Z' };
const billed = (changes: Partial<Invoice> = {}) => anInvoice({ id: 1, number: 'INV-1', ...MARKED, ...changes });
const TWO = billed({
  lines: [aLine('100.00', '20.00'), aLine('50.00', '10.00', { itemName: '', description: 'Mail' })],
});

function said(input: ReconcileInput): { sentence: string; why: string[] }[] {
  return reconcile(input).differing.flatMap(({ differences }) =>
    differences.map(({ sentence, why }) => ({ sentence, why })),
  );
}

function of(document: Partial<DetailedDocument>, invoice = TWO, more: Partial<ReconcileInput> = {}) {
  return said(equalWorld([invoice], { documents: [documentOf(invoice, document)], ...more }));
}

const only = (sentence: string, ...why: string[]) => [{ sentence, why }];

describe('a difference is told', () => {
  test('in figures, with currency and sign', () => {
    const higher = { subTotal: '151.00', totalTax: '30.20', total: '181.20', lines: [] };
    expect(of(higher)[0]?.sentence).toBe(
      'Net 150.00 in Autotask, 151.00 in Xero; tax 30.00 in Autotask, 30.20 in Xero; gross 180.00 in Autotask, 181.20 in Xero.',
    );
    expect(of({ currency: 'USD' })).toEqual(only('Another currency in Xero.', 'Billed in EUR, in Xero in USD.'));
    const credit = billed({ lines: [aLine('-10.00', '-2.00')] });
    expect(of({ total: '13.00', lines: [] }, credit)[0]?.sentence).toBe('Gross -12.00 in Autotask, -13.00 in Xero.');
  });

  test('by day', () => {
    const other = (date: string | null) => ({ documents: [], otherDocuments: [documentOf(TWO, { date })] });
    expect(said(equalWorld([TWO], other('2026-11-01')))).toEqual(
      only('Dated 31 Oct 2026 in Autotask, dated 1 Nov 2026 in Xero: outside this period.'),
    );
    expect(said(equalWorld([TWO], other(null)))).toEqual(
      only('Dated 31 Oct 2026 in Autotask, without a date in Xero: outside this period.'),
    );
    const later = billed({ date: '2026-11-02' });
    const found = { documents: [documentOf(later, { date: '2026-10-30' })], otherInvoices: [later] };
    expect(said(equalWorld([], found))).toEqual(
      only('Dated 30 Oct 2026 in Xero, but 2 Nov 2026 in Autotask: outside this period.'),
    );
    // the first and the last day belong to the period
    for (const date of ['2026-10-01', '2026-10-31']) expect(of({ date })).toEqual([]);
  });

  test('by contact, number and mark', () => {
    expect(of({ contactId: 'contact-2', contactName: 'Café' })).toEqual(
      only('Billed to Mill & Sons Ltd, in Xero to Café, which is not its contact.'),
    );
    expect(of({ number: 'RE-7' })).toEqual(only('Its number is INV-1 in Autotask, RE-7 in Xero.'));
    expect(of({ number: null })).toEqual(only('Its number is INV-1 in Autotask, missing in Xero.'));
    expect(of({ number: 'inv-1' })).toEqual([]);
    // sent while another setting held
    expect(of({ number: 'INV:1' })).toEqual([]);
    expect(of({}, { ...TWO, markedAt: null })).toEqual(only('In Xero, but not marked as processed in Autotask.'));
  });

  test('as voided on one side', () => {
    expect(of({ status: 'DELETED' })).toEqual(only('Deleted in Xero, but Autotask bills 180.00.'));
    expect(of({ status: 'VOIDED' })).toEqual(only('Voided in Xero, but Autotask bills 180.00.'));
    const voided = { ...TWO, isVoided: true };
    expect(of({ status: 'AUTHORISED' }, voided)).toEqual(
      only('Voided in Autotask, but authorised in Xero with EUR 180.00.'),
    );
    expect(of({}, { ...voided, voidedAt: '2026-11-03' })).toEqual(
      only('Voided in Autotask on 3 Nov 2026, but draft in Xero with EUR 180.00.'),
    );
  });

  test('as twice, and as extra', () => {
    const second = documentOf(TWO, { id: 'doc-2', number: 'INV-1b', status: 'PAID' });
    expect(said(equalWorld([TWO], { documents: [documentOf(TWO), second] }))).toEqual(
      only('A second document in Xero for Autotask invoice 1: EUR 180.00, PAID.'),
    );
    expect(said(equalWorld([], { documents: [documentOf(TWO, { url: null })] }))).toEqual(
      only(
        'In Xero with EUR 180.00 (draft), not in Autotask.',
        'It does not come from upSync: typed in Xero, or from another tool.',
      ),
    );
    expect(said(equalWorld([], { documents: [documentOf(TWO)] }))).toEqual(
      only(
        'In Xero with EUR 180.00 (draft), not in Autotask.',
        'It names Autotask invoice 1, which Autotask does not show.',
      ),
    );
  });

  test('as missing, with what is known of it', () => {
    const missing = (posting: Partial<Posting> | null, changes: Partial<Invoice> = { markedAt: null }) => {
      const sent = new Map(posting === null ? [] : [[1, aPosting({ invoiceId: 1, ...posting })]]);
      return said(equalWorld([billed(changes)], { documents: [], sent }));
    };
    const sentence = 'Billed at EUR 120.00, not in Xero.';
    expect(missing(null)).toEqual(only(sentence));
    expect(missing({})).toEqual(only(sentence, 'upSync posted it, but Xero does not show it any more.'));
    expect(missing({ organisationId: 'org-2' })).toEqual(only(sentence, 'upSync posted it to another organisation.'));
    expect(missing({ document: null, message: 'Xero says: no.' })).toEqual(only(sentence, 'Xero says: no.'));
    expect(missing(null, {})).toEqual(only(sentence, 'Autotask says that it was processed on 2 Nov 2026.'));
    expect(missing(null, { lines: [aLine('0', '0')] })).toEqual([]);
  });
});

describe('why', () => {
  const answered = (changes: Partial<Draft>, document: Partial<DetailedDocument> = {}) => {
    const draft = aDraft({ subTotal: '150.00', totalTax: '30.00', ...changes });
    return new Map([[1, aPosting({ invoiceId: 1, draft, document: documentOf(TWO, document) })]]);
  };

  test('who changed it since it was posted, with what it was then', () => {
    const more = { subTotal: '151.00', total: '181.00', lines: [] };
    expect(of(more, TWO, { sent: answered({}) })[0]?.why[0]).toBe(
      'Edited in Xero since upSync posted it: it was 150.00 net and 30.00 tax then.',
    );
    expect(of(more, TWO, { sent: answered({ subTotal: '149.00' }, more) })[0]?.why[0]).toBe(
      'Changed in Autotask since it was posted: it was 149.00 net and 30.00 tax then.',
    );
    expect(of(more, TWO, { sent: answered({}, more) })[0]?.why[0]).toBe(
      'Xero held it with this difference from the beginning.',
    );
    const dollars = of({ currency: 'USD' }, TWO, { sent: answered({}) })[0]?.why;
    expect(dollars).toContain('Edited in Xero since upSync posted it: it was in EUR then.');
    expect(dollars?.join()).not.toContain('beginning');
    // what became of another document says nothing
    expect(of(more, TWO, { sent: answered({}, { ...more, id: 'old' }) })[0]?.why.join()).not.toContain('posted');
  });

  test('the first lines by name, the rest counted', () => {
    const lines = Array.from({ length: 6 }, (_, n) => aLine('10.00', '2.00', { itemName: `Item ${n + 1}` }));
    const invoice = billed({ lines });
    const held = documentOf(invoice);
    const changed = held.lines.map((line) => ({ ...line, amount: '11.00', tax: '2.20' }));
    const all = { subTotal: '66.00', totalTax: '13.20', total: '79.20' };
    const why = of({ lines: changed, ...all }, invoice)[0]?.why ?? [];
    expect(why.slice(0, 1)).toEqual(['Line 1 “Item 1”: 11.00 in Xero, 10.00 in Autotask.']);
    expect(why.slice(4)).toEqual(['And 2 more lines.']);
    const five = of({ lines: [...changed.slice(0, 5), ...held.lines.slice(5)], ...all }, invoice)[0]?.why ?? [];
    expect(five.slice(4)).toEqual(['And 1 more line.']);
  });

  test('a line without an item goes by its description, a long name is cut', () => {
    const invoice = billed({ lines: [aLine('10.00', '2.00', { itemName: `${'long '.repeat(12)}name` })] });
    const held = documentOf(invoice);
    const lines = held.lines.map((line) => ({ ...line, amount: '12.00' }));
    expect(of({ lines, subTotal: '12.00', total: '14.00' }, invoice)[0]?.why).toEqual([
      'Line 1 “long long long long long long long long…”: 12.00 in Xero, 10.00 in Autotask.',
    ]);
    const [first, second] = documentOf(TWO).lines;
    if (!first || !second) throw new Error('no lines');
    const changed = { lines: [first, { ...second, amount: '51.00' }], subTotal: '151.00', total: '181.00' };
    expect(of(changed)[0]?.why).toEqual(['Line 2 “Mail”: 51.00 in Xero, 50.00 in Autotask.']);
  });

  test('a rate that is switched off, or none at all', () => {
    const [first, second] = documentOf(TWO).lines;
    if (!first || !second) throw new Error('no lines');
    const rated = (taxType: string | null) =>
      of({ lines: [{ ...first, taxType, tax: '19.00' }, second], totalTax: '29.00', total: '179.00' })[0]?.why;
    expect(rated('OLD')).toEqual([
      'Line 1 “Managed workplace”: its tax rate in Xero (OLD) is not an active sales rate.',
    ]);
    expect(rated(null)?.[0]).toContain('(none) is not an active sales rate');
  });
});

describe('the headline', () => {
  const AROUND = {
    ...{ title: 'October', organisation: 'Books', requestedBy: { id: 'p', name: 'P' } },
    ...{ readAt: '2026-11-03T09:00:00Z', linksOf: () => [], notes: [] },
  };
  const view = (...args: Parameters<typeof equalWorld>) => reconcileView(reconcile(equalWorld(...args)), AROUND);

  test('counts one and several', () => {
    const other = billed({ id: 2, number: 'INV-2' });
    expect(view([TWO, other]).headline).toBe('Equal to the cent: 2 invoices in Autotask and in Xero.');
    expect(view([TWO, other], { documents: [documentOf(TWO)] }).headline).toBe(
      '1 entry differs: 2 invoices in Autotask, 1 document in Xero.',
    );
    expect(view([TWO, other], { documents: [] }).headline).toBe(
      '2 entries differ: 2 invoices in Autotask, 0 documents in Xero.',
    );
    expect(view([{ ...TWO, markedAt: null }]).headline).toBe(
      'Equal to the cent: 1 invoice in Autotask and in Xero; 1 with a remark.',
    );
  });

  test('what is left out of the totals is said', () => {
    const voided = billed({ id: 4, number: 'INV-4', isVoided: true });
    const zero = billed({ id: 6, number: 'INV-6', lines: [aLine('0', '0')] });
    const documents = [documentOf(TWO), documentOf(voided, { status: 'VOIDED' })];
    expect(view([TWO, voided, zero], { documents }).notes.join()).toContain(
      'Not in the totals: 1 voided in Autotask, 1 voided or deleted in Xero, 1 with a total of zero.',
    );
    expect(view([TWO]).notes).toEqual([]);
  });
});

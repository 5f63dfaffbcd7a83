import { describe, expect, test } from '@jest/globals';
import { type PlannedInvoice, planRun } from '../../src/domain/plan.ts';
import type { BooksDocument, Posting } from '../../src/domain/types.ts';
import { freedNumber, isSentByUs, isUndoable, originalNumber, type UndoStep, undoStep } from '../../src/domain/undo.ts';
import { type UndoItem, undoReport, undoView } from '../../src/domain/undo-view.ts';
import { aDocument, aDraft, aPlan, aPosting, aRun, aRunInvoice } from './make.ts';

/** What an undo says of each invoice, before and after, word by word. */

const OURS = { url: 'https://psa.test/?company=100&invoice=4711&run=RUN1' };
const sent = (changes: Partial<Posting> = {}): Posting => aPosting({ document: aDocument(OURS), ...changes });
const step = (changes: Partial<BooksDocument>, posting: Partial<Posting> = {}, locked: string | null = null) =>
  undoStep(sent(posting), aDocument({ ...OURS, ...changes }), locked);
const planned = (posting: Posting, number: string | null = 'INV-4711'): PlannedInvoice => {
  const invoice = aRunInvoice({ id: posting.invoiceId, number });
  const [one] = planRun(aPlan([invoice], { postings: new Map([[posting.invoiceId, posting]]) }));
  if (!one) throw new Error('not planned');
  return one;
};
const linksOf = ({ invoice }: PlannedInvoice) => [{ label: 'Autotask', url: `https://psa.test/${invoice.id}` }];
const NO_NUMBER = aDocument({ number: null });

describe('what an undo does with a document, in words', () => {
  const byHand = 'since it was posted. Void it in Xero by hand if it is to go.';

  test.each<[string, Partial<BooksDocument>]>([
    ['EUR 20.00 of it is paid in Xero. Remove the payment there first.', { paid: '20.00' }],
    ['EUR 5.00 of credit is applied to it in Xero. Remove that there first.', { credited: '5.00' }],
    [
      'EUR 5.00 of it is applied to an invoice in Xero. Remove that there first.',
      { kind: 'credit-note', credited: '5.00' },
    ],
    ['It counts as paid in Xero (EUR 120.00).', { status: 'PAID' }],
    ['In Xero its status is SENT.', { status: 'SENT' }],
    [`Its link back to Autotask was changed in Xero ${byHand}`, { url: null }],
    [`Its number was changed to X-1 in Xero ${byHand}`, { number: 'X-1' }],
    [`Its number was changed to none in Xero ${byHand}`, { number: null }],
    [`It belongs to Ada Ltd in Xero ${byHand}`, { contactId: 'contact-2', contactName: 'Ada Ltd' }],
    [`Its total was changed in Xero to EUR 130.00 ${byHand}`, { total: '130.00' }],
    // the same figure of other money is another total
    [`Its total was changed in Xero to USD 120.00 ${byHand}`, { currency: 'USD' }],
    [`Its tax was changed in Xero to 19.00 ${byHand}`, { subTotal: '101.00', totalTax: '19.00' }],
    [`Its tax was changed in Xero to 20.00 ${byHand}`, { subTotal: '101.00' }],
    [`Its tax was changed in Xero to 19.00 ${byHand}`, { totalTax: '19.00' }],
    [`Its date was changed in Xero to 30 Oct 2026 ${byHand}`, { date: '2026-10-30' }],
    [`Its reference was changed in Xero ${byHand}`, { reference: 'PO 9' }],
  ])('left: %s', (sentence, changes) => {
    expect(step(changes)).toEqual({ kind: 'left', sentence });
  });

  test('left where Xero does not show it; let go where it was never ours', () => {
    expect(undoStep(sent(), null, null)).toEqual({ kind: 'left', sentence: 'Xero does not show its document.' });
    const sentence = 'upSync did not send it and only lets it go.';
    expect(step({}, { draft: null })).toEqual({ kind: 'let-go', sentence });
    expect(undoStep(sent({ draft: null, document: null }), null, null)).toEqual({ kind: 'unmark' });
  });

  test.each([
    ['VOIDED', 'INV-4711', 'Somebody voided it in Xero already; its number INV-4711 stays taken there.'],
    ['DELETED', 'INV-4711', 'Somebody deleted it in Xero already; its number INV-4711 stays taken there.'],
    ['VOIDED', 'INV-4711 VOID 1', 'It is out of Xero.'],
  ])('%s as %s: gone', (status, number, sentence) => {
    expect(step({ status, number })).toEqual({ kind: 'gone', sentence });
  });

  test('a document without a date or a reference is no edited one; a day that is lost is', () => {
    expect(step({ date: null }, { document: aDocument({ ...OURS, date: null }) }, '2026-12-31').kind).toBe('delete');
    expect(step({ date: null })).toMatchObject({
      kind: 'left',
      sentence: expect.stringMatching(/^It lost its date in Xero since/),
    });
    for (const [was, is] of [
      [null, ''],
      ['', null],
      [null, null],
      ['PO 9', 'PO 9'],
    ])
      expect(step({ reference: is }, { document: aDocument({ ...OURS, reference: was }) }).kind).toBe('delete');
    expect(step({ reference: null }, { document: aDocument({ ...OURS, reference: 'PO 9' }) }).kind).toBe('left');
  });

  test('a locked period, in words, and nothing locked at all', () => {
    const sentence = 'It is dated 31 Oct 2026, and Xero is locked up to 30 Nov 2026.';
    expect(step({}, {}, '2026-11-30')).toEqual({ kind: 'left', sentence });
    expect(step({ status: 'AUTHORISED' })).toEqual({ kind: 'void', sentence: null });
  });

  test.each([
    [null, null],
    ['owed', null],
    ['failed', null],
    ['sending', 'Xero has e-mailed it to the customer: tell them.'],
    ['sent', 'Xero has e-mailed it to the customer: tell them.'],
  ] as const)('voided, its e-mail %s', (emailState, sentence) => {
    expect(step({ status: 'AUTHORISED' }, { emailState })).toEqual({ kind: 'void', sentence });
  });

  test('whose it is, whether it can be undone, and what it is called', () => {
    const draft = aDraft();
    const document = aDocument();
    expect(isSentByUs({ draft, document })).toBe(true);
    expect(isSentByUs({ draft: null, document })).toBe(false);
    expect(isSentByUs({ draft, document: null })).toBe(false);
    for (const undo of ['asked', 'removed'] as const) expect(isUndoable({ state: 'posted', undo })).toBe(false);
    expect(freedNumber({ document: null, generation: 1 })).toBe(' VOID 1');
    expect(freedNumber({ document: NO_NUMBER, generation: 2 })).toBe(' VOID 2');
    expect(originalNumber({ document: null, generation: 1 })).toBeNull();
    expect(originalNumber({ document: NO_NUMBER, generation: 1 })).toBeNull();
    expect(originalNumber({ document: aDocument({ number: 'INV-1 VOID 2' }), generation: 1 })).toBe('INV-1 VOID 2');
  });
});

describe('the window', () => {
  const input = { runId: 'RUN1', title: 'October', organisation: 'Demo', fingerprint: 'f', note: 'Look again.' };
  const item = (kind: UndoStep['kind'], posting: Posting, more: Partial<UndoItem> = {}): UndoItem => {
    const how: UndoStep = kind === 'delete' || kind === 'unmark' ? { kind } : { kind, sentence: `Why it is ${kind}.` };
    return { posting, planned: null, step: how, clearsMark: false, ...more };
  };
  const viewOf = (items: UndoItem[], page = 1) => undoView({ ...input, items, page, linksOf });

  test('counts each kind, and tells each row in words, what cannot be undone first', () => {
    const kinds = ['unmark', 'delete', 'delete', 'void', 'void', 'void', 'let-go', 'gone', 'gone', 'left'] as const;
    const view = viewOf(kinds.map((kind, nth) => item(kind, sent({ invoiceId: nth }))));
    expect(view).toMatchObject({ kind: 'undo', ...input, page: 1, pages: 1 });
    expect(view.counts).toEqual({ deleted: 2, voided: 3, gone: 2, letGo: 1, left: 1, marks: 0, numbers: 0 });
    expect(view.rows.map(({ what, sentence, isLeft }) => [what, sentence, isLeft])).toEqual([
      ['cannot be undone', 'Why it is left.', true],
      ['out of Xero already', 'Why it is gone.', false],
      ['out of Xero already', 'Why it is gone.', false],
      ['stays in Xero', 'Why it is let-go.', false],
      ['voided in Xero', 'Why it is void.', false],
      ['voided in Xero', 'Why it is void.', false],
      ['voided in Xero', 'Why it is void.', false],
      ['deleted in Xero', null, false],
      ['deleted in Xero', null, false],
      ['nothing in Xero', null, false],
    ]);
  });

  test('names it as Xero had it, in its money; a credit note counts as negative', () => {
    const renamed = sent({
      document: aDocument({ ...OURS, number: 'CN-1 VOID 1', kind: 'credit-note', currency: 'USD' }),
    });
    const nothing = sent({ document: null });
    const [first, second, third] = viewOf([
      item('delete', renamed, { planned: planned(renamed), clearsMark: true }),
      item('unmark', nothing, { planned: planned(nothing, 'INV-9') }),
      item('unmark', { ...nothing, companyId: 77 }),
    ]).rows;
    expect(first).toEqual({
      ...{ number: 'CN-1', company: 'Mill & Sons Ltd', currency: 'USD', total: '-120.00', what: 'deleted in Xero' },
      ...{ clearsMark: true, sentence: null, isLeft: false },
      links: [{ label: 'Autotask', url: 'https://psa.test/4711' }],
    });
    expect(second).toMatchObject({ number: 'INV-9', company: 'Mill & Sons Ltd', currency: 'EUR', total: '0.00' });
    expect(third).toMatchObject({ number: '4711', company: 'Company 77', currency: '', total: '0.00', links: [] });
    expect(viewOf([item('void', sent())]).rows[0]).toMatchObject({ number: 'INV-4711', total: '120.00' });
    // a company that Autotask does not show any more
    const lost = { ...planned(nothing), company: null };
    expect(viewOf([item('unmark', nothing, { planned: lost })]).rows[0]?.currency).toBe('');
  });

  test('twelve rows a page, sorted over all of them', () => {
    const items = Array.from({ length: 13 }, (_, nth) =>
      item(nth === 12 ? 'left' : 'delete', sent({ invoiceId: nth })),
    );
    expect(viewOf(items).rows).toHaveLength(12);
    expect(viewOf(items).rows[0]?.isLeft).toBe(true);
    const second = viewOf(items, 2);
    expect([second.rows.length, second.page, second.pages]).toEqual([1, 2, 2]);
  });
});

describe('what came of an undo', () => {
  const run = aRun({ state: 'done', undoneAt: '2026-11-22T10:00:00Z', failure: 'Xero is not answering.' });
  const done = (changes: Partial<Posting>) => sent({ state: 'voided', undo: 'done', ...changes });

  test('nothing adopted is counted as taken out, and no mark as a document', () => {
    const adopted = done({ draft: null });
    const onlyMark = done({ document: null });
    const bare = done({ draft: null, document: null });
    const report = undoReport(run, [done({}), adopted, onlyMark, bare, sent({ undo: 'removed' })], [], linksOf);
    expect(report).toEqual({
      ...{ outOfXero: 1, letGo: 1, unmarked: 2, numbers: 0, open: 1, of: 5, sentence: null },
      ...{ left: [], moreLeft: 0, notes: [] },
    });
  });

  test('ten that are left are told by name and reason, and how many more there are', () => {
    const left = Array.from({ length: 12 }, (_, nth) => sent({ invoiceId: nth, undo: 'left', document: null }));
    const [first] = left;
    if (!first) throw new Error('none');
    const report = undoReport(
      { ...run, state: 'undoing' },
      left,
      [planned({ ...first, invoiceId: 0 }, 'INV-0')],
      linksOf,
    );
    expect(report?.left).toHaveLength(10);
    expect(report?.left.slice(0, 2)).toEqual([
      {
        ...{ number: 'INV-0', company: 'Mill & Sons Ltd', sentence: 'It was left as it is.' },
        links: [{ label: 'Autotask', url: 'https://psa.test/0' }],
      },
      { number: '1', company: 'Company 100', sentence: 'It was left as it is.', links: [] },
    ]);
    expect([report?.moreLeft, report?.of, report?.sentence]).toEqual([2, 12, 'Xero is not answering.']);
  });
});

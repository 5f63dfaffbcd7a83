import { describe, expect, test } from '@jest/globals';
import { whoseMark } from '../../src/domain/marks.ts';
import { nextStep } from '../../src/domain/next-step.ts';
import { nextGeneration, planRun } from '../../src/domain/plan.ts';
import type { BooksDocument, Posting } from '../../src/domain/types.ts';
import { freedNumber, isUndoable, originalNumber, undoStep } from '../../src/domain/undo.ts';
import { undoReport, undoView } from '../../src/domain/undo-view.ts';
import { aDocument, aPlan, aPosting, aRun, aRunInvoice } from './make.ts';

const OURS = { url: 'https://psa.test/?company=100&invoice=4711&run=RUN1' };
const sent = (changes: Partial<Posting> = {}): Posting => aPosting({ document: aDocument(OURS), ...changes });
const now = (changes: Partial<BooksDocument> = {}): BooksDocument => aDocument({ ...OURS, ...changes });
const step = (changes: Partial<BooksDocument>, locked: string | null = null) => undoStep(sent(), now(changes), locked);

describe('what an undo does with a document', () => {
  test.each([
    ['DRAFT', 'delete'],
    ['SUBMITTED', 'delete'],
    ['AUTHORISED', 'void'],
    ['VOIDED', 'gone'],
    ['DELETED', 'gone'],
    ['PAID', 'left'],
    ['SOMETHING NEW', 'left'],
  ])('%s: %s', (status, kind) => {
    expect(step({ status }).kind).toBe(kind);
  });

  test.each<[string, Partial<BooksDocument>, RegExp]>([
    ['paid in part', { status: 'AUTHORISED', paid: '20.00' }, /EUR 20\.00 of it is paid/],
    ['credited', { status: 'AUTHORISED', credited: '5.00' }, /EUR 5\.00 of credit is applied to it/],
    ['an applied credit note', { kind: 'credit-note', credited: '5.00' }, /applied to an invoice/],
    ['another total', { total: '130.00' }, /total was changed in Xero to EUR 130\.00/],
    ['another tax', { totalTax: '19.00', subTotal: '101.00' }, /tax was changed in Xero to 19\.00/],
    ['another contact', { contactId: 'contact-2', contactName: 'Ada Ltd' }, /belongs to Ada Ltd/],
    ['another number', { number: 'X-1' }, /number was changed to X-1/],
    ['another day', { date: '2026-10-30' }, /date was changed in Xero to 30 Oct 2026/],
    ['another reference', { reference: 'PO 9' }, /reference was changed/],
    ['no link back any more', { url: null }, /link back to Autotask was changed/],
  ])('%s: it is left, in words', (_, changes, words) => {
    const judged = step(changes);
    expect(judged.kind).toBe('left');
    expect('sentence' in judged && judged.sentence).toMatch(words);
  });

  test('a lock date holds for its own day, too', () => {
    expect(step({}, '2026-10-31')).toMatchObject({
      kind: 'left',
      sentence: expect.stringMatching(/locked up to 31 Oct/),
    });
    expect(step({}, '2026-10-30').kind).toBe('delete');
  });

  test('one that Xero does not show is left; one that is none of ours is only let go; without one there is a mark', () => {
    expect(undoStep(sent(), null, null).kind).toBe('left');
    expect(undoStep(sent({ draft: null }), now(), null).kind).toBe('let-go');
    expect(undoStep(sent({ document: null }), null, null).kind).toBe('unmark');
  });

  test('renamed by an earlier try it is still ours', () => {
    expect(freedNumber(sent({ generation: 2 }))).toBe('INV-4711 VOID 2');
    expect(step({ number: 'INV-4711 VOID 1' }).kind).toBe('delete');
    expect(step({ number: 'INV-4711 VOID 1', status: 'DELETED' })).toMatchObject({ sentence: 'It is out of Xero.' });
    expect(step({ status: 'VOIDED' })).toMatchObject({ sentence: expect.stringMatching(/INV-4711 stays taken/) });
    expect(originalNumber(sent({ document: now({ number: 'INV-4711 VOID 1' }) }))).toBe('INV-4711');
  });

  test('a freed number never exceeds what Xero takes', () => {
    expect(freedNumber(sent({ document: now({ number: 'x'.repeat(255) }) }))).toHaveLength(255);
  });
});

test('whose mark stands in Autotask', () => {
  const written = '2026-11-22T10:11:12.345Z';
  expect(whoseMark(written, written)).toBe('ours');
  expect(whoseMark(written, '2026-11-22T10:11:12.000Z')).toBe('ours');
  expect(whoseMark(written, '2026-11-22T00:00:00.000Z')).toBe('ours-day');
  expect(whoseMark(written, '2026-11-22T10:11:13.000Z')).toBe('other');
  expect(whoseMark(written, '2026-11-23T00:00:00.000Z')).toBe('other');
  expect(whoseMark(null, written)).toBe('other');
});

describe('a run that was undone', () => {
  const undone = sent({ state: 'voided', undo: 'done' });
  const planOf = (posting: Posting, runId = 'RUN1') =>
    planRun(aPlan([aRunInvoice()], { run: { id: runId }, postings: new Map([[4711, posting]]) }))[0];
  const verdictIn = (runId: string, posting: Posting) => planOf(posting, runId)?.verdict;

  test('sends nothing again itself; a later one sends the invoice as its next generation', () => {
    expect(verdictIn('RUN1', undone)).toEqual({ kind: 'undone' });
    expect(verdictIn('RUN2', undone)).toMatchObject({ kind: 'ready', draft: { generation: 2, number: 'INV-4711' } });
    // taken out by a person who wants it sent again in this very run
    expect(verdictIn('RUN1', sent({ state: 'voided' }))?.kind).toBe('ready');
    expect(nextGeneration(null)).toBe(1);
  });

  test('says so, and asks for nothing', () => {
    const planned = [planOf(undone)].flatMap((each) => each ?? []);
    const run = aRun({ state: 'done', undoneAt: '2026-11-22T10:00:00Z', undoneBy: { id: 'chat:2', name: 'Ada' } });
    const next = nextStep({
      ...{ run, planned, organisations: [], connected: true, everConnected: true, direct: false, fingerprint: 'f' },
    });
    expect(next).toEqual({ kind: 'none', sentence: 'Undone. A new search finds the invoices again.' });
  });

  test('is told: what went, what stays and why, what is still to come', () => {
    const run = aRun({ state: 'undoing', undoneAt: '2026-11-22T10:00:00Z', failure: 'Xero is not answering.' });
    const own = [
      undone,
      sent({ invoiceId: 2, state: 'voided', undo: 'done', draft: null, undoMessage: 'It stays.' }),
      sent({ invoiceId: 3, state: 'voided', undo: 'done', document: null }),
      sent({ invoiceId: 4, undo: 'left', undoMessage: 'It is paid.' }),
      sent({ invoiceId: 5, undo: 'asked' }),
      sent({ invoiceId: 6 }),
    ];
    const report = undoReport(run, own, [], () => []);
    expect(report).toMatchObject({ outOfXero: 1, letGo: 1, unmarked: 1, open: 1, of: 5, moreLeft: 0 });
    const numbered = [{ ...undone, numberState: 'written' as const }, sent({ invoiceId: 9, numberState: 'written' })];
    expect(undoReport(run, numbered, [], () => [])?.numbers).toBe(1);
    expect(report?.sentence).toBe('Xero is not answering.');
    expect(report?.left.map(({ sentence }) => sentence)).toEqual(['It is paid.']);
    expect(report?.notes.map(({ sentence }) => sentence)).toEqual(['It stays.']);
    expect(undoReport(aRun({ state: 'done' }), own, [], () => [])).toBeNull();
  });

  test('may be undone again only where something is left of it', () => {
    const states = ['posted', 'difference', 'adopted', 'marked', 'voided', 'ready', 'in_doubt'] as const;
    expect(states.filter((state) => isUndoable({ state, undo: null }))).toEqual(states.slice(0, 4));
    expect(isUndoable({ state: 'posted', undo: 'left' })).toBe(true);
    expect(isUndoable({ state: 'posted', undo: 'asked' })).toBe(false);
  });
});

test('the window begins with what cannot be undone', () => {
  const items = [sent(), sent({ id: 'two', invoiceId: 2 })].map((posting, nth) => ({
    ...{ posting: { ...posting, numberState: 'written' as const }, planned: null, clearsMark: nth === 0 },
    step: nth === 0 ? ({ kind: 'delete' } as const) : ({ kind: 'left', sentence: 'It is paid.' } as const),
  }));
  const shown = { runId: 'RUN1', title: 'October', organisation: 'Demo', fingerprint: 'f', note: null, page: 1 };
  const view = undoView({ ...shown, items, linksOf: () => [] });
  expect(view.counts).toEqual({ deleted: 1, voided: 0, gone: 0, letGo: 0, left: 1, marks: 1, numbers: 1 });
  expect(view.rows.map(({ what }) => what)).toEqual(['cannot be undone', 'deleted in Xero']);
});

import { describe, expect, test } from '@jest/globals';
import { type PlannedInvoice, planRun } from '../../src/domain/plan.ts';
import { approvedIn, canUndo, runReport } from '../../src/domain/report.ts';
import { summaryLine } from '../../src/domain/runs.ts';
import { type Invoice, type Posting, RUN_STATES, type SyncRun, type Verdict } from '../../src/domain/types.ts';
import { aDocument, aDraft, aLine, aPlan, aPosting, aRun, aRunInvoice } from './make.ts';

const LINKS = () => [];

/** Invoices as a run sees them after it posted them, each with what is said of its posting. */
function posted(all: Partial<Posting>[], invoice: Partial<Invoice> = {}): PlannedInvoice[] {
  const invoices = all.map((_, index) => aRunInvoice({ ...invoice, id: index + 1, number: `N${index + 1}` }));
  const postings = new Map(
    all.map((changes, index) => {
      const document = aDocument({ id: `doc-${index + 1}`, number: `N${index + 1}` });
      return [index + 1, aPosting({ invoiceId: index + 1, document, ...changes })];
    }),
  );
  return planRun(aPlan(invoices, { postings }));
}

const reportOf = (planned: PlannedInvoice[], run: Partial<SyncRun> = {}) =>
  runReport(aRun({ state: 'posted', ...run }), planned, LINKS);

describe('the report of a run', () => {
  test('lists the first ten documents as Xero holds them, and counts the rest', () => {
    const report = reportOf(posted(Array.from({ length: 12 }, () => ({}))));
    expect([report.posted, report.of, report.documents.length, report.moreDocuments]).toEqual([12, 12, 10, 2]);
    const [first] = reportOf(posted([{ document: aDocument({ number: 'INV-0042', currency: 'USD' }) }])).documents;
    expect(first).toEqual({
      ...{ number: 'INV-0042', company: 'Mill & Sons Ltd', total: '120.00', currency: 'USD', links: [] },
    });
    const [unnumbered] = reportOf(posted([{ document: aDocument({ number: null }) }])).documents;
    expect(unnumbered?.number).toBe('N1');
  });

  test('sums what Autotask billed and what Xero holds, credit notes negative, per currency', () => {
    const credit = { kind: 'credit-note' as const, total: '12.00', subTotal: '10.00', totalTax: '2.00' };
    const [invoice, note] = [
      aRunInvoice({ id: 1, number: 'A' }),
      aRunInvoice({ id: 2, number: 'B', lines: [aLine('-10', '-2')] }),
    ];
    const postings = new Map([
      [1, aPosting({ invoiceId: 1 })],
      [2, aPosting({ invoiceId: 2, kind: 'credit-note', document: aDocument(credit), draft: aDraft(credit) })],
    ]);
    const report = reportOf(planRun(aPlan([invoice, note], { postings })));
    expect(report.totals).toMatchObject([{ currency: 'EUR', autotask: '108.00', xero: '108.00' }]);
    expect(report.totals[0]?.sides).toMatchObject({
      autotask: { count: 2, net: '90.00', tax: '18.00' },
      xero: { count: 2, net: '90.00', tax: '18.00' },
    });
    expect(report.documents.map(({ total }) => total)).toEqual(['120.00', '-12.00']);
    const dollars = reportOf(
      posted([{ draft: aDraft({ currency: 'USD' }), document: aDocument({ currency: 'USD' }) }]),
    );
    expect(dollars.totals.map(({ currency }) => currency)).toEqual(['USD']);
  });

  test('names at most twenty failures', () => {
    const invoices = Array.from({ length: 25 }, (_, id) => aRunInvoice({ id: id + 1, number: `N${id}`, net: '7' }));
    expect(reportOf(planRun(aPlan(invoices))).failed).toHaveLength(20);
  });

  test('counts what follows a posting', () => {
    const states: Partial<Posting>[] = [
      { pdfState: 'attached', emailState: 'sent' },
      { pdfState: 'attached', emailState: 'failed', emailMessage: 'No e-mail address.' },
      { pdfState: 'failed', pdfMessage: 'Too large.' },
      { pdfState: 'owed' },
    ];
    const report = reportOf(posted(states));
    expect(report.pdfs).toEqual({ done: 2, failed: 1, toCome: 1 });
    expect(report.emails).toEqual({ done: 1, failed: 1, toCome: 0 });
    expect(report.markNotes).toEqual(['N2: No e-mail address.', 'N3: Too large.']);
    expect(reportOf(posted([{}]))).toMatchObject({ pdfs: null, emails: null, markNotes: [] });
  });

  test('says a reason once, with the first five it is about', () => {
    const pdfMessage = 'Too large.';
    const notes = (count: number) =>
      reportOf(posted(Array.from({ length: count }, () => ({ pdfState: 'failed' as const, pdfMessage })))).markNotes;
    expect(notes(5)).toEqual(['N1, N2, N3, N4, N5: Too large.']);
    expect(notes(7)).toEqual(['N1, N2, N3, N4, N5 and 2 more: Too large.']);
  });

  test('says another cent when net and tax are rounded together, with both figures', () => {
    const apart = (count: number) =>
      Array.from({ length: count }, (_, id) =>
        aRunInvoice({ id: id + 1, number: `N${id + 1}`, lines: [aLine('10.004', '2.004')] }),
      );
    const notes = (count: number) => {
      const postings = new Map(
        apart(count).map(({ invoice: { id } }) => [
          id,
          aPosting({ invoiceId: id, document: aDocument({ number: `N${id}` }) }),
        ]),
      );
      return reportOf(planRun(aPlan(apart(count), { postings }))).markNotes;
    };
    const why = 'Net and tax rounded apart make another cent than rounded together; the books follow the parts';
    expect(notes(1)).toEqual([`${why}: N1 is 12.00 (together 12.01).`]);
    expect(notes(6)[0]).toMatch(/: N1 is .*, N5 is 12\.00 \(together 12\.01\) and 1 more\.$/);
  });

  test('says what came of marks and numbers', () => {
    const said = posted([{ markMessage: 'Autotask did not answer.' }, { numberMessage: 'Kept N2.' }, {}]);
    expect(reportOf(said).markNotes).toEqual(['N1: Autotask did not answer.', 'N2: Kept N2.']);
    // the first few are shown: those that something is to be done about
    const late = posted([{ numberMessage: 'Kept N1.' }, { markMessage: 'Autotask did not answer.' }]);
    expect(reportOf(late).markNotes).toEqual(['N2: Autotask did not answer.', 'N1: Kept N1.']);
  });
});

describe('what an approver asked to be sent', () => {
  const [base] = posted([{}]);
  const with_ = (verdict: Verdict, changes: Partial<Posting> | null = null): PlannedInvoice => {
    if (!base) throw new Error('nothing planned');
    return { ...base, verdict, posting: changes && aPosting({ state: 'posting', ...changes }) };
  };
  const counts = (each: PlannedInvoice) => approvedIn('RUN1', [each]).length === 1;

  test.each<[string, PlannedInvoice, boolean]>([
    ['ready', with_({ kind: 'ready', draft: aDraft(), fingerprintText: '' }), true],
    ['on its way', with_({ kind: 'in-progress', runId: 'RUN1' }, {}), true],
    ['on its way, of another run', with_({ kind: 'in-progress', runId: 'X' }, { runId: 'X' }), false],
    ['rejected', with_({ kind: 'refused', code: 'rejected', reason: '' }, { state: 'rejected' }), true],
    ['refused by ourselves', with_({ kind: 'refused', code: 'no-lines', reason: '' }, { state: 'ready' }), false],
    ['held', with_({ kind: 'held', by: 'person' }, {}), false],
    ['undone', with_({ kind: 'undone' }, { state: 'voided' }), true],
    ['rejected, and not of this run', with_({ kind: 'refused', code: 'rejected', reason: '' }, { runId: 'X' }), false],
  ])('%s', (_what, each, expected) => {
    expect(counts(each)).toBe(expected);
  });
});

test('a run can be undone once it has ended, with something of its own to take back', () => {
  const mine = posted([{}, { state: 'rejected', document: null }]);
  const can = (state: SyncRun['state'], planned = mine) => canUndo({ id: 'RUN1', state }, planned);
  expect(RUN_STATES.filter((state) => can(state))).toEqual(['posted', 'done']);
  for (const planned of [[], posted([{ runId: 'X' }]), posted([{ state: 'voided' }]), posted([{ undo: 'asked' }])])
    expect(can('done', planned)).toBe(false);
});

test('one line on a run names everything there is, what is in Xero first', () => {
  const none = {
    ...{ found: 0, companies: 0, ready: 0, waiting: 0, held: 0, refused: 0, nothingToPost: 0, inXero: 0, marked: 0 },
    ...{ inXeroNotMarked: 0, voided: 0, undone: 0, beingSent: 0, inProgress: 0 },
  };
  const all = { ready: 2, waiting: 3, held: 4, refused: 5, nothingToPost: 6, inXero: 1, voided: 7, undone: 8 };
  expect(summaryLine({ ...none, ...all, found: 36 }, [])).toBe(
    '36 invoices: 1 in Xero, 2 ready, 3 waiting for an answer, 8 undone, 5 refused, 4 held, 6 nothing to post, 7 voided',
  );
  expect(summaryLine({ ...none, found: 1, held: 1 }, [])).toBe('1 invoice: 1 held');
});

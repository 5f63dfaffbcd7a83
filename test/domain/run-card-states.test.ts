import { describe, expect, test } from '@jest/globals';
import { type PlanInput, planRun } from '../../src/domain/plan.ts';
import { decisionsOf, type RunCardInput, runCard } from '../../src/domain/run-card.ts';
import { RUN_STATES, type RunInvoice, type SyncRun } from '../../src/domain/types.ts';
import { notice } from '../../src/domain/views.ts';
import { aCompany, aLine, aPlan, aPosting, aRun, aRunInvoice } from './make.ts';

/** What the card of a run holds in each of its states. */

const SAM = { id: 'chat:1', name: 'Sam' };

function card(
  invoices: RunInvoice[],
  {
    plan = {},
    run = {},
    ...more
  }: { plan?: Partial<PlanInput>; run?: Partial<SyncRun> } & Partial<Omit<RunCardInput, 'run'>> = {},
) {
  const planned = planRun(aPlan(invoices, plan));
  const next = { kind: 'none' as const, sentence: '' };
  return runCard({ run: aRun(run), planned, organisation: null, next, linksOf: () => [], ...more });
}

test('says what it is of', () => {
  const organisation = { name: 'Harbour Books', status: 'DRAFT' as const, shortCode: '!abc' };
  const view = card([], { organisation });
  expect(view).toMatchObject({ kind: 'run', runId: 'RUN1', requestedBy: SAM, notes: [] });
  // nothing of the organisation but what people read
  expect(view.organisation).toEqual({ name: 'Harbour Books', status: 'DRAFT' });
  expect(card([]).organisation).toBeNull();
});

test.each(RUN_STATES)('%s: what would go, what went, what may still be held', (state) => {
  const isBefore = ['searching', 'open', 'checking'].includes(state);
  const isReport = ['posted', 'marking', 'undoing', 'done'].includes(state);
  // one waits for its contact, one was refused by Xero in this run
  const invoices = [
    aRunInvoice({ companyId: 101, lines: [aLine('10.00', '2.00')] }),
    aRunInvoice({ id: 2, number: 'B', lines: [aLine('50.00', '10.00')] }),
  ];
  const postings = new Map([[2, aPosting({ invoiceId: 2, state: 'rejected', document: null, message: 'No.' })]]);
  const companies = [aCompany(), aCompany({ id: 101, name: 'Anchor' })];
  const view = card(invoices, { plan: { postings, companies }, run: { state } });
  expect(view.counts).toMatchObject({ waiting: 1, refused: 1 });
  expect(view.totals.map(({ count, net }) => [count, net])).toEqual([[1, isBefore ? '10.00' : '50.00']]);
  expect(view.report !== null).toBe(isReport);
  expect(view.progress !== null).toBe(state === 'posting');
  expect(view.invoices.map(({ canHold }) => canHold)).toEqual([state === 'open', false]);
});

test('counts what waits for a person, whatever for', () => {
  const invoices = [aRunInvoice()];
  for (const plan of [{ books: null }, { answers: new Map() }, { maps: [] }]) {
    const view = card(invoices, { plan });
    expect([view.counts.waiting, view.counts.ready, view.totals.length]).toEqual([1, 0, 1]);
  }
});

test('counts what is in Xero, what of it is marked, and what was undone', () => {
  const invoices = [4711, 2, 3, 4].map((id) => aRunInvoice({ id, number: `N-${id}` }));
  const postings = new Map([
    [4711, aPosting()],
    [2, aPosting({ invoiceId: 2, state: 'marked' })],
    [3, aPosting({ invoiceId: 3, state: 'voided', undo: 'done' })],
    [4, aPosting({ invoiceId: 4, state: 'posting', runId: 'OTHER', document: null })],
  ]);
  const { counts } = card(invoices, { plan: { postings } });
  expect(counts).toMatchObject({ found: 4, inXero: 2, inXeroNotMarked: 1, marked: 1, undone: 1, ready: 0 });
  expect(counts).toMatchObject({ beingSent: 0, inProgress: 1 });
});

test('a company that Autotask does not hand out has no currency to name', () => {
  expect(card([aRunInvoice()], { plan: { companies: [] } }).foundTotals).toMatchObject([{ currency: '?', count: 1 }]);
});

test('of a run whose lines were deleted, that is all there is to say', () => {
  const old = card([aRunInvoice({ isVoided: true })], {
    run: { detailsDeletedAt: '2026-11-01T00:00:00Z', notes: ['A division was left out.'] },
  });
  expect(old.attention).toEqual([]);
  expect(old.notes).toEqual([
    'Lines, names and e-mails of this run were deleted, being old. Numbers, totals and states stay.',
  ]);
  const young = card([aRunInvoice({ isVoided: true })], { run: { notes: ['A division was left out.'] } });
  expect(young.notes).toEqual(['A division was left out.']);
  expect(young.attention).toHaveLength(1);
});

describe('while it posts', () => {
  const refused = aRunInvoice({ id: 2, number: 'B', net: '99' });
  const rejected = new Map([
    [3, aPosting({ invoiceId: 3, state: 'rejected', document: null, message: 'No.' })],
    [4, aPosting({ invoiceId: 4, state: 'rejected', document: null, message: 'No.' })],
  ]);
  const four = [aRunInvoice(), refused, aRunInvoice({ id: 3, number: 'C' }), aRunInvoice({ id: 4, number: 'D' })];
  const sentence = (invoices: RunInvoice[], run: Partial<SyncRun> = {}) =>
    card(invoices, { plan: { postings: rejected }, run: { state: 'posting', ...run } }).progress?.sentence;

  test('it says what Xero refused, not what upSync did; trouble comes first', () => {
    expect(sentence(four.slice(0, 2))).toBeNull();
    expect(sentence(four)).toBe('2 refused by Xero so far; the others go on.');
    expect(sentence(four, { failure: 'Xero is not answering.' })).toBe('Xero is not answering.');
  });
});

test('who decided, in the order it happened, and when', () => {
  const at = '2026-11-02T10:00:00Z';
  const everything: Partial<SyncRun> = {
    ...{ approvedBy: SAM, approvedAt: at, stopRequestedBy: SAM, cancelledBy: SAM, updatedAt: '2026-11-02T12:00:00Z' },
    ...{ markAnsweredBy: SAM, markAnswer: 'yes', undoneBy: SAM, undoneAt: '2026-11-02T11:00:00Z' },
  };
  const late = '2026-11-02T12:00:00Z';
  expect(decisionsOf(aRun(everything))).toEqual([
    { what: 'Approved', by: SAM, at },
    { what: 'Stopped', by: SAM, at: late },
    { what: 'Cancelled', by: SAM, at: late },
    { what: 'Marking agreed', by: SAM, at: late },
    { what: 'Undo approved', by: SAM, at: '2026-11-02T11:00:00Z' },
  ]);
  expect(decisionsOf(aRun({ undoneBy: SAM, updatedAt: late }))).toEqual([{ what: 'Undo approved', by: SAM, at: late }]);
  expect(decisionsOf(aRun({ approvedBy: SAM, updatedAt: late }))).toEqual([{ what: 'Approved', by: SAM, at: late }]);
  // asked and not answered is no decision
  expect(decisionsOf(aRun({ markAnsweredBy: SAM, markAnswer: null }))).toEqual([]);
  // the audit knows better
  const decisions = [{ what: 'Approved twice', by: SAM, at }];
  expect(card([], { run: everything, decisions }).decisions).toEqual(decisions);
});

test('a notice is as bare as it can be, and what is given is taken', () => {
  expect(notice('info', 'Done.')).toEqual({
    ...{ kind: 'notice', tone: 'info', title: 'Done.', lines: [], people: [], actions: [], links: [], reference: null },
  });
  expect(notice('error', 'No.', { lines: ['Because.'], reference: 'R-1' })).toMatchObject({
    ...{ tone: 'error', lines: ['Because.'], reference: 'R-1', people: [] },
  });
});

import { describe, expect, test } from '@jest/globals';
import { VOIDED_MEANWHILE } from '../../src/domain/marks.ts';
import { nextStep } from '../../src/domain/next-step.ts';
import { type PlanInput, planRun } from '../../src/domain/plan.ts';
import type { RunInvoice, SyncRun } from '../../src/domain/types.ts';
import { aDocument, aLine, aPlan, aPosting, aRun, aRunInvoice, KNOWN } from './make.ts';

const HARBOUR = { id: 'org-1', name: 'Harbour Books' };
const SAM = { id: 'chat:1', name: 'Sam' };

interface Story {
  run?: Partial<SyncRun>;
  invoices?: RunInvoice[];
  plan?: Partial<PlanInput>;
  organisations?: { id: string; name: string }[];
  connected?: boolean;
  everConnected?: boolean;
  direct?: boolean;
}

function step(story: Story) {
  return nextStep({
    run: aRun(story.run),
    planned: planRun(aPlan(story.invoices ?? [aRunInvoice()], story.plan)),
    organisations: story.organisations ?? [HARBOUR],
    connected: story.connected ?? true,
    everConnected: story.everConnected ?? true,
    direct: story.direct ?? false,
    fingerprint: 'f1',
  });
}

const UNCHOSEN: Partial<PlanInput> = { books: null, answers: new Map() };
const ZERO = aRunInvoice({ id: 2, number: 'Z', lines: [aLine('0', '0')] });

describe('an open run waits for', () => {
  test('the approval', () => {
    const invoices = [aRunInvoice(), ZERO, aRunInvoice({ id: 3 }, { held: true })];
    expect(step({ invoices })).toEqual({
      kind: 'confirm',
      fingerprint: 'f1',
      count: 1,
      companies: 1,
      held: 1,
      nothingToPost: 1,
      adoptable: 0,
    });
  });

  test('a connection, new or again', () => {
    const story = {
      plan: UNCHOSEN,
      run: { organisationId: null, checkedAt: null },
      connected: false,
      organisations: [],
    };
    expect(step({ ...story, everConnected: false })).toMatchObject({
      kind: 'connect',
      sentence: expect.stringContaining('not connected'),
    });
    expect(step(story)).toMatchObject({ kind: 'connect', sentence: expect.stringContaining('ended') });
    const other = { organisations: [{ id: 'org-2', name: 'Other' }], connected: false };
    expect(step({ plan: UNCHOSEN, run: { checkedAt: null }, ...other })).toMatchObject({ kind: 'connect' });
  });

  test('the organisation, also where looking into it failed', () => {
    const organisations = [HARBOUR, { id: 'org-2', name: 'Other' }];
    const choice = { plan: UNCHOSEN, organisations, connected: false };
    expect(step({ ...choice, run: { organisationId: null, checkedAt: null } })).toMatchObject({
      kind: 'choose-organisation',
      organisations,
    });
    expect(step({ plan: UNCHOSEN, run: { checkedAt: null, failure: 'Xero said no.' } })).toMatchObject({
      kind: 'choose-organisation',
      sentence: 'Xero said no.',
    });
    expect(step({ plan: UNCHOSEN, run: { checkedAt: null } })).toMatchObject({ kind: 'wait' });
  });

  test('answers, before anything is approved', () => {
    const question = { why: 'no-match' as const, sentence: '', suggestions: [] };
    const answers = new Map([
      [100, KNOWN],
      [101, { kind: 'question' as const, question }],
    ]);
    const companies = [100, 101].map((id) => ({ ...aPlan([]).companies[0], id }) as PlanInput['companies'][number]);
    const invoices = [aRunInvoice(), aRunInvoice({ id: 2, number: 'B', companyId: 101 })];
    expect(step({ invoices, plan: { answers, companies } })).toEqual({
      kind: 'questions',
      maps: 0,
      mapKinds: [],
      companies: 1,
      invoices: 1,
    });
    expect(step({ plan: { maps: [] } })).toEqual({
      ...{ kind: 'questions', maps: 2, mapKinds: ['account', 'tax'] },
      ...{ companies: 0, invoices: 1 },
    });
  });

  test('approvers, from a direct message', () => {
    expect(step({ direct: true })).toEqual({ kind: 'ask-for-approval' });
  });

  test('the mark, where all is in Xero or zero', () => {
    const plan = { postings: new Map([[4711, aPosting()]]) };
    // Two in all, one of them with nothing to post.
    expect(step({ invoices: [aRunInvoice(), ZERO], plan })).toEqual({
      kind: 'mark',
      count: 2,
      nothingToPost: 1,
      changed: 0,
    });
  });

  test('nothing', () => {
    expect(step({ invoices: [] })).toEqual({ kind: 'none', sentence: 'Nothing was found.' });
    expect(step({ invoices: [aRunInvoice({ isVoided: true })] })).toMatchObject({ kind: 'none' });
    const adoptable = [aRunInvoice({}, { inXero: [aDocument()] })];
    expect(step({ invoices: adoptable })).toMatchObject({ kind: 'none', sentence: expect.stringContaining('adopted') });
    const criteria = { ...aRun().criteria, dryRun: true };
    expect(step({ run: { criteria } })).toMatchObject({ kind: 'none', sentence: expect.stringContaining('dry run') });
  });
});

describe('afterwards', () => {
  const rejected = aPosting({ invoiceId: 2, state: 'rejected', document: null, message: 'no' });
  const invoices = [aRunInvoice(), aRunInvoice({ id: 2, number: 'B' })];

  test('posting can be stopped, once', () => {
    expect(step({ run: { state: 'posting' } })).toEqual({ kind: 'stop' });
    expect(step({ run: { state: 'posting', stopRequestedBy: SAM } })).toMatchObject({ kind: 'wait' });
  });

  test('what was refused may be tried again, beside the mark', () => {
    const plan = {
      postings: new Map([
        [4711, aPosting()],
        [2, rejected],
      ]),
    };
    expect(step({ run: { state: 'posted' }, invoices, plan })).toEqual({
      kind: 'try-again',
      fingerprint: 'f1',
      count: 1,
      mark: { count: 1, nothingToPost: 0, changed: 0 },
    });
  });

  test('no mark of what was voided in Autotask since: the card would ask for ever', () => {
    const plan = {
      postings: new Map([[4711, aPosting({ markOwedSince: '2026-06-02T09:00:00Z', markMessage: VOIDED_MEANWHILE })]]),
    };
    expect(step({ run: { state: 'done', markAnswer: 'yes' }, plan })).toEqual({ kind: 'none', sentence: 'Done.' });
  });

  test('the mark question, until it is answered', () => {
    const plan = { postings: new Map([[4711, aPosting()]]) };
    expect(step({ run: { state: 'posted' }, plan })).toEqual({ kind: 'mark', count: 1, nothingToPost: 0, changed: 0 });
    expect(step({ run: { state: 'done', markAnswer: 'no' }, plan })).toMatchObject({
      kind: 'none',
      sentence: expect.stringContaining('unmarked'),
    });
    const edited = [aRunInvoice({ lines: [aLine('7', '1.4')] })];
    expect(step({ run: { state: 'posted' }, invoices: edited, plan })).toMatchObject({ count: 1, changed: 1 });
    const marked = { postings: new Map([[4711, aPosting({ state: 'marked' })]]) };
    expect(step({ run: { state: 'done', markAnswer: 'yes' }, plan: marked })).toEqual({
      kind: 'none',
      sentence: 'Done.',
    });
  });

  const gone = { connected: false };
  const stopped = { stopRequestedBy: SAM };
  test.each<[string, Story, string, string]>([
    ['searching', { run: { state: 'searching' } }, 'wait', 'Searching Autotask …'],
    ['checking', { run: { state: 'checking' } }, 'wait', 'Looking up contacts and numbers in Xero …'],
    ['marking', { run: { state: 'marking' } }, 'wait', 'Marking in Autotask …'],
    ['failed', { run: { state: 'failed' } }, 'none', 'The search did not come to an end; nothing was done.'],
    ['cancelled', { run: { state: 'cancelled' } }, 'none', 'Cancelled. Nothing was sent.'],
    [
      'stopped',
      { run: { state: 'posting', ...stopped } },
      'wait',
      'Sam pressed Stop: what is under way ends, the rest is left.',
    ],
    [
      'posting without a connection',
      { run: { state: 'posting' }, ...gone },
      'connect',
      'The connection to Xero has ended; what is left is sent once it is back.',
    ],
    ['marks that need no look into Xero', { run: { state: 'marking' }, ...gone }, 'wait', 'Marking in Autotask …'],
    [
      'marks without a connection',
      { run: { state: 'marking', failure: 'The connection does not hold.' }, ...gone },
      'connect',
      'The connection to Xero has ended; the marks go on once it is back.',
    ],
    [
      'undo without a connection',
      { run: { state: 'undoing' }, ...gone },
      'connect',
      'The connection to Xero has ended; the undo goes on once it is back.',
    ],
    [
      'undo stopped',
      { run: { state: 'undoing', ...stopped } },
      'wait',
      'Sam pressed Stop: what is under way ends, the rest stays.',
    ],
    [
      'never connected',
      { plan: UNCHOSEN, organisations: [], everConnected: false },
      'connect',
      'upSync is not connected to Xero yet.',
    ],
    ['no connection any more', { plan: UNCHOSEN, organisations: [] }, 'connect', 'The connection to Xero has ended.'],
    [
      'not to this organisation any more',
      { plan: UNCHOSEN, ...gone },
      'connect',
      'The connection to the organisation of this run has ended.',
    ],
    [
      'no organisation',
      { plan: UNCHOSEN, run: { organisationId: null } },
      'choose-organisation',
      'Which organisation do these invoices go to?',
    ],
    [
      'not looked up yet',
      { plan: UNCHOSEN, run: { checkedAt: null } },
      'wait',
      'Looking up contacts and numbers in Xero …',
    ],
    ['voided', { invoices: [aRunInvoice({ isVoided: true })] }, 'none', 'Nothing is left to send.'],
    [
      'all adoptable',
      { invoices: [aRunInvoice({}, { inXero: [aDocument()] })] },
      'none',
      'Nothing is left to send. What is in Xero already may be adopted.',
    ],
    [
      'a dry run',
      { run: { criteria: { ...aRun().criteria, dryRun: true } } },
      'none',
      'A dry run: this is what would be sent, and nothing was.',
    ],
    [
      'not to be marked',
      { run: { state: 'done', markAnswer: 'no' }, plan: { postings: new Map([[4711, aPosting()]]) } },
      'none',
      'Done. They stay unmarked; a later search offers it again.',
    ],
  ])('%s is said in words', (_what, story, kind, sentence) => {
    expect(step(story)).toMatchObject({ kind, sentence });
  });

  test('what Xero refused and what is left are sent again together; not once the details are gone', () => {
    const refusedBefore = aPosting({ invoiceId: 1, state: 'rejected', document: null, message: 'No.' });
    const story: Story = {
      run: { state: 'posted' },
      invoices: [1, 2, 3].map((id) => aRunInvoice({ id, number: `N${id}`, ...(id === 3 && { net: '7' }) })),
      plan: { postings: new Map([[1, refusedBefore]]) },
    };
    expect(step(story)).toEqual({ kind: 'try-again', fingerprint: 'f1', count: 2, mark: null });
    expect(step({ ...story, run: { state: 'posted', detailsDeletedAt: '2026-11-02T09:00:00Z' } }).kind).toBe('none');
  });

  test('after an undo: what stayed is said', () => {
    const undone = (undo: 'done' | 'left', runId = 'RUN1') =>
      step({
        run: { state: 'done', undoneAt: '2026-11-02T09:00:00Z' },
        invoices: [aRunInvoice({ id: 1, number: 'A' }), aRunInvoice({ id: 2, number: 'B' })],
        plan: {
          postings: new Map([
            [1, aPosting({ invoiceId: 1, state: 'voided', undo: 'done' })],
            [2, aPosting({ invoiceId: 2, state: 'posted', undo, runId })],
          ]),
        },
      });
    const again = 'A new search finds the invoices again.';
    expect(undone('done')).toEqual({ kind: 'none', sentence: `Undone. ${again}` });
    expect(undone('left')).toEqual({ kind: 'none', sentence: `Undone, but for what is said above. ${again}` });
    // what stayed of another run is that run's matter
    expect(undone('left', 'OTHER')).toEqual({ kind: 'none', sentence: `Undone. ${again}` });
  });

  test('a failure is said instead of what is being done', () => {
    const failure = 'Autotask did not answer.';
    for (const state of ['searching', 'checking', 'marking', 'failed'] as const)
      expect(step({ run: { state, failure } })).toMatchObject({ sentence: failure });
  });

  test('an undo can be stopped; and goes on by itself where no organisation was chosen', () => {
    expect(step({ run: { state: 'undoing' } })).toEqual({ kind: 'stop' });
    expect(step({ run: { state: 'undoing', organisationId: null }, connected: false })).toEqual({ kind: 'stop' });
    expect(step({ run: { state: 'posting', organisationId: null }, connected: false })).toEqual({ kind: 'stop' });
  });
});

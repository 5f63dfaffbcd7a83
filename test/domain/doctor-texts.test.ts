import { describe, expect, test } from '@jest/globals';
import { type DoctorFacts, diagnose, FINDING_KINDS, type Finding, type LinkFact } from '../../src/domain/doctor.ts';
import { doctorHeadline, doctorView, type ShowFindings } from '../../src/domain/doctor-view.ts';
import type { Posting, SyncRun } from '../../src/domain/types.ts';
import { aContact, aDocument, aDraft, aPosting, aRun } from './make.ts';

/** What the check-up says of each half-state, word by word, and what its buttons ask. */

const NOW = '2026-11-20T12:00:00.000Z';
const NOTHING: DoctorFacts = {
  ...{ now: NOW, postings: [], runs: new Map(), questions: [], sentAt: new Map(), marks: new Map() },
  ...{ documents: new Map(), asked: new Set(), elsewhere: new Set(), links: [], connections: [], hasLogins: true },
};
const posted = (changes: Partial<Posting> = {}) => aPosting({ state: 'posted', document: aDocument(), ...changes });
const runs = (...all: Partial<SyncRun>[]) => new Map(all.map((each) => [each.id ?? 'RUN1', aRun(each)]));
const marks = (markedAt: string | null, isVoided = false) => new Map([[4711, { markedAt, isVoided }]]);
const asked = new Set(['doc-1']);
const found = (facts: Partial<DoctorFacts>) => diagnose({ ...NOTHING, ...facts });
const told = (facts: Partial<DoctorFacts>) => found(facts).map(({ label, sentence }) => `${label}: ${sentence}`);

describe('what is said of an invoice', () => {
  const unsent = { batchId: 'B1', document: null };

  test.each<[string, Partial<DoctorFacts>]>([
    [
      'INV-4711: Sent on 20 Nov 2026, 11:40 UTC, and Xero was not heard.',
      {
        postings: [aPosting({ ...unsent, state: 'in_doubt' })],
        runs: runs({ state: 'posting', updatedAt: NOW }),
        sentAt: new Map([['B1', '2026-11-20T11:40:59.000Z']]),
      },
    ],
    [
      'INV-4711: Approved, and not sent. Nothing has moved since 20 Nov 2026, 11:45 UTC.',
      {
        postings: [aPosting({ ...unsent, state: 'approved' })],
        runs: runs({ state: 'posting', updatedAt: '2026-11-20T11:45:00.000Z' }),
        // an earlier batch of it: approved again, it waits for the next
        sentAt: new Map([['B1', '2026-11-20T11:00:00.000Z']]),
      },
    ],
    [
      'INV-4711: Approved, and not sent. Xero is not answering.',
      {
        postings: [aPosting({ ...unsent, state: 'approved' })],
        runs: runs({ state: 'posting', updatedAt: '2026-11-20T11:00:00.000Z', failure: 'Xero is not answering.' }),
      },
    ],
    [
      'INV-4711: Approved, and not sent. No run works on it.',
      {
        postings: [aPosting({ ...unsent, state: 'posting' })],
        runs: runs({ state: 'done', updatedAt: '2026-11-20T11:00:00.000Z', failure: 'Nobody reads this.' }),
      },
    ],
    [
      'INV-4711: Approved, and not sent. No run works on it.',
      { postings: [aPosting({ ...unsent, state: 'approved' })] },
    ],
    ['INV-4711: The ledger says it was posted, and Xero does not know the document.', { postings: [posted()], asked }],
    [
      'INV-4711: Its document was voided in Xero, and not by upSync.',
      { postings: [posted()], asked, documents: new Map([['doc-1', aDocument({ status: 'VOIDED' })]]) },
    ],
    [
      'INV-4711: Its document was deleted in Xero, and not by upSync.',
      { postings: [posted()], asked, documents: new Map([['doc-1', aDocument({ status: 'DELETED' })]]) },
    ],
    [
      'INV-4711: Its mark is owed since 18 Nov 2026.',
      { postings: [posted({ markOwedSince: '2026-11-18T09:00:00Z' })], marks: marks(null) },
    ],
    [
      'INV-4711: Autotask refused it.',
      {
        postings: [posted({ markOwedSince: '2026-11-18T09:00:00Z', markMessage: 'Autotask refused it.' })],
        marks: marks(null),
      },
    ],
    [
      'INV-4711: Autotask shows a mark, and the ledger does not know it yet.',
      {
        postings: [posted({ markOwedSince: '2026-11-18T09:00:00Z', markMessage: 'Autotask refused it.' })],
        marks: marks('2026-11-19T09:00:00Z'),
      },
    ],
    [
      'INV-4711: upSync marked it, and somebody has taken the mark away in Autotask. It is in Xero.',
      { postings: [posted({ state: 'marked', markedAt: '2026-11-18T09:00:00Z' })], marks: marks(null) },
    ],
    [
      'INV-4711: Marked in Autotask on 19 Nov 2026, and not in Xero: it was never sent.',
      { postings: [aPosting({ state: 'ready', document: null })], marks: marks('2026-11-19T09:00:00Z') },
    ],
    [
      'INV-4711: Marked in Autotask on 19 Nov 2026, and not in Xero: its document was taken out of Xero.',
      {
        postings: [aPosting({ state: 'voided', document: null, message: 'An old word.' })],
        marks: marks('2026-11-19T09:00:00Z'),
      },
    ],
    // the words of a refusal end as they end
    [
      'INV-4711: Marked in Autotask on 19 Nov 2026, and not in Xero: Account 200 is closed.',
      {
        postings: [aPosting({ state: 'rejected', document: null, message: 'Account 200 is closed.' })],
        marks: marks('2026-11-19T09:00:00Z'),
      },
    ],
    [
      'INV-4711: Marked in Autotask on 19 Nov 2026, and not in Xero: Is 1.5 a rate?',
      {
        postings: [aPosting({ state: 'rejected', document: null, message: 'Is 1.5 a rate?' })],
        marks: marks('2026-11-19T09:00:00Z'),
      },
    ],
    [
      'INV-4711: Marked in Autotask on 19 Nov 2026, and not in Xero: the rate of 1.5 % is gone.',
      {
        postings: [aPosting({ state: 'rejected', document: null, message: 'the rate of 1.5 % is gone' })],
        marks: marks('2026-11-19T09:00:00Z'),
      },
    ],
  ])('%s', (words, facts) => {
    expect(told(facts)).toEqual([words]);
  });

  test('fifteen minutes are the end of patience, to the minute', () => {
    const sent = (sentAt: string) =>
      found({
        postings: [aPosting({ ...unsent, state: 'in_doubt' })],
        runs: runs({ state: 'posting', updatedAt: NOW }),
        sentAt: new Map([['B1', sentAt]]),
      }).length;
    expect([sent('2026-11-20T11:45:00.001Z'), sent('2026-11-20T11:45:00.000Z')]).toEqual([0, 1]);
    const moved = (updatedAt: string) => found({ runs: runs({ state: 'marking', updatedAt }) }).length;
    expect([moved('2026-11-20T11:45:00.001Z'), moved('2026-11-20T11:45:00.000Z')]).toEqual([0, 1]);
  });

  test('what an undo is at, what was voided in Autotask and what never had a mark is no surprise', () => {
    for (const undo of ['asked', 'removed'] as const)
      expect(found({ postings: [posted({ undo })], asked, marks: marks(null) })).toEqual([]);
    expect(found({ postings: [posted({ undo: 'left' })], asked })).toHaveLength(1);
    const owed = posted({ markOwedSince: '2026-11-18T09:00:00Z' });
    expect(found({ postings: [owed], marks: marks(null, true) })).toEqual([]);
    expect(found({ postings: [{ ...owed, markedAt: NOW }], marks: marks(null) })).toEqual([]);
    expect(found({ postings: [owed], marks: marks(null), runs: runs({ state: 'marking', updatedAt: NOW }) })).toEqual(
      [],
    );
  });

  test('what it is called: as in Xero, as it was to be, or by its id', () => {
    const label = (changes: Partial<Posting>) =>
      found({ postings: [aPosting({ state: 'approved', ...changes })] }).map((each) => each.label);
    expect(label({ document: aDocument({ number: 'X-1' }), draft: aDraft({ number: 'D-1' }) })).toEqual(['X-1']);
    expect(label({ document: aDocument({ number: '' }), draft: aDraft({ number: 'D-1' }) })).toEqual(['D-1']);
    expect(label({ document: null, draft: aDraft({ number: 'D-1' }) })).toEqual(['D-1']);
    expect(label({ document: null, draft: null })).toEqual(['Invoice 4711']);
  });

  test('what it is about is kept, so that it can be mended', () => {
    const posting = aPosting({ state: 'approved', document: null, generation: 3 });
    expect(found({ postings: [posting] })).toEqual([
      {
        ...{ kind: 'stuck', key: 'stuck 4711.3', label: 'INV-4711', companyId: 100, invoiceId: 4711, runId: 'RUN1' },
        ...{ sentence: 'Approved, and not sent. No run works on it.', posting, link: null },
      },
    ]);
  });
});

describe('what is said of a run', () => {
  const late = { updatedAt: '2026-11-20T11:30:00.000Z' };

  test.each([
    ['searching', 'The search'],
    ['checking', 'The look into Xero'],
    ['posting', 'The posting'],
    ['marking', 'The marking'],
    ['undoing', 'The undo'],
  ] as const)('%s', (state, words) => {
    expect(found({ runs: runs({ id: 'R7', state, ...late }) })).toEqual([
      {
        ...{ kind: 'stuck', key: 'stuck run R7', label: 'Run R7' },
        sentence: `${words} has not moved since 20 Nov 2026, 11:30 UTC.`,
        ...{ companyId: null, invoiceId: null, runId: 'R7', posting: null, link: null },
      },
    ]);
  });

  test('a marking tells how many marks are owed: its own that nobody has answered for', () => {
    const marking = runs({ state: 'marking', ...late, failure: 'Autotask is not answering.' });
    const owed = posted({ markOwedSince: '2026-11-18T09:00:00Z' });
    const others = [
      posted(),
      { ...owed, runId: 'R2' },
      { ...owed, markedAt: NOW },
      { ...owed, markMessage: 'Autotask refused it.' },
    ];
    const since = 'Run RUN1: The marking has not moved since 20 Nov 2026, 11:30 UTC.';
    const sentences = (...postings: Posting[]) => told({ runs: marking, postings });
    expect(sentences(...others)).toEqual([`${since} Autotask is not answering.`]);
    expect(sentences(owed, ...others)).toEqual([`${since} 1 mark is still owed. Autotask is not answering.`]);
    expect(sentences(owed, { ...owed, invoiceId: 2 })).toEqual([
      `${since} 2 marks are still owed. Autotask is not answering.`,
    ]);
    // only a marking has marks to write
    expect(told({ runs: runs({ state: 'searching', ...late }), postings: [owed] })).toEqual([
      'Run RUN1: The search has not moved since 20 Nov 2026, 11:30 UTC.',
    ]);
  });

  test('where its invoices tell it already, the run does not; those of another run do not count', () => {
    const posting = aPosting({ state: 'approved', document: null });
    const posting7 = runs({ id: 'R7', state: 'posting', ...late }, { id: 'RUN1', state: 'posting', ...late });
    expect(found({ postings: [posting], runs: posting7 }).map(({ key }) => key)).toEqual([
      'stuck 4711.1',
      'stuck run R7',
    ]);
    const searching = runs({ state: 'searching', ...late });
    expect(found({ postings: [posting], runs: searching }).map(({ key }) => key)).toEqual([
      'stuck 4711.1',
      'stuck run RUN1',
    ]);
  });
});

const LINK: LinkFact = {
  ...{ organisationId: 'org-1', companyId: 100, contactId: 'c1', contactName: 'Acme' },
  ...{ contact: null, winner: null },
};

describe('what is said of a question, a link and a connection', () => {
  test('a question names its run; one of a run with a document gone is not asked', () => {
    const invoice = { invoiceId: 4711, number: 'N-1', companyId: 100, nothingToPost: false };
    const questions = [{ runId: 'RUN1', invoices: [invoice] }];
    expect(found({ questions, marks: marks(null) })).toEqual([
      {
        ...{ kind: 'mark-unanswered', key: 'mark-unanswered RUN1 4711', label: 'N-1' },
        sentence: 'In Xero; nobody has said yet whether to mark it (run RUN1).',
        ...{ companyId: 100, invoiceId: 4711, runId: 'RUN1', posting: null, link: null },
      },
    ]);
    expect(found({ questions, marks: null })).toEqual([]);
    const withGone = (documents: DoctorFacts['documents']) =>
      found({ questions, marks: marks(null), postings: [posted()], asked, documents }).map(({ kind }) => kind);
    expect(withGone(new Map([['doc-1', aDocument({ status: 'VOIDED' })]]))).toEqual(['document-gone']);
    expect(withGone(new Map())).toEqual(['document-missing']);
    expect(withGone(new Map([['doc-1', aDocument()]]))).toEqual(['mark-unanswered']);
    // its posting leads to the document in Xero
    const own = posted();
    const asking = [{ runId: own.runId, invoices: [{ ...invoice, invoiceId: own.invoiceId }] }];
    expect(found({ questions: asking, marks: marks(null), postings: [own] })[0]?.posting).toBe(own);
    expect(found({ questions, marks: marks(null), postings: [posted({ runId: 'RUN9' })] })[0]?.posting).toBeNull();
    // a later run shows it as in Xero and asks, too
    const two = (...order: string[]) => order.map((runId) => ({ runId, invoices: asking[0]?.invoices ?? [] }));
    for (const order of [
      [own.runId, 'RUN9'],
      ['RUN9', own.runId],
    ])
      expect(found({ questions: two(...order), marks: marks(null), postings: [own] })).toMatchObject([
        { runId: own.runId, posting: own },
      ]);
    // another kind of finding of the same run takes no question away
    const owed = posted({ markOwedSince: '2026-11-18T09:00:00Z' });
    expect(found({ questions, marks: marks(null), postings: [owed] }).map(({ kind }) => kind)).toEqual([
      'mark-owed',
      'mark-unanswered',
    ]);
  });

  const link: LinkFact = {
    ...{ organisationId: 'org-1', companyId: 100, contactId: 'c1', contactName: 'Acme' },
    ...{ contact: null, winner: null },
  };

  test.each<[Partial<LinkFact>, string, string]>([
    [
      { contact: aContact({ state: 'merged' }), winner: aContact({ id: 'c2', name: 'Acme Ltd' }) },
      'link-merged org-1 100 c1 c2',
      'It is linked to Acme, which was merged into Acme Ltd in Xero.',
    ],
    [{}, 'link-unusable org-1 100 c1 ', 'It is linked to Acme, which Xero does not know any more.'],
    [
      { contact: aContact({ state: 'archived' }), winner: aContact({ id: 'c2' }) },
      'link-unusable org-1 100 c1 c2',
      'It is linked to Acme, which is archived in Xero.',
    ],
    [
      { contact: aContact({ state: 'merged' }) },
      'link-unusable org-1 100 c1 ',
      'It is linked to Acme, which is merged in Xero.',
    ],
  ])('a link: %j', (changes, key, sentence) => {
    const fact = { ...link, ...changes };
    const kind = key.split(' ')[0];
    const about = { label: '', companyId: 100, invoiceId: null, runId: null, posting: null, link: fact };
    expect(found({ links: [fact] })).toEqual([{ kind, key, sentence, ...about }]);
  });

  const connection = {
    id: 'C',
    organisations: ['Harbour', 'Quay'],
    message: null,
    refreshedAt: '2026-11-01T08:00:00Z',
  };
  const nobody = { companyId: null, invoiceId: null, runId: null, posting: null, link: null };

  test('a connection that has ended, in its own words where it has some', () => {
    const dead = { ...connection, state: 'dead' as const };
    const rest = 'Nothing can be posted there until somebody connects again.';
    const finding = { kind: 'connection-dead', key: 'connection-dead C', label: 'Harbour, Quay', ...nobody };
    expect(found({ connections: [dead] })).toEqual([{ ...finding, sentence: `The connection has ended. ${rest}` }]);
    expect(told({ connections: [{ ...dead, message: 'Xero has withdrawn it.' }] })).toEqual([
      `Harbour, Quay: Xero has withdrawn it. ${rest}`,
    ]);
    const away = { ...dead, state: 'disconnected' as const, refreshedAt: '2026-01-01T08:00:00Z' };
    expect(found({ connections: [away] })).toEqual([]);
  });

  test.each([
    ['2026-12-30T08:00:00.000Z', 'ends on 31 Dec 2026', 2],
    ['2026-12-31T08:00:00.000Z', 'has probably ended on 31 Dec 2026', 2],
    ['2027-01-20T08:00:00.000Z', 'has probably ended on 31 Dec 2026', 2],
  ])('a connection nobody has used, on %s', (now, words, warning) => {
    expect(found({ now, connections: [{ ...connection, state: 'connected' }] })).toEqual([
      {
        ...{ kind: 'token-ending', label: 'Harbour, Quay', ...nobody },
        key: `token-ending C 2026-11-01T08:00:00Z ${warning}`,
        sentence: `The connection ${words}: it was not used since 1 Nov 2026, and Xero did not let upSync renew it.`,
      },
    ]);
  });
});

test('what is told: by kind, then by number as people count', () => {
  const owed = ['N-10', 'N-9', 'N-2'].map((number, nth) =>
    posted({ invoiceId: nth, markOwedSince: '2026-11-18T09:00:00Z', document: aDocument({ number }) }),
  );
  const stuck = ['Z-2', 'Z-1'].map((number, nth) =>
    aPosting({ state: 'approved', invoiceId: 50 + nth, document: aDocument({ number }) }),
  );
  const unmarked = new Map(owed.map(({ invoiceId }) => [invoiceId, { markedAt: null, isVoided: false }]));
  const labels = found({ postings: [...owed, ...stuck], marks: unmarked }).map(({ label }) => label);
  expect(labels).toEqual(['Z-1', 'Z-2', 'N-2', 'N-9', 'N-10']);
});

describe('what is shown', () => {
  const show: ShowFindings = {
    ...{ examinedAt: NOW, nightly: true, companies: new Map([[100, 'Mill & Sons']]) },
    linksOf: ({ label }) => [{ label, url: 'https://psa.test' }],
    fingerprint: (keys) => `of ${keys}`,
    ...{ looked: ['12 invoices'], notes: ['Xero was not read.'] },
  };
  const findings = (kind: Finding['kind'], count: number): Finding[] =>
    Array.from({ length: count }, (_, nth) => ({
      ...{ kind, key: `${kind} ${nth}`, label: `N-${nth}`, sentence: `Word ${nth}.`, runId: null },
      ...{ companyId: nth === 0 ? null : 99 + nth, invoiceId: 1000 + nth, posting: null, link: null },
    }));
  const group = (kind: Finding['kind'], count: number) => doctorView(findings(kind, count), show).groups[0];

  test('one group for each kind that was found, eight rows of it at most', () => {
    const view = doctorView([...findings('link-unusable', 1), ...findings('stuck', 10)], show);
    expect(view).toMatchObject({
      ...{ kind: 'doctor', examinedAt: NOW, nightly: true, count: 11 },
      ...{ looked: ['12 invoices'], notes: ['Xero was not read.'] },
    });
    expect(view.groups.map(({ finding, count, more, mended }) => ({ finding, count, more, mended }))).toEqual([
      { finding: 'stuck', count: 10, more: 2, mended: null },
      { finding: 'link-unusable', count: 1, more: 0, mended: null },
    ]);
    expect(view.groups[0]?.rows).toHaveLength(8);
    expect(view.groups[0]?.rows.slice(0, 3)).toEqual([
      { label: 'N-0', company: '', sentence: 'Word 0.', links: [{ label: 'N-0', url: 'https://psa.test' }] },
      { label: 'N-1', company: 'Mill & Sons', sentence: 'Word 1.', links: [{ label: 'N-1', url: 'https://psa.test' }] },
      { label: 'N-2', company: 'Company 101', sentence: 'Word 2.', links: [{ label: 'N-2', url: 'https://psa.test' }] },
    ]);
    expect(doctorHeadline(view)).toBe('11 things are half done.');
    expect(doctorHeadline({ count: 1, notes: [] })).toBe('1 thing is half done.');
  });

  test.each<[Finding['kind'], number, string, string]>([
    ['in-doubt', 1, 'Look in Xero now', 'upSync looks in Xero what became of 1 invoice.'],
    ['in-doubt', 2, 'Look in Xero now', 'upSync looks in Xero what became of 2 invoices.'],
    ['stuck', 1, 'Start the work again', 'What was approved is sent, if nothing of it has changed since.'],
    ['mark-owed', 1, 'Mark 1 now', '1 invoice will be marked as processed in Autotask.'],
    ['mark-unanswered', 3, 'Mark 3 now', '3 invoices will be marked as processed in Autotask.'],
    ['mark-cleared', 2, 'Mark 2 again', '2 invoices will be marked as processed in Autotask again.'],
    ['document-missing', 1, 'Let the ledger follow (1)', '1 invoice will count as voided. Xero is not changed.'],
    ['document-gone', 1, 'Let the ledger follow (1)', '1 invoice will count as voided. Xero is not changed.'],
    ['document-gone', 2, 'Let the ledger follow (2)', '2 invoices will count as voided. Xero is not changed.'],
    [
      ...(['link-merged', 1, 'Link to the contact it was merged into'] as const),
      'The links are kept by upSync. Xero is not changed.',
    ],
    [
      ...(['link-merged', 2, 'Link 2 to the contacts they were merged into'] as const),
      'The links are kept by upSync. Xero is not changed.',
    ],
  ])('%s, %i of them: %s', (kind, count, label, question) => {
    const keys = Array.from({ length: count }, (_, nth) => `${kind} ${nth}`).join('\n');
    expect(group(kind, count)?.mend).toEqual({ kind: 'press', label, question, fingerprint: `of ${keys}` });
  });

  const marked = (kind: Finding['kind'], state: Posting['state'], ours: boolean[]) => {
    const posting = posted({ state });
    const each = findings(kind, ours.length).map((one, n) => ({ ...one, posting, ...(ours[n] && { ourMark: true }) }));
    return doctorView(each, show).groups[0];
  };

  test.each(['document-gone', 'document-missing'] as const)(
    '%s: the marks that upSync wrote may go with it',
    (kind) => {
      const group = marked(kind, 'marked', [true, false, true]);
      expect(group?.mend).toMatchObject({
        ...{ kind: 'press', way: 'clear', label: 'Follow, and clear 2 marks' },
        question:
          '3 invoices will count as voided. Xero is not changed. 2 marks that upSync wrote will be cleared in Autotask.',
      });
      expect(group?.also).toEqual({
        ...{ kind: 'press', label: 'Only let the ledger follow (3)', fingerprint: expect.any(String) },
        question: '3 invoices will count as voided. Xero is not changed.',
      });
      expect(marked(kind, 'marked', [false])?.also).toBeNull();
    },
  );

  test('marked and not in Xero: the marks of upSync may be cleared, those of another tool never', () => {
    expect(marked('marked-not-posted', 'voided', [true, false])).toMatchObject({
      mend: { kind: 'search', label: 'Search for 2' },
      also: {
        ...{ kind: 'press', way: 'clear', label: 'Clear 1 mark' },
        question: '1 mark that upSync wrote will be cleared in Autotask; a search finds the invoice again.',
      },
    });
    expect(marked('marked-not-posted', 'voided', [false])?.also).toBeNull();
    expect(marked('marked-not-posted', 'ready', [true])?.also).toBeNull();
  });

  test('a mark that was taken away may stay away', () => {
    expect(group('mark-cleared', 1)?.also).toMatchObject({
      ...{ kind: 'press', way: 'accept', label: 'Leave 1 unmarked' },
      question: 'Autotask stays as it is. It counts as in Xero, and upSync does not tell it again.',
    });
  });

  test('what a press cannot mend', () => {
    for (const kind of ['connection-dead', 'token-ending'] as const)
      expect(group(kind, 1)?.mend).toEqual({ kind: 'connect', label: 'Connect to Xero' });
    const linked = (organisationId: string): Finding[] =>
      findings('link-unusable', 1).map((one) => ({ ...one, link: { ...LINK, organisationId } }));
    const view = doctorView([...linked('A'), ...linked('B'), ...linked('A')], show).groups[0];
    expect([view?.mend, view?.also]).toEqual([
      { kind: 'relink', label: 'Choose 2 other contacts', organisation: 'A' },
      { kind: 'relink', label: 'Choose another contact', organisation: 'B' },
    ]);
    expect(FINDING_KINDS).toHaveLength(12);
    const search = { kind: 'search', label: 'Search for 2', text: 'id:1000,1001 include-invoiced' };
    expect(group('marked-not-posted', 2)?.mend).toEqual(search);
    expect(group('marked-not-posted', 80)?.mend).toMatchObject({ label: 'Search for 80' });
    const ids = Array.from({ length: 80 }, (_, nth) => 1000 + nth).join(',');
    expect(group('marked-not-posted', 81)?.mend).toMatchObject({
      ...{ label: 'Search for the first 80', text: `id:${ids} include-invoiced` },
    });
  });
});

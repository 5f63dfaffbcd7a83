import { describe, expect, test } from '@jest/globals';
import { type DoctorFacts, diagnose, FINDING_KINDS, hasNews, type LinkFact } from '../../src/domain/doctor.ts';
import { tokenEnd } from '../../src/domain/doctor-connections.ts';
import { doctorHeadline, doctorView, keysOf } from '../../src/domain/doctor-view.ts';
import type { Posting, SyncRun } from '../../src/domain/types.ts';
import { aContact, aDocument, aDraft, aPosting, aRun } from './make.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const NOTHING: DoctorFacts = {
  ...{ now: NOW, postings: [], runs: new Map(), questions: [], sentAt: new Map(), marks: new Map() },
  ...{ documents: new Map(), asked: new Set(), elsewhere: new Set(), links: [], connections: [], hasLogins: true },
};

/** One posting of run `R`, what Autotask and Xero say of it, and what is found. */
function kindsOf(
  posting: Posting,
  more: Partial<DoctorFacts> & { run?: Partial<SyncRun>; markedAt?: string | null } = {},
) {
  const { run, markedAt = null, ...facts } = more;
  const mark = { markedAt, isVoided: false };
  const found = diagnose({
    ...NOTHING,
    postings: [posting],
    runs: new Map([[posting.runId, aRun({ id: posting.runId, state: 'done', updatedAt: ago(1), ...run })]]),
    marks: new Map([[posting.invoiceId, mark]]),
    ...(posting.document && {
      documents: new Map([[posting.document.id, posting.document]]),
      asked: new Set([posting.document.id]),
    }),
    ...facts,
  });
  return found.map(({ kind }) => kind);
}

const posted = (changes: Partial<Posting> = {}) => aPosting({ state: 'posted', document: aDocument(), ...changes });

describe('what is half done', () => {
  test('nothing, where nothing is', () => {
    expect(diagnose(NOTHING)).toEqual([]);
    expect(kindsOf(posted())).toEqual([]);
    expect(kindsOf(posted({ state: 'marked', markedAt: NOW }), { markedAt: NOW })).toEqual([]);
  });

  test.each([
    ['in_doubt', 'posting', 14, []],
    ['in_doubt', 'posting', 16, ['in-doubt']],
    ['posting', 'posting', 16, ['in-doubt']],
    ['in_doubt', 'posted', 1, ['in-doubt']],
  ] as const)('%s, its run %s, sent %i minutes ago', (state, runState, minutes, kinds) => {
    const posting = aPosting({ state, batchId: 'B1', draft: aDraft(), document: null });
    const sentAt = new Map([['B1', ago(minutes)]]);
    expect(kindsOf(posting, { sentAt, run: { state: runState, updatedAt: ago(0) } })).toEqual(kinds);
  });

  test.each([
    ['posting', 14, []],
    ['posting', 16, ['stuck']],
    ['done', 0, ['stuck']],
    ['posted', 0, ['stuck']],
  ] as const)('approved, its run %s, moved %i minutes ago', (state, minutes, kinds) => {
    const posting = aPosting({ state: 'approved', document: null });
    expect(kindsOf(posting, { run: { state, updatedAt: ago(minutes) } })).toEqual(kinds);
  });

  test.each([
    ['searching', 16, 1],
    ['checking', 16, 1],
    ['marking', 16, 1],
    ['posting', 16, 1],
    ['undoing', 16, 1],
    ['searching', 14, 0],
    ['open', 9999, 0],
    ['posted', 9999, 0],
    ['done', 9999, 0],
  ] as const)('a run that is %s and moved %i minutes ago: %i', (state, minutes, count) => {
    const runs = new Map([['R', aRun({ id: 'R', state, updatedAt: ago(minutes) })]]);
    expect(diagnose({ ...NOTHING, runs })).toHaveLength(count);
  });

  test('a mark that is owed, unless its run is at it', () => {
    const owed = posted({ markOwedSince: ago(60) });
    expect(kindsOf(owed)).toEqual(['mark-owed']);
    expect(kindsOf(owed, { run: { state: 'marking' } })).toEqual([]);
    expect(kindsOf(owed, { markedAt: ago(5) })).toEqual(['mark-owed']);
    expect(kindsOf(owed, { marks: null })).toEqual([]);
    expect(kindsOf(posted({ state: 'difference', markOwedSince: ago(60) }))).toEqual([]);
  });

  test('a mark that was taken away, of what is in Xero only', () => {
    expect(kindsOf(posted({ state: 'marked', markedAt: ago(60) }))).toEqual(['mark-cleared']);
    expect(kindsOf(aPosting({ state: 'marked', markedAt: ago(60), document: null }))).toEqual([]);
    // somebody accepted it
    expect(kindsOf(posted({ state: 'marked', markedAt: null }))).toEqual([]);
  });

  test('whose mark stands, of what may be cleared with it', () => {
    const whose = (markOwedSince: string | null, markedAt: string | null) => {
      const posting = aPosting({ state: 'voided', markOwedSince });
      const marks = new Map([[posting.invoiceId, { markedAt, isVoided: false }]]);
      return diagnose({ ...NOTHING, postings: [posting], marks }).map(({ ourMark }) => ourMark === true);
    };
    expect(whose(ago(9), ago(9))).toEqual([true]);
    expect(whose(ago(9), ago(8))).toEqual([false]);
    expect(whose(null, ago(9))).toEqual([false]);
    expect(whose(ago(9), null)).toEqual([]);
  });

  test.each(['ready', 'rejected', 'voided'] as const)('%s and marked in Autotask', (state) => {
    const posting = aPosting({ state, document: null });
    expect(kindsOf(posting, { markedAt: ago(9) })).toEqual(['marked-not-posted']);
    expect(kindsOf(posting)).toEqual([]);
    expect(kindsOf(posting, { markedAt: ago(9), elsewhere: new Set([posting.invoiceId]) })).toEqual([]);
  });

  test('a document that Xero does not have, or has no more; one that was not asked for is not judged', () => {
    const posting = posted();
    const gone = (status: string) => new Map([[posting.document?.id ?? '', aDocument({ status })]]);
    expect(kindsOf(posting, { documents: gone('VOIDED') })).toEqual(['document-gone']);
    expect(kindsOf(posting, { documents: gone('DELETED') })).toEqual(['document-gone']);
    expect(kindsOf(posting, { documents: gone('PAID') })).toEqual([]);
    expect(kindsOf(posting, { documents: new Map() })).toEqual(['document-missing']);
    expect(kindsOf(posting, { documents: new Map(), asked: new Set() })).toEqual([]);
  });

  test('an open question, without what is marked or voided since', () => {
    const invoices = [1, 2, 3, 4].map((invoiceId) => ({
      ...{ invoiceId, number: `N-${invoiceId}`, companyId: 1, nothingToPost: invoiceId === 4 },
    }));
    const mark = (markedAt: string | null, isVoided = false) => ({ markedAt, isVoided });
    const marks = new Map([
      ...[[1, mark(null)] as const, [2, mark(NOW)] as const, [3, mark(null, true)] as const],
      [4, mark(null)] as const,
    ]);
    const found = diagnose({ ...NOTHING, marks, questions: [{ runId: 'R', invoices }] });
    const gone = posted({ runId: 'R', invoiceId: 9 });
    const asked = new Set([gone.document?.id ?? '']);
    const kinds = diagnose({ ...NOTHING, marks, questions: [{ runId: 'R', invoices }], postings: [gone], asked });
    expect(kinds.map(({ kind }) => kind)).toEqual(['document-missing']);
    expect(found.map(({ label, sentence }) => `${label} ${sentence.split(';')[0]}`)).toEqual([
      'N-1 In Xero',
      'N-4 Nothing to post',
    ]);
  });
});

describe('links', () => {
  const link: LinkFact = {
    ...{ organisationId: 'O', companyId: 7, contactId: 'c1', contactName: 'Acme' },
    ...{ contact: aContact({ id: 'c1' }), winner: null },
  };
  const kindOf = (changes: Partial<LinkFact>) => diagnose({ ...NOTHING, links: [{ ...link, ...changes }] })[0]?.kind;

  test.each([
    ['active', aContact({ state: 'active' }), null, undefined],
    ['merged', aContact({ state: 'merged', mergedTo: 'c2' }), aContact({ id: 'c2' }), 'link-merged'],
    ['merged into what is gone', aContact({ state: 'merged', mergedTo: 'c2' }), null, 'link-unusable'],
    ['archived', aContact({ state: 'archived' }), null, 'link-unusable'],
    ['unknown', null, null, 'link-unusable'],
  ] as const)('%s', (_name, contact, winner, kind) => {
    expect(kindOf({ contact, winner })).toBe(kind);
  });
});

describe('connections', () => {
  const day = 86_400_000;
  const idle = (days: number) => new Date(Date.parse(NOW) - days * day).toISOString();
  const of = (refreshedAt: string, more: Partial<DoctorFacts['connections'][number]> = {}, hasLogins = true) =>
    diagnose({
      ...NOTHING,
      hasLogins,
      connections: [{ id: 'C', state: 'connected', organisations: ['Acme'], message: null, refreshedAt, ...more }],
    });

  test.each([
    [45.9, null],
    [46, 14],
    [52.9, 14],
    [53, 7],
    [57.9, 7],
    [58, 2],
    [61, 2],
  ])('idle for %f days: the warning of %s days', (days, warning) => {
    expect(tokenEnd(idle(days), NOW)?.warning ?? null).toBe(warning);
    expect(of(idle(days)).map(({ key }) => key.split(' ').at(-1))).toEqual(warning === null ? [] : [String(warning)]);
  });

  test('a custom connection has no end, and one that opens nothing is no matter', () => {
    expect(of(idle(59), {}, false)).toEqual([]);
    expect(of(idle(59), { organisations: [] })).toEqual([]);
    expect(of(idle(0), { state: 'dead', organisations: [] })).toEqual([]);
  });

  test('one that has ended is told as that', () => {
    expect(of(idle(59), { state: 'dead' }).map(({ kind }) => kind)).toEqual(['connection-dead']);
  });
});

describe('telling', () => {
  const two = diagnose({
    ...NOTHING,
    postings: [1, 2].map((invoiceId) =>
      posted({ invoiceId, markOwedSince: ago(60), document: aDocument({ number: `N-${invoiceId}` }) }),
    ),
    marks: new Map([1, 2].map((id) => [id, { markedAt: null, isVoided: false }])),
  });

  test('what was told already is no news; one more thing is', () => {
    const keys = two.map(({ key }) => key);
    expect(keys).toEqual(['mark-owed 1.1', 'mark-owed 2.1']);
    expect(hasNews([], [])).toBe(false);
    expect(hasNews(two, keys)).toBe(false);
    expect(hasNews(two, keys.slice(1))).toBe(true);
    expect(hasNews(two.slice(1), keys)).toBe(false);
  });

  test('every kind has a title and something to do; what a button stands for does not hang on the order', () => {
    const every = FINDING_KINDS.flatMap((kind) => two.map((finding) => ({ ...finding, kind })));
    const show = { examinedAt: NOW, nightly: false, companies: new Map(), linksOf: () => [], looked: [], notes: [] };
    const view = doctorView(every, { ...show, fingerprint: (keys) => keys });
    expect(view.groups.map(({ finding }) => finding)).toEqual([...FINDING_KINDS]);
    expect(view.groups.every(({ title, whatToDo, count }) => title !== '' && whatToDo !== '' && count === 2)).toBe(
      true,
    );
    expect(keysOf(two)).toBe(keysOf([...two].reverse()));
    expect(doctorHeadline(view)).toBe(`${every.length} things are half done.`);
    expect(doctorHeadline({ count: 0, notes: [] })).toBe('Nothing to mend.');
    expect(doctorHeadline({ count: 0, notes: ['Autotask was not compared.'] })).toContain('what could be read');
  });
});

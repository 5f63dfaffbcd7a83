import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOurs, sentFor } from '../../src/domain/collision.ts';
import {
  cardFingerprintText,
  missingMaps,
  openQuestions,
  type PlanInput,
  type PlannedInvoice,
  planRun,
  toMark,
} from '../../src/domain/plan.ts';
import { POSTING_STATES, type Posting, type RunInvoice } from '../../src/domain/types.ts';
import { aCompany, aDocument, aLine, aPlan, aPosting, aRunInvoice, BOOKS, MAPS } from './make.ts';

function planOne(runInvoice: RunInvoice, changes: Partial<PlanInput> = {}): PlannedInvoice {
  const [planned] = planRun(aPlan([runInvoice], changes));
  if (planned === undefined) throw new Error('Nothing was planned');
  return planned;
}

function verdictOf(runInvoice: RunInvoice, changes: Partial<PlanInput> = {}) {
  return planOne(runInvoice, changes).verdict;
}

function posted(changes: Partial<Posting>): Partial<PlanInput> {
  return { postings: new Map([[4711, aPosting(changes)]]) };
}

describe('the plan of one invoice', () => {
  test('ready, with its draft and fingerprint', () => {
    const verdict = verdictOf(aRunInvoice());
    expect(verdict).toMatchObject({
      kind: 'ready',
      draft: { number: 'INV-4711', contactId: 'contact-1', generation: 1 },
    });
  });

  test('voided, held, zero: said before anybody asks Xero', () => {
    const none = { books: null, answers: new Map() };
    expect(verdictOf(aRunInvoice({ isVoided: true }), none)).toEqual({ kind: 'voided', at: null });
    expect(verdictOf(aRunInvoice({}, { held: true }), none)).toEqual({ kind: 'held', by: 'person' });
    expect(verdictOf(aRunInvoice({ lines: [aLine('0', '0')] }), none)).toMatchObject({ kind: 'nothing-to-post' });
    expect(verdictOf(aRunInvoice({ net: '7' }), none)).toMatchObject({ kind: 'refused', code: 'lines-do-not-add-up' });
    expect(verdictOf(aRunInvoice(), none)).toEqual({ kind: 'needs-organisation' });
  });

  test('the company’s contact: asked, skipped, not looked up', () => {
    const question = { why: 'no-match' as const, sentence: '', suggestions: [] };
    expect(verdictOf(aRunInvoice(), { answers: new Map() })).toEqual({ kind: 'needs-contact', missing: [] });
    expect(verdictOf(aRunInvoice(), { answers: new Map([[100, { kind: 'question', question }]]) })).toEqual({
      kind: 'needs-contact',
      missing: [],
    });
    const unmapped = planOne(aRunInvoice(), { answers: new Map(), maps: [] });
    expect(missingMaps([unmapped]).map(({ kind }) => kind)).toEqual(['account', 'tax']);
    expect(verdictOf(aRunInvoice(), { answers: new Map([[100, { kind: 'skipped' }]]) })).toEqual({
      kind: 'held',
      by: 'skipped-company',
    });
  });

  test('a company Autotask does not hand out', () => {
    expect(verdictOf(aRunInvoice(), { companies: [] })).toMatchObject({ kind: 'refused', code: 'contact-unusable' });
  });

  test('a map is missing', () => {
    expect(verdictOf(aRunInvoice(), { maps: MAPS.slice(0, 2) })).toMatchObject({ kind: 'needs-map' });
  });
});

describe('our own ledger', () => {
  test.each(['posted', 'difference', 'adopted', 'marked'] as const)('%s is in Xero', (state) => {
    expect(verdictOf(aRunInvoice(), posted({ state, runId: 'OTHER' }))).toMatchObject({
      kind: 'in-xero',
      ours: true,
      documentId: 'doc-1',
      adoptable: false,
      marked: state === 'marked',
    });
  });

  test.each(['approved', 'posting', 'in_doubt'] as const)('%s is in progress, here and elsewhere', (state) => {
    expect(verdictOf(aRunInvoice(), posted({ state, runId: 'OTHER' }))).toEqual({
      kind: 'in-progress',
      runId: 'OTHER',
    });
    expect(verdictOf(aRunInvoice(), posted({ state }))).toEqual({ kind: 'in-progress', runId: 'RUN1' });
  });

  test('stands even where the invoice was voided, held or found otherwise in Xero', () => {
    const runInvoice = aRunInvoice({ isVoided: true }, { held: true, inXero: [aDocument({ status: 'VOIDED' })] });
    expect(verdictOf(runInvoice, posted({}))).toMatchObject({ kind: 'in-xero' });
  });

  test('a rejection of this run is told; one of an earlier run may be tried again', () => {
    const rejected = { state: 'rejected', document: null, message: 'Xero says: no.' } as const;
    expect(verdictOf(aRunInvoice(), posted(rejected))).toEqual({
      kind: 'refused',
      code: 'rejected',
      reason: 'Xero says: no.',
    });
    expect(verdictOf(aRunInvoice(), posted({ ...rejected, runId: 'OTHER' }))).toMatchObject({ kind: 'ready' });
  });

  test('afresh: this run’s approved and rejected ones are planned again, others never', () => {
    const afresh = (changes: Partial<Posting>) => verdictOf(aRunInvoice(), { ...posted(changes), afresh: true }).kind;
    expect(afresh({ state: 'approved' })).toBe('ready');
    expect(afresh({ state: 'rejected', document: null })).toBe('ready');
    expect(afresh({ state: 'approved', runId: 'OTHER' })).toBe('in-progress');
    expect(afresh({ state: 'posting' })).toBe('in-progress');
    expect(afresh({ state: 'in_doubt' })).toBe('in-progress');
    expect(afresh({ state: 'posted' })).toBe('in-xero');
  });

  test('the generation stays until its document was voided: another one would be another key', () => {
    for (const state of ['ready', 'rejected'] as const) {
      const sentBack = posted({ state, generation: 2, document: null, runId: 'OTHER' });
      expect(verdictOf(aRunInvoice(), sentBack)).toMatchObject({ kind: 'ready', draft: { generation: 2 } });
    }
  });

  test('after a void a new generation follows', () => {
    expect(verdictOf(aRunInvoice(), posted({ state: 'voided', generation: 2 }))).toMatchObject({
      kind: 'ready',
      draft: { generation: 3 },
    });
  });

  test('nothing to post, marked', () => {
    const planned = planOne(aRunInvoice({ lines: [aLine('0', '0')] }), posted({ state: 'marked', document: null }));
    expect(planned).toMatchObject({ verdict: { kind: 'nothing-to-post' }, marked: true });
  });

  test('no state of the ledger that means “sent” ever gives something to send', () => {
    const sent = ['posting', 'in_doubt', 'posted', 'difference', 'adopted', 'marked'];
    fc.assert(
      fc.property(
        fc.constantFrom(...POSTING_STATES),
        fc.constantFrom('RUN1', 'OTHER'),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (state, runId, afresh, held, isVoided) => {
          const document = sent.includes(state) ? aDocument() : null;
          const verdict = verdictOf(aRunInvoice({ isVoided }, { held }), {
            ...posted({ state, runId, document }),
            afresh,
          });
          if (sent.includes(state) || isVoided || held) expect(verdict.kind).not.toBe('ready');
        },
      ),
    );
  });
});

describe('documents in Xero under the number', () => {
  function found(...documents: ReturnType<typeof aDocument>[]) {
    return verdictOf(aRunInvoice({}, { inXero: documents }));
  }

  test('same contact and total, sent by somebody else: may be adopted', () => {
    expect(found(aDocument())).toEqual({
      kind: 'in-xero',
      ours: false,
      documentId: 'doc-1',
      number: 'INV-4711',
      marked: false,
      adoptable: true,
    });
  });

  test('ours by its link, though the ledger has lost it', () => {
    const url = 'https://psa.test/page?Code=OpenAccount&AccountID=100&invoice=4711&run=RUN0';
    expect(found(aDocument({ url, number: 'RENAMED' }))).toMatchObject({
      kind: 'in-xero',
      ours: true,
      adoptable: true,
    });
  });

  test.each([
    ['another contact', aDocument({ contactId: 'contact-9', contactName: 'Red Bakery' }), 'Red Bakery'],
    ['another total', aDocument({ total: '120.01' }), '120.01, not 120.00'],
    ['another currency', aDocument({ currency: 'USD' }), 'USD'],
    ['another invoice of ours', aDocument({ url: 'https://psa.test/?invoice=4712' }), '4712'],
    ['a voided document', aDocument({ status: 'VOIDED' }), 'voided number'],
  ])('%s: refused, with its link', (_, document, said) => {
    const verdict = found(document);
    expect(verdict).toMatchObject({ kind: 'refused', code: 'number-taken', documentId: 'doc-1' });
    expect(verdict.kind === 'refused' && verdict.reason).toContain(said);
  });

  test('two live ones are never chosen between', () => {
    expect(found(aDocument(), aDocument({ id: 'doc-2', number: 'inv-4711' }))).toMatchObject({ code: 'number-taken' });
  });

  test('a deleted one, another number, or the other kind is not in the way', () => {
    expect(found(aDocument({ status: 'DELETED' })).kind).toBe('ready');
    expect(found(aDocument({ number: 'INV-47' })).kind).toBe('ready');
    expect(found(aDocument({ kind: 'credit-note' })).kind).toBe('ready');
  });

  test('whose a document is', () => {
    expect(isOurs({ url: 'https://x.test/?a=1&invoice=4711', reference: null }, 4711)).toBe(true);
    expect(isOurs({ url: 'https://x.test/?invoice=47110', reference: null }, 4711)).toBe(false);
    expect(isOurs({ url: 'https://x.test/?myinvoice=4711', reference: null }, 4711)).toBe(false);
    expect(isOurs({ url: null, reference: 'PO 9 AT-4711' }, 4711)).toBe(true);
    expect(isOurs({ url: null, reference: 'FLAT-4711' }, 4711)).toBe(false);
    expect(sentFor({ url: null, reference: 'PO 9' })).toBeNull();
  });
});

describe('one number twice', () => {
  const second = { id: 4712, lines: [aLine('50', '10')] };

  test('both wait for a person, and each names the other', () => {
    const verdicts = planRun(aPlan([aRunInvoice(), aRunInvoice(second)])).map(({ verdict }) => verdict);
    expect(verdicts).toMatchObject([
      { kind: 'refused', code: 'number-twice' },
      { kind: 'refused', code: 'number-twice' },
    ]);
    expect(verdicts[0]?.kind === 'refused' && verdicts[0].reason).toContain('4712');
    expect(verdicts[1]?.kind === 'refused' && verdicts[1].reason).toContain('4711');
  });

  test('of many, the first few are named and the rest counted', () => {
    const many = Array.from({ length: 9 }, (_, index) => aRunInvoice({ ...second, id: 11 + index }));
    const reasons = planRun(aPlan(many)).map(({ verdict }) => verdict.kind === 'refused' && verdict.reason);
    expect(reasons[0]).toContain('also on invoices 12, 13, 14, 15, 16 and 3 more of this search');
    expect(reasons[2]).toContain('also on invoices 11, 12, 14, 15, 16 and 3 more of this search');
    expect(reasons[8]).toContain('also on invoices 11, 12, 13, 14, 15 and 3 more of this search');
    const three = planRun(aPlan(many.slice(0, 3)))[0]?.verdict;
    expect(three?.kind === 'refused' && three.reason).toContain('also on invoices 12, 13 of this search');
  });

  test.each<[string, RunInvoice]>([
    ['voided', aRunInvoice({ ...second, isVoided: true })],
    ['zero', aRunInvoice({ id: 4712, lines: [aLine('0', '0')] })],
    ['held', aRunInvoice(second, { held: true })],
    ['refused', aRunInvoice({ ...second, net: '51' })],
  ])('a %s one takes no number', (_, other) => {
    expect(planRun(aPlan([aRunInvoice(), other])).map(({ verdict }) => verdict.kind)[0]).toBe('ready');
  });

  test('one document cannot be adopted by two', () => {
    const inXero = [aDocument()];
    const plan = planRun(aPlan([aRunInvoice({}, { inXero }), aRunInvoice({ id: 4712 }, { inXero })]));
    expect(plan.map(({ verdict }) => verdict)).toMatchObject([{ code: 'number-twice' }, { code: 'number-twice' }]);
  });

  test('an id that stands in for a number collides, too', () => {
    const plan = planRun(aPlan([aRunInvoice({ id: 90, number: null }), aRunInvoice({ ...second, number: '90' })]));
    expect(plan.map(({ verdict }) => verdict.kind)).toEqual(['refused', 'refused']);
  });
});

describe('about the whole run', () => {
  test('the fingerprint of the card follows what would be sent, not its order', () => {
    const invoices = [
      aRunInvoice(),
      aRunInvoice({ id: 4712, number: 'B' }),
      aRunInvoice({ id: 4713, lines: [aLine('0', '0')] }),
    ];
    const text = (list: RunInvoice[], changes: Partial<PlanInput> = {}) =>
      cardFingerprintText(planRun(aPlan(list, changes)), 'org-1');
    expect(text([...invoices].reverse())).toBe(text(invoices));
    expect(text(invoices.slice(1))).not.toBe(text(invoices));
    expect(text(invoices.slice(0, 2))).not.toBe(text(invoices));
    expect(text(invoices, { settings: { status: 'AUTHORISED' } })).not.toBe(text(invoices));
    expect(cardFingerprintText(planRun(aPlan(invoices)), 'org-2')).not.toBe(text(invoices));
  });

  test('missing maps, each once', () => {
    const plan = planRun(aPlan([aRunInvoice(), aRunInvoice({ id: 2, number: 'B' })], { maps: [] }));
    expect(missingMaps(plan).map(({ kind, key }) => `${kind} ${key}`)).toEqual(['account 7', 'tax Home|Standard']);
  });

  test('open questions, each company once, by name', () => {
    const question = {
      kind: 'question' as const,
      question: { why: 'no-match' as const, sentence: '', suggestions: [] },
    };
    const answers = new Map([
      [100, question],
      [101, question],
    ]);
    const companies = [aCompany(), aCompany({ id: 101, name: 'Anchor' })];
    const invoices = [
      aRunInvoice(),
      aRunInvoice({ id: 2, number: 'B' }),
      aRunInvoice({ id: 3, number: 'C', companyId: 101 }),
    ];
    const input = aPlan([...invoices, aRunInvoice({ id: 4, companyId: 102 }, { held: true })], { answers, companies });
    const open = openQuestions(planRun(input), answers);
    expect(open.map(({ company, invoices: waiting }) => [company?.name, waiting.map(({ id }) => id)])).toEqual([
      ['Anchor', [3]],
      ['Mill & Sons Ltd', [4711, 2]],
    ]);
  });

  test('what a Yes would mark', () => {
    const zero = { lines: [aLine('0', '0')] };
    const invoices = [
      aRunInvoice({ id: 1 }),
      aRunInvoice({ id: 2 }),
      aRunInvoice({ id: 3, markedAt: '2026-11-01T00:00:00Z' }),
      aRunInvoice({ id: 4 }, { held: true }),
      aRunInvoice({ id: 5, ...zero }),
      aRunInvoice({ id: 6, ...zero }, { held: true }),
      aRunInvoice({ id: 7 }, { inXero: [aDocument()] }),
      aRunInvoice({ id: 8, isVoided: true }),
    ];
    const postings = new Map(
      [1, 2, 3, 4, 8].map((id) => [id, aPosting({ invoiceId: id, state: id === 2 ? 'difference' : 'posted' })]),
    );
    const marks = toMark(planRun(aPlan(invoices, { postings })));
    expect(marks.inXero.map(({ invoice }) => invoice.id)).toEqual([1]);
    expect(marks.nothingToPost.map(({ invoice }) => invoice.id)).toEqual([5]);
    postings.set(2, aPosting({ invoiceId: 2, state: 'difference', differenceAccepted: true }));
    expect(toMark(planRun(aPlan(invoices, { postings }))).inXero.map(({ invoice }) => invoice.id)).toEqual([1, 2]);
  });

  test('a closed period refuses the one and lets the other through', () => {
    const books = { ...BOOKS, lockedUntil: '2026-10-15' };
    const plan = planRun(aPlan([aRunInvoice({ date: '2026-10-15' }), aRunInvoice({ id: 2, number: 'B' })], { books }));
    expect(plan.map(({ verdict }) => verdict.kind)).toEqual(['refused', 'ready']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { attentionOf } from '../../src/domain/attention.ts';
import { invoiceRow } from '../../src/domain/invoice-rows.ts';
import { type PlanInput, planRun } from '../../src/domain/plan.ts';
import { countsOf, runCard } from '../../src/domain/run-card.ts';
import { describeCriteria, summaryLine } from '../../src/domain/runs.ts';
import type { RunInvoice, SyncRun } from '../../src/domain/types.ts';
import { aCompany, aDocument, aLine, aPlan, aPosting, aRun, aRunInvoice } from './make.ts';

const RUN_ID = aRun().id;
const NEXT = { kind: 'none' as const, sentence: '' };
const LINKS = () => [{ label: 'Xero', url: 'https://x.test' }];
const SAM = { id: 'chat:1', name: 'Sam' };

function card(
  invoices: RunInvoice[],
  { plan = {}, run = {} }: { plan?: Partial<PlanInput>; run?: Partial<SyncRun> } = {},
) {
  const planned = planRun(aPlan(invoices, plan));
  const organisation = { name: 'Harbour Books', status: 'DRAFT' as const };
  return runCard({ run: aRun(run), planned, organisation, next: NEXT, linksOf: LINKS });
}

function sentences(invoices: RunInvoice[], plan: Partial<PlanInput> = {}, run: Partial<SyncRun> = {}): string[] {
  return attentionOf(aRun(run), planRun(aPlan(invoices, plan))).map(({ sentence }) => sentence);
}

const ZERO = aRunInvoice({ id: 10, number: 'Z', lines: [aLine('0', '0')] });
const USD = aCompany({ id: 101, name: 'Anchor', currency: 'USD' });

describe('before the approval', () => {
  test('counts and totals of what was found and of what would go', () => {
    const invoices = [
      aRunInvoice(),
      aRunInvoice({ id: 2, number: 'B', companyId: 101, lines: [aLine('10.005', '2.001')] }),
      aRunInvoice({ id: 3, number: 'C', lines: [aLine('-50', '-10')] }),
      aRunInvoice({ id: 4, number: 'D' }, { held: true }),
      aRunInvoice({ id: 5, number: 'E', isVoided: true }),
      ZERO,
    ];
    const answers = new Map(aPlan([]).answers).set(101, { kind: 'skipped' });
    const view = card(invoices, { plan: { companies: [aCompany(), USD], answers } });
    expect(view.title).toBe('Invoices dated 1–31 Oct 2026');
    expect(view.counts).toEqual({
      found: 6,
      companies: 2,
      ready: 2,
      waiting: 0,
      held: 2,
      refused: 0,
      nothingToPost: 1,
      inXero: 0,
      inXeroNotMarked: 0,
      marked: 0,
      voided: 1,
      undone: 0,
      beingSent: 0,
      inProgress: 0,
    });
    expect(view.totals).toEqual([{ currency: 'EUR', count: 2, net: '50.00', tax: '10.00', gross: '60.00' }]);
    expect(view.foundTotals).toEqual([
      { currency: 'EUR', count: 4, net: '150.00', tax: '30.00', gross: '180.00' },
      { currency: 'USD', count: 1, net: '10.01', tax: '2.00', gross: '12.01' },
    ]);
    expect(view).toMatchObject({ progress: null, report: null, decisions: [] });
  });

  test('the first ten, and how many more', () => {
    const invoices = Array.from({ length: 13 }, (_, index) => aRunInvoice({ id: index + 1, number: `N${index}` }));
    const view = card(invoices);
    expect([view.invoices.length, view.moreInvoices]).toEqual([10, 3]);
  });
});

describe('a row', () => {
  function row(runInvoice: RunInvoice, plan: Partial<PlanInput> = {}, mayHold = true) {
    const [planned] = planRun(aPlan([runInvoice], plan));
    if (planned === undefined) throw new Error('Nothing planned');
    return invoiceRow(planned, { linksOf: LINKS, mayHold });
  }

  test('says what there is to know', () => {
    expect(row(aRunInvoice({ lines: [aLine('10.005', '2.001')] }))).toEqual({
      invoiceId: 4711,
      number: 'INV-4711',
      company: 'Mill & Sons Ltd',
      companyId: 100,
      date: '2026-10-31',
      currency: 'EUR',
      net: '10.01',
      tax: '2.00',
      gross: '12.01',
      verdict: 'ready',
      reason: 'Its line uses the default account.',
      canHold: true,
      held: false,
      links: [{ label: 'Xero', url: 'https://x.test' }],
    });
  });

  test.each<[string, RunInvoice, Partial<PlanInput>, boolean]>([
    ['ready (credit note)', aRunInvoice({ lines: [aLine('-1', '-0.2')] }), {}, true],
    ['held', aRunInvoice({}, { held: true }), {}, true],
    ['held', aRunInvoice(), { answers: new Map([[100, { kind: 'skipped' }]]) }, false],
    ['voided', aRunInvoice({ isVoided: true }), {}, false],
    ['nothing to post', ZERO, {}, true],
    ['needs an organisation', aRunInvoice(), { books: null }, true],
    ['needs a contact', aRunInvoice(), { answers: new Map() }, true],
    ['needs an account or tax', aRunInvoice(), { maps: [] }, true],
    ['in Xero, not marked', aRunInvoice(), { postings: new Map([[4711, aPosting()]]) }, false],
    ['in Xero, marked', aRunInvoice(), { postings: new Map([[4711, aPosting({ state: 'marked' })]]) }, false],
    ['in Xero, not by us', aRunInvoice({}, { inXero: [aDocument()] }), {}, true],
    [
      'posted with a difference',
      aRunInvoice(),
      { postings: new Map([[4711, aPosting({ state: 'difference' })]]) },
      false,
    ],
    ['in doubt', aRunInvoice(), { postings: new Map([[4711, aPosting({ state: 'in_doubt' })]]) }, false],
    ['in progress', aRunInvoice(), { postings: new Map([[4711, aPosting({ state: 'approved' })]]) }, false],
    ['refused', aRunInvoice({ net: '1' }), {}, false],
  ])('%s', (verdict, runInvoice, plan, canHold) => {
    expect(row(runInvoice, plan)).toMatchObject({ verdict, canHold });
    expect(row(runInvoice, plan, false).canHold).toBe(false);
  });

  test('one that was sent back says why', () => {
    const message = 'It changed since it was approved.';
    const postings = new Map([[4711, aPosting({ state: 'ready', document: null, message })]]);
    expect(row(aRunInvoice(), { postings })).toMatchObject({ verdict: 'ready', reason: message });
  });

  test('a company that is not known has its id', () => {
    expect(row(aRunInvoice(), { companies: [] })).toMatchObject({ company: 'Company 100', currency: '' });
  });
});

describe('attention', () => {
  test('names every invoice it speaks of; what this run sent itself is the report’s matter', () => {
    const voided = Array.from({ length: 8 }, (_, n) => aRunInvoice({ id: n + 1, number: `N${n}`, isVoided: true }));
    const [said] = attentionOf(aRun(), planRun(aPlan(voided)));
    expect(said?.invoices).toHaveLength(8);
    const inXero = (runId: string) =>
      sentences([aRunInvoice()], {
        postings: new Map([[4711, aPosting({ state: 'posted', runId, document: aDocument() })]]),
      });
    expect(inXero('another-run')).toEqual([expect.stringMatching(/in Xero, but not marked/)]);
    expect(inXero(RUN_ID)).toEqual([]);
  });

  test('a single refusal with its reason, several together', () => {
    const one = aRunInvoice({ net: '150' });
    expect(sentences([one])).toEqual([
      'Refused: Its lines add up to 100.00 net, its header says 150.00: the API user probably cannot see all of its lines.',
    ]);
    const two = sentences([one, aRunInvoice({ id: 2, number: 'B', net: '160' })]);
    expect(two).toEqual(['2 invoices are refused: Lines do not add up.']);
  });

  test('adoptable ones and differences carry their button', () => {
    const invoices = [
      aRunInvoice({}, { inXero: [aDocument()] }),
      aRunInvoice({ id: 2, number: 'B' }),
      aRunInvoice({ id: 3, number: 'C' }),
    ];
    const postings = new Map([
      [2, aPosting({ invoiceId: 2, state: 'difference' })],
      [3, aPosting({ invoiceId: 3, state: 'difference', differenceAccepted: true })],
    ]);
    const attention = attentionOf(aRun(), planRun(aPlan(invoices, { postings })));
    expect(attention.map(({ action, invoices: numbers }) => [action, numbers])).toEqual([
      [{ kind: 'accept-difference', count: 1 }, ['B']],
      [{ kind: 'adopt', count: 1 }, ['INV-4711']],
    ]);
  });

  test('voided or edited after posting', () => {
    const postings = new Map([[4711, aPosting()]]);
    const said = (changes: Parameters<typeof aRunInvoice>[0]) =>
      sentences([aRunInvoice(changes)], { postings }).join(' ');
    expect(said({ isVoided: true })).toContain('was voided in Autotask, but is still in Xero');
    expect(said({ lines: [aLine('100.01', '20')] })).toContain('changed in Autotask since posting');
    expect(said({})).not.toContain('changed');
  });

  test('ids as numbers, credit notes, cents, defaults', () => {
    const invoices = [
      aRunInvoice({ number: null, lines: [aLine('10.004', '2.004')] }),
      aRunInvoice({ id: 2, lines: [aLine('-1', '-0.2')] }),
    ];
    const said = sentences(invoices).join('\n');
    expect(said).toContain('1 invoice has no number');
    expect(said).toContain('1 invoice is negative and becomes a credit note');
    expect(said).toContain('Net and tax of 1 invoice, rounded apart');
    expect(said).toContain('2 lines of 2 invoices go to the default account (200)');
  });

  test('mixed divisions are said where a division was searched', () => {
    const level = (id: number) => ({ id, division: `D${id}`, lineOfBusiness: 'L' });
    const mixed = aRunInvoice({
      lines: [aLine('1', '0.2', { level: level(1) }), aLine('1', '0.2', { level: level(2) })],
    });
    const criteria = { ...aRun().criteria, division: 'D1' };
    expect(sentences([mixed], {}, { criteria }).join(' ')).toContain('lines of other divisions');
    expect(sentences([mixed]).join(' ')).not.toContain('lines of other divisions');
  });

  test('a contact number that is not overwritten is said once', () => {
    const known = { kind: 'known' as const, contactId: 'contact-1', contactName: 'Mill', from: 'link' as const };
    const answers = new Map([[100, { ...known, note: 'Mill has another contact number (OLD-7) in Xero.' }]]);
    const said = attentionOf(aRun(), planRun(aPlan([aRunInvoice(), aRunInvoice({ id: 2, number: 'B' })], { answers })));
    const about = said.filter(({ sentence }) => sentence.includes('OLD-7'));
    expect(about.map(({ invoices }) => invoices)).toEqual([['INV-4711', 'B']]);
  });

  test('warnings come first', () => {
    const tones = attentionOf(aRun(), planRun(aPlan([ZERO, aRunInvoice({ net: '3' })]))).map(({ tone }) => tone);
    expect(tones).toEqual(['warning', 'info']);
  });
});

describe('the report', () => {
  const invoices = [
    aRunInvoice(),
    aRunInvoice({ id: 2, number: 'B', lines: [aLine('-50', '-10')] }),
    aRunInvoice({ id: 3, number: 'C' }),
    aRunInvoice({ id: 4, number: 'D' }),
    aRunInvoice({ id: 5, number: 'E' }),
    ZERO,
  ];
  const credit = aDocument({
    id: 'doc-2',
    kind: 'credit-note',
    number: 'B',
    subTotal: '50',
    totalTax: '10',
    total: '60',
  });
  const wrong = aDocument({ id: 'doc-4', number: 'D', total: '120.01' });
  const postings = new Map([
    [4711, aPosting()],
    [2, aPosting({ invoiceId: 2, kind: 'credit-note', document: credit })],
    [3, aPosting({ invoiceId: 3, state: 'rejected', document: null, message: 'Xero says: Invoice # must be unique.' })],
    [
      4,
      aPosting({
        invoiceId: 4,
        state: 'difference',
        document: wrong,
        message: 'Its total in Xero is 120.01, not 120.00.',
      }),
    ],
    [5, aPosting({ invoiceId: 5, runId: 'EARLIER', state: 'marked' })],
  ]);

  test('posted n of m, both sides’ totals, what failed, what differs', () => {
    const { report, progress } = card(invoices, { plan: { postings }, run: { state: 'posted' } });
    expect(progress).toBeNull();
    expect(report).toMatchObject({
      posted: 3,
      of: 4,
      totals: [{ currency: 'EUR', autotask: '180.00', xero: '180.01' }],
      moreDocuments: 0,
      failed: [
        {
          number: 'C',
          company: 'Mill & Sons Ltd',
          reason: 'Xero says: Invoice # must be unique.',
          whatToDo: expect.stringContaining('another number'),
        },
      ],
      differences: [
        { number: 'D', sentence: 'Its total in Xero is 120.01, not 120.00.', canDelete: true, invoiceId: 4 },
      ],
      marked: 1,
      toMark: 3,
    });
    expect(report?.documents.map(({ number, total }) => [number, total])).toEqual([
      ['INV-4711', '120.00'],
      ['B', '-60.00'],
      ['D', '120.01'],
    ]);
  });

  test('an adopted document was not posted by the run, but can be marked', () => {
    const adopted = new Map([[4711, aPosting({ state: 'adopted', draft: null })]]);
    const { report } = card([aRunInvoice()], { plan: { postings: adopted }, run: { state: 'posted' } });
    expect(report).toMatchObject({ posted: 0, of: 0, totals: [], documents: [], toMark: 1 });
  });

  test('an authorised document is not deleted by a button', () => {
    const authorised = new Map(postings).set(
      4,
      aPosting({ invoiceId: 4, state: 'difference', document: { ...wrong, status: 'AUTHORISED' } }),
    );
    const { report } = card(invoices, { plan: { postings: authorised }, run: { state: 'posted' } });
    expect(report?.differences[0]?.canDelete).toBe(false);
  });

  test('while posting there is progress instead', () => {
    const busy = new Map(postings).set(5, aPosting({ invoiceId: 5, state: 'posting', document: null }));
    const { report, progress } = card(invoices, { plan: { postings: busy }, run: { state: 'posting' } });
    expect(report).toBeNull();
    expect(progress).toMatchObject({ posted: 3, of: 5, sentence: expect.stringContaining('1 refused') });
  });
});

test('who decided what', () => {
  const approved = { approvedBy: SAM, approvedAt: '2026-11-02T10:00:00Z', markEach: true };
  expect(card([aRunInvoice()], { run: approved }).decisions).toEqual([
    { what: 'Approved, marking each as soon as it is in Xero', by: SAM, at: '2026-11-02T10:00:00Z' },
  ]);
  expect(card([], { run: { cancelledBy: SAM } }).decisions.map(({ what }) => what)).toEqual(['Cancelled']);
  expect(card([], { run: { markAnsweredBy: SAM, markAnswer: 'no' } }).decisions.map(({ what }) => what)).toEqual([
    'Left unmarked',
  ]);
});

describe('titles and summaries', () => {
  const base = aRun().criteria;
  test.each([
    [{ ...base, division: 'Managed Services' }, 'Invoices dated 1–31 Oct 2026 · Managed Services'],
    [{ ...base, period: null, invoiceIds: [12] }, 'Invoice 12'],
    [
      { ...base, period: null, invoiceIds: [1, 2, 3, 4, 5, 6, 7], dryRun: true },
      'Invoices 1, 2, 3, 4, 5 and 2 more · dry run',
    ],
    [{ ...base, includeMarked: true }, 'Invoices dated 1–31 Oct 2026 · marked ones included'],
  ])('%#', (criteria, title) => {
    expect(describeCriteria(criteria)).toBe(title);
  });

  test('what this run sends is told apart from what another one does', () => {
    const invoices = [aRunInvoice(), aRunInvoice({ id: 2, number: 'B' })];
    const postings = new Map([
      [4711, aPosting({ state: 'in_doubt', document: null })],
      [2, aPosting({ invoiceId: 2, state: 'posting', runId: 'OTHER', document: null })],
    ]);
    const counts = countsOf(planRun(aPlan(invoices, { postings })), RUN_ID);
    expect(counts).toMatchObject({ beingSent: 1, inProgress: 1 });
    expect(summaryLine(counts, [])).toBe('2 invoices: 1 being sent, 1 in another run');
  });

  test('one line on a run', () => {
    const counts = countsOf(planRun(aPlan([aRunInvoice(), ZERO, aRunInvoice({ id: 3, net: '4' })])), RUN_ID);
    const totals = [{ currency: 'EUR', count: 1, net: '1000', tax: '200', gross: '1200.00' }];
    expect(summaryLine(counts, totals)).toBe('3 invoices: 1 ready, 1 refused, 1 nothing to post · EUR 1,200.00');
    expect(summaryLine(countsOf([], RUN_ID), [])).toBe('Nothing found');
  });
});

import { describe, expect, test } from '@jest/globals';
import { invoiceRow } from '../../src/domain/invoice-rows.ts';
import { type PlannedInvoice, planRun } from '../../src/domain/plan.ts';
import { inPieces, previewOf } from '../../src/domain/preview.ts';
import { countsOf, decisionsOf } from '../../src/domain/run-card.ts';
import type { Books, Invoice, MapEntry, MissingMap, Posting, Verdict } from '../../src/domain/types.ts';
import { aCompany, aDraft, aLine, anInvoice, aPlan, aPosting, aRun, aRunInvoice, BOOKS, KNOWN, MAPS } from './make.ts';

/** An invoice as a line of a list, and as the preview shows it before anybody approves. */

function planned(
  verdict: Verdict,
  posting: Partial<Posting> | null = null,
  more: Partial<PlannedInvoice> = {},
): PlannedInvoice {
  const rest = { held: false, marked: false, contactNote: null, posting: posting && aPosting(posting) };
  return { invoice: anInvoice(), company: aCompany(), verdict, ...rest, ...more };
}

const inXero = (adoptable = false): Verdict => ({
  ...{ kind: 'in-xero', ours: !adoptable, documentId: 'd', number: 'N', marked: false, adoptable },
});
const ready = (kind: 'invoice' | 'credit-note' = 'invoice', notes: string[] = []): Verdict => ({
  ...{ kind: 'ready', draft: aDraft({ kind, notes }), fingerprintText: '' },
});
const going: Verdict = { kind: 'in-progress', runId: 'RUN1' };
const zero: Verdict = { kind: 'nothing-to-post', reason: 'Its total is 0.00.' };
const quiet: Partial<Posting> = {};

type Row = [words: string, reason: string | null, canHold: boolean, each: PlannedInvoice];
const VOIDED = { invoice: anInvoice({ isVoided: true }) };
const ROWS: Row[] = [
  ['ready', null, true, planned(ready())],
  ['ready (credit note)', 'First.', true, planned(ready('credit-note', ['First.', 'Second.']))],
  ['ready', 'It changed.', true, planned(ready('invoice', ['First.']), { state: 'ready', message: 'It changed.' })],
  ['nothing to post', 'Its total is 0.00.', true, planned(zero)],
  ['nothing to post, marked', 'Its total is 0.00.', true, planned(zero, null, { marked: true })],
  ['needs an organisation', null, true, planned({ kind: 'needs-organisation' })],
  ['needs a contact', null, true, planned({ kind: 'needs-contact', missing: [] })],
  ['held', 'A person held it.', true, planned({ kind: 'held', by: 'person' })],
  ['held', 'Its company is skipped in this run.', false, planned({ kind: 'held', by: 'skipped-company' })],
  [
    'held',
    'By its division it belongs to Ireland.',
    false,
    planned({ kind: 'held', by: 'other-organisation', organisation: 'Ireland' }),
  ],
  ['in Xero, not by us', null, true, planned(inXero(true))],
  ['in Xero, not marked', null, false, planned(inXero(), quiet)],
  ['in Xero, marked', null, false, planned(inXero(), quiet, { marked: true })],
  ['in Xero, not marked', 'Xero warns.', false, planned(inXero(), { message: 'Xero warns.', markMessage: 'no' })],
  ['in Xero, not marked', 'Voided in Autotask since.', false, planned(inXero(), {}, VOIDED)],
  ['in Xero, not marked', 'Not marked.', false, planned(inXero(), { markMessage: 'Not marked.', numberMessage: 'no' })],
  ['in Xero, not marked', 'Number kept.', false, planned(inXero(), { numberMessage: 'Number kept.' })],
  [
    'in Xero, not marked',
    'Changed in Autotask since it was posted: its total was 120.00 and is 27.00. Xero holds what was posted.',
    false,
    planned(inXero(), { markMessage: 'no' }, { invoice: anInvoice({ net: '7' }) }),
  ],
  ['posted with a difference', 'More.', false, planned(inXero(), { state: 'difference', message: 'More.' })],
  ['in Xero, difference accepted', null, false, planned(inXero(), { state: 'difference', differenceAccepted: true })],
  ['in progress', null, false, planned(going, { state: 'posting' })],
  ['in doubt', 'Xero did not answer; it is being looked up.', false, planned(going, { state: 'in_doubt' })],
  ['voided', 'Voided in Autotask.', false, planned({ kind: 'voided', at: null })],
  ['voided', 'Voided in Autotask on 3 Nov 2026.', false, planned({ kind: 'voided', at: '2026-11-03T10:00:00Z' })],
  ['undone', 'Taken back by this run’s undo; a new search finds it again.', false, planned({ kind: 'undone' })],
  ['undone', 'Deleted.', false, planned({ kind: 'undone' }, { undoMessage: 'Deleted.' })],
  ['refused', 'No.', false, planned({ kind: 'refused', code: 'no-lines', reason: 'No.' })],
  ['refused', 'Twice.', true, planned({ kind: 'refused', code: 'number-twice', reason: 'Twice.' })],
  [
    'needs an account or tax',
    'Not mapped yet: A, B. C is 9, which is gone.',
    true,
    planned({
      kind: 'needs-map',
      missing: [
        { kind: 'account', key: '1', label: 'A' },
        { kind: 'account', key: '2', label: 'B' },
        { kind: 'account', key: '3', label: 'C', problem: 'C is 9, which is gone.' },
      ],
    }),
  ],
  [
    'needs an account or tax',
    'C is gone.',
    true,
    planned({ kind: 'needs-map', missing: [{ kind: 'account', key: '3', label: 'C', problem: 'C is gone.' }] }),
  ],
];

describe('a row', () => {
  test.each(ROWS)('%s: %j', (words, reason, canHold, each) => {
    const row = invoiceRow(each, { linksOf: () => [], mayHold: true });
    expect([row.verdict, row.reason, row.canHold]).toEqual([words, reason, canHold]);
    expect(invoiceRow(each, { linksOf: () => [], mayHold: false }).canHold).toBe(false);
  });

  test('of a company that Autotask does not hand out', () => {
    const row = invoiceRow(planned(ready(), null, { company: null }), { linksOf: () => [], mayHold: true });
    expect(row).toMatchObject({ company: 'Company 100', currency: '' });
  });
});

describe('the preview', () => {
  const tracking = [{ id: 'c1', name: 'Region', options: [{ id: 'o1', name: 'North' }] }];
  const books: Books = { ...BOOKS, items: [{ code: 'HW', name: 'Hardware', accountCode: '210' }], tracking };
  const level = { id: 1, division: 'Cloud', lineOfBusiness: '' };
  const north: MapEntry = { kind: 'tracking', key: 'division|Cloud', option: { categoryId: 'c1', optionId: 'o1' } };
  const item: MapEntry = { kind: 'item', key: '9', itemCode: 'HW' };
  const answers = new Map([[100, KNOWN]]);

  function preview(invoice: Partial<Invoice>, settings = {}, held: Books | null = books) {
    const plan = aPlan([aRunInvoice(invoice)], { books, maps: [north, item, ...MAPS], settings });
    return previewOf({ planned: planRun(plan), books: held, answers });
  }

  test('shows a document as Xero would hold it, and where each thing came from', () => {
    const lines = [
      aLine('10.00', '2.00', { level, date: null }),
      aLine('5.00', '0', { billingCodeId: 9, billingCode: null, taxCategory: 'Exempt', level: null, date: null }),
    ];
    expect(preview({ lines })).toEqual({
      problems: [],
      documents: [
        {
          ...{ invoiceId: 4711, kind: 'Invoice', number: 'INV-4711', contact: 'Mill and Sons', currency: 'EUR' },
          ...{ date: '2026-10-31', dueDate: '2026-11-14', subTotal: '15.00', totalTax: '2.00', total: '17.00' },
          ...{ firstLine: 1, lineCount: 2, notes: ['1 of 2 lines uses the default account.'] },
          lines: [
            {
              ...{ description: 'Managed workplace', amount: '10.00', price: null, account: '200 Sales', tax: '20%' },
              ...{ tracking: 'Region: North', from: 'default account', taxFrom: 'by Home × Standard' },
            },
            {
              ...{ description: 'Managed workplace', amount: '5.00', price: null, account: '210 Hardware (item HW)' },
              ...{ tax: 'Zero rated', tracking: '', from: 'by billing code 9', taxFrom: 'by Home × Exempt' },
            },
          ],
        },
      ],
    });
  });

  test('of joined lines names each origin once', () => {
    const codes = [
      aLine('1', '0.2', { billingCodeId: 8, billingCode: 'Eight' }),
      aLine('2', '0.4', { billingCodeId: 8, billingCode: 'Eight' }),
    ];
    const [document] = preview({ lines: codes }, { lineDetail: 'fewest' }).documents;
    expect(document?.lines).toMatchObject([{ amount: '3.00', from: 'by Eight', taxFrom: 'by Home × Standard' }]);
  });

  test('of credit notes, and of what Xero numbers', () => {
    const [credit] = preview({ lines: [aLine('-1', '-0.2')] }, { numberSource: 'xero' }).documents;
    expect(credit).toMatchObject({ kind: 'Credit note', number: 'INV-4711 (Xero numbers it)', total: '1.20' });
  });

  test('of a price that stays, and of tax that is sent against Xero’s own', () => {
    const lines = [
      aLine('90.00', '18.00', { quantity: '3', rate: '30' }),
      aLine('0.135', '0.027', { quantity: '1' }),
      aLine('0.135', '0.027', { quantity: '1' }),
    ];
    const [document] = preview({ lines }).documents;
    expect(document?.lines.map(({ amount, price, tax }) => [amount, price, tax])).toEqual([
      ['90.00', '3 × 30', '20%'],
      ['0.14', null, '20%, tax 0.02 sent'],
      ['0.13', null, '20%'],
    ]);
  });

  test('of many lines comes in pieces: every line is in one, the notes in the first', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, id) => aLine(`${id + 1}`, '0', { taxCategory: 'Exempt' }));
    const pieces = (count: number) =>
      inPieces(preview({ lines: many(count) }).documents).map(({ lines, firstLine, lineCount, notes }) => ({
        ...{ amounts: lines.map(({ amount }) => Number(amount)), firstLine, lineCount, notes: notes.length },
      }));
    const whole = Array.from({ length: 25 }, (_, id) => id + 1);
    expect(pieces(12)).toEqual([{ amounts: whole.slice(0, 12), firstLine: 1, lineCount: 12, notes: 1 }]);
    expect(pieces(25)).toEqual([
      { amounts: whole.slice(0, 12), firstLine: 1, lineCount: 25, notes: 1 },
      { amounts: whole.slice(12, 24), firstLine: 13, lineCount: 25, notes: 0 },
      { amounts: [25], firstLine: 25, lineCount: 25, notes: 0 },
    ]);
    const [two] = [preview({ lines: many(1) }), preview({ id: 4712, lines: many(1) })].map(
      ({ documents }) => documents,
    );
    expect(inPieces([...(two ?? []), ...(two ?? [])])).toHaveLength(2);
  });

  test('falls back to codes where the lists are not there', () => {
    const [document] = preview({ lines: [aLine('10.00', '2.00', { level })] }, {}, null).documents;
    expect(document?.lines).toMatchObject([{ account: '200', tax: 'OUTPUT2', tracking: 'o1' }]);
  });

  test('tells every problem, and nothing of what is left out for good', () => {
    const all = [
      planned({ kind: 'refused', code: 'no-lines', reason: 'It has no lines.' }),
      planned({ kind: 'needs-contact', missing: [] }),
      planned({ kind: 'needs-organisation' }),
      planned({ kind: 'needs-map', missing: [{ kind: 'account', key: '1', label: 'A' }] }),
      planned({ kind: 'voided', at: null }),
      planned({ kind: 'held', by: 'person' }),
    ];
    expect(previewOf({ planned: all, books, answers: new Map() })).toEqual({
      documents: [],
      problems: [
        'It has no lines.',
        'Its company was not looked up in Xero yet.',
        'No Xero organisation is chosen yet.',
        'Not mapped yet: A.',
      ].map((sentence) => ({ number: 'INV-4711', sentence })),
    });
    const archived = 'Mill is linked to Mill and Sons, but that contact is archived.';
    const question = { why: 'archived', sentence: archived, suggestions: [] } as const;
    const asked = (missing: MissingMap[]) =>
      previewOf({
        ...{ planned: [planned({ kind: 'needs-contact', missing })], books },
        answers: new Map([[100, { kind: 'question', question: { ...question, suggestions: [] } }]]),
      }).problems.map(({ sentence }) => sentence);
    expect(asked([])).toEqual([archived]);
    expect(asked([{ kind: 'account', key: '1', label: 'A' }])).toEqual([`${archived} Not mapped yet: A.`]);
    const unknown = previewOf({ planned: [planned(ready())], books, answers: new Map() });
    expect(unknown.documents[0]?.contact).toBe('');
  });
});

describe('the card', () => {
  test('counts each invoice where it belongs', () => {
    const all = [
      planned(ready()),
      planned({ kind: 'needs-organisation' }),
      planned({ kind: 'needs-contact', missing: [] }),
      planned({ kind: 'needs-map', missing: [] }),
      planned({ kind: 'held', by: 'person' }),
      planned({ kind: 'refused', code: 'no-lines', reason: '' }),
      planned(zero),
      planned(inXero()),
      planned(inXero()),
      planned(inXero(), null, { marked: true, invoice: anInvoice({ companyId: 5 }) }),
      planned({ kind: 'voided', at: null }),
      planned(going),
      planned(going),
      planned({ ...going, runId: 'OTHER' }),
    ];
    expect(countsOf(all, 'RUN1')).toMatchObject({
      ...{ found: 14, companies: 2, ready: 1, waiting: 3, held: 1, refused: 1, nothingToPost: 1 },
      ...{ inXero: 3, inXeroNotMarked: 2, marked: 1, voided: 1, beingSent: 2, inProgress: 1 },
    });
  });

  test('remembers what people decided', () => {
    const by = { id: 'chat:1', name: 'Sam' };
    const what = (changes: Parameters<typeof aRun>[0]) =>
      decisionsOf(aRun(changes)).map((each) => [each.what, each.at]);
    const [early, late] = ['2026-11-02T08:00:00Z', '2026-11-02T09:00:00Z'];
    expect(what({})).toEqual([]);
    expect(what({ approvedBy: by, approvedAt: early })).toEqual([['Approved', early]]);
    expect(what({ approvedBy: by })).toEqual([['Approved', late]]);
    expect(what({ approvedBy: by, markEach: true })).toEqual([
      ['Approved, marking each as soon as it is in Xero', late],
    ]);
    expect(what({ stopRequestedBy: by })).toEqual([['Stopped', late]]);
    expect(what({ cancelledBy: by })).toEqual([['Cancelled', late]]);
    expect(what({ markAnsweredBy: by, markAnswer: 'yes' })).toEqual([['Marking agreed', late]]);
    expect(what({ markAnsweredBy: by, markAnswer: 'no' })).toEqual([['Left unmarked', late]]);
    expect(what({ markAnswer: 'no' })).toEqual([]);
    expect(what({ markAnsweredBy: by })).toEqual([]);
  });
});

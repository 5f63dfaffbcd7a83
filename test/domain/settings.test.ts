import { describe, expect, test } from '@jest/globals';
import { attentionOf } from '../../src/domain/attention.ts';
import { sourceOf } from '../../src/domain/changed.ts';
import { buildDraft, fingerprintText } from '../../src/domain/draft.ts';
import { planRun } from '../../src/domain/plan.ts';
import { judgeResult } from '../../src/domain/result.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../src/domain/settings.ts';
import { fillTemplate, PLACEHOLDERS, type TemplateValues, templateProblem } from '../../src/domain/template.ts';
import type { Invoice, OrganisationSettings } from '../../src/domain/types.ts';
import {
  aCompany,
  aDocument,
  aLine,
  anInvoice,
  aPlan,
  aPosting,
  aRun,
  aRunInvoice,
  BOOKS,
  documentFor,
  MAPS,
  REFERENCE,
} from './make.ts';

function draftOf(invoice: Partial<Invoice>, settings: Partial<OrganisationSettings>, joined = false) {
  const answer = buildDraft({
    ...{ invoice: anInvoice(invoice), company: aCompany(), contactId: 'contact-1', organisationId: 'org-1' },
    ...{ generation: 1, books: BOOKS, reference: REFERENCE, maps: MAPS, settings, joined },
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer.verdict));
  return answer.draft;
}

test('settings that were stored by another version are the defaults where they are not understood', () => {
  expect(readSettings(null)).toEqual(DEFAULT_SETTINGS);
  expect(readSettings({ numberSource: 'roman', lineDetail: 'fewest', markAsSent: 'yes' })).toEqual({
    ...DEFAULT_SETTINGS,
    lineDetail: 'fewest',
  });
});

describe('numbers', () => {
  test.each<[OrganisationSettings['numberSource'], string, string]>([
    ['autotask', 'INV-4711', 'PO 7'],
    ['id', 'INV:4711', 'PO 7'],
    ['xero', '', 'PO 7 AT-4711'],
    ['xero-replacing', '', 'PO 7 AT-4711'],
  ])('%s', (numberSource, number, reference) => {
    const draft = draftOf({ orderNumber: 'PO 7' }, { numberSource });
    expect([draft.number, draft.reference]).toEqual([number, reference]);
  });

  test('what Xero numbered is as asked, whatever the number, but never without one', () => {
    const draft = draftOf({}, { numberSource: 'xero' });
    expect(
      judgeResult(draft, { ok: true, document: { ...documentFor(draft), number: 'INV-1' }, warnings: [] }).kind,
    ).toBe('posted');
    expect(judgeResult(draft, { ok: true, document: { ...documentFor(draft), number: null }, warnings: [] }).kind).toBe(
      'difference',
    );
  });

  test('two invoices of one number wait for a person, unless the number is not theirs', () => {
    const two = [aRunInvoice({ id: 1, number: 'A' }), aRunInvoice({ id: 2, number: 'a' })];
    const kinds = (settings: Partial<OrganisationSettings>) =>
      planRun(aPlan(two, { settings })).map(({ verdict }) => verdict.kind);
    expect(kinds({})).toEqual(['refused', 'refused']);
    expect(kinds({ numberSource: 'id' })).toEqual(['ready', 'ready']);
    expect(kinds({ numberSource: 'xero' })).toEqual(['ready', 'ready']);
  });

  test('a document that Xero numbered is found by its reference', () => {
    const inXero = [aDocument({ number: 'INV-0042', reference: 'PO 7 AT-4711' })];
    const [found] = planRun(aPlan([aRunInvoice({}, { inXero })], { settings: { numberSource: 'xero' } }));
    expect(found?.verdict).toMatchObject({ kind: 'in-xero', ours: true, number: 'INV-0042' });
  });

  test('another one’s document under Autotask’s number is in nobody’s way where Xero numbers', () => {
    const inXero = [aDocument({ number: 'INV-4711', total: '7.00' })];
    const verdictOf = (settings: Partial<OrganisationSettings>) =>
      planRun(aPlan([aRunInvoice({}, { inXero })], { settings }))[0]?.verdict.kind;
    expect(verdictOf({})).toBe('refused');
    expect(verdictOf({ numberSource: 'xero' })).toBe('ready');
    expect(verdictOf({ numberSource: 'id' })).toBe('ready');
  });

  test('the very document under Autotask’s number, sent by another tool, is offered and not sent again', () => {
    const inXero = [aDocument({ number: 'INV-4711' })];
    const [found] = planRun(aPlan([aRunInvoice({}, { inXero })], { settings: { numberSource: 'xero' } }));
    expect(found?.verdict).toMatchObject({ kind: 'in-xero', ours: false, adoptable: true });
  });
});

test('the approval of a document is another one under every setting that changes it', () => {
  const lines = [aLine('10', '2'), aLine('5', '1', { description: 'More' }), aLine('0', '0')];
  const invoice = anInvoice({ lines });
  const chosen: Partial<OrganisationSettings>[] = [
    {},
    { status: 'AUTHORISED' },
    { numberSource: 'id' },
    { numberSource: 'xero' },
    { lineDetail: 'fewest' },
    { zeroLines: 'drop' },
    { descriptionTemplate: '{item}!' },
    { brandingThemeId: 'theme-1' },
    { status: 'AUTHORISED', markAsSent: true },
  ];
  const texts = chosen.map((settings) => fingerprintText(draftOf(invoice, settings)));
  expect(new Set(texts).size).toBe(chosen.length);
});

describe('lines', () => {
  test('joined by billing code they say how many, when, and what', () => {
    const lines = [
      aLine('10', '2', { itemName: 'Backup', date: '2026-10-01' }),
      aLine('5', '1', { itemName: 'Monitoring', date: '2026-10-31' }),
      aLine('7', '1.4', { billingCodeId: 8, billingCode: 'Hardware', itemName: 'Dock' }),
    ];
    const draft = draftOf({ lines }, { lineDetail: 'billing-code' });
    expect(draft.lines.map(({ description, lineAmount }) => [description, lineAmount])).toEqual([
      ['Managed services\n2 items · 1–31 Oct 2026\nBackup, Monitoring', '15.00'],
      ['Dock\n12 Oct 2026', '7.00'],
    ]);
  });

  test('where joined lines cannot carry the tax to the cent they are kept apart, and it is said', () => {
    const lines = Array.from({ length: 12 }, () => aLine('0.13', '0.03'));
    const draft = draftOf({ lines }, { lineDetail: 'fewest' });
    expect(draft.lines.length).toBe(12);
    expect(draft.totalTax).toBe('0.36');
    expect(draft.notes.join()).toContain('not joined as far as asked');
  });

  test('much tax against Xero’s own is said, with joining as the offer; joined there is nothing left to say', () => {
    const many = (length: number) => Array.from({ length }, () => aLine('0.13', '0.026'));
    // five cents are not more than five cents
    expect(draftOf({ lines: many(12) }, {})).toMatchObject({ joinOffer: null });
    expect(draftOf({ lines: many(12) }, {})).not.toHaveProperty('taxMoved');
    expect(draftOf({ lines: many(14) }, {})).toMatchObject({
      ...{ taxMoved: '-0.06', joinOffer: { moved: '-0.06', joined: '0.00' } },
    });
    expect(draftOf({ lines: many(14) }, {}, true)).toMatchObject({ joinOffer: null, totalTax: '0.36', lines: [{}] });
  });

  test('the offer stands on the card', () => {
    const lines = Array.from({ length: 20 }, () => aLine('0.13', '0.026'));
    const planned = planRun(aPlan([aRunInvoice({ lines })]));
    const [offer] = attentionOf(aRun(), planned).filter(({ action }) => action?.kind === 'join-lines');
    expect(offer?.invoices).toEqual(['INV-4711']);
    const joined = planRun(aPlan([aRunInvoice({ lines }, { joined: true })]));
    expect(joined[0]?.verdict).toMatchObject({
      kind: 'ready',
      draft: { totalTax: '0.52', lines: [{ taxAmount: null }] },
    });
    expect(attentionOf(aRun(), joined).some(({ action }) => action?.kind === 'join-lines')).toBe(false);
  });

  /** Zero-rated lines get all the cents, so no line is left that could carry the tax of the others. */
  const unfit = () => [
    ...Array.from({ length: 7 }, () => aLine('0.004', '0.0008')),
    ...Array.from({ length: 7 }, () => aLine('0.005', '0', { taxCategory: 'Exempt' })),
  ];

  test('tax that fits only with lines joined is refused, with joining as the offer', () => {
    const planned = planRun(aPlan([aRunInvoice({ lines: unfit() })]));
    const reason =
      "Autotask billed 0.01 of tax, Xero's rates make 0.00; a cent a line does not bridge that. Check which Xero rate its tax region and category are mapped to. With lines of equal account, tax and tracking joined it fits.";
    expect(planned[0]?.verdict).toEqual({ kind: 'refused', code: 'tax-does-not-fit', reason, joinHelps: true });
    expect(attentionOf(aRun(), planned)).toMatchObject([
      { tone: 'warning', sentence: `Refused: ${reason}`, action: { kind: 'join-lines', count: 1 } },
    ]);
    // over is over: nothing can be joined any more
    expect(attentionOf(aRun({ state: 'posted' }), planned)).toMatchObject([{ action: null }]);
    const joined = planRun(aPlan([aRunInvoice({ lines: unfit() }, { joined: true })]));
    expect(joined[0]?.verdict).toMatchObject({ kind: 'ready', draft: { total: '0.07', totalTax: '0.01' } });
    expect(attentionOf(aRun(), joined).filter(({ tone }) => tone === 'warning')).toEqual([]);
    const always = planRun(aPlan([aRunInvoice({ lines: unfit() })], { settings: { lineDetail: 'fewest' } }));
    expect(always[0]?.verdict.kind).toBe('ready');
  });

  test('joining is offered once for all that it helps, and not where it does not', () => {
    const wrong = () => [aLine('100', '21')];
    const much = () => Array.from({ length: 20 }, () => aLine('0.13', '0.026'));
    const of = (...all: (() => ReturnType<typeof unfit>)[]) =>
      attentionOf(
        aRun(),
        planRun(aPlan(all.map((lines, id) => aRunInvoice({ id: id + 1, number: `N${id + 1}`, lines: lines() })))),
      ).flatMap(({ tone, invoices, action }) => (tone === 'warning' ? [[...invoices, action]] : []));
    const joining = (count: number) => ({ kind: 'join-lines', count });
    expect(of(unfit, wrong, much)).toEqual([
      ['N1', joining(2)],
      ['N2', null],
      ['N3', null],
    ]);
    expect(of(wrong, much)).toEqual([
      ['N1', null],
      ['N2', joining(1)],
    ]);
    expect(planRun(aPlan([aRunInvoice({ lines: wrong() })]))[0]?.verdict).not.toHaveProperty('joinHelps');
    const closer = planRun(aPlan([aRunInvoice({ lines: wrong() })], { settings: { lineDetail: 'fewest' } }));
    expect(closer[0]?.verdict).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/mapped to\.$/) });
  });

  test('several that fit only joined, with the same figures: the reason once', () => {
    const planned = planRun(
      aPlan([unfit(), unfit()].map((lines, id) => aRunInvoice({ id: id + 1, number: `N${id + 1}`, lines }))),
    );
    const said = attentionOf(aRun(), planned).map(({ sentence }) => sentence);
    expect(said).toEqual([
      expect.stringMatching(/^2 invoices are refused: Autotask billed 0\.01 .* joined it fits\.$/),
    ]);
  });

  test('several that fit only joined, with different figures', () => {
    const twice = () => [...unfit(), ...unfit(), ...unfit()];
    const planned = planRun(
      aPlan([unfit(), twice()].map((lines, id) => aRunInvoice({ id: id + 1, number: `N${id + 1}`, lines }))),
    );
    expect(attentionOf(aRun(), planned).map(({ sentence }) => sentence)).toEqual([
      '2 invoices are refused: Tax does not fit the Xero rate. With lines of equal account, tax and tracking joined it does.',
    ]);
  });

  test('of lines that are all zero one stays', () => {
    const draft = draftOf({ lines: [aLine('0', '0'), aLine('0', '0')] }, { zeroLines: 'drop', zeroTotals: 'post' });
    expect(draft.lines.length).toBe(1);
  });
});

describe('a total of zero', () => {
  const zero = aRunInvoice({ lines: [aLine('10', '2'), aLine('-10', '-2')] });

  test('is nothing to post, or by setting an authorised document', () => {
    const verdictOf = (settings: Partial<OrganisationSettings>) => planRun(aPlan([zero], { settings }))[0]?.verdict;
    expect(verdictOf({})?.kind).toBe('nothing-to-post');
    expect(verdictOf({ zeroTotals: 'post' })).toMatchObject({
      kind: 'ready',
      draft: { status: 'AUTHORISED', total: '0.00', lines: [{}, {}] },
    });
  });

  test('may come back as paid', () => {
    const draft = draftOf(zero.invoice, { zeroTotals: 'post' });
    const document = { ...documentFor(draft), status: 'PAID' };
    expect(judgeResult(draft, { ok: true, document, warnings: [] }).kind).toBe('posted');
  });
});

test('asked for authorised and got a draft is a difference', () => {
  const draft = draftOf({}, { status: 'AUTHORISED' });
  const document = { ...documentFor(draft), status: 'DRAFT' };
  expect(judgeResult(draft, { ok: true, document, warnings: [] })).toMatchObject({
    kind: 'difference',
    message: 'Its status in Xero is DRAFT, not AUTHORISED.',
  });
});

describe('voided, invoiced again, edited', () => {
  const sent = anInvoice({});
  const posted = () => new Map([[4711, aPosting({ draft: draftOf(sent, {}) })]]);

  test('voided in Autotask and in Xero by us: an approver may void it there', () => {
    const plan = aPlan([aRunInvoice({ isVoided: true })], { postings: posted() });
    const actions = attentionOf(aRun(), planRun(plan)).flatMap(({ action }) => action ?? []);
    expect(actions).toEqual([{ kind: 'void-in-xero', count: 1 }]);
  });

  test('an adopted document is not ours to void', () => {
    const adopted = aPosting({ state: 'adopted', draft: null });
    const plan = aPlan([aRunInvoice({ isVoided: true })], { postings: new Map([[4711, adopted]]) });
    expect(attentionOf(aRun(), planRun(plan)).flatMap(({ action }) => action ?? [])).toEqual([]);
  });

  test('invoiced again: the new one is a posting of its own, and points to the old one', () => {
    const again = aRunInvoice({ id: 4800, number: 'INV-4800', lines: sent.lines });
    const planned = planRun(aPlan([aRunInvoice({ ...sent, isVoided: true }), again], { postings: posted() }));
    expect(planned[1]?.verdict).toMatchObject({ kind: 'ready', draft: { invoiceId: 4800, generation: 1 } });
    const said = attentionOf(aRun(), planned).map(({ sentence }) => sentence);
    expect(said).toContain(
      'It replaces invoice 4711 (INV-4711), which was voided in Autotask and is still in Xero: void that one in Xero, too.',
    );
  });

  test.each<[string, Partial<Invoice>, boolean]>([
    ['nothing', {}, false],
    ['marked', { markedAt: '2026-11-03T09:00:00Z' }, false],
    ['another text', { lines: sent.lines.map((line) => ({ ...line, description: 'Corrected' })) }, true],
    ['another due date', { dueDate: '2026-12-31' }, true],
    ['another number', { number: 'INV-4711-B' }, true],
  ])('edited since: %s', (_, changes, isChanged) => {
    const plan = aPlan([aRunInvoice({ ...sent, ...changes })], { postings: posted() });
    const said = attentionOf(aRun(), planRun(plan)).map(({ sentence }) => sentence);
    expect(said.some((sentence) => sentence.includes('changed in Autotask since posting'))).toBe(isChanged);
  });

  test('a number that Xero gave and upSync wrote back is no edit', () => {
    const number = (value: string | null) => sourceOf({ ...sent, number: value }, { withNumber: false });
    expect(number(null)).toBe(number('INV-0042'));
  });
});

describe('templates', () => {
  const values = Object.fromEntries(PLACEHOLDERS.map((name) => [name, ''])) as TemplateValues;

  test.each([
    ['{item} {oder}', 'There is no {oder}'],
    ['only words', 'It needs {item} or {description}'],
    ['x'.repeat(501), 'At most 500'],
  ])('%s is refused', (template, why) => {
    expect(templateProblem(template)).toContain(why);
  });

  test('rows and separators of what is not there are left out', () => {
    const template = '{item} · {order} · {date}\nCode {billing code}\n{description}';
    expect(templateProblem(template)).toBeNull();
    expect(fillTemplate(template, { ...values, item: 'Backup', date: '1 Oct 2026' }, 4000)).toBe('Backup · 1 Oct 2026');
    expect(fillTemplate(template, { ...values, item: 'Backup', 'billing code': 'C-1' }, 4000)).toBe('Backup\nCode C-1');
  });

  test('when it is too long the description is cut and the rest stays', () => {
    const filled = fillTemplate(
      '{item}\n{description}\n{order}',
      { ...values, item: 'Work', description: 'word '.repeat(1000).trim(), order: 'T2026.1' },
      4000,
    );
    expect(filled.length).toBeLessThanOrEqual(4000);
    expect(filled.startsWith('Work\nword')).toBe(true);
    expect(filled.endsWith('word…\nT2026.1')).toBe(true);
  });

  test('the true quantity and price stand in the text where the line could not keep them', () => {
    const line = aLine('10.01', '2', { quantity: '3', rate: '3.33333' });
    const [plain] = draftOf({ lines: [line] }, { descriptionTemplate: '{item}' }).lines;
    expect(plain?.description).toBe('Managed workplace\nQuantity 3 at 3.33333');
    const [own] = draftOf({ lines: [line] }, { descriptionTemplate: '{item}, {quantity} at {price}' }).lines;
    expect(own?.description).toBe('Managed workplace, 3 at 3.33333');
  });
});

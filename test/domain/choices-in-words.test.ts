import { describe, expect, test } from '@jest/globals';
import { buildDraft, type DraftInput, fingerprintText } from '../../src/domain/draft.ts';
import { readDueRule } from '../../src/domain/due-date.ts';
import {
  chooseAccount,
  chooseDueRule,
  chooseTax,
  chooseTracking,
  levelKeys,
  levelLabel,
  suggestTaxType,
} from '../../src/domain/maps.ts';
import { documentNumber, numbersToLookUp } from '../../src/domain/numbers.ts';
import { planRun } from '../../src/domain/plan.ts';
import { judgeResult } from '../../src/domain/result.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../src/domain/settings.ts';
import {
  fillTemplate,
  PLACEHOLDERS,
  TEMPLATE_MAX_CHARS,
  type TemplateValues,
  templateProblem,
} from '../../src/domain/template.ts';
import type { Books, Draft, Invoice, MapEntry, OrganisationSettings } from '../../src/domain/types.ts';
import { aCompany, aDocument, aDraft, aLine, anInvoice, aPlan, aRunInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';

/** What admins chose, as it is read back, as it is used, and as it is told where it does not serve any more. */

describe('settings as stored', () => {
  test('are read back, all of them', () => {
    const chosen: OrganisationSettings = {
      ...{ status: 'SUBMITTED', numberSource: 'xero-replacing', zeroTotals: 'post', lineDetail: 'fewest' },
      ...{ zeroLines: 'drop', descriptionTemplate: '{item}', brandingThemeId: 'theme-1' },
      ...{ markAsSent: true, attachPdf: true, emailInvoices: true },
    };
    expect(readSettings(chosen)).toEqual(chosen);
    for (const status of ['DRAFT', 'SUBMITTED', 'AUTHORISED'] as const)
      expect(readSettings({ status }).status).toBe(status);
  });

  test.each([[null], ['text'], [7], [undefined], [{}], [[]]])('%j is the default', (stored) => {
    expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS);
  });

  test('what is not understood is the default', () => {
    const strange = {
      status: 'PAID',
      numberSource: 7,
      lineDetail: 'most',
      markAsSent: 'yes',
      attachPdf: 1,
      emailInvoices: 'true',
    };
    expect(readSettings({ ...strange, descriptionTemplate: '  ', brandingThemeId: 5 })).toEqual(DEFAULT_SETTINGS);
  });
});

describe('a template', () => {
  const values = (given: Partial<TemplateValues>) =>
    ({ ...Object.fromEntries(PLACEHOLDERS.map((name) => [name, ''])), ...given }) as TemplateValues;

  test('is one with the item or the description, of which it knows every word', () => {
    for (const template of [
      '{item}',
      '{description}',
      '{ ITEM } {order}',
      `${'x'.repeat(TEMPLATE_MAX_CHARS - 6)}{item}`,
    ])
      expect(templateProblem(template)).toBeNull();
    expect(templateProblem(`${'x'.repeat(TEMPLATE_MAX_CHARS - 5)}{item}`)).toBe('At most 500 characters.');
    expect(templateProblem('{item} {itm}')).toBe(
      'There is no {itm}. There are: {item} {description} {date} {period} {quantity} {price} {type} {billing code} {ticket} {contract} {invoice} {order}',
    );
    expect(templateProblem('{date}')).toBe('It needs {item} or {description}, so that a line says what it is for.');
  });

  test('keeps to the length to the letter', () => {
    const all = values({ item: 'abcde', description: 'one two three' });
    expect(fillTemplate('{item} {description}', all, 19)).toBe('abcde one two three');
    expect(fillTemplate('{item} {description}', all, 18)).toBe('abcde one two…');
    expect(fillTemplate('{item} {description}', all, 10)).toBe('abcde one…');
    expect(fillTemplate('{item} {description}', all, 4)).toHaveLength(4);
    expect(fillTemplate('{description} {description}', all, 20)).toBe('one two… one two…');
    expect(fillTemplate('{item}', values({ item: 'abcdefghij' }), 5)).toBe('abcd…');
    expect(fillTemplate('Ref {order}', values({ order: 'x'.repeat(50) }), 20)).toBe('Ref…');
  });

  test.each([
    ['{item} · {order} · {date}', { item: 'A', date: 'D' }, 'A · D'],
    ['{order} · {item}', { item: 'A' }, 'A'],
    ['{item} · {order}', { item: 'A' }, 'A'],
    ['{item} - {order} | {date}', { item: 'A', date: 'D' }, 'A | D'],
    ['{item}\n{order}\n{date}', { item: 'A', date: 'D' }, 'A\nD'],
    ['{item}\n\nThank you', { item: 'A' }, 'A\n\nThank you'],
    ['{item} {unknown}', { item: 'A' }, 'A {unknown}'],
    ['  {item}  ', { item: 'A' }, 'A'],
  ])('%j leaves out what is not there', (template, given, text) => {
    expect(fillTemplate(template, values(given), 4000)).toBe(text);
  });
});

const ITEMS: Books = {
  ...BOOKS,
  items: [{ code: 'HW', name: 'Hardware', accountCode: '210' }],
  tracking: [{ id: 'c1', name: 'Region', options: [{ id: 'o1', name: 'North' }] }],
};

function draftOf(invoice: Partial<Invoice>, changes: Partial<DraftInput> = {}): Draft {
  const who = { company: aCompany(), contactId: 'contact-1', organisationId: 'org-1', generation: 1 };
  const answer = buildDraft({
    ...{ invoice: anInvoice(invoice), ...who, books: ITEMS, reference: REFERENCE, maps: MAPS, settings: {} },
    ...changes,
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer.verdict));
  return answer.draft;
}

describe('a document', () => {
  const item: MapEntry = { kind: 'item', key: '7', itemCode: 'HW' };
  const level = { id: 1, division: 'Cloud', lineOfBusiness: '' };
  const north: MapEntry = { kind: 'tracking', key: 'division|Cloud', option: { categoryId: 'c1', optionId: 'o1' } };

  test('carries item and tracking, and stands for another approval with either', () => {
    const lines = [aLine('10', '2', { level })];
    const plain = draftOf({ lines });
    const withItem = draftOf({ lines }, { maps: [item, ...MAPS] });
    const tracked = draftOf({ lines }, { maps: [north, ...MAPS] });
    const both = draftOf({ lines }, { maps: [item, north, ...MAPS] });
    expect(plain.lines[0]).not.toHaveProperty('itemCode');
    expect(plain.lines[0]).not.toHaveProperty('tracking');
    expect(withItem.lines[0]).toMatchObject({ itemCode: 'HW', accountCode: '210', accountFrom: 'map' });
    expect(tracked.lines[0]?.tracking).toEqual([{ categoryId: 'c1', optionId: 'o1' }]);
    const texts = [plain, withItem, tracked, both].map(fingerprintText);
    expect(new Set(texts).size).toBe(4);
    expect(texts[0]).toMatch(/"OUTPUT2",null\]\]\]$/);
  });

  test('says PDF and e-mail only where they were chosen; an e-mail only for an authorised invoice', () => {
    const all: Partial<OrganisationSettings> = { status: 'AUTHORISED', attachPdf: true, emailInvoices: true };
    expect(draftOf({}, { settings: all })).toMatchObject({ attachPdf: true, email: true });
    expect(draftOf({}, { settings: { ...all, status: 'DRAFT' } })).not.toHaveProperty('email');
    expect(draftOf({ lines: [aLine('-1', '-0.2')] }, { settings: all })).not.toHaveProperty('email');
    expect(draftOf({ lines: [aLine('0', '0')] }, { settings: { ...all, zeroTotals: 'post' } })).not.toHaveProperty(
      'email',
    );
    const none = draftOf({});
    expect([none.attachPdf, none.email]).toEqual([undefined, undefined]);
    const texts = [{}, { attachPdf: true as const }, { email: true as const }].map((more) =>
      fingerprintText({ ...none, ...more }),
    );
    expect(new Set(texts).size).toBe(3);
  });

  test('says where there is nowhere to e-mail it to; what is sent and approved is the same', () => {
    const mail = { status: 'AUTHORISED', emailInvoices: true } as const;
    const of = (withoutEmail: Set<string>, settings: Partial<OrganisationSettings> = mail) => {
      const [planned] = planRun(aPlan([aRunInvoice()], { settings, withoutEmail }));
      if (planned?.verdict.kind !== 'ready') throw new Error('not ready');
      return planned.verdict;
    };
    const note = 'Its contact has no e-mail address in Xero: add one there, or it is posted and not e-mailed.';
    const [missing, known] = [of(new Set(['contact-1'])), of(new Set(['contact-2']))];
    expect(missing.draft).toMatchObject({ email: true, emailMissing: true });
    expect(missing.draft.notes).toContain(note);
    expect(known.draft).not.toHaveProperty('emailMissing');
    expect(known.draft.notes).not.toContain(note);
    expect(missing.fingerprintText).toBe(known.fingerprintText);
    // where none is e-mailed anyway there is nothing to say
    const draft = of(new Set(['contact-1']), { status: 'DRAFT', emailInvoices: true }).draft;
    expect([draft.emailMissing, draft.notes.includes(note)]).toEqual([undefined, false]);
  });

  test('joins lines by billing code, or over all of them; one that used the default says so', () => {
    const lines = [
      aLine('10', '2', { billingCodeId: 1, billingCode: 'One' }),
      aLine('20', '4', { billingCodeId: 2, billingCode: 'Two' }),
      aLine('30', '6', { billingCodeId: 1, billingCode: 'One' }),
    ];
    const amounts = (lineDetail: OrganisationSettings['lineDetail'], maps = MAPS) =>
      draftOf({ lines }, { settings: { lineDetail }, maps }).lines.map((line) => [line.lineAmount, line.accountFrom]);
    expect(amounts('billing-code')).toEqual([
      ['40.00', 'default'],
      ['20.00', 'default'],
    ]);
    expect(amounts('fewest')).toEqual([['60.00', 'default']]);
    const mapped: MapEntry[] = [{ kind: 'account', key: '1', accountCode: '200' }, ...MAPS];
    expect(amounts('fewest', mapped)).toEqual([['60.00', 'default']]);
    expect(amounts('billing-code', mapped)).toEqual([
      ['40.00', 'map'],
      ['20.00', 'default'],
    ]);
  });

  test('tells quantity and price where they were lost, and not where 1 × amount is what was billed', () => {
    const description = (changes: Parameters<typeof aLine>[2], amount = '10.00') =>
      draftOf({ lines: [aLine(amount, '2', { date: null, ...changes })] }).lines[0]?.description;
    expect(description({ quantity: '1', rate: '10.00' })).toBe('Managed workplace');
    expect(description({ quantity: '0', rate: '10.00' })).toBe('Managed workplace\nQuantity 0 at 10');
    expect(description({ quantity: '1', rate: '9.00' })).toBe('Managed workplace\nQuantity 1 at 9');
  });

  test('takes the period of the invoice into its texts', () => {
    const settings = { descriptionTemplate: '{item} {period} {order}' };
    const text = (invoice: Partial<Invoice>) => draftOf(invoice, { settings }).lines[0]?.description;
    expect(text({ from: '2026-10-01', to: '2026-10-31', orderNumber: 'PO' })).toBe(
      'Managed workplace 1–31 Oct 2026 PO',
    );
    expect(text({ from: '2026-10-01' })).toBe('Managed workplace');
    expect(text({ to: '2026-10-31' })).toBe('Managed workplace');
  });

  test('is the same for Autotask’s number only where it carries it', () => {
    const line = aLine('10', '2', { id: 1 });
    const of = (number: string, settings: Partial<OrganisationSettings>) =>
      draftOf({ number, lines: [line] }, { settings }).source;
    expect(of('A', {})).not.toBe(of('B', {}));
    expect(of('A', { numberSource: 'xero' })).toBe(of('B', { numberSource: 'xero' }));
    expect(of('A', { numberSource: 'id' })).toBe(of('B', { numberSource: 'id' }));
  });
});

describe('numbers', () => {
  const both = (number: string | null, numberSource: OrganisationSettings['numberSource']) => [
    documentNumber({ id: 7, number }, { numberSource }),
    numbersToLookUp({ id: 7, number }, { numberSource }),
  ];
  test.each<[string | null, OrganisationSettings['numberSource'], string, boolean, string[]]>([
    ['A', 'autotask', 'A', false, ['A']],
    [null, 'autotask', '7', true, ['7']],
    ['A', 'id', 'INV:7', false, ['INV:7', 'A']],
    [null, 'id', 'INV:7', false, ['INV:7']],
    ['A', 'xero', '', false, ['A']],
    [null, 'xero', '', false, []],
    ['A', 'xero-replacing', '', false, ['A']],
  ])('%s, %s', (given, source, number, isId, looked) => {
    expect(both(given, source)).toEqual([{ number, isId }, looked]);
  });
});

describe('a map that does not serve any more', () => {
  const line = aLine('1', '0.2');
  const no = 'of Harbour Books; an admin can choose another one.';
  const problemOf = (entry: MapEntry) => {
    const choice = chooseAccount(line, [entry], ITEMS);
    return choice.kind === 'missing' ? choice.missing : null;
  };

  test('is told with what it pointed to', () => {
    expect(problemOf({ kind: 'account', key: '7', accountCode: '999' })).toEqual({
      ...{ kind: 'account', key: '7', label: 'Managed services' },
      problem: `The account of Managed services is 999, which is not an active revenue account ${no}`,
    });
    expect(problemOf({ kind: 'item', key: '7', itemCode: 'NO' })?.problem).toBe(
      `The item of Managed services is NO, which is not an item with an active account ${no}`,
    );
    expect(problemOf({ kind: 'default-account', key: '', accountCode: '9' })).toEqual({
      ...{ kind: 'default-account', key: '', label: 'the default account' },
      problem: `The default account is 9, which is not an active revenue account ${no}`,
    });
    const lost: Books = { ...ITEMS, taxRates: [] };
    const tax = chooseTax(anInvoice(), line, { maps: MAPS, books: lost, reference: REFERENCE });
    expect(tax).toMatchObject({
      missing: { problem: `The tax rate of Home × Standard is OUTPUT2, which is not an active sales rate ${no}` },
    });
    const level = { id: 1, division: 'Cloud', lineOfBusiness: '' };
    const gone: MapEntry = { kind: 'tracking', key: 'division|Cloud', option: { categoryId: 'c1', optionId: 'o9' } };
    expect(chooseTracking({ ...line, level }, [gone], ITEMS)).toEqual({
      kind: 'missing',
      missing: {
        ...{ kind: 'tracking', key: 'division|Cloud', label: 'Cloud (division)' },
        problem: 'The tracking of Cloud (division) is not an active option of Harbour Books any more.',
      },
    });
  });

  test('lines are called by their code, or by having none', () => {
    const label = (changes: Parameters<typeof aLine>[2]) => {
      const choice = chooseAccount(aLine('1', '0', changes), [], BOOKS);
      return choice.kind === 'missing' ? choice.missing.label : '';
    };
    expect(label({})).toBe('Managed services');
    expect(label({ billingCode: null })).toBe('billing code 7');
    expect(label({ billingCodeId: null, billingCode: null })).toBe('lines without a billing code');
  });

  test('levels without a name ask for nothing', () => {
    const keys = (division: string, lineOfBusiness: string) =>
      levelKeys({ level: { id: 1, division, lineOfBusiness } }).map(({ key }) => key);
    expect(keys('A', 'B')).toEqual(['division|A', 'line|B']);
    expect(keys('', 'B')).toEqual(['line|B']);
    expect(keys('A', '')).toEqual(['division|A']);
    expect(levelLabel('line|a\\|b')).toBe('a|b (line of business)');
  });

  test('a rate is proposed where there is one, or one of the category’s name', () => {
    const rates = [
      { type: 'ZERO', name: 'Zero Rated', rate: '0' },
      { type: 'EXEMPT', name: 'EC-Exempt Income', rate: '0' },
      { type: 'OUTPUT2', name: '20% (VAT on Income)', rate: '20' },
    ];
    expect(suggestTaxType('0.2', rates)).toBe('OUTPUT2');
    expect(suggestTaxType('0.2', rates, 'Home × Standard')).toBe('OUTPUT2');
    expect(suggestTaxType('0', rates)).toBe('ZERO');
    expect(suggestTaxType('0', rates, 'Home × ec exempt!')).toBe('EXEMPT');
    expect(suggestTaxType('0', rates, 'Home × Reverse charge')).toBeNull();
    expect(suggestTaxType('0.3', rates)).toBeNull();
    expect(suggestTaxType(null, rates)).toBeNull();
  });

  test('a due date is by the invoice’s own term', () => {
    const rule = { kind: 'days' as const, days: 30 };
    const maps: MapEntry[] = [
      { kind: 'account', key: '3', accountCode: '200' },
      { kind: 'due', key: '3', rule },
    ];
    expect(chooseDueRule(anInvoice({ paymentTermId: 3 }), maps)).toEqual(rule);
    expect(chooseDueRule(anInvoice({ paymentTermId: 4 }), maps)).toEqual({ kind: 'autotask' });
    expect(chooseDueRule(anInvoice(), maps)).toEqual({ kind: 'autotask' });
    expect(readDueRule(' Following-Month:1 ')).toEqual({ kind: 'following-month', day: 1 });
    expect([readDueRule('following-month:0'), readDueRule('x days:3'), readDueRule('days:367')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(readDueRule('days:366')).toEqual({ kind: 'days', days: 366 });
  });
});

describe('what Xero answered', () => {
  const said = (draft: Partial<Draft>, document: Parameters<typeof aDocument>[0], warnings: string[] = []) => {
    const answer = judgeResult(aDraft(draft), { ok: true, document: aDocument(document), warnings });
    return answer.kind === 'difference' ? answer.message : answer.kind;
  };

  test('is told in words', () => {
    expect(said({}, {})).toBe('posted');
    expect(said({ kind: 'credit-note' }, {})).toBe('Xero made it an invoice.');
    expect(said({}, { kind: 'credit-note' })).toBe('Xero made it a credit note.');
    expect(said({ number: '' }, { number: null })).toBe('Xero gave it no number.');
    expect(said({ number: '' }, {})).toBe('posted');
    expect(said({}, {}, [' Is it. really so ', 'Odd? '])).toBe('Xero warns: Is it. really so. Xero warns: Odd?');
  });

  test('PAID is right only for an authorised document of zero', () => {
    const zero = { subTotal: '0.00', totalTax: '0.00', total: '0.00' };
    expect(said({ ...zero, status: 'AUTHORISED' }, { ...zero, status: 'PAID' })).toBe('posted');
    expect(said({ ...zero, status: 'DRAFT' }, { ...zero, status: 'PAID' })).toContain('PAID, not DRAFT');
    expect(said({ ...zero, status: 'AUTHORISED' }, { ...zero, status: 'VOIDED' })).toContain('VOIDED, not AUTHORISED');
  });
});

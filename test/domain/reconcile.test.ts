import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ReconcileInput, reconcile } from '../../src/domain/reconcile.ts';
import type { DifferenceKind } from '../../src/domain/reconcile-differences.ts';
import type { DetailedDocument, Invoice } from '../../src/domain/types.ts';
import { aDraft, aLine, anInvoice, aPosting } from './make.ts';
import { cents, documentOf, equalWorld, inWords } from './reconcile-world.ts';

const MARKED = { markedAt: '2026-11-02T10:00:00Z' };

function billed(id: number, changes: Partial<Invoice> = {}): Invoice {
  return anInvoice({ id, number: `INV-${id}`, ...MARKED, ...changes });
}

const THREE = [
  billed(1, { lines: [aLine('100.00', '20.00'), aLine('50.00', '10.00')] }),
  billed(2, { companyId: 200, lines: [aLine('40.00', '8.00')] }),
  billed(3, { lines: [aLine('-25.00', '-5.00')] }),
];

/** What differs, by invoice or document number. */
function differences(input: ReconcileInput): Record<string, DifferenceKind[]> {
  return Object.fromEntries(
    reconcile(input).differing.map(({ invoice, document, differences: all }) => [
      invoice?.number ?? `X ${document?.number}`,
      all.map(({ kind }) => kind),
    ]),
  );
}

/** The world of three, with the document of one invoice changed. */
function withDocument(id: number, changes: Partial<DetailedDocument>): ReconcileInput {
  const world = equalWorld(THREE);
  const documents = world.documents.map((one) => (one.id === `doc-${id}` ? { ...one, ...changes } : one));
  return { ...world, documents };
}

function withInvoice(id: number, changes: Partial<Invoice>): ReconcileInput {
  const world = equalWorld(THREE);
  return { ...world, invoices: world.invoices.map((one) => (one.id === id ? { ...one, ...changes } : one)) };
}

function whyOf(input: ReconcileInput): string[] {
  return reconcile(input).differing.flatMap((entry) => entry.differences.flatMap(({ why }) => why));
}

describe('two systems that agree', () => {
  test('are equal to the cent, credit notes negative', () => {
    const { differing, totals } = reconcile(equalWorld(THREE));
    expect(differing).toEqual([]);
    const figures = { count: 3, net: '165.00', tax: '33.00', gross: '198.00' };
    expect(totals.currencies).toEqual([
      { name: 'EUR', currency: 'EUR', autotask: figures, xero: figures, state: 'equal' },
    ]);
    expect(totals.companies.map(({ name, xero, state }) => [name, xero.gross, state])).toEqual([
      ['Harbour Café', '48.00', 'equal'],
      ['Mill & Sons Ltd', '150.00', 'equal'],
    ]);
    expect(totals.taxRates.map(({ name, xero }) => [name, xero.net, xero.tax])).toEqual([['20%', '165.00', '33.00']]);
  });

  test('voided on both sides, voided and never sent, and invoices of nothing are left out', () => {
    const voided = billed(4, { isVoided: true, lines: [] });
    const never = billed(5, { isVoided: true, lines: [] });
    const zero = billed(6, { lines: [aLine('0', '0')] });
    const world = equalWorld([...THREE, voided, never, zero], {
      documents: [...THREE.map((one) => documentOf(one)), documentOf(voided, { status: 'VOIDED' })],
    });
    const { differing, totals, leftOut } = reconcile(world);
    expect(differing).toEqual([]);
    expect(totals.currencies[0]?.autotask.count).toBe(3);
    expect(leftOut).toEqual({ voidedInAutotask: 2, voidedInXero: 1, nothingToPost: 1 });
  });

  test('numbers and contacts find what carries no link; a voided forerunner is passed over', () => {
    const plain = THREE.map((one) => documentOf(one, { url: null, reference: 'PO 7' }));
    const before = documentOf(billed(1), { id: 'old', status: 'VOIDED', url: null });
    expect(differences(equalWorld(THREE, { documents: [before, ...plain] }))).toEqual({});
  });

  test('an invoice of nothing that was posted counts on both sides', () => {
    const zero = billed(6, { lines: [aLine('0', '0')] });
    const { differing, totals } = reconcile(equalWorld([zero]));
    expect(differing).toEqual([]);
    expect(totals.currencies[0]?.xero.count).toBe(1);
  });
});

describe('each difference is found and told', () => {
  const missing = equalWorld(THREE);
  test.each<[string, ReconcileInput, Record<string, DifferenceKind[]>]>([
    ['missing', { ...missing, documents: missing.documents.slice(1) }, { 'INV-1': ['missing'] }],
    [
      'extra',
      { ...missing, documents: [...missing.documents, documentOf(billed(9), { url: null })] },
      { 'X INV-9': ['extra'] },
    ],
    ['another amount', withDocument(2, { subTotal: '41.00', total: '49.00' }), { 'INV-2': ['amount'] }],
    ['another currency', withDocument(2, { currency: 'USD' }), { 'INV-2': ['amount'] }],
    ['voided in Xero', withDocument(1, { status: 'VOIDED' }), { 'INV-1': ['voided'] }],
    ['deleted in Xero', withDocument(1, { status: 'DELETED' }), { 'INV-1': ['voided'] }],
    ['voided in Autotask', withInvoice(1, { isVoided: true, lines: [] }), { 'INV-1': ['voided'] }],
    ['another number', withDocument(1, { number: 'RE-77' }), { 'INV-1': ['number'] }],
    ['not marked', withInvoice(2, { markedAt: null }), { 'INV-2': ['not-marked'] }],
    ['another contact', withDocument(1, { contactId: 'contact-2' }), { 'INV-1': ['contact'] }],
    [
      'twice',
      { ...missing, documents: [...missing.documents, documentOf(billed(1), { id: 'doc-9', number: 'INV-1b' })] },
      { 'X INV-1b': ['twice'] },
    ],
    [
      'dated outside in Xero',
      {
        ...missing,
        documents: missing.documents.slice(1),
        otherDocuments: [documentOf(billed(1, THREE[0]), { date: '2026-11-01' })],
      },
      { 'INV-1': ['date'] },
    ],
    [
      'dated outside in Autotask',
      {
        ...missing,
        documents: [...missing.documents, documentOf(billed(8), { date: '2026-10-31' })],
        otherInvoices: [billed(8, { date: '2026-11-01' })],
      },
      { 'X INV-8': ['date'] },
    ],
    [
      'two at once',
      withDocument(1, { number: 'RE-77', subTotal: '151.00', total: '181.00' }),
      { 'INV-1': ['amount', 'number'] },
    ],
  ])('%s', (_name, input, expected) => {
    expect(differences(input)).toEqual(expected);
  });

  test('a number that is another one’s document is missing here and extra there', () => {
    const documents = THREE.map((one) =>
      one.id === 1
        ? documentOf(one, { url: null, contactId: 'contact-2', subTotal: '9.00', totalTax: '1.00', total: '10.00' })
        : documentOf(one),
    );
    const input = equalWorld(THREE, { documents });
    expect(differences(input)).toEqual({ 'INV-1': ['missing'], 'X INV-1': ['extra'] });
    expect(whyOf(input)[0]).toContain('stands on a document of');
  });

  test('a number on a contact nobody knows is theirs where the name or the total says so', () => {
    const on = (contactName: string, more: Partial<DetailedDocument> = {}) => {
      const documents = [documentOf(billed(1), { url: null, contactId: 'contact-9', contactName, ...more })];
      return differences(equalWorld([billed(1)], { documents, companiesOf: new Map() }));
    };
    const other = { subTotal: '9.00', totalTax: '1.00', total: '10.00' };
    expect(on('Somebody')).toEqual({});
    expect(on('Mill and Sons', other)).toEqual({ 'INV-1': ['amount'] });
    expect(on('Pier Street', other)).toEqual({ 'INV-1': ['missing'], 'X INV-1': ['extra'] });
  });

  test('of a part of the period, what else is in Xero says nothing', () => {
    const world = equalWorld(THREE);
    expect(differences({ ...world, invoices: THREE.slice(0, 1), isPart: true })).toEqual({});
  });
});

describe('why an amount differs', () => {
  const edited = (lines: Partial<DetailedDocument['lines'][number]>[], totals: Partial<DetailedDocument>) => {
    const world = equalWorld(THREE);
    const [first, ...rest] = world.documents;
    if (!first) throw new Error('no document');
    const changed = first.lines.map((line, index) => ({ ...line, ...lines[index] }));
    return { ...world, documents: [{ ...first, ...totals, lines: changed }, ...rest] };
  };

  test('the line and both amounts', () => {
    const why = whyOf(
      edited([{}, { amount: '60.00', tax: '12.00' }], { subTotal: '160.00', totalTax: '32.00', total: '192.00' }),
    );
    expect(why).toEqual(['Line 2 “Managed workplace”: 60.00 in Xero, 50.00 in Autotask.']);
  });

  test('a line that was taken out, one that was put in', () => {
    const world = equalWorld(THREE);
    const [first, ...rest] = world.documents;
    if (!first) throw new Error('no document');
    const short = { ...first, lines: first.lines.slice(0, 1), subTotal: '100.00', totalTax: '20.00', total: '120.00' };
    expect(whyOf({ ...world, documents: [short, ...rest] })).toEqual([
      'Line 2 “Managed workplace”: 50.00 in Autotask, not in Xero.',
    ]);
    const gift = {
      description: 'Gift',
      quantity: '1',
      unitAmount: '5.00',
      amount: '5.00',
      tax: '1.00',
      taxType: 'OUTPUT2',
    };
    const long = { ...first, lines: [gift, ...first.lines], subTotal: '155.00', totalTax: '31.00', total: '186.00' };
    expect(whyOf({ ...world, documents: [long, ...rest] })).toEqual([
      'Xero has a line “Gift” of 5.00 that Autotask does not bill.',
    ]);
  });

  test('the tax rate was changed', () => {
    const why = whyOf(edited([{ taxType: 'REDUCED', tax: '9.00' }], { totalTax: '19.00', total: '169.00' }));
    expect(why).toEqual(['Line 1 “Managed workplace”: the tax rate is 9% in Xero, 20% in Autotask.']);
  });

  test('a tax that somebody typed', () => {
    const why = whyOf(edited([{ tax: '20.50' }], { totalTax: '30.50', total: '180.50' }));
    expect(why).toEqual(['Line 1 “Managed workplace”: the tax is 20.50 in Xero, where its rate makes 20.00.']);
  });

  test('tax rounded line by line', () => {
    const cent = billed(4, { lines: [aLine('10.12', '2.024'), aLine('10.12', '2.024'), aLine('10.12', '2.024')] });
    const documents = [documentOf(cent, { totalTax: '6.06', total: '36.42' })];
    const why = whyOf(equalWorld([cent], { documents }));
    expect(documents[0]?.lines.map(({ tax }) => tax)).toEqual(['2.02', '2.02', '2.02']);
    expect(why).toEqual([
      'Rounding: Xero rounds the tax of each line, which makes 6.06; Autotask billed 6.072 for the whole.',
    ]);
  });

  test('who changed it since it was posted', () => {
    const [first] = equalWorld(THREE).documents;
    const sent = new Map([
      [
        1,
        aPosting({ invoiceId: 1, document: first ?? null, draft: aDraft({ subTotal: '150.00', totalTax: '30.00' }) }),
      ],
    ]);
    const inXero = withDocument(1, { subTotal: '151.00', total: '181.00', lines: [] });
    expect(whyOf({ ...inXero, sent })[0]).toMatch(/^Edited in Xero since upSync posted it/);
    const inAutotask = withInvoice(1, { net: '149.00' });
    expect(whyOf({ ...inAutotask, sent })[0]).toMatch(/^Changed in Autotask since it was posted/);
  });

  test('lines the API user cannot see', () => {
    const hidden = withInvoice(1, { net: '500.00' });
    expect(whyOf(hidden).join(' ')).toContain('cannot see all of its lines');
    expect(reconcile(hidden).totals.divisions.find(({ name }) => name === 'not told apart')?.autotask.net).toBe(
      '350.00',
    );
  });
});

describe('totals by heading', () => {
  const level = (id: number, division: string) => ({ id, division, lineOfBusiness: 'Line' });

  test('Xero’s lines belong to the division of the line they stand for, joined ones too', () => {
    const lines = [
      aLine('100.00', '20.00', { level: level(1, 'North') }),
      aLine('50.00', '10.00', { level: level(2, 'South') }),
    ];
    const invoice = billed(1, { lines });
    const whole = documentOf(invoice);
    const [one] = whole.lines;
    if (!one) throw new Error('no line');
    const joined = { ...whole, lines: [{ ...one, amount: '150.00', tax: '30.00' }] };
    const draft = aDraft({
      lines: [
        { ...aDraft().lines[0], lineIds: lines.map(({ id }) => id) } as ReturnType<typeof aDraft>['lines'][number],
      ],
    });
    const sent = new Map([[1, aPosting({ invoiceId: 1, document: joined, draft })]]);
    for (const input of [equalWorld([invoice]), equalWorld([invoice], { documents: [joined], sent })]) {
      const { divisions } = reconcile(input).totals;
      expect(divisions.map(({ name, xero, state }) => [name, xero.net, xero.tax, state])).toEqual([
        ['North / Line', '100.00', '20.00', 'equal'],
        ['South / Line', '50.00', '10.00', 'equal'],
      ]);
    }
  });

  test('cents on other lines of equal documents are rounding, and no difference', () => {
    const lines = [
      aLine('10.125', '2.025', { level: level(1, 'North') }),
      aLine('10.125', '2.025', { level: level(2, 'South') }),
    ];
    const invoice = billed(1, { lines });
    const whole = documentOf(invoice);
    const [a, b] = whole.lines;
    if (!a || !b) throw new Error('no lines');
    const turned = {
      ...whole,
      lines: [
        { ...a, amount: '10.12' },
        { ...b, amount: '10.13' },
      ],
    };
    for (const document of [
      turned,
      {
        ...whole,
        lines: [
          { ...a, amount: '10.13' },
          { ...b, amount: '10.12' },
        ],
      },
    ]) {
      const { totals, differing } = reconcile(equalWorld([invoice], { documents: [document] }));
      expect(differing).toEqual([]);
      expect(totals.divisions.map(({ state }) => state)).not.toContain('differs');
    }
    const wrong = {
      ...whole,
      lines: [
        { ...a, amount: '0.00' },
        { ...b, amount: '20.25' },
      ],
    };
    const { totals } = reconcile(equalWorld([invoice], { documents: [wrong] }));
    expect(totals.divisions.map(({ state }) => state)).toContain('differs');
  });

  test('each tax rate by itself, also one that Autotask’s table does not have any more', () => {
    const old = aLine('100.00', '21.00');
    const invoice = billed(1, { lines: [aLine('10.00', '0.90', { taxCategory: 'Reduced' }), old] });
    const document = documentOf(invoice);
    const lines = document.lines.map((line, index) => (index === 1 ? { ...line, taxType: 'TAX021' } : line));
    const { totals } = reconcile(equalWorld([invoice], { documents: [{ ...document, lines }] }));
    expect(totals.taxRates.map(({ name, autotask, state }) => [name, autotask.net, state])).toEqual([
      ['9%', '10.00', 'equal'],
      ['21%', '100.00', 'equal'],
    ]);
  });
});

const INJECTIONS = ['missing', 'extra', 'amount', 'voided', 'number', 'not-marked', 'contact'] as const;

/** Makes one difference of the kind at the invoice, and says whose name it must be found under. */
function inject(input: ReconcileInput, invoice: Invoice, kind: (typeof INJECTIONS)[number]): string {
  const documents = input.documents as DetailedDocument[];
  const at = documents.findIndex(({ id }) => id === `doc-${invoice.id}`);
  const document = documents[at];
  if (!document) throw new Error('no document');
  const change = (changes: Partial<DetailedDocument>) => documents.splice(at, 1, { ...document, ...changes });
  if (kind === 'missing') documents.splice(at, 1);
  if (kind === 'extra')
    documents.push({ ...document, id: `x${document.id}`, number: `X${document.number}`, url: null, reference: null });
  if (kind === 'amount')
    change({ totalTax: inWords(cents(document.totalTax) + 1n), total: inWords(cents(document.total) + 1n) });
  if (kind === 'voided') change({ status: 'VOIDED' });
  if (kind === 'number') change({ number: `Z${document.number}` });
  if (kind === 'contact') change({ contactId: document.contactId === 'contact-1' ? 'contact-2' : 'contact-1' });
  if (kind === 'not-marked')
    (input.invoices as Invoice[]).splice(input.invoices.indexOf(invoice), 1, { ...invoice, markedAt: null });
  return kind === 'extra' ? `X X${document.number}` : (invoice.number ?? '');
}

const amount = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 0, max: 4 })).map(([n, places]) => {
  const digits = String(n).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
});
const invoices = fc
  .array(
    fc.record({ lines: fc.array(amount, { minLength: 1, maxLength: 6 }), credit: fc.boolean(), other: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((all) =>
    all.map(({ lines, credit, other }, index) =>
      billed(index + 1, {
        companyId: other ? 200 : 100,
        lines: lines.map((net) => aLine(`${credit ? '-' : ''}${net}`, twentyPercent(net, credit))),
      }),
    ),
  );

function twentyPercent(net: string, credit: boolean): string {
  const [whole = '0', part = ''] = net.split('.');
  const fifth = (BigInt(whole + part.padEnd(6, '0')) * 2n).toString().padStart(8, '0');
  return `${credit ? '-' : ''}${fifth.slice(0, -7)}.${fifth.slice(-7)}`;
}

describe('with k differences put into two equal systems', () => {
  test('exactly those k are found', () => {
    const where = fc.array(fc.option(fc.constantFrom(...INJECTIONS)), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(invoices, where, (all, kinds) => {
        const input = equalWorld([...all]);
        const expected: Record<string, DifferenceKind[]> = {};
        for (const [index, invoice] of all.entries()) {
          const kind = kinds[index];
          if (!kind || documentOf(invoice).total === '0.00') continue;
          expected[inject(input, invoice, kind)] = [kind];
        }
        expect(differences(input)).toEqual(expected);
        const same = Object.values(expected).every(
          ([kind]) => kind === 'number' || kind === 'not-marked' || kind === 'contact',
        );
        const { totals } = reconcile(input);
        // Two that cancel each other leave equal totals, so that only one way round is sure.
        if (same) expect(totals.currencies.every(({ state }) => state === 'equal')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('every heading adds up to the whole, on both sides', () => {
    fc.assert(
      fc.property(invoices, (all) => {
        const { totals } = reconcile(equalWorld(all));
        const add = (rows: typeof totals.currencies, side: 'autotask' | 'xero', what: 'net' | 'tax') =>
          rows.reduce((sum, row) => sum + cents(row[side][what]), 0n);
        for (const side of ['autotask', 'xero'] as const)
          for (const what of ['net', 'tax'] as const)
            for (const rows of [totals.companies, totals.divisions, totals.taxRates])
              expect(add(rows, side, what)).toBe(add(totals.currencies, side, what));
      }),
      { numRuns: 100 },
    );
  });
});

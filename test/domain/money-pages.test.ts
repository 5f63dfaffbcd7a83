import fs from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildDraft } from '../../src/domain/draft.ts';
import { readMaps, writeMaps } from '../../src/domain/maps-file.ts';
import type { Books, Draft, Invoice, MapEntry, PsaReference } from '../../src/domain/types.ts';
import { exactSum, wholeCents, wide, written } from './exact.ts';
import { aCompany, aLine, anInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';
import { sumAsXero } from './xero-model.ts';

/** The worked examples of docs/rounding.md and docs/maps.md are played with the figures that stand there. */

/** The tables of a page as rows of cells, without heads and without what only makes a cell bold or slanted. */
function tablesOf(page: string): string[][][] {
  const tables: string[][][] = [];
  let before = '';
  for (const line of page.split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replace(/\*/g, '').trim());
    if (/^\| (--|:-)/.test(line)) tables.push([]);
    else if (line.startsWith('|') && before.startsWith('|')) tables.at(-1)?.push(cells);
    before = line;
  }
  return tables;
}

function draftOf(invoice: Invoice, more: { maps: MapEntry[]; books?: Books; reference?: PsaReference }): Draft {
  const who = { company: aCompany(), contactId: 'contact-1', organisationId: 'org-1', generation: 1, settings: {} };
  const answer = buildDraft({ invoice, books: BOOKS, reference: REFERENCE, ...who, ...more });
  if (!answer.ok) throw new Error(JSON.stringify(answer.verdict));
  return answer.draft;
}

describe('the page on rounding', () => {
  const page = fs.readFileSync('docs/rounding.md', 'utf8');
  const [billed = [], held = [], refused = []] = tablesOf(page);
  const maps: MapEntry[] = [...MAPS.slice(0, 2), { kind: 'tax', key: 'Home|Standard', taxType: 'TAX021' }];
  const reference = { ...REFERENCE, taxRates: [{ region: 'Home', category: 'Standard', rate: '0.21' }] };

  function theDraft(): Draft {
    const lines = billed
      .slice(0, -1)
      .map(([itemName = '', quantity = '', rate = '', amount = '', tax = '']) =>
        aLine(amount, tax, { itemName, quantity, rate, date: null }),
      );
    const [, , , net = '', tax = ''] = billed.at(-1) ?? [];
    return draftOf(anInvoice({ lines, net, tax }), { maps, reference });
  }

  test('bills what it says: tax at 21 %, sums of the lines', () => {
    const lines = billed.slice(0, -1);
    expect(lines).toHaveLength(3);
    for (const [, quantity = '', price = '', amount = '', tax = ''] of lines) {
      expect(wide(quantity) * wide(price)).toBe(wide(amount) * 10n ** 13n);
      expect(wide(tax) * 100n).toBe(wide(amount) * 21n);
    }
    const sums = [3, 4].map((column) => wide(exactSum(lines.map((cells) => cells[column] ?? ''))));
    expect(billed.at(-1)?.slice(3).map(wide)).toEqual(sums);
  });

  test('becomes in Xero what it says, line by line', () => {
    const draft = theDraft();
    const rows = draft.lines.map((line) => {
      const own = sumAsXero({ ...draft, lines: [line] }).totalTax;
      return [line.description.split('\n')[0], line.quantity, line.unitAmount, line.lineAmount, written(own)];
    });
    expect(rows).toEqual(held.slice(0, -1));
    expect(['sum', '', '', draft.subTotal, draft.totalTax]).toEqual(held.at(-1));
    const xero = sumAsXero(draft);
    expect([written(xero.subTotal), written(xero.totalTax)]).toEqual(held.at(-1)?.slice(3));
  });

  test('says the figures of its text', () => {
    const draft = theDraft();
    const xeros = draft.lines.map((line) => written((wholeCents(line.lineAmount) * 21n) / 100n));
    expect(page).toContain(
      `The net is ${draft.subTotal} and the tax ${draft.totalTax}, so the document has to come to ${draft.total}.`,
    );
    expect(draft.lines[1]?.description).toContain('Quantity 3 at 4.335');
    expect(page).toContain('*Quantity 3 at 4.335*');
    expect(draft.lines.map(({ taxAmount }) => taxAmount)).toEqual([null, null, '1.82']);
    expect(page).toContain(`the tax of these lines ${xeros.slice(0, 2).join(', ')} and ${xeros[2]}`);
  });

  test('quotes refusals as the card words them', () => {
    const said = (invoice: Invoice) => {
      const answer = buildDraft({
        ...{ invoice, books: BOOKS, reference: REFERENCE, maps: MAPS, settings: {}, company: aCompany() },
        ...{ contactId: 'contact-1', organisationId: 'org-1', generation: 1 },
      });
      return answer.ok || answer.verdict.kind !== 'refused' ? '' : answer.verdict.reason.toLowerCase();
    };
    const quoted = refused.map(([sentence = '']) => sentence.toLowerCase());
    const unfit = [
      ...Array.from({ length: 7 }, () => aLine('0.004', '0.0008')),
      ...Array.from({ length: 7 }, () => aLine('0.005', '0', { taxCategory: 'Exempt' })),
    ];
    expect(quoted).toHaveLength(4);
    expect(said(anInvoice({ lines: unfit }))).toContain(quoted[2]);
    expect(said(anInvoice({ net: '150' }))).toContain(quoted[0]);
    expect(said(anInvoice({ lines: [aLine('100', '21')] })).replaceAll("'", '’')).toContain(quoted[1]);
    expect(said(anInvoice({ lines: [aLine('10', '-1')] }))).toContain(quoted[3]);
  });
});

describe('the page on maps', () => {
  const page = fs.readFileSync('docs/maps.md', 'utf8');
  const [lines = [], becomes = []] = tablesOf(page);
  const books: Books = {
    ...BOOKS,
    tracking: [{ id: 'c1', name: 'Region', options: ['North', 'South'].map((name) => ({ id: name, name })) }],
  };
  const reference: PsaReference = {
    ...REFERENCE,
    taxRates: [
      { region: 'Home', category: 'Standard', rate: '0.2' },
      { region: 'Home', category: 'Exempt', rate: '0' },
      { region: 'Home', category: 'Reduced', rate: '0.09' },
    ],
    billingCodes: [{ id: 8, name: 'Hardware' }],
    paymentTerms: [{ id: 3, name: '30 days' }],
  };
  const file = /```csv\n([^`]*)```/.exec(page)?.[1] ?? '';
  const world = (maps: MapEntry[]) => [{ organisation: books.organisation, books, maps }];

  function theMaps(): MapEntry[] {
    const read = readMaps(file, world([]), reference);
    if (!read.ok) throw new Error(read.problems.join('\n'));
    return read.maps.map(({ entry }) => entry);
  }

  function theInvoice(): Invoice {
    const billed = lines.map(
      ([itemName = '', code = '', taxCategory = '', division = '', lineOfBusiness = '', amount = '']) =>
        aLine(amount, taxCategory === 'Exempt' ? '0' : written(wholeCents(amount) / 5n).replace(',', ''), {
          ...{
            itemName,
            taxCategory,
            billingCodeId: Number.parseInt(code, 10),
            level: { id: 1, division, lineOfBusiness },
          },
        }),
    );
    return anInvoice({ lines: billed, date: '2026-10-12', dueDate: null, paymentTermId: 3 });
  }

  test('has a file as it is exported', () => {
    const exported = writeMaps(world(theMaps()), reference, 'csv');
    expect(
      exported
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n')
        .trim(),
    ).toBe(file.trim());
  });

  test('becomes what it says, with tax, tracking and due date', () => {
    const draft = draftOf(theInvoice(), { maps: theMaps(), books, reference });
    const rows = draft.lines.map((line) => [
      line.description.split('\n')[0],
      line.accountCode,
      line.accountFrom === 'map' ? 'its billing code' : 'the default',
      line.taxType,
      written(sumAsXero({ ...draft, lines: [line] }).totalTax),
      `Region: ${line.tracking?.map(({ optionId }) => optionId).join()}`,
    ]);
    expect(rows).toEqual(becomes);
    expect(draft.dueDate).toBe('2026-10-31');
    expect(page).toContain('due on 31 October 2026');
    expect(draft.notes.join(' ')).toContain(/The card says \*([^*]+)\*/.exec(page)?.[1] ?? 'nothing');
  });

  test('asks for what is missing, as it says', () => {
    const invoice = theInvoice();
    const more = anInvoice({ ...invoice, lines: [...invoice.lines, aLine('10', '0.9', { taxCategory: 'Reduced' })] });
    const { net, tax } = anInvoice({ lines: more.lines });
    const answer = buildDraft({
      ...{ invoice: { ...more, net, tax }, company: aCompany(), contactId: 'contact-1', organisationId: 'org-1' },
      ...{ generation: 1, books, reference, maps: theMaps(), settings: {} },
    });
    expect(answer).toMatchObject({ ok: false, verdict: { kind: 'needs-map', missing: [{ label: 'Home × Reduced' }] } });
    expect(page).toContain('ask for *Home × Reduced*');
  });
});

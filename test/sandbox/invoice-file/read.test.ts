import fs from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readInvoiceFile } from '../../../src/sandbox/invoice-file/index.ts';

const line = { totalAmount: '10.0000', taxDollars: '2.0000' };
const invoice = {
  id: 1,
  companyID: 7,
  invoiceNumber: 'A-1',
  invoiceDateTime: '2026-10-03',
  invoiceTotal: '10.0000',
  totalTaxValue: '2.0000',
  billingItems: [line],
};
const read = (...invoices: unknown[]) => readInvoiceFile(JSON.stringify({ about: 'made up', invoices }));
const problems = (...invoices: unknown[]) => {
  const result = read(...invoices);
  return result.ok ? [] : result.problems;
};

describe('a good file', () => {
  test('needs little', () => {
    const result = read(invoice);
    expect(result.ok && result.file.invoices[0]).toMatchObject({
      id: 1,
      invoiceTotal: '10.0000',
      billingItems: [line],
    });
  });

  test('keeps the digits of texts and takes JSON numbers', () => {
    const result = read({
      ...invoice,
      id: '0042',
      invoiceNumber: 20260042,
      invoiceTotal: -52.7775,
      totalTaxValue: '+007.10',
      billingItems: [{ totalAmount: 1e21, taxDollars: '-0.0000', rate: '123456789012345678901.1234567' }],
    });
    expect(result.ok && result.file.invoices[0]).toMatchObject({
      id: 42,
      invoiceNumber: '20260042',
      invoiceTotal: '-52.7775',
      totalTaxValue: '7.10',
      billingItems: [
        { totalAmount: '1000000000000000000000', taxDollars: '0.0000', rate: '123456789012345678901.1234567' },
      ],
    });
  });

  test('keeps the digits of JSON numbers that JavaScript would round', () => {
    const number = '"invoiceTotal":12345678901234567.8900';
    const content = JSON.stringify({ invoices: [{ ...invoice, orderNumber: 'say \\"7\\" 1.5e3' }] });
    const result = readInvoiceFile(content.replace('"invoiceTotal":"10.0000"', number));
    expect(result.ok && result.file.invoices[0]).toMatchObject({
      invoiceTotal: '12345678901234567.8900',
      orderNumber: 'say \\"7\\" 1.5e3',
    });
  });

  test('takes null for left out, no lines, times behind days, and yes for true', () => {
    const result = read({
      ...invoice,
      billingItems: [],
      invoiceDateTime: '2026-10-03T00:00:00-05:00',
      dueDate: null,
      contacts: null,
      isVoided: 'Yes',
      currency: 'gbp',
      webServiceDate: '2026-11-02T09:00',
    });
    expect(result.ok && result.file.invoices[0]).toMatchObject({
      billingItems: [],
      invoiceDateTime: '2026-10-03',
      dueDate: undefined,
      isVoided: true,
      currency: 'GBP',
      webServiceDate: '2026-11-02T09:00:00.000Z',
    });
  });

  test('may hold a text of millions of characters', () => {
    const result = read({ ...invoice, orderNumber: 'x'.repeat(20_000_000) });
    expect(result.ok && result.file.invoices[0]?.orderNumber).toHaveLength(20_000_000);
  });

  test('is described with an example that is good, and with every key', () => {
    const page = fs.readFileSync('docs/invoice-file.md', 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const result = readInvoiceFile(example);
    expect(result.ok ? [] : result.problems).toEqual([]);
    const source = fs.readFileSync('src/sandbox/invoice-file/read.ts', 'utf8');
    const keys = [...source.matchAll(/^ {4}(\w+): /gm)].map(([, key]) => key ?? '');
    expect(keys).toContain('webServiceDate');
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  test('may begin with a byte order mark', () => {
    expect(readInvoiceFile(`\uFEFF${JSON.stringify({ invoices: [invoice] })}`).ok).toBe(true);
  });
});

describe('a bad file', () => {
  test.each([
    ['no JSON', '{"invoices": [', /^The file is not valid JSON: /],
    ['nothing', '', /^The file is not valid JSON: /],
    ['no object', '[]', /^The file must hold an object with the key invoices$/],
    ['no invoices', '{}', /^invoices: must be a list$/],
    ['an empty list', '{"invoices":[]}', /^invoices: holds no invoice$/],
    ['a text for an invoice', '{"invoices":["x"]}', /^invoices\[0\]: must be an object$/],
  ])('with %s is refused', (_what, content, sentence) => {
    const result = readInvoiceFile(content);
    expect(result.ok).toBe(false);
    expect(result.ok ? [] : result.problems).toEqual([expect.stringMatching(sentence)]);
  });

  test.each([
    [{ id: 0 }, 'invoices[0].id: must be a positive whole number, not 0'],
    [{ id: '0' }, 'invoices[0].id: must be a positive whole number, not "0"'],
    [{ id: undefined }, 'invoices[0].id: is missing'],
    [{ companyID: 'x7' }, 'invoices[0].companyID: must be a positive whole number, not "x7"'],
    [{ invoiceNumber: undefined }, 'invoices[0].invoiceNumber: is missing'],
    [{ invoiceNumber: [] }, 'invoices[0].invoiceNumber: must be a text or null, not []'],
    [
      { invoiceDateTime: '2026-02-30' },
      'invoices[0].invoiceDateTime: must be a date such as "2026-10-31", not "2026-02-30"',
    ],
    [
      { invoiceDateTime: '1899-12-30' },
      'invoices[0].invoiceDateTime: must be a date from 1990 to 2199, not "1899-12-30"',
    ],
    [
      { invoiceDateTime: '2200-01-01' },
      'invoices[0].invoiceDateTime: must be a date from 1990 to 2199, not "2200-01-01"',
    ],
    [{ id: 2147483648 }, 'invoices[0].id: must not be greater than 2147483647, and is 2147483648'],
    [
      { companyID: '9999999999999999' },
      'invoices[0].companyID: must not be greater than 2147483647, and is "9999999999999999"',
    ],
    [{ dueDate: '31/10/2026' }, 'invoices[0].dueDate: must be a date such as "2026-10-31", not "31/10/2026"'],
    [{ invoiceTotal: '1,000.00' }, 'invoices[0].invoiceTotal: must be an amount such as "12.3400", not "1,000.00"'],
    [{ invoiceNumber: 'x'.repeat(101) }, 'invoices[0].invoiceNumber: must not be longer than 100 characters'],
    [{ invoiceTotal: '1e400' }, 'invoices[0].invoiceTotal: must be an amount such as "12.3400", not "1e400"'],
    [{ invoiceTotal: null }, 'invoices[0].invoiceTotal: is missing'],
    [{ totalTaxValue: 'NaN' }, 'invoices[0].totalTaxValue: must be an amount such as "12.3400", not "NaN"'],
    [{ billingItems: undefined }, 'invoices[0].billingItems: must be a list'],
    [
      { billingItems: [line, { ...line, taxDollars: '' }] },
      'invoices[0].billingItems[1].taxDollars: must be an amount such as "12.3400", not ""',
    ],
    [
      { billingItems: [{ ...line, taxRate: '21' }] },
      'invoices[0].billingItems[0].taxRate: must be a fraction from 0 to 1 such as "0.2100", not "21"',
    ],
    [{ currency: 'EURO' }, 'invoices[0].currency: must be a currency code such as "EUR", not "EURO"'],
    [{ isVoided: 'perhaps' }, 'invoices[0].isVoided: must be true or false, not "perhaps"'],
    [
      { webServiceDate: '2026-13-01' },
      'invoices[0].webServiceDate: must be a moment such as "2026-11-02T09:00:00Z", not "2026-13-01"',
    ],
    [{ companyName: 5 }, 'invoices[0].companyName: must be a text, not 5'],
    [{ invoiceNumber: 5.5 }, 'invoices[0].invoiceNumber: must be a text or null, not 5.5'],
    [{ invoiceDateTime: 20261003 }, 'invoices[0].invoiceDateTime: must be a date such as "2026-10-31", not 20261003'],
    [
      { billingItems: [{ ...line, description: -1e3 }] },
      'invoices[0].billingItems[0].description: must be a text, not -1000',
    ],
    [{ billingItems: [null] }, 'invoices[0].billingItems[0]: must be an object'],
    [{ billingItems: [7] }, 'invoices[0].billingItems[0]: must be an object'],
    [{ contacts: ['Jo'] }, 'invoices[0].contacts[0]: must be an object'],
    [{ contacts: [{ email: 'a@b.example' }] }, 'invoices[0].contacts[0].name: is missing'],
  ])('%j is told with its path', (change, sentence) => {
    expect(problems({ ...invoice, ...change })).toEqual([sentence]);
  });

  test('is told all at once', () => {
    expect(
      problems({ ...invoice, id: 'x', invoiceTotal: 'x' }, invoice, { ...invoice, id: 3, companyID: -1 }),
    ).toHaveLength(3);
  });

  test('repeats no id and has one currency in a company', () => {
    expect(
      problems(
        { ...invoice, currency: 'EUR' },
        { ...invoice, id: 2, companyID: 8, currency: 'USD' },
        { ...invoice, id: '1' },
        { ...invoice, id: 4, currency: 'USD' },
      ),
    ).toEqual([
      'invoices[2].id: 1 is the id of invoices[0] already',
      'invoices[3].currency: company 7 has EUR in invoices[0]; a company has one currency',
    ]);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openAutotask } from '../../../src/sandbox/autotask/index.ts';
import { createSandboxClock } from '../../../src/sandbox/clock.ts';
import { createFaults } from '../../../src/sandbox/faults.ts';
import { createRecorder } from '../../../src/sandbox/http.ts';
import { readInvoiceFile, worldFromInvoices } from '../../../src/sandbox/invoice-file/index.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { expectSoundWorld } from '../seed/sound-world.ts';

type Entry = Record<string, unknown>;
let nextId = 1;

function invoice(more: Entry, ...lines: Entry[]): Entry {
  return {
    id: nextId++,
    companyID: 7,
    invoiceNumber: 'A-1',
    invoiceDateTime: '2026-10-03',
    invoiceTotal: '10.0000',
    totalTaxValue: '2.0000',
    billingItems: lines.map((line) => ({ totalAmount: '10.0000', taxDollars: '2.0000', ...line })),
    ...more,
  };
}

function world(...invoices: Entry[]): World {
  const result = readInvoiceFile(JSON.stringify({ invoices }));
  if (!result.ok) throw new Error(result.problems.join('\n'));
  const made = worldFromInvoices(result.file);
  expectSoundWorld(made);
  expect(worldFromInvoices(result.file)).toEqual(made);
  return made;
}

/** The rate Autotask's tables give for each line, as fractions. */
function ratesOfLines({ autotask }: World) {
  return autotask.billingItems.map((line) => {
    const invoiceRow = autotask.invoices.find((candidate) => candidate.id === line.invoiceID);
    const region = autotask.taxRegions.find((candidate) => candidate.name === invoiceRow?.taxRegionName);
    return autotask.taxes.find((tax) => tax.taxRegionID === region?.id && tax.taxCategoryID === line.taxCategoryID)
      ?.taxRate;
  });
}

const categoryNames = ({ autotask }: World) => autotask.taxCategories.map(({ name }) => name);
const books = ({ xero }: World) => xero.organisations[0];

describe('what is made up', () => {
  test('one invoice is enough, even without lines', () => {
    const made = world(invoice({ billingItems: [] }));
    expect(made.today).toBe('2026-10-04');
    expect(made.autotask.companies).toHaveLength(1);
    expect(made.autotask.contacts).toHaveLength(1);
    expect(books(made)?.currencies).toEqual(['EUR']);
  });

  test('amounts, dates and numbers stay as they are', () => {
    const made = world(
      invoice(
        { invoiceNumber: null, invoiceTotal: '-99999999999.1234567', dueDate: '2026-10-17', orderNumber: 'PO 7' },
        {
          totalAmount: '-99999999999.1234567',
          quantity: '3.5',
          rate: '-1.25',
          extendedPrice: '-4.375',
          itemDate: '2026-09-30',
        },
      ),
    );
    expect(made.autotask.invoices[0]).toMatchObject({
      invoiceNumber: null,
      invoiceTotal: '-99999999999.1234567',
      dueDate: '2026-10-17',
      orderNumber: 'PO 7',
    });
    expect(made.autotask.billingItems[0]).toMatchObject({
      quantity: '3.5',
      rate: '-1.25',
      extendedPrice: '-4.375',
      totalAmount: '-99999999999.1234567',
      itemDate: '2026-09-30',
    });
    expect(made.autotask.paymentTerms).toEqual([{ id: 1, name: 'Net 14', paymentDueInDays: 14, isActive: true }]);
  });

  test('what is told is honoured', () => {
    const made = world(
      invoice(
        {
          companyName: 'Škoda & Söhne <Ω>',
          contacts: [
            { name: 'Zoë Ångström', email: 'zoe@skoda.example' },
            { name: 'Bo', email: null },
          ],
          taxRegionName: 'Česko',
          webServiceDate: '2026-10-05T08:00:00Z',
        },
        { itemName: 'Wartung', description: 'März', division: 'Prag / Netz', billingCodeID: 55, type: 'Labor' },
        { division: 'Brno' },
      ),
      invoice({ isVoided: true }, {}),
    );
    expect(made.autotask.companies[0]?.companyName).toBe('Škoda & Söhne <Ω>');
    expect(made.autotask.contacts).toMatchObject([
      { firstName: 'Zoë', lastName: 'Ångström', emailAddress: 'zoe@skoda.example', primaryContact: true },
      { firstName: 'Bo', lastName: '', emailAddress: '' },
    ]);
    expect(made.autotask.invoices[0]).toMatchObject({
      taxRegionName: 'Česko',
      webServiceDate: '2026-10-05T08:00:00.000Z',
    });
    expect(made.autotask.billingItems[0]).toMatchObject({ itemName: 'Wartung', billingCodeID: 55, billingItemType: 1 });
    expect(made.autotask.organizationalLevel1s.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Prag', 'Brno']),
    );
    expect(made.autotask.invoices[1]?.isVoided).toBe(true);
    expect(made.autotask.billingItems[2]?.invoiceID).toBe(0);
  });
});

describe('tax', () => {
  test('rates that are told become tax tables and Xero rates', () => {
    const made = world(
      invoice({}, { taxRate: '0.2100000', taxDollars: '2.1' }, { taxRate: '0.081', taxDollars: '0.81' }),
    );
    expect(ratesOfLines(made)).toEqual(['0.21', '0.081']);
    expect(categoryNames(made)).toEqual(['Taxed 21 %', 'Taxed 8.1 %']);
    expect(books(made)?.taxRates.map((rate) => rate.EffectiveRate)).toEqual([
      '21.0000',
      '8.1000',
      '0.0000',
      '0.0000',
      '0.0000',
    ]);
  });

  test('a rate that is not told is found from the tax; nothing goes with its neighbours', () => {
    const made = world(
      invoice({}, { totalAmount: '52.7775', taxDollars: '11.0833' }, { totalAmount: '0', taxDollars: '0' }),
      invoice({}, { totalAmount: '100', taxDollars: '0' }, { totalAmount: '33.33', taxDollars: '6.67' }),
      invoice({}, { totalAmount: '100', taxDollars: '3.3' }),
    );
    expect(ratesOfLines(made)).toEqual(['0.21', '0.21', '0', '0.2', '0.033']);
  });

  test('not taxable and not taxed is zero-rated, whatever rate is told', () => {
    const made = world(
      invoice({ companyTaxable: 'No' }, { taxRate: '0.21', taxDollars: '0.0000' }),
      invoice(
        { companyID: 8 },
        { taxRate: '0.21', taxDollars: '0', billingCodeTaxable: 'No' },
        { taxRate: '0.21', taxDollars: '2.1' },
      ),
    );
    expect(ratesOfLines(made)).toEqual(['0', '0', '0.21']);
    expect(made.autotask.companies.map((company) => company.isTaxExempt)).toEqual([true, false]);
  });

  test('a category with two rates in one region is two; in two regions it is one', () => {
    const mixed = world(
      invoice(
        {},
        { taxCategory: 'Goods', taxRate: '0.2' },
        { taxCategory: 'Goods', taxRate: '0.05', taxDollars: '0.5' },
      ),
    );
    expect(categoryNames(mixed)).toEqual(['Goods (20 %)', 'Goods (5 %)']);
    expect(ratesOfLines(mixed)).toEqual(['0.2', '0.05']);
    const regions = world(
      invoice({ taxRegionName: 'North' }, { taxCategory: 'Goods', taxRate: '0.2' }),
      invoice({ taxRegionName: 'South', companyID: 8 }, { taxCategory: 'Goods', taxRate: '0.05', taxDollars: '0.5' }),
    );
    expect(categoryNames(regions)).toEqual(['Goods']);
    expect(ratesOfLines(regions)).toEqual(['0.2', '0.05']);
  });
});

describe('currencies and contacts', () => {
  test('the base currency is the most frequent; whoever names none has it', () => {
    const made = world(
      invoice({ companyID: 1, currency: 'USD' }),
      invoice({ companyID: 2, currency: 'GBP' }),
      invoice({ companyID: 3, currency: 'GBP' }),
      invoice({ companyID: 4 }),
    );
    expect(books(made)).toMatchObject({ baseCurrency: 'GBP', currencies: ['GBP', 'USD'] });
    const codes = made.autotask.companies.map(
      ({ currencyID }) => made.autotask.currencies.find((currency) => currency.id === currencyID)?.name,
    );
    expect(codes).toEqual(['USD', 'GBP', 'GBP', 'GBP']);
  });

  test('every fifth company is in Xero with its number, one in ten by name alone', () => {
    const made = world(...Array.from({ length: 20 }, (_, index) => invoice({ companyID: 100 + index })));
    const contacts = books(made)?.contacts ?? [];
    expect(contacts.map((contact) => contact.ContactNumber)).toEqual([
      '100',
      undefined,
      '105',
      '110',
      undefined,
      '115',
    ]);
    expect(new Set(made.autotask.companies.map(({ companyName }) => companyName)).size).toBe(20);
  });
});

describe('odd files', () => {
  test('thousands of invoices and one of 300 lines are served over HTTP', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => invoice({ companyID: 1 + (index % 400) }, {}));
    const long = invoice({}, ...Array.from({ length: 300 }, () => ({})));
    const made = world(...many, long);
    const options = {
      store: openStore(),
      clock: createSandboxClock(),
      faults: createFaults(),
      recorder: createRecorder(),
    };
    const credentials = { username: 'u', secret: 's', integrationCode: 'c' };
    const autotask = await openAutotask({ ...options, port: 0, world: made.autotask, credentials });
    try {
      const response = await fetch(`${autotask.apiUrl}V1.0/BillingItems/query`, {
        method: 'POST',
        headers: { UserName: 'u', Secret: 's', ApiIntegrationCode: 'c', 'Content-Type': 'application/json' },
        body: JSON.stringify({ filter: [{ op: 'eq', field: 'invoiceID', value: long.id }] }),
      });
      const answer = (await response.json()) as { items: unknown[] };
      expect(answer.items).toHaveLength(300);
      expect(autotask.rows()).toHaveLength(3_001);
    } finally {
      await autotask.close();
    }
  });

  test('real amounts', () => {
    const real = path.resolve('../shared/data/autotask-invoices.json');
    if (!fs.existsSync(real)) {
      console.log('Left out: ../shared/data/autotask-invoices.json does not lie beside the checkout.');
      return;
    }
    const result = readInvoiceFile(fs.readFileSync(real, 'utf8'));
    if (!result.ok) throw new Error(result.problems.join('\n'));
    const made = worldFromInvoices(result.file);
    expectSoundWorld(made);
    expect(made.autotask.invoices.map(({ id }) => id)).toEqual(result.file.invoices.map(({ id }) => id));
    expect(made.autotask.taxes.map(({ taxRate }) => taxRate)).toEqual(['0.21']);
    expect(made.autotask.billingItems).toHaveLength(result.file.invoices.flatMap((one) => one.billingItems).length);
  });
});

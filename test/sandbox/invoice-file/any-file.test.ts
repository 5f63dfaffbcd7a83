import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readInvoiceFile, worldFromInvoices } from '../../../src/sandbox/invoice-file/index.ts';
import { expectSoundWorld } from '../seed/sound-world.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const digits = fc
  .tuple(fc.integer({ min: -10_000_000, max: 10_000_000 }), fc.integer({ min: 0, max: 7 }))
  .map(([units, places]) => (units / 10 ** places).toFixed(places));
const amount = fc.oneof(digits, digits.map(Number), fc.constant('0.0000'));
const word = fc.string({ unit: 'binary', maxLength: 12 });
const day = fc
  .date({ min: new Date('2019-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const line = fc.record({
  totalAmount: amount,
  taxDollars: amount,
  taxRate: maybe(fc.constantFrom('0.2100000', '0.2', 0.055, '0', 1)),
  type: maybe(fc.constantFrom('Recurring Service', 'Labor', 'Ticket Cost', 'Something else')),
  billingCodeID: maybe(fc.integer({ min: 1, max: 40 })),
  billingCodeTaxable: maybe(fc.constantFrom('Yes', 'No')),
  quantity: maybe(amount),
  rate: maybe(amount),
  division: maybe(word),
  taxCategory: maybe(fc.constantFrom('Goods', 'Services', 'Zero-rated', '')),
  itemName: maybe(word),
});
const invoice = (id: number) =>
  fc.record({
    id: fc.constantFrom(id, String(id)),
    companyID: fc.integer({ min: 1, max: 25 }),
    invoiceNumber: fc.option(word),
    invoiceDateTime: day,
    dueDate: maybe(day),
    invoiceTotal: amount,
    totalTaxValue: amount,
    companyTaxable: maybe(fc.constantFrom('Yes', 'No')),
    companyName: maybe(word),
    taxRegionName: maybe(fc.constantFrom('North', 'South')),
    isVoided: maybe(fc.boolean()),
    contacts: maybe(fc.array(fc.record({ name: word, email: maybe(word) }), { maxLength: 3 })),
    billingItems: fc.array(line, { maxLength: 6 }),
  });
const file = fc
  .integer({ min: 1, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => invoice(index + 1))))
  .map((invoices) => ({ invoices }));

describe('any file', () => {
  test('of the format becomes a sound world with the amounts it told', () => {
    fc.assert(
      fc.property(file, (content) => {
        const result = readInvoiceFile(JSON.stringify(content));
        if (!result.ok) throw new Error(result.problems.join('\n'));
        const { autotask, xero } = worldFromInvoices(result.file);
        expectSoundWorld({ slack: { team: { id: '', domain: '' }, people: [], channels: [] }, autotask, xero });
        const told = content.invoices
          .flatMap((one) => [one, ...one.billingItems])
          .map((one) => Number('id' in one ? one.invoiceTotal : one.totalAmount));
        const made = autotask.invoices.flatMap((one, index) => {
          const count = content.invoices[index]?.billingItems.length ?? 0;
          const before = content.invoices.slice(0, index).flatMap((earlier) => earlier.billingItems).length;
          return [
            one.invoiceTotal,
            ...autotask.billingItems.slice(before, before + count).map((item) => item.totalAmount),
          ];
        });
        expect(made.map((value) => Number(value) + 0)).toEqual(told.map((value) => value + 0));
      }),
      { numRuns: 150 },
    );
  });

  test('of another kind is refused in words, never with a crash', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((inner) => `{"invoices":[${inner}]}`),
        ),
        (content) => {
          const result = readInvoiceFile(content);
          if (result.ok) throw new Error(`was taken: ${content}`);
          expect(result.problems.length).toBeGreaterThan(0);
          for (const problem of result.problems) expect(problem).toMatch(/\S/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

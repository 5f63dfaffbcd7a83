import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededContactId } from '../../../src/sandbox/xero/index.ts';
import { KIWI } from '../../helpers/xero-world.ts';
import type { Bench, Send } from './open.ts';
import { caller, connect, list, messages, openBench } from './open.ts';

let bench: Bench;
let send: Send;
beforeAll(async () => {
  bench = await openBench();
  send = caller(bench.xero, (await connect(bench.xero)).access_token);
});
afterAll(() => bench.close());

interface Totals {
  SubTotal: number;
  TotalTax: number;
  Total: number;
  LineItems: { LineAmount: number; TaxAmount: number; UnitAmount: number; TaxType: string }[];
}

async function total(lines: object[], changes: object = {}, unitdp = '&unitdp=4'): Promise<Totals> {
  const LineItems = lines.map((line) => ({ Description: 'x', Quantity: 1, AccountCode: '200', ...line }));
  const invoice = {
    Type: 'ACCREC',
    Contact: { ContactID: seededContactId(KIWI, 'acme') },
    Date: '2026-10-31',
    LineItems,
    ...changes,
  };
  const answer = await send('PUT', `Invoices?summarizeErrors=false${unitdp}`, { Invoices: [invoice] });
  expect(messages(answer)).toEqual([]);
  return list(answer, 'Invoices')[0] as unknown as Totals;
}

describe('tax', () => {
  test('is rounded a line at a time, then summed (the example of Xero\u2019s rounding guide)', async () => {
    const invoice = await total([{ UnitAmount: 25.06 }, { UnitAmount: 25.61 }, { UnitAmount: 25.63 }]);
    expect(invoice).toMatchObject({ SubTotal: 76.3, TotalTax: 11.44, Total: 87.74 });
    expect(invoice.LineItems.map((line) => line.TaxAmount)).toEqual([3.76, 3.84, 3.84]);
  });

  test('half a cent goes up, on a negative line down', async () => {
    const invoice = await total([{ UnitAmount: 14.3 }, { UnitAmount: 100 }, { UnitAmount: -14.3 }]);
    expect(invoice.LineItems.map((line) => line.TaxAmount)).toEqual([2.15, 15, -2.15]);
  });

  test('Inclusive: out of the amount', async () => {
    const invoice = await total([{ UnitAmount: 115 }, { UnitAmount: 10 }], { LineAmountTypes: 'Inclusive' });
    expect(invoice).toMatchObject({ SubTotal: 108.7, TotalTax: 16.3, Total: 125 });
  });

  test('NoTax: none, whatever the account says', async () => {
    const invoice = await total([{ UnitAmount: 100 }], { LineAmountTypes: 'NoTax' });
    expect(invoice).toMatchObject({ TotalTax: 0, Total: 100, LineItems: [{ TaxType: 'NONE' }] });
  });

  test('a TaxAmount overrides; the other answer ignores it', async () => {
    expect(await total([{ UnitAmount: 100, TaxAmount: 15.01 }])).toMatchObject({ TotalTax: 15.01, Total: 115.01 });
    bench.xero.switches.ignoreTaxAmount = true;
    expect(await total([{ UnitAmount: 100, TaxAmount: 15.01 }])).toMatchObject({ TotalTax: 15, Total: 115 });
    bench.xero.switches.ignoreTaxAmount = false;
  });

  test('a rate of zero is not NoTax', async () => {
    expect(await total([{ UnitAmount: 10, TaxType: 'ZERORATEDOUTPUT' }])).toMatchObject({
      TotalTax: 0,
      LineItems: [{ TaxType: 'ZERORATEDOUTPUT' }],
    });
  });
});

describe('amounts of lines', () => {
  test('the price keeps four decimals with unitdp=4, else two, before it is multiplied', async () => {
    const line = { Quantity: 1000, UnitAmount: 0.1255 };
    expect((await total([line])).SubTotal).toBe(125.5);
    expect((await total([line], {}, '')).SubTotal).toBe(130);
  });

  test('are decimal: 1.005 × 100 is 100.50, 1.15 × 1.1 is 1.27', async () => {
    const invoice = await total([
      { Quantity: 100, UnitAmount: 1.005 },
      { Quantity: 1.1, UnitAmount: 1.15 },
    ]);
    expect(invoice.LineItems.map((line) => line.LineAmount)).toEqual([100.5, 1.27]);
  });

  test('a discount in percent, or as an amount', async () => {
    const invoice = await total([
      { UnitAmount: 99.99, DiscountRate: 12.5 },
      { UnitAmount: 50, DiscountAmount: 0.01 },
    ]);
    expect(invoice.LineItems.map((line) => line.LineAmount)).toEqual([87.49, 49.99]);
  });

  test('an amount without a price gives the price', async () => {
    const invoice = await total([{ Quantity: 4, LineAmount: 10 }]);
    expect(invoice.LineItems).toMatchObject([{ LineAmount: 10, UnitAmount: 2.5 }]);
  });

  test('a thousand small lines add up exactly', async () => {
    const invoice = await total(Array.from({ length: 1_000 }, () => ({ UnitAmount: 0.1, TaxAmount: 0.02 })));
    expect(invoice).toMatchObject({ SubTotal: 100, TotalTax: 20, Total: 120 });
  });

  test('a SubTotal that is sent changes nothing', async () => {
    expect((await total([{ UnitAmount: 10 }], { SubTotal: 99, TotalTax: 1, Total: 100 })).Total).toBe(11.5);
  });
});

/** Half away from zero, on whole numbers. */
function divide(value: bigint, by: bigint): bigint {
  const sign = value < 0n ? -1n : 1n;
  return sign * ((sign * value * 2n + by) / (by * 2n));
}

test('any line: amounts and tax as whole-number arithmetic has them', async () => {
  const line = fc.record({
    quantity: fc.integer({ min: -99_999, max: 9_999_999 }),
    price: fc.integer({ min: 0, max: 99_999_999 }),
    zero: fc.boolean(),
  });
  const cases = fc.array(line, { minLength: 50, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(cases, async (lines) => {
      const big = { Quantity: 1, UnitAmount: 9_999_999_999 }; // keeps the total above zero
      const sent = lines.map(({ quantity, price, zero }) => ({
        Quantity: quantity / 10_000,
        UnitAmount: price / 10_000,
        TaxType: zero ? 'ZERORATEDOUTPUT' : 'OUTPUT2',
      }));
      const invoice = await total([...sent, big]);
      const expected = lines.map(({ quantity, price, zero }) => {
        const cents = divide(BigInt(quantity) * BigInt(price), 1_000_000n);
        return [Number(cents) / 100, zero ? 0 : Number(divide(cents * 15n, 100n)) / 100];
      });
      const found = invoice.LineItems.slice(0, -1).map((item) => [item.LineAmount + 0, item.TaxAmount + 0]);
      expect(found).toEqual(expected.map(([amount = 0, tax = 0]) => [amount + 0, tax + 0]));
    }),
    { numRuns: 20 },
  );
});

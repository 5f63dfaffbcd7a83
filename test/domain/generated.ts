import fc from 'fast-check';
import type { Books, Invoice, InvoiceLine, MapEntry, PsaReference } from '../../src/domain/types.ts';
import { exactSum, ONE, roundedCents, text, wide } from './exact.ts';
import { aLine, anInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';

/**
 * Invoices as Autotask might bill them, with everything that makes rounding hard more often than life has it. How often
 * is counted by what comes out, not by what was meant: see money-judge.ts.
 */

/** Every tax category, in per cent as Xero has it. Two are made of two taxes: 5 + 9.975, and 6 with 2.7 on top of both. */
const RATES = ['21', '20', '15', '9', '5', '8.875', '14.975', '8.862', '0'];
const CATEGORIES = RATES.map((rate) => ({ name: `c${rate}`, rate: wide(rate) / 100n, type: `TAX${rate}` }));
const ZERO_RATED = CATEGORIES.at(-1) ?? { name: 'c0', rate: 0n, type: 'TAX0' };

export const books: Books = {
  ...BOOKS,
  taxRates: CATEGORIES.map(({ type }, index) => ({ type, name: type, rate: RATES[index] ?? '0' })),
};
export const maps: MapEntry[] = [
  ...MAPS.filter(({ kind }) => kind !== 'tax'),
  ...CATEGORIES.map(({ name, type }) => ({ kind: 'tax' as const, key: `Home|${name}`, taxType: type })),
];
export const reference: PsaReference = {
  ...REFERENCE,
  taxRates: CATEGORIES.map(({ name, rate }) => ({ region: 'Home', category: name, rate: text(rate) })),
};

/** Numbers of at most `places` decimals; small ones more often, where rounding bites. */
function decimals(places: number, max: number): fc.Arbitrary<bigint> {
  const unit = ONE / 10n ** BigInt(places);
  const scaled = max * 10 ** places;
  return fc
    .oneof(
      fc.integer({ min: 0, max: Math.min(scaled, 3 * 10 ** places) }),
      fc.integer({ min: 0, max: scaled }),
      fc.integer({ min: 0, max: max * 100 }).map((cents) => cents * 10 ** (places - 2)),
    )
    .map((value) => BigInt(value) * unit);
}

interface Billed {
  quantity: bigint;
  price: bigint;
  amount: bigint;
}

/** Quantity × price, cut to as many decimals as `totalAmount` has; mostly what Autotask bills. */
const multiplied = fc
  .record({
    quantity: fc.oneof(fc.constantFrom(ONE, 2n * ONE, 12n * ONE, 0n), decimals(4, 50), decimals(6, 3)),
    price: fc.oneof(decimals(4, 500), decimals(2, 500), decimals(7, 20)),
    places: fc.constantFrom(4, 7),
  })
  .map(({ quantity, price, places }): Billed => ({ quantity, price, amount: cut((quantity * price) / ONE, places) }));

/** An amount that is not quantity × price: a block of hours that covers it, labour without quantity, a discount. */
const apart = fc.record({
  quantity: fc.oneof(fc.constantFrom(ONE, 0n, ONE / 2n), decimals(4, 20)),
  price: decimals(4, 200),
  amount: fc.oneof(fc.constant(0n), decimals(4, 1000), decimals(7, 10), fc.constant(ONE / 100n)),
});

/** Exactly half a cent, or one of ten-thousandth beside it: k.5 × an odd number of cents. */
const halfCent = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2000 }), fc.constantFrom(0n, 0n, 0n, 1n, -1n))
  .map(([whole, half, beside]): Billed => {
    const quantity = BigInt(2 * whole + 1) * (ONE / 2n);
    const price = (BigInt(2 * half + 1) * ONE) / 100n + beside * (ONE / 10_000n);
    return { quantity, price, amount: (quantity * price) / ONE };
  });

/** Amounts that have the same remainders, so that ties decide. */
const tied = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(50n, 25n, 33n, 75n, 99n))
  .map(([whole, remainder]): Billed => {
    const amount = BigInt(whole) * ONE + (remainder * ONE) / 10_000n;
    return { quantity: ONE, price: amount, amount };
  });

const huge = fc
  .integer({ min: 1, max: 2_000_000_000 })
  .map((value): Billed => ({ quantity: ONE, price: (BigInt(value) * ONE) / 4n, amount: (BigInt(value) * ONE) / 4n }));

const billed = fc.oneof(
  { weight: 8, arbitrary: multiplied },
  { weight: 3, arbitrary: apart },
  { weight: 2, arbitrary: halfCent },
  { weight: 2, arbitrary: tied },
);

type TaxStyle = 'exact' | 'seven' | 'four' | 'cents';

interface Part extends Billed {
  category: (typeof CATEGORIES)[number];
  code: number | null;
  /** Decides whether it is negative, and whether by its quantity or its price. */
  turn: number;
}
const ALWAYS_BILLED = 10;
const ALWAYS_BACK = -10;

const category = fc.oneof(fc.constantFrom(...CATEGORIES), fc.constantFrom(...CATEGORIES.slice(0, 3)));
const code = fc.constantFrom(7, 8, null);
const part = (of: fc.Arbitrary<Billed>) =>
  fc
    .tuple(of, category, code, fc.integer({ min: 0, max: 9 }))
    .map(([line, categoryOf, codeOf, turn]): Part => ({ ...line, category: categoryOf, code: codeOf, turn }));

const mixed = fc.array(part(billed), { minLength: 1, maxLength: 12 });
/** Many lines of one small amount: Xero's rounding goes the same way on each. */
const many = fc
  .tuple(part(fc.oneof(tied, apart)), fc.integer({ min: 3, max: 40 }))
  .map(([one, count]): Part[] => Array.from({ length: count }, () => ({ ...one, turn: ALWAYS_BILLED })));
const ties = fc.array(part(tied), { minLength: 2, maxLength: 12 });
/** Lines and what takes them back, and sometimes a little more. */
const cancelled = fc
  .tuple(fc.array(part(billed), { minLength: 1, maxLength: 4 }), fc.array(part(billed), { maxLength: 1 }))
  .map(([lines, more]) => [
    ...lines.map((line) => ({ ...line, turn: ALWAYS_BILLED })),
    ...lines.map((line) => ({ ...line, turn: ALWAYS_BACK })),
    ...more,
  ]);
/** A large line without tax against small ones with tax: net and tax may end on two sides of zero. */
const opposite = fc.array(part(multiplied), { minLength: 1, maxLength: 3 }).map((lines): Part[] => {
  const net = lines.reduce((before, line) => before + line.amount, 0n);
  const amount = cut((net * 3n) / 2n, 4);
  const free = { quantity: ONE, price: amount, amount, category: ZERO_RATED, code: 7, turn: ALWAYS_BACK };
  return [...lines.map((line) => ({ ...line, turn: ALWAYS_BILLED })), free];
});
/** Tax on amounts of less than a cent: no line of Xero's can carry it. */
const dust = fc.array(
  part(decimals(4, 1).map((value) => ({ quantity: ONE, price: value / 150n, amount: cut(value / 150n, 7) }))),
  { minLength: 1, maxLength: 40 },
);

interface Shape {
  parts: Part[];
  style: TaxStyle;
  /** Negative lines, of ten. */
  negative: number;
  isCredit: boolean;
  net: bigint;
  tax: bigint;
  extraTax: number;
  isVoided: boolean;
}

/** Header against lines: around the half cent that is forgiven, and far from it. */
const gap = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0n) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[1n, -1n].flatMap((sign) =>
        ['0.0001', '0.0049', '0.0049999', '0.005', '0.0050001', '0.01', '1'].map((amount) => sign * wide(amount)),
      ),
    ),
  },
);

const shape: fc.Arbitrary<Shape> = fc.record({
  parts: fc.oneof(
    { weight: 10, arbitrary: mixed },
    { weight: 4, arbitrary: many },
    { weight: 2, arbitrary: fc.array(part(billed), { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: ties },
    { weight: 2, arbitrary: cancelled },
    { weight: 1, arbitrary: opposite },
    { weight: 1, arbitrary: dust },
    { weight: 1, arbitrary: fc.array(part(huge), { minLength: 1, maxLength: 3 }) },
  ),
  style: fc.constantFrom<TaxStyle>('exact', 'seven', 'four', 'cents'),
  negative: fc.constantFrom(0, 0, 1, 2, 5),
  isCredit: fc.integer({ min: 0, max: 3 }).map((value) => value === 0),
  net: gap,
  tax: gap,
  extraTax: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(-6, -2, -1, 1, 2, 6) },
  ),
  isVoided: fc.integer({ min: 0, max: 79 }).map((value) => value === 0),
});

/** Its lines have ids that are not in their order, and its header is what they say unless the shape says otherwise. */
export const invoice: fc.Arbitrary<Invoice> = shape.map((given) => {
  const lines = given.parts.map((each, index) => lineOf(each, index, given));
  const [first] = lines;
  if (first) first.tax = text(wide(first.tax) + (BigInt(given.extraTax) * ONE) / 100n);
  return anInvoice({
    lines,
    net: text(wide(exactSum(lines.map(({ amount }) => amount))) + given.net),
    tax: text(wide(exactSum(lines.map(({ tax }) => tax))) + given.tax),
    isVoided: given.isVoided,
  });
});

function lineOf(each: Part, index: number, { style, negative, isCredit }: Shape): InvoiceLine {
  const sign = each.turn < negative !== isCredit ? -1n : 1n;
  const byQuantity = each.turn % 3 === 2;
  const amount = sign * each.amount;
  return aLine(text(amount, 7), text(taxOf(amount, each.category.rate, style)), {
    id: 1000 + ((index * 37) % 101),
    quantity: text(byQuantity ? sign * each.quantity : each.quantity, 6),
    rate: text(byQuantity ? each.price : sign * each.price, 7),
    taxCategory: each.category.name,
    billingCodeId: each.code,
  });
}

function taxOf(amount: bigint, rate: bigint, style: TaxStyle): bigint {
  const exact = (amount * rate) / ONE;
  if (style === 'exact') return exact;
  if (style === 'cents') return (roundedCents(exact) * ONE) / 100n;
  return cut(exact, style === 'seven' ? 7 : 4);
}

function cut(value: bigint, places: number): bigint {
  const unit = 10n ** BigInt(13 - places);
  return (value / unit) * unit;
}

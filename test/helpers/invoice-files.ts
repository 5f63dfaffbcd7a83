/**
 * Files of invoices as somebody might hand them over: made from a seed, the same each time. Arithmetic is on whole
 * ten-millionths (BigInt), so that headers are exactly the sums of their lines unless a file says otherwise.
 */
export interface FileLine {
  totalAmount: unknown;
  taxDollars: unknown;
  [key: string]: unknown;
}

export interface FileInvoice {
  id: unknown;
  companyID: unknown;
  invoiceNumber: unknown;
  invoiceDateTime: unknown;
  invoiceTotal: unknown;
  totalTaxValue: unknown;
  billingItems: FileLine[];
  [key: string]: unknown;
}

export interface InvoiceFile {
  invoices: FileInvoice[];
}

const PLACES = 7;
const ONE = 10n ** BigInt(PLACES);

/** `12.34` as ten-millionths. */
export function units(amount: string): bigint {
  const [, minus = '', whole = '0', places = ''] = /^(-?)(\d+)(?:\.(\d{0,7}))?$/.exec(amount) ?? [];
  const value = BigInt(whole) * ONE + BigInt(places.padEnd(PLACES, '0'));
  return minus ? -value : value;
}

export function decimal(value: bigint, places = PLACES): string {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, '0');
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES).slice(0, places)}`.replace(/\.$/, '');
  return value < 0n ? `-${text}` : text;
}

/** Half away from zero, to so many of the seven places. */
export function rounded(value: bigint, places: number): bigint {
  const step = 10n ** BigInt(PLACES - places);
  const size = value < 0n ? -value : value;
  const up = ((size + step / 2n) / step) * step;
  return value < 0n ? -up : up;
}

/** Always the same numbers for one seed (mulberry32). */
export function random(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)] as T;
  return { next, int, pick, chance: (probability: number) => next() < probability };
}

export type Random = ReturnType<typeof random>;

/** A line that bears its tax: rounded to so many places, as a file may have it. */
export function line(amount: string, rate: string, more: Record<string, unknown> & { taxPlaces?: number } = {}) {
  const { taxPlaces = PLACES, ...rest } = more;
  const product = units(amount) * units(rate);
  const half = product < 0n ? -(ONE / 2n) : ONE / 2n;
  const tax = rounded((product + half) / ONE, taxPlaces);
  return { totalAmount: amount, taxDollars: decimal(tax), taxRate: rate, ...rest } satisfies FileLine;
}

/** An invoice whose header is the sum of its lines; anything in `more` is said instead. */
export function invoice(id: number, lines: FileLine[], more: Record<string, unknown> = {}): FileInvoice {
  const sum = (key: 'totalAmount' | 'taxDollars') =>
    decimal(lines.reduce((total, one) => total + units(String(one[key])), 0n));
  return {
    id,
    companyID: 1 + (id % 7),
    invoiceNumber: `INV-${id}`,
    invoiceDateTime: '2026-03-15',
    invoiceTotal: sum('totalAmount'),
    totalTaxValue: sum('taxDollars'),
    billingItems: lines,
    ...more,
  };
}

export interface Wishes {
  seed: number;
  invoices: number;
  companies: number;
  /** At most so many lines each. */
  lines?: number;
}

const RATES = ['0.21', '0.21', '0.21', '0.06', '0', '0.2', '0.05', '0.0825', '0.0883750', '0.19'];
const TYPES = ['Recurring Service', 'Labor', 'Ticket Cost', 'Milestone', 'Expense'];

/** An ordinary tenant's invoices, with the odd ones that every tenant has. */
export function manyInvoices({ seed, invoices, companies, lines = 8 }: Wishes): InvoiceFile {
  const dice = random(seed);
  const currencies = Array.from({ length: companies }, () => dice.pick(['EUR', 'EUR', 'EUR', 'USD', 'GBP']));
  return {
    invoices: Array.from({ length: invoices }, (_, index) => {
      const company = dice.int(0, companies - 1);
      const sign = dice.chance(0.06) ? '-' : '';
      const all = Array.from({ length: dice.int(1, lines) }, () => someLine(dice, sign));
      return invoice(1000 + index, all, {
        companyID: 500 + company,
        invoiceNumber: dice.chance(0.02) ? '' : `2026-${1000 + index}`,
        invoiceDateTime: `2026-03-${String(dice.int(1, 31)).padStart(2, '0')}`,
        currency: currencies[company],
        ...(dice.chance(0.02) && { isVoided: true }),
        ...(dice.chance(0.03) && { webServiceDate: '2026-04-01T08:00:00Z' }),
      });
    }),
  };
}

function someLine(dice: Random, sign: string): FileLine {
  const zero = dice.chance(0.08);
  const places = dice.pick([2, 2, 4, 4, 7]);
  const size = decimal(rounded(BigInt(dice.int(1, 900_000)) * BigInt(dice.int(1, 90_000)), places));
  const amount = zero ? '0.0000' : `${dice.chance(0.05) ? (sign ? '' : '-') : sign}${size}`;
  return line(amount, dice.pick(RATES), {
    type: dice.pick(TYPES),
    billingCodeID: dice.int(1, 12),
    taxPlaces: dice.pick([2, 4, 5, 7]),
  });
}

import type { FileInvoice, InvoiceFile } from './invoice-files.ts';

/**
 * Holds what the demo printed against the file it played, with arithmetic of its own: whole numbers of 10^-60. Shares
 * nothing with the code under test.
 */
const PLACES = 60;
const ONE = 10n ** BigInt(PLACES);
const CENT = ONE / 100n;

/** Any way JSON or a person writes a decimal. */
export function exact(value: unknown): bigint {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(String(value));
  if (!match) throw new Error(`not a decimal: ${value}`);
  const [, sign, whole = '', places = '', exponent = '0'] = match;
  const shift = PLACES - places.length + Number(exponent);
  const digits = BigInt(whole + places);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -size : size;
}

const abs = (value: bigint) => (value < 0n ? -value : value);
const signOf = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);

/** Half away from zero. */
export function toCents(value: bigint): bigint {
  const cents = (abs(value) + CENT / 2n) / CENT;
  return value < 0n ? -cents : cents;
}

function print(cents: bigint): string {
  const digits = abs(cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

interface Printed {
  found: number;
  posted: number;
  held: number;
  refused: { invoiceId: number; reason: string }[];
  nothingToPost: { invoiceId: number; reason: string }[];
  marked: number;
  invoices: {
    invoiceId: number;
    number: string;
    autotask: { net: string; tax: string; gross: string };
    xero: null | Record<'type' | 'invoiceId' | 'number' | 'status' | 'subTotal' | 'totalTax' | 'total', string>;
  }[];
  calls: { autotask: number; xero: number; slack: number };
}

/** Sentences on what is wrong; none when the outcome is true. */
export function wrongWith(file: InvoiceFile, outcome: Printed): string[] {
  const wrong: string[] = [];
  const wanted = new Map(file.invoices.filter(isOpen).map((one) => [Number(one.id), one]));
  const refused = new Map(outcome.refused.map((one) => [one.invoiceId, one.reason]));
  const nothing = new Set(outcome.nothingToPost.map((one) => one.invoiceId));
  const seen = new Set<number>();
  const documents = new Set<string>();
  const count = { posted: 0, held: 0 };
  for (const entry of outcome.invoices) {
    const told = wanted.get(entry.invoiceId);
    if (seen.has(entry.invoiceId)) wrong.push(`${entry.invoiceId} is listed twice`);
    seen.add(entry.invoiceId);
    if (!told) {
      wrong.push(`${entry.invoiceId} was not to be found`);
      continue;
    }
    wrong.push(...wrongAmounts(told, entry).map((what) => `${entry.invoiceId}: ${what}`));
    const kinds = [entry.xero !== null, refused.has(entry.invoiceId), nothing.has(entry.invoiceId)];
    if (kinds.filter(Boolean).length > 1) wrong.push(`${entry.invoiceId} is more than one thing`);
    if (entry.xero) {
      count.posted += 1;
      if (documents.has(entry.xero.invoiceId)) wrong.push(`${entry.xero.invoiceId} stands for two invoices`);
      documents.add(entry.xero.invoiceId);
    }
    if (!kinds.some(Boolean)) count.held += 1;
    const should = shouldBe(told, file);
    const reason = refused.get(entry.invoiceId);
    const is = entry.xero
      ? 'posted'
      : reason !== undefined
        ? 'refused'
        : nothing.has(entry.invoiceId)
          ? 'nothing'
          : 'held';
    if (should.kind !== is && should.kind !== 'either')
      wrong.push(`${entry.invoiceId} is ${is} (${reason ?? ''}), and should be ${should.kind}: ${should.why}`);
    if (is === 'held' || is === 'nothing') continue;
    if (is === 'refused' && should.words && !should.words.test(reason ?? ''))
      wrong.push(`${entry.invoiceId} is refused for another reason: ${reason}`);
  }
  for (const id of wanted.keys()) if (!seen.has(id)) wrong.push(`${id} was not found`);
  const same = (what: string, a: number, b: number) => {
    if (a !== b) wrong.push(`${what} says ${a}, and is ${b}`);
  };
  same('found', outcome.found, outcome.invoices.length);
  same('posted', outcome.posted, count.posted);
  same('held', outcome.held, count.held);
  same('marked', outcome.marked, outcome.posted + outcome.nothingToPost.length);
  same('the sum', outcome.posted + outcome.held + refused.size + nothing.size, outcome.found);
  for (const calls of Object.values(outcome.calls)) if (!(calls > 0)) wrong.push('a system was never called');
  return wrong;
}

const isYes = (value: unknown) => value === true || /^(yes|true)$/i.test(String(value));
const isOpen = (one: FileInvoice) => !isYes(one.isVoided) && (one.webServiceDate ?? null) === null;

function wrongAmounts(told: FileInvoice, { autotask, xero }: Printed['invoices'][number]): string[] {
  const net = toCents(exact(told.invoiceTotal));
  const tax = toCents(exact(told.totalTaxValue));
  const wrong: string[] = [];
  const same = (what: string, a: string, b: bigint) => {
    if (a !== print(b)) wrong.push(`${what} is ${a}, not ${print(b)}`);
  };
  same('net', autotask.net, net);
  same('tax', autotask.tax, tax);
  same('gross', autotask.gross, net + tax);
  if (!xero) return wrong;
  const turn = net + tax < 0n ? -1n : 1n;
  const type = turn < 0n ? 'ACCRECCREDIT' : 'ACCREC';
  if (xero.type !== type) wrong.push(`it became ${xero.type}, not ${type}`);
  same('subTotal in Xero', xero.subTotal, net * turn);
  same('totalTax in Xero', xero.totalTax, tax * turn);
  same('total in Xero', xero.total, (net + tax) * turn);
  const given = String(told.invoiceNumber ?? '').trim();
  const number = given === '' || given.toUpperCase() === 'ERROR' ? String(told.id) : given;
  if (xero.number !== number) wrong.push(`its number in Xero is ${xero.number}, not ${number}`);
  return wrong;
}

interface Should {
  kind: 'posted' | 'refused' | 'nothing' | 'either';
  why: string;
  words?: RegExp;
}

/** What the rules make of an invoice; `either` where it depends on how lines share the cents. */
function shouldBe(told: FileInvoice, file: InvoiceFile): Should {
  const own = shouldBeAlone(told);
  if (own.kind === 'refused' || own.kind === 'nothing') return own;
  // an invoice and a credit note, too: upSync compares numbers over both
  const rivals = file.invoices.filter((other) => other !== told && isOpen(other) && numberOf(other) === numberOf(told));
  const sure = rivals.filter((other) => shouldBeAlone(other).kind === 'posted');
  if (sure.length > 0 && own.kind === 'posted')
    return { kind: 'refused', why: 'its number is there twice', words: /also on/ };
  if (rivals.some((other) => shouldBeAlone(other).kind === 'either')) return { kind: 'either', why: '' };
  return own;
}

function numberOf(one: FileInvoice): string {
  const given = String(one.invoiceNumber ?? '').trim();
  return (given === '' || given.toUpperCase() === 'ERROR' ? String(one.id) : given).toLowerCase();
}

function shouldBeAlone(told: FileInvoice): Should {
  const sum = (key: 'totalAmount' | 'taxDollars') =>
    told.billingItems.reduce((total, one) => total + exact(one[key]), 0n);
  const gaps = [sum('totalAmount') - exact(told.invoiceTotal), sum('taxDollars') - exact(told.totalTaxValue)];
  if (gaps.some((gap) => abs(gap) * 2n >= CENT))
    return { kind: 'refused', why: 'its lines do not add up', words: /add up/ };
  const net = toCents(exact(told.invoiceTotal));
  const tax = toCents(exact(told.totalTaxValue));
  if (net + tax === 0n) return { kind: 'nothing', why: 'its total is zero' };
  if (signOf(net) * signOf(tax) < 0)
    return { kind: 'refused', why: 'net and tax have opposite signs', words: /opposite/ };
  if (numberOf(told).length > 255) return { kind: 'refused', why: 'its number is too long', words: /longer/ };
  return fits(told, tax);
}

/** Xero keeps rates as percentages of four decimals. */
function asXeroHolds(rate: bigint): bigint {
  const step = ONE / 1_000_000n;
  return ((rate + step / 2n) / step) * step;
}

/** Whether a cent a line around the Xero rate reaches the tax, whichever way the lines were rounded to cents. */
function fits(told: FileInvoice, target: bigint): Should {
  if (told.billingItems.some((one) => one.taxRate === undefined || one.taxRate === null))
    return { kind: 'either', why: '' };
  let [low, high, surelyLow, surelyHigh] = [0n, 0n, 0n, 0n];
  for (const one of told.billingItems) {
    const amount = exact(one.totalAmount);
    const untaxed =
      /^(no|false)$/i.test(String(one.billingCodeTaxable)) || /^(no|false)$/i.test(String(told.companyTaxable));
    const rate = untaxed && exact(one.taxDollars) === 0n ? 0n : asXeroHolds(exact(one.taxRate));
    const floor = (amount - (((amount % CENT) + CENT) % CENT)) / CENT;
    const ways = [floor, ...(floor * CENT === amount ? [] : [floor + 1n])].map((cents) => {
      const own = toCents((cents * CENT * rate) / ONE);
      const room = cents === 0n || rate === 0n ? 0n : 1n;
      return { low: own - room, high: own + room };
    });
    const lows = ways.map((way) => way.low);
    const highs = ways.map((way) => way.high);
    low += lows.reduce((a, b) => (a < b ? a : b));
    high += highs.reduce((a, b) => (a > b ? a : b));
    surelyLow += lows.reduce((a, b) => (a > b ? a : b));
    surelyHigh += highs.reduce((a, b) => (a < b ? a : b));
  }
  if (target < low || target > high) return { kind: 'refused', why: 'its tax does not fit the rate', words: /bridge/ };
  if (target >= surelyLow && target <= surelyHigh) return { kind: 'posted', why: 'nothing is in the way' };
  return { kind: 'either', why: '' };
}

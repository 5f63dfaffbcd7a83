import { Decimal } from 'decimal.js';
import { z } from 'zod';

/**
 * The kinds of values in an invoice file. Each says in words what it wants; null counts as left out. Numbers of the JSON
 * arrive as the digits they were written with, behind `bareNumber`; every kind reads `unknown`, so that a wrong type gets
 * the same sentence as a wrong text.
 */

/** Tells a bare number of the JSON from a text of digits; no text of a file begins like this. */
export const bareNumber = '\u0000number ';

type Read<T> = (value: unknown) => T | Problem;
type Problem = { problem: string };

function kind<T>(read: Read<T>) {
  const isProblem = (result: T | Problem): result is Problem =>
    typeof result === 'object' && result !== null && 'problem' in result;
  const check = (value: unknown, context: z.RefinementCtx): T => {
    const result = value === undefined || value === null ? { problem: 'is missing' } : read(value);
    if (!isProblem(result)) return result;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  };
  const optional = (value: unknown, context: z.RefinementCtx): T | undefined =>
    value === undefined || value === null ? undefined : check(value, context);
  return {
    required: z.unknown().transform(check),
    optional: z.unknown().transform(optional).optional(),
    nullable: z.unknown().transform((value, context) => (value === null ? null : check(value, context))),
  };
}

/** The digits of a number, bare or as a text; null for anything else. */
function digitsOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return value.startsWith(bareNumber) ? value.slice(bareNumber.length) : value;
}

const isText = (value: unknown): value is string => typeof value === 'string' && !value.startsWith(bareNumber);

/** A decimal, in one of JSON's ways to write it, with at most 99 places. */
const decimal = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?$/;

/** An amount as a plain decimal text, digits as given. */
export const amount = kind<string>((value) => {
  const digits = digitsOf(value);
  if (digits === null || !decimal.test(digits))
    return { problem: `must be an amount such as "12.3400", not ${show(value)}` };
  return plain(digits);
});

/** A tax rate as a fraction. */
export const fraction = kind<string>((value) => {
  const digits = digitsOf(value);
  if (digits === null || !decimal.test(digits) || new Decimal(digits).lt(0) || new Decimal(digits).gt(1))
    return { problem: `must be a fraction from 0 to 1 such as "0.2100", not ${show(value)}` };
  return plain(digits);
});

/** Autotask's ids are far below, and upSync's database keeps them in 32 bits. */
const greatestId = 2_147_483_647;

/** A positive whole number. */
export const id = kind<number>((value) => {
  const digits = digitsOf(value) ?? '';
  const number = /^\d{1,16}(\.0+)?$/.test(digits) ? Number(digits) : 0;
  if (number <= 0) return { problem: `must be a positive whole number, not ${show(value)}` };
  return number <= greatestId ? number : { problem: `must not be greater than ${greatestId}, and is ${show(value)}` };
});

/** As it is, blanks too; a bare whole number counts as its digits. Autotask holds 100 characters. */
export const invoiceNumber = kind<string>((value) => {
  const number = isText(value) ? value : (digitsOf(value) ?? '');
  if (!isText(value) && !/^\d+$/.test(number)) return { problem: `must be a text or null, not ${show(value)}` };
  return number.length <= 100 ? number : { problem: 'must not be longer than 100 characters' };
});

function readDay(value: unknown): string | Problem {
  const text = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}($|T\d{2}:\d{2})/.test(value) ? value.slice(0, 10) : '';
  if (!isRealDay(text)) return { problem: `must be a date such as "2026-10-31", not ${show(value)}` };
  return text;
}

/** A calendar day; of a date with a time the day as written. */
export const day = kind<string>(readDay);

/** A day that can be searched for: whoever types a year beyond these has mistyped it. */
export const invoiceDay = kind<string>((value) => {
  const read = readDay(value);
  if (typeof read === 'string' && (read < '1990' || read >= '2200'))
    return { problem: `must be a date from 1990 to 2199, not ${show(value)}` };
  return read;
});

/** An instant; a day alone is its midnight in UTC, a time without a zone is UTC. */
export const moment = kind<string>((value) => {
  const shape = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
  const match = typeof value === 'string' ? shape.exec(value) : null;
  const [text = '', date = '', time, , , zone] = match ?? [];
  const parsed = Date.parse(time && !zone ? `${text}Z` : text);
  if (!isRealDay(date) || Number.isNaN(parsed))
    return { problem: `must be a moment such as "2026-11-02T09:00:00Z", not ${show(value)}` };
  return new Date(parsed).toISOString();
});

/** A text, trimmed. */
export const text = kind<string>((value) =>
  isText(value) ? value.trim() : { problem: `must be a text, not ${show(value)}` },
);

export const currencyCode = kind<string>((value) =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)
    ? value.toUpperCase()
    : { problem: `must be a currency code such as "EUR", not ${show(value)}` },
);

export const yesNo = kind<boolean>((value) => {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'yes' || word === 'true') return true;
  if (word === 'no' || word === 'false') return false;
  return { problem: `must be true or false, not ${show(value)}` };
});

/** Without a plus, without needless zeros in front; the decimals stay as they are. */
function plain(digits: string): string {
  if (/e/i.test(digits)) return new Decimal(digits).toFixed();
  const cut = digits.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
  return /^-0(\.0+)?$/.test(cut) ? cut.slice(1) : cut;
}

function isRealDay(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === date;
}

function show(value: unknown): string {
  const shown =
    typeof value === 'string' && value.startsWith(bareNumber)
      ? value.slice(bareNumber.length)
      : (JSON.stringify(value) ?? String(value));
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}

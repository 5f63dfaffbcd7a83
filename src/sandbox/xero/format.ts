import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';

export const ZERO_GUID = '00000000-0000-0000-0000-000000000000';

/** The same parts give the same GUID, so that two runs of one story can be compared. */
export function guid(...parts: (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** An instant as Xero prints it: `/Date(1551311321819+0000)/`. */
export function msDate(ms: number): string {
  return `/Date(${ms}+0000)/`;
}

/** A calendar day is midnight UTC on the wire, with a readable twin: `DateString`. */
export function dayFields(name: string, day: string | undefined): Record<string, string> {
  if (!day) return {};
  return { [`${name}String`]: `${day}T00:00:00`, [name]: msDate(Date.parse(`${day}T00:00:00Z`)) };
}

/** `YYYY-MM-DD` out of what Xero takes for a date: that, the same with a time, or `/Date(ms)/`. */
export function parseDay(text: string): string | undefined {
  const ms = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/.exec(text);
  if (ms) return new Date(Number(ms[1])).toISOString().slice(0, 10);
  const day = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text)?.[1];
  if (!day) return undefined;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) ? day : undefined;
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Half away from zero. */
export function round(value: Decimal.Value, places = 2): Decimal {
  return new Decimal(value).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
}

/** Leaves out what is undefined, so that the bytes do not depend on who built the object. */
export function compact(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

export function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

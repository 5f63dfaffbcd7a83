import type { Entity, Row } from './fields.ts';

/** A decimal that is printed as a JSON number, digit for digit: `52.7775`, `0.0000`. */
export interface ExactNumber {
  readonly digits: string;
}

/** A row as Autotask answers it: every field of the entity, amounts as numbers, calendar days as midnight Z. */
export function present(entity: Entity, row: Row, only?: string[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    if (only && !only.includes(name)) continue;
    const value = row[name] ?? null;
    if (field.dataType === 'double' && value !== null) answer[name] = { digits: jsonNumber(value) };
    else if (field.dataType === 'datetime' && typeof value === 'string') answer[name] = instant(value);
    else answer[name] = value;
  }
  return answer;
}

/** Like JSON.stringify, but prints exact numbers with all their digits. */
export function printJson(value: unknown): string {
  if (isExact(value)) return value.digits;
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** `2026-10-31` becomes midnight Z; an instant stays. */
export function instant(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00.000Z` : value;
}

function jsonNumber(value: unknown): string {
  const digits = String(value);
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(digits))
    throw new Error(`The sandbox holds "${digits}" where an amount belongs.`);
  return digits;
}

function isExact(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && 'digits' in value && typeof value.digits === 'string';
}

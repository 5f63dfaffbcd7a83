/** Long addresses are cut off somewhere on the way; a chunk of values stays below this. */
const LONGEST_LIST = 1_500;
/** OR-ed conditions or listed values per call. */
const MOST_VALUES = 40;

/** `Field=="value"`: inside a text only doubling a quote is understood, and a backslash is not at all. */
export function equals(field: string, value: string): string {
  return `${field}==${quote(value)}`;
}

export function endsWith(field: string, value: string): string {
  return `(${field}!=null AND ${field}.EndsWith(${quote(value)}))`;
}

export function contains(field: string, value: string): string {
  return `(${field}!=null AND ${field}.Contains(${quote(value)}))`;
}

/** Both days belong to it. A date has no time of day, so up to, but without, the day after is whole. */
export function between(field: string, from: string, to: string): string {
  return `${field}>=${dateTime(from, 0)} AND ${field}<${dateTime(to, 1)}`;
}

export function anyOf(conditions: string[]): string {
  return conditions.join(' OR ');
}

/** A value that `where` takes as it is, however it is read on the other side. */
export function isPlain(value: string): boolean {
  return !/["\\]/.test(value);
}

/** The longest piece without quotes and backslashes: what contains the value contains it, too. */
export function plainPiece(value: string): string {
  return value.split(/["\\]/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/** Cuts a list so that each part fits into an address; `cost` is what a value adds to it besides itself. */
export function chunks(values: string[], cost: number): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let length = 0;
  for (const value of new Set(values)) {
    const added = encodeURIComponent(value).length + cost;
    if (part.length > 0 && (part.length >= MOST_VALUES || length + added > LONGEST_LIST)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(value);
    length += added;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** Names and numbers are the same to Xero whatever their case. */
export function sameText(a: string | null | undefined, b: string): boolean {
  return a?.trim().toLowerCase() === b.trim().toLowerCase();
}

function dateTime(day: string, later: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + later);
  return `DateTime(${date.getUTCFullYear()},${date.getUTCMonth() + 1},${date.getUTCDate()})`;
}

function quote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

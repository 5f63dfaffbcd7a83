import type { Invoice, Level } from './types.ts';

export type DivisionAnswer =
  | { kind: 'one'; value: string }
  /** `value` names exactly one when it is searched for. */
  | { kind: 'several'; choices: { value: string; label: string }[] }
  | { kind: 'none'; existing: string[] };

/**
 * What a person meant by `division:"…"`: the name of a Division, of a Line of Business, or `Division / Line`, whatever
 * the case. `Division: X` and `Line of business: X` are the spellings that leave no doubt.
 */
export function resolveDivision(text: string, levels: readonly Level[]): DivisionAnswer {
  const found = new Map<string, string>();
  for (const candidate of candidatesOf(levels))
    if (candidate.names.some((name) => same(name, text))) found.set(candidate.value, candidate.label);
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'none', existing: existingNames(levels) };
  if (others.length === 0) return { kind: 'one', value: only[0] };
  return { kind: 'several', choices: [...found].map(([value, label]) => ({ value, label })) };
}

/** The Invoice holds at least one line of it. */
export function fitsDivision(invoice: Invoice, text: string, levels: readonly Level[]): boolean {
  const answer = resolveDivision(text, levels);
  if (answer.kind !== 'one') return false;
  const wanted = new Set(candidatesOf(levels).find(({ value }) => value === answer.value)?.levelIds);
  return invoice.lines.some((line) => line.level !== null && wanted.has(line.level.id));
}

/** Its lines belong to more than one Division or Line of Business. */
export function mixesDivisions(invoice: Invoice): boolean {
  return new Set(invoice.lines.map((line) => line.level?.id ?? null)).size > 1;
}

interface Candidate {
  value: string;
  label: string;
  names: string[];
  levelIds: number[];
}

function candidatesOf(levels: readonly Level[]): Candidate[] {
  const divisions = new Map<string, Candidate>();
  const lines = new Map<string, Candidate>();
  const pairs: Candidate[] = [];
  for (const { id, division, lineOfBusiness } of levels) {
    add(divisions, 'Division', division, id);
    add(lines, 'Line of business', lineOfBusiness, id);
    const pair = `${division} / ${lineOfBusiness}`;
    pairs.push({ value: pair, label: pair, names: [pair], levelIds: [id] });
  }
  return [...divisions.values(), ...lines.values(), ...pairs];
}

function add(into: Map<string, Candidate>, what: string, name: string, levelId: number): void {
  const value = `${what}: ${name}`;
  const known = into.get(name.toLowerCase());
  if (known) known.levelIds.push(levelId);
  else
    into.set(name.toLowerCase(), {
      value,
      label: `${name} (${what.toLowerCase()})`,
      names: [name, value],
      levelIds: [levelId],
    });
}

function existingNames(levels: readonly Level[]): string[] {
  return [...new Set(levels.flatMap(({ division, lineOfBusiness }) => [division, lineOfBusiness]))].sort();
}

/** Spaces around the slash do not matter, nor does the case. */
function same(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replaceAll(/\s*\/\s*/g, ' / ')
      .replaceAll(/\s+/g, ' ');
  return plain(a) === plain(b);
}

import { isEqual, isZero, multiply, roundTo, toPlain } from './money.ts';
import type {
  Amount,
  Books,
  DueRule,
  Invoice,
  InvoiceLine,
  LineTracking,
  MapEntry,
  MissingMap,
  PsaReference,
} from './types.ts';

/** A key names a field of the set-up window, whose ids are short; `#` and a number would end one. */
const TAX_KEY_MAX_CHARS = 200;

/**
 * Key of a tax map: what Autotask taxes by. A bar inside a name is escaped, so two pairs never share a key; of one that
 * is too long the end becomes a checksum of the whole.
 */
export function taxKey(region: string | null, category: string | null): string {
  const key = `${escapeName(region ?? '')}|${escapeName(category ?? '')}`;
  if (key.length <= TAX_KEY_MAX_CHARS) return key;
  const sum = checksum(key);
  return `${key.slice(0, TAX_KEY_MAX_CHARS - sum.length - 1)}~${sum}`;
}

/** "Netherlands × Standard", for people. */
export function taxLabel(region: string | null, category: string | null): string {
  return `${region ?? 'no tax region'} × ${category ?? 'no tax category'}`;
}

/** Key of an account map: the billing code's id; `''` for lines without one, which only the default can serve. */
export function accountKey(billingCodeId: number | null): string {
  return billingCodeId === null ? '' : String(billingCodeId);
}

/** What serves a line, or what an admin has to be asked. A map that points nowhere is asked again, never passed over. */
export type Choice<T> = ({ kind: 'found' } & T) | { kind: 'missing'; missing: MissingMap };

export type AccountChoice = Choice<{ accountCode: string; from: 'map' | 'default'; itemCode?: string }>;

/** The account of a line: its billing code's map or item, else the default. */
export function chooseAccount(line: InvoiceLine, maps: readonly MapEntry[], books: Books): AccountChoice {
  const key = accountKey(line.billingCodeId);
  const label = line.billingCode ?? (key === '' ? 'lines without a billing code' : `billing code ${key}`);
  const missing = (problem: string): AccountChoice => ({
    kind: 'missing',
    missing: { kind: 'account', key, label, problem },
  });
  const hasAccount = (code: string) => books.accounts.some((account) => account.code === code);
  for (const map of key === '' ? [] : maps) {
    if (map.key !== key || (map.kind !== 'account' && map.kind !== 'item')) continue;
    if (map.kind === 'account') {
      if (hasAccount(map.accountCode)) return { kind: 'found', accountCode: map.accountCode, from: 'map' };
      return missing(`The account of ${label} is ${map.accountCode}, ${noLonger(books, 'an active revenue account')}`);
    }
    const item = books.items?.find(({ code }) => code === map.itemCode);
    if (item && hasAccount(item.accountCode))
      return { kind: 'found', accountCode: item.accountCode, from: 'map', itemCode: item.code };
    return missing(`The item of ${label} is ${map.itemCode}, ${noLonger(books, 'an item with an active account')}`);
  }
  const entry = maps.find((map) => map.kind === 'default-account');
  if (entry?.kind !== 'default-account') return { kind: 'missing', missing: { kind: 'account', key, label } };
  if (hasAccount(entry.accountCode)) return { kind: 'found', accountCode: entry.accountCode, from: 'default' };
  const problem = `The default account is ${entry.accountCode}, ${noLonger(books, 'an active revenue account')}`;
  return { kind: 'missing', missing: { kind: 'default-account', key: '', label: 'the default account', problem } };
}

export type TaxChoice = Choice<{ taxType: string; rate: Amount }>;

/** The Xero tax rate of a line, by the invoice's region and the line's category. There is no default. */
export function chooseTax(
  invoice: Invoice,
  line: InvoiceLine,
  context: { maps: readonly MapEntry[]; books: Books; reference: PsaReference },
): TaxChoice {
  const { books, reference } = context;
  const key = taxKey(invoice.taxRegion, line.taxCategory);
  const label = taxLabel(invoice.taxRegion, line.taxCategory);
  const entry = context.maps.find((map) => map.kind === 'tax' && map.key === key);
  const missing = (problem?: string): TaxChoice => {
    const rate = billedRate(invoice, line, reference);
    return { kind: 'missing', missing: { kind: 'tax', key, label, rate, ...(problem && { problem }) } };
  };
  if (entry?.kind !== 'tax') return missing();
  const rate = books.taxRates.find((candidate) => candidate.type === entry.taxType);
  if (rate === undefined)
    return missing(`The tax rate of ${label} is ${entry.taxType}, ${noLonger(books, 'an active sales rate')}`);
  const judged = judgeTax(label, knownRate(invoice.taxRegion, line.taxCategory, reference), rate);
  if (judged.kind === 'refused') return missing(judged.sentence);
  if (judged.kind === 'differs' && !isAccepted(entry, judged)) return missing(judged.sentence);
  return { kind: 'found', taxType: rate.type, rate: rate.rate };
}

/** Xero's type for "no tax at all": such a line is in no tax return, which is not what a rate of 0 % means. */
export const NO_TAX = 'NONE';

export type TaxJudgement =
  | { kind: 'fits' }
  /** An admin may accept this pair of percentages. */
  | { kind: 'differs'; billed: Amount; xero: Amount; sentence: string }
  | { kind: 'refused'; sentence: string };

/**
 * Whether Xero's rate is the one Autotask bills by. What shows 0 % in Autotask (zero-rated, exempt, reverse charge) goes to
 * a rate of 0 %, whichever the category asks for, and nothing ever goes to no tax at all. Xero keeps four decimals.
 */
export function judgeTax(label: string, billed: Amount | null, rate: Books['taxRates'][number]): TaxJudgement {
  if (rate.type === NO_TAX) {
    const sentence = `${label} cannot go to “${rate.name}” (no tax): choose a rate of 0% that is reported, such as zero-rated or exempt.`;
    return { kind: 'refused', sentence };
  }
  if (billed === null) return { kind: 'fits' };
  const percent = inPercent(billed);
  if (isEqual(percent, roundTo(rate.rate, 4))) return { kind: 'fits' };
  const figures = `Autotask bills ${label} at ${percent}%, “${rate.name}” in Xero is ${toPlain(rate.rate)}%`;
  if (isZero(percent)) return { kind: 'refused', sentence: `${figures}: choose a rate of 0%.` };
  const sentence = `${figures}. Choose another rate, or accept the difference.`;
  return { kind: 'differs', billed: percent, xero: toPlain(rate.rate), sentence };
}

/** The difference is the very one that was accepted. */
export function isAccepted(
  { accepted }: { accepted?: { billed: Amount; xero: Amount } | null },
  now: { billed: Amount; xero: Amount },
): boolean {
  return !!accepted && isEqual(accepted.billed, now.billed) && isEqual(accepted.xero, now.xero);
}

/** "0.21" → "21", to the four decimals that Xero keeps. */
export function inPercent(fraction: Amount): Amount {
  return toPlain(roundTo(multiply(fraction, '100'), 4));
}

/**
 * The Xero rate that equals Autotask's (a fraction). Of several, with a label, the first that is called like the tax
 * category ("Exempt" → "Exempt Income"); which 0 % it is must not be guessed. Null: none, or a person has to say.
 */
export function suggestTaxType(rate: Amount | null, taxRates: Books['taxRates'], label?: string): string | null {
  if (rate === null) return null;
  const fitting = taxRates.filter((candidate) => judgeTax('', rate, candidate).kind === 'fits');
  if (label === undefined || fitting.length < 2) return fitting[0]?.type ?? null;
  const category = plainWords(label.split(' × ').at(-1) ?? '');
  return fitting.find(({ name }) => plainWords(name).includes(category))?.type ?? null;
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Autotask's rate as a fraction; 0 where a line without region or category was billed without tax; else unknown. */
export function billedRate(invoice: Invoice, line: InvoiceLine, reference: PsaReference): Amount | null {
  const known = knownRate(invoice.taxRegion, line.taxCategory, reference);
  if (known !== null) return known;
  const key = line.taxCategory;
  return invoice.lines.every((other) => other.taxCategory !== key || isZero(other.tax)) ? '0' : null;
}

/** What Autotask's own table says, as a fraction; null where it has no such pair. */
export function knownRate(region: string | null, category: string | null, reference: PsaReference): Amount | null {
  const known = reference.taxRates.find((rate) => rate.region === region && rate.category === category);
  return known === undefined ? null : toPlain(known.rate);
}

/** Keys of what a line's level is mapped by: its Division, and its Line of Business. The second is the more special. */
export function levelKeys(line: Pick<InvoiceLine, 'level'>): { key: string; label: string }[] {
  if (line.level === null) return [];
  const { division, lineOfBusiness } = line.level;
  return [
    ...(division === '' ? [] : [{ key: `division|${escapeName(division)}`, label: division }]),
    ...(lineOfBusiness === '' ? [] : [{ key: `line|${escapeName(lineOfBusiness)}`, label: lineOfBusiness }]),
  ];
}

/** "Managed Services (division)", for people. */
export function levelLabel(key: string): string {
  const [, what = '', name = ''] = /^(division|line)\|(.*)$/s.exec(key) ?? [];
  return `${plainName(name)} (${what === 'line' ? 'line of business' : 'division'})`;
}

/**
 * The tracking of a line: what its Division and its Line of Business are mapped to; where both name one category the Line
 * of Business counts. Asked for as soon as one Division (or Line of Business) has a map: then all of them need an answer.
 */
export function chooseTracking(
  line: InvoiceLine,
  maps: readonly MapEntry[],
  books: Books,
): Choice<{ tracking: LineTracking[] }> {
  const byCategory = new Map<string, LineTracking>();
  for (const { key } of levelKeys(line)) {
    const entry = maps.find((map) => map.kind === 'tracking' && map.key === key);
    const missing = { kind: 'tracking' as const, key, label: levelLabel(key) };
    if (entry?.kind !== 'tracking') {
      if (isMapped('tracking', key, maps)) return { kind: 'missing', missing };
      continue;
    }
    if (entry.option === null) continue;
    const { categoryId, optionId } = entry.option;
    const category = books.tracking?.find(({ id }) => id === categoryId);
    if (!category?.options.some(({ id }) => id === optionId)) {
      const problem = `The tracking of ${missing.label} is not an active option of ${books.organisation.name} any more.`;
      return { kind: 'missing', missing: { ...missing, problem } };
    }
    byCategory.set(categoryId, { categoryId, optionId });
  }
  return { kind: 'found', tracking: [...byCategory.values()] };
}

export type OrganisationChoice =
  | { kind: 'here' }
  | { kind: 'elsewhere'; organisation: string }
  | { kind: 'several'; organisations: string[] }
  | { kind: 'missing'; missing: MissingMap[] };

/**
 * Where an Invoice belongs by the Divisions and Lines of Business of its lines. Once one of them was given to an
 * organisation, all of that sort need an answer: nothing goes to an organisation by accident.
 */
export function chooseOrganisation(
  invoice: Invoice,
  maps: readonly MapEntry[],
  organisationId: string,
): OrganisationChoice {
  const owners = new Map<string, string>();
  const missing = new Map<string, MissingMap>();
  for (const line of invoice.lines) {
    let owner: { id: string; name: string } | null = null;
    for (const { key } of levelKeys(line)) {
      const entry = maps.find((map) => map.kind === 'organisation' && map.key === key);
      if (entry?.kind === 'organisation') owner = entry.organisation ?? owner;
      else if (isMapped('organisation', key, maps))
        missing.set(key, { kind: 'organisation', key, label: levelLabel(key) });
    }
    if (owner) owners.set(owner.id, owner.name);
  }
  if (missing.size > 0) return { kind: 'missing', missing: [...missing.values()] };
  if (owners.size > 1) return { kind: 'several', organisations: [...owners.values()] };
  const [only] = owners;
  return only && only[0] !== organisationId ? { kind: 'elsewhere', organisation: only[1] } : { kind: 'here' };
}

/** One of the same sort (Division or Line of Business) has a map that says something. */
function isMapped(kind: 'tracking' | 'organisation', key: string, maps: readonly MapEntry[]): boolean {
  const sort = key.slice(0, key.indexOf('|') + 1);
  return maps.some(
    (map) =>
      map.kind === kind &&
      map.key.startsWith(sort) &&
      (map.kind === 'tracking' ? map.option !== null : map.kind === 'organisation' && map.organisation !== null),
  );
}

/** By the invoice's payment term; Autotask's own due date where there is no rule for it. */
export function chooseDueRule(invoice: Invoice, maps: readonly MapEntry[]): DueRule {
  const entry = maps.find((map) => map.kind === 'due' && map.key === String(invoice.paymentTermId ?? ''));
  return entry?.kind === 'due' ? entry.rule : { kind: 'autotask' };
}

function noLonger(books: Books, what: string): string {
  return `which is not ${what} of ${books.organisation.name}; an admin can choose another one.`;
}

/** What `escapeName` made a part of a key of. */
export function plainName(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => (character === 'h' ? '#' : character));
}

function escapeName(name: string): string {
  return name.replace(/[\\|]/g, '\\$&').replaceAll('#', '\\h');
}

/** Twice FNV-1a, from two beginnings: 64 bits, to tell apart the few long names of one tenant. */
function checksum(text: string): string {
  const half = (start: number) => {
    let hash = start;
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x2545f491);
}

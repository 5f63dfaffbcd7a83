import { documentKindOf } from './amounts.ts';
import { sentFor } from './collision.ts';
import { ALIKE, type ComparableName, comparableName, namesAlike } from './likeness.ts';
import { grossOf, isEqual, negate } from './money.ts';
import { numbersToLookUp } from './numbers.ts';
import type { BooksDocument, Company, DetailedDocument, Invoice, NumberSource } from './types.ts';

/** Any document; those that were looked up outside the period come without lines. */
export type AnyDocument = BooksDocument | DetailedDocument;

export interface MatchInput {
  invoices: readonly Invoice[];
  documents: readonly AnyDocument[];
  /** Companies that a contact stands for, by contact id. */
  companiesOf: ReadonlyMap<string, ReadonlySet<number>>;
  companies: ReadonlyMap<number, Company>;
  numbering: { numberSource: NumberSource };
}

/** How it is known that a document is an Invoice's. */
export type MatchedBy = 'link' | 'number and contact' | 'number';

export interface Matches {
  /** By invoice id. */
  pairs: Map<number, { document: AnyDocument; by: MatchedBy }>;
  /** Further live documents that name an invoice which has one already, by document id. */
  again: Map<string, number>;
  /** Invoices whose number stands on a document that is somebody else's, by invoice id. */
  numberElsewhere: Map<number, AnyDocument>;
}

/**
 * Which document is which Invoice's: the one that names it (our link back, or the end of our reference); else the one of
 * its kind with its number and a contact of its company; else the one with its number, where total or contact speak for
 * it, too. A living document comes before a voided one, and a living Invoice chooses first.
 */
export function matchDocuments(input: MatchInput): Matches {
  const matches: Matches = { pairs: new Map(), again: new Map(), numberElsewhere: new Map() };
  const named = new Map<number, AnyDocument[]>();
  const numbered = new Map<string, AnyDocument[]>();
  for (const document of input.documents) {
    const id = sentFor(document);
    if (id !== null) push(named, id, document);
    else if (document.number !== null) push(numbered, numberKey(document.kind, document.number), document);
  }
  const taken = new Set<string>();
  const take = (invoice: Invoice, document: AnyDocument, by: MatchedBy) => {
    taken.add(document.id);
    matches.pairs.set(invoice.id, { document, by });
  };
  const invoices = [...input.invoices].sort((a, b) => Number(a.isVoided) - Number(b.isVoided) || a.id - b.id);
  for (const invoice of invoices) {
    const [first, ...others] = (named.get(invoice.id) ?? []).sort(livingFirst);
    if (first) take(invoice, first, 'link');
    for (const other of others) if (isLive(other)) matches.again.set(other.id, invoice.id);
  }
  for (const tier of ['number and contact', 'number'] as const)
    for (const invoice of invoices) {
      const known = matches.pairs.get(invoice.id);
      if (known && isLive(known.document)) continue;
      const kind = documentKindOf(invoice) ?? 'invoice';
      const numbers = numbersToLookUp(invoice, input.numbering);
      const same = [...new Set(numbers.flatMap((number) => numbered.get(numberKey(kind, number)) ?? []))];
      const free = same.filter(({ id }) => !taken.has(id)).sort(livingFirst);
      const document = free.find((each) => fits(input, invoice, each, tier));
      // A voided document is given up only for a living one.
      if (document && (!known || isLive(document))) take(invoice, document, tier);
      else if (tier === 'number' && !known && free[0] && isLive(free[0]))
        matches.numberElsewhere.set(invoice.id, free[0]);
    }
  return matches;
}

export function isLive(document: { status: string }): boolean {
  return document.status !== 'VOIDED' && document.status !== 'DELETED';
}

/** Xero holds credit notes as positive; next to Autotask's figures they count as negative. */
export function signed(document: AnyDocument, amount: string): string {
  return document.kind === 'credit-note' ? negate(amount) : amount;
}

function fits(input: MatchInput, invoice: Invoice, document: AnyDocument, tier: MatchedBy): boolean {
  const isTheirs = input.companiesOf.get(document.contactId)?.has(invoice.companyId) === true;
  if (tier === 'number and contact') return isTheirs;
  const company = input.companies.get(invoice.companyId);
  const sameTotal = isEqual(signed(document, document.total), grossOf(invoice));
  if (sameTotal && document.currency === company?.currency) return true;
  // Another total: only a contact that may be the company's speaks for it.
  if (input.companiesOf.has(document.contactId) || hasContact(input, invoice.companyId)) return false;
  const names = [company?.name ?? '', document.contactName].map(comparableName) as [ComparableName, ComparableName];
  return namesAlike(...names) >= ALIKE;
}

/** It is known who the company is in Xero. */
export function hasContact({ companiesOf }: Pick<MatchInput, 'companiesOf'>, companyId: number): boolean {
  for (const companies of companiesOf.values()) if (companies.has(companyId)) return true;
  return false;
}

function livingFirst(a: AnyDocument, b: AnyDocument): number {
  const lines = (document: AnyDocument) => Number('lines' in document);
  return Number(isLive(b)) - Number(isLive(a)) || lines(b) - lines(a) || (a.id < b.id ? -1 : 1);
}

function numberKey(kind: string, number: string): string {
  return `${kind} ${number.trim().toLowerCase()}`;
}

function push<K>(into: Map<K, AnyDocument[]>, key: K, document: AnyDocument): void {
  const known = into.get(key);
  if (known) known.push(document);
  else into.set(key, [document]);
}

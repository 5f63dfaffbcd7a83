import { documentKindOf } from './amounts.ts';
import {
  type CompareContext,
  DIFFERENCE_KINDS,
  type Difference,
  extra,
  inPeriod,
  invoiceDifferences,
  twice,
} from './reconcile-differences.ts';
import type { Rates } from './reconcile-lines.ts';
import { type AnyDocument, isLive, type Matches, matchDocuments } from './reconcile-match.ts';
import { compareTotals, type Totals } from './reconcile-totals.ts';
import type { BooksDocument, Company, DetailedDocument, Invoice, NumberSource, Period, Posting } from './types.ts';

/** Both systems as they are now. Voided and marked invoices, voided and deleted documents included. */
export interface ReconcileInput extends Rates {
  organisationId: string;
  period: Period;
  /** Only a part of the period's invoices was asked for: what is in Xero beside them says nothing. */
  isPart: boolean;
  /** Dated in the period. */
  invoices: readonly Invoice[];
  /** Invoices that documents of the period name, but that are not among the invoices. */
  otherInvoices: readonly Invoice[];
  companies: readonly Company[];
  /** Dated in the period. */
  documents: readonly DetailedDocument[];
  /** Found when what is missing was looked for: dated outside the period. */
  otherDocuments: readonly BooksDocument[];
  /** Companies that a contact stands for, by contact id. */
  companiesOf: ReadonlyMap<string, ReadonlySet<number>>;
  /** What our ledger remembers, by invoice id. It only tells why; every figure comes from the systems. */
  sent: ReadonlyMap<number, Posting>;
  /** How the organisation's documents are numbered. */
  numbering: { numberSource: NumberSource };
}

/** One line of the comparison: an Invoice, a document, or both where they belong together. */
export interface Entry {
  invoice: Invoice | null;
  document: AnyDocument | null;
  company: { id: number | null; name: string };
  /** What the Invoice is billed in; null without one. */
  currency: string | null;
  /** Whether the period's totals hold it, on each side. */
  counts: { autotask: boolean; xero: boolean };
  differences: Difference[];
}

export interface Reconciliation {
  entries: Entry[];
  totals: Totals;
  /** Entries with at least one difference, the gravest kinds first. */
  differing: Entry[];
  /** Left out of the totals: voided in Autotask, voided or deleted in Xero, zero and not in Xero. */
  leftOut: { voidedInAutotask: number; voidedInXero: number; nothingToPost: number };
}

/** Autotask against Xero: what belongs together, what differs and why, and the totals of both sides. */
export function reconcile(input: ReconcileInput): Reconciliation {
  const steps = reconcileInSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, in steps of some tens of milliseconds: thousands of invoices must not hold everybody up. */
export function* reconcileInSteps(input: ReconcileInput): Generator<undefined, Reconciliation> {
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const { companiesOf } = input;
  const invoices = [...input.invoices, ...input.otherInvoices];
  const documents = [...input.documents, ...input.otherDocuments];
  const matches = matchDocuments({ invoices, documents, companies, companiesOf, numbering: input.numbering });
  const own = new Set(input.invoices.map(({ id }) => id));
  const context: CompareContext = { ...input, companies, own, ownerOf: ownersOf(invoices, matches) };
  const entries = [
    ...input.invoices.map((invoice) => invoiceEntry(context, matches, invoice)),
    ...input.documents.flatMap((document) => documentEntry(context, matches, document)),
  ];
  return {
    entries,
    totals: yield* compareTotals(entries, input),
    differing: entries.filter(({ differences }) => differences.length > 0).sort(gravestFirst),
    leftOut: {
      voidedInAutotask: input.invoices.filter(({ isVoided }) => isVoided).length,
      voidedInXero: input.documents.filter((document) => !isLive(document)).length,
      nothingToPost: entries.filter(({ invoice, counts }) => invoice && !invoice.isVoided && !counts.autotask).length,
    },
  };
}

/** By document id. */
function ownersOf(invoices: readonly Invoice[], matches: Matches): Map<string, Invoice> {
  const pairs = invoices.map((invoice) => [matches.pairs.get(invoice.id)?.document.id, invoice] as const);
  return new Map(pairs.flatMap(([id, invoice]) => (id === undefined ? [] : [[id, invoice]])));
}

function invoiceEntry(context: CompareContext, matches: Matches, invoice: Invoice): Entry {
  const { document = null } = matches.pairs.get(invoice.id) ?? {};
  const company = context.companies.get(invoice.companyId);
  const live = document !== null && isLive(document);
  const within = document !== null && inPeriod(context, document);
  return {
    invoice,
    document,
    company: { id: invoice.companyId, name: company?.name ?? `Company ${invoice.companyId}` },
    currency: company?.currency ?? null,
    // An invoice of nothing is in the totals only where a document of nothing was made of it.
    counts: { autotask: !invoice.isVoided && (live || documentKindOf(invoice) !== null), xero: live && within },
    differences: invoiceDifferences(context, matches, { invoice, document }),
  };
}

/** A document of the period that is no Invoice's of the period; none where it was told with its Invoice. */
function documentEntry(context: CompareContext, matches: Matches, document: DetailedDocument): Entry[] {
  const again = matches.again.get(document.id);
  const owner = context.ownerOf.get(document.id) ?? null;
  if (!isLive(document) || (owner !== null && context.own.has(owner.id))) return [];
  if (context.isPart && again === undefined) return [];
  const entry: Entry = {
    invoice: null,
    document,
    company: companyOf(context, document),
    currency: null,
    counts: { autotask: false, xero: true },
    differences: [again === undefined ? extra(document, owner) : twice(document, again)],
  };
  return [entry];
}

function companyOf(context: CompareContext, document: AnyDocument): Entry['company'] {
  const [id, ...others] = context.companiesOf.get(document.contactId) ?? [];
  const company = id === undefined || others.length > 0 ? undefined : context.companies.get(id);
  return company ? { id: company.id, name: company.name } : { id: null, name: document.contactName };
}

function gravestFirst(a: Entry, b: Entry): number {
  const rank = ({ differences }: Entry) => Math.min(...differences.map(({ kind }) => DIFFERENCE_KINDS.indexOf(kind)));
  return rank(a) - rank(b) || (a.invoice?.id ?? Number.MAX_SAFE_INTEGER) - (b.invoice?.id ?? Number.MAX_SAFE_INTEGER);
}

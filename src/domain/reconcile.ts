import { documentKindOf } from './amounts.ts';
import { sentFor } from './collision.ts';
import { formatAmount, grossOf, isEqual, roundCents } from './money.ts';
import { numbersToLookUp, proposedNumber } from './numbers.ts';
import { describeDay } from './period.ts';
import type { Rates } from './reconcile-lines.ts';
import { type AnyDocument, hasContact, isLive, type Matches, matchDocuments, signed } from './reconcile-match.ts';
import { compareTotals, type Totals } from './reconcile-totals.ts';
import { explainAmounts } from './reconcile-why.ts';
import type {
  Amount,
  BooksDocument,
  Company,
  DetailedDocument,
  Invoice,
  NumberSource,
  Period,
  Posting,
} from './types.ts';

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

export const DIFFERENCE_KINDS = [
  'amount',
  'missing',
  'extra',
  'twice',
  'voided',
  'date',
  'contact',
  'number',
  'not-marked',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  kind: DifferenceKind;
  /** What differs, in one sentence with both sides. */
  sentence: string;
  /** Which line and why, where that can be known. */
  why: string[];
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
  const context: Context = { ...input, companies, own, ownerOf: ownersOf(invoices, matches) };
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

interface Context extends Omit<ReconcileInput, 'companies'> {
  companies: ReadonlyMap<number, Company>;
  /** Ids of the invoices of the period. */
  own: ReadonlySet<number>;
  /** The Invoice each document was paired with. */
  ownerOf: ReadonlyMap<string, Invoice>;
}

/** By document id. */
function ownersOf(invoices: readonly Invoice[], matches: Matches): Map<string, Invoice> {
  const pairs = invoices.map((invoice) => [matches.pairs.get(invoice.id)?.document.id, invoice] as const);
  return new Map(pairs.flatMap(([id, invoice]) => (id === undefined ? [] : [[id, invoice]])));
}

function invoiceEntry(context: Context, matches: Matches, invoice: Invoice): Entry {
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

function invoiceDifferences(
  context: Context,
  matches: Matches,
  { invoice, document }: { invoice: Invoice; document: AnyDocument | null },
): Difference[] {
  const live = document !== null && isLive(document);
  if (invoice.isVoided) return live ? [voidedInAutotask(invoice, document)] : [];
  if (document === null)
    return documentKindOf(invoice) === null ? [] : [missing(context, invoice, matches.numberElsewhere.get(invoice.id))];
  if (!live) return [voidedInXero(invoice, document)];
  const pair = { invoice, document };
  return [
    amount(context, pair),
    date(context, pair),
    contact(context, pair),
    number(context, pair),
    notMarked(invoice),
  ].filter((difference) => difference !== null);
}

interface Pair {
  invoice: Invoice;
  document: AnyDocument;
}

function voidedInAutotask({ voidedAt }: Invoice, document: AnyDocument): Difference {
  const when = voidedAt === null ? '' : ` on ${describeDay(voidedAt)}`;
  const sentence = `Voided in Autotask${when}, but ${document.status} in Xero with ${totalOf(document)}.`;
  return { kind: 'voided', sentence, why: [] };
}

function voidedInXero(invoice: Invoice, document: AnyDocument): Difference {
  const word = document.status === 'DELETED' ? 'Deleted' : 'Voided';
  const sentence = `${word} in Xero, but Autotask bills ${formatAmount(grossOf(invoice))}.`;
  return { kind: 'voided', sentence, why: [] };
}

function missing(context: Context, invoice: Invoice, elsewhere: AnyDocument | undefined): Difference {
  const why: string[] = [];
  const sent = context.sent.get(invoice.id);
  if (elsewhere)
    why.push(
      `Its number ${elsewhere.number} stands on a document of ${elsewhere.contactName} with ${totalOf(elsewhere)}.`,
    );
  if (sent?.document && sent.organisationId !== context.organisationId)
    why.push('upSync posted it to another organisation.');
  else if (sent?.document) why.push('upSync posted it, but Xero does not show it any more.');
  else if (sent?.message) why.push(sent.message);
  if (invoice.markedAt !== null) why.push(`Autotask says that it was processed on ${describeDay(invoice.markedAt)}.`);
  return { kind: 'missing', sentence: `Billed with ${formatAmount(grossOf(invoice))}, not in Xero.`, why };
}

function amount(context: Context, { invoice, document }: Pair): Difference | null {
  const currency = context.companies.get(invoice.companyId)?.currency ?? null;
  const billed = { net: roundCents(invoice.net), tax: roundCents(invoice.tax), gross: grossOf(invoice) };
  const net = roundCents(signed(document, document.subTotal));
  const tax = roundCents(signed(document, document.totalTax));
  const gross = roundCents(signed(document, document.total));
  const sameCurrency = currency === null || currency === document.currency;
  const figures: [string, Amount, Amount][] = [
    ['net', billed.net, net],
    ['tax', billed.tax, tax],
    ['gross', billed.gross, gross],
  ];
  const differing = figures.filter(([, ours, theirs]) => !isEqual(ours, theirs));
  if (differing.length === 0 && sameCurrency) return null;
  const said = differing.map(([what, a, b]) => `${what} ${formatAmount(a)} in Autotask, ${formatAmount(b)} in Xero`);
  const why = explainAmounts(invoice, document, {
    ...context,
    currency,
    sent: context.sent.get(invoice.id) ?? null,
  });
  const sentence = said.length > 0 ? `${capital(said.join('; '))}.` : `Another currency in Xero.`;
  return { kind: 'amount', sentence, why };
}

function date(context: Context, { invoice, document }: Pair): Difference | null {
  if (inPeriod(context, document)) return null;
  const inXero = document.date === null ? 'without a date' : `dated ${describeDay(document.date)}`;
  const sentence = `Dated ${describeDay(invoice.date)} in Autotask, ${inXero} in Xero: outside this period.`;
  return { kind: 'date', sentence, why: [] };
}

function contact(context: Context, { invoice, document }: Pair): Difference | null {
  if (context.companiesOf.get(document.contactId)?.has(invoice.companyId)) return null;
  if (!hasContact(context, invoice.companyId)) return null;
  const name = context.companies.get(invoice.companyId)?.name ?? `company ${invoice.companyId}`;
  const sentence = `Billed to ${name}, in Xero to ${document.contactName}, which is not its contact.`;
  return { kind: 'contact', sentence, why: [] };
}

/** The number it is sent under, Autotask's own, or the one Xero gave when it numbered the document itself. */
function number({ numbering, sent }: Context, { invoice, document }: Pair): Difference | null {
  const posting = sent.get(invoice.id);
  const given = posting?.draft?.number === '' ? posting.document?.number : null;
  const expected = [...numbersToLookUp(invoice, numbering), ...(given ? [given] : [])];
  const held = document.number?.trim() ?? '';
  if (expected.some((each) => each.toLowerCase() === held.toLowerCase())) return null;
  const sentence = `Its number is ${expected[0] ?? proposedNumber(invoice).number} in Autotask, ${held || 'missing'} in Xero.`;
  return { kind: 'number', sentence, why: [] };
}

function notMarked(invoice: Invoice): Difference | null {
  if (invoice.markedAt !== null) return null;
  return { kind: 'not-marked', sentence: 'In Xero, but not marked as processed in Autotask.', why: [] };
}

/** A document of the period that is no Invoice's of the period; none where it was told with its Invoice. */
function documentEntry(context: Context, matches: Matches, document: DetailedDocument): Entry[] {
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

function twice(document: AnyDocument, invoiceId: number): Difference {
  const sentence = `A second document in Xero for Autotask invoice ${invoiceId}: ${totalOf(document)}, ${document.status}.`;
  return { kind: 'twice', sentence, why: [] };
}

function extra(document: AnyDocument, owner: Invoice | null): Difference {
  if (owner?.isVoided) return voidedInAutotask(owner, document);
  if (owner !== null) {
    const sentence = `Dated ${document.date === null ? '–' : describeDay(document.date)} in Xero, but ${describeDay(owner.date)} in Autotask: outside this period.`;
    return { kind: 'date', sentence, why: [] };
  }
  const id = sentFor(document);
  const why = [
    id === null
      ? 'It does not come from upSync: typed in Xero, or from another tool.'
      : `It names Autotask invoice ${id}, which Autotask does not show.`,
  ];
  return { kind: 'extra', sentence: `In Xero with ${totalOf(document)}, ${document.status}, not in Autotask.`, why };
}

function companyOf(context: Context, document: AnyDocument): Entry['company'] {
  const [id, ...others] = context.companiesOf.get(document.contactId) ?? [];
  const company = id === undefined || others.length > 0 ? undefined : context.companies.get(id);
  return company ? { id: company.id, name: company.name } : { id: null, name: document.contactName };
}

function inPeriod({ period }: Pick<Context, 'period'>, { date: day }: AnyDocument): boolean {
  return day !== null && day >= period.from && day <= period.to;
}

function totalOf(document: AnyDocument): string {
  return `${document.currency} ${formatAmount(signed(document, document.total))}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function gravestFirst(a: Entry, b: Entry): number {
  const rank = ({ differences }: Entry) => Math.min(...differences.map(({ kind }) => DIFFERENCE_KINDS.indexOf(kind)));
  return rank(a) - rank(b) || (a.invoice?.id ?? Number.MAX_SAFE_INTEGER) - (b.invoice?.id ?? Number.MAX_SAFE_INTEGER);
}

import { documentKindOf } from './amounts.ts';
import { sentFor } from './collision.ts';
import { formatAmount, grossOf, isEqual, roundCents } from './money.ts';
import { numbersToLookUp, proposedNumber } from './numbers.ts';
import { describeDay } from './period.ts';
import type { ReconcileInput } from './reconcile.ts';
import { type AnyDocument, hasContact, isLive, type Matches, signed } from './reconcile-match.ts';
import { explainAmounts } from './reconcile-why.ts';
import type { Amount, Company, Invoice } from './types.ts';

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

export interface CompareContext extends Omit<ReconcileInput, 'companies'> {
  companies: ReadonlyMap<number, Company>;
  /** Ids of the invoices of the period. */
  own: ReadonlySet<number>;
  /** The Invoice each document was paired with. */
  ownerOf: ReadonlyMap<string, Invoice>;
}

export function invoiceDifferences(
  context: CompareContext,
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
  const sentence = `Voided in Autotask${when}, but ${document.status.toLowerCase()} in Xero with ${totalOf(document)}.`;
  return { kind: 'voided', sentence, why: [] };
}

function voidedInXero(invoice: Invoice, document: AnyDocument): Difference {
  const word = document.status === 'DELETED' ? 'Deleted' : 'Voided';
  const sentence = `${word} in Xero, but Autotask bills ${formatAmount(grossOf(invoice))}.`;
  return { kind: 'voided', sentence, why: [] };
}

function missing(context: CompareContext, invoice: Invoice, elsewhere: AnyDocument | undefined): Difference {
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
  const currency = context.companies.get(invoice.companyId)?.currency ?? '';
  const billed = `${currency} ${formatAmount(grossOf(invoice))}`.trim();
  return { kind: 'missing', sentence: `Billed at ${billed}, not in Xero.`, why };
}

function amount(context: CompareContext, { invoice, document }: Pair): Difference | null {
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

function date(context: CompareContext, { invoice, document }: Pair): Difference | null {
  if (inPeriod(context, document)) return null;
  const inXero = document.date === null ? 'without a date' : `dated ${describeDay(document.date)}`;
  const sentence = `Dated ${describeDay(invoice.date)} in Autotask, ${inXero} in Xero: outside this period.`;
  return { kind: 'date', sentence, why: [] };
}

function contact(context: CompareContext, { invoice, document }: Pair): Difference | null {
  if (context.companiesOf.get(document.contactId)?.has(invoice.companyId)) return null;
  if (!hasContact(context, invoice.companyId)) return null;
  const name = context.companies.get(invoice.companyId)?.name ?? `company ${invoice.companyId}`;
  const sentence = `Billed to ${name}, in Xero to ${document.contactName}, which is not its contact.`;
  return { kind: 'contact', sentence, why: [] };
}

/** The number it is sent under, Autotask's own, or the one Xero gave when it numbered the document itself. */
function number({ numbering, sent }: CompareContext, { invoice, document }: Pair): Difference | null {
  const posting = sent.get(invoice.id);
  const given = posting?.draft?.number === '' ? posting.document?.number : null;
  // the setting may have been another one when it was posted
  const sources = [numbering, { numberSource: 'autotask' }, { numberSource: 'id' }] as const;
  const expected = [...sources.flatMap((source) => numbersToLookUp(invoice, source)), ...(given ? [given] : [])];
  const held = document.number?.trim() ?? '';
  if (expected.some((each) => each.toLowerCase() === held.toLowerCase())) return null;
  const sentence = `Its number is ${expected[0] ?? proposedNumber(invoice).number} in Autotask, ${held || 'missing'} in Xero.`;
  return { kind: 'number', sentence, why: [] };
}

function notMarked(invoice: Invoice): Difference | null {
  if (invoice.markedAt !== null) return null;
  return { kind: 'not-marked', sentence: 'In Xero, but not marked as processed in Autotask.', why: [] };
}

export function twice(document: AnyDocument, invoiceId: number): Difference {
  const sentence = `A second document in Xero for Autotask invoice ${invoiceId}: ${totalOf(document)}, ${document.status}.`;
  return { kind: 'twice', sentence, why: [] };
}

export function extra(document: AnyDocument, owner: Invoice | null): Difference {
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
  return {
    kind: 'extra',
    sentence: `In Xero with ${totalOf(document)} (${document.status.toLowerCase()}), not in Autotask.`,
    why,
  };
}

export function inPeriod({ period }: Pick<CompareContext, 'period'>, { date: day }: AnyDocument): boolean {
  return day !== null && day >= period.from && day <= period.to;
}

function totalOf(document: AnyDocument): string {
  return `${document.currency} ${formatAmount(signed(document, document.total))}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

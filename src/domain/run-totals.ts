import { companyName } from './invoice-rows.ts';
import { isEqual } from './money.ts';
import type { PlannedInvoice } from './plan.ts';
import type { Entry } from './reconcile.ts';
import type { Rates } from './reconcile-lines.ts';
import { compareTotals } from './reconcile-totals.ts';
import { postedBy } from './report.ts';
import { ownTax } from './tax.ts';
import type { BooksDocument, DetailedDocument, Draft, Posting } from './types.ts';
import type { Comparison } from './views.ts';

export const TOTALS_BY = ['company', 'division', 'tax rate'] as const;
export type TotalsBy = (typeof TOTALS_BY)[number];

/** What a run put into Xero, both sides under one kind of heading; page by page. */
export interface RunTotalsView {
  kind: 'run-totals';
  runId: string;
  title: string;
  by: TotalsBy;
  rows: Comparison[];
  /** Over all pages. */
  all: number;
  differing: number;
  page: number;
  pages: number;
}

export interface RunTotalsInput {
  runId: string;
  planned: readonly PlannedInvoice[];
  rates: Rates;
}

/** What a run put into Xero beside what Autotask billed, by the headings of a reconciliation and by its arithmetic. */
export function runTotals({ runId, planned, rates }: RunTotalsInput): Record<TotalsBy, Comparison[]> {
  const posted = postedBy(runId, planned);
  const sent = new Map(
    posted.flatMap(({ posting }): [number, Posting][] => (posting ? [[posting.invoiceId, posting]] : [])),
  );
  const steps = compareTotals(
    posted.map((each) => entryOf(each, rates)),
    { ...rates, sent },
  );
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    const { companies, divisions, taxRates } = step.value;
    return { company: companies, division: divisions, 'tax rate': taxRates };
  }
}

function entryOf(each: PlannedInvoice, rates: Rates): Entry {
  const { invoice, company, posting } = each;
  const document = posting?.document ?? null;
  const draft = posting?.draft ?? null;
  const asSent = document !== null && draft !== null && holdsAll(document, draft);
  return {
    invoice,
    document: asSent ? { ...document, lines: linesOf(draft, rates) } : document,
    company: { id: invoice.companyId, name: companyName(each) },
    currency: draft?.currency ?? company?.currency ?? null,
    counts: { autotask: true, xero: document !== null },
    differences: asSent ? [] : [{ kind: 'amount', sentence: '', why: [] }],
  };
}

/** Xero confirmed the totals of what was sent, so its lines are those; else they lie under no division and no rate. */
function holdsAll(document: BooksDocument, draft: Draft): boolean {
  return isEqual(document.subTotal, draft.subTotal) && isEqual(document.totalTax, draft.totalTax);
}

function linesOf(draft: Draft, { taxRates }: Rates): DetailedDocument['lines'] {
  return draft.lines.map(({ description, quantity, unitAmount, lineAmount, taxAmount, taxType, accountCode }) => {
    const rate = taxRates.find(({ type }) => type === taxType)?.rate ?? '0';
    const tax = taxAmount ?? ownTax({ amount: lineAmount, rate });
    return { description, quantity, unitAmount, amount: lineAmount, tax, taxType, accountCode };
  });
}

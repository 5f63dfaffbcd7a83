import { attentionOf } from './attention.ts';
import { invoiceRow, type LinksOf } from './invoice-rows.ts';
import { totalsOf } from './money.ts';
import type { PlannedInvoice } from './plan.ts';
import { approvedIn, postedBy, runReport } from './report.ts';
import { DETAILS_DELETED } from './retention.ts';
import { describeCriteria } from './runs.ts';
import type { Organisation, OrganisationSettings, Posting, SyncRun } from './types.ts';
import type { CurrencyTotals, Decision, NextStep, RunCardView, RunCounts } from './views.ts';

const MAX_ROWS_ON_CARD = 10;

export interface RunCardInput {
  run: SyncRun;
  planned: readonly PlannedInvoice[];
  organisation: (Pick<Organisation, 'name'> & Pick<OrganisationSettings, 'status'>) | null;
  next: NextStep;
  linksOf: LinksOf;
  /** Where the audit knows more than the run; else who approved, cancelled and answered the mark question. */
  decisions?: Decision[];
  /** Every posting of the run, those that another run's came after, too: for the report of an undo. */
  own?: readonly Posting[];
}

/** The card of a run at one moment. */
export function runCard({ run, planned, organisation, next, linksOf, decisions, own = [] }: RunCardInput): RunCardView {
  const rows = planned.slice(0, MAX_ROWS_ON_CARD);
  const isReport = run.state === 'posted' || run.state === 'marking' || run.state === 'undoing' || run.state === 'done';
  return {
    kind: 'run',
    runId: run.id,
    state: run.state,
    title: describeCriteria(run.criteria),
    requestedBy: run.requestedBy,
    organisation: organisation === null ? null : { name: organisation.name, status: organisation.status },
    counts: countsOf(planned, run.id),
    totals: currencyTotals(toBeSent(run, planned)),
    foundTotals: currencyTotals(planned.filter(({ verdict }) => verdict.kind !== 'voided')),
    attention: run.detailsDeletedAt ? [] : attentionOf(run, planned),
    notes: run.detailsDeletedAt ? [DETAILS_DELETED] : run.notes,
    invoices: rows.map((each) => invoiceRow(each, { linksOf, mayHold: run.state === 'open' })),
    moreInvoices: planned.length - rows.length,
    next,
    decisions: decisions ?? decisionsOf(run),
    progress: run.state === 'posting' ? progressOf(run, planned) : null,
    report: isReport ? runReport(run, planned, linksOf, own) : null,
  };
}

export function countsOf(planned: readonly PlannedInvoice[], runId: string): RunCounts {
  const count = (test: (each: PlannedInvoice) => boolean) => planned.filter(test).length;
  const kind = (...kinds: string[]) => count(({ verdict }) => kinds.includes(verdict.kind));
  return {
    found: planned.length,
    companies: new Set(planned.map(({ invoice }) => invoice.companyId)).size,
    ready: kind('ready'),
    waiting: kind('needs-organisation', 'needs-contact', 'needs-map'),
    held: kind('held'),
    refused: kind('refused'),
    nothingToPost: kind('nothing-to-post'),
    inXero: kind('in-xero'),
    inXeroNotMarked: count(({ verdict, marked }) => verdict.kind === 'in-xero' && !marked),
    marked: count(({ marked }) => marked),
    voided: kind('voided'),
    undone: kind('undone'),
    beingSent: count(({ verdict }) => verdict.kind === 'in-progress' && verdict.runId === runId),
    inProgress: count(({ verdict }) => verdict.kind === 'in-progress' && verdict.runId !== runId),
  };
}

/** Before the approval what would go, afterwards what went or is going. */
function toBeSent(run: SyncRun, planned: readonly PlannedInvoice[]): PlannedInvoice[] {
  const waiting = new Set(['ready', 'needs-organisation', 'needs-contact', 'needs-map']);
  if (run.state === 'searching' || run.state === 'open' || run.state === 'checking') {
    return planned.filter(({ verdict }) => waiting.has(verdict.kind));
  }
  return approvedIn(run.id, planned);
}

function currencyTotals(planned: readonly PlannedInvoice[]): CurrencyTotals[] {
  return totalsOf(
    planned.map(({ invoice, company }) => ({ currency: company?.currency ?? '?', net: invoice.net, tax: invoice.tax })),
  );
}

function progressOf(run: SyncRun, planned: readonly PlannedInvoice[]): RunCardView['progress'] {
  const posted = postedBy(run.id, planned).length;
  const rejected = planned.filter(({ verdict }) => verdict.kind === 'refused' && verdict.code === 'rejected').length;
  const refused = rejected === 0 ? null : `${rejected} refused by Xero so far; the others go on.`;
  const sentence = run.failure ?? refused;
  return { posted, of: approvedIn(run.id, planned).length, sentence };
}

/** What people decided for good, as far as the run itself remembers. */
export function decisionsOf(run: SyncRun): Decision[] {
  const decisions: Decision[] = [];
  const at = run.updatedAt;
  if (run.approvedBy !== null) {
    const what = run.markEach ? 'Approved, marking each as soon as it is in Xero' : 'Approved';
    decisions.push({ what, by: run.approvedBy, at: run.approvedAt ?? at });
  }
  if (run.stopRequestedBy !== null) decisions.push({ what: 'Stopped', by: run.stopRequestedBy, at });
  if (run.cancelledBy !== null) decisions.push({ what: 'Cancelled', by: run.cancelledBy, at });
  if (run.markAnsweredBy !== null && run.markAnswer !== null) {
    const what = run.markAnswer === 'yes' ? 'Marking agreed' : 'Left unmarked';
    decisions.push({ what, by: run.markAnsweredBy, at });
  }
  if (run.undoneBy !== null) decisions.push({ what: 'Undo approved', by: run.undoneBy, at: run.undoneAt ?? at });
  return decisions;
}

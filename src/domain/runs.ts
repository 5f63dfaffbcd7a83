import { formatAmount } from './money.ts';
import { describePeriod } from './period.ts';
import type { RunState, SearchCriteria } from './types.ts';
import type { CurrencyTotals, RunCounts } from './views.ts';

const MAX_IDS_NAMED = 5;

/** What a run is about, for its title: "Invoices dated 1–31 Oct 2026 · Managed Services". */
export function describeCriteria(criteria: SearchCriteria): string {
  const { period, invoiceIds, division } = criteria;
  const ids = invoiceIds.slice(0, MAX_IDS_NAMED).join(', ');
  const more = invoiceIds.length > MAX_IDS_NAMED ? ` and ${invoiceIds.length - MAX_IDS_NAMED} more` : '';
  const what = invoiceIds.length === 0 ? 'Invoices' : `Invoice${invoiceIds.length === 1 ? '' : 's'} ${ids}${more}`;
  const dated = period === null ? '' : ` dated ${describePeriod(period)}`;
  const extras = [
    division,
    criteria.includeMarked ? 'marked ones included' : null,
    criteria.dryRun ? 'dry run' : null,
  ].filter((extra) => extra !== null);
  return [`${what}${dated}`, ...extras].join(' · ');
}

/** A run's state in words, for a list. */
export const RUN_STATE_WORDS: Record<RunState, string> = {
  searching: 'searching',
  open: 'waits for people',
  checking: 'looking things up in Xero',
  posting: 'posting',
  posted: 'posted, not marked yet',
  marking: 'marking',
  undoing: 'being undone',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** One line on what came of a run: "42 invoices: 38 in Xero, 2 refused, 2 held · EUR 12,345.60". */
export function summaryLine(counts: RunCounts, totals: readonly CurrencyTotals[]): string {
  if (counts.found === 0) return 'Nothing found';
  const parts = [
    [counts.inXero, 'in Xero'],
    [counts.ready, 'ready'],
    [counts.waiting, 'waiting for an answer'],
    [counts.beingSent, 'being sent'],
    [counts.inProgress, 'in another run'],
    [counts.undone, 'undone'],
    [counts.refused, 'refused'],
    [counts.held, 'held'],
    [counts.nothingToPost, 'nothing to post'],
    [counts.voided, 'voided'],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  const found = `${counts.found} ${counts.found === 1 ? 'invoice' : 'invoices'}: ${parts.join(', ')}`;
  return [found, ...totals.map((total) => `${total.currency} ${formatAmount(total.gross)}`)].join(' · ');
}

import { centSentence } from './amounts.ts';
import { changeSince } from './changed.ts';
import { proposedNumber } from './draft.ts';
import { grossOf, roundCents } from './money.ts';
import { describeDay } from './period.ts';
import type { PlannedInvoice } from './plan.ts';
import type { MissingMap, Posting, Verdict } from './types.ts';
import type { InvoiceRow, Link } from './views.ts';

/** Pages a person may open for an Invoice: the document in Xero, the company in Autotask. */
export type LinksOf = (planned: PlannedInvoice) => Link[];

/** An Invoice as a line of a list. `mayHold`: the run is still open. */
export function invoiceRow(
  planned: PlannedInvoice,
  { linksOf, mayHold }: { linksOf: LinksOf; mayHold: boolean },
): InvoiceRow {
  const { invoice, company, verdict } = planned;
  return {
    invoiceId: invoice.id,
    number: proposedNumber(invoice).number,
    company: companyName(planned),
    companyId: invoice.companyId,
    date: invoice.date,
    currency: company?.currency ?? '',
    net: roundCents(invoice.net),
    tax: roundCents(invoice.tax),
    gross: grossOf(invoice),
    verdict: verdictWords(planned),
    reason: reasonOf(planned),
    canHold: mayHold && isHoldable(verdict),
    held: planned.held,
    links: linksOf(planned),
  };
}

export function companyName({ company, invoice }: PlannedInvoice): string {
  return company?.name ?? `Company ${invoice.companyId}`;
}

/** A Verdict in two or three words. */
export function verdictWords({ verdict, posting, marked }: PlannedInvoice): string {
  switch (verdict.kind) {
    case 'ready':
      return verdict.draft.kind === 'credit-note' ? 'ready (credit note)' : 'ready';
    case 'nothing-to-post':
      return marked ? 'nothing to post, marked' : 'nothing to post';
    case 'needs-organisation':
      return 'needs an organisation';
    case 'needs-contact':
      return 'needs a contact';
    case 'needs-map':
      return 'needs an account or tax';
    case 'held':
      return 'held';
    case 'in-xero':
      return inXeroWords(posting, { marked, adoptable: verdict.adoptable });
    case 'in-progress':
      return posting?.state === 'in_doubt' ? 'in doubt' : 'in progress';
    case 'voided':
      return 'voided';
    case 'undone':
      return 'undone';
    case 'refused':
      return 'refused';
  }
}

function inXeroWords(posting: Posting | null, { marked, adoptable }: { marked: boolean; adoptable: boolean }): string {
  if (posting?.state === 'difference')
    return posting.differenceAccepted ? 'in Xero, difference accepted' : 'posted with a difference';
  if (marked) return 'in Xero, marked';
  return adoptable ? 'in Xero, not by us' : 'in Xero, not marked';
}

export function reasonOf({ verdict, posting, invoice }: PlannedInvoice): string | null {
  switch (verdict.kind) {
    case 'refused':
    case 'nothing-to-post':
      return verdict.reason;
    case 'needs-map':
      return mapsSentence(verdict.missing);
    case 'needs-contact':
    case 'needs-organisation':
      return null;
    case 'held':
      if (verdict.by === 'other-organisation') return `By its division it belongs to ${verdict.organisation}.`;
      return verdict.by === 'person' ? 'A person held it.' : 'Its company is skipped in this run.';
    case 'voided':
      return verdict.at === null ? 'Voided in Autotask.' : `Voided in Autotask on ${describeDay(verdict.at)}.`;
    case 'undone':
      return posting?.undoMessage ?? 'Taken back by this run’s undo; a new search finds it again.';
    case 'in-progress':
      return posting?.state === 'in_doubt' ? 'Xero did not answer; it is being looked up.' : null;
    case 'in-xero':
      return (
        posting?.message ??
        (invoice.isVoided ? 'Voided in Autotask since.' : null) ??
        (posting?.draft ? changeSince(posting.draft, invoice) : null) ??
        posting?.markMessage ??
        posting?.numberMessage ??
        (posting?.draft ? centSentence(invoice) : null)
      );
    case 'ready':
      // A posting that is ready again was sent back, and says why.
      return posting?.message ?? verdict.draft.notes[0] ?? null;
  }
}

/** Which maps are missing, or serve no more. */
export function mapsSentence(missing: MissingMap[]): string {
  const unmapped = missing.filter(({ problem }) => problem === undefined).map(({ label }) => label);
  const problems = missing.flatMap(({ problem }) => problem ?? []);
  return [...(unmapped.length > 0 ? [`Not mapped yet: ${unmapped.join(', ')}.`] : []), ...problems].join(' ');
}

/** Holding means something only for what would be sent, marked or adopted, or is in another one's way. */
function isHoldable(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'held':
      return verdict.by === 'person';
    case 'in-xero':
      return verdict.adoptable;
    case 'refused':
      return verdict.code === 'number-twice';
    case 'in-progress':
    case 'voided':
    case 'undone':
      return false;
    default:
      return true;
  }
}

import { planRun } from '../domain/plan.ts';
import type { Draft, Invoice, Posting, SyncRun, Verdict } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { withLineNames } from './line-names.ts';
import { hash } from './picture.ts';

export interface Rebuilt {
  same: { posting: Posting; draft: Draft }[];
  /** `invoice`: as Autotask has it now; null where it does not show it any more. */
  changed: { posting: Posting; why: string; invoice: Invoice | null }[];
}

/**
 * Builds the Drafts again from what Autotask says now, and from today's maps and contacts, and holds them against what
 * was approved. Only an equal fingerprint may be sent.
 */
export async function rebuildDrafts(deps: Deps, run: SyncRun, postings: Posting[]): Promise<Rebuilt> {
  const ids = postings.map(({ invoiceId }) => invoiceId);
  const organisation = run.organisationId === null ? null : await deps.db.organisations.get(run.organisationId);
  const books = organisation?.books ?? null;
  if (!organisation || !books) throw new Error(`run ${run.id} is posting without an organisation`);
  const template = organisation.settings.descriptionTemplate;
  const fresh = await withLineNames(deps, await deps.psa.findInvoices({ ids }), template);
  const whole = await deps.db.runs.whole(run.id);
  if (!whole) throw new Error(`run ${run.id} is gone`);
  const { invoices: stored, companies, reference, answers } = whole;
  const planned = planRun({
    run,
    invoices: fresh.map((invoice) => {
      const { inXero = [], joined = false } = stored.find((one) => one.invoice.id === invoice.id) ?? {};
      return { invoice, held: false, joined, inXero };
    }),
    postings: new Map(postings.map((posting) => [posting.invoiceId, posting])),
    companies,
    answers,
    reference: reference ?? { levels: [], taxRates: [], billingCodes: [] },
    books,
    maps: await deps.db.maps.list(organisation.id),
    settings: organisation.settings,
    afresh: true,
  });
  const rebuilt: Rebuilt = { same: [], changed: [] };
  for (const posting of postings) {
    const found = planned.find(({ invoice }) => invoice.id === posting.invoiceId);
    const verdict = found?.verdict;
    const invoice = found?.invoice ?? null;
    if (found?.invoice.markedAt) {
      rebuilt.changed.push({
        posting,
        invoice,
        why: 'Somebody marked it as processed in Autotask since it was approved.',
      });
    } else if (verdict?.kind === 'ready' && hash(verdict.fingerprintText) === posting.fingerprint) {
      rebuilt.same.push({ posting, draft: verdict.draft });
    } else {
      rebuilt.changed.push({ posting, invoice, why: whyChanged(verdict) });
    }
  }
  return rebuilt;
}

function whyChanged(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'Autotask does not show it any more; it was not sent.';
  if (verdict.kind === 'voided') return 'It was voided in Autotask since it was approved; it was not sent.';
  if (verdict.kind === 'needs-map')
    return 'What its account, tax or tracking was chosen to be does not serve any more; it was not sent.';
  return 'It changed since it was approved, so it was not sent; it needs a new approval.';
}

import { proposedNumber } from '../domain/draft.ts';
import { grossOf, isEqual, negate, roundCents } from '../domain/money.ts';
import type { PlannedInvoice } from '../domain/plan.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { XeroRow } from '../sandbox/stand-in.ts';

/** What `npm run demo -- --json` prints: a public contract. Amounts are decimal strings. */
export interface Outcome {
  found: number;
  /** In Xero at the end: sent by this run, or adopted by its approver. */
  posted: number;
  held: number;
  refused: { invoiceId: number; reason: string }[];
  nothingToPost: { invoiceId: number; reason: string }[];
  marked: number;
  invoices: OutcomeInvoice[];
  calls: { autotask: number; xero: number; slack: number };
}

interface OutcomeInvoice {
  invoiceId: number;
  number: string;
  autotask: { net: string; tax: string; gross: string };
  xero: {
    type: string;
    invoiceId: string;
    number: string;
    status: string;
    subTotal: string;
    totalTax: string;
    total: string;
  } | null;
}

/** Told from the run's plan; what is in Xero and what is marked is read from the two systems themselves. */
export function outcomeOf(
  planned: readonly PlannedInvoice[],
  sandbox: Pick<Sandbox, 'xero' | 'autotask' | 'counts'>,
): Outcome {
  const found = planned.filter(({ verdict }) => verdict.kind !== 'voided');
  const documents = new Map(sandbox.xero.rows().map((row) => [row.id, row]));
  const marks = new Map(sandbox.autotask.rows().map((row) => [row.id, row.markedAt]));
  const outcome: Outcome = {
    ...{ found: found.length, posted: 0, held: 0, refused: [], nothingToPost: [], marked: 0, invoices: [] },
    calls: sandbox.counts(),
  };
  for (const one of found) {
    const { invoice, verdict, posting } = one;
    const document = posting?.document ? documents.get(posting.document.id) : undefined;
    if (document) outcome.posted += 1;
    else if (verdict.kind === 'nothing-to-post')
      outcome.nothingToPost.push({ invoiceId: invoice.id, reason: verdict.reason });
    else if (verdict.kind === 'refused') outcome.refused.push({ invoiceId: invoice.id, reason: verdict.reason });
    else outcome.held += 1;
    if (marks.get(invoice.id)) outcome.marked += 1;
    outcome.invoices.push({
      invoiceId: invoice.id,
      number: document?.number ?? proposedNumber(invoice).number,
      autotask: { net: roundCents(invoice.net), tax: roundCents(invoice.tax), gross: grossOf(invoice) },
      xero: document ? documentOf(document) : null,
    });
  }
  return outcome;
}

function documentOf({ type, id, number, status, subTotal, totalTax, total }: XeroRow): OutcomeInvoice['xero'] {
  return { type, invoiceId: id, number, status, subTotal, totalTax, total };
}

export interface Before {
  /** Documents that were in Xero already. */
  documents: ReadonlySet<string>;
  /** How many invoices the search has to find; null: some. */
  toFind: number | null;
}

/** Sentences on what is not as it must be; none when all is well. */
export function faultsOf(
  outcome: Outcome,
  { documents: before, toFind }: Before,
  sandbox: Pick<Sandbox, 'xero' | 'autotask' | 'recorder'>,
): string[] {
  const faults: string[] = sandbox.recorder.violations.map(
    (violation) => `A request no honest server takes: ${violation}`,
  );
  const told = outcome.posted + outcome.held + outcome.refused.length + outcome.nothingToPost.length;
  if (told !== outcome.found) faults.push(`${outcome.found} invoices were found, and ${told} accounted for.`);
  if (toFind === null ? outcome.found === 0 : outcome.found !== toFind)
    faults.push(`${toFind ?? 'Some'} invoices were to be found, and ${outcome.found} were.`);
  const used = new Set<string>();
  for (const { invoiceId, autotask, xero } of outcome.invoices) {
    if (!xero) continue;
    if (used.has(xero.invoiceId)) faults.push(`Document ${xero.number} stands for two invoices.`);
    used.add(xero.invoiceId);
    const signed = (amount: string) => (xero.type === 'ACCRECCREDIT' ? negate(amount) : amount);
    const same =
      isEqual(signed(xero.subTotal), autotask.net) &&
      isEqual(signed(xero.totalTax), autotask.tax) &&
      isEqual(signed(xero.total), autotask.gross);
    if (!same)
      faults.push(
        `Invoice ${invoiceId}: Autotask ${autotask.net} + ${autotask.tax}, Xero ${xero.subTotal} + ${xero.totalTax}.`,
      );
  }
  for (const { id, number } of sandbox.xero.rows())
    if (!before.has(id) && !used.has(id)) faults.push(`Xero holds ${number}, which nobody asked for.`);
  const due = outcome.posted + outcome.nothingToPost.length;
  if (outcome.marked !== due) faults.push(`${due} invoices should be marked, and ${outcome.marked} are.`);
  return faults;
}

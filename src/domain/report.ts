import { centSentence } from './amounts.ts';
import { proposedNumber } from './draft.ts';
import { companyName, type LinksOf } from './invoice-rows.ts';
import { add, formatAmount, grossOf, roundCents, toCents } from './money.ts';
import { type PlannedInvoice, toMark } from './plan.ts';
import { IN_XERO } from './posting.ts';
import { addPart, finish, newGroups, type Side } from './reconcile-groups.ts';
import { signed } from './reconcile-match.ts';
import { adviceFor } from './result.ts';
import { signedTotal } from './signed-total.ts';
import type { Amount, Posting, RefusalCode, SyncRun } from './types.ts';
import { isUndoable } from './undo.ts';
import { undoReport } from './undo-view.ts';
import type { RunReport } from './views.ts';

const MAX_DOCUMENTS_SHOWN = 10;
const MAX_FAILED_SHOWN = 20;

/** What this run put into Xero. Adopted documents are not of its making: they have no Draft. */
export function postedBy(runId: string, planned: readonly PlannedInvoice[]): PlannedInvoice[] {
  return planned.filter(
    ({ posting }) => posting?.runId === runId && posting.draft !== null && IN_XERO.includes(posting.state),
  );
}

/** What an approver asked to be sent in this run, whatever became of it. */
export function approvedIn(runId: string, planned: readonly PlannedInvoice[]): PlannedInvoice[] {
  const posted = new Set(postedBy(runId, planned));
  return planned.filter((each) => {
    const { verdict, posting } = each;
    if (verdict.kind === 'ready' || verdict.kind === 'undone' || posted.has(each)) return true;
    const isUnderWay = verdict.kind === 'in-progress' || (verdict.kind === 'refused' && verdict.code === 'rejected');
    return isUnderWay && posting?.runId === runId;
  });
}

export function runReport(
  run: SyncRun,
  planned: readonly PlannedInvoice[],
  linksOf: LinksOf,
  own: readonly Posting[] = [],
): RunReport {
  const posted = postedBy(run.id, planned);
  const marks = toMark(planned);
  return {
    posted: posted.length,
    of: approvedIn(run.id, planned).length,
    totals: totalsOnBothSides(posted),
    documents: posted.slice(0, MAX_DOCUMENTS_SHOWN).map((each) => ({
      number: numberOf(each),
      company: companyName(each),
      total: signedTotal(each.posting?.document ?? null),
      currency: each.posting?.document?.currency ?? '',
      links: linksOf(each),
    })),
    moreDocuments: Math.max(0, posted.length - MAX_DOCUMENTS_SHOWN),
    failed: failures(planned).slice(0, MAX_FAILED_SHOWN),
    differences: differences(planned),
    marked: planned.filter(({ posting }) => posting?.state === 'marked').length,
    toMark: marks.inXero.length + marks.nothingToPost.length,
    pdfs: countFollows(posted, ({ pdfState }) => pdfState),
    emails: countFollows(posted, ({ emailState }) => emailState),
    markNotes: [...acceptedNotes(posted), ...centNote(posted), ...followNotes(posted), ...notesOfMarks(planned)],
    undo: undoReport(run, own, planned, linksOf),
    canUndo: canUndo(run, planned),
  };
}

/** As Xero calls the document, where it is there: the name in the report's own table. */
function numberOf({ posting, invoice }: PlannedInvoice): string {
  return posting?.document?.number ?? proposedNumber(invoice).number;
}

function countFollows(posted: readonly PlannedInvoice[], stateOf: (posting: Posting) => string | null) {
  const states = posted.flatMap(({ posting }) => (posting ? (stateOf(posting) ?? []) : []));
  if (states.length === 0) return null;
  const done = states.filter((state) => state === 'attached' || state === 'sent').length;
  const failed = states.filter((state) => state === 'failed' || state === 'not-allowed').length;
  return { done, failed, toCome: states.length - done - failed };
}

const NAMED_AT_MOST = 5;

/** Where round(net + tax) is another cent than what the books follow: both figures. The list of invoices has them all. */
function centNote(posted: readonly PlannedInvoice[]): string[] {
  const apart = posted.filter(({ invoice }) => centSentence(invoice) !== null);
  if (apart.length === 0) return [];
  const said = apart.slice(0, NAMED_AT_MOST).map((each) => {
    const { invoice } = each;
    const [parts, whole] = [formatAmount(grossOf(invoice)), formatAmount(roundCents(add(invoice.net, invoice.tax)))];
    return `${numberOf(each)} is ${parts} (together ${whole})`;
  });
  const rest = apart.length - said.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [
    `Net and tax rounded apart make another cent than rounded together; the books follow the parts: ${said.join(', ')}${more}.`,
  ];
}

/** PDFs and e-mails that did not come about, once for each reason. */
function followNotes(posted: readonly PlannedInvoice[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const each of posted)
    for (const reason of [each.posting?.pdfMessage, each.posting?.emailMessage])
      if (reason) reasons.set(reason, [...(reasons.get(reason) ?? []), numberOf(each)]);
  return [...reasons].map(([reason, numbers]) => {
    const rest = numbers.length - NAMED_AT_MOST;
    return `${numbers.slice(0, NAMED_AT_MOST).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${reason}`;
  });
}

function notesOfMarks(planned: readonly PlannedInvoice[]): string[] {
  // the card shows the first few: a mark that failed comes before a number that was written
  const said = (of: (posting: Posting) => string | null) =>
    planned.flatMap(({ posting, invoice }) => {
      const sentence = posting ? of(posting) : null;
      return sentence ? [`${proposedNumber(invoice).number}: ${sentence}`] : [];
    });
  return [...said(({ markMessage }) => markMessage), ...said(({ numberMessage }) => numberMessage)];
}

/** A run that has ended, with something of its own in Xero, adopted or marked. */
export function canUndo(run: Pick<SyncRun, 'id' | 'state'>, planned: readonly PlannedInvoice[]): boolean {
  const hasEnded = run.state === 'posted' || run.state === 'done';
  return hasEnded && planned.some(({ posting }) => posting?.runId === run.id && isUndoable(posting));
}

/** Per currency: what Autotask billed, and what Xero holds for it; the same sums as a reconciliation of these. */
function totalsOnBothSides(posted: readonly PlannedInvoice[]): RunReport['totals'] {
  const groups = newGroups();
  for (const { invoice, company, posting } of posted) {
    const currency = posting?.draft?.currency ?? company?.currency ?? '';
    const document = posting?.document ?? null;
    const add = (side: Side, ...amounts: [net: Amount, tax: Amount, gross: Amount]) => {
      const [net, tax, gross] = amounts.map((amount) => toCents(roundCents(amount))) as [number, number, number];
      const part = { name: currency, net, tax, gross };
      addPart(groups, { side, currency, part, isClean: false });
    };
    add('autotask', invoice.net, invoice.tax, grossOf(invoice));
    if (document !== null) {
      const { subTotal, totalTax, total } = document;
      add('xero', signed(document, subTotal), signed(document, totalTax), signed(document, total));
    }
  }
  return finish(groups, 'whole').map(({ currency, autotask, xero }) => ({
    ...{ currency, autotask: autotask.gross, xero: xero.gross },
    sides: { autotask, xero },
  }));
}

const WHAT_TO_DO: Record<Exclude<RefusalCode, 'rejected'>, string> = {
  'lines-do-not-add-up': 'Let an admin of Autotask give the API user access to all lines of business.',
  'tax-does-not-fit':
    'An admin changes it in /upsync settings, under Accounts and tax; or correct the invoice in Autotask.',
  'signs-differ': 'Correct the invoice in Autotask.',
  'number-taken': 'Look at the document in Xero, or give the invoice another number in Autotask.',
  'number-twice': 'Give one of them another number in Autotask, or hold one.',
  currency: 'Add the currency in Xero.',
  'locked-period': 'Move the lock date in Xero.',
  'contact-unusable': 'Check the company in Autotask.',
  'too-long': 'Shorten it in Autotask.',
  'no-lines': 'Check the invoice in Autotask.',
  'setting-broken': 'An admin can choose again in /upsync settings.',
  'two-organisations': 'Split it in Autotask, or let an admin give both divisions to one organisation.',
};

function failures(planned: readonly PlannedInvoice[]): RunReport['failed'] {
  return planned.flatMap((each) => {
    const { verdict } = each;
    if (verdict.kind !== 'refused') return [];
    const whatToDo = verdict.code === 'rejected' ? adviceFor(verdict.reason) : WHAT_TO_DO[verdict.code];
    return [
      { number: proposedNumber(each.invoice).number, company: companyName(each), reason: verdict.reason, whatToDo },
    ];
  });
}

/** What was accepted still differs: whoever looks at the totals later finds the reason. */
function acceptedNotes(posted: readonly PlannedInvoice[]): string[] {
  return posted.flatMap(({ posting, invoice }) =>
    posting?.differenceAccepted && posting.message
      ? [`${proposedNumber(invoice).number} differs, and was accepted: ${posting.message}`]
      : [],
  );
}

/** Those nobody accepted yet. A draft can be deleted; an authorised document is for the bookkeeper. */
function differences(planned: readonly PlannedInvoice[]): RunReport['differences'] {
  return planned.flatMap(({ posting, invoice }) => {
    if (posting?.state !== 'difference' || posting.differenceAccepted) return [];
    const status = posting.document?.status;
    return [
      {
        number: proposedNumber(invoice).number,
        sentence: posting.message ?? 'It is in Xero, but not as asked.',
        canDelete: status === 'DRAFT' || status === 'SUBMITTED',
        invoiceId: invoice.id,
      },
    ];
  });
}

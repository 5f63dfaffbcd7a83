import { sentFor } from './collision.ts';
import { formatAmount, isEqual } from './money.ts';
import { describeDay } from './period.ts';
import type { BooksDocument, CalendarDay, Posting } from './types.ts';

/**
 * What an undo does with one Posting of the run.
 *
 * delete, void  its document is ours and stands as it was sent: it is taken out of Xero
 * gone          somebody took it out of Xero already; the ledger follows
 * let-go        adopted: it was never ours to remove, so it stays; upSync forgets it
 * unmark        nothing to post: there is only its mark
 * left          it cannot be undone, and nothing of it is changed
 */
export type UndoStep =
  | { kind: 'delete' | 'unmark' }
  /** `sentence`: what is to know of it; null: nothing. */
  | { kind: 'void'; sentence: string | null }
  | { kind: 'gone' | 'let-go' | 'left'; sentence: string };

/** Xero’s limit for a document’s number. */
const NUMBER_MAX_CHARS = 255;

/** Whether there is something of this Posting to take back: in Xero, adopted, or marked. */
export function isUndoable({ state, undo }: Pick<Posting, 'state' | 'undo'>): boolean {
  if (undo === 'asked' || undo === 'removed') return false;
  return state === 'posted' || state === 'difference' || state === 'adopted' || state === 'marked';
}

/** What it stands for in Xero was made by this upSync: a Draft became a document. */
export function isSentByUs({ draft, document }: Pick<Posting, 'draft' | 'document'>): boolean {
  return draft !== null && document !== null;
}

/** What the document is called before it is removed, so that its number can be used again. */
export function freedNumber({ document, generation }: Pick<Posting, 'document' | 'generation'>): string {
  const suffix = ` VOID ${generation}`;
  return `${(document?.number ?? '').slice(0, NUMBER_MAX_CHARS - suffix.length)}${suffix}`;
}

/** As it was before an undo renamed the document; null where Xero never gave it one. */
export function originalNumber({ document, generation }: Pick<Posting, 'document' | 'generation'>): string | null {
  const suffix = ` VOID ${generation}`;
  const number = document?.number ?? null;
  return number?.endsWith(suffix) ? number.slice(0, -suffix.length) : number;
}

/** `now`: its document as Xero has it; null where Xero shows none. `lockedUntil` null: not known, or nothing is locked. */
export function undoStep(posting: Posting, now: BooksDocument | null, lockedUntil: CalendarDay | null): UndoStep {
  if (posting.document === null) return { kind: 'unmark' };
  if (posting.draft === null) return { kind: 'let-go', sentence: 'upSync did not send it and only lets it go.' };
  if (now === null) return left('Xero does not show its document.');
  if (isOut(now)) return { kind: 'gone', sentence: goneSentence(posting, now) };
  const reason = settledReason(now) ?? editedReason(posting, now);
  if (reason !== null) return left(reason);
  if (now.date !== null && lockedUntil !== null && now.date <= lockedUntil)
    return left(`It is dated ${describeDay(now.date)}, and Xero is locked up to ${describeDay(lockedUntil)}.`);
  if (now.status === 'AUTHORISED') {
    const wasSent = posting.emailState === 'sent' || posting.emailState === 'sending';
    return { kind: 'void', sentence: wasSent ? 'Xero has e-mailed it to the customer: tell them.' : null };
  }
  if (now.status === 'DRAFT' || now.status === 'SUBMITTED') return { kind: 'delete' };
  return left(`In Xero its status is ${now.status}.`);
}

export function isOut({ status }: BooksDocument): boolean {
  return status === 'VOIDED' || status === 'DELETED';
}

function left(sentence: string): UndoStep {
  return { kind: 'left', sentence };
}

/** Renamed before: then it was this undo, or an earlier try of it. */
function goneSentence(posting: Posting, { number, status }: BooksDocument): string {
  if (number === freedNumber(posting)) return 'It is out of Xero.';
  const word = status === 'VOIDED' ? 'voided' : 'deleted';
  return `Somebody ${word} it in Xero already${number === null ? '' : `; its number ${number} stays taken there`}.`;
}

function settledReason({ kind, status, paid, credited, currency, total }: BooksDocument): string | null {
  const of = (amount: string) => `${currency} ${formatAmount(amount)}`;
  if (paid !== undefined) return `${of(paid)} of it is paid in Xero. Remove the payment there first.`;
  if (credited !== undefined)
    return kind === 'invoice'
      ? `${of(credited)} of credit is applied to it in Xero. Remove that there first.`
      : `${of(credited)} of it is applied to an invoice in Xero. Remove that there first.`;
  return status === 'PAID' ? `It counts as paid in Xero (${of(total)}).` : null;
}

/** By hand, or by another app: what was posted is not what would be removed. */
function editedReason(posting: Posting, now: BooksDocument): string | null {
  const was = posting.document;
  if (was === null) return null;
  const by = 'since it was posted. Void it in Xero by hand if it is to go.';
  if (sentFor(now) !== posting.invoiceId) return `Its link back to Autotask was changed in Xero ${by}`;
  if (now.number !== was.number && now.number !== freedNumber(posting))
    return `Its number was changed to ${now.number ?? 'none'} in Xero ${by}`;
  if (now.contactId !== was.contactId) return `It belongs to ${now.contactName} in Xero ${by}`;
  if (now.currency !== was.currency || !isEqual(now.total, was.total))
    return `Its total was changed in Xero to ${now.currency} ${formatAmount(now.total)} ${by}`;
  if (!isEqual(now.subTotal, was.subTotal) || !isEqual(now.totalTax, was.totalTax))
    return `Its tax was changed in Xero to ${formatAmount(now.totalTax)} ${by}`;
  if (now.date !== was.date)
    return now.date === null
      ? `It lost its date in Xero ${by}`
      : `Its date was changed in Xero to ${describeDay(now.date)} ${by}`;
  if ((now.reference ?? '') !== (was.reference ?? '')) return `Its reference was changed in Xero ${by}`;
  return null;
}

import type { Draft } from './draft.ts';
import type { Instant } from './words.ts';
import type { BooksDocument, DocumentKind } from './xero.ts';

export const POSTING_STATES = [
  'ready',
  'approved',
  'posting',
  'in_doubt',
  'posted',
  'difference',
  'rejected',
  'adopted',
  'nothing_to_post',
  'marked',
  'voided',
] as const;
/** See posting.ts for what each means and which change is allowed. */
export type PostingState = (typeof POSTING_STATES)[number];

/** One Invoice on its way to Xero; the ledger. Its key is (invoiceId, generation). */
export interface Posting {
  id: string;
  invoiceId: number;
  generation: number;
  runId: string;
  organisationId: string | null;
  companyId: number;
  state: PostingState;
  kind: DocumentKind | null;
  fingerprint: string | null;
  draft: Draft | null;
  batchId: string | null;
  attempt: number;
  document: BooksDocument | null;
  /** Xero's words, for people: why rejected, or what differs. */
  message: string | null;
  /** An approver accepted the difference: it may be marked. */
  differenceAccepted: boolean;
  /** Since when a Mark is owed. */
  markOwedSince: Instant | null;
  markedAt: Instant | null;
  markMessage: string | null;
  /** Whether Xero's number stands in Autotask; null where Xero did not number it. */
  numberState: 'owed' | 'written' | 'kept' | null;
  /** Why it was kept, or what it replaced. */
  numberMessage: string | null;
  /** Autotask's PDF on the document; null where none was wanted. */
  pdfState: PdfState | null;
  /** Why it failed, or is not there yet. */
  pdfMessage: string | null;
  /** The e-mail by Xero; null where none was wanted. */
  emailState: EmailState | null;
  emailMessage: string | null;
  undo: UndoState | null;
  /** Why the undo left it, or what is to know of its mark. */
  undoMessage: string | null;
}

/**
 * How far the undo of its run, or the clearing that the doctor offers, has come with a Posting. asked: an approver wants it undone. removed: its document is out
 * of Xero, or was let go; its Mark is still to be cleared. done: both. left: nothing of it was changed.
 */
export type UndoState = 'asked' | 'removed' | 'done' | 'left';

/** not-allowed: the connection lacks the permission; the next login of this organisation makes it owed again. */
export type PdfState = 'owed' | 'attached' | 'failed' | 'not-allowed';
/** sending: stored before the request, so that none goes twice. failed: also where nobody can know. */
export type EmailState = 'owed' | 'sending' | 'sent' | 'failed';

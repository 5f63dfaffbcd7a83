import type { Amount } from '../types.ts';
import type { UndoReport } from '../undo-views.ts';
import type { Link } from './notice.ts';
import type { Figures } from './reconcile.ts';

export interface RunReport {
  posted: number;
  of: number;
  /** Per currency: what Autotask billed and what Xero holds. Equal, or said. */
  totals: { currency: string; autotask: Amount; xero: Amount; sides: { autotask: Figures; xero: Figures } }[];
  /** Links to documents in Xero and companies in Autotask; the first few. */
  documents: { number: string; company: string; total: Amount; currency: string; links: Link[] }[];
  moreDocuments: number;
  failed: { number: string; company: string; reason: string; whatToDo: string }[];
  differences: { number: string; sentence: string; canDelete: boolean; invoiceId: number }[];
  marked: number;
  toMark: number;
  /** PDFs and e-mails that were wanted; null where none was. */
  pdfs: FollowCount | null;
  emails: FollowCount | null;
  /** Another cent when rounded together; what follows, and marks, that did not come about or were made by others. */
  markNotes: string[];
  undo: UndoReport | null;
  /** There is something that an approver may have taken back. */
  canUndo: boolean;
}

export interface FollowCount {
  done: number;
  toCome: number;
  failed: number;
}

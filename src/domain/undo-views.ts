import type { Amount } from './types.ts';
import type { Link } from './views.ts';

/** What an undo of a run would do, page by page, with the button that approves it. */
export interface UndoView {
  kind: 'undo';
  runId: string;
  title: string;
  organisation: string | null;
  /** Of what was shown; a press with another one is refused and the window drawn again. */
  fingerprint: string;
  /** Why it is shown again. */
  note: string | null;
  /** `numbers`: written into Autotask from Xero; they stay there. */
  counts: {
    deleted: number;
    voided: number;
    gone: number;
    letGo: number;
    left: number;
    marks: number;
    numbers: number;
  };
  rows: {
    number: string;
    company: string;
    currency: string;
    total: Amount;
    /** "voided in Xero", "cannot be undone" … */
    what: string;
    clearsMark: boolean;
    sentence: string | null;
    isLeft: boolean;
    links: Link[];
  }[];
  page: number;
  pages: number;
}

/** What came of an undo. */
export interface UndoReport {
  /** Documents that upSync had sent and that are out of Xero now. */
  outOfXero: number;
  /** Adopted documents that stay in Xero. */
  letGo: number;
  /** Invoices with nothing to post: only their marks. */
  unmarked: number;
  /** Numbers of Xero's that upSync wrote into Autotask, and that stay there. */
  numbers: number;
  /** Still to be done. */
  open: number;
  of: number;
  /** What is in the way just now. */
  sentence: string | null;
  left: UndoTold[];
  moreLeft: number;
  /** Undone, with something to know: of its mark, or that somebody was faster. */
  notes: UndoTold[];
}

export interface UndoTold {
  number: string;
  company: string;
  sentence: string;
  links: Link[];
}

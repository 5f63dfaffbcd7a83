import type { Invoice } from './autotask.ts';
import type { SearchCriteria } from './search.ts';
import type { Instant, Person, Place } from './words.ts';
import type { BooksDocument } from './xero.ts';

export const RUN_STATES = [
  'searching',
  'open',
  'checking',
  'posting',
  'posted',
  'marking',
  'undoing',
  'done',
  'cancelled',
  'failed',
] as const;
/** See sync-run.ts. */
export type RunState = (typeof RUN_STATES)[number];

/** One round: searched, shown, decided, posted, marked. */
export interface SyncRun {
  id: string;
  state: RunState;
  criteria: SearchCriteria;
  requestedBy: Person;
  /** Where the command was typed. */
  place: Place;
  organisationId: string | null;
  /** Set once contacts and numbers were looked up in this organisation. */
  checkedAt: Instant | null;
  approvedBy: Person | null;
  approvedAt: Instant | null;
  markEach: boolean;
  stopRequestedBy: Person | null;
  /** Who answered the mark question, and how. */
  markAnswer: 'yes' | 'no' | null;
  markAnsweredBy: Person | null;
  cancelledBy: Person | null;
  /** Who last asked for its undo, and when. */
  undoneBy: Person | null;
  undoneAt: Instant | null;
  /** Sentences about the search: what the API user may see, lines of other divisions. */
  notes: string[];
  failure: string | null;
  /** Lines, names and e-mails of it were deleted then, being old. */
  detailsDeletedAt?: Instant | null;
  createdAt: Instant;
  updatedAt: Instant;
  /** Rises with every change: a card drawn from a lower one is out of date. */
  revision: number;
}

/** An Invoice as a run found it. */
export interface RunInvoice {
  invoice: Invoice;
  held: boolean;
  /** A person had its lines of equal account, tax and tracking joined. */
  joined?: boolean;
  /** Documents in Xero under its number or reference, as looked up when the run was checked. */
  inXero: BooksDocument[];
}

import type { Amount, CalendarDay, DocumentStatus, Instant, Person, RunState } from '../types.ts';
import type { Link } from './notice.ts';
import type { RunReport } from './run-report.ts';

export interface CurrencyTotals {
  currency: string;
  count: number;
  /** Rounded to cents as the books will follow them. */
  net: Amount;
  tax: Amount;
  gross: Amount;
}

/** The card of a run. One message that changes from search to report. */
export interface RunCardView {
  kind: 'run';
  runId: string;
  state: RunState;
  /** "Invoices dated 1–31 Oct 2026 · Managed Services". */
  title: string;
  requestedBy: Person;
  organisation: { name: string; status: DocumentStatus } | null;
  counts: RunCounts;
  /** Of what would be, or was, sent. */
  totals: CurrencyTotals[];
  /** Of everything found. */
  foundTotals: CurrencyTotals[];
  attention: Attention[];
  /** What the search said: rights of the API user, other divisions. */
  notes: string[];
  /** The first few; the rest in the list. */
  invoices: InvoiceRow[];
  moreInvoices: number;
  next: NextStep;
  /** What a person decided, for good: "Approved by …". */
  decisions: Decision[];
  progress: { posted: number; of: number; sentence: string | null } | null;
  report: RunReport | null;
}

export interface RunCounts {
  found: number;
  companies: number;
  ready: number;
  waiting: number;
  held: number;
  refused: number;
  nothingToPost: number;
  inXero: number;
  inXeroNotMarked: number;
  marked: number;
  voided: number;
  /** Taken out of Xero again by this run's undo, or let go. */
  undone: number;
  /** On its way by this run, or in doubt. */
  beingSent: number;
  /** On its way by another run. */
  inProgress: number;
}

/** Something a person should know before they decide. */
export interface Attention {
  tone: 'info' | 'warning';
  sentence: string;
  /** The numbers of the Invoices it speaks of. */
  invoices: string[];
  /**
   * What an approver may do about it. adopt: take documents over. void-in-xero: take out what was voided in Autotask.
   * join-lines: send fewer lines, so that less tax goes against Xero's own. choose-maps: an admin chooses again, where the
   * card asks for something else.
   */
  action: { kind: 'adopt' | 'accept-difference' | 'void-in-xero' | 'join-lines' | 'choose-maps'; count: number } | null;
}

export interface InvoiceRow {
  invoiceId: number;
  number: string;
  company: string;
  companyId: number;
  date: CalendarDay;
  currency: string;
  net: Amount;
  tax: Amount;
  gross: Amount;
  /** "ready", "needs a contact", "in Xero", "refused" … */
  verdict: string;
  /** Why, where there is more to say. */
  reason: string | null;
  canHold: boolean;
  held: boolean;
  links: Link[];
}

/** What the run waits for, and the button for it. */
export type NextStep =
  /** `preview`: what would be sent can be looked at, document by document. */
  | { kind: 'none'; sentence: string; preview?: true }
  | { kind: 'wait'; sentence: string }
  | { kind: 'connect'; sentence: string }
  | { kind: 'choose-organisation'; sentence: string; organisations: { id: string; name: string }[] }
  /** `mapKinds`: what the maps that are missing would choose, each once. */
  | { kind: 'questions'; maps: number; mapKinds: MapQuestionKind[]; companies: number; invoices: number }
  | {
      kind: 'confirm';
      /** What was shown; a press with another one is refused and the card drawn again. */
      fingerprint: string;
      count: number;
      companies: number;
      held: number;
      nothingToPost: number;
      adoptable: number;
    }
  /** Only in a direct message: nobody there can approve. */
  | { kind: 'ask-for-approval' }
  | ({ kind: 'mark' } & MarkCounts)
  | { kind: 'stop' }
  /** The fingerprint as with `confirm`. */
  | { kind: 'try-again'; fingerprint: string; count: number; mark: MarkCounts | null };

/** Of the `count`: with nothing to post, and edited in Autotask since they were posted. */
export interface MarkCounts {
  count: number;
  nothingToPost: number;
  changed: number;
}

export type MapQuestionKind = 'account' | 'tax' | 'tracking' | 'organisation';

export interface Decision {
  what: string;
  by: Person;
  at: Instant;
}

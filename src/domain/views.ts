import type { DoctorView } from './doctor-view.ts';
import type { RunTotalsView } from './run-totals.ts';
import type { FilledSearch } from './search-form.ts';
import type {
  Amount,
  BrandingTheme,
  CalendarDay,
  CompanyContact,
  ContactQuestion,
  DocumentStatus,
  Instant,
  OrganisationSettings,
  Person,
  PersonId,
  RunState,
} from './types.ts';
import type { UndoReport, UndoView } from './undo-views.ts';

export type { UndoReport, UndoTold, UndoView } from './undo-views.ts';

/**
 * Everything upSync says, as data. A front (Slack's blocks, a text terminal, Teams later) draws it; nobody else knows
 * how it looks. Texts are plain, never marked up: company names and Xero's words go in as they are. Pages count from 1.
 */
export type View =
  | NoticeView
  | HelpView
  | RunCardView
  | SearchFormView
  | InvoiceListView
  | ConnectView
  | OrganisationChoiceView
  | SetUpView
  | MapsImportView
  | ContactQuestionsView
  | PreviewView
  | UndoView
  | RunTotalsView
  | StatusView
  | RunsView
  | ReconcileView
  | DoctorView
  | SettingsView
  | DocumentSettingsView;

/** A sentence or a few. */
export interface NoticeView {
  kind: 'notice';
  tone: 'info' | 'done' | 'warning' | 'error';
  /** One sentence that stands alone (also what a screen reader says). */
  title: string;
  lines: string[];
  /** Who can help: those who hold the right that was missing. */
  people: PersonId[];
  /** Who stands behind it: "Approved" by whom. */
  byline?: { what: string; by: Person };
  /** What the person may do next. */
  actions: NoticeAction[];
  links: Link[];
  /** For unexpected trouble: also in the log. */
  reference: string | null;
}

export type NoticeAction =
  | { kind: 'search'; text: string; label: string }
  | { kind: 'open-search'; label: string }
  | { kind: 'connect'; label: string }
  /** `text`: what was typed after `/upsync reconcile`; `organisationId` null: the only one there is. */
  | { kind: 'reconcile'; text: string; organisationId: string | null; label: string }
  | { kind: 'doctor'; label: string }
  | { kind: 'open-settings'; label: string };

export interface Link {
  label: string;
  url: string;
}

export interface CurrencyTotals {
  currency: string;
  count: number;
  /** Rounded to cents as the books will follow them. */
  net: Amount;
  tax: Amount;
  gross: Amount;
}

export interface HelpView {
  kind: 'help';
  commands: { usage: string; meaning: string }[];
  status: StatusView;
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
  | { kind: 'none'; sentence: string }
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
  /** `nothingToPost` of the `count`. */
  | { kind: 'mark'; count: number; nothingToPost: number }
  | { kind: 'stop' }
  /** The fingerprint as with `confirm`. */
  | { kind: 'try-again'; fingerprint: string; count: number; mark: { count: number; nothingToPost: number } | null };

export type MapQuestionKind = 'account' | 'tax' | 'tracking' | 'organisation';

export interface Decision {
  what: string;
  by: Person;
  at: Instant;
}

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
  /** Marks that did not work or were found made by others. */
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

/** The search window. */
export interface SearchFormView {
  kind: 'search-form';
  /** In the tenant's own words, `Division / Line`. */
  divisions: { value: string; label: string }[];
  presets: { value: string; label: string }[];
  /** What was filled in last, or today's proposal. */
  initial: FilledSearch;
  place: string;
  /** Said where a list could not be read. */
  note: string | null;
}

/** All invoices of a run, page by page, to read and to hold. */
export interface InvoiceListView {
  kind: 'invoice-list';
  runId: string;
  title: string;
  rows: InvoiceRow[];
  page: number;
  pages: number;
  mayHold: boolean;
}

/** The personal way into Xero. */
export interface ConnectView {
  kind: 'connect';
  url: string;
  /** When the link ends. */
  expiresAt: Instant;
  /** Where Xero sends the browser; said so that people know which address to paste. */
  redirectUri: string;
}

export interface OrganisationChoiceView {
  kind: 'organisation-choice';
  runId: string;
  organisations: { id: string; name: string }[];
}

export type SetUpSection = 'accounts' | 'tracking' | 'organisations' | 'due';

/** First-run set-up and missing maps: a section at a time, a page at a time. */
export interface SetUpView {
  kind: 'set-up';
  section: SetUpSection;
  runId: string | null;
  organisation: { id: string; name: string };
  accounts: { code: string; name: string }[];
  items: { code: string; name: string }[];
  taxRates: { type: string; name: string; rate: Amount }[];
  /** What the other sections offer; values as in `current` of their questions. */
  choices: { value: string; label: string }[];
  status: DocumentStatus;
  defaultAccount: string | null;
  /** Why the default account has to be chosen again. */
  defaultProblem: string | null;
  /** One page of questions; `current` is the answer there is, `suggested` what fits by rate. */
  taxes: (MapQuestion & {
    rate: Amount | null;
    suggested: string | null;
    /** What an admin would accept with a tick; null: the rates agree, or it was accepted. */
    difference: string | null;
  })[];
  /** `current`: an account's code, or `item:` and an item's code. */
  billingCodes: MapQuestion[];
  /** Of the sections tracking, organisations and due. */
  others: MapQuestion[];
  page: number;
  pages: number;
}

export interface MapQuestion {
  key: string;
  label: string;
  current: string | null;
  decided: { by: Person; at: Instant } | null;
  /** Why the answer there is does not serve any more. */
  problem: string | null;
}

/** Maps pasted as text. */
export interface MapsImportView {
  kind: 'maps-import';
  organisations: string[];
}

/** Which Xero contact is this company? A form, page by page. */
export interface ContactQuestionsView {
  kind: 'contact-questions';
  runId: string;
  organisation: { id: string; name: string };
  companies: {
    companyId: number;
    name: string;
    invoices: number;
    gross: string;
    question: ContactQuestion;
    /** People at the company, best suggestion first. */
    people: CompanyContact[];
    /** What was wrong with the answer that was just given. */
    problem: string | null;
    /** An answer given on another page, kept. */
    answer: ContactDecision | null;
  }[];
  page: number;
  pages: number;
  /** Companies over all pages. */
  total: number;
}

/** What a person answers to a contact question. */
export type ContactDecision =
  | { kind: 'create'; companyContactId: number | null; name: string; save: boolean }
  | { kind: 'map'; contactId: string; save: boolean }
  | { kind: 'skip' };

/** What Xero will hold, invoice by invoice. */
export interface PreviewView {
  kind: 'preview';
  runId: string;
  organisation: string | null;
  documents: {
    invoiceId: number;
    kind: string;
    number: string;
    contact: string;
    date: CalendarDay;
    dueDate: CalendarDay;
    currency: string;
    lines: PreviewLine[];
    subTotal: Amount;
    totalTax: Amount;
    total: Amount;
    notes: string[];
  }[];
  problems: { number: string; sentence: string }[];
  page: number;
  pages: number;
}

export interface PreviewLine {
  description: string;
  amount: Amount;
  account: string;
  tax: string;
  /** "Division: Cloud, Region: South"; empty where there is none. */
  tracking: string;
  /** Where account and tax came from. */
  from: string;
  taxFrom: string;
}

export interface StatusView {
  kind: 'status';
  connections: {
    id: string;
    state: 'connected' | 'dead' | 'none';
    organisations: string[];
    connectedBy: Person | null;
    connectedAt: Instant | null;
    /** "Xero ended the connection; connect again" … */
    sentence: string;
  }[];
  autotask: { sentence: string; webUrl: string | null };
  /** Systems that do not answer or take no calls for now, and when it goes on. */
  outside: string[];
  open: { sentence: string; count: number }[];
  mayDisconnect: boolean;
}

export interface RunsView {
  kind: 'runs';
  runs: {
    runId: string;
    title: string;
    state: string;
    requestedBy: Person;
    createdAt: Instant;
    summary: string;
    canUndo: boolean;
    cardUrl: string | null;
  }[];
}

/** Documents and sums of one side; credit notes count as negative. */
export interface Figures {
  count: number;
  net: Amount;
  tax: Amount;
  gross: Amount;
}

/** Autotask beside Xero under one heading: a currency, a company, a division, a tax rate. */
export interface Comparison {
  name: string;
  currency: string;
  autotask: Figures;
  xero: Figures;
  /** `rounding`: every document is equal, only cents fall on other lines. */
  state: 'equal' | 'rounding' | 'differs';
}

/** Autotask against Xero for a period; the files with every row are in its thread. */
export interface ReconcileView {
  kind: 'reconcile';
  /** "1–31 Oct 2026 · Managed Services". */
  title: string;
  organisation: string;
  requestedBy: Person;
  readAt: Instant;
  /** Every amount and every document: not whether they are marked or numbered alike. */
  equal: boolean;
  /** One sentence that stands alone. */
  headline: string;
  currencies: Comparison[];
  /** Headings whose sums differ; equal ones are in the file. */
  groups: { by: 'company' | 'division' | 'tax rate'; all: number; rows: Comparison[] }[];
  kinds: { label: string; count: number }[];
  differences: {
    kind: string;
    number: string;
    company: string;
    sentence: string;
    why: string[];
    links: Link[];
  }[];
  moreDifferences: number;
  notes: string[];
}

export interface SettingsView {
  kind: 'settings';
  organisations: { id: string; name: string; status: DocumentStatus; defaultAccount: string | null; maps: number }[];
  allowOwnApproval: boolean;
  /** After so many months copies of lines, names and e-mails are deleted. */
  retentionMonths: number;
  mayEdit: boolean;
  holders: { approvers: PersonId[]; admins: PersonId[] };
}

/** How the documents of one organisation are made; a form for admins. */
export interface DocumentSettingsView {
  kind: 'document-settings';
  organisation: { id: string; name: string };
  settings: OrganisationSettings;
  /** Null where Xero did not give the list just now. */
  brandingThemes: BrandingTheme[] | null;
  /** What a template may say, for the hint. */
  placeholders: readonly string[];
}

export function notice(
  tone: NoticeView['tone'],
  title: string,
  more: Partial<Omit<NoticeView, 'kind' | 'tone' | 'title'>> = {},
): NoticeView {
  return { kind: 'notice', tone, title, lines: [], people: [], actions: [], links: [], reference: null, ...more };
}

/**
 * The words of upSync as plain data: JSON in, JSON out. Amounts are exact decimal strings (see money.ts), calendar days
 * are `YYYY-MM-DD`, instants are ISO 8601 in UTC.
 */

/** An exact decimal as text, such as `52.7775` or `-45`. Never a float. */
export type Amount = string;
/** `YYYY-MM-DD`; belongs to no time zone and is never converted. */
export type CalendarDay = string;
/** ISO 8601 with `Z`. */
export type Instant = string;

/** Somebody in a chat, opaque outside the chat client: `slack:T0123:U0456`. */
export type PersonId = string;
export interface Person {
  id: PersonId;
  /** For people to read; never to decide by. */
  name: string;
}
/** A conversation, opaque outside the chat client. */
export type Place = string;
/** A message that was posted, opaque outside the chat client. */
export type MessageRef = string;
/** A window that a person has before them. Opaque outside the front that opened it. */
export type WindowRef = string;

// --- Autotask ---------------------------------------------------------------------------------------------------

/** An invoice as Autotask has it; ours to read, never to change. */
export interface Invoice {
  id: number;
  /** Null where Autotask has none, or "ERROR" (left by another connector): see `proposedNumber`. */
  number: string | null;
  companyId: number;
  date: CalendarDay;
  dueDate: CalendarDay | null;
  from: CalendarDay | null;
  to: CalendarDay | null;
  /** invoiceTotal: net of tax, up to seven decimals. */
  net: Amount;
  /** totalTaxValue. */
  tax: Amount;
  taxRegion: string | null;
  paymentTermId: number | null;
  orderNumber: string | null;
  isVoided: boolean;
  voidedAt: Instant | null;
  /** WebServiceDate: who- or whatever processed the invoice said so. */
  markedAt: Instant | null;
  lines: InvoiceLine[];
}

/** A billing item. `amount` is totalAmount: what is billed, net; never quantity × rate. */
export interface InvoiceLine {
  id: number;
  date: CalendarDay | null;
  itemName: string;
  description: string;
  /** Label of billingItemType, such as "Recurring Service". */
  type: string;
  quantity: Amount;
  rate: Amount;
  amount: Amount;
  tax: Amount;
  billingCodeId: number | null;
  billingCode: string | null;
  taxCategoryId: number | null;
  taxCategory: string | null;
  /** Division / line of business of the line, in the tenant's own words. */
  level: Level | null;
  /** What the line was done for. The names are read only where a template says them; see line-names.ts. */
  ticketId?: number | null;
  contractId?: number | null;
  ticket?: string | null;
  contract?: string | null;
}

/** One pair of Division and Line of Business, as lines point to it. */
export interface Level {
  id: number;
  division: string;
  lineOfBusiness: string;
}

export interface Company {
  id: number;
  name: string;
  currency: string;
  webAddress: string | null;
  taxNumber: string | null;
  isActive: boolean;
}

/** A person at a Company. */
export interface CompanyContact {
  id: number;
  companyId: number;
  firstName: string;
  lastName: string;
  email: string | null;
  isBilling: boolean;
  isPrimary: boolean;
}

/** Autotask's rate for a tax region and category; `rate` is a fraction: "0.21". */
export interface PsaTaxRate {
  region: string;
  category: string;
  rate: Amount;
}

/** What an Autotask tenant calls things; changes seldom, read once a run. */
export interface PsaReference {
  levels: Level[];
  taxRates: PsaTaxRate[];
  billingCodes: { id: number; name: string }[];
  /** Left out where the API user may not read them, and in runs found before they were read. */
  paymentTerms?: { id: number; name: string }[];
}

// --- Xero -------------------------------------------------------------------------------------------------------

/** A Xero organisation that invoices go to. */
export interface Organisation {
  id: string;
  name: string;
  shortCode: string;
  baseCurrency: string;
}

/** Xero's lists that a Draft is built from. */
export interface Books {
  organisation: Organisation;
  /** The later of Xero's two lock dates, or null: nothing dated on or before it can be posted. */
  lockedUntil: CalendarDay | null;
  currencies: string[];
  /** Active revenue accounts. */
  accounts: { code: string; name: string }[];
  /** Active rates that apply to revenue; `rate` is the EffectiveRate, a percentage: "20". */
  taxRates: { type: string; name: string; rate: Amount }[];
  /** Sold items that are not kept in stock and have an account; left out in lists read before items were. */
  items?: { code: string; name: string; accountCode: string }[];
  /** Active tracking categories with their active options; two at most. */
  tracking?: TrackingCategory[];
  /** Read only where an organisation has one chosen. */
  brandingThemes?: BrandingTheme[];
  /** When the lists were read. */
  readAt: Instant;
}

export interface TrackingCategory {
  id: string;
  name: string;
  options: { id: string; name: string }[];
}

export interface BrandingTheme {
  id: string;
  name: string;
}

/** Xero's customer. */
export interface Contact {
  id: string;
  name: string;
  /** ContactNumber: the bare Autotask company id, where it was saved. */
  number: string | null;
  email: string | null;
  taxNumber: string | null;
  state: 'active' | 'archived' | 'merged';
  mergedTo: string | null;
}

export type DocumentKind = 'invoice' | 'credit-note';
export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED';

/** A document as Xero holds it. Totals are positive for credit notes, too. */
export interface BooksDocument {
  kind: DocumentKind;
  id: string;
  number: string | null;
  reference: string | null;
  url: string | null;
  /** Xero says that it was sent to the contact; left out where it does not. */
  isSent?: true;
  contactId: string;
  contactName: string;
  /** Xero's word: DRAFT, SUBMITTED, AUTHORISED, PAID, VOIDED, DELETED. */
  status: string;
  date: CalendarDay | null;
  currency: string;
  subTotal: Amount;
  totalTax: Amount;
  total: Amount;
  /** Payments on it; left out where there are none. */
  paid?: Amount;
  /** An invoice: credit applied to it. A credit note: what of it was applied. Left out where there is none. */
  credited?: Amount;
}

/** A line of a document in Xero. `amount` is net of tax, whatever the document's lines hold. */
export interface BooksLine {
  description: string;
  quantity: Amount;
  unitAmount: Amount;
  amount: Amount;
  tax: Amount;
  taxType: string | null;
}

/** A document with its lines, as only a paged list gives it. */
export interface DetailedDocument extends BooksDocument {
  lines: BooksLine[];
}

// --- Ours -------------------------------------------------------------------------------------------------------

/** What a search asks for. Criteria are ANDed; a period or ids are needed. */
export interface SearchCriteria {
  period: Period | null;
  invoiceIds: number[];
  /** Text as typed: a Division, a Line of Business, or `Division / Line`. */
  division: string | null;
  includeMarked: boolean;
  /** Preview only: nothing can be approved. */
  dryRun: boolean;
}

/** Both days belong to it. */
export interface Period {
  from: CalendarDay;
  to: CalendarDay;
}

/** A person's decision on what a kind of line becomes in Xero. */
export type MapEntry =
  | { kind: 'default-account'; key: ''; accountCode: string }
  | { kind: 'account'; key: string; accountCode: string }
  /** The same keys as `account`: a billing code has one or the other. */
  | { kind: 'item'; key: string; itemCode: string }
  /** `accepted`: the two rates that differ, and that an admin accepted; another pair is a new question. */
  | { kind: 'tax'; key: string; taxType: string; accepted?: AcceptedRates | null }
  /** A Division or Line of Business; `option` null: no tracking, and that was decided. */
  | { kind: 'tracking'; key: string; option: { categoryId: string; optionId: string } | null }
  /** By payment term. */
  | { kind: 'due'; key: string; rule: DueRule }
  /** A Division or Line of Business, over all organisations; null: any that a run is sent to. */
  | { kind: 'organisation'; key: string; organisation: { id: string; name: string } | null };

export type MapKind = MapEntry['kind'];

/** Both in per cent. */
export interface AcceptedRates {
  billed: Amount;
  xero: Amount;
}

/** When a document falls due; see due-date.ts. */
export type DueRule =
  | { kind: 'autotask' }
  | { kind: 'days'; days: number }
  | { kind: 'end-of-month'; days: number }
  | { kind: 'following-month'; day: number };

/** A map with who decided it. */
export type DecidedMap = MapEntry & { decidedBy: Person; decidedAt: Instant };

/** How an organisation's documents are made. What they add up to follows from none of it. */
export interface OrganisationSettings {
  status: DocumentStatus;
  numberSource: NumberSource;
  /** An Invoice of total zero: left out, or sent as an authorised document. */
  zeroTotals: 'skip' | 'post';
  /** fewest: one line per account, tax rate and tracking. */
  lineDetail: LineDetail;
  /** Billing items of amount and tax zero. One line always stays. */
  zeroLines: 'keep' | 'drop';
  /** Text of a document line with placeholders, see template.ts; null: item, description, service date. */
  descriptionTemplate: string | null;
  /** Null: the organisation's own default. */
  brandingThemeId: string | null;
  /** Authorised invoices say that they were sent. No mail goes out. */
  markAsSent: boolean;
  /** Autotask's PDF of the invoice is put on the document, after it was posted. */
  attachPdf: boolean;
  /** Xero e-mails authorised invoices to their contacts, after they were posted. */
  emailInvoices: boolean;
}

/**
 * autotask: Autotask's number. id: `INV:{invoice id}`. xero: Xero numbers, and its number is written into Autotask where
 * there is none. xero-replacing: also where there is another one.
 */
export type NumberSource = 'autotask' | 'id' | 'xero' | 'xero-replacing';

export type LineDetail = 'all' | 'billing-code' | 'fewest';

/** The document we intend to send, in neutral words. For a credit note every sign is turned already. */
export interface Draft {
  kind: DocumentKind;
  invoiceId: number;
  generation: number;
  organisationId: string;
  contactId: string;
  /** Empty where Xero numbers it; then `reference` ends in `AT-{invoiceId}`. */
  number: string;
  /** Autotask had no usable number, so its invoice id stands in, as Autotask prints it. */
  numberIsId: boolean;
  date: CalendarDay;
  dueDate: CalendarDay;
  /** Purchase order; on credit notes, and where Xero numbers, it ends in `AT-{invoiceId}`. */
  reference: string;
  currency: string;
  status: DocumentStatus;
  /** Null: Xero's default. */
  brandingThemeId?: string | null;
  sentToContact?: boolean;
  /** What follows on the posting; left out where nothing does. */
  attachPdf?: true;
  email?: true;
  lines: DraftLine[];
  /** What Xero must hold afterwards, two decimals. */
  subTotal: Amount;
  totalTax: Amount;
  total: Amount;
  /** Sentences an approver should read: an id as number, a cent of difference, defaults used. */
  notes: string[];
  /** Tax sent against Xero's own, where joined lines would send less: said, with joining as the offer. */
  joinOffer?: { moved: Amount; joined: Amount } | null;
  /** Tells whether the Invoice was edited since; see changed.ts. */
  source?: string;
}

export interface DraftLine {
  /** Billing items it stands for. */
  lineIds: number[];
  description: string;
  quantity: Amount;
  unitAmount: Amount;
  lineAmount: Amount;
  accountCode: string;
  taxType: string;
  /** Sent only where Xero's own tax would miss the target. */
  taxAmount: Amount | null;
  /** Where the account came from. */
  accountFrom: 'map' | 'default';
  /** Left out where there is none. */
  itemCode?: string;
  /** Two at most, each of another category; left out where there is none. */
  tracking?: LineTracking[];
}

export interface LineTracking {
  categoryId: string;
  optionId: string;
}

/** What the plan says of an Invoice. */
export type Verdict =
  | { kind: 'ready'; draft: Draft; fingerprintText: string }
  | { kind: 'nothing-to-post'; reason: string }
  | { kind: 'needs-organisation' }
  /** `missing`: what would be asked next, as far as it can be known without the contact. */
  | { kind: 'needs-contact'; missing: MissingMap[] }
  | { kind: 'needs-map'; missing: MissingMap[] }
  | { kind: 'held'; by: 'person' | 'skipped-company' }
  /** By its division it belongs to an organisation that is not the run's; it is left out. */
  | { kind: 'held'; by: 'other-organisation'; organisation: string }
  /** `ours`: our ledger posted it. Otherwise it may be adopted. */
  | { kind: 'in-xero'; ours: boolean; documentId: string; number: string | null; marked: boolean; adoptable: boolean }
  | { kind: 'in-progress'; runId: string }
  | { kind: 'voided'; at: Instant | null }
  /** By this run; a new search finds it again. */
  | { kind: 'undone' }
  | { kind: 'refused'; code: RefusalCode; reason: string; documentId?: string };

export type MissingMap = (
  | { kind: 'account' | 'default-account' | 'tracking' | 'organisation'; key: string; label: string }
  | { kind: 'tax'; key: string; label: string; rate: Amount | null }
) & {
  /** Why a map that there is does not serve any more: a sentence. */
  problem?: string;
};

export type RefusalCode =
  | 'lines-do-not-add-up'
  | 'tax-does-not-fit'
  | 'signs-differ'
  | 'number-taken'
  | 'number-twice'
  | 'currency'
  | 'locked-period'
  | 'contact-unusable'
  | 'too-long'
  | 'no-lines'
  | 'setting-broken'
  | 'rejected'
  | 'two-organisations';

/** Who a Company is in Xero, for one run. */
export type ContactAnswer =
  | { kind: 'known'; contactId: string; contactName: string; from: 'link' | 'number' | 'answer'; note: string | null }
  | { kind: 'question'; question: ContactQuestion }
  | { kind: 'skipped' };

/** Why a person has to say who a Company is. */
export interface ContactQuestion {
  why: 'no-match' | 'several-with-number' | 'link-and-number-disagree' | 'archived' | 'merged';
  /** One sentence for people. */
  sentence: string;
  suggestions: ContactSuggestion[];
}

export interface ContactSuggestion {
  contactId: string;
  name: string;
  email: string | null;
  /** "same name", "same e-mail domain (acme.test)", "same tax number". */
  reason: string;
  score: number;
}

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
 * How far the undo of its run has come with a Posting. asked: an approver wants it undone. removed: its document is out
 * of Xero, or was let go; its Mark is still to be cleared. done: both. left: nothing of it was changed.
 */
export type UndoState = 'asked' | 'removed' | 'done' | 'left';

export type PdfState = 'owed' | 'attached' | 'failed';
/** sending: stored before the request, so that none goes twice. failed: also where nobody can know. */
export type EmailState = 'owed' | 'sending' | 'sent' | 'failed';

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

import type {
  Books,
  BooksDocument,
  BrandingTheme,
  CalendarDay,
  Company,
  CompanyContact,
  Contact,
  DetailedDocument,
  DocumentKind,
  Draft,
  Instant,
  Invoice,
  MessageRef,
  PersonId,
  Place,
  PsaReference,
  WindowRef,
} from '../domain/types.ts';
import type { View } from '../domain/views.ts';

/** Where invoices are billed: Autotask. Every method may throw a RemoteError of system `autotask`. */
export interface Psa {
  /** Which database this is, and where a person opens it in a browser. */
  identity(): Promise<{ databaseId: number; webUrl: string }>;
  /**
   * Invoices with all lines the API user may see. Voided and marked ones included: the caller sorts them out. Each row
   * received was checked against the criteria again, since Autotask drops a wrong operator in silence.
   */
  findInvoices(criteria: { from?: CalendarDay; to?: CalendarDay; ids?: number[] }): Promise<Invoice[]>;
  companies(ids: number[]): Promise<Company[]>;
  companyContacts(companyIds: number[]): Promise<CompanyContact[]>;
  reference(): Promise<PsaReference>;
  /** Ticket numbers and contract names by id. What does not exist, or may not be seen, is missing. */
  lineNames(ids: { tickets: number[]; contracts: number[] }): Promise<LineNames>;
  /** Sentences on what the API user may see; used when a search finds nothing. */
  access(): Promise<string[]>;
  /** Whether invoices are marked or voided now; ids that do not exist are missing in the answer. */
  marks(ids: number[]): Promise<Map<number, { markedAt: Instant | null; isVoided: boolean }>>;
  /** Writes WebServiceDate by PATCH. Does not read back. */
  mark(invoiceId: number, at: Instant): Promise<void>;
  /** Empties WebServiceDate by PATCH. Does not read back. */
  clearMark(invoiceId: number): Promise<void>;
  /** Numbers as they stand now; null where there is none, or "ERROR". Ids that do not exist are missing. */
  numbers(ids: number[]): Promise<Map<number, string | null>>;
  /** What Autotask prints for its customer; null where it gives no PDF. */
  invoicePdf(invoiceId: number): Promise<Buffer | null>;
  /** Writes invoiceNumber by PATCH. Does not read back. */
  setNumber(invoiceId: number, number: string): Promise<void>;
}

export interface LineNames {
  tickets: Map<number, string>;
  contracts: Map<number, string>;
}

/** What came of one document of a batch. Amounts as Xero holds them. */
export type DocumentResult =
  | { ok: true; document: BooksDocument; warnings: string[] }
  /** Xero's validation messages, in its words. */
  | { ok: false; messages: string[] };

/** A batch ready to be sent: stored whole before the first byte leaves. */
export interface PreparedBatch {
  organisationId: string;
  kind: DocumentKind;
  /** The document list as JSON; the request's bytes follow from it alone. */
  body: string;
}

export interface NewContact {
  name: string;
  number: string | null;
  email: string | null;
  firstName: string;
  lastName: string;
}

export type ContactCreated = { ok: true; contact: Contact } | { ok: false; messages: string[] };

export interface DocumentRef {
  kind: DocumentKind;
  id: string;
}

export interface AttachedFile {
  name: string;
  mimeType: string;
  content: Buffer;
}

/** Where the books are kept: Xero. Every method may throw a RemoteError of system `xero`. */
export interface Accounting {
  books(organisationId: string): Promise<Books>;
  brandingThemes(organisationId: string): Promise<BrandingTheme[]>;
  /** Active, archived and merged ones whose ContactNumber is one of these. Several may share one. */
  contactsByNumber(organisationId: string, numbers: string[]): Promise<Contact[]>;
  contactsById(organisationId: string, ids: string[]): Promise<Contact[]>;
  /** Active ones that have exactly one of these names, whatever the case. */
  contactsByNames(organisationId: string, names: string[]): Promise<Contact[]>;
  /** All contacts, or those changed since, archived ones included; for the local copy that suggestions come from. */
  allContacts(organisationId: string, changedSince: Instant | null): Promise<Contact[]>;
  /**
   * Creates with PUT. A refusal in Xero's words (name taken, number taken) is a value, not an error.
   * The key makes a repeat within six minutes harmless.
   */
  createContact(organisationId: string, contact: NewContact, idempotencyKey: string): Promise<ContactCreated>;
  /** At most 50 in one call, answered one by one and in order: one that is refused keeps no other from being created. */
  createContacts(organisationId: string, contacts: NewContact[], idempotencyKey: string): Promise<ContactCreated[]>;
  /** Writes ContactNumber on one existing contact, nothing else. */
  setContactNumber(
    organisationId: string,
    contactId: string,
    number: string,
  ): Promise<{ ok: true } | { ok: false; messages: string[] }>;
  /** Documents of any status with one of these numbers (both kinds where asked). */
  documentsByNumber(organisationId: string, kind: DocumentKind, numbers: string[]): Promise<BooksDocument[]>;
  /** Documents of the kind whose Reference ends in `AT-{invoiceId}`. */
  documentsByReference(organisationId: string, kind: DocumentKind, invoiceIds: number[]): Promise<BooksDocument[]>;
  documentsById(organisationId: string, kind: DocumentKind, ids: string[]): Promise<BooksDocument[]>;
  /** All sales documents of the kind dated in the period (both days belong to it), of any status, with their lines. */
  documentsInPeriod(
    organisationId: string,
    kind: DocumentKind,
    from: CalendarDay,
    to: CalendarDay,
  ): Promise<DetailedDocument[]>;
  /** `urlOf` gives the link back that the document carries in Xero. */
  prepareBatch(
    organisationId: string,
    kind: DocumentKind,
    drafts: Draft[],
    urlOf: (draft: Draft) => string,
  ): PreparedBatch;
  /**
   * One PUT, summarizeErrors=false, unitdp=4. One result per document, in order. Throws `in-doubt` when nothing was
   * heard, also on 5xx.
   */
  postBatch(batch: PreparedBatch, idempotencyKey: string): Promise<DocumentResult[]>;
  /** Deletes a draft or submitted document, voids an authorised one; `renameTo` frees its number first. */
  removeDocument(
    organisationId: string,
    document: { kind: DocumentKind; id: string; status: string; renameTo?: string },
  ): Promise<{ ok: true } | { ok: false; messages: string[] }>;
  /** File names that hang on a document. */
  attachments(organisationId: string, document: DocumentRef): Promise<string[]>;
  /** Puts a file on a document; one of the same name is replaced. At most 10 files of 10 MB. */
  attach(organisationId: string, document: DocumentRef, file: AttachedFile): Promise<void>;
  /** Xero sends an authorised invoice to its contact. Throws `in-doubt` when nothing was heard: never try again blindly. */
  email(organisationId: string, documentId: string, idempotencyKey: string): Promise<void>;
  /** Gives documents other numbers, in one call; at most 50. Results in order. What is refused keeps no other from it. */
  renameDocuments(
    organisationId: string,
    kind: DocumentKind,
    documents: { id: string; number: string }[],
  ): Promise<({ ok: true } | { ok: false; messages: string[] })[]>;
  /** As `removeDocument`, for at most 50 in one call. `status`: as they are now. Results in order. */
  removeDocuments(
    organisationId: string,
    kind: DocumentKind,
    documents: { id: string; status: string }[],
  ): Promise<({ ok: true } | { ok: false; messages: string[] })[]>;
  /** Pages a person opens in the browser. */
  documentLink(shortCode: string, kind: DocumentKind, documentId: string): string;
  contactLink(shortCode: string, contactId: string): string;
}

/** A consent that a person gave at Xero, with what it opened. */
export interface Consent {
  tokens: TokenSet;
  organisations: { connectionId: string; organisationId: string; name: string }[];
}

/** Secret: never logged, encrypted at rest. `expiresAt` in epoch seconds. */
export interface TokenSet {
  accessToken: string;
  refreshToken: string | null;
  expiresAt: number;
  scope: string;
}

/** How a person lets upSync into Xero. */
export interface XeroLogin {
  consentUrl(state: string): Promise<string>;
  /** `callbackUrl` is the whole address the browser ended on. Throws `refused` when the person said no. */
  exchange(callbackUrl: string, state: string): Promise<Consent>;
  refresh(tokens: TokenSet): Promise<TokenSet>;
  /** Custom connection: tokens without a person. */
  clientCredentials(): Promise<Consent>;
  organisations(tokens: TokenSet): Promise<Consent['organisations']>;
  disconnect(tokens: TokenSet, connectionId: string): Promise<void>;
  revoke(tokens: TokenSet): Promise<void>;
}

/** Where people are spoken to: Slack, later Teams. Throws a RemoteError of system `slack`. */
export interface Chat {
  post(place: Place, view: View, options?: { thread?: MessageRef }): Promise<MessageRef>;
  /** False: the message is gone, or can never be changed again. */
  update(message: MessageRef, view: View): Promise<boolean>;
  /** Only this person sees it; falls back to a direct message where that is not possible. */
  whisper(place: Place, person: PersonId, view: View): Promise<void>;
  /** Replaces what a window shows. False: it was closed, or can no longer be changed. */
  refill(window: WindowRef, view: View): Promise<boolean>;
  upload(place: Place, file: { name: string; content: Buffer; title: string }, thread?: MessageRef): Promise<void>;
  /** A conversation of one person with upSync: nobody there can approve. */
  isDirect(place: Place): boolean;
  /** A link that opens the message; null where the front has none. */
  link(message: MessageRef): Promise<string | null>;
}

/** Time, and every wait: so that a test can let minutes pass at once. */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
  /** Again and again, the first time after `ms`, until the answer is called. */
  every(ms: number, work: () => void): () => void;
}

/** Whether the outside answers and takes calls; the same for all processes. */
export interface Outside {
  /** Where all is well nothing is listed. */
  conditions(): Promise<OutsideCondition[]>;
}

export interface OutsideCondition {
  system: 'xero' | 'autotask' | 'slack';
  /** Of Xero; null: all of the system. */
  organisationId: string | null;
  /**
   * outage: it does not answer. limit: it takes no calls for now; `which` of its limits, `day` among them. budget: upSync's
   * share of the hour is used up. slow: much of it is, so what nobody waits for goes slowly.
   */
  kind: 'outage' | 'limit' | 'budget' | 'slow';
  which: string | null;
  since: Date | null;
  nextTry: Date;
}

/** Who may do what; answered by the chat's own people and groups. */
export interface People {
  /** Roles of a person now. Guests and people of other workspaces have none. */
  roles(person: PersonId): Promise<Roles>;
  /** People who hold a role, for "ask one of …". */
  holders(role: Role): Promise<PersonId[]>;
  /** As the chat itself calls them; null where that is not known. */
  name(person: PersonId): Promise<string | null>;
}

export type Role = 'searcher' | 'approver' | 'admin';
export type Roles = ReadonlySet<Role>;

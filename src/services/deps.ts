import type { Db } from '../db/index.ts';
import type { Cipher } from '../db/secrets.ts';
import type { Place } from '../domain/types.ts';
import type { Accounting, Chat, Clock, Outside, People, Psa, XeroLogin } from './ports.ts';

/** Everything the stories stand on; put together in app.ts. */
export interface Deps {
  db: Db;
  psa: Psa;
  accounting: Accounting;
  login: XeroLogin;
  outside: Outside;
  /** Xero refused a call for this organisation: stores what its connection still opens. Never throws. */
  examine(organisationId: string): Promise<void>;
  chat: Chat;
  people: People;
  clock: Clock;
  cipher: Cipher;
  log: ServiceLog;
  timeZone: string;
  /** Where notifications go, and cards that have no other place. */
  channel: Place;
  /** Xero's redirect. */
  redirectUri: string;
  grant: 'authorization_code' | 'client_credentials';
  /** A page of Autotask for a company: `{webUrl}` and `{companyId}` are filled in. */
  companyUrl: string;
  /** At most so many documents a request to Xero. */
  documentsPerBatch: number;
  /** At most so many companies are asked for in one window, and created in one request. */
  companiesPerPage: number;
  /** At most so many invoices are looked up in Autotask and marked before what was written is read back. */
  marksPerRead: number;
  reached: Reached;
  /** True once this process is to end: nothing long is begun any more. */
  stopping?(): boolean;
}

/** A named boundary between two effects. Nothing happens there, unless a test fills it with the end of the process. */
export type Reached = (point: CrashPoint) => void | Promise<void>;

export type CrashPoint =
  | 'approval.clicked'
  | 'approval.stored'
  | 'posting.before-intent'
  | 'posting.intent-stored'
  | 'posting.request-sent'
  | 'posting.answer-received'
  | 'posting.result-stored'
  | 'attaching.file-sent'
  | 'emailing.intent-stored'
  | 'emailing.request-sent'
  | 'marking.before-mark'
  | 'marking.mark-sent'
  | 'marking.mark-confirmed'
  | 'undo.approved'
  | 'undo.before'
  | 'undo.renamed'
  | 'undo.removed'
  | 'undo.removal-stored'
  | 'undo.mark-cleared'
  | 'card.posted'
  | 'token.rotated'
  | 'contact.created'
  | 'contact.linked';

export interface ServiceLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

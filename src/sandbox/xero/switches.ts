/**
 * Where nobody could ask Xero which of two answers it gives, the stand-in has both. The defaults are the stricter or
 * the better documented ones; a client must survive either.
 */
export interface XeroSwitches {
  /** Xero computes a line's tax by itself and drops the TaxAmount that was sent. */
  ignoreTaxAmount: boolean;
  /** The connected user may approve. Without the right, a document asked for as AUTHORISED is stored as DRAFT. */
  approvalRights: boolean;
  /** An approved document of total zero is answered as PAID. */
  zeroTotalBecomesPaid: boolean;
  /** The number of a DELETED document may be used again. */
  deletedNumberReusable: boolean;
  /** A draft's unknown account is dropped with a Warning; otherwise the draft is refused. */
  stripUnknownAccountOnDraft: boolean;
  /** A fault of kind `failing` does the work before it answers 500. */
  failAfterWork: boolean;
  /** A scope the app may not ask for is sent back to redirect_uri; otherwise Xero shows a page of its own. */
  scopeErrorRedirects: boolean;
  /** Life of an access token. */
  accessTokenSeconds: number;
  /** How long an Idempotency-Key is remembered, from its first use. */
  idempotencySeconds: number;
  /** Calls per organisation and day: 5,000, or 1,000 in the Starter tier. */
  dayLimit: number;
  /** Calls per organisation and minute. */
  minuteLimit: number;
  /** Calls per app and minute, over all organisations. */
  appMinuteLimit: number;
  /** Invoices that Xero e-mails for an organisation in a day. */
  emailsPerDay: number;
  /** Calls of one organisation at the same moment. */
  concurrentLimit: number;
}

export function defaultSwitches(changes: Partial<XeroSwitches> = {}): XeroSwitches {
  return {
    ignoreTaxAmount: false,
    approvalRights: true,
    zeroTotalBecomesPaid: true,
    deletedNumberReusable: false,
    stripUnknownAccountOnDraft: true,
    failAfterWork: false,
    scopeErrorRedirects: false,
    accessTokenSeconds: 1_800,
    idempotencySeconds: 360,
    dayLimit: 5_000,
    minuteLimit: 60,
    appMinuteLimit: 10_000,
    emailsPerDay: 1_000,
    concurrentLimit: 5,
    ...changes,
  };
}

import type { RunningServer } from '../http.ts';
import type { AutotaskRow, StandInOptions } from '../stand-in.ts';
import type { AutotaskBillingItem, AutotaskInvoice, AutotaskWorld } from '../world.ts';
import type { DatePrecision } from './write.ts';

/** How this tenant behaves. May be changed at any time; tests and the page do. */
export interface AutotaskSwitches {
  /** What is kept of a written WebServiceDate; some tenants drop the time of day. */
  webServiceDate: DatePrecision;
  /** Operators that are dropped in silence although they exist, so that more comes back than was asked for. */
  ignoredOperators: string[];
  /** Entities the API user may not see at all, by the name in the URL: nothing is found, and the metadata says `None`. */
  noAccess: string[];
  /** Invoices whose PDF Autotask does not have. */
  noPdf: number[];
  /** Requests in any 60 minutes; above, everything is refused with 429. */
  requestsPerHour: number;
  /** Adds half a second above 50 % of the hourly requests and a whole one above 75 %, as Autotask does. */
  thresholdLatency: boolean;
  /** Requests at the same moment for one entity; the next one is refused with 429. */
  threadsPerEndpoint: number;
  /** Milliseconds every request takes. */
  latencyMs: number;
  /** What a fault of the kind `failing` looks like: the web server's page, or Autotask's list of sentences. */
  failingBody: 'html' | 'errors';
}

export interface AutotaskCredentials {
  username: string;
  secret: string;
  integrationCode: string;
}

export interface AutotaskOptions extends StandInOptions {
  /** What the tenant begins with; used only while the store holds none of it. */
  world: AutotaskWorld;
  credentials: AutotaskCredentials;
  switches?: Partial<AutotaskSwitches>;
}

/** An invoice as it is now. */
export type HeldInvoice = AutotaskInvoice & { voidedByResourceID: number | null };

export interface AutotaskStandIn extends RunningServer {
  switches: AutotaskSwitches;
  /** Value for AUTOTASK_API_URL. */
  apiUrl: string;
  /** All invoices, also those the API user may not see. */
  rows(): AutotaskRow[];
  invoice(id: number): HeldInvoice | undefined;
  lines(invoiceId: number): AutotaskBillingItem[];
  /** Changes an invoice as somebody in Autotask would; throws when there is none. */
  editInvoice(id: number, patch: Partial<AutotaskInvoice>): void;
  editLine(id: number, patch: Partial<AutotaskBillingItem>): void;
  /** Voids an invoice; its lines go back to the items to invoice. */
  voidInvoice(id: number): void;
  /** Bills the lines again that voiding an invoice has freed: a new invoice with a new id. Voids it if need be. */
  invoiceAgain(id: number): number;
  /** Another tool sets WebServiceDate to this instant; null clears it, as a person can. */
  markByOther(id: number, instant: string | null): void;
}

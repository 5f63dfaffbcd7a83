import type { SandboxClock } from '../clock.ts';
import type { Recorder } from '../http.ts';
import type { OrganisationRecord } from './records.ts';
import type { Incoming } from './reply.ts';
import type { State } from './state.ts';
import type { XeroSwitches } from './switches.ts';

/** An app as registered on Xero's developer page. */
export interface XeroApp {
  /** Shown on the consent page; the client id when left out. */
  name?: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** What it may ask for; left out, everything its age allows. */
  scopes?: string[];
  /** Created on or after 2 March 2026: granular scopes only. https://developer.xero.com/faq/granular-scopes */
  newApp: boolean;
  /** Tenant of a custom connection: the app gets its tokens by client_credentials and needs no consent. */
  customConnection?: string;
}

/** What every part of the stand-in can reach. */
export interface Context {
  state: State;
  clock: SandboxClock;
  recorder: Recorder;
  switches: XeroSwitches;
  apps: XeroApp[];
  login: { name: string; email: string };
  /** Own address; known once it listens. */
  url: string;
}

/** One call of the Accounting API that passed the gate. */
export interface Call {
  context: Context;
  state: State;
  incoming: Incoming;
  organisation: OrganisationRecord;
  tenantId: string;
  clientId: string;
  /** Values of the `{…}` parts of the route. */
  params: Record<string, string>;
  /** Query by the route's own spelling of the names. */
  query: Record<string, string>;
  now: number;
}

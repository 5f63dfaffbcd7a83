import type { Amount, DocumentStatus, Instant, Person } from '../types.ts';

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

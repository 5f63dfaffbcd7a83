import type { Draft } from './draft.ts';
import type { Amount, Instant } from './words.ts';

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
  /** `joinHelps`: with lines of equal account, tax and tracking joined it could be sent. */
  | { kind: 'refused'; code: RefusalCode; reason: string; documentId?: string; joinHelps?: true };

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

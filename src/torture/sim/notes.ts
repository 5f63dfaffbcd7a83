import type { InvoiceRow } from '../../domain/views.ts';

/** One press of a button that counts, as the person made it, and what they were told. */
export interface Press {
  what: 'approve' | 'try-again' | 'mark';
  runId: string;
  /** What the card stood for; empty where the button carries none. */
  fingerprint: string;
  person: string;
  /** The lines that the person had before them. */
  rows: InvoiceRow[];
  /** Accepted without a word; refused, in words; or nobody knows. */
  outcome: 'accepted' | 'refused' | 'unknown';
  markEach: boolean;
}

/** What people and the world did, kept apart from what upSync believes. */
export interface Notes {
  presses: Press[];
  /** Invoices that somebody changed, voided or marked behind upSync's back. */
  edited: Set<number>;
  voided: Set<number>;
  markedByOthers: Set<number>;
  /** Documents that another tool put into Xero. */
  foreign: Set<string>;
  /** Marks that were agreed while the document stood in Xero. */
  agreed: Set<number>;
  said: string[];
}

export function emptyNotes(): Notes {
  return {
    ...{ presses: [], edited: new Set(), voided: new Set(), markedByOthers: new Set(), foreign: new Set() },
    ...{ agreed: new Set(), said: [] },
  };
}

import type { DocumentStatus } from './records.ts';

const NEXT: Record<DocumentStatus, readonly DocumentStatus[]> = {
  DRAFT: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  SUBMITTED: ['SUBMITTED', 'DRAFT', 'AUTHORISED', 'DELETED'],
  AUTHORISED: ['AUTHORISED', 'VOIDED'],
  PAID: [],
  VOIDED: [],
  DELETED: [],
};

/** Whether a document in this status may be changed into that one. A new document begins as a draft or further on. */
export function mayBecome(from: DocumentStatus | undefined, to: DocumentStatus): boolean {
  return from ? NEXT[from].includes(to) : to === 'DRAFT' || to === 'SUBMITTED' || to === 'AUTHORISED';
}

/** SUBMITTED and AUTHORISED ask for more than a draft does. */
export function isApproved(status: DocumentStatus): boolean {
  return status === 'SUBMITTED' || status === 'AUTHORISED';
}

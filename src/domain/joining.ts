import type { PlannedInvoice } from './plan.ts';

/** What an approver may have the lines of joined: it would send less tax against Xero's own, or only then fits at all. */
export function isJoinable({ verdict }: Pick<PlannedInvoice, 'verdict'>): boolean {
  if (verdict.kind === 'ready') return verdict.draft.joinOffer != null;
  return verdict.kind === 'refused' && verdict.joinHelps === true;
}

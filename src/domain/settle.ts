import { isOurs } from './collision.ts';
import type { BooksDocument, Draft } from './types.ts';

/**
 * The document in Xero that a Draft became, among those found under its number or reference: live, and it says itself
 * that it was sent for this Invoice. Null where none is; somebody else's under the same number is never taken for ours.
 */
export function proposedMatch(draft: Draft, documents: readonly BooksDocument[]): BooksDocument | null {
  const live = documents.filter(
    ({ kind, status }) => kind === draft.kind && status !== 'VOIDED' && status !== 'DELETED',
  );
  return live.find((document) => isOurs(document, draft.invoiceId)) ?? null;
}

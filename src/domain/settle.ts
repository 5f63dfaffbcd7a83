import { isOurs } from './collision.ts';
import type { BooksDocument, Draft } from './types.ts';

/**
 * The document in Xero that a Draft became, among those found under its number or reference: it says that it is ours,
 * or it is live and equal in number and contact. Null where none is.
 */
export function proposedMatch(draft: Draft, documents: readonly BooksDocument[]): BooksDocument | null {
  const live = documents.filter(
    ({ kind, status }) => kind === draft.kind && status !== 'VOIDED' && status !== 'DELETED',
  );
  const ours = live.find((document) => isOurs(document, draft.invoiceId));
  if (ours) return ours;
  return live.find(({ number, contactId }) => number === draft.number && contactId === draft.contactId) ?? null;
}

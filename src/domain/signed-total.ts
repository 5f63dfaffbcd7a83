import { negate, roundCents } from './money.ts';
import type { BooksDocument } from './types.ts';

/** Xero holds credit notes as positive; next to Autotask's figures they count as negative. */
export function signedTotal(document: BooksDocument | null): string {
  if (document === null) return '0.00';
  return roundCents(document.kind === 'credit-note' ? negate(document.total) : document.total);
}

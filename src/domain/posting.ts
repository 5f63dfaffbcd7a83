import type { Posting, PostingState } from './types.ts';

/**
 * What may follow what, on an Invoice's way to Xero. `db` changes a state only by naming the states it may come from,
 * so two who act at once cannot both succeed.
 *
 * ready            nobody's approval stands; any run may approve it
 * approved         a person accepted its fingerprint; it waits for a batch
 * posting          in a stored batch that may be on the wire
 * in_doubt         sent, nothing heard: only a look in Xero tells
 * posted           in Xero as asked
 * difference       in Xero with a warning, other totals or another status than asked; never sent again
 * rejected         Xero said no; may be tried again
 * adopted          was in Xero already, not by us; an approver took it over
 * nothing_to_post  total zero; never sent
 * marked           Autotask knows, read back
 * voided           taken out of Xero again, or let go by an undo where it was not ours; a new generation may follow
 */
const FOLLOWS: Record<PostingState, readonly PostingState[]> = {
  ready: ['approved', 'adopted', 'nothing_to_post'],
  approved: ['posting', 'ready', 'rejected'],
  posting: ['posted', 'difference', 'rejected', 'in_doubt', 'approved'],
  in_doubt: ['posted', 'difference', 'rejected', 'approved'],
  posted: ['marked', 'voided'],
  difference: ['marked', 'voided'],
  rejected: ['approved', 'ready', 'adopted', 'nothing_to_post'],
  adopted: ['marked', 'voided'],
  nothing_to_post: ['marked', 'approved', 'ready'],
  marked: ['voided'],
  voided: [],
};

export function mayFollow(from: PostingState, to: PostingState): boolean {
  return FOLLOWS[from].includes(to);
}

/** The states a change to `to` may start from. */
export function statesBefore(to: PostingState): PostingState[] {
  return (Object.keys(FOLLOWS) as PostingState[]).filter((from) => mayFollow(from, to));
}

/** The Invoice is in Xero, as far as our ledger knows. */
export const IN_XERO: readonly PostingState[] = ['posted', 'difference', 'adopted', 'marked'];

/** On its way: another run must keep its hands off. */
export const IN_PROGRESS: readonly PostingState[] = ['approved', 'posting', 'in_doubt'];

/** May be marked in Autotask; a difference only once an approver accepted it. */
export function isMarkable(posting: { state: PostingState; differenceAccepted: boolean }): boolean {
  if (posting.state === 'difference') return posting.differenceAccepted;
  return posting.state === 'posted' || posting.state === 'adopted' || posting.state === 'nothing_to_post';
}

/** What a marked Posting was before: only by a person's decision, where its Mark was taken away, does it become so again. */
export function stateUnmarked({
  draft,
  document,
  differenceAccepted,
}: Pick<Posting, 'draft' | 'document' | 'differenceAccepted'>): PostingState {
  if (document === null) return 'nothing_to_post';
  if (draft === null) return 'adopted';
  return differenceAccepted ? 'difference' : 'posted';
}

/** Taken back by the undo of its run; its mark may still be to be cleared. */
export function isUndone({ state, undo }: Pick<Posting, 'state' | 'undo'>): boolean {
  return state === 'voided' && (undo === 'removed' || undo === 'done');
}

import type { RunState } from './types.ts';

/**
 * searching  the search job is at work
 * open       waits for people: connect, organisation, questions, approval
 * checking   contacts and numbers are looked up in Xero
 * posting    approved; documents are being sent
 * posted     all that could be sent was; waits for the answer whether to mark
 * marking    marks are being written
 * undoing    its documents are taken out of Xero again, and its marks cleared
 * done       nothing is owed
 * cancelled  an approver ended it
 * failed     the search did not come to an end; nothing was done
 */
const FOLLOWS: Record<RunState, readonly RunState[]> = {
  searching: ['open', 'failed'],
  open: ['checking', 'posting', 'cancelled', 'marking'],
  checking: ['open'],
  posting: ['posted', 'open', 'done'],
  posted: ['posting', 'marking', 'undoing', 'done'],
  marking: ['done', 'posted'],
  undoing: ['done'],
  done: ['marking', 'posting', 'undoing'],
  cancelled: [],
  failed: [],
};

export function runMayFollow(from: RunState, to: RunState): boolean {
  return FOLLOWS[from].includes(to);
}

/** The states a change to `to` may start from. */
export function runStatesBefore(to: RunState): RunState[] {
  return (Object.keys(FOLLOWS) as RunState[]).filter((from) => runMayFollow(from, to));
}

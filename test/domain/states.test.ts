import { describe, expect, test } from '@jest/globals';
import { IN_PROGRESS, IN_XERO, isMarkable, mayFollow, statesBefore } from '../../src/domain/posting.ts';
import { runMayFollow, runStatesBefore } from '../../src/domain/sync-run.ts';
import { POSTING_STATES, type PostingState, RUN_STATES, type RunState } from '../../src/domain/types.ts';

/** Every state that can be come to from one, in any number of steps. */
function reachable<S>(from: S, all: readonly S[], mayFollowOne: (from: S, to: S) => boolean): Set<S> {
  const found = new Set<S>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of all) {
      if (!mayFollowOne(state, next) || found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

describe('a posting', () => {
  test.each(['posted', 'difference', 'adopted', 'marked', 'voided'] as PostingState[])(
    '%s is never sent again',
    (state) => {
      const after = reachable(state, POSTING_STATES, mayFollow);
      for (const sending of ['approved', 'posting', 'in_doubt'] as const) expect(after.has(sending)).toBe(false);
    },
  );

  test('is sent only after an approval', () => {
    expect(statesBefore('posting')).toEqual(['approved']);
    expect(statesBefore('in_doubt')).toEqual(['posting']);
  });

  test('in doubt never goes back to where nobody looks', () => {
    expect(POSTING_STATES.filter((state) => mayFollow('in_doubt', state)).sort()).toEqual([
      'approved',
      'difference',
      'posted',
      'rejected',
    ]);
  });

  test('is marked only from what is in Xero or has nothing to post', () => {
    expect(statesBefore('marked').sort()).toEqual(['adopted', 'difference', 'nothing_to_post', 'posted']);
    const accepted = POSTING_STATES.filter((state) => isMarkable({ state, differenceAccepted: true }));
    expect([...accepted].sort()).toEqual(['adopted', 'difference', 'nothing_to_post', 'posted']);
    expect(isMarkable({ state: 'difference', differenceAccepted: false })).toBe(false);
  });

  test('is either in Xero or on its way, never both', () => {
    expect(IN_XERO.filter((state) => IN_PROGRESS.includes(state))).toEqual([]);
  });
});

describe('a run', () => {
  test.each(['cancelled', 'failed'] as RunState[])('%s is the end', (state) => {
    expect(RUN_STATES.filter((next) => runMayFollow(state, next))).toEqual([]);
  });

  test('can be cancelled only while nothing was approved', () => {
    expect(runStatesBefore('cancelled')).toEqual(['open']);
  });

  test('comes to an end from everywhere', () => {
    for (const state of RUN_STATES) {
      if (state === 'done' || state === 'cancelled' || state === 'failed') continue;
      expect(reachable(state, RUN_STATES, runMayFollow).has('done')).toBe(true);
    }
  });
});

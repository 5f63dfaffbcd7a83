import type { Instant } from './types.ts';

/**
 * Whose mark stands in Autotask. ours: the very instant that was written, at least to the second. ours-day: its day without the time, which is
 * what some tenants keep. other: somebody else's.
 */
export function whoseMark(written: Instant | null, found: Instant): 'ours' | 'ours-day' | 'other' {
  if (written === null) return 'other';
  const [wrote, stands] = [Date.parse(written), Date.parse(found)];
  if (stands === wrote || stands === wrote - (wrote % 1000)) return 'ours';
  const isMidnight = /T00:00:00(\.0+)?Z$/.test(found);
  return isMidnight && found.slice(0, 10) === written.slice(0, 10) ? 'ours-day' : 'other';
}

/** Nobody can mark it any more, and nobody is asked to: Autotask takes no voiding back. */
export const VOIDED_MEANWHILE = 'It was voided in Autotask meanwhile; it was not marked.';

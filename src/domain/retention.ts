/** Copies of lines, names and e-mails are kept for so many months; ledger and audit stay. */
export const RETENTION_MONTHS = [6, 12, 18, 24, 36, 60, 84, 120] as const;
export const DEFAULT_RETENTION_MONTHS = 24;

/** As stored, whatever an older or newer upSync left there. */
export function readRetention(stored: unknown): number {
  return RETENTION_MONTHS.find((months) => months === stored) ?? DEFAULT_RETENTION_MONTHS;
}

/** What is older than this instant goes. The same day some months ago, or the last one of a shorter month. */
export function retentionCutoff(now: Date, months: number): Date {
  const cutoff = new Date(now);
  cutoff.setUTCDate(1);
  cutoff.setUTCMonth(cutoff.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(cutoff.getUTCFullYear(), cutoff.getUTCMonth() + 1, 0)).getUTCDate();
  cutoff.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return cutoff;
}

/** Said of a run whose copies are gone. */
export const DETAILS_DELETED =
  'Lines, names and e-mails of this run were deleted, being old. Numbers, totals and states stay.';

/** "24 months", "5 years". */
export function retentionWords(months: number): string {
  return months % 12 === 0 && months > 24 ? `${months / 12} years` : `${months} months`;
}

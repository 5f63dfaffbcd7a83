/**
 * Autotask lets all tools of a database make so many calls an hour together, and refuses every one of them above that
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/General_Topics/REST_Thresholds_Limits.htm). upSync keeps
 * to a share of it; marks, which can wait, slow down before searches, which somebody waits for.
 */
export interface Budget {
  /** Our own calls by minute, oldest first. */
  spent: { minute: number; calls: number }[];
  /** What Autotask said: its limit, and the calls of all tools in the last hour; `own` were ours. */
  reported: { limit: number; used: number; own: number; at: number } | null;
  /** The next call that keeps a distance goes then. */
  nextAt: number;
}

/** Somebody waits for it, or nobody does. */
export type Urgency = 'now' | 'later';

export const NO_BUDGET: Budget = { spent: [], reported: null, nextAt: 0 };

/** Half, so that the other half is for every other tool of the tenant: their work stops, too, when the hour is used up. */
export const SHARE = 0.5;
/** As documented; ThresholdInformation says the real one. */
export const USUAL_LIMIT = 10_000;
/** Of our share: from here on calls keep a distance, and from there on they wait. */
const SLOW_FROM = { later: 0.5, now: 0.8 };
const WAIT_FROM = { later: 0.8, now: 1 };
/** Of everybody's budget: Autotask itself makes each call a second slower from three quarters on. */
const ALL_SLOW_FROM = { later: 0.75, now: 0.9 };
const ALL_WAIT_FROM = { later: 0.9, now: 1 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What others use is read again after so long, or so many of our calls; it costs a call itself. */
const REPORT_KEPT_MS = 5 * MINUTE_MS;
const CALLS_A_REPORT = 500;
const CALLS_BEFORE_THE_FIRST = 25;

/** free: go. slow: calls keep a distance. wait: `waitMs` until it may be better. */
export function zoneOf(
  budget: Budget,
  urgency: Urgency,
  now: number,
): { zone: 'free' | 'slow' | 'wait'; waitMs: number } {
  const own = ownCalls(budget, now);
  const limit = budget.reported?.limit ?? USUAL_LIMIT;
  const share = Math.floor(limit * SHARE);
  const all = own + othersCalls(budget, now);
  if (own >= share * WAIT_FROM[urgency]) return { zone: 'wait', waitMs: untilLess(budget, now) };
  if (all >= limit * ALL_WAIT_FROM[urgency]) return { zone: 'wait', waitMs: REPORT_KEPT_MS };
  const slow = own >= share * SLOW_FROM[urgency] || all >= limit * ALL_SLOW_FROM[urgency];
  if (!slow) return { zone: 'free', waitMs: 0 };
  return { zone: 'slow', waitMs: Math.max(0, Math.min(budget.nextAt - now, HOUR_MS / Math.max(1, share))) };
}

/** Notes a call. The next that keeps a distance goes when an hour full of such calls would just use our share. */
export function spend(budget: Budget, now: number): Budget {
  const minute = Math.floor(now / MINUTE_MS);
  const kept = budget.spent.filter((each) => each.minute > minute - 61);
  const last = kept.at(-1);
  const spent =
    last && last.minute >= minute
      ? [...kept.slice(0, -1), { minute: last.minute, calls: last.calls + 1 }]
      : [...kept, { minute, calls: 1 }];
  const share = Math.floor((budget.reported?.limit ?? USUAL_LIMIT) * SHARE);
  return { ...budget, spent, nextAt: now + HOUR_MS / Math.max(1, share) };
}

/** What ThresholdInformation answered. */
export function report(budget: Budget, said: { limit: number; used: number }, now: number): Budget {
  return { ...budget, reported: { ...said, own: ownCalls(budget, now), at: now } };
}

/** Whether what others use should be read again. */
export function isReportDue(budget: Budget, now: number): boolean {
  const { reported } = budget;
  if (reported === null) return ownCalls(budget, now) >= CALLS_BEFORE_THE_FIRST;
  return Math.abs(now - reported.at) >= REPORT_KEPT_MS || ownCalls(budget, now) - reported.own >= CALLS_A_REPORT;
}

/** Our calls of the last hour; a little more, since they are counted by whole minutes. */
export function ownCalls(budget: Budget, now: number): number {
  const oldest = Math.floor(now / MINUTE_MS) - 60;
  return budget.spent.reduce((sum, { minute, calls }) => (minute >= oldest ? sum + calls : sum), 0);
}

/** What others used when Autotask was last asked; after an hour that says nothing any more. */
export function othersCalls({ reported }: Budget, now: number): number {
  if (reported === null || now - reported.at > HOUR_MS) return 0;
  return Math.max(0, reported.used - reported.own);
}

/** When the oldest of our calls counts no more. */
function untilLess({ spent }: Budget, now: number): number {
  const oldest = Math.floor(now / MINUTE_MS) - 60;
  const first = spent.find(({ minute }) => minute >= oldest);
  return first ? Math.max(1_000, (first.minute + 61) * MINUTE_MS - now) : MINUTE_MS;
}

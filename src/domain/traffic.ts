import { type Budget, NO_BUDGET, spend, type Urgency, zoneOf } from './budget.ts';

/**
 * The ways to the outside: who is under way, what is left of limits, whether anybody answers there. One state a way,
 * shared by all processes. Moments are epoch milliseconds of whoever keeps the state.
 */
export interface TrafficState {
  places: Place[];
  /** Calls left in the minute that Xero is counting, and when that minute is surely over. */
  minute: { left: number; until: number } | null;
  /** Calls left of the day, as Xero said last; forgotten after an hour, since nobody knows when its day begins. */
  day?: { left: number; until: number } | null;
  /** Nobody goes before then. `ms`: how long it was to be, so that a clock set back makes it no longer. */
  pause: { until: number; ms: number; kind: 'limit' | 'outage'; which: string | null } | null;
  /** Faults in a row, and the first of them; from OPEN_AFTER on the circuit is open. */
  faults: number;
  since: number | null;
  /** Limits met in a row. */
  limits: number;
  /** Counts pauses, so that calls that failed together are one fault and not many. */
  round: number;
  budget: Budget;
}

/** A call under way. */
export interface Place {
  id: string;
  lane: string;
  round: number;
  /** Free again then, whoever held it: a process that lives renews its places. Null: held until given back. */
  until: number | null;
  /** The one call that finds out whether a system answers again. */
  trial: boolean;
}

export interface Ask {
  id: string;
  lane: string;
  /** Calls at once in this lane. */
  atOnce: number;
  /** How long the place holds unrenewed; null: until given back. */
  lifeMs: number | null;
  urgency: Urgency;
  /** The caller has waited until then: what ends there is over, even where a clock stands still. */
  waitedUntil: number;
  /** The way has an hourly budget. */
  budgeted: boolean;
}

/**
 * place: all of the lane are taken. limit: the far side said when. minute: this minute's calls are used up. day: what is
 * left of it is kept for what somebody waits for. budget: of the hour. slow: of the hour much is used, so calls keep a distance. outage: nobody answers there.
 */
export type Obstacle = 'place' | 'limit' | 'minute' | 'day' | 'budget' | 'slow' | 'outage';

export type Pass = { ok: true } | { ok: false; why: Obstacle; which: string | null; waitMs: number; until: number };

/** How a call ended. `mute`: nothing follows from it for the others. */
export type Outcome =
  | { kind: 'answered' }
  | { kind: 'limited'; retryAfterMs: number | null; which: string | null; chance: number }
  | { kind: 'fault'; chance: number }
  | { kind: 'mute' };

/** What an answer's headers said. */
export interface Said {
  minuteLeft?: number;
  dayLeft?: number;
}

/** Four faults in a row without an answer between: as many as one patient call makes. */
export const OPEN_AFTER = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const MINUTE_MS = 60_000;
/** A process that is killed may leave a call that nobody counts any more; and what can wait leaves room for postings. */
const MINUTE_RESERVE = { now: 2, later: 20 };
/** What can wait, such as PDFs, leaves so many calls of Xero's 5,000 a day (1,000 in the Starter tier) to postings. */
export const DAY_RESERVE = 300;
const DAY_KNOWN_MS = 60 * 60_000;
/** Answers overtake each other by a few; more than that is a new minute. */
const OVERTAKING = 5;
const PLACE_LOOK_MS = 200;
const TRIAL_LOOK_MS = 1_000;
/** Nobody needs to read of a pause that is over before they have read of it. */
const SHORT_MS = 5_000;

export const QUIET: TrafficState = {
  ...{ places: [], minute: null, pause: null, faults: 0, since: null, limits: 0, round: 0 },
  budget: NO_BUDGET,
};

/** A place, or why not and when to ask again. */
export function enter(before: TrafficState, ask: Ask, at: number): { state: TrafficState; pass: Pass } {
  const now = Math.max(at, ask.waitedUntil);
  const state = withoutDead(before, at);
  const refuse = (why: Obstacle, waitMs: number, which: string | null = null) => ({
    state,
    pass: { ok: false as const, why, which, waitMs, until: now + waitMs },
  });
  const paused = pauseLeft(state, now);
  if (state.pause && paused > 0) return refuse(state.pause.kind, paused, state.pause.which);
  const open = state.faults >= OPEN_AFTER;
  if (open && state.places.some(({ trial }) => trial)) return refuse('outage', TRIAL_LOOK_MS);
  if (state.places.filter(({ lane }) => lane === ask.lane).length >= ask.atOnce) return refuse('place', PLACE_LOOK_MS);
  const minute = state.minute && state.minute.until > now ? state.minute : null;
  if (minute && minute.left < 1 + MINUTE_RESERVE[ask.urgency]) return refuse('minute', minute.until - now);
  const day = state.day && state.day.until > now ? state.day : null;
  if (day && day.left <= DAY_RESERVE && ask.urgency === 'later') return refuse('day', day.until - now, 'day');
  if (ask.budgeted) {
    const { zone, waitMs } = zoneOf(state.budget, ask.urgency, now);
    if (waitMs > 0) return refuse(zone === 'slow' ? 'slow' : 'budget', waitMs);
  }
  const until = ask.lifeMs === null ? null : at + ask.lifeMs;
  const place: Place = { id: ask.id, lane: ask.lane, round: state.round, until, trial: open };
  return {
    state: {
      ...state,
      places: [...state.places, place],
      minute: minute && { ...minute, left: minute.left - 1 },
      budget: ask.budgeted ? spend(state.budget, now) : state.budget,
    },
    pass: { ok: true },
  };
}

/** Gives the place back with what was learned; `waitMs` is how long all calls are held back now. */
export function leave(
  before: TrafficState,
  id: string,
  end: { outcome: Outcome; said?: Said },
  now: number,
): { state: TrafficState; waitMs: number } {
  const place = before.places.find((each) => each.id === id);
  const rest = { ...before, places: before.places.filter((each) => each.id !== id) };
  const state = readHeaders(rest, end.said ?? {}, now);
  const { outcome } = end;
  if (outcome.kind === 'mute') return { state, waitMs: 0 };
  if (outcome.kind === 'answered') {
    const pause = state.pause?.kind === 'outage' ? null : state.pause;
    return { state: { ...state, pause, faults: 0, since: null, limits: 0 }, waitMs: 0 };
  }
  if (outcome.kind === 'limited') {
    const limits = state.limits + 1;
    const ms = outcome.retryAfterMs ?? growing(limits, outcome.chance);
    const next = { ...state, faults: 0, since: null, limits, round: state.round + 1 };
    return { state: hold(next, 'limit', ms, outcome.which, now), waitMs: ms };
  }
  // set out before the last fault was known: it is the same one
  if (place && place.round < state.round) return { state, waitMs: pauseLeft(state, now) };
  const faults = state.faults + 1;
  const ms = growing(faults, outcome.chance);
  const next = { ...state, faults, since: state.since ?? now, round: state.round + 1 };
  return { state: hold(next, 'outage', ms, null, now), waitMs: ms };
}

/** No call goes for so long; a longer pause stands. */
export function hold(
  state: TrafficState,
  kind: 'limit' | 'outage',
  ms: number,
  which: string | null,
  now: number,
): TrafficState {
  if (pauseLeft(state, now) >= ms) return state;
  return { ...state, pause: { until: now + ms, ms, kind, which } };
}

/** The process that holds these places is alive. */
export function renew(state: TrafficState, ids: ReadonlySet<string>, until: number): TrafficState {
  return { ...state, places: state.places.map((place) => (ids.has(place.id) ? { ...place, until } : place)) };
}

export interface Condition {
  kind: 'outage' | 'limit' | 'budget' | 'slow';
  which: string | null;
  since: number | null;
  /** Until the next try. */
  waitMs: number;
}

/** What a person should know of a way; null: it is free. Short pauses are not worth a word. */
export function conditionOf(state: TrafficState, now: number): Condition | null {
  const waitMs = pauseLeft(state, now);
  if (state.faults >= OPEN_AFTER) return { kind: 'outage', which: null, since: state.since, waitMs };
  if (state.pause?.kind === 'limit' && waitMs > SHORT_MS)
    return { kind: 'limit', which: state.pause.which, since: null, waitMs };
  const { zone, waitMs: rest } = zoneOf(state.budget, 'later', now);
  return zone === 'free' ? null : { kind: zone === 'slow' ? 'slow' : 'budget', which: null, since: null, waitMs: rest };
}

function withoutDead(state: TrafficState, now: number): TrafficState {
  const places = state.places.filter(({ until }) => until === null || until > now);
  return places.length === state.places.length ? state : { ...state, places };
}

function pauseLeft({ pause }: TrafficState, now: number): number {
  return pause === null ? 0 : Math.max(0, Math.min(pause.until - now, pause.ms));
}

/**
 * Xero counts in fixed minutes that begin who knows when (https://developer.xero.com/documentation/guides/oauth2/limits):
 * one that was seen to begin is surely over a minute later. Calls still under way may not be counted yet.
 */
function readHeaders(before: TrafficState, { minuteLeft, dayLeft }: Said, now: number): TrafficState {
  const state = dayLeft === undefined ? before : { ...before, day: { left: dayLeft, until: now + DAY_KNOWN_MS } };
  if (minuteLeft === undefined) return state;
  const { minute } = state;
  const left = minuteLeft - state.places.length;
  const isNew = minute === null || now >= minute.until || left > minute.left + OVERTAKING;
  return { ...state, minute: { left, until: isNew ? now + MINUTE_MS : minute.until } };
}

/** Doubles from one to the next; at least half of it, the rest by chance, so that processes do not come back together. */
function growing(count: number, chance: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - 1, 10)) * (0.5 + chance / 2);
}

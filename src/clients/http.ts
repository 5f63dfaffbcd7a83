import { isLoopback } from '../config.ts';
import { RemoteError, type System } from '../domain/errors.ts';
import type { Outcome, Said } from '../domain/traffic.ts';
import { limitWords, systemName } from '../domain/trouble.ts';
import type { Clock } from '../services/ports.ts';
import type { Obstacle, Traffic } from './traffic.ts';

/** Time and chance, handed in so that tests and the simulator neither sleep nor gamble. */
export interface Pacing {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 up to, but without, 1. */
  random(): number;
}

export interface RoadOptions {
  system: System;
  /** `autotask`, or `xero:` and an organisation: what all processes share under that name. */
  way: string;
  pacing: Pacing;
  traffic: Traffic;
  /** Calls in flight per lane. */
  atOnce: number;
  /** The way has an hourly budget that others draw on, too. */
  budgeted?: boolean;
  /** Attempts of one call, the first among them. */
  attempts?: number;
  /** No further attempt begins later than this after the first. */
  giveUpAfterMs?: number;
  /** A rate limit that lasts longer is not waited for but told, so that the caller can come back. */
  patienceMs?: number;
}

export interface Call {
  /** Calls of one lane share `atOnce`; all lanes of a road share its pauses. */
  lane: string;
  /** Repeating it does no harm: a read, or a write the far side recognises. */
  safe: boolean;
  /** Nobody waits for it: it slows down first where a budget runs low. */
  later?: boolean;
  /** Asks about the budget itself. */
  free?: boolean;
}

/**
 * The one road to a system: so many calls at once, pauses that all calls of all processes share, a circuit, and a bounded
 * number of repeats. What an `attempt` throws as a RemoteError decides: `rate-limit` is waited out (nothing was done),
 * `unavailable` is repeated where the call is safe, everything else is the caller's.
 */
export interface Road {
  send<T>(call: Call, attempt: (note: (said: Said) => void) => Promise<T>): Promise<T>;
}

const ATTEMPTS = 4;
const GIVE_UP_AFTER_MS = 90_000;
const PATIENCE_MS = 65_000;
/** A system that stays away longer than this is not waited for: who asks is told at once. */
const OUTAGE_PATIENCE_MS = 5_000;
/** Places are given back within a call's time-out, or soon after a process died. */
const PLACE_PATIENCE_MS = 120_000;

export function createRoad(options: RoadOptions): Road {
  const { system, way, pacing, traffic, attempts = ATTEMPTS, giveUpAfterMs = GIVE_UP_AFTER_MS } = options;
  const patience: Record<Obstacle, number> = {
    ...{ place: PLACE_PATIENCE_MS, outage: OUTAGE_PATIENCE_MS },
    ...{ limit: options.patienceMs ?? PATIENCE_MS, minute: PATIENCE_MS, budget: PATIENCE_MS, slow: PATIENCE_MS },
    // waited for by the hour, not by a call
    day: 0,
  };
  const gates = new Map<string, Gate>();

  /**
   * A place on the way, as soon as there is one. What was waited out is over, whatever the clock says: a clock may stand
   * still or be set back.
   */
  async function goIn(call: Call): Promise<string> {
    const waited: Partial<Record<Obstacle, number>> = {};
    const budgeted = options.budgeted === true && !call.free;
    for (let waitedUntil = 0; ; ) {
      const urgency = call.later ? 'later' : 'now';
      const ask = { lane: call.lane, atOnce: options.atOnce, urgency, budgeted, waitedUntil } as const;
      const entry = await traffic.enter(way, ask);
      if (entry.ok) return entry.id;
      const { why, waitMs } = entry;
      const soFar = (waited[why] ?? 0) + waitMs;
      const isLong = why === 'place' || why === 'outage' ? soFar > patience[why] : waitMs > patience[why];
      if (isLong) throw heldBack(system, why, entry.which, waitMs);
      waited[why] = soFar;
      waitedUntil = Math.max(waitedUntil, entry.until);
      await pacing.sleep(why === 'place' ? waitMs * (0.5 + pacing.random()) : waitMs);
    }
  }

  async function tryOften<T>(call: Call, attempt: (note: (said: Said) => void) => Promise<T>): Promise<T> {
    const begun = pacing.now();
    for (let tried = 1; ; tried += 1) {
      const place = await goIn(call);
      const said: Said = {};
      const end = await attempt((more) => Object.assign(said, more)).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      const outcome: Outcome = 'error' in end ? outcomeOf(end.error, pacing.random) : { kind: 'answered' };
      const wait = await traffic.leave(way, place, { outcome, said });
      if ('answer' in end) return end.answer;
      const { error } = end;
      if (!(error instanceof RemoteError)) throw error;
      const repeatable = error.kind === 'rate-limit' || (error.kind === 'unavailable' && call.safe);
      if (!repeatable || tried >= attempts || pacing.now() - begun + wait > giveUpAfterMs) throw error;
    }
  }

  return {
    send(call, attempt) {
      const gate = gates.get(call.lane) ?? createGate(options.atOnce);
      gates.set(call.lane, gate);
      return gate(() => tryOften(call, attempt));
    },
  };
}

/** What follows for all others on the way. A refusal is an answer: who says no is there. */
function outcomeOf(error: unknown, random: () => number): Outcome {
  if (!(error instanceof RemoteError) || error.heldBack) return { kind: 'mute' };
  if (error.kind === 'rate-limit')
    return { kind: 'limited', retryAfterMs: error.retryAfterMs, which: error.limit, chance: random() };
  if (error.kind === 'unavailable' || error.kind === 'in-doubt') return { kind: 'fault', chance: random() };
  return error.kind === 'unexpected-answer' ? { kind: 'mute' } : { kind: 'answered' };
}

type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so many in at once, the others in the order they came. */
function createGate(atOnce: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside < atOnce) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}

/** For axios: what is on this machine is reached directly, whatever proxy the environment names for the world outside. */
export function roadTo(url: string): { proxy?: false } {
  return isLoopback(new URL(url).hostname) ? { proxy: false } : {};
}

export function pacingOf(clock: Clock): Pacing {
  return { now: () => clock.now().getTime(), sleep: (ms) => clock.sleep(ms), random: Math.random };
}

/** What a request was, for messages: no query, no body, no header, since secrets and amounts live there. */
export interface Asked {
  system: System;
  /** Such as `PATCH Invoices`. */
  what: string;
  /** It changes something when it arrives. */
  write: boolean;
}

/** No answer came. Where surely nothing was sent, or nothing could be changed, it is `unavailable`, else `in-doubt`. */
export function silence(asked: Asked, reason: { code?: string | undefined; message: string }): RemoteError {
  const name = systemName(asked.system);
  const text = `${asked.what}: no answer from ${name} (${reason.code ?? reason.message})`;
  if (!asked.write || neverSent(`${reason.code ?? ''} ${reason.message}`))
    return new RemoteError({
      system: asked.system,
      kind: 'unavailable',
      message: text,
      userMessage: `${name} is not answering. Nothing was changed there; try again in a few minutes.`,
      cause: new Error(reason.message),
    });
  return inDoubt(asked, text, null, reason.message);
}

/** A status of 500 and above without words of the business. */
export function serverTrouble(asked: Asked, status: number, requestId: string | null = null): RemoteError {
  const name = systemName(asked.system);
  const text = `${asked.what}: ${name} answered ${status}`;
  if (asked.write) return inDoubt(asked, text, status, null, requestId);
  return new RemoteError({
    system: asked.system,
    kind: 'unavailable',
    message: text,
    userMessage: `${name} has trouble of its own (${status}). Nothing was changed there; try again in a few minutes.`,
    status,
    requestId,
  });
}

function inDoubt(
  asked: Asked,
  message: string,
  status: number | null,
  cause: string | null,
  requestId: string | null = null,
) {
  const name = systemName(asked.system);
  return new RemoteError({
    system: asked.system,
    kind: 'in-doubt',
    message,
    userMessage: `${name} did not confirm what was sent, so it is not certain whether it was done. upSync looks before it sends anything again.`,
    status,
    requestId,
    ...(cause === null ? {} : { cause: new Error(cause) }),
  });
}

export function rateLimited(
  asked: Asked,
  limit: { retryAfterMs: number | null; which?: string | null; requestId?: string | null },
): RemoteError {
  const name = systemName(asked.system);
  const when = limit.retryAfterMs === null ? 'in a minute' : `in ${duration(limit.retryAfterMs)}`;
  const said = limitWords(name, limit.which ?? null);
  return new RemoteError({
    system: asked.system,
    kind: 'rate-limit',
    message: `${asked.what}: ${name} answered 429${limit.which ? ` (${limit.which})` : ''}`,
    userMessage: `${said}. Nothing was changed by this one; upSync can go on ${when}.`,
    status: 429,
    retryAfterMs: limit.retryAfterMs,
    limit: limit.which ?? null,
    requestId: limit.requestId ?? null,
  });
}

/** An answer that cannot be understood; after a write nothing is certain but that it has to be looked up. */
export function unexpected(asked: Asked, detail: string, status: number | null = null): RemoteError {
  const name = systemName(asked.system);
  const certain = asked.write
    ? 'It is not certain whether the change was made; upSync looks before it sends anything again.'
    : 'Nothing was changed; if it stays like this, tell whoever runs upSync.';
  return new RemoteError({
    system: asked.system,
    kind: 'unexpected-answer',
    message: `${asked.what}: ${detail}`,
    userMessage: `${name} gave an answer that upSync does not understand. ${certain}`,
    status,
  });
}

/** Not sent at all: a limit is used up, or nobody answers there. */
function heldBack(system: System, why: Obstacle, which: string | null, waitMs: number): RemoteError {
  const name = systemName(system);
  const kind = why === 'outage' ? 'unavailable' : 'rate-limit';
  const limit = why === 'budget' || why === 'slow' ? 'hour' : why === 'place' ? 'concurrent' : which;
  const said = kind === 'unavailable' ? `${name} is not answering` : limitWords(name, limit);
  return new RemoteError({
    ...{ system, kind, limit: kind === 'rate-limit' ? limit : null, heldBack: true },
    message: `Not sent (${why}): ${name} is left alone for another ${Math.ceil(waitMs / 1000)} s`,
    userMessage: `${said}. Nothing was sent; upSync can go on in ${duration(waitMs)}.`,
    retryAfterMs: waitMs,
  });
}

/** Reads Retry-After, seconds or a date; null where there is none. */
export function retryAfterMs(header: unknown, now: number): number | null {
  const text = typeof header === 'string' || typeof header === 'number' ? String(header).trim() : '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const moment = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? null : Math.max(0, moment - now);
}

/** Failures that come before a byte of the request has left: the address, the connection, the certificate. */
function neverSent(reason: string): boolean {
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(
    reason,
  );
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

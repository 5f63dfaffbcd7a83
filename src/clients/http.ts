import { isLoopback } from '../config.ts';
import { RemoteError, type System } from '../domain/errors.ts';
import type { Clock } from '../services/ports.ts';

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
  pacing: Pacing;
  /** Calls in flight per lane. */
  atOnce: number;
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
}

/**
 * The one road to a system: so many calls at once, pauses that all calls share, and a bounded number of repeats. What an
 * `attempt` throws as a RemoteError decides: `rate-limit` is waited out (nothing was done), `unavailable` is repeated
 * where the call is safe, everything else is the caller's.
 */
export interface Road {
  send<T>(call: Call, attempt: () => Promise<T>): Promise<T>;
  /** Holds back all calls until then; epoch milliseconds. */
  pauseUntil(moment: number): void;
}

const ATTEMPTS = 4;
const GIVE_UP_AFTER_MS = 90_000;
const PATIENCE_MS = 65_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A system that stays away longer than this is not waited for: who asks is told at once (the circuit is open). */
const OUTAGE_PATIENCE_MS = 5_000;

export function createRoad(options: RoadOptions): Road {
  const { system, pacing, attempts = ATTEMPTS, giveUpAfterMs = GIVE_UP_AFTER_MS } = options;
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const gates = new Map<string, Gate>();
  let pausedUntil = 0;
  let pauseKind: 'rate-limit' | 'unavailable' = 'rate-limit';
  let failures = 0;
  /** Counts pauses, so that calls that failed together are one failure and not many. */
  let round = 0;

  function hold(kind: 'rate-limit' | 'unavailable', ms: number) {
    const moment = pacing.now() + ms;
    if (moment <= pausedUntil) return;
    pausedUntil = moment;
    pauseKind = kind;
  }

  /** A pause that was slept through is over, whatever the clock says: a clock may stand still or be set back. */
  async function waitOutPause(): Promise<void> {
    for (let slept = 0; pausedUntil > slept; ) {
      const left = pausedUntil - pacing.now();
      if (left <= 0) return;
      if (left > (pauseKind === 'rate-limit' ? patienceMs : OUTAGE_PATIENCE_MS))
        throw stillPaused(system, pauseKind, left);
      slept = pausedUntil;
      await pacing.sleep(left);
    }
  }

  /** Notes what went wrong for all calls, and says how long to wait. `begun`: the round the attempt set out in. */
  function note(error: RemoteError, begun: number): number {
    if (error.kind !== 'rate-limit' && error.kind !== 'unavailable') return 0;
    if (begun < round && error.retryAfterMs === null) return Math.max(0, pausedUntil - pacing.now());
    failures += 1;
    round += 1;
    const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
    const wait = error.retryAfterMs ?? growing * (0.5 + pacing.random() / 2);
    hold(error.kind, wait);
    return wait;
  }

  async function tryOften<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    const begun = pacing.now();
    for (let tried = 1; ; tried += 1) {
      await waitOutPause();
      const setOut = round;
      try {
        const answer = await attempt();
        failures = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error;
        const wait = note(error, setOut);
        const repeatable = error.kind === 'rate-limit' || (error.kind === 'unavailable' && call.safe);
        if (!repeatable || tried >= attempts || pacing.now() - begun + wait > giveUpAfterMs) throw error;
      }
    }
  }

  return {
    send(call, attempt) {
      const gate = gates.get(call.lane) ?? createGate(options.atOnce);
      gates.set(call.lane, gate);
      return gate(() => tryOften(call, attempt));
    },
    pauseUntil: (moment) => hold('rate-limit', moment - pacing.now()),
  };
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

const NAMES: Record<System, string> = { slack: 'Slack', autotask: 'Autotask', xero: 'Xero', database: 'The database' };

export function systemName(system: System): string {
  return NAMES[system];
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
  return new RemoteError({
    system: asked.system,
    kind: 'rate-limit',
    message: `${asked.what}: ${name} answered 429${limit.which ? ` (${limit.which})` : ''}`,
    userMessage: `${name} takes no more calls for now${limit.which === 'day' ? ' (its daily limit is used up)' : ''}. Nothing was changed by this one; upSync can go on ${when}.`,
    status: 429,
    retryAfterMs: limit.retryAfterMs,
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

function stillPaused(system: System, kind: 'rate-limit' | 'unavailable', leftMs: number): RemoteError {
  const name = systemName(system);
  return new RemoteError({
    system,
    kind,
    message: `Not sent: ${name} is left alone for another ${Math.ceil(leftMs / 1000)} s`,
    userMessage:
      kind === 'rate-limit'
        ? `${name} takes no more calls for now. Nothing was sent; upSync can go on in ${duration(leftMs)}.`
        : `${name} is not answering. Nothing was sent; the next try is possible in ${duration(leftMs)}.`,
    retryAfterMs: leftMs,
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

import { setTimeout as wait } from 'node:timers/promises';
import { LogLevel, WebClient } from '@slack/web-api';
import { RemoteError } from '../domain/errors.ts';
import type { Outcome } from '../domain/traffic.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../services/ports.ts';
import { slackError } from './slack-errors.ts';
import { createTraffic, memoryStore, type Traffic } from './traffic.ts';

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const LONGEST_WAIT_MS = 30_000;
/** Slack that stays away longer than this is not waited for: the card catches up when it is back. */
const OUTAGE_PATIENCE_MS = 2_000;
const WAY = 'slack';

export interface SlackWebOptions {
  token: string;
  /** Default https://slack.com/api/ */
  apiUrl?: string;
  log: Log;
  clock: Clock;
  sleep?: (ms: number) => Promise<unknown>;
  /** One circuit for all that speak with Slack; one of one's own where left out. */
  traffic?: Traffic;
}

/** Our own way to Slack's Web API, apart from Bolt's, whose queue and retries are shared with every listener. */
export interface SlackWeb {
  /**
   * Throws a RemoteError of system `slack`. `write` calls are repeated only where Slack said that nothing was done (429):
   * it has no key that would keep a second message from appearing. With `later` nobody waits for it: while Slack does not
   * answer it is not sent at all, but for a try now and then, so that the work behind it goes on without time-outs. What
   * somebody waits for always goes: whoever pressed a button has just shown that Slack is there.
   */
  call<T>(
    method: string,
    write: boolean,
    work: (client: WebClient) => Promise<T>,
    more?: { later?: boolean },
  ): Promise<T>;
}

/** The circuit of Slack; of this process alone, since a call of Slack's is not worth two of the database. */
export function slackTraffic(clock: Clock): Traffic {
  return createTraffic(
    memoryStore(() => clock.now().getTime()),
    clock,
  );
}

export function createSlackWeb(options: SlackWebOptions): SlackWeb {
  const sleep = options.sleep ?? wait;
  // Never `headers`: the client writes its token into the object it is given.
  const client = new WebClient(options.token, {
    ...(options.apiUrl ? { slackApiUrl: options.apiUrl } : {}),
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quietLogger(options.log),
  });
  const traffic = options.traffic ?? slackTraffic(options.clock);

  /** A place on the way, or the error that says that Slack is left alone for now. */
  async function goIn(method: string): Promise<string> {
    for (let waited = 0, waitedUntil = 0; ; ) {
      const ask = { lane: WAY, atOnce: Number.POSITIVE_INFINITY, urgency: 'later', budgeted: false } as const;
      const entry = await traffic.enter(WAY, { ...ask, waitedUntil });
      if (entry.ok) return entry.id;
      if (waited + entry.waitMs > OUTAGE_PATIENCE_MS) throw leftAlone(method, entry.waitMs);
      waited += entry.waitMs;
      waitedUntil = Math.max(waitedUntil, entry.until);
      await sleep(entry.waitMs);
    }
  }

  async function once<T>(method: string, later: boolean, work: (client: WebClient) => Promise<T>, write: boolean) {
    const place = later ? await goIn(method) : '';
    try {
      const answer = await work(client);
      await traffic.leave(WAY, place, { outcome: { kind: 'answered' }, said: {} });
      return answer;
    } catch (thrown) {
      const error = slackError(thrown, { method, write });
      const outcome = outcomeOf(error);
      if (later || outcome.kind === 'answered') await traffic.leave(WAY, place, { outcome, said: {} });
      throw error;
    }
  }

  return {
    async call(method, write, work, { later = false } = {}) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(method, later, work, write);
        } catch (thrown) {
          const error = slackError(thrown, { method, write });
          if (error.heldBack) throw error;
          const again = error.kind === 'rate-limit' || (!write && error.kind === 'unavailable');
          const pauseMs = error.retryAfterMs ?? 300 * attempt;
          if (!again || attempt >= ATTEMPTS || pauseMs > LONGEST_WAIT_MS) throw error;
          options.log.warn({ method, attempt, pauseMs, code: error.message }, 'Slack call is tried again');
          await sleep(pauseMs);
        }
      }
    },
  };
}

/** Silence and trouble count; limits have pauses of their own; a no is an answer. */
function outcomeOf(error: RemoteError): Outcome {
  if (error.kind === 'unavailable' || error.kind === 'in-doubt') return { kind: 'fault', chance: Math.random() };
  return { kind: error.kind === 'refused' || error.kind === 'auth' ? 'answered' : 'mute' };
}

function leftAlone(method: string, waitMs: number): RemoteError {
  return new RemoteError({
    ...{ system: 'slack', kind: 'unavailable', heldBack: true, retryAfterMs: waitMs },
    message: `${method}: not sent, Slack is left alone for another ${Math.ceil(waitMs / 1000)} s`,
    userMessage: 'Slack did not answer.',
  });
}

/** Slack's clients log through ours; at debug they would write whole bodies, so they may not. */
export function quietLogger(log: Log) {
  const text = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn({ said: text(parts).slice(0, 500) }, 'Slack client warns'),
    error: (...parts: unknown[]) => log.error({ said: text(parts).slice(0, 500) }, 'Slack client reports trouble'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

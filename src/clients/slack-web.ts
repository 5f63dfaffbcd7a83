import { setTimeout as wait } from 'node:timers/promises';
import { LogLevel, WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { slackError } from './slack-errors.ts';

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const LONGEST_WAIT_MS = 30_000;

export interface SlackWebOptions {
  token: string;
  /** Default https://slack.com/api/ */
  apiUrl?: string;
  log: Log;
  sleep?: (ms: number) => Promise<unknown>;
}

/** Our own way to Slack's Web API, apart from Bolt's, whose queue and retries are shared with every listener. */
export interface SlackWeb {
  /**
   * Throws a RemoteError of system `slack`. `write` calls are repeated only where Slack said that nothing was done (429):
   * it has no key that would keep a second message from appearing.
   */
  call<T>(method: string, write: boolean, work: (client: WebClient) => Promise<T>): Promise<T>;
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
  return {
    async call(method, write, work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(client);
        } catch (thrown) {
          const error = slackError(thrown, { method, write });
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

import type { SandboxClock } from '../clock.ts';
import type { Json } from './client-api.ts';
import type { Method } from './methods/index.ts';
import type { Switches } from './types.ts';

/** Rate limits as token buckets. https://docs.slack.dev/apis/web-api/rate-limits */
export interface Pace {
  /** Seconds to wait, or undefined when the request may go on. */
  take(method: string, perMinute: Method['perMinute'], body: Json): number | undefined;
}

export function createPace(clock: SandboxClock, switches: Switches): Pace {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(method, perMinute, body) {
      if (!switches.rateLimits) return undefined;
      const isPost = perMinute === 'post';
      const key = isPost ? `post ${String(body.channel)}` : method;
      const capacity = isPost ? switches.postBurst : perMinute;
      const perMs = isPost ? 1 / 1000 : perMinute / 60_000;
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
      const tokens = Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
      const allowed = tokens >= 1;
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
      return allowed ? undefined : Math.ceil((1 - tokens) / perMs / 1000);
    },
  };
}

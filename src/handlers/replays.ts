import type { RequestHandler } from 'express';

/** Slack's own window (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
const WINDOW_SECONDS = 300;
const FUTURE_SECONDS = 60;
const REMEMBERED = 20_000;

/**
 * Refuses what Bolt lets pass: a time stamp in the future, and the same signed request a second time. A signature that
 * Bolt then finds wrong is forgotten again, so that nobody can fill the memory with guesses.
 */
export function refuseReplays(now: () => number = Date.now): RequestHandler {
  const seen = new Map<string, number>();
  return (request, response, next) => {
    const seconds = Math.floor(now() / 1000);
    const stamp = Number(request.get('x-slack-request-timestamp'));
    const signature = request.get('x-slack-signature') ?? '';
    for (const [old, at] of seen) {
      if (at >= seconds - WINDOW_SECONDS && seen.size <= REMEMBERED) break;
      seen.delete(old);
    }
    if (stamp > seconds + FUTURE_SECONDS || seen.has(signature)) {
      response.status(401).end();
      return;
    }
    if (signature) {
      seen.set(signature, seconds);
      response.on('finish', () => {
        if (response.statusCode === 401) seen.delete(signature);
      });
    }
    next();
  };
}

import type { RequestHandler } from 'express';

/** Slack's own window (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
const WINDOW_SECONDS = 300;
const FUTURE_SECONDS = 60;
/** A request stamped ahead is good for longer than one stamped now. */
const REMEMBER_SECONDS = WINDOW_SECONDS + FUTURE_SECONDS;
const REMEMBERED = 20_000;
/** Answers to requests that were not Slack's, or not read: unsigned, malformed, too large. */
const NOT_TAKEN = [400, 401, 413];

/**
 * Refuses what Bolt lets pass: a time stamp in the future, and the same signed request a second time. The signature of a
 * request that is then not taken is forgotten again, so that nobody can fill the memory with guesses.
 */
export function refuseReplays(now: () => number = Date.now): RequestHandler {
  const seen = new Map<string, number>();
  return (request, response, next) => {
    const seconds = Math.floor(now() / 1000);
    const stamp = Number(request.get('x-slack-request-timestamp'));
    const signature = request.get('x-slack-signature') ?? '';
    for (const [old, at] of seen) {
      if (at >= seconds - REMEMBER_SECONDS && seen.size <= REMEMBERED) break;
      seen.delete(old);
    }
    const formed = /^v0=[0-9a-f]{64}$/.test(signature);
    if (stamp > seconds + FUTURE_SECONDS || (formed && seen.has(signature))) {
      response.status(401).end();
      return;
    }
    if (formed) {
      seen.set(signature, seconds);
      response.on('finish', () => {
        if (NOT_TAKEN.includes(response.statusCode)) seen.delete(signature);
      });
    }
    next();
  };
}

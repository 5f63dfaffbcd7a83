import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import type { Incoming, Reply } from './reply.ts';
import { badRequest } from './reply.ts';

/**
 * An Idempotency-Key belongs to the app, not to the organisation, and lives six minutes from its first use. The same
 * method, URL and bytes get the stored answer again, whatever it was; anything else under that key is refused. 429 is
 * not an answer of the work and is not kept.
 * https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
 */
export interface IdempotentCall {
  /** The answer to give at once: the stored one, or a refusal. */
  reply: Reply | undefined;
  /** Keeps what was answered. */
  remember(reply: Reply): void;
}

export function openIdempotent(context: Context, incoming: Incoming, clientId: string): IdempotentCall {
  const header = incoming.headers['idempotency-key'];
  const key = Array.isArray(header) ? header[0] : header;
  if (!key || incoming.method === 'GET') return { reply: undefined, remember: () => undefined };
  if (key.length > 128) {
    const message = `Idempotency Key: ${key} with length ${key.length} is too long.`;
    return { reply: badRequest('ValidationException', message), remember: () => undefined };
  }
  const { idempotency } = context.state;
  const id = `${clientId} ${key}`;
  const request = {
    method: incoming.method,
    // The tenant header is no part of it: one key for two organisations replays the first one's answer.
    url: `${incoming.path}?${incoming.query.toString()}`,
    body: createHash('sha256').update(incoming.raw).digest('hex'),
  };
  const now = context.clock.now();
  const known = idempotency.get(id);
  if (known && now < known.first + context.switches.idempotencySeconds * 1000) {
    const same = known.method === request.method && known.url === request.url && known.body === request.body;
    const { status, headers, base64 } = known.reply;
    const stored: Reply = { status, headers, body: Buffer.from(base64, 'base64') };
    const conflict = badRequest('ValidationException', `Idempotency Key: ${key} is used with a different request.`);
    return { reply: same ? stored : conflict, remember: () => undefined };
  }
  return {
    reply: undefined,
    remember(reply) {
      for (const old of idempotency.values())
        if (now >= old.first + context.switches.idempotencySeconds * 1000) idempotency.delete(old.id);
      const { status, headers, body } = reply;
      idempotency.put(id, { id, ...request, first: now, reply: { status, headers, base64: body.toString('base64') } });
    },
  };
}

import type { RequestListener } from 'node:http';

const KEY_LIVES_MS = 360_000;
const CREATED = /"StatusAttributeString":"OK"|"HasErrors":false/;

/** Tells of what Xero's idempotency did, and of batches that were taken in part, from what goes over the wire. */
export function watchKeys(handler: RequestListener, now: () => number, tell: (line: string) => void): RequestListener {
  const first = new Map<string, { at: number; status: number }>();
  return (request, response) => {
    const key = request.headers['idempotency-key'];
    if (typeof key === 'string') {
      const known = first.get(key);
      if (known && now() >= known.at + KEY_LIVES_MS) tell('a key has expired, and is used again');
      else if (known && known.status >= 400 && known.status !== 429) tell('an error is replayed under its key');
      else if (known && known.status === 200) tell('an answer is replayed under its key');
      const at = now();
      const end = response.end.bind(response) as (...parts: unknown[]) => typeof response;
      response.end = ((...parts: unknown[]) => {
        if (response.statusCode !== 429 && !first.has(key)) first.set(key, { at, status: response.statusCode });
        const text = Buffer.isBuffer(parts[0]) ? parts[0].toString() : '';
        if (/"StatusAttributeString":"ERROR"|"HasErrors":true/.test(text) && CREATED.test(text))
          tell('half a batch is refused');
        return end(...parts);
      }) as typeof response.end;
    }
    handler(request, response);
  };
}

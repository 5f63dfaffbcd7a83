import http from 'node:http';
import { afterEach } from '@jest/globals';
import type { Pacing } from '../../src/clients/http.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/services/ports.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export interface Heard {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

type Say = { status?: number; headers?: Record<string, string>; body?: string } | 'cut' | 'hang';

/** A server that answers as told, and remembers what it was asked. Closed after the test. */
export async function serve(answer: (heard: Heard, count: number) => Say | Promise<Say>) {
  const heard: Heard[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one: Heard = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    heard.push(one);
    const say = await answer(one, heard.length);
    if (say === 'hang') return;
    if (say === 'cut') return request.socket.destroy();
    response.writeHead(say.status ?? 200, { 'content-type': 'application/json', ...say.headers }).end(say.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${port}`, heard };
}

/** Time that passes only by being slept through. */
export function virtualPacing(start = Date.parse('2026-11-22T10:00:00Z')) {
  const slept: number[] = [];
  let now = start;
  const pacing: Pacing = {
    now: () => now,
    random: () => 1 - Number.EPSILON,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
  const clock: Clock = { now: () => new Date(now), sleep: pacing.sleep, every: () => () => undefined };
  return { pacing, slept, clock, advance: (ms: number) => (now += ms) };
}

/** The RemoteError that the work ends with; fails when it ends otherwise. */
export async function trouble(work: Promise<unknown>): Promise<RemoteError> {
  const outcome = await work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (outcome instanceof RemoteError) return outcome;
  throw new Error(`A RemoteError was expected, not: ${outcome instanceof Error ? outcome.stack : String(outcome)}`);
}

import type { IncomingMessage, RequestListener } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { System } from './faults.ts';

/** One request as a stand-in saw it, and what it answered. Bodies are kept for the suites that hold them to a schema. */
export interface Exchange {
  system: System;
  method: string;
  /** Path without query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  /** 0 when the connection was cut or left hanging. */
  status: number;
  /** What was answered, where it was JSON and a suite may want to see it. */
  answer?: unknown;
}

/**
 * What went over the wire. `violations` are requests that no honest server would have let pass in silence: an unknown
 * route, parameter or field. A test that ends with one has failed.
 */
export interface Recorder {
  /** The latest, oldest first. */
  exchanges: Exchange[];
  violations: string[];
  record(exchange: Exchange): void;
  /** Of all since the start, kept or not. */
  count(system: System): number;
}

/** As many as a whole story exchanges; a sandbox that stays open for days passes less. */
const EXCHANGES_KEPT = 20_000;

export function createRecorder(keep = EXCHANGES_KEPT): Recorder {
  const exchanges: Exchange[] = [];
  const counts: Record<System, number> = { slack: 0, autotask: 0, xero: 0 };
  return {
    exchanges,
    violations: [],
    record(exchange) {
      counts[exchange.system] += 1;
      exchanges.push(exchange);
      if (exchanges.length > keep) exchanges.splice(0, exchanges.length - keep);
    },
    count: (system) => counts[system],
  };
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Listens on the loopback address only. Port 0 takes a free one. `upgrade` is asked for WebSockets. */
export async function listen(
  handler: RequestListener,
  port = 0,
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<RunningServer> {
  const server = http.createServer(handler);
  // a client closes what it does not use; both at once would be a reset that nobody meant
  server.keepAliveTimeout = 0;
  if (upgrade) server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

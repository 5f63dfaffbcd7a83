import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Recorder } from '../http.ts';
import type { Json } from './client-api.ts';
import type { Ack, EnvelopeType, Switches } from './types.ts';
import { isJson } from './workspace.ts';

/**
 * Socket Mode: tickets, the handshake, envelopes and their acks.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export interface SocketMode {
  /** A WebSocket address that can be used once, within 30 s. */
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connections(): number;
  /** Sends the payload to one of the connections and waits for its ack. */
  send(type: EnvelopeType, payload: Json, retry: { attempt: number; reason: string }): Promise<Ack>;
  drop(how: Drop): void;
  close(): void;
}

/** `abrupt` cuts TCP; `refresh` says good-bye as Slack does every few hours, `warning` some 10 s before that. */
export type Drop = 'abrupt' | 'refresh' | 'warning';

const ticketLifeMs = 30_000;
const maxConnections = 10;
const pingEveryMs = 10_000;

export function createSocketMode(options: {
  appId: string;
  switches: Switches;
  recorder: Recorder;
  baseUrl: () => string;
}): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const sockets = new Set<WebSocket>();
  const waiting = new Map<string, (body: Json | undefined) => void>();
  const settled = new Set<string>();

  function greet(socket: WebSocket) {
    sockets.add(socket);
    const ping = setInterval(() => socket.ping('keep alive'), pingEveryMs).unref();
    socket.on('close', () => {
      sockets.delete(socket);
      clearInterval(ping);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => hear(String(data)));
    const debug_info = { host: 'applink-sandbox', approximate_connection_time: 18_060 };
    const connection_info = { app_id: options.appId };
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.size, connection_info, debug_info }));
  }

  function hear(text: string) {
    const frame = parse(text);
    const id = String(frame?.envelope_id ?? '');
    const resolve = waiting.get(id);
    if (resolve) {
      waiting.delete(id);
      settled.add(id);
      resolve(isJson(frame?.payload) && Object.keys(frame.payload).length > 0 ? frame.payload : undefined);
    } else if (settled.has(id)) options.recorder.violations.push(`slack: envelope ${id} was acked twice`);
  }

  return {
    ticket() {
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, Date.now());
      return `${options.baseUrl().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${options.appId}`;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', options.baseUrl());
      const ticket = url.searchParams.get('ticket') ?? '';
      const issuedAt = tickets.get(ticket);
      tickets.delete(ticket);
      const valid = url.pathname === '/link/' && issuedAt !== undefined && Date.now() - issuedAt < ticketLifeMs;
      if (!valid || sockets.size >= maxConnections) {
        socket.end(`HTTP/1.1 ${valid ? '429 Too Many Requests' : '408 Request Timeout'}\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, greet);
    },
    connections: () => sockets.size,
    async send(type, payload, retry) {
      const open = [...sockets].filter((socket) => socket.readyState === socket.OPEN);
      // any of them, not predictably the newest
      const socket = open[Math.floor(Math.random() * open.length)];
      if (!socket) return { ok: false, failure: 'not_connected' };
      const envelope_id = randomBytes(16).toString('hex');
      const frame: Json = { envelope_id, type, payload, accepts_response_payload: type !== 'events_api' };
      if (type === 'events_api') Object.assign(frame, { retry_attempt: retry.attempt, retry_reason: retry.reason });
      return await new Promise<Ack>((resolve) => {
        const deadline = setTimeout(() => {
          waiting.delete(envelope_id); // an ack that comes later is ignored
          resolve({ ok: false, failure: 'timeout' });
        }, options.switches.ackTimeoutMs);
        waiting.set(envelope_id, (body) => {
          clearTimeout(deadline);
          resolve({ ok: true, body });
        });
        socket.send(JSON.stringify(frame));
      });
    },
    drop(how) {
      for (const socket of sockets) {
        if (how === 'abrupt') socket.terminate();
        else socket.send(JSON.stringify({ type: 'disconnect', reason: how === 'warning' ? how : 'refresh_requested' }));
      }
    },
    close() {
      for (const socket of sockets) socket.terminate();
      server.close();
    },
  };
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

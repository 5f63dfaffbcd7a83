import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request, read to its end. */
export interface Incoming {
  method: string;
  /** Path without query, still encoded. */
  path: string;
  /** Path parts, decoded. */
  segments: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/** An answer, ready to be sent. `json` is what `body` holds, for the suites that hold it to a schema. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  json?: unknown;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(value)),
    json: value,
  };
}

export function html(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: Buffer.from(text) };
}

export function text(status: number, value: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: Buffer.from(value) };
}

export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: Buffer.alloc(0) };
}

/** 404 of the Accounting API is prose in HTML, not JSON. */
export function notFound(): Reply {
  return html(404, 'The resource you are looking for cannot be found.');
}

/** The shape of 401 and 403. */
export function problem(status: 401 | 403, detail: string, headers: Record<string, string> = {}): Reply {
  const title = status === 401 ? 'Unauthorized' : 'Forbidden';
  const body = { Type: null, Title: title, Status: status, Detail: detail, Instance: randomUUID(), Extensions: {} };
  return json(status, body, headers);
}

/** A 400 that is about the request as a whole. */
export function badRequest(
  type: 'PostDataInvalidException' | 'QueryParseException' | 'ValidationException',
  message: string,
): Reply {
  const numbers = { PostDataInvalidException: 17, QueryParseException: 16, ValidationException: 10 };
  return json(400, { ErrorNumber: numbers[type], Type: type, Message: message });
}

/** Thrown where a request cannot go on: the answer is the reply. */
export class Refusal extends Error {
  readonly reply: Reply;
  /** What the recorder is told, where no honest server would have let it pass in silence. */
  readonly violation: string | undefined;

  constructor(reply: Reply, violation?: string) {
    super(violation ?? `refused with ${reply.status}`);
    this.reply = reply;
    this.violation = violation;
  }
}

/** Something the stand-in does not model: answered 501 with its name, and recorded. */
export function notModelled(what: string): Refusal {
  return new Refusal(json(501, { Message: `The stand-in Xero does not know ${what}` }), `xero: unknown ${what}`);
}

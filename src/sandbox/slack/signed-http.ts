import { createHmac } from 'node:crypto';
import type { Json } from './client-api.ts';
import type { Ack, EnvelopeType } from './types.ts';
import { isJson } from './workspace.ts';

/**
 * Requests to the app's URL, signed as Slack signs them.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export interface SignedRequest {
  url: string;
  signingSecret: string;
  body: string;
  contentType: 'application/x-www-form-urlencoded' | 'application/json';
  /** Seconds; now when left out. */
  timestamp?: number;
  /** Replaces the true signature. */
  signature?: string;
  headers?: Record<string, string>;
  timeoutMs: number;
}

export type HttpAnswer = { status: number; text: string; headers: Headers } | 'timeout' | 'connection_failed';

export async function sendSigned(request: SignedRequest): Promise<HttpAnswer> {
  const timestamp = String(request.timestamp ?? Math.floor(Date.now() / 1000));
  const base = `v0:${timestamp}:${request.body}`;
  const signature = `v0=${createHmac('sha256', request.signingSecret).update(base).digest('hex')}`;
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      body: request.body,
      headers: {
        'content-type': request.contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: 'application/json,*/*',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': request.signature ?? signature,
        ...request.headers,
      },
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    return (error as { name?: string }).name === 'TimeoutError' ? 'timeout' : 'connection_failed';
  }
}

/** Events are JSON; commands are a form; interactions are a form with the JSON in `payload`. */
export function encodePayload(type: EnvelopeType, payload: Json): Pick<SignedRequest, 'body' | 'contentType'> {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const fields: [string, string][] =
    type === 'interactive'
      ? [['payload', JSON.stringify(payload)]]
      : Object.entries(payload).map(([name, value]) => [name, String(value)]);
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

export function ackOf(answer: HttpAnswer): Ack {
  if (answer === 'timeout' || answer === 'connection_failed') return { ok: false, failure: answer };
  if (answer.status < 200 || answer.status > 299) return { ok: false, failure: 'http_error' };
  if (answer.text === '') return { ok: true };
  if (!(answer.headers.get('content-type') ?? '').includes('json')) return { ok: true, body: { text: answer.text } };
  const value: unknown = JSON.parse(answer.text);
  return { ok: true, body: isJson(value) ? value : undefined };
}

import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Json } from './client-api.ts';
import { ackOf, encodePayload, sendSigned } from './signed-http.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Ack, DeliveryFailure, DeliveryRecord, EnvelopeType, SlackApp, Switches } from './types.ts';
import type { Workspace } from './workspace.ts';

/** The way from Slack to the app, over whichever transport it is registered for. */
export interface Courier {
  /** Commands and interactions: sent once, never repeated. */
  send(type: 'slash_commands' | 'interactive', payload: Json): Promise<Ack>;
  /** Events: repeated until acked. Answers after the first attempt; the repeats go on behind. */
  sendEvent(event: Json): Promise<Ack>;
  records: DeliveryRecord[];
  close(): void;
}

const recordsKept = 5_000;

export function createCourier(options: {
  app: SlackApp;
  workspace: Workspace;
  clock: SandboxClock;
  switches: Switches;
  socketMode: SocketMode;
}): Courier {
  const { app, workspace, switches } = options;
  const records: DeliveryRecord[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  async function attempt(type: EnvelopeType, payload: Json, retry: { attempt: number; reason: string }): Promise<Ack> {
    const started = performance.now();
    const ack =
      app.delivery.mode === 'socket'
        ? await options.socketMode.send(type, payload, retry)
        : await overHttp(app.delivery.requestUrl, type, payload, retry);
    const ms = performance.now() - started;
    records.push({
      type,
      payload,
      attempt: retry.attempt,
      acked: ack.ok,
      ms,
      body: ack.ok ? ack.body : undefined,
      failure: ack.ok ? undefined : ack.failure,
    });
    if (records.length > recordsKept) records.splice(0, records.length - recordsKept);
    return ack;
  }

  async function overHttp(url: string, type: EnvelopeType, payload: Json, retry: { attempt: number; reason: string }) {
    const headers: Record<string, string> =
      retry.attempt > 0 ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason } : {};
    const answer = await sendSigned({
      ...encodePayload(type, payload),
      url,
      headers,
      signingSecret: app.signingSecret,
      timeoutMs: switches.ackTimeoutMs,
    });
    const unwanted = typeof answer === 'object' && answer.headers.get('x-slack-no-retry') === '1';
    const ack = ackOf(answer);
    return unwanted && !ack.ok ? { ...ack, noRetry: true } : ack;
  }

  function repeat(payload: Json, number: number, failure: DeliveryFailure) {
    const delay = switches.eventRetryDelaysMs[number - 1];
    if (delay === undefined || closed) return;
    const timer = setTimeout(async () => {
      timers.delete(timer);
      if (closed) return;
      const ack = await attempt('events_api', payload, { attempt: number, reason: reasonOf(failure, app) });
      if (!ack.ok && !('noRetry' in ack)) repeat(payload, number + 1, ack.failure);
    }, delay).unref();
    timers.add(timer);
  }

  return {
    records,
    send: (type, payload) => attempt(type, payload, { attempt: 0, reason: '' }),
    async sendEvent(event) {
      const payload = eventEnvelope(event, app, workspace, options.clock);
      const ack = await attempt('events_api', payload, { attempt: 0, reason: '' });
      if (!ack.ok && !('noRetry' in ack)) repeat(payload, 1, ack.failure);
      else if (switches.deliverEventsTwice) await attempt('events_api', payload, { attempt: 0, reason: '' });
      return ack;
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** https://docs.slack.dev/apis/events-api#callback-field */
function eventEnvelope(event: Json, app: SlackApp, workspace: Workspace, clock: SandboxClock): Json {
  const team_id = workspace.team.id;
  return {
    token: 'sandbox-verification-token',
    team_id,
    context_team_id: team_id,
    context_enterprise_id: null,
    api_app_id: app.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id, user_id: workspace.bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: randomBytes(12).toString('base64url'),
  };
}

function reasonOf(failure: DeliveryFailure, app: SlackApp) {
  if (app.delivery.mode === 'socket') return failure === 'not_connected' ? 'connection_failed' : failure;
  return failure === 'timeout' ? 'http_timeout' : failure;
}

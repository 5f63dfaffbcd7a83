import type { App } from '@slack/bolt';
import { registerHandlers } from '../../src/handlers/index.ts';
import type { Log } from '../../src/log.ts';
import type { Services } from '../../src/services/api.ts';
import type { People } from '../../src/services/ports.ts';

export type Json = Record<string, unknown>;

/** What came of one payload: how often Slack was answered, and everything a person was shown. */
export interface Heard {
  acks: unknown[];
  messages: Json[];
  windows: Json[];
}

type Listener = (given: Json) => Promise<void>;

/**
 * The handlers without the way from Slack to them, so that thousands of payloads can be tried: Bolt's listeners are kept
 * and called with what is given, and the calls to Slack are kept, too. All are
 * let through to the stories, which ask for rights themselves.
 */
export function captureHandlers(services: Services, log: Log, { team, user } = { team: 'T0TEAM', user: 'U0ANN' }) {
  const listeners = new Map<string, Listener>();
  const keep = (kind: string) => (first: unknown, last?: Listener) => {
    const form = (first as { type?: string }).type;
    const listener = last ?? (first as Listener);
    listeners.set(form === undefined ? kind : `${kind} ${form}`, listener);
  };
  const app = {
    ...{ command: keep('command'), action: keep('action'), options: keep('options') },
    ...{ view: keep('view'), event: keep('event'), shortcut: keep('shortcut'), error: () => undefined },
  };
  const people: People = {
    roles: async () => new Set(['searcher', 'approver', 'admin'] as const),
    holders: async () => [],
    name: async () => 'Ann',
  };
  registerHandlers(app as unknown as App, { services, log, people, teamId: team, apiAppId: null });

  async function send(kind: string, body: Json): Promise<Heard> {
    const heard: Heard = { acks: [], messages: [], windows: [] };
    const message = async (given: Json) => void heard.messages.push(given);
    const window = async (given: Json) => {
      heard.windows.push(given.view as Json);
      return { view: { id: 'V1' } };
    };
    const client = {
      chat: { postMessage: message, postEphemeral: message },
      views: { open: window, push: window, update: window, publish: window },
    };
    const listener = listeners.get(kind);
    if (!listener) throw new Error(`nothing listens to ${kind}`);
    const ack = async (given?: unknown) => void heard.acks.push(given);
    await listener({ body, ack, client, respond: message });
    return heard;
  }
  const sender = { team: { id: team }, user: { id: user, team_id: team, name: 'ann' } };
  return {
    command: (text: string) =>
      send('command', {
        ...{ team_id: team, user_id: user, user_name: 'ann', channel_id: 'C0FINANCE' },
        ...{ text, trigger_id: 'trigger' },
      }),
    press: (action: Json, more: Json = {}) =>
      send('action', { ...sender, trigger_id: 'trigger', channel: { id: 'C0FINANCE' }, actions: [action], ...more }),
    submit: (callback_id: string, private_metadata: string, values: Json) =>
      send('view view_submission', {
        ...{ ...sender, trigger_id: 'trigger' },
        view: { id: 'V1', type: 'modal', callback_id, private_metadata, state: { values } },
      }),
    suggest: (action_id: string, value: string, private_metadata: string) =>
      send('options', { ...sender, action_id, value, view: { id: 'V1', type: 'modal', private_metadata } }),
  };
}

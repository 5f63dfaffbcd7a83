import { parseMessageRef, parsePlace, parseWindow, slackPlace } from '../blocks/ids.ts';
import { drawMessage, drawModal } from '../blocks/index.ts';
import { RemoteError } from '../domain/errors.ts';
import type { MessageRef, PersonId, Place } from '../domain/types.ts';
import type { View } from '../domain/views.ts';
import type { Log } from '../log.ts';
import type { Chat, Clock } from '../services/ports.ts';
import { isSlackRefusal } from './slack-errors.ts';
import { createSlackWeb, type SlackWeb } from './slack-web.ts';
import type { Traffic } from './traffic.ts';

export { slackTraffic } from './slack-web.ts';

/** https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, short bursts tolerated. */
const PACE_MS = 1000;
const BURST = 3;
/** No later try will change that message. https://docs.slack.dev/reference/methods/chat.update#errors */
const GONE = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found', 'is_archived'];

export interface SlackChatOptions {
  token: string;
  apiUrl?: string;
  log: Log;
  clock: Clock;
  sleep?: (ms: number) => Promise<unknown>;
  traffic?: Traffic;
}

/**
 * Slack as the Chat of the stories. A refusal carries Slack's code as `message` (`not_in_channel`, `channel_not_found` …);
 * a message whose answer was lost is `in-doubt`: it may stand in the channel.
 */
export function createSlackChat(options: SlackChatOptions): Chat {
  const web = createSlackWeb(options);
  const sleep = options.sleep ?? options.clock.sleep;
  const pace = createPace(options.clock, sleep);

  /** `later`: nobody waits for it. */
  async function post(
    place: Place,
    view: View,
    more: { thread?: MessageRef; later?: boolean } = {},
  ): Promise<MessageRef> {
    const { team, channel } = parsePlace(place);
    const thread = more.thread ? { thread_ts: parseMessageRef(more.thread).ts } : {};
    const drawn = drawMessage(view);
    await pace(channel);
    const answer = await web.call(
      'chat.postMessage',
      true,
      (client) => client.chat.postMessage({ channel, ...drawn, ...thread, unfurl_links: false, unfurl_media: false }),
      { later: more.later === true },
    );
    if (!answer.ts) throw unexpected('chat.postMessage gave no ts');
    return `${slackPlace(team, answer.channel ?? channel)}:${answer.ts}`;
  }

  return {
    post: (place, view, more = {}) => post(place, view, { ...more, later: true }),
    async update(message, view) {
      const { channel, ts } = parseMessageRef(message);
      const drawn = drawMessage(view);
      // The same update twice leaves the same card, so it may be repeated.
      try {
        await web.call('chat.update', false, (client) => client.chat.update({ channel, ts, ...drawn }), {
          later: true,
        });
        return true;
      } catch (error) {
        if (isSlackRefusal(error, ...GONE)) return false;
        throw error;
      }
    },
    whisper: (place, person, view) => whisper(web, post, place, person, view),
    async refill(window, view) {
      const view_id = parseWindow(window);
      try {
        await web.call('views.update', false, (client) => client.views.update({ view_id, view: drawModal(view) }));
        return true;
      } catch (error) {
        if (isSlackRefusal(error, 'not_found', 'view_not_found')) return false;
        throw error;
      }
    },
    async upload(place, file, thread) {
      // Files go to conversations only; where the message stands is one, also when the place is a person.
      const { channel } = thread ? parseMessageRef(thread) : parsePlace(place);
      if (file.content.length === 0) throw refused('an empty file is not uploaded', 'An empty file cannot be sent.');
      const target = thread ? { channel_id: channel, thread_ts: parseMessageRef(thread).ts } : { channel_id: channel };
      // A Buffer, never a string: the client would read a string as a path.
      await web.call('files.uploadV2', true, (client) =>
        client.files.uploadV2({ ...target, file: file.content, filename: file.name, title: file.title }),
      );
    },
    isDirect: (place) => /^[DUW][A-Z0-9]+$/.test(parsePlace(place).channel),
    async link(message) {
      const { channel, ts } = parseMessageRef(message);
      try {
        const answer = await web.call(
          'chat.getPermalink',
          false,
          (client) => client.chat.getPermalink({ channel, message_ts: ts }),
          { later: true },
        );
        return answer.permalink ?? null;
      } catch (error) {
        if (isSlackRefusal(error, 'message_not_found', 'channel_not_found')) return null;
        throw error;
      }
    },
  };
}

/** Where Slack cannot show something to one person alone, a direct message does. */
async function whisper(web: SlackWeb, post: Chat['post'], place: Place, person: PersonId, view: View): Promise<void> {
  const { team, channel } = parsePlace(place);
  const user = parsePlace(person).channel;
  const drawn = drawMessage(view);
  if (!/^[DUW][A-Z0-9]+$/.test(channel))
    try {
      await web.call('chat.postEphemeral', true, (client) => client.chat.postEphemeral({ channel, user, ...drawn }));
      return;
    } catch (error) {
      const elsewhere = ['user_not_in_channel', 'not_in_channel', 'channel_not_found', 'is_archived'];
      if (!isSlackRefusal(error, ...elsewhere)) throw error;
    }
  await post(slackPlace(team, user), view);
}

/** Waits until the channel may have its next message: a burst at once, then one a second. */
function createPace(clock: Clock, sleep: (ms: number) => Promise<unknown>): (channel: string) => Promise<void> {
  /** When the channel's last message is paid for, in epoch milliseconds. */
  const paidUntil = new Map<string, number>();
  return async (channel) => {
    const now = clock.now().getTime();
    const paid = Math.max(now, paidUntil.get(channel) ?? 0);
    paidUntil.set(channel, paid + PACE_MS);
    for (const [other, until] of paidUntil) if (until <= now) paidUntil.delete(other);
    const pauseMs = paid - now - (BURST - 1) * PACE_MS;
    if (pauseMs > 0) await sleep(pauseMs);
  };
}

function refused(message: string, userMessage: string): RemoteError {
  return new RemoteError({ system: 'slack', kind: 'refused', message, userMessage });
}

function unexpected(message: string): RemoteError {
  return new RemoteError({
    system: 'slack',
    kind: 'unexpected-answer',
    message,
    userMessage: 'Slack answered something unexpected.',
  });
}

import type { ClientMessage, ClientState, ClientView, Json, Outcome, SubmitAnswer } from './client-api.ts';
import type { Entry } from './finding.ts';
import { type ClickOptions, createHands, type SeenMessage, type Spot } from './hands.ts';
import { textOf } from './plain-text.ts';
import { createWatcher, type Until } from './watcher.ts';
import { createWire, type Wire } from './wire.ts';

export type { ClickOptions, SeenMessage, Spot } from './hands.ts';

/**
 * Somebody in front of Slack, without a screen: sees what the client shows and clicks what is written there. Speaks
 * only the HTTP of client-api.ts. Channels go by id, by name (`finance`, `#finance`), or `direct` for the app's direct
 * messages. Labels are those a person reads; action_id and block_id work too. What cannot be done throws.
 */
export interface Person {
  readonly userId: string;
  state(): Promise<ClientState>;
  command(channel: string, text: string): Promise<Outcome>;
  say(channel: string, text: string, threadTs?: string): Promise<Outcome>;
  messages(channel: string): Promise<SeenMessage[]>;
  /** The newest message that fits, or undefined. */
  latest(channel: string, fits?: Fits): Promise<SeenMessage | undefined>;
  /** Waits for a message that fits and gives the newest. */
  untilMessage(channel: string, fits: Fits, options?: Until): Promise<SeenMessage>;
  /** Waits until the top modal fits (its title or text contains the words, or the function says so). */
  untilModal(fits: string | ((view: ClientView) => boolean), options?: Until): Promise<ClientView>;
  click(spot: Spot, label: string, options?: ClickOptions): Promise<Outcome>;
  /** Chooses by the option's text or value; several for checkboxes and multi-selects; null clears. */
  choose(spot: Spot, label: string, entry: Entry, options?: ClickOptions): Promise<Outcome>;
  modal(): Promise<ClientView | undefined>;
  /** Enters something into an input of the top modal. */
  fill(label: string, entry: Entry): Promise<void>;
  /** Types into an external select; answers with the options it then shows. */
  type(spot: Spot, label: string, query: string): Promise<Json[]>;
  /** Fills what is given, by label, and presses the modal's button. */
  submit(entries?: Record<string, Entry>): Promise<SubmitAnswer>;
  closeModal(): Promise<Outcome>;
  /** Opens App Home and waits for what the app shows there. */
  home(options?: Until): Promise<ClientView>;
  /** Looks again after each change until the answer is truthy. Throws after `timeoutMs` with what was seen last. */
  until<T>(look: (state: ClientState) => T | Promise<T>, options?: Until): Promise<NonNullable<T>>;
  textOf(shown: ClientMessage | ClientView): string;
}

/** Text that is in the message, or a question asked of it. */
export type Fits = string | RegExp | ((message: SeenMessage) => boolean);

export function createPerson({ url, userId }: { url: string; userId: string }): Person {
  const wire = createWire({ url, userId });
  const { state, send } = wire;
  const hands = createHands(wire);
  const read = (shown: ClientMessage | ClientView) => textOf(shown, wire.nameOf);
  const { until } = createWatcher({ url, userId, state, read });
  const idOf = (channel: string) => channelId(wire, userId, channel);

  async function messages(channel: string): Promise<SeenMessage[]> {
    const id = await idOf(channel);
    return messagesIn(await state(), id);
  }
  async function topModal(): Promise<ClientView> {
    const view = (await state()).modals.at(-1);
    if (!view) throw new Error('no modal is open');
    return view;
  }
  async function fill(label: string, entry: Entry) {
    const outcome = await hands.choose('modal', label, entry);
    if (!outcome.ok) throw new Error(outcome.error);
  }

  return {
    ...{ userId, state, messages, until, fill, textOf: read },
    ...{ click: hands.click, choose: hands.choose, type: hands.type },
    command: async (channel, text) => send('command', { channel: await idOf(channel), text }),
    say: async (channel, text, threadTs) => send('message', { channel: await idOf(channel), text, threadTs }),
    latest: async (channel, fits) => (await messages(channel)).findLast(fitting(read, fits)),
    async untilMessage(channel, fits, options) {
      const id = await idOf(channel);
      const what = `a message in ${channel}${typeof fits === 'function' ? '' : ` with ${fits}`}`;
      return until((seen) => messagesIn(seen, id).findLast(fitting(read, fits)), { what, ...options });
    },
    untilModal(fits, options) {
      const good = typeof fits === 'string' ? (view: ClientView) => read(view).includes(fits) : fits;
      const what = `a modal${typeof fits === 'string' ? ` with ${fits}` : ''}`;
      return until((seen) => seen.modals.slice(-1).find(good), { what, ...options });
    },
    modal: async () => (await state()).modals.at(-1),
    async submit(entries = {}) {
      for (const [label, entry] of Object.entries(entries)) await fill(label, entry);
      const { id: viewId } = await topModal();
      return send('submit', { viewId, state: hands.entered(viewId) });
    },
    closeModal: async () => send('close', { viewId: (await topModal()).id }),
    async home(options) {
      const outcome = await send<Outcome>('home', {});
      if (!outcome.ok) throw new Error(outcome.error);
      return until((seen) => seen.home, { what: 'App Home', ...options });
    },
  };
}

function fitting(read: (message: SeenMessage) => string, fits: Fits | undefined) {
  return (message: SeenMessage) => {
    if (fits === undefined) return true;
    if (typeof fits === 'function') return fits(message);
    return typeof fits === 'string' ? read(message).includes(fits) : fits.test(read(message));
  };
}

async function channelId(wire: Wire, userId: string, channel: string): Promise<string> {
  const { conversations } = await wire.state();
  const name = channel.replace(/^#/, '');
  const found = conversations.find(
    (known) => known.id === channel || (known.kind === 'direct' ? channel === 'direct' : known.name === name),
  );
  if (!found) throw new Error(`${userId} sees no channel ${channel}`);
  return found.id;
}

function messagesIn(state: ClientState, channel: string): SeenMessage[] {
  return (state.messages[channel] ?? []).map((message) => ({ ...message, channel }));
}

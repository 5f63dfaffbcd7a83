import type {
  ActionRequest,
  ClientContainer,
  ClientMessage,
  ClientState,
  ClientView,
  Json,
  OptionsAnswer,
  Outcome,
  StateValues,
  SubmitAnswer,
} from './client-api.ts';
import { type Entry, entryValue, type Found, findByLabel, hasOption, isExternal, ownOptions } from './finding.ts';
import { textOf } from './plain-text.ts';
import { createWatcher, type Until } from './watcher.ts';

/** A message with the conversation it stands in. */
export type SeenMessage = ClientMessage & { channel: string };

/** Where something is clicked: a message, the top modal, or App Home. */
export type Spot = SeenMessage | 'modal' | 'home';

export interface ClickOptions {
  /** Answer to the confirm dialog; needed when there is one. With `false` nothing is sent. */
  confirm?: boolean;
  /** The click was made on the message as given, before an update reached the person. */
  stale?: boolean;
  /** Text beside the element, when several have the same label. */
  near?: string;
}

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
  const names = new Map<string, string>();
  const entered = new Map<string, StateValues>();
  const offered = new Map<string, Json[]>();
  const read = (shown: ClientMessage | ClientView) => textOf(shown, (id) => names.get(id));

  async function state(): Promise<ClientState> {
    const response = await fetch(`${url}/client/state?user=${userId}`);
    if (!response.ok) throw new Error(`nobody is called ${userId}`);
    const seen = (await response.json()) as ClientState;
    for (const person of seen.people) names.set(person.id, person.realName);
    for (const conversation of seen.conversations) names.set(conversation.id, conversation.name);
    return seen;
  }

  async function send<T>(path: string, body: object): Promise<T> {
    const response = await fetch(`${url}/client/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: userId, ...body }),
    });
    if (!response.ok) throw new Error(`/client/${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  const { until } = createWatcher({ url, userId, state, read });
  const fitting = (fits: Fits | undefined) => (message: SeenMessage) => {
    if (fits === undefined) return true;
    if (typeof fits === 'function') return fits(message);
    return typeof fits === 'string' ? read(message).includes(fits) : fits.test(read(message));
  };

  /** What the person has before them there, and how the stand-in calls it. */
  async function look(spot: Spot, stale = false): Promise<{ blocks: Json[]; container: ClientContainer }> {
    const seen = await state();
    if (typeof spot !== 'string') {
      const now = seen.messages[spot.channel]?.find((message) => message.ts === spot.ts);
      const container: ClientContainer = { kind: 'message', channel: spot.channel, ts: spot.ts };
      if (!now && !stale) throw new Error('the message is not there any more');
      return { blocks: stale ? spot.blocks : (now?.blocks ?? []), container };
    }
    const view = spot === 'modal' ? seen.modals.at(-1) : seen.home;
    if (!view) throw new Error(spot === 'modal' ? 'no modal is open' : 'App Home is empty');
    return { blocks: view.blocks, container: { kind: 'view', viewId: view.id } };
  }

  async function act(found: Found, container: ClientContainer, value: Json, options: ClickOptions): Promise<Outcome> {
    const { confirm } = found.element;
    if (confirm && options.confirm === undefined)
      throw new Error(`Slack asks first: ${JSON.stringify(confirm)}; say confirm: true or false`);
    if (confirm && !options.confirm) return { ok: true };
    const request: Omit<ActionRequest, 'user'> & { stale?: boolean } = {
      container,
      blockId: String(found.block.block_id),
      actionId: String(found.element.action_id),
      value,
      confirmed: options.confirm,
      state: container.kind === 'view' ? entered.get(container.viewId) : undefined,
      stale: options.stale,
    };
    return send<Outcome>('action', request);
  }

  async function optionsFor(found: Found, container: ClientContainer, query: string): Promise<Json[]> {
    const blockId = String(found.block.block_id);
    const actionId = String(found.element.action_id);
    const answer = await send<OptionsAnswer>('options', { container, blockId, actionId, query });
    if (!answer.ok) throw new Error(answer.error);
    const key = `${blockId} ${actionId}`;
    offered.set(key, [...answer.options, ...(offered.get(key) ?? [])]);
    return answer.options;
  }

  /** What type-ahead shows, or has shown, for the entry: the whole of it is typed only when it was not yet seen. */
  async function searched(found: Found, container: ClientContainer, entry: Entry): Promise<Json[]> {
    const seen = () => offered.get(`${found.block.block_id} ${found.element.action_id}`) ?? [];
    for (const query of entry === null ? [] : [entry].flat())
      if (!hasOption(seen(), query)) await optionsFor(found, container, query);
    return seen();
  }

  async function choose(spot: Spot, label: string, entry: Entry, options: ClickOptions = {}): Promise<Outcome> {
    const { blocks, container } = await look(spot, options.stale);
    const found = findByLabel(blocks, label, options.near);
    const choices = isExternal(found.element) ? await searched(found, container, entry) : ownOptions(found.element);
    const value = entryValue(found.element, byName(found.element, entry), choices);
    const formOnly = found.block.type === 'input' && found.block.dispatch_action !== true;
    if (container.kind === 'view') remember(container.viewId, found, value);
    return formOnly ? { ok: true } : act(found, container, value, options);
  }

  /** People and channels may be named. */
  function byName(element: Json, entry: Entry): Entry {
    if (!/(users|channels|conversations)_select$/.test(String(element.type)) || entry === null) return entry;
    const idOf = (name: string) => [...names].find(([, known]) => known === name.replace(/^[#@]/, ''))?.[0] ?? name;
    return Array.isArray(entry) ? entry.map(idOf) : idOf(entry);
  }

  function remember(viewId: string, found: Found, value: Json) {
    const held = entered.get(viewId) ?? {};
    const blockId = String(found.block.block_id);
    const actionId = String(found.element.action_id);
    entered.set(viewId, { ...held, [blockId]: { ...held[blockId], [actionId]: value } });
  }

  async function channelId(channel: string): Promise<string> {
    const { conversations } = await state();
    const name = channel.replace(/^#/, '');
    const found = conversations.find(
      (known) => known.id === channel || (known.kind === 'direct' ? channel === 'direct' : known.name === name),
    );
    if (!found) throw new Error(`${userId} sees no channel ${channel}`);
    return found.id;
  }

  async function messages(channel: string): Promise<SeenMessage[]> {
    const id = await channelId(channel);
    return messagesIn(await state(), id);
  }

  const person: Person = {
    userId,
    state,
    messages,
    choose,
    until,
    textOf: read,
    command: async (channel, text) => send('command', { channel: await channelId(channel), text }),
    say: async (channel, text, threadTs) => send('message', { channel: await channelId(channel), text, threadTs }),
    latest: async (channel, fits) => (await messages(channel)).findLast(fitting(fits)),
    async untilMessage(channel, fits, options) {
      const id = await channelId(channel);
      const what = `a message in ${channel}${typeof fits === 'function' ? '' : ` with ${fits}`}`;
      return until((seen) => messagesIn(seen, id).findLast(fitting(fits)), { what, ...options });
    },
    untilModal(fits, options) {
      const good = typeof fits === 'string' ? (view: ClientView) => read(view).includes(fits) : fits;
      const what = `a modal${typeof fits === 'string' ? ` with ${fits}` : ''}`;
      return until((seen) => seen.modals.slice(-1).find(good), { what, ...options });
    },
    async click(spot, label, options = {}) {
      const { blocks, container } = await look(spot, options.stale);
      return act(findByLabel(blocks, label, options.near), container, {}, options);
    },
    modal: async () => (await state()).modals.at(-1),
    async fill(label, entry) {
      const outcome = await choose('modal', label, entry);
      if (!outcome.ok) throw new Error(outcome.error);
    },
    async type(spot, label, query) {
      const { blocks, container } = await look(spot);
      return optionsFor(findByLabel(blocks, label), container, query);
    },
    async submit(entries = {}) {
      for (const [label, entry] of Object.entries(entries)) await person.fill(label, entry);
      const view = await person.modal();
      if (!view) throw new Error('no modal is open');
      return send('submit', { viewId: view.id, state: entered.get(view.id) ?? {} });
    },
    async closeModal() {
      const view = await person.modal();
      if (!view) throw new Error('no modal is open');
      return send('close', { viewId: view.id });
    },
    async home(options) {
      const outcome = await send<Outcome>('home', {});
      if (!outcome.ok) throw new Error(outcome.error);
      return until((seen) => seen.home, { what: 'App Home', ...options });
    },
  };
  return person;
}

function messagesIn(state: ClientState, channel: string): SeenMessage[] {
  return (state.messages[channel] ?? []).map((message) => ({ ...message, channel }));
}

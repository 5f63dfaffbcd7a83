import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Collection, Store } from '../store.ts';
import type { SlackWorld } from '../world.ts';
import type { Json } from './client-api.ts';
import { type Channel, type Message, type SlackPerson, SlackRefusal, type UploadedFile, type View } from './types.ts';

/** What the workspace holds, and the few rules that are true of it whoever asks. */
export interface Workspace {
  team: { id: string; domain: string };
  people: SlackPerson[];
  bot: { userId: string; botId: string; name: string };
  channels: Collection<Channel>;
  files: Collection<UploadedFile>;
  revision(): number;
  /** Called after each change; returns the way to stop. */
  onChange(listener: (revision: number) => void): () => void;
  changed(): void;

  person(id: string): SlackPerson | undefined;
  /** Direct conversation of a person with the app, made on first use. */
  direct(userId: string): Channel;
  isMember(channel: Channel, userId: string): boolean;
  nextTs(): string;
  messages(channel: string): Message[];
  message(channel: string, ts: string): Message | undefined;
  putMessage(message: Message): Message;
  removeMessage(message: Message): void;
  /** Older forms of a message, the latest first: what people who were slower than an update still had before them. */
  pastForms(channel: string, ts: string): Message[];

  view(id: string): View | undefined;
  /** A person's open modals, the top one last. */
  modals(userId: string): View[];
  /** Replaces the stack; views that are not on it any more are gone. */
  setModals(userId: string, views: View[]): void;
  home(userId: string): View | undefined;
  putView(view: View): View;
}

const pastFormsKept = 20;

export function openWorkspace(options: { store: Store; clock: SandboxClock; world: SlackWorld; appName: string }) {
  const { store, clock, world } = options;
  const channels = store.collection<Channel>('slack.channels');
  const stored = store.collection<Message>('slack.messages');
  const views = store.collection<View>('slack.views');
  const stacks = store.collection<string[]>('slack.stacks');
  const ephemeral = new Map<string, Message>();
  const past = new Map<string, Message[]>();
  const listeners = new Set<(revision: number) => void>();
  const people: SlackPerson[] = world.people;
  let revision = Date.now();
  let lastMicros = stored.values().reduce((last, message) => Math.max(last, Math.round(Number(message.ts) * 1e6)), 0);

  if (channels.size === 0) {
    for (const { id, name, isPrivate, members, botIsMember } of world.channels)
      channels.put(id, { id, name, kind: 'channel', isPrivate, isArchived: false, members, botIsMember });
  }
  for (const person of people) ensureDirect(person.id);

  function changed() {
    revision += 1;
    for (const listener of listeners) listener(revision);
  }

  function ensureDirect(userId: string): Channel {
    const id = directId(userId);
    const known = channels.get(id);
    if (known) return known;
    const name = options.appName;
    const members = [userId];
    return channels.put(id, {
      id,
      name,
      kind: 'direct',
      isPrivate: true,
      isArchived: false,
      members,
      botIsMember: true,
    });
  }

  function putMessage(message: Message): Message {
    const key = messageKey(message.channel, message.ts);
    const before = ephemeral.get(key) ?? stored.get(key);
    if (before) past.set(key, [before, ...(past.get(key) ?? [])].slice(0, pastFormsKept));
    if (message.onlyFor) ephemeral.set(key, message);
    else stored.put(key, message);
    changed();
    return message;
  }

  const workspace: Workspace = {
    team: world.team,
    people,
    bot: { userId: 'U0UPSYNCBOT', botId: 'B0UPSYNC', name: options.appName },
    channels,
    files: store.collection<UploadedFile>('slack.files'),
    revision: () => revision,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    person: (id) => people.find((person) => person.id === id),
    direct: ensureDirect,
    isMember: (channel, userId) => channel.members.includes(userId),
    nextTs() {
      lastMicros = Math.max(clock.now() * 1_000, lastMicros + 1);
      return formatTs(lastMicros);
    },
    messages: (channel) => [...stored.values(), ...ephemeral.values()].filter((m) => m.channel === channel).sort(byTs),
    message: (channel, ts) => ephemeral.get(messageKey(channel, ts)) ?? stored.get(messageKey(channel, ts)),
    putMessage,
    removeMessage(message) {
      const key = messageKey(message.channel, message.ts);
      past.set(key, [message, ...(past.get(key) ?? [])].slice(0, pastFormsKept));
      if (!ephemeral.delete(key)) stored.delete(key);
      changed();
    },
    pastForms: (channel, ts) => past.get(messageKey(channel, ts)) ?? [],
    view: (id) => views.get(id),
    modals: (userId) => (stacks.get(userId) ?? []).flatMap((id) => views.get(id) ?? []),
    setModals(userId, next) {
      const kept = next.map((view) => view.id);
      for (const id of stacks.get(userId) ?? []) if (!kept.includes(id)) views.delete(id);
      for (const view of next) views.put(view.id, view);
      stacks.put(userId, kept);
      changed();
    },
    home: (userId) => views.values().find((view) => view.type === 'home' && view.user === userId),
    putView(view) {
      views.put(view.id, view);
      changed();
      return view;
    },
  };
  return workspace;
}

/** The conversation, or Slack's refusal when the app may not know of it. */
export function channelForApp(workspace: Workspace, id: unknown): Channel {
  const channel = typeof id === 'string' ? workspace.channels.get(id) : undefined;
  if (!channel || (channel.isPrivate && !channel.botIsMember)) throw new SlackRefusal('channel_not_found');
  return channel;
}

export function newId(prefix: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return prefix + [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** Slack's hashes look like `seconds.random`. */
export function newHash(clock: SandboxClock): string {
  return `${Math.floor(clock.now() / 1000)}.${randomBytes(4).toString('hex')}`;
}

/** Blocks as Slack stores them: what has no id gets one. https://docs.slack.dev/reference/block-kit/blocks */
export function withIds(blocks: Json[]): Json[] {
  const shortId = () => randomBytes(4).toString('base64url').slice(0, 5);
  const element = (value: unknown): unknown => {
    if (!isJson(value) || !interactive.has(String(value.type))) return value;
    return { ...value, action_id: value.action_id ?? shortId() };
  };
  return blocks.map((block) => {
    const copy: Json = block.type === 'markdown' ? { ...block } : { ...block, block_id: block.block_id ?? shortId() };
    if (Array.isArray(block.elements) && block.type === 'actions') copy.elements = block.elements.map(element);
    if (block.accessory) copy.accessory = element(block.accessory);
    if (block.element) copy.element = element(block.element);
    return copy;
  });
}

export const interactive = new Set([
  'button',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'checkboxes',
  'radio_buttons',
  'overflow',
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'rich_text_input',
  'file_input',
]);

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageKey(channel: string, ts: string) {
  return `${channel}:${ts}`;
}

function directId(userId: string) {
  return `D${userId.slice(1)}`;
}

function formatTs(micros: number) {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

function byTs(a: Message, b: Message) {
  return a.ts < b.ts ? -1 : 1;
}

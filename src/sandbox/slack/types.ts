import type { SlackWorld } from '../world.ts';
import type { Json, StateValues } from './client-api.ts';

/** How the app hears from Slack: over the WebSockets it opens, or by signed requests to its URL. */
export type Delivery = { mode: 'socket' } | { mode: 'http'; requestUrl: string };

/** The app as it is registered with Slack. */
export interface SlackApp {
  appId: string;
  /** Display name; `upSync` when left out. */
  name?: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** Scopes of the bot token. */
  scopes: string[];
  commands: { command: string; description: string; usageHint: string }[];
  delivery: Delivery;
}

/** Kinds of people a workspace has beside its full members. */
export interface PersonFlags {
  /** Deactivated account. */
  deleted?: boolean;
  isBot?: boolean;
  /** Guest. */
  isRestricted?: boolean;
  /** Another workspace's id: somebody who is here through Slack Connect. */
  teamId?: string;
}

export type SlackPerson = SlackWorld['people'][number] & PersonFlags;

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  disabled?: boolean;
}

/** What may be turned while the stand-in runs. Times are milliseconds. */
export interface Switches {
  /** How long the app has to ack a payload. Real time, whatever the sandbox's clock says. */
  ackTimeoutMs: number;
  triggerLifeMs: number;
  responseUrlLifeMs: number;
  /** Waits before each retry of an event that was not acked. */
  eventRetryDelaysMs: number[];
  /** Sends each event a second time although it was acked. */
  deliverEventsTwice: boolean;
  /** Enforces 1 message per second and channel (after a burst) and the tiers of the other methods. */
  rateLimits: boolean;
  /** Messages a channel takes at once before the pace of one per second counts. */
  postBurst: number;
  /** Free plans have no user groups. */
  freePlan: boolean;
  /** Whether people can be written to in the app's direct messages. */
  messagesTab: boolean;
  homeTab: boolean;
}

export const defaultSwitches: Switches = {
  ackTimeoutMs: 3_000,
  triggerLifeMs: 3_000,
  responseUrlLifeMs: 30 * 60_000,
  eventRetryDelaysMs: [0, 60_000, 300_000],
  deliverEventsTwice: false,
  rateLimits: false,
  postBurst: 10,
  freePlan: false,
  messagesTab: true,
  homeTab: true,
};

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'direct';
  isPrivate: boolean;
  isArchived: boolean;
  /** People; the bot is told apart. */
  members: string[];
  botIsMember: boolean;
}

export interface Message {
  channel: string;
  ts: string;
  /** Id of the person or of the bot user. */
  user: string;
  text: string;
  blocks: Json[];
  threadTs?: string;
  editedTs?: string;
  metadata?: Json;
  files: string[];
  /** Set on ephemeral messages: the one person who sees it. */
  onlyFor?: string;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  user: string;
  title?: Json;
  submit?: Json;
  close?: Json;
  blocks: Json[];
  callbackId: string;
  privateMetadata: string;
  externalId: string;
  notifyOnClose: boolean;
  clearOnClose: boolean;
  hash: string;
  state: StateValues;
  rootViewId: string;
  previousViewId: string | null;
}

export interface UploadedFile {
  id: string;
  name: string;
  title: string;
  /** Length that was announced, in bytes. */
  size: number;
  /** Base64, once the bytes were received. */
  content?: string;
  completed: boolean;
  /** Conversation it was shared in. */
  channel?: string;
}

/** One payload sent to the app and what became of it. */
export interface DeliveryRecord {
  type: EnvelopeType;
  payload: Json;
  /** 0 for the first time, then the number of the retry. */
  attempt: number;
  acked: boolean;
  /** Milliseconds until the ack, or until it was given up. */
  ms: number;
  body?: Json;
  failure?: DeliveryFailure;
}

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';
export type DeliveryFailure = 'timeout' | 'not_connected' | 'http_error' | 'connection_failed';
export type Ack = { ok: true; body?: Json } | { ok: false; failure: DeliveryFailure };

/** A refusal in Slack's words; the Web API answers `{ ok: false, error: code, ...extra }`. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly extra: Json;
  constructor(code: string, extra: Json = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

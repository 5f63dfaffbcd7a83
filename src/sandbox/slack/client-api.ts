/**
 * What a person's Slack client sees and does: the contract between the stand-in Slack and whoever sits in front of it
 * (the browser page, the demo's people, a test). JSON over HTTP below `/client`; Block Kit is passed on as it came.
 *
 *   GET  /client/state?user=U…        ClientState
 *   GET  /client/events?user=U…       server-sent events; each `changed` means: fetch the state again
 *   POST /client/command              CommandRequest   → Outcome
 *   POST /client/message              MessageRequest   → Outcome
 *   POST /client/action               ActionRequest    → Outcome
 *   POST /client/options              OptionsRequest   → OptionsAnswer
 *   POST /client/submit               SubmitRequest    → SubmitAnswer
 *   POST /client/close                CloseRequest     → Outcome
 *   POST /client/home                 { user }         → Outcome   (opens App Home: app_home_opened is sent)
 *   GET  /client/file/ID              the bytes of an uploaded file
 */

/** Block Kit as JSON; what is in it was checked when it was posted. */
export type Json = Record<string, unknown>;

export interface ClientState {
  /** Rises with each change anywhere in the workspace. */
  revision: number;
  me: ClientPerson;
  people: ClientPerson[];
  conversations: ClientConversation[];
  /** By conversation id, oldest first; thread replies carry thread_ts; ephemeral ones are this person's only. */
  messages: Record<string, ClientMessage[]>;
  /** This person's stack of open modals, the top one last. */
  modals: ClientView[];
  home: ClientView | null;
  commands: { command: string; description: string; usageHint: string }[];
}

export interface ClientPerson {
  id: string;
  name: string;
  realName: string;
  role: string;
}

export interface ClientConversation {
  id: string;
  kind: 'channel' | 'direct';
  name: string;
  isPrivate: boolean;
}

export interface ClientMessage {
  ts: string;
  /** Display name of who wrote it; `app` is true for upSync. */
  author: string;
  app: boolean;
  text: string;
  blocks: Json[];
  threadTs?: string;
  edited: boolean;
  ephemeral: boolean;
  files: { id: string; name: string; size: number }[];
}

export interface ClientView {
  id: string;
  type: 'modal' | 'home';
  title: string;
  submit?: string;
  close: string;
  blocks: Json[];
  /** What the app pre-filled or the person chose by actions so far: block_id → action_id → value object. */
  state: StateValues;
  /** Changes whenever the app replaces the view: forget what was typed into blocks that are gone. */
  hash: string;
}

export type StateValues = Record<string, Record<string, Json>>;

export interface CommandRequest {
  user: string;
  channel: string;
  /** As typed, with the slash: `/upsync search last-month`. */
  text: string;
}

export interface MessageRequest {
  user: string;
  channel: string;
  text: string;
  threadTs?: string;
}

/** Where the element stands that was used. */
export type ClientContainer = { kind: 'message'; channel: string; ts: string } | { kind: 'view'; viewId: string };

export interface ActionRequest {
  user: string;
  container: ClientContainer;
  blockId: string;
  actionId: string;
  /**
   * What the element now holds, in the shape of Slack's `state.values` entries without `type`: {} for a button,
   * { selected_option }, { selected_options }, { selected_date }, { value } … Refused when the element is not in the
   * message or view as it stands now, or when it has a confirm dialog and `confirmed` is not true.
   */
  value: Json;
  confirmed?: boolean;
  /** State of the other inputs of the same message or view, as the client holds it. */
  state?: StateValues;
}

export interface OptionsRequest {
  user: string;
  container: ClientContainer;
  blockId: string;
  actionId: string;
  query: string;
}

export type OptionsAnswer = { ok: true; options: Json[] } | { ok: false; error: string };

export interface SubmitRequest {
  user: string;
  viewId: string;
  state: StateValues;
}

/** `errors` by block_id, to be shown at the inputs; the modal stays open. */
export type SubmitAnswer = { ok: true } | { ok: false; errors: Record<string, string> } | { ok: false; error: string };

export interface CloseRequest {
  user: string;
  viewId: string;
}

/** `error` is what Slack would show the person, such as "/upsync failed because the app did not respond". */
export type Outcome = { ok: true } | { ok: false; error: string };

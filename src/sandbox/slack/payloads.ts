import type { Json, StateValues } from './client-api.ts';
import type { Context } from './context.ts';
import type { Channel, Message, SlackPerson, View } from './types.ts';

/** Objects as they stand in payloads and answers. https://docs.slack.dev/reference/interaction-payloads */

export function userOf(context: Context, person: SlackPerson): Json {
  return { id: person.id, username: person.name, name: person.name, team_id: teamOf(context, person) };
}

export function teamOf(context: Context, person: SlackPerson): string {
  return person.teamId ?? context.workspace.team.id;
}

/** What every interaction begins with. */
export function interactionBase(context: Context, type: string, person: SlackPerson): Json {
  return {
    type,
    user: userOf(context, person),
    api_app_id: context.app.appId,
    token: 'sandbox-verification-token',
    team: { id: context.workspace.team.id, domain: context.workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function messageOf(context: Context, message: Message): Json {
  const { bot, team } = context.workspace;
  const byBot = message.user === bot.userId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: team.id,
    ...(byBot ? { bot_id: bot.botId, app_id: context.app.appId } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.onlyFor ? { is_ephemeral: true } : {}),
  };
}

export function viewOf(context: Context, view: View): Json {
  const { bot, team } = context.workspace;
  return {
    id: view.id,
    team_id: team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.state },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: context.app.appId,
    external_id: view.externalId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
  };
}

export function channelRef(channel: Channel): Json {
  return { id: channel.id, name: channel.kind === 'direct' ? 'directmessage' : channel.name };
}

/** Form fields of a slash command. https://docs.slack.dev/interactivity/implementing-slash-commands */
export function commandPayload(
  context: Context,
  use: { person: SlackPerson; channel: Channel; command: string; text: string },
): Json {
  const { person, channel } = use;
  return {
    token: 'sandbox-verification-token',
    team_id: teamOf(context, person),
    team_domain: context.workspace.team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'direct' ? 'directmessage' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command: use.command,
    text: use.text,
    api_app_id: context.app.appId,
    is_enterprise_install: 'false',
    response_url: context.handles.responseUrl({ userId: person.id, channel: channel.id }),
    trigger_id: context.handles.trigger(person.id),
  };
}

/** Values the blocks were sent with, block_id → action_id → value; what a view's state begins as. */
export function initialState(blocks: Json[]): StateValues {
  const state: StateValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (!value) continue;
      const blockId = String(block.block_id);
      state[blockId] = { ...state[blockId], [String(element.action_id)]: value };
    }
  }
  return state;
}

/** Interactive elements of a block, wherever they stand in it. */
export function elementsOf(block: Json): Json[] {
  if (block.type === 'actions') return Array.isArray(block.elements) ? (block.elements as Json[]) : [];
  return [block.accessory, block.element].filter(Boolean) as Json[];
}

const initialKeys: Record<string, [value: string, initial: string]> = {
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  checkboxes: ['selected_options', 'initial_options'],
  radio_buttons: ['selected_option', 'initial_option'],
  plain_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
};

/** Name of the key that holds an element's value, e.g. `selected_option`; undefined for buttons. */
export function valueKey(elementType: string): string | undefined {
  return initialKeys[elementType]?.[0];
}

/** Empty lists and null are what Slack sends for an element that nobody touched. */
function initialValue(element: Json): Json | undefined {
  const keys = initialKeys[String(element.type)];
  if (!keys) return undefined;
  const [value, initial] = keys;
  const empty = value.endsWith('s') ? [] : null;
  return { type: element.type, [value]: element[initial] ?? empty };
}

import { checkMessage, checkView } from '../block-kit/index.ts';
import type { Json } from '../client-api.ts';
import { contentOf, noteMentions, post } from '../content.ts';
import type { Context } from '../context.ts';
import { messageOf } from '../payloads.ts';
import { type Channel, type Message, SlackRefusal } from '../types.ts';
import { channelForApp, isJson } from '../workspace.ts';
import type { Method } from './index.ts';

const formatting = ['parse', 'link_names', 'mrkdwn', 'username', 'as_user', 'icon_emoji', 'icon_url'];

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 'post',
    required: ['channel'],
    optional: [
      ...['text', 'blocks', 'attachments', 'markdown_text', 'thread_ts', 'reply_broadcast', 'metadata'],
      ...['unfurl_links', 'unfurl_media', ...formatting],
    ],
    run: postMessage,
  },
  'chat.postEphemeral': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 100,
    required: ['channel', 'user'],
    optional: ['text', 'blocks', 'attachments', 'markdown_text', 'thread_ts', ...formatting],
    run: postEphemeral,
  },
  'chat.update': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 50,
    required: ['channel', 'ts'],
    optional: [
      ...['text', 'blocks', 'attachments', 'markdown_text', 'metadata', 'reply_broadcast', 'file_ids'],
      ...['parse', 'link_names', 'as_user', 'unfurl_links', 'unfurl_media'],
    ],
    run: updateMessage,
  },
  'chat.delete': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 50,
    required: ['channel', 'ts'],
    optional: ['as_user'],
    run(args, context) {
      const { message } = ownMessage(args, context, 'cant_delete_message');
      context.workspace.removeMessage(message);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    token: 'bot',
    perMinute: 600,
    required: ['channel', 'message_ts'],
    optional: [],
    run({ channel: id, message_ts }, context) {
      const channel = channelForApp(context.workspace, id);
      const message = context.workspace.message(channel.id, String(message_ts));
      if (!message || message.onlyFor) throw new SlackRefusal('message_not_found');
      const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
      const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
      return { channel: channel.id, permalink: `${context.baseUrl()}/${path}${thread}` };
    },
  },
  'blocks.validate': {
    token: 'none',
    perMinute: 100,
    required: [],
    optional: ['blocks', 'view', 'message'],
    run: validateBlocks,
  },
};

function postMessage(args: Json, context: Context): Json {
  const channel = whereToPost(args.channel, context);
  refuseMarkdownConflict(args);
  const content = contentOf(context, args, 'chat.postMessage');
  const threadTs = threadOf(args.thread_ts, channel, context);
  const message = post(context, { channel: channel.id, ...content, threadTs, metadata: metadataOf(args.metadata) });
  return { channel: channel.id, ts: message.ts, message: messageOf(context, message) };
}

function postEphemeral(args: Json, context: Context): Json {
  const channel = whereToPost(args.channel, context);
  if (!context.workspace.person(String(args.user)) || !context.workspace.isMember(channel, String(args.user)))
    throw new SlackRefusal('user_not_in_channel');
  refuseMarkdownConflict(args);
  refuseLongText(args);
  const content = contentOf(context, args, 'chat.postEphemeral');
  const threadTs = threadOf(args.thread_ts, channel, context);
  const message = post(context, { channel: channel.id, ...content, threadTs, onlyFor: String(args.user) });
  return { message_ts: message.ts };
}

function updateMessage(args: Json, context: Context): Json {
  const { channel, message } = ownMessage(args, context, 'cant_update_message');
  refuseMarkdownConflict(args);
  refuseLongText(args);
  const content = contentOf(context, args, 'chat.update');
  if (args.blocks === undefined) content.blocks = message.blocks; // left out, they are kept; an empty list clears them
  const metadata = args.metadata === undefined ? message.metadata : metadataOf(args.metadata);
  const editedTs = context.workspace.nextTs();
  const updated = context.workspace.putMessage({ ...message, ...content, metadata, editedTs });
  noteMentions(context, updated);
  return { channel: channel.id, ts: message.ts, text: content.text, message: messageOf(context, updated) };
}

/** A conversation by id or `#name`, or a person's id for the direct conversation with them. */
function whereToPost(id: unknown, context: Context): Channel {
  const { workspace, switches } = context;
  const person = typeof id === 'string' ? workspace.person(id) : undefined;
  if (person && (person.deleted || person.isBot)) throw new SlackRefusal('channel_not_found');
  const named = workspace.channels
    .values()
    .find((c) => c.kind === 'channel' && c.name === String(id).replace(/^#/, ''));
  const channel = person ? workspace.direct(person.id) : channelForApp(workspace, named?.id ?? id);
  if (channel.kind === 'direct' && !switches.messagesTab) throw new SlackRefusal('messages_tab_disabled');
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  if (!channel.botIsMember && !context.app.scopes.includes('chat:write.public'))
    throw new SlackRefusal('not_in_channel');
  return channel;
}

function ownMessage(args: Json, context: Context, refusal: string): { channel: Channel; message: Message } {
  const channel = channelForApp(context.workspace, args.channel);
  const message = context.workspace.message(channel.id, String(args.ts));
  if (!message || message.onlyFor) throw new SlackRefusal('message_not_found');
  if (message.user !== context.workspace.bot.userId) throw new SlackRefusal(refusal);
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  return { channel, message };
}

function threadOf(ts: unknown, channel: Channel, context: Context): string | undefined {
  if (ts === undefined || ts === '') return undefined;
  const parent = context.workspace.message(channel.id, String(ts));
  if (!parent || parent.onlyFor) throw new SlackRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

/** `{}` clears. https://docs.slack.dev/messaging/message-metadata */
function metadataOf(metadata: unknown): Json | undefined {
  if (metadata === undefined) return undefined;
  if (!isJson(metadata)) throw new SlackRefusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  if (typeof metadata.event_type !== 'string' || !isJson(metadata.event_payload))
    throw new SlackRefusal('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > 16_000) throw new SlackRefusal('metadata_too_large');
  return metadata;
}

function refuseMarkdownConflict(args: Json) {
  if (args.markdown_text === undefined) return;
  if (args.text !== undefined || args.blocks !== undefined) throw new SlackRefusal('markdown_text_conflict');
  throw new SlackRefusal('invalid_arguments');
}

function refuseLongText(args: Json) {
  if (typeof args.text === 'string' && args.text.length > 4_000) throw new SlackRefusal('msg_too_long');
}

/** https://docs.slack.dev/reference/methods/blocks.validate */
function validateBlocks(args: Json): Json {
  const given = ['blocks', 'view', 'message'].filter((name) => args[name] !== undefined);
  if (given.length !== 1) throw new SlackRefusal('invalid_arguments');
  const kind = given[0] as 'blocks' | 'view' | 'message';
  const message = isJson(args.message) ? args.message : {};
  const report =
    kind === 'view' ? checkView(args.view) : checkMessage(kind === 'blocks' ? args.blocks : message.blocks);
  if (report.errors.length === 0) return {};
  const errors = report.errors.map(({ message, pointer }) => ({
    code: message.startsWith('missing required field') ? 'missing_field' : 'failed_constraint',
    message,
    pointer: pointer.replace(/^\/(blocks|view)/, ''),
  }));
  throw new SlackRefusal(`invalid_${kind}`, { errors });
}

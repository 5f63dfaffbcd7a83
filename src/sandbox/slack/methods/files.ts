import type { Json } from '../client-api.ts';
import { post } from '../content.ts';
import type { Context } from '../context.ts';
import { SlackRefusal, type UploadedFile } from '../types.ts';
import { channelForApp, isJson, newId } from '../workspace.ts';
import type { Method } from './index.ts';

/** Announce, upload, complete. https://docs.slack.dev/messaging/working-with-files#upload */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    token: 'bot',
    scopes: ['files:write'],
    perMinute: 100,
    required: ['filename', 'length'],
    optional: ['alt_text', 'alt_txt', 'snippet_type'],
    run(args, context) {
      const size = Number(args.length);
      if (size === 0) throw new SlackRefusal('missing_argument');
      if (!Number.isInteger(size) || size < 0) throw new SlackRefusal('invalid_arguments');
      const name = String(args.filename);
      const file = { id: newId('F'), name, title: name, size, completed: false };
      context.workspace.files.put(file.id, file);
      return { upload_url: `${context.baseUrl()}/upload/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    token: 'bot',
    scopes: ['files:write'],
    perMinute: 100,
    required: ['files'],
    optional: ['channel_id', 'channels', 'initial_comment', 'thread_ts', 'blocks', 'highlight_type'],
    run: complete,
  },
};

function complete(args: Json, context: Context): Json {
  if (!Array.isArray(args.files) || args.files.length === 0) throw new SlackRefusal('invalid_arguments');
  const files = args.files.map((entry): UploadedFile => {
    const file = isJson(entry) ? context.workspace.files.get(String(entry.id)) : undefined;
    if (!file || file.content === undefined || file.completed) throw new SlackRefusal('file_not_found');
    return { ...file, title: String((entry as Json).title ?? file.name), completed: true };
  });
  const where = args.channel_id ?? args.channels;
  if (where !== undefined) share(files, where, args, context);
  for (const file of files) context.workspace.files.put(file.id, file);
  context.workspace.changed();
  return { files: files.map(({ id, title }) => ({ id, title })) };
}

function share(files: UploadedFile[], where: unknown, args: Json, context: Context) {
  const channel = channelForApp(context.workspace, where);
  if (!channel.botIsMember) throw new SlackRefusal('not_in_channel');
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  const threadTs = args.thread_ts === undefined ? undefined : String(args.thread_ts);
  if (threadTs && !context.workspace.message(channel.id, threadTs)) throw new SlackRefusal('thread_not_found');
  for (const file of files) file.channel = channel.id;
  const text = String(args.initial_comment ?? '');
  post(context, { channel: channel.id, text, blocks: [], threadTs, files: files.map((file) => file.id) });
}

import type { Json } from './client-api.ts';
import { type Content, contentOf, noteMentions, post } from './content.ts';
import type { Context } from './context.ts';
import type { ResponseTarget } from './handles.ts';
import { SlackRefusal } from './types.ts';

const known = [
  ...['text', 'blocks', 'attachments', 'response_type', 'replace_original', 'delete_original', 'thread_ts'],
  ...['unfurl_links', 'unfurl_media', 'metadata', 'mrkdwn'],
];

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export function answerResponseUrl(context: Context, id: string, body: Json) {
  try {
    const target = context.handles.takeResponseUrl(id);
    answer(context, target, body, 'response_url');
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const gone = ['invalid_url', 'used_url', 'expired_url'].includes(error.code);
    if (gone) context.recorder.violations.push(`slack: response_url used in vain: ${error.code}`);
    return { status: gone ? 404 : 400, body: { ok: false, error: error.code, ...error.extra } };
  }
}

/** The same rules hold for the body of a command's ack. */
export function answer(context: Context, target: ResponseTarget, body: Json, where: 'response_url' | 'command ack') {
  for (const key of Object.keys(body))
    if (!known.includes(key)) context.recorder.violations.push(`slack: ${where}: unknown argument ${key}`);
  const { workspace } = context;
  const original = target.messageTs ? workspace.message(target.channel, target.messageTs) : undefined;
  if (body.delete_original === true) {
    if (original) workspace.removeMessage(original);
    return;
  }
  const content = contentOf(context, body, where);
  if (body.replace_original === true && original) {
    noteMentions(context, workspace.putMessage({ ...original, ...content, editedTs: workspace.nextTs() }));
    return;
  }
  say(context, target, body, content);
}

function say(context: Context, target: ResponseTarget, body: Json, content: Content) {
  const threadTs = typeof body.thread_ts === 'string' && body.thread_ts !== '' ? body.thread_ts : undefined;
  const onlyFor = body.response_type === 'in_channel' ? undefined : target.userId;
  post(context, { channel: target.channel, ...content, threadTs, onlyFor });
}

import { checkMessage, checkView, type Report } from './block-kit/index.ts';
import type { Json } from './client-api.ts';
import type { Context } from './context.ts';
import { type Message, SlackRefusal } from './types.ts';
import { isJson, withIds } from './workspace.ts';

/** What the app wants to say, checked as Slack checks it on every way in. */
export interface Content {
  text: string;
  blocks: Json[];
}

const longestText = 40_000;
const advisedText = 4_000;

/** `where` names the way in for the record of unknown keys, e.g. `chat.postMessage`. */
export function contentOf(context: Context, body: Json, where: string): Content {
  const blocks = body.blocks === undefined || body.blocks === null ? [] : checkedBlocks(context, body.blocks, where);
  if (body.attachments !== undefined) refuseAttachments(body.attachments);
  const text = typeof body.text === 'string' ? body.text : '';
  if (text === '' && blocks.length === 0) throw new SlackRefusal('no_text');
  if (text === '') context.recorder.violations.push(`slack: ${where} without text: screen readers and notices need it`);
  if (text.length > advisedText) context.recorder.violations.push(`slack: ${where} with more than 4000 characters`);
  return { text: text.slice(0, longestText), blocks: withIds(blocks) };
}

/** Writes the message down and notes who was pinged by it. */
export function post(
  context: Context,
  message: Omit<Message, 'ts' | 'user' | 'files'> & { files?: string[] },
): Message {
  const { workspace } = context;
  const stored = workspace.putMessage({
    files: [],
    ...message,
    ts: workspace.nextTs(),
    user: workspace.bot.userId,
  });
  noteMentions(context, stored);
  return stored;
}

export function noteMentions(context: Context, message: Message) {
  const said = [message.text, ...markedUp(message.blocks)].join('\n');
  for (const [mention] of said.matchAll(/<(?:!(?:channel|here|everyone|subteam\^\w+)[^>]*|@[UW]\w+(?:\|[^>]*)?)>/g))
    context.notifications.push({ channel: message.channel, ts: message.ts, mention });
}

/** Texts in which Slack looks for mentions: cells of tables and plain text are shown as they are. */
function markedUp(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markedUp);
  if (!isJson(value)) return [];
  const own = value.type === 'mrkdwn' || value.type === 'markdown' ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markedUp)];
}

export function checkedView(context: Context, view: unknown, where: string): Json {
  if (!isJson(view))
    throw new SlackRefusal(
      'invalid_arguments',
      inSlackWords([{ message: 'must provide an object', pointer: '/view' }]),
    );
  const report = checkView(view);
  noteUnknown(context, report, where);
  if (report.code) throw new SlackRefusal(report.code, inSlackWords(report.errors));
  if (report.errors.length > 0) throw new SlackRefusal('invalid_arguments', inSlackWords(report.errors));
  return view;
}

/** Errors as the Web API words them: once plain, once for people who read logs. */
export function inSlackWords(errors: Report['errors']): Json {
  const lines = errors.map((error) => `${error.message} [json-pointer:${error.pointer}]`);
  return { errors: lines, response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) } };
}

export function noteUnknown(context: Context, report: Report, where: string) {
  for (const key of report.unknown) context.recorder.violations.push(`slack: ${where}: unknown key ${key}`);
}

function checkedBlocks(context: Context, blocks: unknown, where: string): Json[] {
  if (!Array.isArray(blocks)) throw new SlackRefusal('invalid_blocks_format');
  const report = checkMessage(blocks);
  noteUnknown(context, report, where);
  if (report.errors.length > 0) throw new SlackRefusal(report.code ?? 'invalid_blocks', inSlackWords(report.errors));
  return blocks;
}

function refuseAttachments(attachments: unknown) {
  if (!Array.isArray(attachments)) throw new SlackRefusal('invalid_attachments');
  if (attachments.length > 100) throw new SlackRefusal('too_many_attachments');
  if (attachments.length > 0) throw new SlackRefusal('invalid_attachments');
}

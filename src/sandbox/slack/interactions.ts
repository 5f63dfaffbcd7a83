import { checkOptions } from './block-kit/index.ts';
import type {
  ActionRequest,
  CommandRequest,
  Json,
  MessageRequest,
  OptionsAnswer,
  OptionsRequest,
  Outcome,
} from './client-api.ts';
import { noteUnknown } from './content.ts';
import type { Context } from './context.ts';
import { commandPayload, interactionBase, messageOf, viewOf } from './payloads.ts';
import { containerPayload, fail, findPlace, latestState, type Place } from './places.ts';
import { answer } from './response-url.ts';
import { type Channel, type DeliveryFailure, type Message, type SlackPerson, SlackRefusal } from './types.ts';
import { acceptedValue, rememberOffered } from './values.ts';

/** What people do, brought to the app; what the app acks, brought to the people. */

export async function runCommand(context: Context, request: CommandRequest): Promise<Outcome> {
  const who = present(context, request.user, request.channel);
  if (!who) return fail('channel_not_found');
  const [, command = '', text = ''] = /^(\S+)\s*([\s\S]*)$/.exec(request.text.trim()) ?? [];
  if (!context.app.commands.some((known) => known.command === command) || !context.app.scopes.includes('commands'))
    return fail(
      `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
  const ack = await context.courier.send('slash_commands', commandPayload(context, { ...who, command, text }));
  if (!ack.ok) return fail(`${command} ${commandFailure(ack.failure)}`);
  if (!ack.body || Object.keys(ack.body).length === 0) return { ok: true };
  try {
    answer(context, { userId: request.user, channel: request.channel }, ack.body, 'command ack');
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    context.recorder.violations.push(`slack: ack of ${command}: ${error.code} ${JSON.stringify(error.extra)}`);
    return fail(`${command} failed with the error "${error.code}"`);
  }
}

export function sayMessage(context: Context, request: MessageRequest): Outcome {
  const who = present(context, request.user, request.channel);
  if (!who) return fail('channel_not_found');
  const { workspace } = context;
  workspace.putMessage({
    channel: request.channel,
    ts: workspace.nextTs(),
    user: request.user,
    text: request.text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    blocks: [],
    files: [],
    threadTs: request.threadTs,
  });
  return { ok: true };
}

/** `stale`: the click was made before an update arrived; Slack sends it with the message as the person saw it. */
export async function act(context: Context, request: ActionRequest & { stale?: boolean }): Promise<Outcome> {
  const person = context.workspace.person(request.user);
  const place = findPlace(context, request, request.stale === true);
  if (!person || !place) return fail('This element is not there any more.');
  const { element } = place;
  const sent = place.block.type !== 'input' || place.block.dispatch_action === true;
  if (!sent) return fail('This input is only sent with the form.');
  if (element.confirm && !request.confirmed) return fail('confirmation_required');
  const value = acceptedValue(context, place.block, place.element, request.value);
  if (!value) return fail('This value cannot be chosen.');
  const values = latestState(context, place, request, value);
  const viewId = place.kind === 'view' ? place.view.id : undefined;
  const action: Json = {
    type: element.type,
    action_id: element.action_id,
    block_id: place.block.block_id,
    ...(element.type === 'button' ? { text: element.text } : {}),
    ...(element.type === 'button' && element.style ? { style: element.style } : {}),
    ...(element.type === 'button' && element.value !== undefined ? { value: element.value } : {}),
    ...value,
    ...(element.confirm ? { confirm: element.confirm } : {}),
    action_ts: context.workspace.nextTs(),
  };
  const payload: Json = {
    ...interactionBase(context, 'block_actions', person),
    ...containerPayload(place),
    trigger_id: context.handles.trigger(
      person.id,
      place.kind === 'view' && place.view.type === 'modal' ? viewId : undefined,
    ),
    ...(place.kind === 'message'
      ? { ...messageBody(context, place.message), state: { values }, response_url: replyTo(context, person, place) }
      : { view: { ...viewOf(context, place.view), state: { values } } }),
    actions: [action],
  };
  const ack = await context.courier.send('interactive', payload);
  return ack.ok ? { ok: true } : fail(interactionFailure(context, ack.failure));
}

/** Type-ahead of external selects. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export async function suggest(context: Context, request: OptionsRequest): Promise<OptionsAnswer> {
  const person = context.workspace.person(request.user);
  const place = findPlace(context, request, false);
  if (!person || !place || !String(place.element.type).includes('external_select'))
    return { ok: false, error: 'This element is not there any more.' };
  const least = typeof place.element.min_query_length === 'number' ? place.element.min_query_length : 3;
  if (request.query.length < least) return { ok: true, options: [] };
  const payload: Json = {
    ...interactionBase(context, 'block_suggestion', person),
    ...containerPayload(place),
    ...(place.kind === 'message' ? messageBody(context, place.message) : { view: viewOf(context, place.view) }),
    action_id: place.element.action_id,
    block_id: place.block.block_id,
    value: request.query,
  };
  const ack = await context.courier.send('interactive', payload);
  if (!ack.ok) return { ok: false, error: 'No results: the app did not respond.' };
  const report = checkOptions(ack.body ?? {});
  noteUnknown(context, report, 'options');
  if (report.errors.length > 0) {
    context.recorder.violations.push(`slack: options of ${request.actionId}: ${JSON.stringify(report.errors)}`);
    return { ok: false, error: 'No results: the app sent options that Slack refuses.' };
  }
  const groups = Array.isArray(ack.body?.option_groups) ? (ack.body.option_groups as Json[]) : [];
  const flat = Array.isArray(ack.body?.options) ? ack.body.options : groups.flatMap((g) => g.options as Json[]);
  rememberOffered(context, place.block, place.element, flat as Json[]);
  return { ok: true, options: flat as Json[] };
}

/** Ephemeral messages are not stored, so their payloads carry none: `container` is all there is to know them by. */
function messageBody(context: Context, message: Message): Json {
  return message.onlyFor ? {} : { message: messageOf(context, message) };
}

function replyTo(context: Context, person: SlackPerson, place: Place & { kind: 'message' }): string {
  const { channel, ts } = place.message;
  return context.handles.responseUrl({ userId: person.id, channel, messageTs: ts });
}

function present(context: Context, userId: string, channelId: string) {
  const person: SlackPerson | undefined = context.workspace.person(userId);
  const channel: Channel | undefined = context.workspace.channels.get(channelId);
  if (!person || !channel || !context.workspace.isMember(channel, userId)) return undefined;
  return { person, channel };
}

function commandFailure(failure: DeliveryFailure) {
  return failure === 'timeout' || failure === 'not_connected'
    ? 'failed because the app did not respond'
    : 'failed with the error "dispatch_failed"';
}

function interactionFailure(context: Context, failure: DeliveryFailure) {
  const name = context.workspace.bot.name;
  return failure === 'http_error' ? `${name} could not do that. Try again.` : `${name} did not respond. Try again.`;
}

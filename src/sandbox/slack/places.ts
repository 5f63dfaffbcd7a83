import type { ClientContainer, Json, StateValues } from './client-api.ts';
import type { Context } from './context.ts';
import { channelRef, elementsOf, initialState } from './payloads.ts';
import type { Channel, Message, View } from './types.ts';
import { stillOffered } from './values.ts';

/** An element where a person found it: in a message or in a view. */
export type Place = { block: Json; element: Json } & (
  | { kind: 'message'; message: Message; channel: Channel }
  | { kind: 'view'; view: View }
);

interface Wanted {
  user: string;
  container: ClientContainer;
  blockId: string;
  actionId: string;
}

/** Undefined when the person cannot see it, or when it is not in the message or view as it stands now. */
export function findPlace(context: Context, wanted: Wanted, stale: boolean): Place | undefined {
  const { container } = wanted;
  if (container.kind === 'view') {
    const { workspace } = context;
    const view = [workspace.modals(wanted.user).at(-1), workspace.home(wanted.user)].find(
      (shown) => shown?.id === container.viewId,
    );
    const found = view && findElement(view.blocks, wanted);
    return view && found && { kind: 'view', view, ...found };
  }
  const channel = context.workspace.channels.get(container.channel);
  if (!channel || !context.workspace.isMember(channel, wanted.user)) return undefined;
  const now = context.workspace.message(channel.id, container.ts);
  const older = context.workspace.pastForms(channel.id, container.ts);
  // a click that raced an update: the latest form that still had the element, and was not the present one
  const forms = stale ? [...older, ...(now ? [now] : [])] : now ? [now] : [];
  for (const message of forms) {
    if (message.onlyFor && message.onlyFor !== wanted.user) continue;
    const found = findElement(message.blocks, wanted);
    if (found) return { kind: 'message', message, channel, ...found };
  }
  return undefined;
}

function findElement(blocks: Json[], wanted: Wanted): { block: Json; element: Json } | undefined {
  const block = blocks.find((candidate) => candidate.block_id === wanted.blockId);
  const element = block && elementsOf(block).find((candidate) => candidate.action_id === wanted.actionId);
  return block && element && { block, element };
}

/** `container` and the channel beside it. */
export function containerPayload(place: Place): Json {
  if (place.kind === 'view') return { container: { type: 'view', view_id: place.view.id } };
  const { message, channel } = place;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: channelRef(channel),
  };
}

/**
 * State of all inputs after this action. A view remembers it; a message begins anew from what its blocks say and what
 * the client holds.
 */
export function latestState(
  context: Context,
  place: Place,
  request: { blockId: string; actionId: string; state?: StateValues },
  value: Json,
): StateValues {
  const blocks = place.kind === 'view' ? place.view.blocks : place.message.blocks;
  const before = place.kind === 'view' ? place.view.state : initialState(blocks);
  const values = mergeState(blocks, before, request.state ?? {});
  if (place.element.type !== 'button' && place.element.type !== 'overflow')
    values[request.blockId] = {
      ...values[request.blockId],
      [request.actionId]: { type: place.element.type, ...value },
    };
  if (place.kind === 'view') context.workspace.putView({ ...place.view, state: values });
  return values;
}

/** What the client holds, for elements and options that are still there; everything else is dropped. */
export function mergeState(blocks: Json[], before: StateValues, held: StateValues): StateValues {
  const merged: StateValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const blockId = String(block.block_id);
      const actionId = String(element.action_id);
      const entered = held[blockId]?.[actionId];
      const value = entered && stillOffered(element, entered) ? entered : before[blockId]?.[actionId];
      if (!value) continue;
      merged[blockId] = { ...merged[blockId], [actionId]: { ...value, type: element.type } };
    }
  }
  return merged;
}

export function fail(error: string): { ok: false; error: string } {
  return { ok: false, error };
}

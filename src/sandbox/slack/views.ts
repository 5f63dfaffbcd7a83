import type { Json, StateValues } from './client-api.ts';
import type { Context } from './context.ts';
import { elementsOf, initialState } from './payloads.ts';
import { SlackRefusal, type View } from './types.ts';
import { stillOffered } from './values.ts';
import { newHash, newId, withIds } from './workspace.ts';

/** How views come, change and go; shared by `views.*` and by the answers to a submission. */

const deepestStack = 3;

/** A modal opened while another one stands takes its place: only views.push stacks. */
export function openView(context: Context, userId: string, json: Json): View {
  const id = newId('V');
  const view = build(context, { json, id, user: userId, rootViewId: id, previousViewId: null });
  context.workspace.setModals(userId, [view]);
  return view;
}

export function pushView(context: Context, userId: string, json: Json): View {
  const stack = context.workspace.modals(userId);
  const top = stack.at(-1);
  if (!top) throw new SlackRefusal('not_found');
  if (stack.length >= deepestStack) throw new SlackRefusal('push_limit_reached');
  const id = newId('V');
  const view = build(context, { json, id, user: userId, rootViewId: top.rootViewId, previousViewId: top.id });
  context.workspace.setModals(userId, [...stack, view]);
  return view;
}

/** Keeps what was entered where block_id and action_id stay the same, as Slack's clients do. */
export function replaceView(context: Context, old: View, json: Json): View {
  const { id, user, rootViewId, previousViewId } = old;
  const view = build(context, { json, id, user, rootViewId, previousViewId, entered: old.state });
  return context.workspace.putView(view);
}

export function publishHome(context: Context, userId: string, json: Json): View {
  const known = context.workspace.home(userId);
  const id = known?.id ?? newId('V');
  return context.workspace.putView(
    build(context, { json, id, user: userId, rootViewId: id, previousViewId: null, entered: known?.state }),
  );
}

function build(
  context: Context,
  given: {
    json: Json;
    id: string;
    user: string;
    rootViewId: string;
    previousViewId: string | null;
    entered?: StateValues;
  },
): View {
  const { json, id, user, rootViewId, previousViewId } = given;
  const externalId = String(json.external_id ?? '');
  if (externalId !== '' && findByExternalId(context, externalId, id)) throw new SlackRefusal('duplicate_external_id');
  const blocks = withIds(json.blocks as Json[]);
  return {
    id,
    type: json.type as View['type'],
    user,
    title: json.title as Json | undefined,
    submit: json.submit as Json | undefined,
    close: json.close as Json | undefined,
    blocks,
    callbackId: String(json.callback_id ?? ''),
    privateMetadata: String(json.private_metadata ?? ''),
    externalId,
    notifyOnClose: json.notify_on_close === true,
    clearOnClose: json.clear_on_close === true,
    hash: newHash(context.clock),
    state: keepEntered(blocks, given.entered ?? {}),
    rootViewId,
    previousViewId,
  };
}

export function findByExternalId(context: Context, externalId: string, besides?: string): View | undefined {
  const everyone = context.workspace.people.flatMap((person) => [
    ...context.workspace.modals(person.id),
    ...(context.workspace.home(person.id) ? [context.workspace.home(person.id) as View] : []),
  ]);
  return everyone.find((view) => view.externalId === externalId && view.id !== besides);
}

/** What was entered stays, unless the element is another one now or does not offer it any more. */
function keepEntered(blocks: Json[], entered: StateValues): StateValues {
  const state = initialState(blocks);
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const before = entered[String(block.block_id)]?.[String(element.action_id)];
      const values = state[String(block.block_id)];
      if (!values || !before || before.type !== element.type || !stillOffered(element, before)) continue;
      values[String(element.action_id)] = before;
    }
  }
  return state;
}

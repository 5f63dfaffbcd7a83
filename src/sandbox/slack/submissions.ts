import type { CloseRequest, Json, Outcome, StateValues, SubmitAnswer, SubmitRequest } from './client-api.ts';
import { checkedView } from './content.ts';
import type { Context } from './context.ts';
import { interactionBase, viewOf } from './payloads.ts';
import { fail, mergeState } from './places.ts';
import { SlackRefusal, type View } from './types.ts';
import { inputProblem } from './values.ts';
import { pushView, replaceView } from './views.ts';
import { isJson } from './workspace.ts';

const trouble = 'We had some trouble connecting. Try again?';

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export async function submit(context: Context, request: SubmitRequest): Promise<SubmitAnswer> {
  const { workspace } = context;
  const person = workspace.person(request.user);
  const view = workspace.modals(request.user).at(-1);
  if (!person || view?.id !== request.viewId) return fail('This window is not open any more.');
  if (!view.submit) return fail('This window has nothing to submit.');
  const state = mergeState(view.blocks, view.state, request.state);
  const errors = problems(context, view, state);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const sent = workspace.putView({ ...view, state });
  const ack = await context.courier.send('interactive', {
    ...interactionBase(context, 'view_submission', person),
    trigger_id: context.handles.trigger(person.id, view.id),
    view: viewOf(context, sent),
    response_urls: [],
  });
  if (!ack.ok) return fail(trouble);
  try {
    return obey(context, view.id, person.id, ack.body ?? {});
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const answer = JSON.stringify(ack.body);
    context.recorder.violations.push(
      `slack: answer to a submission: ${error.code} ${JSON.stringify(error.extra)} ${answer.slice(0, 500)}`,
    );
    return fail(trouble);
  }
}

/** The person closes the top modal; those below it come back, unless it clears them. */
export async function closeModal(context: Context, request: CloseRequest): Promise<Outcome> {
  const { workspace } = context;
  const person = workspace.person(request.user);
  const stack = workspace.modals(request.user);
  const view = stack.at(-1);
  if (!person || view?.id !== request.viewId) return fail('This window is not open any more.');
  workspace.setModals(request.user, view.clearOnClose ? [] : stack.slice(0, -1));
  if (!view.notifyOnClose) return { ok: true };
  const payload: Json = {
    ...interactionBase(context, 'view_closed', person),
    view: viewOf(context, view),
    is_cleared: view.clearOnClose,
  };
  await context.courier.send('interactive', payload);
  return { ok: true }; // the window is closed whatever the app says
}

/** App Home is opened; the event follows the usual rules of retry. */
export async function openHome(context: Context, userId: string): Promise<Outcome> {
  const { workspace } = context;
  if (!workspace.person(userId)) return fail('user_not_found');
  const home = workspace.home(userId);
  const ack = await context.courier.sendEvent({
    type: 'app_home_opened',
    user: userId,
    channel: workspace.direct(userId).id,
    tab: 'home',
    ...(home ? { view: viewOf(context, home) } : {}),
    event_ts: workspace.nextTs(),
  });
  return ack.ok ? { ok: true } : fail('The app did not respond.');
}

function problems(context: Context, view: View, state: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input' || !isJson(block.element)) continue;
    const blockId = String(block.block_id);
    const problem = inputProblem(context, block, state[blockId]?.[String(block.element.action_id)]);
    if (problem) errors[blockId] = problem;
  }
  return errors;
}

/** Does what the app's ack asks for. */
function obey(context: Context, viewId: string, userId: string, ack: Json): SubmitAnswer {
  const { workspace } = context;
  const stack = workspace.modals(userId);
  const view = workspace.view(viewId); // the app may have changed or closed it meanwhile
  switch (ack.response_action) {
    case undefined:
      workspace.setModals(
        userId,
        stack.filter((open) => open.id !== viewId),
      );
      return { ok: true };
    case 'clear':
      workspace.setModals(userId, []);
      return { ok: true };
    case 'errors':
      return { ok: false, errors: checkedErrors(ack.errors, view) };
    case 'update':
      if (!view) throw new SlackRefusal('not_found');
      replaceView(context, view, modalOf(context, ack.view));
      return { ok: true };
    case 'push':
      pushView(context, userId, modalOf(context, ack.view));
      return { ok: true };
    default:
      throw new SlackRefusal('invalid_response_action');
  }
}

function modalOf(context: Context, view: unknown): Json {
  const json = checkedView(context, view, 'response_action');
  if (json.type !== 'modal') throw new SlackRefusal('invalid_arguments');
  return json;
}

/** Errors stand at inputs: any other key is refused. */
function checkedErrors(errors: unknown, view: View | undefined): Record<string, string> {
  const inputs = (view?.blocks ?? []).filter((block) => block.type === 'input').map((block) => block.block_id);
  if (!isJson(errors) || Object.keys(errors).length === 0) throw new SlackRefusal('invalid_errors');
  const checked: Record<string, string> = {};
  for (const [blockId, text] of Object.entries(errors)) {
    if (!inputs.includes(blockId) || typeof text !== 'string' || text === '') throw new SlackRefusal('invalid_errors');
    checked[blockId] = text;
  }
  return checked;
}

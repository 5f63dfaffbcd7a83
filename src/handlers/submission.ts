import type { ViewResponseAction } from '@slack/bolt';
import { fieldBlock } from '../blocks/fields.ts';
import { drawModal } from '../blocks/index.ts';
import type { Person } from '../domain/types.ts';
import { notice, type View } from '../domain/views.ts';
import type { Log } from '../log.ts';
import { explain } from './errors.ts';
import { type GuardDeps, refuseStranger, withName } from './guard.ts';
import type { State } from './payloads.ts';
import type { FormRoute, Submitted } from './routes.ts';

interface SubmittedView {
  callback_id: string;
  private_metadata: string;
  state?: State | null | undefined;
}

/** What a submitted form leads to; trouble is something to show, too. */
export async function submit(
  deps: GuardDeps & { log: Log },
  route: FormRoute | null,
  person: Person | null,
  view: SubmittedView,
): Promise<Submitted> {
  try {
    const refusal = await refuseStranger(deps, person);
    if (refusal || !person) return refusal ? { kind: 'show', view: refusal } : { kind: 'close' };
    if (!route) return { kind: 'show', view: notice('warning', 'This window is out of date. Nothing was done.') };
    const state = view.state ?? { values: {} };
    const answer = await route({ person: await withName(deps, person), metadata: view.private_metadata, state });
    return answer.kind === 'errors' ? placeErrors(answer.errors, state) : answer;
  } catch (error) {
    return { kind: 'show', view: explain(error, deps.log, view.callback_id) };
  }
}

/** Undefined closes the window (https://docs.slack.dev/surfaces/modals#handling_submissions). */
export function acknowledge(answer: Submitted): ViewResponseAction | undefined {
  switch (answer.kind) {
    case 'errors':
      return { response_action: 'errors', errors: answer.errors };
    case 'show':
      return { response_action: 'update', view: drawModal(answer.view) };
    case 'close':
      return undefined;
  }
}

/** For a window whose answer came after Slack stopped to wait. */
export function afterwards(answer: Submitted): View {
  switch (answer.kind) {
    case 'errors':
      return notice('warning', 'Please correct this and open the window again.', {
        lines: Object.values(answer.errors),
      });
    case 'show':
      return answer.view;
    case 'close':
      return notice('done', 'Done. This window can be closed.');
  }
}

/** Slack refuses an error at a field that the window does not have; such a one stands at the first field. */
function placeErrors(errors: Record<string, string>, state: State): Submitted {
  const blocks = Object.keys(state.values);
  const placed: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(errors)) {
    const block = blocks.includes(fieldBlock(field)) ? fieldBlock(field) : blocks[0];
    if (block === undefined) continue;
    placed[block] = [placed[block], sentence || 'Please correct this.'].filter(Boolean).join(' ');
  }
  if (Object.keys(placed).length > 0) return { kind: 'errors', errors: placed };
  return { kind: 'show', view: notice('warning', 'That could not be used.', { lines: Object.values(errors) }) };
}

import type { RespondFn, webApi } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { slackWindow } from '../blocks/ids.ts';
import { drawMessage, drawModal, loadingModal } from '../blocks/index.ts';
import type { WindowRef } from '../domain/types.ts';
import type { View } from '../domain/views.ts';
import type { Log } from '../log.ts';

type Client = webApi.WebClient;

const RESPOND_WITHIN_MS = 10_000;

/** Where the person looks. */
export interface Screen {
  show(view: View): Promise<void>;
  /** Null where it is no window. */
  window: WindowRef | null;
}

/** A message for this person alone, beside the one that was pressed or where the command was typed. */
export function answerHere(q: {
  respond: RespondFn;
  client: Client;
  channel: string | null;
  user: string;
  log: Log;
}): Screen {
  const show = async (view: View) => {
    const drawn = drawMessage(view);
    try {
      await inTime(q.respond({ ...drawn, response_type: 'ephemeral', replace_original: false }));
    } catch (error) {
      q.log.warn({ error }, 'Slack did not take an answer by its response address');
      if (q.channel?.startsWith('C') || q.channel?.startsWith('G'))
        await q.client.chat.postEphemeral({ channel: q.channel, user: q.user, ...drawn });
      else await q.client.chat.postMessage({ channel: q.user, ...drawn });
    }
  };
  return { show, window: null };
}

/** A direct message, where there is neither a card nor a window: App Home. */
export function answerDirectly(q: { client: Client; user: string }): Screen {
  const show = async (view: View) => {
    await q.client.chat.postMessage({ channel: q.user, ...drawMessage(view) });
  };
  return { show, window: null };
}

/**
 * Opens a window at once and fills it later. From within a window (`on` given) it is laid on top, or takes its place where
 * Slack's three are full.
 */
export async function openWindow(q: {
  client: Client;
  trigger: string;
  user: string;
  on: string | null;
  log: Log;
}): Promise<Screen> {
  const view = loadingModal();
  if (q.on === null) {
    const opened = await q.client.views.open({ trigger_id: q.trigger, view });
    return fillWindow(q, opened.view?.id ?? '');
  }
  try {
    const pushed = await q.client.views.push({ trigger_id: q.trigger, view });
    return fillWindow(q, pushed.view?.id ?? '');
  } catch (error) {
    if (!isSlackCode(error, 'push_limit_reached')) throw error;
    return fillWindow(q, q.on);
  }
}

/** Replaces what a window shows. One that was closed meanwhile is not missed, unless there is trouble to tell. */
export function fillWindow(q: { client: Client; user: string; log: Log }, viewId: string): Screen {
  const show = async (view: View) => {
    const modal: ModalView = drawModal(view);
    try {
      await q.client.views.update({ view_id: viewId, view: modal });
    } catch (error) {
      if (!isSlackCode(error, 'not_found', 'view_not_found')) throw error;
      q.log.info({ view: view.kind }, 'a window was closed before it was filled');
      if (view.kind === 'notice' && view.tone !== 'info')
        await q.client.chat.postMessage({ channel: q.user, ...drawMessage(view) });
    }
  };
  return { show, window: slackWindow(viewId) };
}

/** Bolt's respond() has no time limit of its own. */
async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the response address gave no answer')), RESPOND_WITHIN_MS);
  });
  await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

export function isSlackCode(error: unknown, ...codes: string[]): boolean {
  if (typeof error !== 'object' || error === null || !('data' in error)) return false;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'error' in data && codes.includes(String(data.error));
}

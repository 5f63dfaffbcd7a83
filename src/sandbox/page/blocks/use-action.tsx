import { type ReactNode, useState } from 'react';
import type { Json } from '../../slack/client-api.ts';
import { Confirm } from './confirm.tsx';
import { useScope } from './scope.tsx';
import { obj, str } from './values.ts';

/**
 * How an element tells the app that it was used: with its confirm dialog first, when it has one. `dialog` is to be drawn
 * next to the element. In an input block nothing is sent unless the block says `dispatch_action`.
 */
export function useAction(blockId: string, element: Json, dispatches: boolean) {
  const scope = useScope();
  const [asked, setAsked] = useState<Json | null>(null);
  const confirm = obj(element.confirm);

  function send(value: Json) {
    if (!dispatches) return;
    if (confirm) setAsked(value);
    else void scope.act(blockId, element, value, false);
  }

  function answer(yes: boolean) {
    if (yes && asked) void scope.act(blockId, element, asked, true);
    setAsked(null);
  }

  const dialog: ReactNode = confirm ? <Confirm confirm={confirm} isOpen={asked !== null} onAnswer={answer} /> : null;
  return { send, dialog, isPending: scope.pending === `${blockId}/${str(element.action_id)}` };
}

/** What every element needs to know of its place. */
export interface ElementProps {
  blockId: string;
  element: Json;
  /** True where using the element tells the app at once. */
  dispatches: boolean;
  /** For people who cannot see: what the element is about. */
  label: string;
  /** Ids of the hint and the error that stand at it. */
  describedBy?: string;
  isInvalid?: boolean;
}

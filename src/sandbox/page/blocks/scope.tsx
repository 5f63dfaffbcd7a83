import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { ClientContainer, Json, StateValues } from '../../slack/client-api.ts';
import { sendAction } from '../api.ts';
import { containerKey, useClient } from '../client.ts';
import { useDraft } from '../drafts.ts';
import { collectState, initialValue, str } from './values.ts';

/** The message or view that a block stands in: where its inputs keep their state and where its actions go. */
export interface Scope {
  container: ClientContainer;
  /** By block_id, from the last refused submission. */
  errors: Record<string, string>;
  value(blockId: string, element: Json): Json;
  set(blockId: string, element: Json, value: Json): void;
  /** Sends a block action with everything else that was filled in. */
  act(blockId: string, element: Json, value: Json, confirmed: boolean): Promise<void>;
  /** block_id/action_id of what is being sent. */
  pending: string | null;
}

const ScopeContext = createContext<Scope | null>(null);

export function useScope(): Scope {
  const scope = useContext(ScopeContext);
  if (!scope) throw new Error('a block outside a message or view');
  return scope;
}

interface BlockScopeProps {
  container: ClientContainer;
  blocks: Json[];
  known?: StateValues;
  errors?: Record<string, string>;
  children: ReactNode;
}

const none = {};

export function BlockScope({ container, blocks, known = none, errors = none, children }: BlockScopeProps) {
  const { user, drafts, notify } = useClient();
  const key = containerKey(container);
  const typed = useDraft(drafts, key);
  const [pending, setPending] = useState<string | null>(null);
  const open = useOpenErrors(errors);
  useEffect(
    () =>
      drafts.retain(
        key,
        blocks.map((block) => str(block.block_id)),
      ),
    [drafts, key, blocks],
  );
  const scope = useMemo<Scope>(
    () => ({
      container,
      errors: open.errors,
      pending,
      value: (blockId, element) => {
        const actionId = str(element.action_id);
        return typed[blockId]?.[actionId] ?? known[blockId]?.[actionId] ?? initialValue(element);
      },
      set(blockId, element, value) {
        open.touch(blockId);
        drafts.write(key, blockId, str(element.action_id), value);
      },
      async act(blockId, element, value, confirmed) {
        const actionId = str(element.action_id);
        setPending(`${blockId}/${actionId}`);
        const state = collectState(blocks, drafts.read(key), known);
        const confirm = confirmed ? { confirmed: true } : {};
        const outcome = await sendAction({ user, container, blockId, actionId, value, state, ...confirm });
        setPending(null);
        if (!outcome.ok) notify(outcome.error);
      },
    }),
    [container, open, pending, typed, known, drafts, key, blocks, user, notify],
  );
  return <ScopeContext value={scope}>{children}</ScopeContext>;
}

/** What was said of a field holds until somebody changes it. */
function useOpenErrors(said: Record<string, string>) {
  const [touched, setTouched] = useState<{ said: object; blocks: string[] }>({ said, blocks: [] });
  return useMemo(() => {
    const blocks = touched.said === said ? touched.blocks : [];
    return {
      errors: Object.fromEntries(Object.entries(said).filter(([blockId]) => !blocks.includes(blockId))),
      touch: (blockId: string) => {
        if (blockId in said) setTouched({ said, blocks: [...blocks, blockId] });
      },
    };
  }, [said, touched]);
}

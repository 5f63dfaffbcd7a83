import { useSyncExternalStore } from 'react';
import type { Json, StateValues } from '../slack/client-api.ts';

/**
 * What a person typed or chose and has not sent yet, per message or view. It lives outside the components so that it
 * survives redraws, a second modal on top, and a message that is edited under the cursor.
 */
export interface Drafts {
  read(container: string): StateValues;
  write(container: string, blockId: string, actionId: string, value: Json): void;
  /** Keeps only what stands in these blocks. */
  retain(container: string, blockIds: string[]): void;
  subscribe(listener: () => void): () => void;
}

const nothing: StateValues = {};

export function createDrafts(): Drafts {
  const drafts = new Map<string, StateValues>();
  const listeners = new Set<() => void>();
  const change = (container: string, state: StateValues) => {
    drafts.set(container, state);
    for (const listener of listeners) listener();
  };
  return {
    read: (container) => drafts.get(container) ?? nothing,
    write(container, blockId, actionId, value) {
      const state = drafts.get(container) ?? nothing;
      change(container, { ...state, [blockId]: { ...state[blockId], [actionId]: value } });
    },
    retain(container, blockIds) {
      const state = drafts.get(container);
      if (!state || Object.keys(state).every((id) => blockIds.includes(id))) return;
      change(container, Object.fromEntries(Object.entries(state).filter(([id]) => blockIds.includes(id))));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useDraft(drafts: Drafts, container: string): StateValues {
  return useSyncExternalStore(drafts.subscribe, () => drafts.read(container));
}

import { createContext, useContext } from 'react';
import type { ClientContainer, ClientState } from '../slack/client-api.ts';
import type { Drafts } from './drafts.ts';

/** What every part of the page needs: who is looking, at what, and how to tell them something. */
export interface Client {
  user: string;
  state: ClientState;
  drafts: Drafts;
  now: number;
  /** Shows a sentence only this person sees, where they are looking. */
  notify(sentence: string): void;
  /** Opens a conversation, there a thread, and shows a message in it. */
  goTo(conversation: string, at?: { threadTs?: string | undefined; ts?: string | undefined }): void;
  /** The message that a link led to, until another place is opened. */
  sought: string | null;
}

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('used outside the page');
  return client;
}

export function containerKey(container: ClientContainer): string {
  return container.kind === 'view' ? container.viewId : `${container.channel}/${container.ts}`;
}

export function personName(state: ClientState, id: string): string {
  return state.people.find((person) => person.id === id)?.realName ?? id;
}

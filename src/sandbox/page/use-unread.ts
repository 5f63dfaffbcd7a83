import { useEffect, useRef } from 'react';
import type { ClientState } from '../slack/client-api.ts';

/** How many messages came to each conversation since this person last had it open, in this tab. */
export function useUnread(state: ClientState, user: string, current: string): (conversation: string) => number {
  const seen = useRef(new Map<string, number>());
  const lastOf = (id: string) => Number(state.messages[id]?.at(-1)?.ts ?? 0);
  for (const { id } of state.conversations) {
    const place = `${user} ${id}`;
    // What was there when the page first saw the conversation is old news.
    if (!seen.current.has(place)) seen.current.set(place, lastOf(id));
  }
  useEffect(() => {
    seen.current.set(`${user} ${current}`, lastOf(current));
  });
  return (id) => {
    if (id === current) return 0;
    const since = seen.current.get(`${user} ${id}`) ?? 0;
    return (state.messages[id] ?? []).filter((message) => Number(message.ts) > since).length;
  };
}

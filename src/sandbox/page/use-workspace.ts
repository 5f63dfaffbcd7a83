import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClientState } from '../slack/client-api.ts';
import type { WorldInfo } from '../world-api.ts';
import { fetchState, getJson } from './api.ts';

export interface Workspace {
  state: ClientState | null;
  /** False while the sandbox cannot be heard; the page then says so and tries again on its own. */
  connected: boolean;
  /** The sandbox's time (epoch milliseconds) when the state was read. */
  now: number;
}

const retryAfterMs = 2_000;

/** What one person sees, kept up to date by the sandbox's events. */
export function useWorkspace(user: string | null): Workspace {
  const [state, setState] = useState<ClientState | null>(null);
  const [connected, setConnected] = useState(true);
  const [now, setNow] = useState(Date.now);
  const reading = useRef<{ again: boolean } | null>(null);

  const read = useCallback(async (who: string, isCurrent: () => boolean) => {
    if (reading.current) {
      reading.current.again = true;
      return;
    }
    do {
      reading.current = { again: false };
      try {
        const [fresh, world] = await Promise.all([fetchState(who), getJson<WorldInfo>('/world')]);
        if (isCurrent()) {
          setState(fresh);
          setNow(world.now);
          setConnected(true);
        }
      } catch {
        if (isCurrent()) setConnected(false);
      }
    } while (reading.current.again && isCurrent());
    reading.current = null;
  }, []);

  useEffect(() => {
    if (!user) return;
    let current = true;
    const isCurrent = () => current;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    setState(null);
    reading.current = null;
    function listen(who: string) {
      source = new EventSource(`/client/events?user=${encodeURIComponent(who)}`);
      const changed = () => void read(who, isCurrent);
      source.addEventListener('changed', changed);
      source.onmessage = changed;
      source.onopen = changed;
      source.onerror = () => {
        source?.close();
        setConnected(false);
        retry = setTimeout(() => listen(who), retryAfterMs);
      };
    }
    listen(user);
    void read(user, isCurrent);
    return () => {
      current = false;
      clearTimeout(retry);
      source?.close();
    };
  }, [user, read]);

  return { state, connected, now };
}

import { useCallback, useEffect, useState } from 'react';

/** Who is looking and where, kept in the address: `#U1/C1/1700000000.000100`. Each tab can be another person. */
export interface Place {
  user: string | null;
  conversation: string | null;
  thread: string | null;
}

export function usePlace(): [Place, (place: Partial<Place>) => void] {
  const [place, setPlace] = useState(readHash);
  useEffect(() => {
    const follow = () => setPlace(readHash());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const go = useCallback((change: Partial<Place>) => {
    const next = { ...readHash(), ...change };
    const parts = [next.user, next.conversation, next.thread].map((part) => part ?? '');
    window.location.hash = parts.join('/').replace(/\/+$/, '');
    setPlace(next);
  }, []);
  return [place, go];
}

function readHash(): Place {
  const [user, conversation, thread] = window.location.hash.slice(1).split('/');
  return { user: user || null, conversation: conversation || null, thread: thread || null };
}

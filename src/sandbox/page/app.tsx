import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientMessage, ClientState } from '../slack/client-api.ts';
import type { WorldInfo } from '../world-api.ts';
import { getJson } from './api.ts';
import { type Client, ClientContext } from './client.ts';
import { Conversation } from './conversation.tsx';
import { createDrafts } from './drafts.ts';
import { ModalStack } from './modal-stack.tsx';
import { Sidebar } from './sidebar.tsx';
import { ThreadPanel } from './thread-panel.tsx';
import { usePlace } from './use-place.ts';
import { useWorkspace } from './use-workspace.ts';
import { WorldPanel } from './world/world-panel.tsx';

export function App() {
  const [place, go] = usePlace();
  const info = useWorldInfo();
  const user = (info?.people.find((person) => person.id === place.user) ?? info?.people[0])?.id ?? null;
  const { state, connected, now } = useWorkspace(user);
  const [showWorld, setShowWorld] = useState(() => window.innerWidth >= 1200);
  const conversation = state?.conversations.find((one) => one.id === place.conversation) ?? firstOf(state, info);
  const client = useClientValue({ user: user ?? '', state, now, here: conversation?.id ?? '', go });

  if (!state || !client || !conversation)
    return (
      <p className="starting">{connected ? 'Opening the sandbox …' : 'The sandbox is not running. Waiting for it …'}</p>
    );
  return (
    <ClientContext value={client}>
      <button type="button" className="button skip" onClick={() => document.getElementById('composer')?.focus()}>
        Skip to the message field
      </button>
      {!connected && (
        <p className="offline" role="status">
          The sandbox does not answer. Trying again …
        </p>
      )}
      <div
        className="layout"
        data-thread={place.thread ? 'open' : undefined}
        data-world={showWorld ? 'open' : undefined}
      >
        <Sidebar
          conversation={conversation.id}
          onPerson={(id) => go({ user: id, thread: null })}
          onConversation={(id) => go({ conversation: id, thread: null })}
        />
        <Conversation
          key={`${client.user}-${conversation.id}`}
          conversation={conversation}
          onThread={(ts) => go({ conversation: conversation.id, thread: ts })}
          showWorld={showWorld}
          onShowWorld={setShowWorld}
        />
        {place.thread && (
          <ThreadPanel conversation={conversation.id} ts={place.thread} onClose={() => go({ thread: null })} />
        )}
        {showWorld && <WorldPanel revision={state.revision} onClose={() => setShowWorld(false)} />}
      </div>
      <ModalStack modals={state.modals} />
    </ClientContext>
  );
}

function useWorldInfo(): WorldInfo | null {
  const [info, setInfo] = useState<WorldInfo | null>(null);
  useEffect(() => {
    if (info) return;
    const load = () => getJson<WorldInfo>('/world').then(setInfo, () => undefined);
    void load();
    const timer = setInterval(load, 2_000);
    return () => clearInterval(timer);
  }, [info]);
  return info;
}

function firstOf(state: ClientState | null, info: WorldInfo | null) {
  return state?.conversations.find((one) => one.id === info?.channel) ?? state?.conversations[0];
}

interface ClientParts {
  user: string;
  state: ClientState | null;
  now: number;
  here: string;
  go: ReturnType<typeof usePlace>[1];
}

function useClientValue({ user, state, now, here, go }: ClientParts): Client | null {
  const [drafts] = useState(createDrafts);
  const [sought, setSought] = useState<string | null>(null);
  const [notices, setNotices] = useState<Record<string, ClientMessage[]>>({});
  const place = `${user} ${here}`;
  const lastTs = useRef(0);
  lastTs.current = Number(state?.messages[here]?.at(-1)?.ts ?? 0);
  const notify = useCallback(
    (sentence: string) => {
      const notice = toNotice(sentence, lastTs.current);
      setNotices((all) => ({ ...all, [place]: [...(all[place] ?? []), notice] }));
    },
    [place],
  );
  const goTo = useCallback(
    (conversation: string, at: { threadTs?: string | undefined; ts?: string | undefined } = {}) => {
      setSought(at.ts ?? null);
      go({ conversation, thread: at.threadTs ?? null });
    },
    [go],
  );
  return useMemo(
    () => state && { user, state: withNotices(state, here, notices[place]), drafts, now, notify, goTo, sought },
    [user, state, here, notices, place, drafts, now, notify, goTo, sought],
  );
}

/** What Slack itself tells one person, such as that a command failed: it stands only on this page. */
function toNotice(sentence: string, after: number): ClientMessage {
  const ts = Math.max(Date.now() / 1000, after + 0.000001).toFixed(6); // the sandbox's clock may be ahead of this one
  return { ts, author: 'Slackbot', app: false, text: sentence, blocks: [], edited: false, ephemeral: true, files: [] };
}

function withNotices(state: ClientState, here: string, notices: ClientMessage[] = []): ClientState {
  if (!notices.length) return state;
  const messages = [...(state.messages[here] ?? []), ...notices].sort((a, b) => Number(a.ts) - Number(b.ts));
  return { ...state, messages: { ...state.messages, [here]: messages } };
}

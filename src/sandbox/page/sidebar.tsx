import type { ClientConversation } from '../slack/client-api.ts';
import { Avatar } from './avatar.tsx';
import { useClient } from './client.ts';
import { type Theme, useTheme } from './use-theme.ts';
import { useUnread } from './use-unread.ts';

interface SidebarProps {
  conversation: string;
  onPerson(id: string): void;
  onConversation(id: string): void;
}

export function Sidebar({ conversation, onPerson, onConversation }: SidebarProps) {
  const { state, user } = useClient();
  const unread = useUnread(state, user, conversation);
  const channels = state.conversations.filter((one) => one.kind === 'channel');
  const directs = state.conversations.filter((one) => one.kind === 'direct');
  const list = { current: conversation, onConversation, unread };
  return (
    <nav className="sidebar" aria-label="Workspace">
      <p className="brand">
        upSync <span>sandbox</span>
      </p>
      <People onPerson={onPerson} />
      <ConversationList title="Channels" conversations={channels} {...list} />
      <ConversationList title="Direct messages" conversations={directs} {...list} />
      <ThemeSwitch />
    </nav>
  );
}

/** Who I am: the three people of the story. */
function People({ onPerson }: { onPerson(id: string): void }) {
  const { state, user } = useClient();
  return (
    <section aria-labelledby="you-are">
      <h2 id="you-are">You are</h2>
      <ul>
        {state.people
          .filter((person) => person.role)
          .map((person) => (
            <li key={person.id}>
              <button
                type="button"
                className="person"
                aria-pressed={person.id === user}
                onClick={() => onPerson(person.id)}
              >
                <Avatar name={person.realName} />
                <span>
                  {person.realName}
                  <small>{person.role}</small>
                </span>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

interface ConversationListProps {
  title: string;
  conversations: ClientConversation[];
  current: string;
  unread(conversation: string): number;
  onConversation(id: string): void;
}

function ConversationList({ title, conversations, current, onConversation, unread }: ConversationListProps) {
  if (!conversations.length) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {conversations.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className="place"
              aria-current={one.id === current ? 'page' : undefined}
              onClick={() => onConversation(one.id)}
            >
              <span aria-hidden="true">{one.kind === 'direct' ? '◆' : one.isPrivate ? '🔒' : '#'}</span> {one.name}
              {unread(one.id) > 0 && (
                <span className="unread">
                  {unread(one.id)}
                  <span className="unseen"> new</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  return (
    <label className="theme">
      Look
      <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        <option value="system">as the computer</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}

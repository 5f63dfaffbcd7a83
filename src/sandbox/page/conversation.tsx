import { useEffect, useState } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { ClientConversation } from '../slack/client-api.ts';
import { openHome } from './api.ts';
import { useClient } from './client.ts';
import { Composer } from './composer.tsx';
import { Home } from './home.tsx';
import { MessageList } from './message-list.tsx';

interface ConversationProps {
  conversation: ClientConversation;
  onThread(ts: string): void;
  showWorld: boolean;
  onShowWorld(show: boolean): void;
}

export function Conversation({ conversation, onThread, showWorld, onShowWorld }: ConversationProps) {
  const name = conversation.kind === 'channel' ? `#${conversation.name}` : conversation.name;
  const messages = <Messages conversation={conversation} name={name} onThread={onThread} />;
  useEffect(() => {
    document.title = `${name} – upSync sandbox`;
  }, [name]);
  return (
    <main className="conversation" aria-label={name}>
      <header className="bar">
        <h1>
          {conversation.isPrivate && conversation.kind === 'channel' && <span aria-hidden="true">🔒 </span>}
          {name}
        </h1>
        {!showWorld && (
          <Button className="button" onPress={() => onShowWorld(true)}>
            The world outside
          </Button>
        )}
      </header>
      {conversation.kind === 'direct' ? <AppTabs>{messages}</AppTabs> : messages}
    </main>
  );
}

/** The app's own page beside what it wrote: https://docs.slack.dev/surfaces/app-home */
function AppTabs({ children }: { children: React.ReactNode }) {
  const { user, notify } = useClient();
  const [tab, setTab] = useState('messages');
  function choose(key: string) {
    setTab(key);
    if (key === 'home')
      void openHome(user).then((outcome) => {
        if (!outcome.ok) notify(outcome.error);
      });
  }
  return (
    <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => choose(String(key))}>
      <TabList aria-label="App" className="tab-list">
        <Tab id="home">Home</Tab>
        <Tab id="messages">Messages</Tab>
      </TabList>
      <TabPanel id="home" className="tab-panel">
        <Home />
      </TabPanel>
      <TabPanel id="messages" className="tab-panel">
        {children}
      </TabPanel>
    </Tabs>
  );
}

interface MessagesProps {
  conversation: ClientConversation;
  name: string;
  onThread(ts: string): void;
}

function Messages({ conversation, name, onThread }: MessagesProps) {
  const { state } = useClient();
  const [sent, setSent] = useState(0);
  const all = state.messages[conversation.id] ?? [];
  const shown = all.filter((message) => !message.threadTs || message.threadTs === message.ts);
  const replies = (ts: string) => all.filter((message) => message.threadTs === ts && message.ts !== ts).length;
  return (
    <>
      <MessageList conversation={conversation.id} messages={shown} replies={replies} onThread={onThread} sent={sent} />
      <Composer
        onSent={() => setSent(sent + 1)}
        id="composer"
        conversation={conversation.id}
        placeholder={`Message ${name}, or / for a command`}
      />
    </>
  );
}

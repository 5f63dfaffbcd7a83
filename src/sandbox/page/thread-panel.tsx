import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useClient } from './client.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

interface ThreadPanelProps {
  conversation: string;
  ts: string;
  onClose(): void;
}

export function ThreadPanel({ conversation, ts, onClose }: ThreadPanelProps) {
  const { state } = useClient();
  const [sent, setSent] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thread is another place to read from
  useEffect(() => heading.current?.focus(), [ts]);
  const messages = (state.messages[conversation] ?? []).filter((one) => one.ts === ts || one.threadTs === ts);
  return (
    <aside className="panel thread" aria-label="Thread" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header className="bar">
        <h2 ref={heading} tabIndex={-1}>
          Thread
        </h2>
        <Button className="button icon" aria-label="Close thread" onPress={onClose}>
          ✕
        </Button>
      </header>
      <MessageList conversation={conversation} messages={messages} replies={() => 0} sent={sent} />
      <Composer onSent={() => setSent(sent + 1)} conversation={conversation} threadTs={ts} placeholder="Reply …" />
    </aside>
  );
}

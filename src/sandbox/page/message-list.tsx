import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ClientMessage } from '../slack/client-api.ts';
import { useClient } from './client.ts';
import { Message } from './message.tsx';
import { relativeDay } from './text/date.ts';

interface MessageListProps {
  conversation: string;
  messages: ClientMessage[];
  replies(ts: string): number;
  /** Left out inside a thread. */
  onThread?(ts: string): void;
  /** Rises with each thing the person sent: they want to see what comes of it. */
  sent: number;
}

/** Oldest first; stays at the end while the person is there, and where they read when they scrolled up. */
export function MessageList({ conversation, messages, replies, onThread, sent }: MessageListProps) {
  const { now, sought } = useClient();
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (frame.current && atEnd.current) frame.current.scrollTop = frame.current.scrollHeight;
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each thing that was sent is a reason
  useEffect(() => {
    atEnd.current = true;
    if (frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }, [sent]);
  useEffect(() => {
    const message = sought && frame.current?.querySelector<HTMLElement>(`[data-ts="${sought}"]`);
    if (!message) return;
    atEnd.current = false;
    message.scrollIntoView({ block: 'start' });
    message.focus();
  }, [sought]);

  function scrolled() {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < 48;
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long conversation scrolls, and must do so by keyboard
    <div className="messages" role="log" aria-label="Messages" ref={frame} onScroll={scrolled} tabIndex={0}>
      {messages.length === 0 && <p className="empty">Nothing here yet. Type / below to see what upSync can do.</p>}
      {messages.map((message, index) => (
        <div key={message.ts}>
          <DayLine ts={message.ts} before={messages[index - 1]?.ts} now={now} />
          <Message conversation={conversation} message={message} replies={replies(message.ts)} onThread={onThread} />
        </div>
      ))}
    </div>
  );
}

function DayLine({ ts, before, now }: { ts: string; before: string | undefined; now: number }) {
  const date = new Date(Number(ts) * 1000);
  if (before && new Date(Number(before) * 1000).toDateString() === date.toDateString()) return null;
  const words = date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return (
    <p className="day">
      <span>{relativeDay(date, now) ?? words}</span>
    </p>
  );
}

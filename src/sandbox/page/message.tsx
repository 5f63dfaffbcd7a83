import { memo, useMemo } from 'react';
import type { ClientContainer, ClientMessage } from '../slack/client-api.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/index.tsx';
import { BlockScope } from './blocks/scope.tsx';
import { timeOfDay } from './text/date.ts';
import { Mrkdwn } from './text/text.tsx';

interface MessageProps {
  conversation: string;
  message: ClientMessage;
  replies: number;
  onThread?: ((ts: string) => void) | undefined;
}

export const Message = memo(function Message({ conversation, message, replies, onThread }: MessageProps) {
  const { ts, author, app, edited, ephemeral, files, text, blocks } = message;
  const container = useMemo<ClientContainer>(
    () => ({ kind: 'message', channel: conversation, ts }),
    [conversation, ts],
  );
  const time = new Date(Number(ts) * 1000);
  return (
    <article
      className={ephemeral ? 'message ephemeral' : 'message'}
      aria-label={`${author}, ${timeOfDay(time)}`}
      data-ts={ts}
      tabIndex={-1}
    >
      <Avatar name={author} />
      <div className="message-body">
        {ephemeral && (
          <p className="only-you">
            <span aria-hidden="true">◉ </span>Only visible to you
          </p>
        )}
        <p className="byline">
          <strong>{author}</strong> {app && <span className="badge">APP</span>}{' '}
          <time dateTime={time.toISOString()} title={time.toLocaleString('en-GB')}>
            {timeOfDay(time)}
          </time>
        </p>
        {blocks.length ? (
          <BlockScope container={container} blocks={blocks}>
            <Blocks blocks={blocks} />
          </BlockScope>
        ) : (
          <div className="text">
            <Mrkdwn text={text} />
          </div>
        )}
        {edited && <p className="edited">(edited)</p>}
        {files.map((file) => (
          <a key={file.id} className="file" href={`/client/file/${file.id}`} download={file.name}>
            <span aria-hidden="true">📄</span>
            <span>
              {file.name}
              <small>{sizeInWords(file.size)} · download</small>
            </span>
          </a>
        ))}
        {onThread && !ephemeral && (
          <button type="button" className={replies ? 'replies' : 'replies none'} onClick={() => onThread(ts)}>
            {replies ? `${replies} ${replies === 1 ? 'reply' : 'replies'}` : 'Reply in thread'}
          </button>
        )}
      </div>
    </article>
  );
});

function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

import { Fragment, type ReactNode } from 'react';
import type { Json } from '../../slack/client-api.ts';
import { type Client, personName, useClient } from '../client.ts';
import { cutAtCodes } from './codes.ts';
import { emojiFor } from './emoji.ts';
import { type Inline, type Paragraph, safeUrl } from './inline.ts';
import { parseMarkdown } from './markdown.ts';
import { parseMrkdwn } from './mrkdwn.ts';

/** A text object: mrkdwn is formatted, plain_text is shown as it is (its emoji names apart). */
export function TextObject({ text }: { text: Json | undefined }) {
  const { now } = useClient();
  if (!text) return null;
  const body = typeof text.text === 'string' ? text.text : '';
  if (text.type === 'mrkdwn') return <Paragraphs paragraphs={parseMrkdwn(body, now)} />;
  return <Plain text={body} />;
}

export function Mrkdwn({ text }: { text: string }) {
  const { now } = useClient();
  return <Paragraphs paragraphs={parseMrkdwn(text, now)} />;
}

export function Markdown({ text }: { text: string }) {
  return <Paragraphs paragraphs={parseMarkdown(text)} />;
}

export function Plain({ text }: { text: string }) {
  return <>{plainWords(text)}</>;
}

/** plain_text for places that take no elements, such as a label. */
export function plainWords(text: string): string {
  return text.replace(/:([a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*):/g, (_, name: string) => emojiFor(name));
}

export function Paragraphs({ paragraphs }: { paragraphs: Paragraph[] }) {
  return paragraphs.map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of a text have no other name
    <OneParagraph key={index} paragraph={paragraph} />
  ));
}

function OneParagraph({ paragraph }: { paragraph: Paragraph }) {
  switch (paragraph.kind) {
    case 'lines':
      return <Lines lines={paragraph.lines} />;
    case 'quote':
      return (
        <blockquote>
          <Lines lines={paragraph.lines} />
        </blockquote>
      );
    case 'code':
      return <pre>{paragraph.text}</pre>;
    case 'heading':
      return <p className={`heading level-${paragraph.level}`}>{<Line line={paragraph.line} />}</p>;
    case 'rule':
      return <hr />;
    case 'list':
      return <TextList ordered={paragraph.ordered} items={paragraph.items} />;
    case 'table':
      return <MarkdownTable rows={paragraph.rows} />;
  }
}

function TextList({ ordered, items }: { ordered: boolean; items: { indent: number; line: Inline[] }[] }) {
  const Tag = ordered ? 'ol' : 'ul';
  return (
    <Tag>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name
        <li key={index} style={{ marginInlineStart: `${item.indent * 1.25}rem` }}>
          <Line line={item.line} />
        </li>
      ))}
    </Tag>
  );
}

function MarkdownTable({ rows }: { rows: Inline[][][] }) {
  const [head = [], ...body] = rows;
  const cells = (row: Inline[][], Tag: 'th' | 'td') =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
    row.map((cell, index) => <Tag key={index}>{<Line line={cell} />}</Tag>);
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>{cells(head, 'th')}</tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ lines }: { lines: Inline[][] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name
    <Fragment key={index}>
      {index > 0 && <br />}
      <Line line={line} />
    </Fragment>
  ));
}

export function Line({ line }: { line: Inline[] }) {
  const client = useClient();
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line have no other name
  return line.map((part, index) => <Fragment key={index}>{drawInline(part, client)}</Fragment>);
}

function drawInline(part: Inline, client: Client): ReactNode {
  switch (part.kind) {
    case 'text':
      return <Words text={part.text} />;
    case 'bold':
      return <strong>{<Line line={part.children} />}</strong>;
    case 'italic':
      return <em>{<Line line={part.children} />}</em>;
    case 'strike':
      return <s>{<Line line={part.children} />}</s>;
    case 'code':
      return <code>{part.text}</code>;
    case 'emoji':
      return emojiFor(part.name);
    case 'link':
      return <TextLink url={part.url}>{<Line line={part.children} />}</TextLink>;
    case 'user':
      return <Mention mine={part.id === client.user}>@{personName(client.state, part.id)}</Mention>;
    case 'group':
      return <Mention>@{part.label?.replace(/^@/, '') ?? part.id}</Mention>;
    case 'broadcast':
      return <Mention>{part.label}</Mention>;
    case 'channel':
      return <ChannelMention id={part.id} label={part.label} />;
  }
}

/** No line ends inside a number such as HL-4870. */
export function Words({ text }: { text: string }) {
  return cutAtCodes(text).map(({ text: part, isCode }, index) =>
    isCode ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <span key={index} className="together">
        {part}
      </span>
    ) : (
      part
    ),
  );
}

function Mention({ mine = false, children }: { mine?: boolean; children: ReactNode }) {
  return <span className={mine ? 'mention mine' : 'mention'}>{children}</span>;
}

function ChannelMention({ id, label }: { id: string; label?: string }) {
  const { state, goTo } = useClient();
  const conversation = state.conversations.find((one) => one.id === id);
  if (!conversation) return <Mention>#{label ?? 'private channel'}</Mention>;
  return (
    <button type="button" className="mention" onClick={() => goTo(id)}>
      #{conversation.name}
    </button>
  );
}

/** Opens a new tab; a link to a message in this workspace goes there instead. */
export function TextLink({ url, children }: { url: string; children: ReactNode }) {
  const { state, goTo } = useClient();
  const safe = safeUrl(url);
  if (!safe) return <>{children}</>;
  const [, id, seconds, micros, threadTs] =
    /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?thread_ts=([\d.]+))?/.exec(safe) ?? [];
  const conversation = state.conversations.find((one) => one.id === id);
  const ts = seconds && `${seconds}.${micros}`;
  if (conversation)
    return (
      <button type="button" className="link" onClick={() => goTo(conversation.id, { threadTs, ts })}>
        {children}
      </button>
    );
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

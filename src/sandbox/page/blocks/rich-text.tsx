import { Fragment, type ReactNode } from 'react';
import type { Json } from '../../slack/client-api.ts';
import { useClient } from '../client.ts';
import { formatDate } from '../text/date.ts';
import type { Inline } from '../text/inline.ts';
import { Line } from '../text/text.tsx';
import { list, obj, str } from './values.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function RichText({ block }: { block: Json }) {
  const { now } = useClient();
  return (
    <div className="rich-text">
      {groupLists(list(block.elements)).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
        <Fragment key={index}>{drawPart(part, now)}</Fragment>
      ))}
    </div>
  );
}

/** Only the characters: for labels and for cells that must stay on one line. */
export function richTextInlines(section: Json, now: number): Inline[] {
  return list(section.elements).map((element) => styled(toInline(element, now), obj(element.style)));
}

type Part = Json | Json[];

/** A nested list comes as several rich_text_list elements in a row; they are one list to the eye. */
function groupLists(elements: Json[]): Part[] {
  const parts: Part[] = [];
  for (const element of elements) {
    const last = parts.at(-1);
    if (element.type !== 'rich_text_list') parts.push(element);
    else if (Array.isArray(last)) last.push(element);
    else parts.push([element]);
  }
  return parts;
}

function drawPart(part: Part, now: number): ReactNode {
  if (Array.isArray(part))
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
    return part.map((one, index) => <RichList key={index} part={one} now={now} />);
  const content = <InlineLines inlines={richTextInlines(part, now)} />;
  if (part.type === 'rich_text_quote') return <blockquote>{content}</blockquote>;
  if (part.type === 'rich_text_preformatted') return <pre>{content}</pre>;
  return <p>{content}</p>;
}

function RichList({ part, now }: { part: Json; now: number }) {
  const indent = Number(part.indent ?? 0);
  const style = { marginInlineStart: `${indent * 1.5}rem` };
  const items = list(part.elements).map((section, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list have no other name
    <li key={index}>
      <InlineLines inlines={richTextInlines(section, now)} />
    </li>
  ));
  const start = Number(part.offset ?? 0) + 1;
  return part.style === 'ordered' ? (
    <ol start={start} style={style}>
      {items}
    </ol>
  ) : (
    <ul style={style}>{items}</ul>
  );
}

/** Line breaks inside the text elements become line breaks. CSS keeps them: `white-space: pre-line`. */
function InlineLines({ inlines }: { inlines: Inline[] }) {
  return (
    <span className="keep-lines">
      <Line line={inlines} />
    </span>
  );
}

function toInline(element: Json, now: number): Inline {
  switch (element.type) {
    case 'link': {
      const url = str(element.url);
      return { kind: 'link', url, children: [{ kind: 'text', text: str(element.text) || url }] };
    }
    case 'user':
      return { kind: 'user', id: str(element.user_id) };
    case 'channel':
      return { kind: 'channel', id: str(element.channel_id) };
    case 'usergroup':
      return { kind: 'group', id: str(element.usergroup_id) };
    case 'broadcast':
      return { kind: 'broadcast', label: `@${str(element.range)}` };
    case 'emoji':
      return { kind: 'emoji', name: str(element.name) };
    case 'date': {
      const words = formatDate(Number(element.timestamp), str(element.format), now) ?? str(element.fallback);
      const text: Inline = { kind: 'text', text: words };
      return element.url ? { kind: 'link', url: str(element.url), children: [text] } : text;
    }
    default:
      return { kind: 'text', text: str(element.text) };
  }
}

function styled(inline: Inline, style: Json | undefined): Inline {
  if (!style) return inline;
  let out: Inline = style.code && inline.kind === 'text' ? { kind: 'code', text: inline.text } : inline;
  if (style.strike) out = { kind: 'strike', children: [out] };
  if (style.italic) out = { kind: 'italic', children: [out] };
  if (style.bold) out = { kind: 'bold', children: [out] };
  return out;
}

import type { ClientMessage, ClientView, Json } from './client-api.ts';

/** Names for the ids in mentions. */
export type NameOf = (id: string) => string | undefined;

/**
 * What a person reads in a message or window, as plain lines: one per paragraph or field, table rows with ` | ` between
 * the cells, buttons as `[Label]`. A message with blocks shows its blocks, not its text.
 */
export function textOf(shown: ClientMessage | ClientView, nameOf: NameOf = () => undefined): string {
  return wordsOf(shown, nameOf).replaceAll('\u00a0', ' ');
}

function wordsOf(shown: ClientMessage | ClientView, nameOf: NameOf): string {
  const lines = shown.blocks.map((block) => blockText(block, nameOf));
  if ('title' in shown) return [shown.title, ...lines].filter(Boolean).join('\n');
  const text = shown.blocks.length > 0 ? [] : [mrkdwn(shown.text, nameOf)];
  const files = shown.files.map((file) => `[file ${file.name}]`);
  return [...text, ...lines, ...files].filter(Boolean).join('\n');
}

/** One block as a person reads it. */
export function blockText(block: Json, nameOf: NameOf = () => undefined): string {
  const words = (text: unknown) => textObject(text, nameOf);
  switch (block.type) {
    case 'section':
      return lines([words(block.text), ...list(block.fields).map(words), elementText(block.accessory)]);
    case 'header':
      return words(block.text);
    case 'alert':
      return words(block.text);
    case 'context':
      return list(block.elements)
        .map((part) => (part.type === 'image' ? String(part.alt_text) : words(part)))
        .join(' · ');
    case 'actions':
      return list(block.elements).map(elementText).join(' ');
    case 'input':
      return lines([words(block.label), elementText(block.element), words(block.hint)]);
    case 'image':
      return lines([words(block.title), String(block.alt_text ?? '')]);
    case 'markdown':
      return unmark(String(block.text ?? ''));
    case 'rich_text':
      return lines(list(block.elements).map((part) => richPart(part, nameOf)));
    case 'table':
    case 'data_table':
      return lines([String(block.caption ?? ''), ...rows(block.rows, nameOf)]);
    default:
      return '';
  }
}

/** Slack's mrkdwn without its marks. https://docs.slack.dev/messaging/formatting-message-text */
export function mrkdwn(text: string, nameOf: NameOf = () => undefined): string {
  const plain = text.replace(/<([^<>]+)>/g, (_, inside: string) => {
    const [target = '', label] = inside.split('|');
    if (label) return label;
    if (/^[@#]/.test(target)) return target[0] + (nameOf(target.slice(1)) ?? target.slice(1));
    return target.startsWith('!') ? `@${target.slice(1)}` : target;
  });
  return unescaped(unmark(plain));
}

function unmark(text: string): string {
  return text
    .replace(/```([\s\S]*?)```/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/(^|[^\w*])\*+([^\s*](?:[^*\n]*[^\s*])?)\*+(?![\w*])/g, '$1$2')
    .replace(/(^|[^\w_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])/g, '$1$2')
    .replace(/(^|[^\w~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])/g, '$1$2');
}

function unescaped(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function textObject(text: unknown, nameOf: NameOf): string {
  if (typeof text !== 'object' || text === null) return '';
  const { type, text: words } = text as Json;
  return type === 'mrkdwn' ? mrkdwn(String(words), nameOf) : String(words ?? '');
}

function elementText(element: unknown): string {
  if (typeof element !== 'object' || element === null) return '';
  const { type, text, alt_text, placeholder, options, initial_option, initial_value } = element as Json;
  if (type === 'button') return `[${textObject(text, () => undefined)}]`;
  if (type === 'image') return String(alt_text);
  if (type === 'checkboxes' || type === 'radio_buttons' || type === 'overflow')
    return `[${list(options)
      .map((option) => textObject(option.text, () => undefined))
      .join(' / ')}]`;
  const held = (initial_option as Json | undefined)?.text ?? placeholder;
  return `[${initial_value ?? textObject(held, () => undefined)}]`;
}

function rows(table: unknown, nameOf: NameOf): string[] {
  return (Array.isArray(table) ? table : []).map((row) =>
    list(row)
      .map((cell) => (cell.type === 'rich_text' ? blockText(cell, nameOf) : String(cell.text ?? cell.value ?? '')))
      .join(' | '),
  );
}

function richPart(part: Json, nameOf: NameOf): string {
  const inner = list(part.elements);
  if (part.type === 'rich_text_list') {
    const mark = (index: number) => (part.style === 'ordered' ? `${index + 1 + Number(part.offset ?? 0)}.` : '•');
    return lines(inner.map((item, index) => `${mark(index)} ${richPart(item, nameOf)}`));
  }
  return inner.map((piece) => richPiece(piece, nameOf)).join('');
}

function richPiece(piece: Json, nameOf: NameOf): string {
  switch (piece.type) {
    case 'link':
      return String(piece.text || piece.url);
    case 'emoji':
      return `:${piece.name}:`;
    case 'user':
      return `@${nameOf(String(piece.user_id)) ?? piece.user_id}`;
    case 'channel':
      return `#${nameOf(String(piece.channel_id)) ?? piece.channel_id}`;
    case 'usergroup':
      return `@${piece.usergroup_id}`;
    case 'broadcast':
      return `@${piece.range}`;
    case 'date':
      return String(piece.fallback ?? piece.timestamp);
    default:
      return String(piece.text ?? '');
  }
}

function lines(parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

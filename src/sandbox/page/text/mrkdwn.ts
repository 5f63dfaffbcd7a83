import { formatDate } from './date.ts';
import type { Inline, Paragraph } from './inline.ts';

/**
 * Slack's mrkdwn as a person sees it.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function parseMrkdwn(text: string, now: number): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  text.split(/```/).forEach((piece, index, all) => {
    const fenced = index % 2 === 1 && index < all.length - 1;
    if (fenced) paragraphs.push({ kind: 'code', text: unescapeText(piece.replace(/^\n|\n$/g, '')) });
    else if (piece) paragraphs.push(...parseLines(index % 2 === 1 ? `\`\`\`${piece}` : trimAround(piece, index), now));
  });
  return paragraphs;
}

/** A line break next to a code box would be drawn as an empty line. */
function trimAround(piece: string, index: number): string {
  return index > 0 ? piece.replace(/^\n/, '') : piece;
}

function parseLines(text: string, now: number): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const kind = quoted ? 'quote' : 'lines';
    const inlines = parseInline(quoted ? (quoted[1] ?? '') : line, now);
    const last = paragraphs.at(-1);
    if (last?.kind === kind) last.lines.push(inlines);
    else paragraphs.push({ kind, lines: [inlines] });
  }
  return paragraphs;
}

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

export function parseInline(text: string, now: number): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain) parts.push({ kind: 'text', text: unescapeText(plain) });
    plain = '';
  };
  while (at < text.length) {
    const found = special(text, at, now);
    if (found) {
      flush();
      parts.push(...found.parts);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return parts;
}

interface Found {
  parts: Inline[];
  end: number;
}

function special(text: string, at: number, now: number): Found | undefined {
  const char = text[at];
  const before = text[at - 1] ?? ' ';
  if (char === '<') return reference(text, at, now);
  if (char === '`') {
    const end = text.indexOf('`', at + 1);
    return end > at + 1
      ? { parts: [{ kind: 'code', text: unescapeText(text.slice(at + 1, end)) }], end: end + 1 }
      : undefined;
  }
  if (char === ':') return emoji(text, at);
  if (char === 'h' && !/\w/.test(before)) return bareLink(text, at);
  if ((char === '*' || char === '_' || char === '~') && !/[\p{L}\p{N}]/u.test(before))
    return marked(text, at, char, now);
  return undefined;
}

function marked(text: string, at: number, char: keyof typeof marks, now: number): Found | undefined {
  if (/[\s]/.test(text[at + 1] ?? ' ') || text[at + 1] === char) return undefined;
  for (let end = text.indexOf(char, at + 2); end > 0; end = text.indexOf(char, end + 1)) {
    const closes = !/\s/.test(text[end - 1] ?? '') && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? ' ');
    const inner = text.slice(at + 1, end);
    if (closes && isWhole(inner))
      return { parts: [{ kind: marks[char], children: parseInline(inner, now) }], end: end + 1 };
  }
  return undefined;
}

/** A mark inside `<…>` belongs to the link, not to the text around it. */
function isWhole(inner: string): boolean {
  return (inner.match(/</g)?.length ?? 0) === (inner.match(/>/g)?.length ?? 0);
}

function emoji(text: string, at: number): Found | undefined {
  const match = /^:([a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*):/.exec(text.slice(at, at + 60));
  return match?.[1] ? { parts: [{ kind: 'emoji', name: match[1] }], end: at + match[0].length } : undefined;
}

function bareLink(text: string, at: number): Found | undefined {
  const match = /^https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"*_~`]/.exec(text.slice(at, at + 3000));
  if (!match) return undefined;
  const url = unescapeText(match[0]);
  return { parts: [{ kind: 'link', url, children: [{ kind: 'text', text: url }] }], end: at + match[0].length };
}

function reference(text: string, at: number, now: number): Found | undefined {
  const end = text.indexOf('>', at);
  const inside = text.slice(at + 1, end);
  if (end < 0 || !/^([@#!]|https?:|mailto:|tel:|slack:)/.test(inside)) return undefined;
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  return { parts: [referenced(target, label, now)], end: end + 1 };
}

function referenced(target: string, label: string | undefined, now: number): Inline {
  const name = label === undefined ? undefined : unescapeText(label);
  if (/^@[UW]/.test(target)) return { kind: 'user', id: target.slice(1), label: name };
  if (/^#[CGD]/.test(target)) return { kind: 'channel', id: target.slice(1), label: name };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label: name };
  if (target.startsWith('!date^')) return dateReference(target, name, now);
  if (target.startsWith('!')) return { kind: 'broadcast', label: `@${target.slice(1)}` };
  const url = unescapeText(target);
  const children: Inline[] = label === undefined ? [{ kind: 'text', text: url }] : parseInline(label, now);
  return { kind: 'link', url, children };
}

function dateReference(target: string, fallback: string | undefined, now: number): Inline {
  const [, seconds, format, ...link] = target.split('^');
  const text = formatDate(Number(seconds), format ?? '', now) ?? fallback ?? '';
  const url = link.join('^');
  return url ? { kind: 'link', url: unescapeText(url), children: [{ kind: 'text', text }] } : { kind: 'text', text };
}

export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

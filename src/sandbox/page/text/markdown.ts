import type { Inline, Paragraph } from './inline.ts';
import { mapText, splitBy } from './inline.ts';

/** The part of standard Markdown that Slack's `markdown` block draws: https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
export function parseMarkdown(text: string): Paragraph[] {
  const lines = text.split('\n');
  const paragraphs: Paragraph[] = [];
  for (let at = 0; at < lines.length; ) {
    const [paragraph, next] = takeParagraph(lines, at);
    if (paragraph) paragraphs.push(paragraph);
    at = next;
  }
  return paragraphs;
}

const listItem = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function takeParagraph(lines: string[], at: number): [Paragraph | undefined, number] {
  const line = lines[at] ?? '';
  if (!line.trim()) return [undefined, at + 1];
  if (line.startsWith('```')) {
    const end = run(lines, at + 1, (l) => !l.startsWith('```'));
    return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [{ kind: 'heading', level: heading[1]?.length ?? 1, line: inline(heading[2] ?? '') }, at + 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [{ kind: 'rule' }, at + 1];
  if (line.startsWith('>')) {
    const end = run(lines, at, (l) => l.startsWith('>'));
    return [{ kind: 'quote', lines: lines.slice(at, end).map((l) => inline(l.replace(/^>\s?/, ''))) }, end];
  }
  if (listItem.test(line)) return takeList(lines, at);
  if (line.includes('|') && /^[\s|:-]+$/.test(lines[at + 1] ?? '') && lines[at + 1]?.includes('-'))
    return takeTable(lines, at);
  const end = run(lines, at + 1, (l) => l.trim() !== '' && !/^(#{1,6}\s|>|```)/.test(l) && !listItem.test(l));
  return [{ kind: 'lines', lines: lines.slice(at, end).map(inline) }, end];
}

function takeList(lines: string[], at: number): [Paragraph, number] {
  const end = run(lines, at, (l) => listItem.test(l));
  const items = lines.slice(at, end).map((l) => {
    const [, space = '', , body = ''] = listItem.exec(l) ?? [];
    return { indent: Math.floor(space.length / 2), line: inline(body) };
  });
  return [{ kind: 'list', ordered: /^\s*\d/.test(lines[at] ?? ''), items }, end];
}

function takeTable(lines: string[], at: number): [Paragraph, number] {
  const end = run(lines, at, (l) => l.includes('|'));
  const rows = lines.slice(at, end).filter((_, index) => index !== 1);
  const cells = (row: string) =>
    row
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => inline(cell.trim()));
  return [{ kind: 'table', rows: rows.map(cells) }, end];
}

function run(lines: string[], from: number, belongs: (line: string) => boolean): number {
  let at = from;
  while (at < lines.length && belongs(lines[at] ?? '')) at += 1;
  return at;
}

function inline(text: string): Inline[] {
  let line = splitBy(text, /`([^`]+)`/g, (m) => ({ kind: 'code', text: m[1] ?? '' }));
  line = mapText(line, (t) =>
    splitBy(t, /\[([^\]]+)\]\(([^\s)]+)\)/g, (m) => ({
      kind: 'link',
      url: m[2] ?? '',
      children: emphasis(m[1] ?? ''),
    })),
  );
  return mapText(line, emphasis);
}

function emphasis(text: string): Inline[] {
  const nested = (kind: 'bold' | 'italic' | 'strike') => (m: RegExpExecArray) =>
    ({ kind, children: [{ kind: 'text', text: m[2] ?? '' }] }) satisfies Inline;
  let line = splitBy(text, /(\*\*|__)(\S(?:.*?\S)?)\1/g, nested('bold'));
  line = mapText(line, (t) => splitBy(t, /(~~)(\S(?:.*?\S)?)\1/g, nested('strike')));
  line = mapText(line, (t) =>
    splitBy(t, /(?<![\p{L}\p{N}])([*_])(\S(?:.*?\S)?)\1(?![\p{L}\p{N}])/gu, nested('italic')),
  );
  return mapText(line, (t) =>
    splitBy(t, /:([a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*):/g, (m) => ({ kind: 'emoji', name: m[1] ?? '' })),
  );
}

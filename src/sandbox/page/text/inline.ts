/** What Slack's three text notations (mrkdwn, markdown, rich_text) have in common: a line as a list of these. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'user' | 'channel' | 'group'; id: string; label?: string }
  | { kind: 'broadcast'; label: string }
  | { kind: 'emoji'; name: string };

export type Paragraph =
  | { kind: 'lines'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'heading'; level: number; line: Inline[] }
  | { kind: 'list'; ordered: boolean; items: { indent: number; line: Inline[] }[] }
  | { kind: 'table'; rows: Inline[][][] }
  | { kind: 'rule' };

/** Only what a browser may safely follow; anything else is shown as text. */
export function safeUrl(url: string): string | undefined {
  return /^(https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}

/** Cuts a line at each match of `pattern`; `make` may decline with undefined, and the match stays text. */
export function splitBy(text: string, pattern: RegExp, make: (match: RegExpExecArray) => Inline | undefined): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const made = make(match);
    if (!made) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push(made);
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** Applies `cut` to the plain text in a line, also inside bold, italic, strike. */
export function mapText(line: Inline[], cut: (text: string) => Inline[]): Inline[] {
  return line.flatMap((part) => {
    if (part.kind === 'text') return cut(part.text);
    if (part.kind === 'bold' || part.kind === 'italic' || part.kind === 'strike')
      return [{ ...part, children: mapText(part.children, cut) }];
    return [part];
  });
}

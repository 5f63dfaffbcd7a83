/** Longer ones would not fit beside anything. */
const MOST_CHARACTERS = 24;
const JOINED = /[\p{L}\p{N}.]+(?:-[\p{L}\p{N}.]+)+/gu;

/** Cuts a text where a short number with hyphens begins and ends; the parts make up the text again. */
export function cutAtCodes(text: string): { text: string; isCode: boolean }[] {
  const parts: { text: string; isCode: boolean }[] = [];
  let from = 0;
  for (const { 0: code, index } of text.matchAll(JOINED)) {
    if (code.length > MOST_CHARACTERS || !/\p{N}/u.test(code)) continue;
    if (index > from) parts.push({ text: text.slice(from, index), isCode: false });
    parts.push({ text: code, isCode: true });
    from = index + code.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isCode: false });
  return parts;
}

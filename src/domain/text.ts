/** At most `max` characters, cut between words where there are any, and ended with "…". */
export function cutWords(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = text.slice(0, max - 1);
  const atSpace = /\s/.test(text.charAt(max - 1)) ? room.length : room.search(/\s\S*$/);
  const end = atSpace > 0 ? atSpace : room.length;
  return `${room
    .slice(0, end)
    .trimEnd()
    .replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** At most `max` characters, never half of one that takes two places: no address can be made of a half. */
export function cutAt(text: string, max: number): string {
  return text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

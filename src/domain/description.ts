import { describeDay } from './period.ts';
import type { InvoiceLine } from './types.ts';

/** What Xero takes in a line's description. */
export const DESCRIPTION_MAX_CHARS = 4000;

/**
 * The text of a document line: item, description, service date (Xero's lines have no date), and the true quantity and
 * price where the line had to become 1 × amount. When it is too long only the description is cut.
 */
export function describeLine(line: InvoiceLine, options: { priceKept: boolean }): string {
  const name = clean(line.itemName);
  const text = clean(line.description);
  const facts: string[] = [];
  if (line.date !== null) facts.push(describeDay(line.date));
  if (!options.priceKept) facts.push(`Quantity ${line.quantity} at ${line.rate}`);
  const head = name === '' ? clean(line.billingCode ?? '') || clean(line.type) : name;
  const tail = facts.join(' · ');
  const middle = text === '' || text.toLowerCase() === head.toLowerCase() ? '' : text;
  const parts = [head, middle, tail].filter((part) => part !== '');
  const whole = parts.join('\n');
  if (whole === '') return 'Item';
  if (whole.length <= DESCRIPTION_MAX_CHARS) return whole;
  const room = DESCRIPTION_MAX_CHARS - (tail === '' ? 0 : tail.length + 1);
  const cut = cutWords([head, middle].filter((part) => part !== '').join('\n'), room);
  return tail === '' ? cut : `${cut}\n${tail}`;
}

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

/** Control characters mean nothing to a reader and are refused by some systems; line ends stay. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

import { cutWords } from './text.ts';

/** What an organisation may put into the text of its document lines. */
export const PLACEHOLDERS = [
  'item',
  'description',
  'date',
  'period',
  'quantity',
  'price',
  'type',
  'billing code',
  'ticket',
  'contract',
  'invoice',
  'order',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type TemplateValues = Record<Placeholder, string>;

export const TEMPLATE_MAX_CHARS = 500;
const PATTERN = /\{([^{}\n]*)\}/g;

/** Why this is no template; null where it is one. */
export function templateProblem(template: string): string | null {
  if (template.length > TEMPLATE_MAX_CHARS) return `At most ${TEMPLATE_MAX_CHARS} characters.`;
  const used = [...template.matchAll(PATTERN)].map((match) => nameOf(match[1] ?? ''));
  const unknown = used.find((name) => !isPlaceholder(name));
  if (unknown !== undefined)
    return `There is no {${unknown}}. There are: ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}`;
  if (!used.includes('item') && !used.includes('description'))
    return 'It needs {item} or {description}, so that a line says what it is for.';
  return null;
}

/** Whether the template says this of a line by itself. */
export function usesPlaceholder(template: string, name: Placeholder): boolean {
  return [...template.matchAll(PATTERN)].some((match) => nameOf(match[1] ?? '') === name);
}

/**
 * The text of a line. A row whose placeholders are all empty is left out, and so are separators with nothing on one side.
 * Where it is too long the description is cut, then the item; what else stands there stays whole.
 */
export function fillTemplate(template: string, values: TemplateValues, max: number): string {
  const whole = fill(template, values);
  if (whole.length <= max) return whole;
  const cut = (name: 'description' | 'item', given: TemplateValues): TemplateValues => {
    const times = [...template.matchAll(PATTERN)].filter((match) => nameOf(match[1] ?? '') === name).length;
    if (times === 0 || given[name] === '') return given;
    const over = fill(template, given).length - max;
    const room = given[name].length - Math.ceil(over / times);
    return { ...given, [name]: over <= 0 ? given[name] : room > 0 ? cutWords(given[name], room) : '' };
  };
  return cutWords(fill(template, cut('item', cut('description', values))), max);
}

function fill(template: string, values: TemplateValues): string {
  const rows = template.split('\n').flatMap((row) => {
    const names = [...row.matchAll(PATTERN)].map((match) => nameOf(match[1] ?? '')).filter(isPlaceholder);
    if (names.length > 0 && names.every((name) => values[name] === '')) return [];
    const filled = row.replace(PATTERN, (all, name: string) => {
      const known = nameOf(name);
      return isPlaceholder(known) ? values[known] : all;
    });
    return [tidy(filled)];
  });
  return rows.join('\n').trim();
}

/** " · " and " - " at an end or twice in a row speak of something that is not there. */
function tidy(row: string): string {
  return row
    .replace(/(?:\s+[·–|-])+\s+(?=[·–|-]\s)/g, ' ')
    .replace(/^\s*[·–|-]\s+/, '')
    .replace(/\s+[·–|-]\s*$/, '')
    .trim();
}

function nameOf(text: string): string {
  return text.trim().toLowerCase();
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
} from '@slack/types';
import type { Amount, CalendarDay, Instant, Person, PersonId } from '../domain/types.ts';
import { LIMITS } from './limits.ts';

/** Text for mrkdwn with nothing in it that Slack would act on: a company named `<!channel>` calls nobody. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** At most `max` UTF-16 units, cut between characters and never within an escape; an ellipsis says so. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/&[a-z]{0,3}$/, '')}…`;
}

/** Third-party text for mrkdwn, clipped before it is escaped so that no escape is torn. */
export function say(text: string, max = 300): string {
  return escapeText(clip(text.replace(/\s+/g, ' ').trim(), max));
}

/** An amount and its currency stay on one line. Chromium finds and copies a no-break space as a plain one. */
export function unbroken(text: string): string {
  return text.replace(/\b([A-Z]{3}) (?=-?\d[\d,]*\.\d{2})/g, '$1\u00a0');
}

/** `GBP 1,234.50`. Nothing is rounded: more decimals than two are shown as they are. */
export function money(amount: Amount, currency: string): string {
  return `${currency} ${figure(amount)}`.trim();
}

/** `1,234.50`, with a true minus sign left as a hyphen so that it can be copied. */
export function figure(amount: Amount): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) return amount;
  const [, sign = '', whole = '0', decimals = ''] = match;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals.padEnd(2, '0')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `3 Nov 2026`. */
export function day(date: CalendarDay): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return date;
  return `${Number(match[3])} ${MONTHS[Number(match[2]) - 1] ?? match[2]} ${match[1]}`;
}

/** An instant in the reader's own time zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). */
export function when(instant: Instant, format = '{date_short_pretty} {time}'): string {
  const seconds = Math.floor(Date.parse(instant) / 1000);
  const fallback = `${day(instant.slice(0, 10))} ${instant.slice(11, 16)} UTC`;
  return Number.isFinite(seconds) ? `<!date^${seconds}^${format}|${escapeText(fallback)}>` : escapeText(instant);
}

/** Names the person in Slack's own way; a person of another front is written out. */
export function mention(id: PersonId, name?: string): string {
  const user = /^slack:[^:]+:([UW][A-Z0-9]+)$/.exec(id)?.[1];
  return user ? `<@${user}>` : escapeText(name ?? id);
}

export function by(person: Person): string {
  return mention(person.id, person.name);
}

export function link(label: string, url: string): string {
  return /^https?:\/\/[^\s<>|]+$/.test(url)
    ? `<${url.replace(/&/g, '&amp;')}|${escapeText(label)}>`
    : escapeText(label);
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${figure(String(n)).replace(/\.00$/, '')} ${n === 1 ? one : many}`;
}

/** The first few, and how many are not among them. */
export function few<T>(items: readonly T[], max: number): { shown: T[]; rest: number } {
  return { shown: items.slice(0, max), rest: Math.max(0, items.length - max) };
}

export function andMore(rest: number): string {
  return rest > 0 ? ` and ${rest} more` : '';
}

/** Plain text is never empty: Slack refuses that. */
export function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: clip(unbroken(text.trim()) || '–', max), emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, LIMITS.headerText) };
}

/** `mrkdwn` must have been escaped by whoever put it together. */
export function section(mrkdwn: string, more: Pick<SectionBlock, 'accessory' | 'block_id'> = {}): SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: clip(unbroken(mrkdwn) || '–', LIMITS.sectionText), verbatim: true },
    expand: true,
    ...more,
  };
}

export function fields(pairs: [label: string, mrkdwn: string][]): SectionBlock {
  return {
    type: 'section',
    fields: pairs.slice(0, LIMITS.sectionFields).map(([label, mrkdwn]) => ({
      type: 'mrkdwn',
      text: clip(unbroken(`*${escapeText(label)}*\n${mrkdwn || '–'}`), LIMITS.sectionField),
      verbatim: true,
    })),
  };
}

export function context(...mrkdwn: string[]): ContextBlock {
  return {
    type: 'context',
    elements: mrkdwn
      .filter(Boolean)
      .slice(0, LIMITS.contextElements)
      .map((text) => ({ type: 'mrkdwn', text: clip(unbroken(text), LIMITS.sectionField), verbatim: true })),
  };
}

export function actions(elements: ActionsBlockElement[], blockId?: string): ActionsBlock {
  return {
    type: 'actions',
    elements: elements.slice(0, LIMITS.actionElements),
    ...(blockId === undefined ? {} : { block_id: blockId }),
  };
}

export interface ButtonOptions {
  style?: 'primary' | 'danger';
  confirm?: ConfirmationDialog;
  /** For screen readers, where the text alone does not say which row it belongs to. */
  label?: string;
}

export function button(
  text: string,
  action: { action_id: string; value?: string },
  options: ButtonOptions = {},
): Button {
  return {
    type: 'button',
    text: plain(text, LIMITS.buttonText),
    ...action,
    ...(options.style ? { style: options.style } : {}),
    ...(options.confirm ? { confirm: options.confirm } : {}),
    ...(options.label ? { accessibility_label: clip(options.label, LIMITS.buttonText) } : {}),
  };
}

export function confirm(question: {
  title: string;
  text: string;
  yes: string;
  no?: string;
  danger?: boolean;
}): ConfirmationDialog {
  return {
    title: plain(question.title, LIMITS.confirmTitle),
    text: plain(question.text, LIMITS.confirmText),
    confirm: plain(question.yes, LIMITS.confirmButton),
    deny: plain(question.no ?? 'Back', LIMITS.confirmButton),
    style: question.danger ? 'danger' : 'primary',
  };
}

export function option(value: string, text: string, description?: string): PlainTextOption {
  return {
    value,
    text: plain(text, LIMITS.optionText),
    ...(description ? { description: plain(description, LIMITS.optionText) } : {}),
  };
}

/** Drops what is optional, last first, until the surface takes it; says so. */
export function keepWithin(blocks: (KnownBlock | Droppable)[], max: { blocks: number; text: number }): KnownBlock[] {
  const kept = [...blocks];
  let dropped = 0;
  while (kept.length + (dropped > 0 ? 1 : 0) > max.blocks || lengthOf(kept) > max.text) {
    const last = kept.findLastIndex((block) => 'droppable' in block);
    if (last < 0) break;
    kept.splice(last, 1);
    dropped += 1;
  }
  const drawn = kept.map((block) => ('droppable' in block ? block.droppable : block));
  return dropped > 0 ? [...drawn, context('Some details are left out here to keep this readable.')] : drawn;
}

/** May be left out where there is no room. */
export interface Droppable {
  droppable: KnownBlock;
}

export function droppable(...blocks: KnownBlock[]): Droppable[] {
  return blocks.map((block) => ({ droppable: block }));
}

function lengthOf(blocks: unknown): number {
  if (Array.isArray(blocks)) return blocks.reduce((sum: number, block) => sum + lengthOf(block), 0);
  if (typeof blocks !== 'object' || blocks === null) return 0;
  return Object.entries(blocks).reduce(
    (sum, [key, value]) => sum + (key === 'text' && typeof value === 'string' ? value.length : lengthOf(value)),
    0,
  );
}

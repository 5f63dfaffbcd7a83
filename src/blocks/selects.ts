import type { PlainTextElement, PlainTextOption } from '@slack/types';
import { LIMITS } from './limits.ts';
import { clip, option, plain } from './parts.ts';

export interface Choice {
  value: string;
  label: string;
}

type Options =
  | { options: PlainTextOption[] }
  | { option_groups: { label: PlainTextElement; options: PlainTextOption[] }[] };

/**
 * What a static_select offers, and what is chosen in it. More than a hundred go in groups named by their first and last
 * entry (https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element); `max` bounds the whole list, and
 * the chosen one is always among them. Values that Slack cannot carry are left out.
 */
export function selectOptions(
  choices: Choice[],
  chosen: string | null = null,
  max: number = LIMITS.options * LIMITS.optionGroups,
): Options & { initial_option?: PlainTextOption } {
  const usable = choices.filter(({ value }) => value.length > 0 && value.length <= LIMITS.optionValue);
  const kept = usable.slice(0, Math.max(1, max));
  const current = usable.find(({ value }) => value === chosen);
  if (current && !kept.includes(current)) kept.splice(kept.length - 1, 1, current);
  const options = kept.map(({ value, label }) => option(value, label));
  const initial = options.find(({ value }) => value === chosen);
  return { ...grouped(options), ...(initial ? { initial_option: initial } : {}) };
}

function grouped(options: PlainTextOption[]): Options {
  if (options.length <= LIMITS.options) return { options };
  const groups = [];
  for (let start = 0; start < options.length; start += LIMITS.options) {
    const part = options.slice(start, start + LIMITS.options);
    const half = Math.floor(LIMITS.groupLabel / 2) - 3;
    const [first, last] = [part[0]?.text.text ?? '', part.at(-1)?.text.text ?? ''];
    groups.push({ label: plain(`${clip(first, half)} … ${clip(last, half)}`, LIMITS.groupLabel), options: part });
  }
  return { option_groups: groups };
}

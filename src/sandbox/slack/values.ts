import type { Json } from './client-api.ts';
import type { Context } from './context.ts';
import { valueKey } from './payloads.ts';
import { isJson } from './workspace.ts';

/** What an element may hold, as Slack's own clients would let a person enter it. */

export function rememberOffered(context: Context, block: Json, element: Json, options: Json[]) {
  const key = offeredKey(block, element);
  context.offered.set(key, [...options, ...(context.offered.get(key) ?? [])]);
}

/** The value in Slack's shape; undefined when the element cannot hold it. */
export function acceptedValue(context: Context, block: Json, element: Json, value: Json): Json | undefined {
  const type = String(element.type);
  if (type === 'button') return {};
  const key = type === 'overflow' ? 'selected_option' : valueKey(type);
  if (!key || !(key in value)) return undefined;
  const given = value[key];
  if (given === null) return { [key]: null };
  if (key === 'selected_option') {
    const option = chosen(context, block, element, given);
    return option && { [key]: option };
  }
  if (key === 'selected_options') {
    const options = list(given).map((option) => chosen(context, block, element, option));
    return options.every(Boolean) ? { [key]: options } : undefined;
  }
  if (key === 'selected_user') return context.workspace.person(String(given)) ? { [key]: given } : undefined;
  if (key === 'selected_date') return isDate(given) ? { [key]: given } : undefined;
  return { [key]: given };
}

/** Why Slack's client would not send the form with this value; undefined when it would. */
export function inputProblem(context: Context, block: Json, value: Json | undefined): string | undefined {
  const element = block.element as Json;
  const held = value?.[valueKey(String(element.type)) ?? ''];
  const empty = held === undefined || held === null || held === '' || (Array.isArray(held) && held.length === 0);
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (value && !acceptedValue(context, block, element, value)) return 'Please choose one of the options.';
  if (typeof held === 'string') return textProblem(element, held);
  return undefined;
}

/** False for a choice that a static select no longer has. */
export function stillOffered(element: Json, value: Json): boolean {
  if (!Array.isArray(element.options) && !Array.isArray(element.option_groups)) return true;
  const groups = (element.option_groups ?? []) as { options: Json[] }[];
  const there = [...((element.options ?? []) as Json[]), ...groups.flatMap((group) => group.options)];
  const chosen = [value.selected_option, value.selected_options].flat().filter(Boolean) as Json[];
  return chosen.every((option) => there.some(({ value }) => value === option.value));
}

function textProblem(element: Json, text: string): string | undefined {
  const { min_length, max_length, min_value, max_value } = element;
  if (typeof min_length === 'number' && text.length < min_length) return `Enter at least ${min_length} characters.`;
  if (typeof max_length === 'number' && text.length > max_length) return `Enter at most ${max_length} characters.`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Enter a valid email address.';
  if (element.type === 'url_text_input' && !URL.canParse(text)) return 'Enter a valid URL.';
  if (element.type !== 'number_input') return undefined;
  const form = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!form.test(text)) return 'Enter a number.';
  if (min_value !== undefined && Number(text) < Number(min_value)) return `Enter ${min_value} or more.`;
  if (max_value !== undefined && Number(text) > Number(max_value)) return `Enter ${max_value} or less.`;
  return undefined;
}

function chosen(context: Context, block: Json, element: Json, option: unknown): Json | undefined {
  const groups = list(element.option_groups);
  const own = [...list(element.options), ...groups.flatMap((group) => list(group.options))];
  const initial = [
    ...list(element.initial_options),
    ...(isJson(element.initial_option) ? [element.initial_option] : []),
  ];
  const external = String(element.type).includes('external')
    ? [...(context.offered.get(offeredKey(block, element)) ?? []), ...initial]
    : [];
  return isJson(option) ? [...own, ...external].find((choice) => choice.value === option.value) : undefined;
}

function offeredKey(block: Json, element: Json) {
  return `${block.block_id} ${element.action_id}`;
}

function isDate(value: unknown) {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

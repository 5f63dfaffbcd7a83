import type { Json } from './client-api.ts';
import { elementsOf, valueKey } from './payloads.ts';
import { blockText, mrkdwn } from './plain-text.ts';

/** How a person finds a button or an input: by what is written on or beside it. Also by action_id or block_id. */
export interface Found {
  block: Json;
  element: Json;
}

/**
 * The one element with this label. `near` tells apart equal labels: text that stands in the same block, or in those
 * between it and the block with elements before it. Throws with the labels there are when none or several match.
 */
export function findByLabel(blocks: Json[], label: string, near?: string): Found {
  const all = blocks.flatMap((block, index) =>
    elementsOf(block).map((element) => ({ block, element, index, names: namesOf(block, element) })),
  );
  const wanted = fold(label);
  const same = all.filter(({ names }) => names.includes(label));
  const exact = same.length > 0 ? same : all.filter(({ names }) => names.some((name) => fold(name) === wanted));
  const found = exact.length > 0 ? exact : all.filter(({ names }) => fold(names[0] ?? '').includes(wanted));
  const close = near ? found.filter(({ index }) => fold(surroundings(blocks, index)).includes(fold(near))) : found;
  const [only] = close;
  if (only && close.length === 1) return only;
  const visible = all.map(({ names }) => `"${names[0]}"`).join(', ') || 'none';
  const beside = near ? ` near "${near}"` : '';
  throw new Error(`${close.length} elements are called "${label}"${beside}; there are: ${visible}`);
}

/** The first name is what a person would call it. */
function namesOf(block: Json, element: Json): string[] {
  const names = [
    plain(element.text),
    block.type === 'input' ? plain(block.label) : '',
    block.accessory === element ? plain(block.text).split('\n')[0] : '',
    plain(element.placeholder),
    element.accessibility_label,
    element.action_id,
    block.block_id,
  ];
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}

function surroundings(blocks: Json[], index: number): string {
  const texts = [blockText(blocks[index] as Json)];
  for (let before = index - 1; before >= 0; before -= 1) {
    const block = blocks[before] as Json;
    if (elementsOf(block).length > 0) break;
    texts.push(blockText(block));
  }
  return texts.join('\n');
}

/** What a person wants in an input: words, several of them, or nothing. */
export type Entry = string | string[] | null;

/** The option that reads so, or has that value. Throws with the options there are. */
export function optionCalled(options: Json[], wanted: string): Json {
  const found =
    options.find((option) => isCalled(option, wanted)) ??
    options.find((option) => fold(plain(option.text)).includes(fold(wanted)));
  if (found) return found;
  const there = options.map((option) => `"${plain(option.text)}"`).join(', ') || 'none';
  throw new Error(`no option "${wanted}"; there are: ${there}`);
}

export function hasOption(options: Json[], wanted: string): boolean {
  return options.some((option) => isCalled(option, wanted));
}

function isCalled(option: Json, wanted: string) {
  return option.value === wanted || fold(plain(option.text)) === fold(wanted);
}

/** An entry in the shape of Slack's `state.values`. `options` are those of the element, or what type-ahead found. */
export function entryValue(element: Json, entry: Entry, options: Json[]): Json {
  const type = String(element.type);
  const key = type === 'overflow' ? 'selected_option' : (valueKey(type) ?? 'value');
  const several = entry === null ? [] : Array.isArray(entry) ? entry : [entry];
  if (key === 'selected_options') return { [key]: several.map((one) => optionCalled(options, one)) };
  if (key === 'selected_option') return { [key]: several[0] === undefined ? null : optionCalled(options, several[0]) };
  if (key === 'selected_date_time') return { [key]: several[0] === undefined ? null : Number(several[0]) };
  return { [key]: key.endsWith('s') ? several : (several[0] ?? null) };
}

export function ownOptions(element: Json): Json[] {
  const groups = list(element.option_groups).flatMap((group) => list(group.options));
  return [...list(element.options), ...groups];
}

export function isExternal(element: Json): boolean {
  return String(element.type).endsWith('external_select');
}

function plain(text: unknown): string {
  if (typeof text !== 'object' || text === null) return '';
  const { type, text: words } = text as Json;
  return type === 'mrkdwn' ? mrkdwn(String(words)) : String(words ?? '');
}

function fold(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

import type { Json, StateValues } from '../../slack/client-api.ts';

/** Block Kit passed on as JSON: these readers give what is there, or an empty thing of the right kind. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

export function obj(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The characters of a text object, without formatting. */
export function plain(text: unknown): string {
  return str(obj(text)?.text);
}

/** Where an element keeps its value in `state.values`, and where its author pre-fills it. */
const valueFields: Record<string, [field: string, initial: string, empty: unknown]> = {
  plain_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  checkboxes: ['selected_options', 'initial_options', []],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
};

export function valueField(element: Json): string {
  return valueFields[str(element.type)]?.[0] ?? 'value';
}

export function initialValue(element: Json): Json {
  const [field, initial, empty] = valueFields[str(element.type)] ?? ['value', '', null];
  return { [field]: element[initial] ?? empty };
}

/** Every element of a block, with the block it stands in. */
export function elementsOf(block: Json): Json[] {
  if (block.type === 'input') return obj(block.element) ? [block.element as Json] : [];
  if (block.type === 'actions') return list(block.elements);
  return obj(block.accessory) ? [block.accessory as Json] : [];
}

/** What Slack would send as `state.values`: typed or chosen now, else what the app knows, else what it pre-filled. */
export function collectState(blocks: Json[], typed: StateValues, known: StateValues): StateValues {
  const state: StateValues = {};
  for (const block of blocks)
    for (const element of elementsOf(block)) {
      if (!(str(element.type) in valueFields)) continue;
      const [blockId, actionId] = [str(block.block_id), str(element.action_id)];
      const value = typed[blockId]?.[actionId] ?? known[blockId]?.[actionId] ?? initialValue(element);
      const { type: _, ...bare } = value;
      state[blockId] = { ...state[blockId], [actionId]: bare };
    }
  return state;
}

/** Options of a select, flattened out of their groups, each with its group's label. */
export function optionsOf(source: Json): { option: Json; group?: string }[] {
  const groups = list(source.option_groups);
  if (groups.length)
    return groups.flatMap((group) => list(group.options).map((option) => ({ option, group: plain(group.label) })));
  return list(source.options).map((option) => ({ option }));
}

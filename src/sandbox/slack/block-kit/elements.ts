import type { Json } from '../client-api.ts';
import { bool, type Check, integer, list, matching, object, oneOf, type Rule, refuse, string } from './check.ts';
import {
  confirm,
  conversationFilter,
  dispatchActionConfig,
  exactlyOneKindOfOptions,
  id,
  initialsAreOffered,
  option,
  optionFields,
  plain,
  slackFile,
} from './objects.ts';

/** Interactive elements and the image. https://docs.slack.dev/reference/block-kit/block-elements */

type Also = (value: Json, at: string, check: Check) => void;

function element(type: string, fields: Record<string, Rule>, required: string[] = [], also?: Also): Rule {
  return object({ type: oneOf(type), action_id: id, ...fields }, ['type', ...required], also);
}

const focus = { focus_on_load: bool };
const placeholder = { placeholder: plain(150) };
const picker = { ...placeholder, ...focus, confirm };
const date = matching(/^\d{4}-\d{2}-\d{2}$/);
const idList = list(id, { min: 0, max: 100 });
const someOptions = list(option('select'), { min: 0, max: 100 });

function bothOptionRules(value: Json, at: string, check: Check) {
  exactlyOneKindOfOptions(value, at, check);
  initialsAreOffered(value, at, check);
}

/** The select and its multi_ sister. */
function select(name: string, own: (type: string) => Record<string, Rule>, also?: Also): Record<string, Rule> {
  const multi = `multi_${name}`;
  return {
    [name]: element(name, { ...picker, ...own(name) }, [], also),
    [multi]: element(multi, { ...picker, ...own(multi), max_selected_items: integer(1, 100) }, [], also),
  };
}

const initial = (one: [string, Rule], many: [string, Rule]) => (type: string) => {
  const [key, rule] = type.startsWith('multi_') ? many : one;
  return { [key]: rule };
};
const initialOption = initial(['initial_option', option('select')], ['initial_options', someOptions]);
const initialUser = initial(['initial_user', id], ['initial_users', idList]);
const initialChannel = initial(['initial_channel', id], ['initial_channels', idList]);
const initialConversation = initial(['initial_conversation', id], ['initial_conversations', idList]);
const conversationFields = { filter: conversationFilter, default_to_current_conversation: bool };

const selects: Record<string, Rule> = {
  ...select('static_select', (type) => ({ ...optionFields, ...initialOption(type) }), bothOptionRules),
  ...select('external_select', (type) => ({ min_query_length: integer(0, 3000), ...initialOption(type) })),
  ...select('users_select', initialUser),
  ...select('channels_select', (type) => ({ response_url_enabled: bool, ...initialChannel(type) })),
  ...select('conversations_select', (type) => ({
    ...{ ...conversationFields, response_url_enabled: bool },
    ...initialConversation(type),
  })),
};

const typed = { ...placeholder, ...focus, dispatch_action_config: dispatchActionConfig };

export const elements: Record<string, Rule> = {
  ...selects,
  button: element(
    'button',
    {
      text: plain(75),
      value: string(2000, 0),
      url: string(3000),
      style: oneOf('primary', 'danger'),
      confirm,
      accessibility_label: string(75),
    },
    ['text'],
  ),
  overflow: element('overflow', { options: list(option('overflow'), { max: 5 }), confirm }, ['options']),
  checkboxes: element(
    'checkboxes',
    {
      options: list(option('choice'), { max: 10 }),
      initial_options: list(option('choice'), { min: 1, max: 10 }),
      confirm,
      ...focus,
    },
    ['options'],
    initialsAreOffered,
  ),
  radio_buttons: element(
    'radio_buttons',
    { options: list(option('choice'), { max: 10 }), initial_option: option('choice'), confirm, ...focus },
    ['options'],
    initialsAreOffered,
  ),
  datepicker: element('datepicker', { ...picker, initial_date: date }),
  timepicker: element('timepicker', { ...picker, initial_time: matching(/^\d{2}:\d{2}$/), timezone: string(255) }),
  datetimepicker: element('datetimepicker', {
    ...focus,
    confirm,
    initial_date_time: integer(1_000_000_000, 9_999_999_999),
  }),
  plain_text_input: element(
    'plain_text_input',
    {
      ...typed,
      initial_value: string(3000, 0),
      multiline: bool,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
    [],
    (value, at, check) => {
      if (Number(value.min_length ?? 0) > Number(value.max_length ?? 3000))
        refuse(check, `${at}/min_length`, 'must be less than or equal to `max_length`');
    },
  ),
  number_input: element(
    'number_input',
    {
      ...typed,
      is_decimal_allowed: bool,
      initial_value: matching(/^-?\d+(\.\d+)?$/),
      min_value: matching(/^-?\d+(\.\d+)?$/),
      max_value: matching(/^-?\d+(\.\d+)?$/),
    },
    ['is_decimal_allowed'],
  ),
  email_text_input: element('email_text_input', { ...typed, initial_value: string(3000) }),
  url_text_input: element('url_text_input', { ...typed, initial_value: string(3000) }),
  image: object(
    { type: oneOf('image'), image_url: string(3000), slack_file: slackFile, alt_text: string(2000) },
    ['type', 'alt_text'],
    oneImageSource,
  ),
};

export function oneImageSource(value: Json, at: string, check: Check) {
  if ((value.image_url === undefined) === (value.slack_file === undefined))
    refuse(check, at, 'must define exactly one of `image_url` or `slack_file`');
}

const selectTypes = Object.keys(selects);
const choosers = [...selectTypes, 'datepicker', 'timepicker', 'checkboxes', 'radio_buttons'];

/** Where which element may stand. */
export const accessories = [...choosers, 'button', 'overflow', 'image'];
export const actionElements = [...choosers, 'datetimepicker', 'button', 'overflow'];
export const inputElements = [
  ...choosers,
  'datetimepicker',
  ...['plain_text_input', 'number_input', 'email_text_input', 'url_text_input'],
];

import type { Json } from '../client-api.ts';
import { anything, bool, byType, type Check, list, object, oneOf, type Rule, refuse, string } from './check.ts';

/** Composition objects. https://docs.slack.dev/reference/block-kit/composition-objects */

export const id = string(255);

/** Plain text only. */
export function plain(max: number): Rule {
  return object({ type: oneOf('plain_text'), text: string(max), emoji: bool }, ['type', 'text']);
}

/** Plain text or mrkdwn. */
export function text(max: number): Rule {
  return byType({
    plain_text: plain(max),
    mrkdwn: object({ type: oneOf('mrkdwn'), text: string(max), verbatim: bool }, ['type', 'text']),
  });
}

export const confirm = object(
  { title: plain(100), text: text(300), confirm: plain(30), deny: plain(30), style: oneOf('primary', 'danger') },
  ['title', 'text'],
);

/** Checkboxes and radio buttons take mrkdwn, only overflow menus take a url. */
export function option(kind: 'select' | 'choice' | 'overflow'): Rule {
  const words = kind === 'choice' ? text(75) : plain(75);
  const url: Record<string, Rule> = kind === 'overflow' ? { url: string(3000) } : {};
  return object({ text: words, value: string(150), description: words, ...url }, ['text', 'value']);
}

export const optionGroup = object({ label: plain(75), options: list(option('select'), { max: 100 }) }, [
  'label',
  'options',
]);

/** Either options or groups of them, 100 of either. */
export const optionFields: Record<string, Rule> = {
  options: list(option('select'), { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
};

export function exactlyOneKindOfOptions(element: Json, at: string, check: Check) {
  const given = ['options', 'option_groups'].filter((key) => element[key] !== undefined);
  if (given.length === 2) refuse(check, at, 'cannot provide both `options` and `option_groups`');
  if (given.length === 0) refuse(check, at, 'missing required field: options');
}

/** What is chosen at the start must be among the options. */
export function initialsAreOffered(element: Json, at: string, check: Check) {
  const groups = array(element.option_groups).flatMap((group) => array(group.options));
  const offered = [...array(element.options), ...groups].map(wording);
  const initials = [
    ...(element.initial_option === undefined ? [] : [['initial_option', element.initial_option] as const]),
    ...array(element.initial_options).map((one, index) => [`initial_options/${index}`, one] as const),
  ];
  for (const [key, initial] of initials) {
    if (!offered.includes(wording(initial as Json)))
      refuse(check, `${at}/${key}`, 'must be one of the provided options');
  }
  const values = [...array(element.options), ...groups].map((one) => one.value);
  if (new Set(values).size < values.length) refuse(check, at, 'option values must be unique');
}

export const conversationFilter = object(
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
    exclude_external_shared_channels: bool,
    exclude_bot_users: bool,
  },
  [],
);

export const dispatchActionConfig = object(
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }) },
  [],
);

export const slackFile = object({ id: anything, url: anything }, []);

/** Slack compares value and text. */
function wording(option: Json): string {
  return JSON.stringify([option.value, (option.text as Json | undefined)?.text]);
}

function array(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

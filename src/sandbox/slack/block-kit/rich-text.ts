import { anything, bool, byType, integer, list, matching, object, oneOf, type Rule, string } from './check.ts';
import { id } from './objects.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

const style = object(
  {
    ...{ bold: bool, italic: bool, strike: bool, underline: bool, code: bool },
    ...{ highlight: bool, client_highlight: bool, unlink: bool },
  },
  [],
);

function piece(type: string, fields: Record<string, Rule>, required: string[]): Rule {
  return object({ type: oneOf(type), style, ...fields }, ['type', ...required]);
}

const pieces: Record<string, Rule> = {
  text: piece('text', { text: string(40_000) }, ['text']),
  link: piece('link', { url: string(3000), text: string(40_000, 0), unsafe: bool }, ['url']),
  emoji: piece('emoji', { name: string(255), unicode: string(255), skin_tone: integer(1, 6) }, ['name']),
  user: piece('user', { user_id: id }, ['user_id']),
  usergroup: piece('usergroup', { usergroup_id: id }, ['usergroup_id']),
  channel: piece('channel', { channel_id: id }, ['channel_id']),
  broadcast: piece('broadcast', { range: oneOf('here', 'channel', 'everyone') }, ['range']),
  date: piece(
    'date',
    { timestamp: integer(0, 99_999_999_999), format: string(255), url: anything, fallback: string(255) },
    ['timestamp', 'format'],
  ),
  color: piece('color', { value: matching(/^#[0-9a-fA-F]{6}$/) }, ['value']),
};

const most = { min: 0, max: 1000 };
const section = object({ type: oneOf('rich_text_section'), elements: list(byType(pieces), most) }, [
  'type',
  'elements',
]);
const framed = { elements: list(byType(pieces), most), border: integer(0, 1) };

const parts: Record<string, Rule> = {
  rich_text_section: section,
  rich_text_list: object(
    {
      type: oneOf('rich_text_list'),
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), most),
      indent: integer(0, 8),
      offset: integer(0, 100_000),
      border: integer(0, 1),
    },
    ['type', 'style', 'elements'],
  ),
  rich_text_quote: object({ type: oneOf('rich_text_quote'), ...framed }, ['type', 'elements']),
  rich_text_preformatted: object({ type: oneOf('rich_text_preformatted'), ...framed, language: string(255) }, [
    'type',
    'elements',
  ]),
};

export const richText = object(
  { type: oneOf('rich_text'), block_id: id, elements: list(byType(parts), { max: 1000 }) },
  ['type', 'elements'],
);

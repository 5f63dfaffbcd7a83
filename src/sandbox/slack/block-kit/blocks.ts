import type { Json } from '../client-api.ts';
import { bool, byType, type Check, integer, list, object, oneOf, type Rule, refuse, string } from './check.ts';
import { accessories, actionElements, elements, inputElements, oneImageSource } from './elements.ts';
import { id, plain, slackFile, text } from './objects.ts';
import { richText } from './rich-text.ts';
import { dataTable, table } from './tables.ts';

/** Blocks, and on which surface they may stand. https://docs.slack.dev/reference/block-kit/blocks */
export type Surface = 'message' | 'modal' | 'home';

function block(
  type: string,
  fields: Record<string, Rule>,
  required: string[],
  also?: (v: Json, at: string, c: Check) => void,
) {
  return object({ type: oneOf(type), block_id: id, ...fields }, ['type', ...required], also);
}

const blocks: Record<string, Rule> = {
  section: block(
    'section',
    {
      text: text(3000),
      fields: list(text(2000), { max: 10 }),
      accessory: byType(elements, accessories),
      expand: bool,
    },
    [],
    (value, at, check) => {
      if (value.text === undefined && value.fields === undefined)
        refuse(check, `${at}/type`, 'must define either `text` or `fields`');
    },
  ),
  header: block('header', { text: plain(150), level: integer(1, 4) }, ['text']),
  divider: block('divider', {}, []),
  context: block(
    'context',
    {
      elements: list(byType({ ...{ plain_text: text(3000), mrkdwn: text(3000) }, image: elements.image as Rule }), {
        max: 10,
      }),
    },
    ['elements'],
  ),
  actions: block('actions', { elements: list(byType(elements, actionElements), { max: 25 }) }, ['elements']),
  image: block(
    'image',
    { image_url: string(3000), slack_file: slackFile, alt_text: string(2000), title: plain(2000) },
    ['alt_text'],
    oneImageSource,
  ),
  input: block(
    'input',
    {
      label: plain(2000),
      hint: plain(2000),
      element: byType(elements, inputElements),
      optional: bool,
      dispatch_action: bool,
    },
    ['label', 'element'],
  ),
  markdown: block('markdown', { text: string(12_000) }, ['text']),
  rich_text: richText,
  table,
  data_table: dataTable,
  alert: block('alert', { text: text(200), level: oneOf('default', 'info', 'warning', 'error', 'success') }, ['text']),
};

const everywhere = ['section', 'header', 'divider', 'context', 'actions', 'image', 'input', 'rich_text'];

export const surfaces: Record<Surface, { rule: Rule; most: number }> = {
  message: { rule: byType(blocks, [...everywhere, 'markdown', 'table', 'data_table']), most: 50 },
  modal: { rule: byType(blocks, [...everywhere, 'alert']), most: 100 },
  home: { rule: byType(blocks, [...everywhere, 'table', 'data_table', 'alert']), most: 100 },
};

import { describe, expect, test } from '@jest/globals';
import { checkMessage, checkOptions, checkView } from '../../../src/sandbox/slack/block-kit/index.ts';

/** Limits and wordings of https://docs.slack.dev/reference/block-kit, one row each: just allowed, and just too much. */

const x = (length: number) => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const option = (value: string, text = value) => ({ text: plain(text), value });
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more });
const section = (more: object) => ({ type: 'section', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
const select = (more: object) => actions({ type: 'static_select', action_id: 'a', ...more });
const confirm = (more: object) => ({ title: plain('Sure?'), text: plain('Really'), ...more });
const modal = (more: object) => ({ type: 'modal', title: plain('Title'), blocks: [], ...more });
const table = (rows: unknown, more: object = {}) => ({ type: 'table', rows, ...more });
const cell = (text: string) => ({ type: 'raw_text', text });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });

const less = (limit: number) => `must be less than ${limit + 1} characters`;
const most = (limit: number) => `no more than ${limit} items allowed`;

/** [what, the largest that goes, the smallest that does not, Slack's words, where] */
const messageRows: [string, unknown[], unknown[], string, string][] = [
  ['blocks', many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' })), most(50), '/blocks'],
  [
    'section text',
    [section({ text: mrkdwn(x(3000)) })],
    [section({ text: mrkdwn(x(3001)) })],
    less(3000),
    '/blocks/0/text/text',
  ],
  [
    'empty text',
    [section({ text: plain('x') })],
    [section({ text: plain('') })],
    'must be more than 0 characters',
    '/blocks/0/text/text',
  ],
  [
    'field count',
    [section({ fields: many(10, () => plain('x')) })],
    [section({ fields: many(11, () => plain('x')) })],
    most(10),
    '/blocks/0/fields',
  ],
  [
    'field length',
    [section({ fields: [plain(x(2000))] })],
    [section({ fields: [plain(x(2001))] })],
    less(2000),
    '/blocks/0/fields/0/text',
  ],
  [
    'section body',
    [section({ text: plain('x') })],
    [section({})],
    'must define either `text` or `fields`',
    '/blocks/0/type',
  ],
  [
    'block type',
    [section({ text: plain('x') })],
    [{ type: 'sections' }],
    'unsupported type: sections',
    '/blocks/0/type',
  ],
  ['no type', [{ type: 'divider' }], [{}], 'missing required field: type', '/blocks/0'],
  ['block', [{ type: 'divider' }], ['divider'], 'must provide an object', '/blocks/0'],
  ['alert', [{ type: 'divider' }], [{ type: 'alert', text: plain('x') }], 'unsupported type: alert', '/blocks/0/type'],
  [
    'header',
    [{ type: 'header', text: plain(x(150)) }],
    [{ type: 'header', text: plain(x(151)) }],
    less(150),
    '/blocks/0/text/text',
  ],
  [
    'header in mrkdwn',
    [{ type: 'header', text: plain('x') }],
    [{ type: 'header', text: mrkdwn('x') }],
    'must be a valid enum value',
    '/blocks/0/text/type',
  ],
  [
    'context',
    [{ type: 'context', elements: many(10, () => mrkdwn('x')) }],
    [{ type: 'context', elements: many(11, () => mrkdwn('x')) }],
    most(10),
    '/blocks/0/elements',
  ],
  [
    'actions',
    [actions(...many(25, () => button()))],
    [actions(...many(26, () => button()))],
    most(25),
    '/blocks/0/elements',
  ],
  [
    'block_id',
    [{ type: 'divider', block_id: x(255) }],
    [{ type: 'divider', block_id: x(256) }],
    less(255),
    '/blocks/0/block_id',
  ],
  [
    'action_id',
    [actions(button({ action_id: x(255) }))],
    [actions(button({ action_id: x(256) }))],
    less(255),
    '/blocks/0/elements/0/action_id',
  ],
  [
    'same block_id',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'b' },
    ],
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '`block_id` "a" already exists',
    '/blocks/1/block_id',
  ],
  [
    'same action_id',
    [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '`action_id` "a" already exists',
    '/blocks/0/elements/1/action_id',
  ],
  [
    'button text',
    [actions({ type: 'button', text: plain(x(75)) })],
    [actions({ type: 'button', text: plain(x(76)) })],
    less(75),
    '/blocks/0/elements/0/text/text',
  ],
  [
    'button value',
    [actions(button({ value: x(2000) }))],
    [actions(button({ value: x(2001) }))],
    less(2000),
    '/blocks/0/elements/0/value',
  ],
  [
    'button url',
    [actions(button({ url: x(3000) }))],
    [actions(button({ url: x(3001) }))],
    less(3000),
    '/blocks/0/elements/0/url',
  ],
  [
    'button style',
    [actions(button({ style: 'danger' }))],
    [actions(button({ style: 'green' }))],
    'must be a valid enum value',
    '/blocks/0/elements/0/style',
  ],
  [
    'button label',
    [actions(button({ accessibility_label: x(75) }))],
    [actions(button({ accessibility_label: x(76) }))],
    less(75),
    '/blocks/0/elements/0/accessibility_label',
  ],
  [
    'confirm title',
    [actions(button({ confirm: confirm({ title: plain(x(100)) }) }))],
    [actions(button({ confirm: confirm({ title: plain(x(101)) }) }))],
    less(100),
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    'confirm text',
    [actions(button({ confirm: confirm({ text: mrkdwn(x(300)) }) }))],
    [actions(button({ confirm: confirm({ text: mrkdwn(x(301)) }) }))],
    less(300),
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    'confirm deny',
    [actions(button({ confirm: confirm({ deny: plain(x(30)) }) }))],
    [actions(button({ confirm: confirm({ deny: plain(x(31)) }) }))],
    less(30),
    '/blocks/0/elements/0/confirm/deny/text',
  ],
  [
    'options',
    [select({ options: many(100, (i) => option(`${i}`)) })],
    [select({ options: many(101, (i) => option(`${i}`)) })],
    most(100),
    '/blocks/0/elements/0/options',
  ],
  [
    'no options',
    [select({ options: [option('a')] })],
    [select({})],
    'missing required field: options',
    '/blocks/0/elements/0',
  ],
  [
    'both options',
    [select({ option_groups: [{ label: plain('g'), options: [option('a')] }] })],
    [select({ options: [option('a')], option_groups: [{ label: plain('g'), options: [option('b')] }] })],
    'cannot provide both `options` and `option_groups`',
    '/blocks/0/elements/0',
  ],
  [
    'group label',
    [select({ option_groups: [{ label: plain(x(75)), options: [option('a')] }] })],
    [select({ option_groups: [{ label: plain(x(76)), options: [option('a')] }] })],
    less(75),
    '/blocks/0/elements/0/option_groups/0/label/text',
  ],
  [
    'option text',
    [select({ options: [option('a', x(75))] })],
    [select({ options: [option('a', x(76))] })],
    less(75),
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'option value',
    [select({ options: [option(x(150), 'a')] })],
    [select({ options: [option(x(151), 'a')] })],
    less(150),
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'initial option',
    [select({ options: [option('a')], initial_option: option('a') })],
    [select({ options: [option('a')], initial_option: option('b') })],
    'must be one of the provided options',
    '/blocks/0/elements/0/initial_option',
  ],
  [
    'placeholder',
    [select({ options: [option('a')], placeholder: plain(x(150)) })],
    [select({ options: [option('a')], placeholder: plain(x(151)) })],
    less(150),
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'overflow',
    [actions({ type: 'overflow', options: many(5, (i) => option(`${i}`)) })],
    [actions({ type: 'overflow', options: many(6, (i) => option(`${i}`)) })],
    most(5),
    '/blocks/0/elements/0/options',
  ],
  [
    'checkboxes',
    [actions({ type: 'checkboxes', options: many(10, (i) => option(`${i}`)) })],
    [actions({ type: 'checkboxes', options: many(11, (i) => option(`${i}`)) })],
    most(10),
    '/blocks/0/elements/0/options',
  ],
  [
    'radio buttons',
    [actions({ type: 'radio_buttons', options: many(10, (i) => option(`${i}`)) })],
    [actions({ type: 'radio_buttons', options: many(11, (i) => option(`${i}`)) })],
    most(10),
    '/blocks/0/elements/0/options',
  ],
  [
    'date',
    [actions({ type: 'datepicker', initial_date: '2026-10-31' })],
    [actions({ type: 'datepicker', initial_date: '31.10.2026' })],
    'failed to match schema',
    '/blocks/0/elements/0/initial_date',
  ],
  [
    'text input in actions',
    [input({ type: 'plain_text_input' })],
    [actions({ type: 'plain_text_input' })],
    'unsupported type: plain_text_input',
    '/blocks/0/elements/0/type',
  ],
  [
    'button in input',
    [input({ type: 'datepicker' })],
    [input(button())],
    'unsupported type: button',
    '/blocks/0/element/type',
  ],
  [
    'input label',
    [input({ type: 'datepicker' }, { label: plain(x(2000)) })],
    [input({ type: 'datepicker' }, { label: plain(x(2001)) })],
    less(2000),
    '/blocks/0/label/text',
  ],
  [
    'input max_length',
    [input({ type: 'plain_text_input', max_length: 3000 })],
    [input({ type: 'plain_text_input', max_length: 3001 })],
    'must be less than 3001',
    '/blocks/0/element/max_length',
  ],
  [
    'number input',
    [input({ type: 'number_input', is_decimal_allowed: true })],
    [input({ type: 'number_input' })],
    'missing required field: is_decimal_allowed',
    '/blocks/0/element',
  ],
  [
    'image alt',
    [{ type: 'image', image_url: 'https://x', alt_text: 'x' }],
    [{ type: 'image', image_url: 'https://x' }],
    'missing required field: alt_text',
    '/blocks/0',
  ],
  [
    'image source',
    [section({ text: plain('x'), accessory: { type: 'image', image_url: 'u', alt_text: 'x' } })],
    [section({ text: plain('x'), accessory: { type: 'image', alt_text: 'x' } })],
    'must define exactly one of `image_url` or `slack_file`',
    '/blocks/0/accessory',
  ],
  [
    'rich text',
    [rich({ type: 'text', text: 'x', style: { bold: true } })],
    [rich({ type: 'text' })],
    'missing required field: text',
    '/blocks/0/elements/0/elements/0',
  ],
  [
    'rich text piece',
    [rich({ type: 'emoji', name: 'tada' })],
    [rich({ type: 'smile' })],
    'unsupported type: smile',
    '/blocks/0/elements/0/elements/0/type',
  ],
  [
    'table rows',
    [table(many(100, () => [cell('x')]))],
    [table(many(101, () => [cell('x')]))],
    most(100),
    '/blocks/0/rows',
  ],
  [
    'table cells',
    [table([many(20, () => cell('x'))])],
    [table([many(21, () => cell('x'))])],
    most(20),
    '/blocks/0/rows/0',
  ],
  [
    'empty cell',
    [table([[cell(' ')]])],
    [table([[cell('')]])],
    'must be more than 0 characters',
    '/blocks/0/rows/0/0/text',
  ],
  [
    'number cell',
    [table([[{ type: 'raw_number', value: 1.5, text: '1.50' }]])],
    [table([[{ type: 'raw_number', value: '1.5' }]])],
    'must provide a number',
    '/blocks/0/rows/0/0/value',
  ],
  [
    'table text',
    [table(many(10, () => [cell(x(1000))]))],
    [table(many(10, () => [cell(x(1001))]))],
    'must be less than 10001 characters',
    '/blocks/0/rows',
  ],
  [
    'column settings',
    [table([[cell('x')]], { column_settings: [null, { align: 'right' }] })],
    [table([[cell('x')]], { column_settings: [{ align: 'far' }] })],
    'must be a valid enum value',
    '/blocks/0/column_settings/0/align',
  ],
  [
    'data table caption',
    [{ type: 'data_table', caption: 'c', rows: [[cell('h')], [cell('x')]] }],
    [{ type: 'data_table', rows: [[cell('h')], [cell('x')]] }],
    'missing required field: caption',
    '/blocks/0',
  ],
  [
    'data table rows',
    [{ type: 'data_table', caption: 'c', rows: many(201, () => [cell('x')]) }],
    [{ type: 'data_table', caption: 'c', rows: many(202, () => [cell('x')]) }],
    most(201),
    '/blocks/0/rows',
  ],
  [
    'data table shape',
    [{ type: 'data_table', caption: 'c', rows: [[cell('a')], [cell('b')]] }],
    [{ type: 'data_table', caption: 'c', rows: [[cell('a')], [cell('b'), cell('c')]] }],
    'must have the same number of columns as the header',
    '/blocks/0/rows/1',
  ],
];

describe('messages', () => {
  test.each(messageRows)('%s', (_, good, bad, message, pointer) => {
    expect(checkMessage(good)).toEqual({ errors: [], unknown: [] });
    expect(checkMessage(bad).errors).toEqual([{ message, pointer }]);
  });

  test('one table, and a name of its own for the second', () => {
    const report = checkMessage([table([[cell('x')]]), table([[cell('x')]])]);
    expect(report).toMatchObject({ code: 'invalid_attachments', errors: [{ message: 'only_one_table_allowed' }] });
  });

  test('markdown blocks share 12,000 characters', () => {
    const markdown = (length: number) => ({ type: 'markdown', text: x(length) });
    expect(checkMessage([markdown(6000), markdown(6000)])).toEqual({ errors: [], unknown: [] });
    expect(checkMessage([markdown(6000), markdown(6001)]).code).toBe('msg_blocks_too_long');
  });

  test('keys that Slack does not document are told', () => {
    const blocks = [section({ text: { ...mrkdwn('x'), emojis: true }, colour: 'red' })];
    expect(checkMessage(blocks).unknown).toEqual(['/blocks/0/text/emojis', '/blocks/0/colour']);
  });
});

const modalRows: [string, object, object, string, string][] = [
  ['title', { title: plain(x(24)) }, { title: plain(x(25)) }, less(24), '/view/title/text'],
  ['submit', { submit: plain(x(24)) }, { submit: plain(x(25)) }, less(24), '/view/submit/text'],
  ['close', { close: plain(x(24)) }, { close: plain(x(25)) }, less(24), '/view/close/text'],
  ['metadata', { private_metadata: x(3000) }, { private_metadata: x(3001) }, less(3000), '/view/private_metadata'],
  ['callback', { callback_id: x(255) }, { callback_id: x(256) }, less(255), '/view/callback_id'],
  [
    'blocks',
    { blocks: many(100, () => ({ type: 'divider' })) },
    { blocks: many(101, () => ({ type: 'divider' })) },
    most(100),
    '/view/blocks',
  ],
  ['no title', {}, { title: undefined }, 'missing required field: title', '/view'],
  [
    'input',
    { submit: plain('Go'), blocks: [input({ type: 'datepicker' })] },
    { blocks: [{ type: 'divider' }, input({ type: 'datepicker' })] },
    'must define `submit` to use an `input` block in modals',
    '/view/blocks/1/input',
  ],
  [
    'alert',
    { blocks: [{ type: 'alert', text: mrkdwn(x(200)), level: 'warning' }] },
    { blocks: [{ type: 'alert', text: mrkdwn(x(201)) }] },
    less(200),
    '/view/blocks/0/text/text',
  ],
  ['table', {}, { blocks: [table([[cell('x')]])] }, 'unsupported type: table', '/view/blocks/0/type'],
];

describe('views', () => {
  test.each(modalRows)('%s', (_, good, bad, message, pointer) => {
    expect(checkView(modal(good))).toEqual({ errors: [], unknown: [] });
    expect(checkView(modal(bad)).errors).toEqual([{ message, pointer }]);
  });

  test('App Home takes tables but no title', () => {
    expect(checkView({ type: 'home', blocks: [table([[cell('x')]])] })).toEqual({ errors: [], unknown: [] });
    expect(checkView({ type: 'home', title: plain('x'), blocks: [] }).unknown).toEqual(['/view/title']);
  });

  test('250 kB are the most', () => {
    const blocks = many(90, () => section({ text: plain(x(2900)) }));
    expect(checkView(modal({ blocks })).code).toBe('view_too_large');
  });
});

test('options are 100 at most, and may be none', () => {
  expect(checkOptions({ options: [] }).errors).toEqual([]);
  expect(checkOptions({ options: many(100, (i) => option(`${i}`)) }).errors).toEqual([]);
  expect(checkOptions({ options: many(101, (i) => option(`${i}`)) }).errors).toEqual([
    { message: most(100), pointer: '/options' },
  ]);
  expect(checkOptions({}).errors).toEqual([{ message: 'missing required field: options', pointer: '' }]);
});

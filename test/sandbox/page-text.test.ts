import { describe, expect, test } from '@jest/globals';
import { collectState } from '../../src/sandbox/page/blocks/values.ts';
import { cutAtCodes } from '../../src/sandbox/page/text/codes.ts';
import { formatAmount, sumDecimals } from '../../src/sandbox/page/text/decimal.ts';
import { type Inline, type Paragraph, safeUrl } from '../../src/sandbox/page/text/inline.ts';
import { parseMarkdown } from '../../src/sandbox/page/text/markdown.ts';
import { parseMrkdwn } from '../../src/sandbox/page/text/mrkdwn.ts';

const noon = new Date(2026, 10, 3, 12).getTime();

/** A text as its reader sees it, with the marks named: `<b>Net</b>`. */
function seen(text: string): string {
  return parseMrkdwn(text, noon).map(paragraph).join('¶');
}

function paragraph(one: Paragraph): string {
  if (one.kind === 'lines') return one.lines.map(line).join('⏎');
  if (one.kind === 'quote') return `<quote>${one.lines.map(line).join('⏎')}</quote>`;
  if (one.kind === 'code') return `<pre>${one.text}</pre>`;
  if (one.kind === 'heading') return `<h${one.level}>${line(one.line)}</h${one.level}>`;
  if (one.kind === 'list') return one.items.map((item) => `${one.ordered ? '1.' : '•'}${line(item.line)}`).join('⏎');
  if (one.kind === 'table') return one.rows.map((row) => row.map(line).join('|')).join('⏎');
  return '<hr>';
}

function line(parts: Inline[]): string {
  return parts.map(inline).join('');
}

function inline(part: Inline): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'bold':
    case 'italic':
    case 'strike':
      return `<${part.kind[0]}>${line(part.children)}</${part.kind[0]}>`;
    case 'code':
      return `<code>${part.text}</code>`;
    case 'link':
      return `<a ${part.url}>${line(part.children)}</a>`;
    case 'broadcast':
      return `<${part.label}>`;
    case 'emoji':
      return `<:${part.name}:>`;
    default:
      return `<${part.kind} ${part.id}>`;
  }
}

describe('mrkdwn', () => {
  test.each([
    ['*bold* _italic_ ~old~ `code`', '<b>bold</b> <i>italic</i> <s>old</s> <code>code</code>'],
    ['*bold with _italic_ inside*', '<b>bold with <i>italic</i> inside</b>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold * and a lone _', '* not bold * and a lone _'],
    ['R&amp;D &lt;b&gt; *a &amp; b*', 'R&D <b> <b>a & b</b>'],
    ['`*raw* &amp;`', '<code>*raw* &</code>'],
    ['<@U1> in <#C1|billing> for <!subteam^S1> and <!here>', '<user U1> in <channel C1> for <group S1> and <@here>'],
    ['<https://x.example/?a=1&amp;b=2|*Open* it>', '<a https://x.example/?a=1&b=2><b>Open</b> it</a>'],
    ['*<https://x.example|INV*1>*', '<b><a https://x.example>INV*1</a></b>'],
    ['see https://x.example/a, then', 'see <a https://x.example/a>https://x.example/a</a>, then'],
    [':warning: at 10:30:15', '<:warning:> at 10:30:15'],
    ['one\ntwo\n&gt; said\n&gt; more\nend', 'one⏎two¶<quote>said⏎more</quote>¶end'],
    ['before\n```\na *b*\nc &lt;d&gt;\n```\nafter', 'before¶<pre>a *b*\nc <d></pre>¶after'],
    ['an unclosed ``` fence', 'an unclosed ¶``` fence'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
  ])('%j', (text, expected) => {
    expect(seen(text)).toBe(expected);
  });

  test('tells dates in the words they ask for', () => {
    const seconds = new Date(2026, 10, 2, 9, 5).getTime() / 1000;
    expect(seen(`<!date^${seconds}^{date_num} {time}|then>`)).toBe('2026-11-02 09:05');
    expect(seen(`<!date^${seconds}^{date_short_pretty}|then>`)).toBe('yesterday');
    expect(seen(`<!date^${seconds}^{date_short}^https://x.example|then>`)).toBe('<a https://x.example>2 Nov 2026</a>');
    expect(seen('<!date^never^{date}|then>')).toBe('then');
  });
});

test('markdown', () => {
  const text =
    '# Title\n**b** and *i* [l](https://x.example)\n- one\n- `two`\n\n| A | B |\n|---|---|\n| 1 | **2** |\n\n---';
  expect(parseMarkdown(text).map(paragraph)).toEqual([
    '<h1>Title</h1>',
    '<b>b</b> and <i>i</i> <a https://x.example>l</a>',
    '•one⏎•<code>two</code>',
    'A|B⏎1|<b>2</b>',
    '<hr>',
  ]);
});

test('only links a browser may follow are followed', () => {
  expect(safeUrl('https://x.example')).toBe('https://x.example');
  expect(safeUrl('javascript:alert(1)')).toBeUndefined();
  expect(safeUrl('data:text/html,x')).toBeUndefined();
});

describe('amounts', () => {
  test('are added without a cent lost', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.30');
    expect(sumDecimals(['-1.005', '1'])).toBe('-0.005');
    expect(sumDecimals(['99999999999999.99', '0.01'])).toBe('100000000000000.00');
    expect(sumDecimals(['-5', '4.5', '.25'])).toBe('-0.25');
    expect(sumDecimals([])).toBe('0.00');
  });

  test('are grouped for reading', () => {
    expect(formatAmount('1234567.5')).toBe('1,234,567.50');
    expect(formatAmount('-100')).toBe('−100.00');
    expect(formatAmount('999.1234')).toBe('999.1234');
  });
});

describe('the state that goes with an action', () => {
  const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } });
  const blocks = [
    { type: 'input', block_id: 'b1', element: { type: 'plain_text_input', action_id: 'a', initial_value: 'first' } },
    {
      type: 'actions',
      block_id: 'b2',
      elements: [
        { type: 'button', action_id: 'go' },
        { type: 'checkboxes', action_id: 'c' },
      ],
    },
    {
      type: 'section',
      block_id: 'b3',
      accessory: { type: 'static_select', action_id: 's', initial_option: option('x') },
    },
  ];

  test('is what the author pre-filled while nothing was touched', () => {
    expect(collectState(blocks, {}, {})).toEqual({
      b1: { a: { value: 'first' } },
      b2: { c: { selected_options: [] } },
      b3: { s: { selected_option: option('x') } },
    });
  });

  test('prefers what was typed to what the app knows, and that to what was pre-filled', () => {
    const known = {
      b1: { a: { type: 'plain_text_input', value: 'known' } },
      b3: { s: { selected_option: option('y') } },
    };
    const state = collectState(blocks, { b3: { s: { selected_option: null } } }, known);
    expect(state.b1).toEqual({ a: { value: 'known' } });
    expect(state.b3).toEqual({ s: { selected_option: null } });
  });
});

test('no line ends inside a short number; the text stays as it is', () => {
  const codes = (text: string) => cutAtCodes(text).flatMap(({ text: part, isCode }) => (isCode ? [part] : []));
  const text = 'HL-4870, 2026-10-1 and A.7-b (AT-12): well-known, mid-month 1 - 2 ';
  expect(codes(text)).toEqual(['HL-4870', '2026-10-1', 'A.7-b', 'AT-12']);
  expect(
    cutAtCodes(text)
      .map(({ text: part }) => part)
      .join(''),
  ).toBe(text);
  expect(codes(`R-${'1'.repeat(40)}`)).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import { BUTTONS, FORMS, press, routeOf, runBlock, runOfBlock } from '../../src/blocks/action-ids.ts';
import { fieldBlock, fieldOf, isFieldUsable } from '../../src/blocks/fields.ts';
import {
  clip,
  day,
  few,
  fields,
  figure,
  link,
  mention,
  money,
  plain,
  say,
  section,
  unbroken,
  when,
} from '../../src/blocks/parts.ts';
import { selectOptions } from '../../src/blocks/selects.ts';

describe('amounts', () => {
  test.each([
    ['0', '0.00'],
    ['1234.5', '1,234.50'],
    ['-1234567.89', '-1,234,567.89'],
    ['52.7775', '52.7775'],
    ['999', '999.00'],
    ['12345678901234567890.12', '12,345,678,901,234,567,890.12'],
    ['odd', 'odd'],
  ])('%s is written %s', (amount, written) => {
    expect(figure(amount)).toBe(written);
    expect(money(amount, 'GBP')).toBe(`GBP ${written}`);
  });
});

describe('an amount stays on one line', () => {
  const apart = 'of GBP 12,003.07 and EUR -66.60, HL 12 and ABC Ltd';
  const together = 'of GBP\u00a012,003.07 and EUR\u00a0-66.60, HL 12 and ABC Ltd';

  test('wherever Slack is given text', () => {
    expect(unbroken(apart)).toBe(together);
    expect(section(apart).text?.text).toBe(together);
    expect(fields([['GBP 1.00', apart]]).fields?.[0]?.text).toBe(`*GBP\u00a01.00*\n${together}`);
    expect(plain(apart, 150).text).toBe(together);
  });
});

describe('texts', () => {
  test('what Slack would act on is made harmless, line breaks included', () => {
    expect(say('<!channel>\n& more')).toBe('&lt;!channel&gt; &amp; more');
  });

  test('a cut is seen, and tears neither an escape nor a character', () => {
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('ab&amp;cd', 5)).toBe('ab…');
    expect(clip('ab🚀cd', 4)).toBe('ab…');
    expect(clip('abc', 3)).toBe('abc');
  });

  test('days and instants', () => {
    expect(day('2026-10-03')).toBe('3 Oct 2026');
    expect(when('2026-11-03T14:02:00Z')).toBe('<!date^1793714520^{date_short_pretty} {time}|3 Nov 2026 14:02 UTC>');
  });

  test('people of Slack are mentioned, others are written out', () => {
    expect(mention('slack:T1:U0ANN')).toBe('<@U0ANN>');
    expect(mention('teams:x', 'Ann <3')).toBe('Ann &lt;3');
  });

  test('only a web address becomes a link', () => {
    expect(link('a|b', 'https://x.test/?a=1&b=2')).toBe('<https://x.test/?a=1&amp;b=2|a|b>');
    expect(link('odd', 'javascript:alert(1)')).toBe('odd');
    expect(link('odd', 'https://x.test/|<!channel>')).toBe('odd');
  });

  test('what is left out is counted', () => {
    expect(few([1, 2, 3], 2)).toEqual({ shown: [1, 2], rest: 1 });
  });
});

describe('ids', () => {
  test('travel there and back, and nothing else gets in', () => {
    const { action_id, value } = press(BUTTONS.runHold, { run: 'R1', invoice: 7, held: true, page: 2 }, 3);
    expect(routeOf(action_id)).toBe(BUTTONS.runHold.id);
    expect(BUTTONS.runHold.parse(value)).toEqual({ run: 'R1', invoice: 7, held: true, page: 2 });
    expect(() => BUTTONS.runHold.parse('{"run":"R1"}')).toThrow();
    expect(() => BUTTONS.runHold.parse('not json')).toThrow();
    expect(() => FORMS.contacts.parse('{"run":"R1","page":0,"last":true}')).toThrow();
    expect(runOfBlock(runBlock('R1', 'next'))).toBe('R1');
    expect(runOfBlock('other')).toBeNull();
  });

  test('every button and form has an id of its own', () => {
    const ids = [...Object.values(BUTTONS), ...Object.values(FORMS)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('fields keep their names', () => {
    expect(fieldOf(fieldBlock('tax:UK / Standard × 20%'))).toBe('tax:UK / Standard × 20%');
    expect(fieldOf(fieldBlock('to', 3))).toBe('to');
    expect(fieldOf('else')).toBeNull();
    expect(isFieldUsable('x'.repeat(300))).toBe(false);
  });
});

describe('long lists', () => {
  const choices = (n: number) => Array.from({ length: n }, (_, at) => ({ value: `v${at}`, label: `Choice ${at}` }));

  test('up to a hundred stand in one list, more in groups', () => {
    expect(selectOptions(choices(100))).toHaveProperty('options.length', 100);
    const grouped = selectOptions(choices(250), 'v249');
    expect(grouped).toHaveProperty('option_groups.length', 3);
    expect(grouped.initial_option?.value).toBe('v249');
  });

  test('the chosen one is offered even where the list is cut', () => {
    const cut = selectOptions(choices(50), 'v49', 10);
    expect(cut).toHaveProperty('options.length', 10);
    expect(cut.initial_option?.text.text).toBe('Choice 49');
  });

  test('a choice that Slack cannot carry is left out', () => {
    expect(selectOptions([...choices(1), { value: 'x'.repeat(76), label: 'Long' }])).toHaveProperty(
      'options.length',
      1,
    );
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SeenMessage } from '../../src/sandbox/slack/person.ts';
import { type Card, postAll } from '../helpers/card.ts';
import { bill, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

/** What a customer may call itself, and an invoice be numbered. */
const NAMES = [
  ...['<!channel>', '<!here|all>', '<@U0AMIRHADDD>', '<https://evil.test|Xero>', '*bold* _it_ ~no~ `code`'],
  ...['=cmd|" /C calc"!A0', '+1+1', '@SUM(A1)', '-2+3', '=HYPERLINK("https://evil.test","Xero")', 'a,b;c "d"'],
];

const invoices = NAMES.map((_, nth) => bill(701 + nth, { number: `=7${nth}` }));
const world = smallWorld(invoices);
world.autotask.companies.forEach((company, nth) => {
  company.companyName = NAMES[nth] ?? company.companyName;
});
let stage: Stage;
let card: Card;

beforeAll(async () => {
  stage = await openStage({ world });
  card = await postAll(stage, '2026-10');
}, 120_000);
afterAll(() => stage?.close());

/** Every text in Slack's markup, wherever it stands. */
function markup(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markup)];
}

test('names from invoices call nobody, open nothing, and format nothing', async () => {
  const { searcher, approver } = stage.cast;
  const told = stage.sandbox.slack.notifications.map(({ mention }) => mention);
  expect(told.filter((mention) => /channel|here|everyone/.test(mention))).toEqual([]);
  await card.press(searcher, /^Show all/);
  const list = await searcher.untilModal((view) => JSON.stringify(view.blocks).includes('evil.test'));
  const everything = [...(await approver.messages(stage.channel)).map(({ blocks }) => blocks), list.blocks];
  const texts = markup(everything);
  expect(texts.length).toBeGreaterThan(3);
  for (const text of texts) expect(text).not.toMatch(/<!(?!date\^)|<https?:\/\/evil|<@U0AMIRHADDD\|/);
  expect(searcher.textOf(list)).toContain('<!channel>');
  await searcher.closeModal();
});

test('files for spreadsheets compute nothing', async () => {
  const { searcher } = stage.cast;
  await searcher.command(stage.channel, '/upsync reconcile 2026-10');
  const files = await searcher.until(
    async () => {
      const found = (await searcher.messages(stage.channel)).flatMap((message: SeenMessage) => message.files);
      return found.length === 2 ? found : null;
    },
    { what: 'the files of the reconciliation', timeoutMs: 45_000 },
  );
  let cells = 0;
  for (const { id } of files) {
    const text = (await (await fetch(`${stage.sandbox.url}/client/file/${id}`)).text()).replace('\uFEFF', '');
    for (const line of text.split('\r\n')) {
      cells += 1;
      // a number may begin with a sign; nothing else that a spreadsheet would compute stands at the head of a cell
      expect(line).not.toMatch(/(^|,)"?[=+@＝＋＠]|(^|,)"?-(?!\d+(\.\d+)?"?(,|$))/);
    }
  }
  expect(cells).toBeGreaterThan(NAMES.length);
});

test('in Xero they arrive as they are', () => {
  const numbers = stage.sandbox.xero.rows().map(({ number }) => number);
  expect(numbers.filter((number) => number.startsWith('=7'))).toHaveLength(NAMES.length);
});

import { describe, expect, test } from '@jest/globals';
import { drawHome, drawMessage, drawModal } from '../../src/blocks/index.ts';
import type { View } from '../../src/domain/views.ts';
import { notice } from '../../src/domain/views.ts';
import { checkMessage, checkView } from '../../src/sandbox/slack/block-kit/index.ts';
import { homeParts, NASTY, otherViews, runCards, type Size } from './samples.ts';

const SIZES: Size[] = ['empty', 'small', 'large'];

describe.each(SIZES)('every View, %s', (size) => {
  const cases = [...otherViews(size), ...runCards(size)].map((view, n): [string, View] => [nameOf(view, n), view]);

  test.each(cases)('%s is a valid message', (_name, view) => {
    const { text, blocks } = drawMessage(view);
    expect(checkMessage(blocks)).toEqual({ errors: [], unknown: [] });
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(4000);
    expect(characters(blocks)).toBeLessThan(13_000);
  });

  test.each(cases)('%s is a valid modal', (_name, view) => {
    const modal = drawModal(view);
    expect(checkView(modal)).toEqual({ errors: [], unknown: [] });
    expect(Buffer.byteLength(JSON.stringify(modal))).toBeLessThan(245_000);
  });

  test('App Home is valid', () => {
    expect(checkView(drawHome(homeParts(size)))).toEqual({ errors: [], unknown: [] });
    expect(checkView(drawHome(notice('warning', 'You cannot use upSync here.')))).toEqual({ errors: [], unknown: [] });
  });
});

test('what others named calls nobody and opens no page of theirs', () => {
  for (const view of [...otherViews('large'), ...runCards('large')]) {
    const drawn = [drawMessage(view), drawModal(view)];
    for (const text of markedUp(drawn)) {
      expect(text).not.toMatch(/<!(channel|here|everyone)/);
      expect(text).not.toContain('<@U123>');
      expect(text).not.toContain('<https://evil.test');
      expect(text).not.toContain('<javascript');
    }
  }
  expect(NASTY).toContain('<!channel>');
});

test('each element in a message or window has its own id in its block', () => {
  for (const size of SIZES)
    for (const view of [...otherViews(size), ...runCards(size)])
      for (const block of [...drawMessage(view).blocks, ...drawModal(view).blocks]) {
        const ids = 'elements' in block && Array.isArray(block.elements) ? idsOf(block.elements) : [];
        expect(new Set(ids).size).toBe(ids.length);
      }
});

test('a set of buttons has one primary at most', () => {
  for (const view of [...otherViews('small'), ...runCards('small')]) {
    const { blocks } = drawMessage(view);
    for (const block of blocks)
      if (block.type === 'actions')
        expect(block.elements.filter((one) => 'style' in one && one.style === 'primary').length).toBeLessThan(2);
  }
});

function idsOf(elements: object[]): unknown[] {
  return elements.flatMap((one) => ('action_id' in one ? [one.action_id] : []));
}

function nameOf(view: View, n: number): string {
  return view.kind === 'run'
    ? `run ${view.state} ${view.next.kind} ${view.report ? 'report' : ''} #${n}`
    : `${view.kind} #${n}`;
}

/** Texts that Slack reads as mrkdwn: of mrkdwn objects, and the text of the message itself. */
function markedUp(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markedUp);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'text' in value && typeof value.text === 'string' && (!('type' in value) || value.type === 'mrkdwn');
  return [...(own ? [String(value.text)] : []), ...Object.values(value).flatMap(markedUp)];
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + characters(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : characters(one)),
    0,
  );
}

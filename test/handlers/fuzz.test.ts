import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUTTONS, CHOICES, FORMS, type Identifier } from '../../src/blocks/action-ids.ts';
import type { Log } from '../../src/log.ts';
import { checkMessage, checkView } from '../../src/sandbox/slack/block-kit/index.ts';
import type { Services } from '../../src/services/api.ts';
import { captureHandlers, type Heard, type Json } from './capture.ts';
import { oddState, oddText, oddValue } from './odd-values.ts';
import { scriptedServices } from './scripted.ts';

const RUNS = { numRuns: 60 };

/** Everything that was asked of the stories, and every trouble that nobody expected. */
function open() {
  const asked: { what: string; q: unknown }[] = [];
  const unexpected: unknown[] = [];
  const note = (value: unknown, what: string): unknown => {
    if (typeof value === 'function')
      return (q: unknown) => {
        asked.push({ what, q });
        return value(q);
      };
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, note(inner, `${what}.${name}`)]));
  };
  const log: Log = {
    ...{ debug: () => {}, info: () => {}, warn: () => {} },
    error: (fields) => void unexpected.push(fields),
  };
  const handlers = captureHandlers(note(scriptedServices(), '') as Services, log);
  const begin = () => {
    asked.length = 0;
    unexpected.length = 0;
  };
  return { ...handlers, asked, unexpected, begin };
}

/** Answered once, in words that Slack takes. */
function expectWords({ acks, messages, windows }: Heard): void {
  expect(acks).toHaveLength(1);
  const [ack] = acks as [Json | undefined];
  const inAck = ack?.view ? [ack.view as Json] : [];
  for (const view of [...windows, ...inAck]) expect(checkView(view)).toEqual({ errors: [], unknown: [] });
  for (const { blocks, text } of messages) {
    expect(checkMessage(blocks as Json[])).toEqual({ errors: [], unknown: [] });
    expect(String(text).length).toBeGreaterThan(0);
  }
}

function isOurs(target: Identifier<unknown>, value: string): boolean {
  try {
    target.parse(value);
    return true;
  } catch {
    return false;
  }
}

const buttons = Object.entries(BUTTONS) as [string, Identifier<unknown>][];
const forms = Object.entries(FORMS) as [string, Identifier<unknown>][];

describe('whatever comes back from Slack', () => {
  test.each(buttons)('button %s: what is not ours does nothing and is answered', async (_name, target) => {
    const at = open();
    const property = fc.asyncProperty(oddValue, fc.boolean(), async (value, inWindow) => {
      at.begin();
      const view = inWindow ? { view: { id: 'V1', type: 'modal' }, channel: null } : {};
      const heard = await at.press({ action_id: target.id, block_id: 'b', value }, view);
      expectWords(heard);
      expect(heard.messages.length + heard.windows.length).toBeGreaterThan(0);
      if (!isOurs(target, value)) {
        expect(at.asked).toEqual([]);
        expect(JSON.stringify([heard.messages, heard.windows])).toContain('Nothing was done');
      }
      expect(at.unexpected).toEqual([]);
    });
    await fc.assert(property, RUNS);
  });

  test.each(forms)('form %s: answered, and nothing is asked for with a foreign origin', async (_name, target) => {
    const at = open();
    const property = fc.asyncProperty(oddValue, oddState, async (metadata, state) => {
      at.begin();
      expectWords(await at.submit(target.id, metadata, state));
      if (!isOurs(target, metadata)) expect(at.asked).toEqual([]);
      expect(at.unexpected).toEqual([]);
    });
    await fc.assert(property, RUNS);
  });

  test.each(forms)('form %s: any state of a window of ours is answered', async (name, target) => {
    const at = open();
    const metadata = JSON.stringify({
      ...{ run: 'R7K2QM', page: 1, last: false, organisation: 'org', section: 'accounts' },
      ...(name === 'search' ? { place: 'slack:T0TEAM:C0FINANCE', long: ['a long one'] } : {}),
    });
    expect(isOurs(target, metadata)).toBe(true);
    const property = fc.asyncProperty(oddState, async (state) => {
      at.begin();
      expectWords(await at.submit(target.id, metadata, state));
      expect(at.unexpected).toEqual([]);
    });
    await fc.assert(property, RUNS);
  });

  test.each(Object.entries(CHOICES))('list %s: answered, whatever was chosen or typed', async (_name, id) => {
    const at = open();
    const property = fc.asyncProperty(oddValue, oddText, async (value, query) => {
      at.begin();
      expectWords(await at.press({ action_id: id, block_id: value, selected_option: { value: query } }));
      const heard = await at.suggest(id, query, value);
      expect(heard.acks).toHaveLength(1);
      expect(at.unexpected).toEqual([]);
    });
    await fc.assert(property, RUNS);
  });

  test('commands and ids that nobody knows', async () => {
    const at = open();
    const property = fc.asyncProperty(oddText, oddText, oddValue, async (text, id, value) => {
      at.begin();
      const typed = await at.command(text);
      expectWords(typed);
      expect(typed.messages.length + typed.windows.length).toBeGreaterThan(0);
      at.begin();
      expectWords(await at.press({ action_id: `nobody.${id}`, block_id: '', value }));
      expectWords(await at.submit(`nobody.${id}`, value, {}));
      expect(at.asked).toEqual([]);
      expect(at.unexpected).toEqual([]);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

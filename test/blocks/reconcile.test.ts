import { describe, expect, test } from '@jest/globals';
import { drawMessage, drawModal } from '../../src/blocks/index.ts';
import type { Comparison, ReconcileView } from '../../src/domain/views.ts';
import { notice } from '../../src/domain/views.ts';
import { checkMessage, checkView } from '../../src/sandbox/slack/block-kit/index.ts';
import { NASTY } from './samples.ts';

function comparison(name: string, state: Comparison['state'], xeroNet = '100.00'): Comparison {
  const autotask = { count: 1, net: '100.00', tax: '20.00', gross: '120.00' };
  return { name, currency: 'GBP', autotask, xero: { ...autotask, net: xeroNet }, state };
}

function view(many: number, changes: Partial<ReconcileView> = {}): ReconcileView {
  const list = <T>(make: (n: number) => T) => Array.from({ length: many }, (_, n) => make(n));
  return {
    ...{ kind: 'reconcile', title: `1–31 Oct 2026 · ${NASTY}`, organisation: NASTY },
    requestedBy: { id: 'slack:T1:U0ANN', name: 'ann' },
    readAt: '2026-11-03T14:02:00Z',
    ...{ equal: many === 0, headline: many === 0 ? 'Equal to the cent.' : `${many} entries differ.` },
    currencies: list(() => comparison('GBP', 'differs', '90.00')),
    groups: [
      { by: 'company', all: many, rows: list((n) => comparison(`${NASTY} ${n}`, n % 2 ? 'differs' : 'rounding')) },
    ],
    kinds: list((n) => ({ label: 'amounts differ', count: n })).slice(0, 9),
    differences: list((n) => ({
      ...{ kind: 'amount differs', number: `INV-${n}`, company: NASTY, sentence: `Net 1.00, not 2.00. ${NASTY}` },
      why: list(() => `Line 1 “${NASTY}”: 1.00 in Xero.`),
      links: [{ label: 'Xero', url: 'https://xero.test/1' }],
    })),
    moreDifferences: many,
    notes: list(() => NASTY),
    ...changes,
  };
}

describe.each([0, 1, 40])('a comparison with %s of everything', (many) => {
  test('is a valid message and a valid window, and calls nobody', () => {
    const drawn = drawMessage(view(many));
    expect(checkMessage(drawn.blocks)).toEqual({ errors: [], unknown: [] });
    expect(checkView(drawModal(view(many)))).toEqual({ errors: [], unknown: [] });
    expect(drawn.text.length).toBeLessThan(4000);
    for (const text of markedUp(drawn.blocks)) {
      expect(text).not.toContain('<!channel>');
      expect(text).not.toContain('<@U123>');
      expect(text).not.toContain('<https://evil.test');
    }
  });
});

test('both sides stand side by side, and what differs is said', () => {
  const { blocks } = drawMessage(view(1));
  const text = JSON.stringify(blocks);
  const rows = blocks.flatMap((block) => (block.type === 'table' ? block.rows : []));
  expect(rows.map((row) => row.map((each) => ('text' in each ? each.text : '')).join(' | '))).toEqual([
    'Total of | Autotask | Xero | Difference',
    'GBP documents | 1 | 1 | equal',
    'GBP net | 100.00 | 90.00 | 10.00',
    'GBP tax | 20.00 | 20.00 | equal',
    'GBP gross | 120.00 | 120.00 | equal',
  ]);
  expect(text).toContain('and 1 more invoice in the file');
  expect(JSON.stringify(drawMessage(view(0)).blocks)).not.toContain('differ');
});

test('a choice of organisations is a row of buttons that carry the text and the id', () => {
  const { blocks } = drawMessage(
    notice('info', 'Which?', {
      actions: ['a', 'b'].map((id) => ({ kind: 'reconcile', text: '2026-10', organisationId: id, label: `Org ${id}` })),
    }),
  );
  expect(checkMessage(blocks)).toEqual({ errors: [], unknown: [] });
  expect(JSON.stringify(blocks)).toContain('{\\"text\\":\\"2026-10\\",\\"organisation\\":\\"b\\"}');
});

/** Texts that Slack reads as mrkdwn. */
function markedUp(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markedUp);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markedUp)];
}

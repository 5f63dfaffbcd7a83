import { expect, test } from '@jest/globals';
import { drawMessage, drawModal } from '../../src/blocks/index.ts';
import { otherViews, setUp } from './samples.ts';

const drawn = (changes: Partial<ReturnType<typeof setUp>>) => drawModal({ ...setUp('small'), ...changes });
const field = (view: ReturnType<typeof drawn>, name: string) =>
  view.blocks.find(({ block_id }) => block_id === `field:${name}`);

test('a rate that differs is announced on top of the window', () => {
  const [tax] = setUp('small').taxes;
  if (!tax) throw new Error('no tax in the sample');
  const top = (...differences: (string | null)[]) =>
    JSON.stringify(
      drawn({ taxes: differences.map((difference, n) => ({ ...tax, key: `t${n}`, difference })) }).blocks[1],
    );
  expect(top('20 is not 5.')).toContain('1 rate differs from Autotask’s: see below.');
  expect(top('20 is not 5.', null, '0 is not 5.')).toContain('2 rates differ from Autotask’s: see below.');
  expect(top(null)).not.toContain('differ');
});

test('nobody has to have a default account; without one, no billing code goes to it by itself', () => {
  const code = { key: '7', label: 'Hours', current: null, decided: null, problem: null };
  const without = drawn({ defaultAccount: null, billingCodes: [code] });
  expect(field(without, 'defaultAccount')).toMatchObject({
    optional: true,
    hint: { text: expect.stringMatching(/empty/) },
  });
  expect(field(without, 'account:7')).toMatchObject({ optional: true });
  expect(field(without, 'account:7')).not.toHaveProperty('element.initial_option');
  const account = setUp('small').accounts[0]?.code ?? '';
  const with_ = drawn({ defaultAccount: account, billingCodes: [code] });
  expect(field(with_, 'account:7')).not.toHaveProperty('optional');
  expect(field(with_, 'account:7')).toHaveProperty('element.initial_option.text.text', 'The default account');
});

test('the settings window does not say what a window on top of it may change', () => {
  const settings = otherViews('small').find((view) => view.kind === 'settings' && view.mayEdit);
  if (!settings) throw new Error('no settings in the samples');
  expect(JSON.stringify(drawModal(settings))).not.toMatch(/\bmaps?\b|Default account/);
  // the message does: it is drawn once more whenever somebody asks
  expect(JSON.stringify(drawMessage(settings).blocks)).toMatch(/default account .* maps?\b/);
});

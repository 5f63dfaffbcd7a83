import { expect, test } from '@jest/globals';
import { contactName } from '../../src/domain/contact-name.ts';

test.each([
  ['Mill & Sons Ltd', 'Mill & Sons Ltd'],
  ['  Mill   &\t\nSons  ', 'Mill & Sons'],
  ['Mill<Sons>Ltd', 'Mill Sons Ltd'],
  ['<b>Mill</b>', 'b Mill /b'],
  ['>> Mill <<', 'Mill'],
  ['x'.repeat(300), 'x'.repeat(255)],
  // a cut that falls on a space leaves none at the end
  [`${'x'.repeat(254)} ${'y'.repeat(9)}`, 'x'.repeat(254)],
  // one that takes two places is not cut in half: no address can be made of it
  [`${'x'.repeat(254)}🦊`, 'x'.repeat(254)],
  ['🦊'.repeat(200), '🦊'.repeat(127)],
  // spaces before the name take none of its room
  [`   ${'x'.repeat(255)}`, 'x'.repeat(255)],
])('the name %j is %j in Xero', (name, expected) => {
  expect(contactName(name)).toBe(expected);
});

import { expect, test } from '@jest/globals';
import { pageOf } from '../../src/domain/pages.ts';

const SEVEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

test.each([
  [1, 'abc', 1],
  [2, 'def', 2],
  [3, 'g', 3],
  // a page that does not exist becomes the nearest that does
  [4, 'g', 3],
  [99, 'g', 3],
  [0, 'abc', 1],
  [-2, 'abc', 1],
  [2.9, 'def', 2],
])('page %d of seven things, three a page', (page, items, current) => {
  expect(pageOf(SEVEN, page, 3)).toEqual({ items: items.split(''), page: current, pages: 3 });
});

test('nothing is one empty page, and a full page has no second', () => {
  expect(pageOf([], 5, 3)).toEqual({ items: [], page: 1, pages: 1 });
  expect(pageOf(SEVEN.slice(0, 3), 2, 3)).toEqual({ items: ['a', 'b', 'c'], page: 1, pages: 1 });
});

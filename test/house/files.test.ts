import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, isCode, linesLike } from './tree.ts';

const MOST_LINES = 300;
const MOST_LINES_OF_A_TEST = 500;

const sources = filesBelow('src');
const code = [...filesBelow('src', isCode), ...filesBelow('test', isCode), ...filesBelow('scripts', isCode)];
const lines = (text: string) => text.split('\n').length - 1;

describe('files', () => {
  test(`have at most ${MOST_LINES} lines`, () => {
    const long = sources
      .filter(({ text }) => lines(text) > MOST_LINES)
      .map(({ name, text }) => `${name} has ${lines(text)} lines: divide it`);
    expect(long).toEqual([]);
  });

  test(`of tests have at most ${MOST_LINES_OF_A_TEST} lines`, () => {
    const long = code.filter(({ name, text }) => name.startsWith('test/') && lines(text) > MOST_LINES_OF_A_TEST);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  test('half of those in src have at most 120 lines', () => {
    const sizes = filesBelow('src', isCode)
      .map(({ text }) => lines(text))
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(120);
  });

  test('have names in kebab-case', () => {
    const wrong = code.filter(
      ({ name }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.browser)?\.(ts|tsx|js|mjs)$/.test(path.basename(name)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe('no file has', () => {
  // written in parts, so that this file does not find itself
  test.each<[string, RegExp]>([
    ['a type that means nothing', /(:|<|\bas|\|)\s*any\b(?!\w)(?=\s*[;,)>=[\]|{]|$)/],
    ['a silenced type error', new RegExp('@ts-' + '(ignore|expect-error|nocheck)')],
    ['a silenced lint rule without a reason', new RegExp('biome-' + 'ignore(?! [\\w/]+: .{8,})')],
    ['work left for later', new RegExp('\\b(TO' + 'DO|FIX' + 'ME|HA' + 'CK)\\b')],
    [
      'a test that is left out, or run alone',
      new RegExp('\\b(test|it|describe)\\.' + '(skip|only|todo|failing)\\b|\\bx(test|it|describe)' + '\\('),
    ],
    ['a test that is repeated until it passes', new RegExp('retry' + 'Times')],
    ['an enum', /^\s*(export )?(const )?enum /],
    ['a default export', /^export default /],
    ['a debugger', /^\s*debugger\b/],
  ])('%s', (_what, pattern) => {
    const allowed = /^test\/(browser\/)?global-setup\.ts:/; // jest asks for a default export
    expect(linesLike(code, pattern).filter((line) => !allowed.test(line))).toEqual([]);
  });

  test('a class that is not an error', () => {
    const classes = linesLike(filesBelow('src', isCode), /^\s*(export )?(abstract )?class /);
    const allowed = /class \w+ extends Error|class DurableNodeFS extends NodeFS/;
    expect(classes.filter((line) => !allowed.test(line))).toEqual([]);
  });
});

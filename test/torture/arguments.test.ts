import { describe, expect, test } from '@jest/globals';
import { Misuse, readArguments } from '../../src/torture/arguments.ts';

function wishOf(...args: string[]) {
  const wish = readArguments(args);
  if (typeof wish === 'string') throw new Error('a text instead of a wish');
  return { cases: wish.cases.length, seeds: wish.seeds.length, first: wish.seeds[0], json: wish.json };
}

function refusalOf(...args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof Misuse) return error.message;
    throw error;
  }
  return 'was taken';
}

describe('what the torture is asked for', () => {
  test('is all of it, a part, or one', () => {
    const all = wishOf();
    expect(all).toMatchObject({ seeds: 10_000, first: 1, json: false });
    expect(all.cases).toBeGreaterThanOrEqual(100);
    expect(wishOf('--cases', '30', '--seeds', '200', '--json')).toEqual({
      cases: 30,
      seeds: 200,
      first: 1,
      json: true,
    });
    expect(wishOf('--seed', '77')).toMatchObject({ cases: 0, seeds: 1, first: 77 });
    expect(wishOf('--case', 'posting.intent-stored/2/asked')).toMatchObject({ cases: 1, seeds: 0 });
    expect(wishOf('--cases', '0', '--seeds', '0')).toMatchObject({ cases: 0, seeds: 0 });
  });

  test.each([
    [['--seeds', '1.5'], '--seeds takes a whole number, 0 or more, and not “1.5”.'],
    [['--seeds=-5'], '--seeds takes a whole number, 0 or more, and not “-5”.'],
    [['--seed='], '--seed takes a whole number, 0 or more, and not “”.'],
    [['--cases', '1e3'], '--cases takes a whole number, 0 or more, and not “1e3”.'],
    [['--seeds', '999999999'], '--seeds takes 1000000 at most, and not 999999999.'],
    [['--at-once', '5000'], '--at-once takes 64 at most, and not 5000.'],
    [['--case', 'nowhere'], 'There is no case “nowhere”; --list names them.'],
    [['--seed', '1', '--seeds', '2'], 'Either --seed or --seeds.'],
    [['--json', '--story'], /Unknown option '--story'$/],
    [['200'], /Unexpected argument '200'/],
  ])('%j is refused in words', (args, words) => {
    expect(refusalOf(...args)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });
});

import { describe, expect, test } from '@jest/globals';
import { fitsDivision, mixesDivisions, resolveDivision } from '../../src/domain/division.ts';
import type { Level } from '../../src/domain/types.ts';
import { aLine, anInvoice } from './make.ts';

const NORTH_CLOUD: Level = { id: 1, division: 'North', lineOfBusiness: 'Cloud' };
const NORTH_PROJECTS: Level = { id: 2, division: 'North', lineOfBusiness: 'Projects' };
const SOUTH_CLOUD: Level = { id: 3, division: 'South', lineOfBusiness: 'Cloud' };
const CLOUD_DIVISION: Level = { id: 4, division: 'Cloud', lineOfBusiness: 'Hosting' };
const LEVELS = [NORTH_CLOUD, NORTH_PROJECTS, SOUTH_CLOUD];

function billedFor(...levels: (Level | null)[]) {
  return anInvoice({ lines: levels.map((level) => aLine('1', '0.2', { level })) });
}

describe('division:', () => {
  test.each([
    ['North', [true, true, false]],
    ['north', [true, true, false]],
    ['CLOUD', [true, false, true]],
    ['North / Cloud', [true, false, false]],
    ['north/cloud', [true, false, false]],
    ['West', [false, false, false]],
  ])('%s', (text, expected) => {
    expect(LEVELS.map((level) => fitsDivision(billedFor(level), text, LEVELS))).toEqual(expected);
  });

  test('one line of it is enough; no division is none', () => {
    expect(fitsDivision(billedFor(SOUTH_CLOUD, NORTH_PROJECTS, null), 'North', LEVELS)).toBe(true);
    expect(fitsDivision(billedFor(null), 'North', LEVELS)).toBe(false);
  });

  test('a name of both kinds is a question, and each choice answers it', () => {
    const levels = [...LEVELS, CLOUD_DIVISION];
    const answer = resolveDivision('cloud', levels);
    expect(answer.kind).toBe('several');
    const choices = answer.kind === 'several' ? answer.choices.map(({ value }) => value) : [];
    expect(choices).toHaveLength(2);
    for (const choice of choices) expect(resolveDivision(choice, levels).kind).toBe('one');
    expect(fitsDivision(billedFor(CLOUD_DIVISION), 'cloud', levels)).toBe(false);
  });

  test('no match lists what there is', () => {
    expect(resolveDivision('West', LEVELS)).toEqual({
      kind: 'none',
      existing: ['Cloud', 'North', 'Projects', 'South'],
    });
  });

  test('an invoice that mixes', () => {
    expect(mixesDivisions(billedFor(NORTH_CLOUD, NORTH_CLOUD))).toBe(false);
    expect(mixesDivisions(billedFor(NORTH_CLOUD, SOUTH_CLOUD))).toBe(true);
    expect(mixesDivisions(billedFor(NORTH_CLOUD, null))).toBe(true);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/torture/sim/database.ts';
import { noViolations, type Violations } from '../../src/torture/sim/judge.ts';
import { simulate } from '../../src/torture/sim/simulate.ts';
import { SPOILED, type SpoiledName, taken } from './spoiled.ts';

/** Of each lock that is taken out, a seed at which the judge notices, and what it counts there. */
const NOTICED: Record<SpoiledName, [seed: number, counted: keyof Violations]> = {
  'no look in Xero before it sends again': [7, 'duplicates'],
  'another idempotency key each time': [7, 'duplicates'],
  'no answer taken for a refusal': [7, 'unexplainedCents'],
  'no answer taken for success': [12, 'lost'],
  'totals of the answer not looked at': [1, 'unexplainedCents'],
  'marked before it is posted': [8, 'markedNotPosted'],
  'marks not read back': [8, 'unrest'],
};

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

describe('the judge of the simulation notices upSync without', () => {
  test.each(Object.entries(NOTICED))('%s', async (name, [seed, counted]) => {
    taken.count = 0;
    const { violations } = await simulate(seed, database, SPOILED[name as SpoiledName]);
    expect(taken.count).toBeGreaterThan(0);
    expect(violations[counted]).toBeGreaterThan(0);
  });
});

describe('the judge of the simulation finds nothing with every lock in place', () => {
  const seeds = [...new Set(Object.values(NOTICED).map(([seed]) => seed))];
  test.each(seeds)('at seed %i', async (seed) => {
    const { sentences, violations } = await simulate(seed, database);
    expect(sentences).toEqual([]);
    expect(violations).toEqual(noViolations());
  });
});

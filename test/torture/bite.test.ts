import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/torture/sim/database.ts';
import { noViolations, type Violations } from '../../src/torture/sim/judge.ts';
import { simulate } from '../../src/torture/sim/simulate.ts';
import { losingMarks, SPOILED, type SpoiledName, taken } from './spoiled.ts';

/** What the judge counts without each lock. */
const COUNTED: Record<SpoiledName, keyof Violations> = {
  'no look in Xero before it sends again': 'duplicates',
  'another idempotency key each time': 'duplicates',
  'no answer taken for a refusal': 'unexplainedCents',
  'no answer taken for success': 'lost',
  'totals of the answer not looked at': 'unexplainedCents',
  'marked before it is posted': 'markedNotPosted',
  'marks not read back': 'unrest',
};
/** It has to be noticed in one of these stories; those with most trouble where the lock holds first. */
const SEEDS = [7, 8, 1, 12, 10, 3, 9, 26, ...Array.from({ length: 40 }, (_, at) => at + 30)];

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

describe('the judge of the simulation notices upSync without', () => {
  test.each(Object.entries(COUNTED))('%s', async (name, counted) => {
    expect(await noticed(name as SpoiledName, counted)).toEqual({ leanedOn: true, counted: expect.any(Number) });
  });
});

describe('the judge of the simulation finds nothing with every lock in place', () => {
  test.each(SEEDS.slice(0, 4))('at seed %i', async (seed) => {
    const { sentences, violations } = await simulate(seed, database);
    expect(sentences).toEqual([]);
    expect(violations).toEqual(noViolations());
  });

  test('where the first request for each mark is lost', async () => {
    const { sentences } = await simulate(SEEDS[0] ?? 1, database, losingMarks);
    expect(sentences).toEqual([]);
  });
});

/** The first story in which the judge counts something, and whether upSync came to the lock there. */
async function noticed(name: SpoiledName, what: keyof Violations) {
  for (const seed of SEEDS) {
    taken.count = 0;
    const { violations } = await simulate(seed, database, SPOILED[name]);
    if (violations[what] > 0) return { leanedOn: taken.count > 0, counted: violations[what] };
  }
  return `not noticed in ${SEEDS.length} stories`;
}

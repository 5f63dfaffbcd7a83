import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forgetDatabaseFolder } from '../../src/torture/roads/database-folder.ts';
import { differences, type Ending } from '../../src/torture/roads/ending.ts';
import { playReal } from '../../src/torture/roads/real.ts';
import { playSimulated } from '../../src/torture/roads/simulated.ts';
import { drawStory } from '../../src/torture/roads/story.ts';
import { type Database, openDatabase } from '../../src/torture/sim/database.ts';
import { noViolations } from '../../src/torture/sim/judge.ts';

const SEED = 150;
/** Played twice, once in real time. */
const PATIENCE_MS = 240_000;

let database: Database;
let simulated: Ending;
beforeAll(async () => {
  database = await openDatabase();
  simulated = await playSimulated(drawStory(SEED), database);
}, PATIENCE_MS);
afterAll(async () => {
  await database.close();
  forgetDatabaseFolder();
});

describe('a story told on two roads', () => {
  test(
    'ends the same over the simulated wire and over real HTTP, the real queue and Bolt',
    async () => {
      const real = await playReal(drawStory(SEED));
      expect(differences(simulated.fields, real.fields)).toEqual([]);
      for (const { verdict } of [simulated, real]) {
        expect(verdict.sentences).toEqual([]);
        expect(verdict.violations).toEqual(noViolations());
      }
      expect(real.fields.documents.length).toBeGreaterThan(0);
      expect(real.fields.autotask.some((line) => line.includes('marked'))).toBe(true);
    },
    PATIENCE_MS,
  );

  test(
    'is told the same way again, and differs where one document is lost on the way',
    async () => {
      const again = await playSimulated(drawStory(SEED), database);
      expect(differences(simulated.fields, again.fields)).toEqual([]);
      const spoiled = await playSimulated(drawStory(SEED), database, ({ xero }) => {
        const [lost] = xero.rows();
        if (lost) xero.deleteDocument(lost.tenantId, lost.id);
      });
      expect(differences(simulated.fields, spoiled.fields)).toEqual([
        expect.stringMatching(/^documents: only on the simulated road: .* DRAFT /),
        expect.stringMatching(/^documents: only on the real road: .* DELETED /),
      ]);
    },
    PATIENCE_MS,
  );
});

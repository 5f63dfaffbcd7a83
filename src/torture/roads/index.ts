import type { Database } from '../sim/database.ts';
import { noViolations, type Verdict } from '../sim/judge.ts';
import { differences } from './ending.ts';
import { playReal } from './real.ts';
import { playSimulated } from './simulated.ts';
import { drawStory } from './story.ts';

/** Every so many seeds one is told on both roads. */
export const EVERY_NTH_SEED = 50;

export interface BothRoads extends Verdict {
  /** Sentences on what one road has and the other has not. */
  different: string[];
  story: string[];
}

/**
 * Tells the story of a seed twice, over the simulator's network, queue and front, and over real HTTP, the real queue and
 * Bolt. Both must keep every promise and end in the same state.
 */
export async function playBothRoads(seed: number, database: Database): Promise<BothRoads> {
  const simulated = await playSimulated(drawStory(seed), database);
  const real = await playReal(drawStory(seed));
  const violations = noViolations();
  for (const name of Object.keys(violations) as (keyof typeof violations)[])
    violations[name] = simulated.verdict.violations[name] + real.verdict.violations[name];
  const different = differences(simulated.fields, real.fields);
  const told = (road: string, lines: string[]) => lines.map((line) => `${road} road: ${line}`);
  return {
    violations,
    different,
    sentences: [...told('simulated', simulated.verdict.sentences), ...told('real', real.verdict.sentences)],
    story: [...told('simulated', simulated.story), ...told('real', real.story)],
  };
}

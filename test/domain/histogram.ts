import { expect } from '@jest/globals';

/** 2,000 in `npm test`; `npm run test:money` asks for 100,000. */
export const RUNS = Number(process.env.MONEY_RUNS ?? 2000);
const SEED = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** For fc.assert. The same seed and count make the same invoices. */
export function runs(share = 1): { numRuns: number; seed: number } {
  const numRuns = Math.ceil(RUNS * share);
  if (RUNS >= 2000)
    process.stdout.write(`${numRuns} generated invoices; again with MONEY_RUNS=${RUNS} MONEY_SEED=${SEED}\n`);
  return { numRuns, seed: SEED };
}

/** A property test needs this long at most on a slow machine, in milliseconds. */
export const PATIENCE = 60_000 + RUNS * 60;

/** Counts how often a case was met, so that a generator that misses one is noticed. */
export function histogram() {
  const counts = new Map<string, number>();
  return {
    meet(cases: Iterable<string>): void {
      for (const name of new Set(cases)) counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    /** `least`: of a thousand invoices, a third of what is usual. Checked where there are enough to tell. */
    expectAtLeast(least: Record<string, number>): void {
      if (RUNS > 2000) {
        const rows = [...counts]
          .sort((a, b) => b[1] - a[1])
          .map(([name, count]) => `${String(count).padStart(8)}  ${name}`);
        process.stdout.write(`${rows.join('\n')}\n`);
      }
      if (RUNS < 2000) return;
      const seldom = Object.entries(least).filter(
        ([name, perThousand]) => (counts.get(name) ?? 0) < (perThousand * RUNS) / 1000,
      );
      expect(seldom.map(([name]) => `${name}: ${counts.get(name) ?? 0}`)).toEqual([]);
    },
  };
}

import { noViolations, type Violations } from './sim/judge.ts';

/** What `npm run torture --json` prints. */
export interface Figures {
  crashCases: number;
  seeds: number;
  /** Counted in invoices, but for doubledClicks (clicks), unexplainedCents (cents) and unrest (runs). */
  violations: Violations;
  negativeControl: { naive: { duplicates: number }; keyOnly: { duplicates: number } };
  /** Commands that show each failure again. */
  failures: string[];
}

export function noFigures(): Figures {
  return {
    ...{ crashCases: 0, seeds: 0, violations: noViolations() },
    ...{ negativeControl: { naive: { duplicates: 0 }, keyOnly: { duplicates: 0 } }, failures: [] },
  };
}

export function addViolations(sum: Violations, more: Violations): void {
  for (const name of Object.keys(sum) as (keyof Violations)[]) sum[name] += more[name];
}

export function isClean(violations: Violations): boolean {
  return Object.values(violations).every((count) => count === 0);
}

/** For people. */
export function table(figures: Figures): string {
  const { violations, negativeControl } = figures;
  const rows: [string, number | string][] = [
    ['crash cases', figures.crashCases],
    ['seeds', figures.seeds],
    ['invoices in Xero more than once', violations.duplicates],
    ['invoices approved and lost', violations.lost],
    ['invoices marked and not posted', violations.markedNotPosted],
    ['invoices posted without approval', violations.postedWithoutApproval],
    ['clicks with two effects', violations.doubledClicks],
    ['cents nobody explains', violations.unexplainedCents],
    ['runs that did not come to rest', violations.unrest],
    ['the same for a naive poster: in Xero more than once', negativeControl.naive.duplicates],
    ['the same with an idempotency key only', negativeControl.keyOnly.duplicates],
  ];
  return columns(rows);
}

export function columns(rows: [string, number | string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(6)}`).join('\n');
}

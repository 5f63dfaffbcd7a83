import { parseArgs } from 'node:util';
import { allCases, type Case, someCases } from './cases.ts';

export const USAGE = `Usage: npm run torture -- [--cases N] [--case NAME] [--seeds N] [--seed S] [--json]

  Kills upSync at every named boundary, starts it again, and simulates thousands of month-ends amid trouble drawn from
  a seed. Checks that each approved invoice is in Xero exactly once or shown with the reason, and every mark that was
  agreed is made. The same troubles meet a poster without upSync's care, so that they are known to bite.

  --cases N     only N of the crash cases, spread evenly (0: none)
  --case NAME   only this one, such as posting.intent-stored/2/asked, and no seeds
  --seeds N     the seeds 1 to N (default 10,000; 0: none)
  --seed S      only this one, with its story, and no crash cases
  --json        one object with the figures and nothing else
  --at-once N   how many side by side (default 2)
  --tell        prints each step of the people in the crash cases, too
  --list        prints the names of the crash cases`;

const SEEDS = 10_000;
/** More than a machine plays in a week. */
const MOST_SEEDS = 1_000_000;
const MOST_AT_ONCE = 64;

/** What was asked for cannot be done as it stands; told without a stack. */
export class Misuse extends Error {}

export interface Wish {
  cases: Case[];
  seeds: number[];
  atOnce: number;
  json: boolean;
  /** Prints the people's steps, and the story of a seed. */
  tell: boolean;
}

/** A text instead of a wish is to be printed, and nothing done. */
export function readArguments(given: string[]): Wish | string {
  const { values } = parse(given);
  if (values.help) return USAGE;
  const names = allCases().map(({ name }) => name);
  if (values.list) return names.join('\n');
  if (values.case !== undefined && !names.includes(values.case))
    throw new Misuse(`There is no case “${values.case}”; --list names them.`);
  if (values.case !== undefined && values.cases !== undefined) throw new Misuse('Either --case or --cases.');
  if (values.seed !== undefined && values.seeds !== undefined) throw new Misuse('Either --seed or --seeds.');
  const alone = values.case !== undefined || values.seed !== undefined;
  const count = wholeNumber('--seeds', values.seeds, MOST_SEEDS) ?? (alone ? 0 : SEEDS);
  const seed = wholeNumber('--seed', values.seed);
  const cases = wholeNumber('--cases', values.cases) ?? (alone ? 0 : Number.POSITIVE_INFINITY);
  return {
    cases: values.case === undefined ? someCases(cases) : allCases().filter(({ name }) => name === values.case),
    seeds: seed === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [seed],
    atOnce: Math.max(1, wholeNumber('--at-once', values['at-once'], MOST_AT_ONCE) ?? 2),
    json: values.json,
    tell: values.tell,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        cases: { type: 'string' },
        case: { type: 'string' },
        seeds: { type: 'string' },
        seed: { type: 'string' },
        'at-once': { type: 'string' },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        tell: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string | undefined, most = 999_999_999): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Misuse(`${name} takes a whole number, 0 or more, and not “${text}”.`);
  if (Number(text) > most) throw new Misuse(`${name} takes ${most} at most, and not ${text}.`);
  return Number(text);
}

import { parseArgs } from 'node:util';
import { allCases, type Case, someCases } from './cases.ts';
import { playCases } from './crash.ts';
import { addViolations, type Figures, isClean, noFigures, table } from './figures.ts';
import { playSeeds } from './sim/fleet.ts';

const USAGE = `Usage: npm run torture -- [--cases N] [--case NAME] [--seeds N] [--seed S] [--json]

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

/** What was asked for cannot be done as it stands; told without a stack. */
class Misuse extends Error {}

interface Wish {
  cases: Case[];
  seeds: number[];
  atOnce: number;
  json: boolean;
  /** Prints the people's steps, and the story of a seed. */
  tell: boolean;
}

async function main(): Promise<void> {
  const wish = readArguments();
  if (typeof wish === 'string') return print(wish);
  const say = wish.json ? () => undefined : print;
  const figures = noFigures();
  const fail = (name: string, sentences: string[], command: string) => {
    figures.failures.push(command);
    say(`BROKEN ${name}`);
    for (const sentence of sentences) say(`         ${sentence}`);
    say(`         ${command}`);
  };
  const tell = wish.tell ? say : () => undefined;
  await playCases(wish.cases, { atOnce: wish.atOnce, tell }, ({ name }, { violations, sentences }) => {
    figures.crashCases += 1;
    addViolations(figures.violations, violations);
    if (isClean(violations)) say(`ok     ${name}`);
    else fail(name, sentences, `npm run torture -- --case ${name}`);
  });
  await playSeeds(wish.seeds, wish.atOnce, ({ seed, violations, sentences, naive, keyOnly, trace, story }) => {
    figures.seeds += 1;
    addViolations(figures.violations, violations);
    figures.negativeControl.naive.duplicates += naive;
    figures.negativeControl.keyOnly.duplicates += keyOnly;
    if (wish.tell || wish.seeds.length === 1) say([...story, `trace ${trace}`].join('\n'));
    if (!isClean(violations)) fail(`seed ${seed}`, sentences, `npm run torture -- --seed ${seed}`);
    if (figures.seeds % 500 === 0) say(`ok     ${figures.seeds} seeds so far`);
  });
  report(figures, wish.json);
}

function report(figures: Figures, json: boolean): void {
  print(json ? JSON.stringify(figures) : `\n${table(figures)}`);
  if (!isClean(figures.violations) || figures.failures.length > 0) process.exitCode = 1;
}

/** A text instead of a wish is to be printed, and nothing done. */
function readArguments(): Wish | string {
  const { values } = parse();
  if (values.help) return USAGE;
  const names = allCases().map(({ name }) => name);
  if (values.list) return names.join('\n');
  if (values.case !== undefined && !names.includes(values.case))
    throw new Misuse(`There is no case “${values.case}”; --list names them.`);
  if (values.case !== undefined && values.cases !== undefined) throw new Misuse('Either --case or --cases.');
  if (values.seed !== undefined && values.seeds !== undefined) throw new Misuse('Either --seed or --seeds.');
  const alone = values.case !== undefined || values.seed !== undefined;
  const count = wholeNumber('--seeds', values.seeds) ?? (alone ? 0 : SEEDS);
  const seed = wholeNumber('--seed', values.seed);
  const cases = wholeNumber('--cases', values.cases) ?? (alone ? 0 : Number.POSITIVE_INFINITY);
  return {
    cases: values.case === undefined ? someCases(cases) : allCases().filter(({ name }) => name === values.case),
    seeds: seed === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [seed],
    atOnce: Math.max(1, wholeNumber('--at-once', values['at-once']) ?? 2),
    json: values.json,
    tell: values.tell,
  };
}

function parse() {
  try {
    return parseArgs({
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

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Misuse(`${name} takes a whole number, 0 or more, and not “${text}”.`);
  return Number(text);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  const isMisuse = error instanceof Misuse;
  const words = isMisuse ? `${error.message}\n\n${USAGE}` : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${words}\n`);
  process.exitCode = isMisuse ? 2 : 1;
});

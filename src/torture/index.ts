import { Misuse, readArguments, USAGE } from './arguments.ts';
import { playCases } from './crash.ts';
import { addViolations, columns, type Figures, isClean, noFigures, table } from './figures.ts';
import { playSeeds } from './sim/fleet.ts';
import { KIND_NAMES } from './sim/occurred.ts';

/** Among so many, every kind of trouble is expected at least once. */
const SEEDS_FOR_EVERY_KIND = 200;

async function main(): Promise<void> {
  const wish = readArguments(process.argv.slice(2));
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
  await playCases(wish.cases, { atOnce: wish.atOnce, tell }, ({ name }, { violations, sentences }, seconds) => {
    figures.crashCases += 1;
    addViolations(figures.violations, violations);
    if (isClean(violations)) say(`ok     ${name.padEnd(30)} ${seconds.toFixed(1).padStart(5)} s`);
    else fail(name, sentences, `npm run torture -- --case ${name}`);
  });
  let onBothRoads = 0;
  const occurred = new Map(KIND_NAMES.map((name) => [name, 0]));
  await playSeeds(wish.seeds, wish.atOnce, (result) => {
    const { seed, violations, sentences, naive, keyOnly, trace, story, roads } = result;
    figures.seeds += 1;
    for (const name of result.occurred) occurred.set(name, (occurred.get(name) ?? 0) + 1);
    addViolations(figures.violations, violations);
    figures.negativeControl.naive.duplicates += naive;
    figures.negativeControl.keyOnly.duplicates += keyOnly;
    if (wish.tell || wish.seeds.length === 1) say([...story, `trace ${trace}`].join('\n'));
    if (!isClean(violations)) fail(`seed ${seed}`, sentences, `npm run torture -- --seed ${seed}`);
    if (roads) {
      onBothRoads += 1;
      addViolations(figures.violations, roads.violations);
      if (wish.tell || wish.seeds.length === 1) say(roads.story.join('\n'));
      const wrong = [...roads.sentences, ...roads.different];
      if (wrong.length > 0) fail(`seed ${seed} on both roads`, wrong, `npm run torture -- --seed ${seed}`);
    }
    if (figures.seeds % 500 === 0) say(`ok     ${figures.seeds} seeds so far`);
  });
  if (onBothRoads > 0) say(`${onBothRoads} seeds were told over real HTTP and the real queue, too`);
  if (figures.seeds > 1) say(`\nIn so many of the stories it happened\n${columns([...occurred])}`);
  const never = [...occurred].flatMap(([name, count]) => (count === 0 ? name : []));
  if (figures.seeds >= SEEDS_FOR_EVERY_KIND && never.length > 0) {
    process.exitCode = 1;
    process.stderr.write(`The simulation proves less than it says. In no story there was: ${never.join('; ')}\n`);
  }
  report(figures, wish.json);
}

function report(figures: Figures, json: boolean): void {
  print(json ? JSON.stringify(figures) : `\n${table(figures)}`);
  if (!isClean(figures.violations) || figures.failures.length > 0) process.exitCode = 1;
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

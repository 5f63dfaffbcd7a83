import { Misuse, readArguments, USAGE } from './arguments.ts';
import { playCases } from './crash.ts';
import { addViolations, type Figures, isClean, noFigures, table } from './figures.ts';
import { playSeeds } from './sim/fleet.ts';

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
  await playSeeds(wish.seeds, wish.atOnce, ({ seed, violations, sentences, naive, keyOnly, trace, story, roads }) => {
    figures.seeds += 1;
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

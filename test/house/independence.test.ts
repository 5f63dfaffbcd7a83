import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { filesBelow, isCode } from './tree.ts';

/** What judges the product has to come to its figures by itself; only types may be shared. */
const JUDGES = [
  'test/domain/exact.ts',
  'test/domain/xero-model.ts',
  'test/domain/money-judge.ts',
  'test/domain/generated.ts',
  'test/helpers/outcome-check.ts',
  ...filesBelow('src/sandbox', isCode).map(({ name }) => name),
];
const MAY_BE_SHARED = /^(src\/sandbox|test)\//;

/** Files of ours that this one runs code of, directly. */
function importsOf(name: string, read = (file: string) => fs.readFileSync(file, 'utf8')): string[] {
  const statements = read(name).matchAll(/(?:^|\n)(?:import|export)\s+(?!type\b)([^'";]*?)\s*(?:from\s+)?'(\.[^']+)'/g);
  return [...statements].flatMap(([, names = '', file = '']) => {
    const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
    const onlyTypes = listed?.split(',').every((one) => /^\s*(type\s.*)?$/.test(one));
    return onlyTypes ? [] : [path.posix.join(path.posix.dirname(name), file)];
  });
}

function reached(from: string): string[] {
  const seen = new Set([from]);
  for (const name of seen) for (const next of isCode(name) ? importsOf(name) : []) seen.add(next);
  return [...seen];
}

test('the stand-in systems and the models of the tests run no code of the product', () => {
  const shared = JUDGES.flatMap((judge) =>
    reached(judge)
      .filter((name) => isCode(name) && !MAY_BE_SHARED.test(name))
      .map((name) => `${judge} reaches ${name}`),
  );
  expect(shared).toEqual([]);
});

test('shared code would be seen, and types are none', () => {
  const text = [
    "import type { Draft } from '../../src/domain/types.ts';",
    "import { type Amount } from '../../src/domain/types.ts';",
    "import { type Amount, roundCents } from '../../src/domain/money.ts';",
    "export { sum } from '../../src/domain/money.ts';",
  ].join('\n');
  expect(importsOf('test/domain/x.ts', () => text)).toEqual(['src/domain/money.ts', 'src/domain/money.ts']);
  expect(reached('test/domain/draft-properties.test.ts')).toContain('src/domain/rounding.ts');
  expect(reached('test/domain/money-judge.ts')).toContain('test/domain/exact.ts');
});

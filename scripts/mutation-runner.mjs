// Runs the tests of src/domain for Stryker, in the process they were loaded into: they are pure, so a mutant is switched
// on between two tests and nothing is loaded again. With a start of Jest for each mutant the same takes hours.
// https://stryker-mutator.io/docs/stryker-js/guides/create-a-plugin/
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const TESTS = 'test/domain';
const PASSED = 0;
const FAILED = 1;
const DECLARED = 'every test could be declared';
const WITHOUT_STATIC = process.env.WITHOUT_STATIC === '1';

/** Where instrumented code looks which mutant is on and says what it ran through. */
globalThis.__stryker__ ??= {};
const shared = globalThis.__stryker__;

function createRunner() {
  let loaded = null;
  return {
    // a module that is loaded stays loaded, so a mutant that acts while loading gets a process of its own; without static
    // ones it is held only against what runs in the tests
    capabilities: () => ({ reloadEnvironment: WITHOUT_STATIC }),

    async dryRun() {
      shared.mutantCoverage = { static: {}, perTest: {} };
      loaded ??= await load();
      const tests = [];
      for (const test of loaded) {
        const startedAt = performance.now();
        const failure = await failureOf(test);
        const said = failure === null ? { status: PASSED } : { status: FAILED, failureMessage: failure };
        tests.push({ id: test.name, name: test.name, timeSpentMs: performance.now() - startedAt, ...said });
      }
      return { status: 'complete', tests, mutantCoverage: shared.mutantCoverage };
    },

    async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, sandboxFileName }) {
      if (mutantActivation === 'static' && !WITHOUT_STATIC) shared.activeMutant = activeMutant.id;
      loaded ??= await load();
      shared.activeMutant = activeMutant.id;
      shared.hitLimit = hitLimit;
      shared.hitCount = hitLimit === undefined ? undefined : 0;
      const wanted = testFilter && new Set(testFilter);
      const tests = loaded
        .filter(({ name }) => name === DECLARED || !wanted || wanted.has(name))
        .sort((a, b) => distance(a, sandboxFileName) - distance(b, sandboxFileName));
      let failed = null;
      for (const [index, test] of tests.entries()) {
        const failureMessage = await failureOf(test);
        if (failureMessage === null) continue;
        failed = { failureMessage, killedBy: [test.name], nrOfTests: index + 1 };
        break;
      }
      shared.activeMutant = undefined;
      if (hitLimit !== undefined && shared.hitCount > hitLimit)
        return { status: 'timeout', reason: 'it went round and round' };
      return failed ? { status: 'killed', ...failed } : { status: 'survived', nrOfTests: tests.length };
    },
  };
}

/** The first test that fails ends the search: those of the file itself come first, properties last. */
function distance({ file }, mutated) {
  if (file.startsWith(path.basename(mutated, '.ts'))) return 0;
  return file.includes('properties') ? 2 : 1;
}

/** Imports every test; those that cannot be imported are a test that fails. */
async function load() {
  const globals = pathToFileURL(path.resolve('scripts/mutation-globals.mjs')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
  });
  const { tests, broken } = await import(globals);
  const { default: fc } = await import(import.meta.resolve('fast-check', pathToFileURL(path.resolve('package.json'))));
  // A property that fails is not made small: nobody reads the example.
  fc.configureGlobal({ numRuns: 25, endOnFailure: true });
  const files = fs.readdirSync(TESTS).filter((name) => name.endsWith('.test.ts'));
  for (const file of files) {
    const before = tests.length;
    await import(pathToFileURL(path.resolve(TESTS, file)).href).catch((error) => broken.push(error));
    for (const test of tests.slice(before)) test.file = file;
  }
  const declared = () => {
    if (broken.length > 0) throw broken[0];
  };
  return [{ name: DECLARED, file: '', run: declared }, ...tests];
}

/** What a test said against it; null where it passed. */
async function failureOf({ name, run }) {
  shared.currentTestId = name;
  try {
    await run();
    return null;
  } catch (error) {
    return String(error?.stack ?? error);
  } finally {
    shared.currentTestId = undefined;
  }
}

createRunner.inject = [];

export const strykerPlugins = [{ kind: 'TestRunner', name: 'domain', factory: createRunner }];

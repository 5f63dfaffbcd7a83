// What tests of src/domain import as @jest/globals while scripts/mutation-runner.mjs runs them: the same expect, and just
// enough of describe and test to collect them.
import { expect } from 'expect';

/** Every test that was declared: its name with the describes around it, and what it does. */
export const tests = [];
/** What was thrown while they were declared. */
export const broken = [];

const around = [];

export function describe(name, declare) {
  around.push(name);
  try {
    declare();
  } catch (error) {
    broken.push(error);
  }
  around.pop();
}

export function test(name, run) {
  // the same name may come twice, as in a table
  tests.push({ name: `${[...around, name].join(' › ')} #${tests.length}`, run });
}

/** A row is a list of arguments, or the only one. */
test.each = (rows) => (name, run) => {
  for (const row of rows) test(name, () => run(...(Array.isArray(row) ? row : [row])));
};
describe.each = (rows) => (name, declare) => {
  for (const row of rows) describe(name, () => declare(...(Array.isArray(row) ? row : [row])));
};

export { expect };

// Mutation testing of src/domain by test/domain: what can be broken there without a test that fails? Run by hand:
//   npm run mutation                             all of src/domain
//   npm run mutation -- draft.ts tax.ts          some of its files
// --without-static leaves out what is worked out once while a file loads: each such mutant costs a new process.
// Stryker wants a newer Node than upSync does, so both come through npx and are no dependency. See docs/mutation.md.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const STRYKER = '10.0.0';
const NODE = '24.21.0';
const WORK = 'coverage/mutation';

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const option = (name, standard) => process.argv.find((one) => one.startsWith(`--${name}=`))?.split('=')[1] ?? standard;
const concurrency = Number(option('concurrency', '2'));
const report = option('report', 'all');

const config = {
  mutate: files.length > 0 ? files.map((name) => `src/domain/${name}`) : ['src/domain/**/*.ts'],
  ignorePatterns: ['**', '!src/domain/**', '!test/domain/**', '!scripts/**', '!docs/*.md', '!package.json'],
  plugins: [path.resolve('scripts/mutation-runner.mjs')],
  testRunner: 'domain',
  testRunnerNodeArgs: ['--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  concurrency,
  timeoutMS: 8_000,
  timeoutFactor: 3,
  ignoreStatic: process.argv.includes('--without-static'),
  tempDirName: `${WORK}/work-${report}`,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${WORK}/${report}.json` },
  thresholds: { high: 95, low: 85, break: 85 },
};

fs.mkdirSync(WORK, { recursive: true });
const configFile = `${WORK}/${report}.config.json`;
fs.writeFileSync(configFile, JSON.stringify(config, null, 2));
const packages = [`node-${process.platform}-${process.arch}@${NODE}`, `@stryker-mutator/core@${STRYKER}`];
// Few random invoices for each mutant, or the properties alone would take the day.
const env = {
  ...{ WITHOUT_STATIC: config.ignoreStatic ? '1' : '0', MONEY_RUNS: '25' },
  ...{ ...process.env, MONEY_SEED: '1', npm_config_loglevel: 'error' },
};
const { status } = spawnSync(
  'npx',
  ['-y', ...packages.flatMap((one) => ['-p', one]), '-c', `stryker run ${configFile}`],
  {
    stdio: 'inherit',
    env,
  },
);
process.exit(status ?? 1);

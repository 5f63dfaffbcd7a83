import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, isCode, type SourceFile } from './tree.ts';

/**
 * Which way imports run. Per layer: what it may import of ours (folders, or single files), and of packages. A layer may
 * always import itself. `only` names the files that may do more than their layer, with the reason.
 */
interface Rule {
  ours: string[];
  packages: string[];
  only?: Record<string, { may: string[]; because: string }>;
}

const NODE = ['node:'];
const RULES: Record<string, Rule> = {
  domain: { ours: [], packages: ['decimal.js'] },
  blocks: { ours: ['domain'], packages: ['zod', '@slack/types'] },
  services: { ours: ['domain', 'db'], packages: ['node:crypto', 'node:timers/promises'] },
  db: { ours: ['domain', 'generated'], packages: [...NODE, 'pg', '@prisma/', '@electric-sql/'] },
  jobs: { ours: ['services', 'domain'], packages: ['pg', 'pg-boss', 'zod'] },
  clients: {
    ours: ['domain', 'services/ports.ts', 'log.ts'],
    packages: [...NODE, 'axios', 'decimal.js', 'openid-client', 'xero-node', 'zod'],
    only: {
      'http.ts': { may: ['config.ts'], because: 'which hosts are this machine is decided once' },
      'autotask-zone.ts': { may: ['config.ts'], because: 'which hosts are this machine is decided once' },
      'xero-auth.ts': { may: ['config.ts'], because: 'which hosts are this machine is decided once' },
      'slack-chat.ts': { may: ['blocks'], because: 'it is where a View becomes Block Kit' },
      'slack-people.ts': { may: ['blocks/ids.ts'], because: 'ids of people are read there' },
      'slack-errors.ts': { may: ['@slack/web-api'], because: 'it knows Slack’s errors' },
      'slack-web.ts': { may: ['@slack/web-api'], because: 'it is the way to Slack' },
    },
  },
  handlers: {
    ours: ['services', 'domain', 'blocks', 'log.ts'],
    packages: [...NODE, '@slack/bolt', '@slack/types', 'express', 'zod'],
    only: { 'bolt.ts': { may: ['clients/slack-web.ts'], because: 'Slack’s libraries log through one door' } },
  },
  sandbox: {
    ours: [],
    packages: [...NODE, 'decimal.js', 'express', 'react', 'react-dom/client', 'react-aria-components', 'ws', 'zod'],
  },
  demo: { ours: ['sandbox', 'domain', 'config.ts', 'log.ts', 'slack.ts', 'start-sandbox.ts'], packages: NODE },
  torture: {
    ours: [
      'app.ts',
      'blocks',
      'demo',
      'jobs',
      'sandbox',
      'domain',
      'services',
      'db',
      'config.ts',
      'log.ts',
      'slack.ts',
    ],
    packages: [...NODE, 'pg', '@electric-sql/'],
  },
  commands: { ours: ['db', 'config.ts'], packages: [...NODE, 'pg'] },
  'config.ts': { ours: [], packages: [...NODE, 'zod'] },
  'log.ts': { ours: [], packages: ['pino'] },
  'app.ts': { ours: ['clients', 'services', 'db', 'jobs', 'config.ts', 'log.ts'], packages: NODE },
  'slack.ts': {
    ours: ['app.ts', 'clients/slack-chat.ts', 'clients/slack-people.ts', 'handlers', 'services', 'config.ts', 'log.ts'],
    packages: NODE,
  },
  'start-sandbox.ts': { ours: ['sandbox', 'slack.ts', 'config.ts', 'log.ts', 'db/lock.ts'], packages: NODE },
  'index.ts': { ours: ['config.ts', 'log.ts', 'slack.ts', 'start-sandbox.ts'], packages: NODE },
};

const sources = filesBelow('src', isCode);

function importsOf({ text }: SourceFile): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...found].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '');
}

/** `domain/plan.ts` for a file of ours, the name as it stands for a package. */
function target(source: SourceFile, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return path.posix.relative('src', path.posix.join(path.posix.dirname(source.name), specifier));
}

function matches(target: string, allowed: string[]): boolean {
  return allowed.some(
    (one) => target === one || target.startsWith(one.endsWith('/') || one.endsWith(':') ? one : `${one}/`),
  );
}

function judge(source: SourceFile, specifier: string): string[] {
  const inSource = path.posix.relative('src', source.name);
  const [layer = ''] = inSource.split('/');
  const rule = RULES[layer];
  if (!rule) return [`${source.name}: nothing says what src/${layer} may import`];
  const more = rule.only?.[inSource.slice(layer.length + 1)]?.may ?? [];
  const to = target(source, specifier);
  if (matches(to, [layer, ...rule.ours, ...rule.packages, ...more])) return [];
  const may = [...rule.ours, ...rule.packages].join(', ');
  return [`${source.name} imports ${specifier}: ${layer} may import only itself${may && `, ${may}`}`];
}

describe('imports', () => {
  test('run one way', () => {
    const wrong = sources.flatMap((source) => importsOf(source).flatMap((specifier) => judge(source, specifier)));
    expect(wrong).toEqual([]);
  });

  test('are found at all, and a wrong one would be told', () => {
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(500);
    const text = "import type { Db } from '../db/index.ts';\nexport { x } from './y.ts';\nawait import('pg');";
    const source = { name: 'src/domain/plan.ts', text };
    expect(importsOf(source).flatMap((specifier) => judge(source, specifier))).toEqual([
      'src/domain/plan.ts imports ../db/index.ts: domain may import only itself, decimal.js',
      'src/domain/plan.ts imports pg: domain may import only itself, decimal.js',
    ]);
  });

  test('every rule and every exception is in use', () => {
    const used = new Set(sources.map(({ name }) => path.posix.relative('src', name)));
    const layers = new Set([...used].map((name) => name.split('/')[0]));
    const idle = Object.entries(RULES).flatMap(([layer, rule]) => [
      ...(layers.has(layer) ? [] : [layer]),
      ...Object.entries(rule.only ?? {}).flatMap(([file, { may }]) => {
        const source = sources.find(({ name }) => name === `src/${layer}/${file}`);
        const targets = source ? importsOf(source).map((specifier) => target(source, specifier)) : [];
        return may.filter((one) => !targets.some((to) => matches(to, [one]))).map((one) => `${layer}/${file}: ${one}`);
      }),
    ]);
    expect(idle).toEqual([]);
  });

  test('name files as they are on disk', () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith('.') && !/\.(ts|tsx|css)$/.test(specifier))
        .map((specifier) => `${source.name}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('what belongs to one place', () => {
  const below = (folder: string) => sources.filter(({ name }) => name.startsWith(folder));

  test.each<[string, RegExp, RegExp]>([
    [
      'the environment, to config.ts and the process that is made to die',
      /process\.env/,
      /^src\/(config|torture\/(entry|processes))\.ts$/,
    ],
    [
      'Slack’s libraries, to handlers, blocks and clients/slack-*',
      /from '@slack\//,
      /^src\/(handlers|blocks|clients\/slack-)/,
    ],
    ['Prisma, to db', /generated\/prisma|@prisma\//, /^src\/db\//],
    ['the queue’s library, to jobs', /from 'pg-boss'/, /^src\/jobs\//],
    ['Xero’s library, to clients/xero-*', /from 'xero-node'/, /^src\/clients\/xero/],
  ])('%s', (_what, pattern, place) => {
    const elsewhere = sources.filter(({ name, text }) => pattern.test(text) && !place.test(name));
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
    expect(sources.some(({ name, text }) => pattern.test(text) && place.test(name))).toBe(true);
  });

  test('domain and blocks decide and draw: they wait for nothing, and know no clock and no chance', () => {
    const impure = /\basync\b|\bawait\b|Promise<|Date\.now\(|new Date\(\)|Math\.random|\bprocess\./;
    const wrong = [...below('src/domain/'), ...below('src/blocks/')].flatMap(({ name, text }) =>
      text
        .split('\n')
        .filter((line) => impure.test(line.replace(/\/\/.*|^\s*\*.*|^\s*\/\*.*/, '')))
        .map((line) => `${name}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });
});

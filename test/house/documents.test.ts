import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { settings } from '../../src/config.ts';
import { VERBS } from '../../src/domain/command.ts';
import { filesBelow, isCode } from './tree.ts';

const readme = fs.readFileSync('README.md', 'utf8');
const names = Object.keys(settings).sort();
const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** The default as the schema gives it, as text; nothing where there is none. */
function defaultOf(name: string): string {
  const schema = settings[name as keyof typeof settings];
  const answer = schema.safeParse(undefined);
  const value = answer.success ? answer.data : undefined;
  return value === undefined || Array.isArray(value) ? '' : String(value);
}

describe('the settings', () => {
  test('all stand in .env.example, each with a line that says what it is, and with no value', () => {
    const lines = fs.readFileSync('.env.example', 'utf8').split('\n');
    const found = lines.flatMap((line, index) => {
      const name = /^([A-Z_]+)=$/.exec(line)?.[1];
      if (!name) return [];
      return [{ name, comment: /^# .{10,}/.test(lines[index - 1] ?? '') }];
    });
    expect(found.map(({ name }) => name).sort()).toEqual(names);
    expect(found.filter(({ comment }) => !comment)).toEqual([]);
    expect(lines.filter((line) => line && !/^#|^[A-Z_]+=$/.test(line))).toEqual([]);
  });

  test('all stand in the README’s table, with their defaults', () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.*?) ?\|$/gm)];
    expect(rows.map(([, name]) => name ?? '').sort()).toEqual(names);
    const wrong = rows.filter(([, name = '', , said = '']) => {
      const is = defaultOf(name);
      return is !== '' && said !== `\`${is}\``;
    });
    expect(wrong.map(([row]) => row)).toEqual([]);
  });
});

describe('the commands of the README', () => {
  const documents = [readme, ...filesBelow('docs', (name) => name.endsWith('.md')).map(({ text }) => text)].join('\n');

  test('are in package.json', () => {
    const said = [...documents.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name]) => name ?? '');
    const own = new Set(said.filter((name) => !['ci', 'install'].includes(name)));
    expect([...own].filter((name) => !(name in scripts))).toEqual([]);
    const forPeople = ['start', 'demo', 'dev', 'test', 'test:browser', 'check', 'format', 'migration', 'torture'];
    expect([...own]).toEqual(expect.arrayContaining(forPeople));
  });

  test.each([
    ['start', 'src/index.ts'],
    ['demo', 'src/demo/index.ts'],
  ])('npm run %s has the options that are named, and the README names them all', (command, file) => {
    const lines = readme.split('\n').filter((line) => new RegExp(`npm (run )?${command} --`).test(line));
    const said = new Set(lines.flatMap((line) => line.match(/--[a-z][a-z-]+/g) ?? []));
    const usage = /const USAGE = `([\s\S]*?)`/.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? '';
    const real = new Set((usage.match(/--[a-z][a-z-]+/g) ?? []).filter((option) => option !== '--help'));
    expect([...said].sort()).toEqual([...real].sort());
  });

  test('npm test checks lint, types and migrations before it runs the tests', () => {
    expect(scripts.test).toMatch(/^npm run check && npm run jest/);
    expect(scripts.check).toBe('npm run lint && npm run typecheck && npm run migration:check');
    expect(scripts.lint).toBe('biome ci .');
  });

  test('in Slack are the ones there are', () => {
    const said = new Set([...documents.matchAll(/\/upsync ([a-z]+)/g)].map(([, verb]) => verb ?? ''));
    expect([...said].filter((verb) => !VERBS.some((known) => known === verb))).toEqual([]);
    expect(VERBS.filter((verb) => verb !== 'help' && !readme.includes(`/upsync ${verb}`))).toEqual([]);
  });
});

describe('what a document points to', () => {
  const documents = filesBelow('.', (name) => name.endsWith('.md'));

  test('is there', () => {
    const missing = documents.flatMap(({ name, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, to = '']) => to.split('#')[0] ?? '')
        .filter((to) => to && !/^[a-z]+:/.test(to) && !fs.existsSync(path.join(path.dirname(name), to)))
        .map((to) => `${name}: ${to}`),
    );
    expect(missing).toEqual([]);
  });

  test('of files of the source, is there', () => {
    const said = documents.flatMap(({ text }) => [
      ...text.matchAll(/`((?:src\/)?[a-z-]+\/[a-z/-]+\.ts|src\/[a-z-]+\.ts)`/g),
    ]);
    const missing = said.map(([, to = '']) => to.replace(/^src\//, '')).filter((to) => !fs.existsSync(`src/${to}`));
    expect(missing).toEqual([]);
    expect(said.length).toBeGreaterThan(10);
  });
});

describe('the Slack manifest', () => {
  const manifest = JSON.parse(fs.readFileSync('manifest.json', 'utf8'));
  /** Which scope Slack asks for. https://docs.slack.dev/reference/methods */
  const SCOPES: Record<string, string | null> = {
    'chat.postMessage': 'chat:write',
    'chat.postEphemeral': 'chat:write',
    'chat.update': 'chat:write',
    'chat.getPermalink': null,
    'files.uploadV2': 'files:write',
    'users.info': 'users:read',
    'usergroups.users.list': 'usergroups:read',
    'views.open': null,
    'views.push': null,
    'views.update': null,
    'views.publish': null,
    'auth.test': null,
  };
  const text = [...filesBelow('src/clients', isCode), ...filesBelow('src/handlers', isCode)]
    .map((file) => file.text)
    .join('\n');
  const methods = new Set(
    [...text.matchAll(/\bclient\.([a-z]+(?:\.[a-zA-Z0-9]+)+)\(/g)].map(([, method]) => method ?? ''),
  );

  test('asks for the scopes of the methods that are called, and for no more', () => {
    expect([...methods].filter((method) => !(method in SCOPES))).toEqual([]);
    const needed = new Set([...methods].flatMap((method) => SCOPES[method] ?? []));
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(['commands', ...needed].sort());
  });

  test('registers the command and the events that are listened to', () => {
    const commands = manifest.features.slash_commands.map(({ command }: { command: string }) => command);
    expect(commands).toEqual(['/upsync']);
    expect(text).toContain("'/upsync'");
    const events = [...text.matchAll(/\.event\('([a-z_]+)'/g)].map(([, event]) => event);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(events);
  });

  test('hints at commands there are', () => {
    const hint: string = manifest.features.slash_commands[0].usage_hint;
    const said = hint.split('|').map((part) => part.trim().split(' ')[0] ?? '');
    expect(said.filter((verb) => !VERBS.some((known) => known === verb))).toEqual([]);
  });
});

describe('the project stands alone', () => {
  const all = filesBelow('.', (name) => !/\.(png|ico|woff2?)$/.test(name));

  // written in parts, so that this file does not find itself
  test.each([
    ['paths of one machine', new RegExp('(?<![\\w.])/(wo' + 'rk|ro' + 'ot|ho' + 'me)/')],
    ['hosts of package registries', new RegExp('regis' + 'try\\.(npmjs|yarnpkg)|deb' + '\\.debian')],
  ])('no file names %s', (_what, pattern) => {
    const found = all.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
    expect(found).toEqual([]);
  });

  test('no file holds something that looks like a real secret', () => {
    const secret =
      /xox[bp]-\d{9,}-\d{9,}-\w{20,}|xapp-\d-[A-Z0-9]{9,}-\d{9,}-[0-9a-f]{40,}|-----BEGIN [A-Z ]*PRIVATE KEY/;
    expect(all.filter(({ text }) => secret.test(text)).map(({ name }) => name)).toEqual([]);
  });
});

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lockDirectory } from '../../src/db/lock.ts';
import { parkedBecause } from '../../src/db/parked.ts';
import { keyFile, makeNextKey, secretKey, settleKeyFile } from '../../src/db/secrets.ts';
import { openServer } from '../../src/db/server.ts';
import { SAM } from '../db/make.ts';
import { databaseSettings } from '../helpers/database.ts';
import { serverUrl } from '../helpers/database-template.ts';
import { fill, openPlace, type Place, quiet, type Rows, rowsOf, tokensOf } from './support.ts';

let place: Place;
let file: string;
let before: Rows;

beforeAll(async () => {
  place = await openPlace();
  file = path.join(place.dataDir, 'backup.gz');
  await place.withDb((db) => fill(db, place.live));
  before = await place.rows();
});
afterAll(() => place?.remove());

const database = () => path.join(place.live, 'database');
const asides = () => fs.readdirSync(place.live).filter((name) => name.startsWith('database.before-'));

describe('npm run backup', () => {
  test('writes one file for its owner only, without the key, and says where that is', async () => {
    const said = await place.run(['backup', file]);
    expect(said).toContain(file);
    expect(said).toContain(keyFile(place.live));
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const text = gunzipSync(fs.readFileSync(file)).toString();
    expect(text).toContain('written.2');
    expect(text).not.toContain(fs.readFileSync(keyFile(place.live), 'utf8').trim());
    expect(fs.readdirSync(place.dataDir).sort()).toEqual(['backup.gz', 'live']);
  });

  test.each([
    ['writes over no file', () => [file], {}, 'is there already'],
    ['leaves a server to pg_dump', () => ['other.gz'], { DATABASE_URL: 'postgresql://host/x' }, 'pg_dump'],
    ['finds no database where there is none', () => ['other.gz'], { DATA_DIR: '/nowhere' }, 'no embedded database'],
    ['asks for the file', () => [], {}, 'Usage: npm run backup -- FILE'],
    ['wants settings that hold', () => ['x'], { UPSYNC_SECRET_KEY: 'short' }, 'must be 32 bytes'],
  ])('%s', async (_what, args, environment, words) => {
    await expect(place.run(['backup', ...args()], environment)).rejects.toThrow(words);
  });
});

test.each([
  ['backup', () => [path.join(place.dataDir, 'other.gz')]],
  ['restore', () => [file]],
  ['rotate-key', () => []],
  ['audit:verify', () => []],
])('npm run %s refuses while upSync is at work', async (command, args) => {
  const release = await lockDirectory(database());
  await expect(place.run([command, ...args()])).rejects.toThrow(/upSync is at work on .* Stop it, run this again/);
  await release();
});

describe('npm run restore', () => {
  test.each<[string, (text: string) => Buffer]>([
    ['cut off', () => fs.readFileSync(file).subarray(0, -20)],
    ['without its last rows', (text) => gzipSync(text.split('\n').toSpliced(-6, 3).join('\n'))],
    ['changed', (text) => gzipSync(text.replace('written.2', 'written.9'))],
    ['something else', () => Buffer.from('not a backup')],
    ['of a newer version', (text) => gzipSync(text.replace('"migrations":[', '"migrations":["99990101000000_later",'))],
  ])('leaves everything as it is when the file is %s', async (_what, change) => {
    const bad = path.join(place.dataDir, 'bad.gz');
    fs.writeFileSync(bad, change(gunzipSync(fs.readFileSync(file)).toString()));
    await expect(place.run(['restore', bad])).rejects.toThrow(/not a (whole )?backup|newer upSync/);
    expect([asides(), parkedBecause(place.live)]).toEqual([[], null]);
  });

  test('brings back all of it, value for value, and moves aside what was there', async () => {
    await place.withDb(async (db) => {
      await db.settings.setAllowOwnApproval(true, SAM);
      await db.audit.write(SAM, 'later');
    });
    const later = await place.rows();
    const key = fs.readFileSync(keyFile(place.live));
    fs.rmSync(keyFile(place.live));
    const said = await place.run(['restore', file]);
    expect(said).toContain('sealed with another key. Put that key back');
    expect(fs.existsSync(keyFile(place.live))).toBe(false);
    fs.writeFileSync(keyFile(place.live), key, { mode: 0o600 });
    const [aside = ''] = asides();
    expect(said).toContain(path.join(place.live, aside));
    const restored = await place.rows();
    const { AuditEntry, Setting, SyncRun, ...rest } = before;
    expect(restored).toMatchObject(rest);
    expect(restored.AuditEntry?.filter((row) => !row.includes('data.restored'))).toEqual(AuditEntry);
    expect(restored.AuditEntry).toHaveLength((AuditEntry?.length ?? 0) + 1);
    expect(restored.SyncRun).toHaveLength(SyncRun?.length ?? 0);
    expect(restored.Setting?.filter(([key]) => key !== 'audit.head')).toEqual(
      Setting?.filter(([key]) => key !== 'audit.head'),
    );
    expect(await place.run(['audit:verify'])).toMatch(/^ok 4 entries/);
    await place.withDb(async (db) => {
      expect(await tokensOf(db, secretKey(undefined, place.live))).toBe('{"refreshToken":"first"}');
      // what they knew of Xero is of another time: checked again, or looked up before anything is sent
      expect(await db.runs.get('OPEN')).toMatchObject({ state: 'checking', checkedAt: null });
      expect(await db.runs.get('POSTING')).toMatchObject({ state: 'posting', checkedAt: new Date(0).toISOString() });
    });
    // what was moved aside is whole
    fs.rmSync(database(), { recursive: true });
    fs.renameSync(path.join(place.live, aside), database());
    expect(await place.rows()).toEqual(later);
    before = later;
  });
});

describe('npm run audit:verify', () => {
  test('names the first entry that is not as it was written', async () => {
    const rename = (to: string) =>
      place.withDb((_db, { pool }) => pool.query(`UPDATE "AuditEntry" SET name = $1 WHERE id = 2`, [to]));
    await rename('Nobody');
    await expect(place.run(['audit:verify'])).rejects.toThrow('broken at entry 2: it is not as it was written');
    await rename('Sam');
    expect(await place.run(['audit:verify'])).toMatch(/^ok 4 entries; the last is 4, [0-9a-f]{64}\nNot signed: /);
  });

  test('tells who wrote the chain anew without the key; a new key goes on with what the old one signed', async () => {
    // the first command with the key signs, and says so in the log
    await place.run(['rotate-key']);
    expect(await place.run(['audit:verify'])).toMatch(/^ok 6 entries; .*\nSigned with upSync’s key from entry 5 on/);
    await place.run(['rotate-key']);
    expect(await place.run(['audit:verify'])).toMatch(/^ok 7 entries; .*\nSigned with upSync’s key from entry 5 on/);

    const file = fs.readFileSync(keyFile(place.live));
    fs.writeFileSync(keyFile(place.live), `${randomBytes(32).toString('base64')}\n`);
    await expect(place.run(['audit:verify'])).rejects.toThrow('broken at entry 7: the end of the log is not signed');
    fs.rmSync(keyFile(place.live));
    expect(await place.run(['audit:verify'])).toContain('The key is not here');
    fs.writeFileSync(keyFile(place.live), file);
  });
});

describe('npm run rotate-key', () => {
  const readableWith = (key: Buffer) => place.withDb((db) => tokensOf(db, key));

  test('seals the tokens with a new key file', async () => {
    const old = secretKey(undefined, place.live);
    const said = await place.run(['rotate-key']);
    expect(said).toContain('One set of Xero tokens has a new key');
    const next = secretKey(undefined, place.live);
    expect(next.equals(old)).toBe(false);
    expect(fs.statSync(keyFile(place.live)).mode & 0o777).toBe(0o600);
    expect(await readableWith(next)).toBe('{"refreshToken":"first"}');
    await expect(readableWith(old)).rejects.toThrow('cannot be read');
    const entries = await place.withDb((db) => db.audit.list());
    expect(entries.at(-1)).toMatchObject({ action: 'key.rotated', person: 'system', details: { tokens: 1 } });
  });

  test('killed before the tokens were sealed anew: the old key stays', async () => {
    const old = secretKey(undefined, place.live);
    makeNextKey(place.live);
    const sealed = await place.withDb(async (db) => (await db.connections.list()).map(({ tokens }) => tokens));
    settleKeyFile(place.live, sealed); // as every start does
    expect(secretKey(undefined, place.live).equals(old)).toBe(true);
    expect(fs.readdirSync(place.live).filter((name) => name.includes('secret'))).toEqual(['secret.key']);
  });

  test('killed after that, before the file was put in place: the next one puts it there', async () => {
    const old = fs.readFileSync(keyFile(place.live));
    await place.run(['rotate-key']);
    const next = secretKey(undefined, place.live);
    fs.renameSync(keyFile(place.live), `${keyFile(place.live)}.new`);
    fs.writeFileSync(keyFile(place.live), old);
    const sealed = await place.withDb(async (db) => (await db.connections.list()).map(({ tokens }) => tokens));
    settleKeyFile(place.live, sealed);
    expect(secretKey(undefined, place.live).equals(next)).toBe(true);
  });

  test('goes from the file to a setting, and from one setting to another; a second try does no harm', async () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const [first, second] = [one.toString('base64'), two.toString('base64')];
    expect(await place.run(['rotate-key'], { UPSYNC_NEW_SECRET_KEY: first })).toContain('Now set UPSYNC_SECRET_KEY');
    expect(await readableWith(one)).toContain('first');
    const environment = { UPSYNC_SECRET_KEY: first, UPSYNC_NEW_SECRET_KEY: second };
    await place.run(['rotate-key'], environment);
    expect(await place.run(['rotate-key'], environment)).toContain('0 sets');
    expect(await readableWith(two)).toContain('first');
  });

  test.each<[string, Record<string, string>, string]>([
    ['the new key is missing', { UPSYNC_SECRET_KEY: randomBytes(32).toString('base64') }, 'UPSYNC_NEW_SECRET_KEY'],
    [
      'the old one is wrong',
      {
        UPSYNC_SECRET_KEY: randomBytes(32).toString('base64'),
        UPSYNC_NEW_SECRET_KEY: randomBytes(32).toString('base64'),
      },
      'nothing was changed',
    ],
  ])('changes nothing when %s', async (_what, environment, words) => {
    const rows = await place.rows();
    await expect(place.run(['rotate-key'], environment)).rejects.toThrow(words);
    expect(await place.rows()).toEqual(rows);
  });

  test('killed before the file was put in place, without tokens: the end of the audit log tells which key it is', async () => {
    await place.withDb((_db, { pool }) => pool.query('DELETE FROM "XeroConnection"'));
    await place.run(['rotate-key']);
    const since = /from entry \d+ on/.exec(await place.run(['audit:verify']))?.[0];
    expect(since).toBeDefined();
    const old = fs.readFileSync(keyFile(place.live));
    await place.run(['rotate-key']);
    fs.renameSync(keyFile(place.live), `${keyFile(place.live)}.new`);
    fs.writeFileSync(keyFile(place.live), old);
    // begins like every start: with the key that counts
    await place.run(['rotate-key']);
    expect(await place.run(['audit:verify'])).toContain(since);
  });
});

describe('npm run move-to-server', () => {
  test('wants to know where to', async () => {
    await expect(place.run(['move-to-server'])).rejects.toThrow('Set DATABASE_URL');
  });

  test('says that the server does not answer, without its password', async () => {
    const nowhere = { DATABASE_URL: 'postgresql://sam:secret@127.0.0.1:1/upsync' };
    const failed = place.run(['move-to-server'], nowhere);
    await expect(failed).rejects.toThrow(/The PostgreSQL server 127\.0\.0\.1:1\/upsync does not answer/);
    await expect(failed).rejects.not.toThrow('secret');
  });

  test('copies everything to an empty database, once, and leaves the folder marked', async () => {
    if (!serverUrl()) {
      process.stdout.write('left out: the move to a server, since there is none\n');
      return;
    }
    const { settings, drop } = await databaseSettings();
    const rows = await place.rows();
    try {
      expect(await place.run(['move-to-server'], settings)).toMatch(/Moved: \d+ rows/);
      const server = openServer(settings.DATABASE_URL ?? '', () => undefined, 'test');
      const moved = await rowsOf(server);
      const { AuditEntry, Setting, ...rest } = rows;
      expect(moved).toMatchObject(rest);
      expect(moved.AuditEntry?.filter((row) => !row.includes('data.moved'))).toEqual(AuditEntry);
      expect(moved.Setting).toHaveLength(Setting?.length ?? 0);
      const db = quiet(server);
      expect(await db.verifyAudit()).toMatchObject({ ok: true });
      await db.close();
      await server.close();

      expect(await place.rows()).toEqual(rows);
      expect(parkedBecause(place.live)).toMatch(/were moved to the PostgreSQL server .* set DATABASE_URL to it/);
      await expect(place.run(['move-to-server'], settings)).rejects.toThrow('There are data in');
      expect(await place.run(['audit:verify'], settings)).toMatch(/^ok/);

      const atWork = openServer(settings.DATABASE_URL ?? '', () => undefined);
      await atWork.pool.query('SELECT 1');
      await expect(place.run(['rotate-key'], settings)).rejects.toThrow('Stop all its processes');
      await atWork.close();
    } finally {
      await drop();
    }
  });
});

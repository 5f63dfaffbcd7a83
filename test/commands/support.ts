import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from '../../src/commands/run.ts';
import { type Contents, readContents, type Values } from '../../src/db/copy.ts';
import { type Database, openEmbedded } from '../../src/db/embedded.ts';
import { createDb, type Db } from '../../src/db/index.ts';
import { createCipher, secretKey } from '../../src/db/secrets.ts';
import { createPosting, createRun, ORGANISATION, SAM } from '../db/make.ts';
import { prepareDataFolder } from '../helpers/data-folder.ts';

/** A DATA_DIR with an embedded database, and the commands on it. */
export interface Place {
  dataDir: string;
  live: string;
  /** What the command said; rejects with what is in the way. */
  run(args: string[], environment?: Record<string, string>): Promise<string>;
  withDb<T>(work: (db: Db, database: Database) => Promise<T>): Promise<T>;
  rows(): Promise<Rows>;
  remove(): void;
}

export type Rows = Record<string, Values[]>;

export async function openPlace(): Promise<Place> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-commands-'));
  await prepareDataFolder(dataDir);
  const live = path.join(dataDir, 'live');
  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openEmbedded(path.join(live, 'database'));
    return work(database).finally(() => database.close());
  };
  return {
    ...{ dataDir, live },
    async run(args, environment = {}) {
      const said: string[] = [];
      await runCommand(args, (sentence) => said.push(sentence), { DATA_DIR: dataDir, ...environment });
      return said.join('\n');
    },
    withDb: (work) =>
      withDatabase(async (database) => {
        const db = quiet(database);
        return work(db, database).finally(() => db.close());
      }),
    rows: () => withDatabase(rowsOf),
    remove: () => fs.rmSync(dataDir, { recursive: true, force: true }),
  };
}

export function quiet({ pool }: Database): Db {
  return createDb(pool, { enqueue: async () => undefined, committed: () => undefined });
}

/** Everything that is stored, by table. */
export async function rowsOf({ pool }: Database): Promise<Rows> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const rows = await collect(await readContents(client));
    await client.query('COMMIT');
    return rows;
  } finally {
    client.release();
  }
}

async function collect({ tables, rows }: Contents): Promise<Rows> {
  const all: Rows = Object.fromEntries(tables.map(({ name }) => [name, []]));
  for await (const { table, values } of rows) all[table]?.push(values);
  for (const one of Object.values(all)) one.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return all;
}

/** What is hard to carry over: nulls in JSON and out of it, quotes, line ends, digits, many rows, one that refers to another. */
export async function fill(db: Db, live: string): Promise<void> {
  await createRun(db, 'RUN1');
  const checked = { organisationId: ORGANISATION, checkedAt: new Date() };
  for (const id of ['OPEN', 'POSTING']) {
    await createRun(db, id);
    await db.runs.move(id, 'open', checked, ['searching']);
  }
  await db.runs.move('POSTING', 'posting', {}, ['open']);
  for (let id = 1; id <= 120; id++) await createPosting(db, id);
  await db.settings.setLastSearch(SAM.id, { text: 'a "quoted" \\ one\nwith ü, , {curly} and NULL', none: null });
  await db.maps.put(ORGANISATION, { kind: 'account', key: "it's, {a} key", accountCode: '200' }, SAM);
  const sealed = createCipher(secretKey(undefined, live)).seal('{"refreshToken":"first"}');
  await db.connections.create({ id: 'C1', tokens: sealed, by: SAM });
  for (let n = 0; n < 3; n++) await db.audit.write(SAM, `written.${n}`, { details: { amount: 0.1, big: 1e21 } });
}

export async function tokensOf(db: Db, key: Buffer): Promise<string> {
  return createCipher(key).open((await db.connections.get('C1'))?.tokens ?? '');
}

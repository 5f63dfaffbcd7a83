import fs from 'node:fs';
import path from 'node:path';
import type { Storage } from '../config.ts';
import { readContents } from '../db/copy.ts';
import { keyFile } from '../db/secrets.ts';
import { writeArchive } from './archive.ts';
import { inTransaction, liveFolder, openThere, Refusal, type Say } from './place.ts';

/** Writes all data of the embedded database into one file. The key of the Xero tokens is not in it. */
export async function backup(storage: Storage, file: string, say: Say): Promise<void> {
  if (storage.DATABASE_URL)
    throw new Refusal('DATABASE_URL names a PostgreSQL server. Back that up with pg_dump, which can run meanwhile.');
  const target = path.resolve(file);
  if (fs.existsSync(target)) throw new Refusal(`${target} is there already. Name another file.`);
  if (!fs.existsSync(path.dirname(target))) throw new Refusal(`There is no folder ${path.dirname(target)}.`);
  const database = await openThere(storage);
  try {
    const tables = await inTransaction(
      database.pool,
      async (client) => {
        const contents = await readContents(client);
        await writeArchive(target, contents, new Date());
        return contents.tables;
      },
      'repeatable read',
    );
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    say(`Backed up: ${rows} rows of ${tables.length} tables, in ${target}`);
  } finally {
    await database.close();
  }
  say(
    storage.UPSYNC_SECRET_KEY
      ? 'Not in it: UPSYNC_SECRET_KEY, which the Xero tokens are sealed with. Keep it apart from this file.'
      : `Not in it: the key that the Xero tokens are sealed with, ${keyFile(liveFolder(storage))}. Keep a copy of it, apart from this file.`,
  );
}

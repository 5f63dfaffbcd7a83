import type { Storage } from '../config.ts';
import { isEmpty, loadContents, migrationsOf, readContents } from '../db/copy.ts';
import type { Database } from '../db/embedded.ts';
import { MIGRATIONS, migrate, refuseNewer } from '../db/migrate.ts';
import { park, parkedBecause } from '../db/parked.ts';
import { placeOf } from '../db/server.ts';
import {
  databaseFolder,
  inTransaction,
  liveFolder,
  openThatServer,
  openThere,
  quietDb,
  Refusal,
  type Say,
  signerThere,
} from './place.ts';

/** Copies the embedded database to the server that DATABASE_URL names, all or nothing. The folder stays as it is. */
export async function moveToServer(storage: Storage, say: Say): Promise<void> {
  const { DATABASE_URL: url } = storage;
  if (!url) throw new Refusal('Set DATABASE_URL to an empty database on the PostgreSQL server first.');
  const source = await openThere(storage);
  try {
    const target = await openThatServer(url, 'upSync move-to-server');
    try {
      await move(storage, source, target, url, say);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function move(storage: Storage, source: Database, target: Database, url: string, say: Say): Promise<void> {
  const dataDir = liveFolder(storage);
  const place = placeOf(url);
  const applied = await migrationsOf(source.pool);
  refuseNewer(applied, MIGRATIONS);
  await refuseUnlessEmpty(target, place, applied, parkedBecause(dataDir));
  await migrate(target.pool, MIGRATIONS, applied);
  const rows = await inTransaction(
    source.pool,
    async (from) => {
      const contents = await readContents(from);
      await inTransaction(target.pool, async (to) => {
        await loadContents(to, contents);
        // before the commit, and left there when nobody knows whether that was done: at no moment may both start
        park(dataDir, noteOf(place));
      });
      return contents.tables.reduce((sum, table) => sum + table.rows, 0);
    },
    'repeatable read',
  );
  await migrate(target.pool, MIGRATIONS);
  const db = quietDb(target.pool, () => signerThere(storage));
  await db.sealOldAudit();
  await db.audit.write('system', 'data.moved', { details: { to: place, rows } });
  await db.close();
  say(`Moved: ${rows} rows, each table counted on both sides, to ${place}`);
  say(`${databaseFolder(storage)} is as it was, and upSync does not start on it any more.`);
  say(
    storage.UPSYNC_SECRET_KEY
      ? 'Every process needs the same UPSYNC_SECRET_KEY.'
      : `The key file stays in ${dataDir}. For processes on other machines, set UPSYNC_SECRET_KEY to what is in it.`,
  );
}

function noteOf(place: string): string {
  return `The data of this folder were moved to the PostgreSQL server ${place} on ${new Date().toISOString()}: set DATABASE_URL to it. If npm run move-to-server did not say that it was done, run it again. To go back to this folder, and to lose what happened since, delete this file.`;
}

async function refuseUnlessEmpty(target: Database, place: string, applied: string[], note: string | null) {
  const there = await migrationsOf(target.pool);
  const empty = await inTransaction(target.pool, isEmpty);
  if (!empty)
    throw new Refusal(
      note
        ? `There are data in ${place} already, and nothing was changed. ${note}`
        : `There are data in ${place} already, and nothing was changed. Make a new, empty database for upSync.`,
    );
  if (there.some((name) => !applied.includes(name)))
    throw new Refusal(
      `${place} was made by a newer version than the data. Start upSync once on the embedded database, or make a new, empty one.`,
    );
}

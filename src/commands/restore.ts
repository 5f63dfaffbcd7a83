import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import type { Storage } from '../config.ts';
import { loadContents } from '../db/copy.ts';
import { openEmbedded } from '../db/embedded.ts';
import { syncDirectory } from '../db/files.ts';
import type { Db } from '../db/index.ts';
import { lockDirectory } from '../db/lock.ts';
import { MIGRATIONS, migrate, refuseNewer } from '../db/migrate.ts';
import { noteFile, park, unpark } from '../db/parked.ts';
import { keyFile, opens, secretKey, settleKeyFile } from '../db/secrets.ts';
import { checkArchive, readArchive } from './archive.ts';
import {
  databaseFolder,
  inTransaction,
  liveFolder,
  quietDb,
  Refusal,
  type Say,
  signerThere,
  unlessInUse,
} from './place.ts';

/** Puts a backup in the place of the embedded database, which is moved aside. The key file stays as it is. */
export async function restore(storage: Storage, file: string, say: Say): Promise<void> {
  if (storage.DATABASE_URL)
    throw new Refusal('DATABASE_URL names a PostgreSQL server. Restore that with pg_restore or psql.');
  const dir = databaseFolder(storage);
  const dataDir = liveFolder(storage);
  const backup = path.resolve(file);
  refuseNewer((await readArchive(backup)).migrations, MIGRATIONS);
  await checkArchive(backup);
  fs.mkdirSync(dataDir, { recursive: true });
  const release = await unlessInUse(dir, () => lockDirectory(dir));
  try {
    const fresh = `${dir}.restoring`;
    fs.rmSync(fresh, { recursive: true, force: true });
    const { readable } = await fill(storage, fresh, backup, say);
    const aside = fs.existsSync(dir)
      ? `${dir}.before-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`
      : null;
    exchange({ dataDir, dir, fresh, aside });
    if (aside) say(`The data that were there are now in ${aside}`);
    if (!readable)
      say(
        `The Xero tokens of this backup were sealed with another key. Put that key back (UPSYNC_SECRET_KEY, or ${keyFile(dataDir)}), or connect to Xero again.`,
      );
    say('Xero is asked before anything of it is sent. If Xero ended the connection since, /upsync connect opens it.');
  } finally {
    await release();
  }
}

/** The note keeps upSync from starting on nothing if this is interrupted between the two renames. */
function exchange({
  dataDir,
  dir,
  fresh,
  aside,
}: {
  dataDir: string;
  dir: string;
  fresh: string;
  aside: string | null;
}) {
  const where = aside ? `The data from before are in ${aside}. ` : '';
  park(dataDir, `A restore was not finished. ${where}Run npm run restore again.`);
  if (aside) fs.renameSync(dir, aside);
  fs.renameSync(fresh, dir);
  syncDirectory(dataDir);
  unpark(dataDir);
  if (fs.existsSync(noteFile(dataDir))) throw new Error(`${noteFile(dataDir)} cannot be removed`);
}

async function fill(storage: Storage, fresh: string, file: string, say: Say): Promise<{ readable: boolean }> {
  const backup = await readArchive(file);
  const database = await openEmbedded(fresh);
  try {
    await migrate(database.pool, MIGRATIONS, backup.migrations);
    await inTransaction(database.pool, (client) => loadContents(client, backup));
    await migrate(database.pool, MIGRATIONS);
    await inTransaction(database.pool, forgetWhatXeroSaid);
    const db = quietDb(database.pool, () => signerThere(storage));
    await db.sealOldAudit();
    const readable = await canReadTokens(storage, db);
    await db.audit.write('system', 'data.restored', { details: { backupOf: backup.at } });
    await db.close();
    const rows = backup.tables.reduce((sum, table) => sum + table.rows, 0);
    say(`Restored: ${rows} rows as they were at ${backup.at}`);
    return { readable };
  } finally {
    await database.close();
  }
}

/**
 * What a run knew of Xero is of another time: what was sent since stands there, and this database does not know. Runs
 * that wait for an approval are checked again, and those that are posting look in Xero before they send.
 */
async function forgetWhatXeroSaid(client: pg.PoolClient): Promise<void> {
  await client.query(`UPDATE "SyncRun" SET state = 'checking', "checkedAt" = NULL
    WHERE state = 'open' AND "checkedAt" IS NOT NULL AND "organisationId" IS NOT NULL`);
  await client.query(`UPDATE "SyncRun" SET "checkedAt" = 'epoch' WHERE "checkedAt" IS NOT NULL`);
  // cards in Slack may show what came after
  await client.query(`UPDATE "SyncRun" SET revision = revision + 1`);
}

async function canReadTokens(storage: Storage, db: Db): Promise<boolean> {
  const connected = (await db.connections.list()).filter(({ state }) => state === 'connected');
  if (connected.length === 0) return true;
  const dataDir = liveFolder(storage);
  const sealed = connected.map(({ tokens }) => tokens);
  if (!storage.UPSYNC_SECRET_KEY) {
    settleKeyFile(dataDir, sealed);
    if (!fs.existsSync(keyFile(dataDir))) return false;
  }
  const key = secretKey(storage.UPSYNC_SECRET_KEY, dataDir);
  return sealed.every((one) => opens(key, one));
}

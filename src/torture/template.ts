import fs from 'node:fs';
import path from 'node:path';
import { openEmbedded } from '../db/embedded.ts';
import { MIGRATIONS, migrate } from '../db/migrate.ts';
import { createJobs } from '../jobs/index.ts';

/** A migrated embedded database at `dir`, with its queue. Made once and copied: a new one takes seconds of work. */
export async function makeEmptyDatabase(dir: string): Promise<void> {
  const { pool, close } = await openEmbedded(dir);
  await migrate(pool, MIGRATIONS);
  const jobs = createJobs(pool, true, (error) => {
    throw error;
  });
  await jobs.start(async () => undefined);
  await jobs.stop(1000);
  await close();
}

/** Puts a copy where upSync looks for it below its DATA_DIR. */
export function copyDatabase(template: string, dataDir: string): void {
  fs.mkdirSync(path.join(dataDir, 'live'), { recursive: true });
  fs.cpSync(template, path.join(dataDir, 'live', 'database'), { recursive: true });
}

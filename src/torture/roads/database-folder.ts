import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { openEmbedded } from '../../db/embedded.ts';
import { MIGRATIONS, migrate } from '../../db/migrate.ts';
import { createJobs } from '../../jobs/index.ts';

/** One for all threads of this process: to make a database takes seconds, to copy one a tenth of one. */
function templateRoot(): string {
  return path.join(os.tmpdir(), `upsync-torture-${process.pid}`);
}

/** Puts an empty database, with its tables and its queue, where upSync looks for it below DATA_DIR. */
export async function copyDatabase(dataDir: string): Promise<void> {
  const template = path.join(templateRoot(), 'database');
  if (!fs.existsSync(template)) await makeTemplate(template);
  fs.mkdirSync(path.join(dataDir, 'live'), { recursive: true });
  fs.cpSync(template, path.join(dataDir, 'live', 'database'), { recursive: true });
}

export function forgetDatabaseFolder(): void {
  fs.rmSync(templateRoot(), { recursive: true, force: true });
}

async function makeTemplate(template: string): Promise<void> {
  const fresh = path.join(templateRoot(), `new-${threadId}`, 'database');
  const { pool, close } = await openEmbedded(fresh);
  await migrate(pool, MIGRATIONS);
  const jobs = createJobs(pool, true, (error) => {
    throw error;
  });
  await jobs.start(async () => undefined);
  await jobs.stop(1_000);
  await close();
  // whoever looks sees all of it or nothing; another thread may have been first
  try {
    fs.renameSync(fresh, template);
  } catch (error) {
    if (!fs.existsSync(template)) throw error;
  }
  fs.rmSync(path.dirname(fresh), { recursive: true, force: true });
}

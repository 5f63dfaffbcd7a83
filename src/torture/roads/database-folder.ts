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

/**
 * This thread's DATA_DIR, with an empty database that has its tables and its queue. The folder of the last time is put
 * right where it differs: to remove a thousand files and copy them again takes longer than the story.
 */
export async function freshDataDir(): Promise<string> {
  const template = path.join(templateRoot(), 'database');
  if (!fs.existsSync(template)) await makeTemplate(template);
  const dataDir = path.join(templateRoot(), `data-${threadId}`);
  putRight(path.join(dataDir, 'live', 'database'), template);
  return dataDir;
}

/** Makes a folder the same as another one; a file of the same size and time is taken for the same. */
function putRight(folder: string, like: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const names = new Set(fs.readdirSync(like));
  for (const name of fs.readdirSync(folder))
    if (!names.has(name)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  for (const name of names) {
    const [from, to] = [path.join(like, name), path.join(folder, name)];
    const wanted = fs.statSync(from);
    if (wanted.isDirectory()) {
      putRight(to, from);
      continue;
    }
    const there = fs.statSync(to, { throwIfNoEntry: false });
    if (there?.size === wanted.size && there.mtimeMs === wanted.mtimeMs) continue;
    fs.copyFileSync(from, to);
    fs.utimesSync(to, wanted.atime, wanted.mtime);
  }
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

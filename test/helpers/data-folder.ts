import fs from 'node:fs';
import path from 'node:path';
import { copyDatabase, makeEmptyDatabase } from '../../src/torture/template.ts';
import { templateName } from './database-template.ts';

const CACHE = path.resolve('node_modules/.cache/upsync-data');

/**
 * Puts a migrated embedded database where upSync looks for it below DATA_DIR. It is made once and copied: a new one
 * takes three seconds, a copy a tenth of one.
 */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  const template = path.join(CACHE, templateName());
  if (!fs.existsSync(template)) await makeTemplate(template);
  copyDatabase(template, dataDir);
}

async function makeTemplate(template: string): Promise<void> {
  const fresh = path.join(CACHE, `new-${process.pid}`, 'database');
  await makeEmptyDatabase(fresh);
  // whoever looks sees all of it or nothing; another worker may have been first
  if (!fs.existsSync(template)) fs.renameSync(fresh, template);
  fs.rmSync(path.dirname(fresh), { recursive: true, force: true });
}

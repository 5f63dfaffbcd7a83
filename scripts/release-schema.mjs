// release-schema.mjs VERSION [LAST]   writes test/db/releases/VERSION.sql: the schema that this version brings, made of
// the committed migrations (up to LAST, where a release did not have them all), as its databases remember them. The data
// beside it, VERSION.data.sql, are written by hand. Run it once for each release; a released file never changes.
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const [version, last] = process.argv.slice(2);
if (!version) {
  console.error('Usage: node scripts/release-schema.mjs VERSION [LAST]');
  process.exit(1);
}
const dir = 'prisma/migrations';
const names = fs
  .readdirSync(dir, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (!last || entry.name <= last))
  .map((entry) => entry.name)
  .sort();
const parts = names.map((name) => {
  const sql = fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return `-- ${name}\n${sql.trim()}\nINSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)\n  VALUES ('${randomUUID()}', '${checksum}', now(), '${name}', 1);\n`;
});
const history = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
CREATE SCHEMA IF NOT EXISTS pgboss;
`;
const file = `test/db/releases/${version}.sql`;
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(
  file,
  `-- The schema of ${version}. Made by scripts/release-schema.mjs; never changed.\n${history}\n${parts.join('\n')}`,
);
console.log(`${file}: ${names.length} migrations`);

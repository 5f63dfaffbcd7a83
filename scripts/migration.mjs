// migration.mjs <name>   writes prisma/migrations/<ts>_<name>/migration.sql = (all migrations) -> schema.prisma
// migration.mjs --check  exits 1 when the migrations do not add up to schema.prisma
// Offline replacement of `prisma migrate dev|diff`: Prisma's schema engine (WASM build) + an in-memory PGlite.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bg from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const require = createRequire(import.meta.url);
const name = process.argv[2];
const dir = 'prisma/migrations';
const schema = fs.readFileSync('prisma/schema.prisma', 'utf8');
const db = await PGlite.create();
for (const d of fs
  .readdirSync(dir, { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name)
  .sort())
  await db.exec(fs.readFileSync(path.join(dir, d, 'migration.sql'), 'utf8'));
const wasm = fs.readFileSync(
  path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm'),
);
const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bg });
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (m) => console.error(m) };
bg.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
const files = [{ path: 'schema.prisma', content: schema }];
const engine = await bg.SchemaEngine.new(
  { datamodels: [['schema.prisma', schema]] },
  () => {},
  bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(db)),
);
const { stdout, exitCode } = await engine.diff({
  from: { tag: 'schemaDatasource', files, configDir: '.' },
  to: { tag: 'schemaDatamodel', files },
  script: true,
  exitCode: true,
  filters: { externalTables: [], externalEnums: [] },
});
if (name === '--check') {
  console.log(exitCode === 0 ? 'migrations match schema.prisma' : `migrations do not match schema.prisma:\n${stdout}`);
  process.exit(exitCode === 0 ? 0 : 1);
}
if (exitCode === 0) {
  console.log('nothing to migrate');
  process.exit(0);
}
const id = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
fs.mkdirSync(path.join(dir, id));
fs.writeFileSync(path.join(dir, id, 'migration.sql'), stdout);
console.log(`${dir}/${id}/migration.sql`);
process.exit(0);

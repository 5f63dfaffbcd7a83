import type pg from 'pg';

/** Every value as PostgreSQL writes it as text, so that nothing is rounded, converted or taken for something else. */
export type Values = (string | null)[];

export interface Table {
  name: string;
  columns: string[];
  rows: number;
}

/** All that a database holds of ours; the queue is left out, since its jobs only nudge and are made anew at the start. */
export interface Contents {
  /** Names of the migrations that made its tables, in their order. */
  migrations: string[];
  /** Those that others refer to come first. */
  tables: Table[];
  rows: AsyncIterable<{ table: string; values: Values }>;
}

const FETCH = 50;
const HISTORY = '_prisma_migrations';

/** Reads everything. Must be inside a transaction with one snapshot (repeatable read) that lasts until the rows are read. */
export async function readContents(client: pg.ClientBase): Promise<Contents> {
  const tables = await readTables(client);
  return {
    migrations: await migrationsOf(client),
    tables,
    rows: (async function* () {
      for (const { name, columns } of tables)
        for await (const values of rowsOf(client, name, columns)) yield { table: name, values };
    })(),
  };
}

/** Names of the migrations that were applied, in their order; none in an empty database. */
export async function migrationsOf(client: pg.ClientBase | pg.Pool): Promise<string[]> {
  const { rows: there } = await client.query(`SELECT 1 FROM pg_class WHERE oid = to_regclass('public.${HISTORY}')`);
  if (there.length === 0) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${HISTORY} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** True when nothing was ever stored; what a migration itself puts there does not count. */
export async function isEmpty(client: pg.ClientBase): Promise<boolean> {
  for (const { name, rows } of await readTables(client)) {
    if (name !== 'Setting' && rows > 0) return false;
    if (name === 'Setting' && (await hasSettings(client))) return false;
  }
  return true;
}

async function hasSettings(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(`SELECT 1 FROM "Setting" WHERE key <> 'audit.head' LIMIT 1`);
  return rows.length > 0;
}

/**
 * Fills the tables, which must have been made by the same migrations, and compares the number of rows of each. Belongs
 * into one transaction. Whoever else would write waits; throws when something is in them already.
 */
export async function loadContents(client: pg.ClientBase, contents: Contents): Promise<void> {
  const known = await readTables(client);
  const all = known.map(({ name }) => quote(name)).join(', ');
  await client.query(`LOCK TABLE ${all} IN ACCESS EXCLUSIVE MODE`);
  if (!(await isEmpty(client))) throw new Error('There are data in it already.');
  await client.query(`TRUNCATE ${all}`);
  const inserts = new Map<string, string>();
  for (const { name, columns } of contents.tables) inserts.set(name, await insertInto(client, name, columns));
  let waiting: Values[] = [];
  let table = '';
  const put = async () => {
    const sql = inserts.get(table);
    if (sql && waiting.length > 0) await client.query(sql, turned(waiting));
    waiting = [];
  };
  for await (const row of contents.rows) {
    if (row.table !== table || waiting.length >= FETCH) await put();
    table = row.table;
    waiting.push(row.values);
  }
  await put();
  await compareCounts(client, contents.tables);
  await setSequences(client);
}

async function compareCounts(client: pg.ClientBase, expected: Table[]): Promise<void> {
  const counted = new Map((await readTables(client)).map(({ name, rows }) => [name, rows]));
  for (const { name, rows } of expected)
    if (counted.get(name) !== rows)
      throw new Error(`${name} should have ${rows} rows, and ${counted.get(name) ?? 0} came over.`);
}

/** What counts up by itself goes on after the highest number that is there. */
async function setSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    SELECT c.relname AS table, a.attname AS column,
           pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) AS sequence
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) IS NOT NULL`);
  for (const { table, column, sequence } of rows)
    await client.query(`SELECT setval($1, coalesce(max(${quote(column)}), 0) + 1, false) FROM ${quote(table)}`, [
      sequence,
    ]);
}

async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '${HISTORY}'
    GROUP BY c.relname ORDER BY c.relname`);
  const tables: Table[] = [];
  for (const { name, columns } of rows) {
    const counted = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${quote(name)}`);
    tables.push({ name, columns, rows: Number(counted.rows[0]?.rows) });
  }
  return inOrder(tables, await references(client));
}

async function references(client: pg.ClientBase): Promise<{ from: string; to: string }[]> {
  const { rows } = await client.query<{ from: string; to: string }>(`
    SELECT f.relname::text AS from, t.relname::text AS to
    FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.conrelid <> k.confrelid`);
  return rows;
}

function inOrder(tables: Table[], all: { from: string; to: string }[]): Table[] {
  const ordered: Table[] = [];
  const left = [...tables];
  while (left.length > 0) {
    const next = left.findIndex(
      ({ name }) => !all.some(({ from, to }) => from === name && left.some((other) => other.name === to)),
    );
    if (next < 0) throw new Error('the tables refer to each other in a circle');
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

async function* rowsOf(client: pg.ClientBase, table: string, columns: string[]): AsyncGenerator<Values> {
  const list = columns.map((column) => `${quote(column)}::text`).join(', ');
  await client.query(`DECLARE upsync_rows NO SCROLL CURSOR FOR SELECT ${list} FROM ${quote(table)}`);
  for (;;) {
    const { rows } = await client.query<Values>({ text: `FETCH ${FETCH} FROM upsync_rows`, rowMode: 'array' });
    if (rows.length === 0) break;
    yield* rows;
  }
  await client.query('CLOSE upsync_rows');
}

/** An insert that takes one list of texts a column. Types are those of the table, not of what is read. */
async function insertInto(client: pg.ClientBase, table: string, columns: string[]): Promise<string> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relname = $1 AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`,
    [table],
  );
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  const unknown = columns.filter((column) => !types.has(column));
  if (rows.length === 0 || unknown.length > 0)
    throw new Error(`This version of upSync does not know ${rows.length === 0 ? table : `${table}.${unknown}`}.`);
  const values = columns.map((column, index) => `u.c${index}::${types.get(column)}`).join(', ');
  const lists = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const names = columns.map((_, index) => `c${index}`).join(', ');
  return `INSERT INTO ${quote(table)} (${columns.map(quote).join(', ')}) SELECT ${values} FROM unnest(${lists}) AS u(${names})`;
}

function turned(rows: Values[]): Values[] {
  return (rows[0] ?? []).map((_, column) => rows.map((values) => values[column] ?? null));
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import { openEmbedded } from '../../src/db/embedded.ts';

/** Opens the embedded database in argv[2] and commits numbers, each printed once it is committed. */
const { pool } = await openEmbedded(process.argv[2] ?? '');
await pool.query('CREATE TABLE IF NOT EXISTS numbers (n integer PRIMARY KEY)');
const { rows } = await pool.query<{ next: number }>('SELECT coalesce(max(n), 0) + 1 AS next FROM numbers');
process.stdout.write('open\n');
for (let n = rows[0]?.next ?? 1; process.argv[3] === 'write'; n++) {
  await pool.query('INSERT INTO numbers VALUES ($1)', [n]);
  process.stdout.write(`${n}\n`);
}
setInterval(() => undefined, 1000);

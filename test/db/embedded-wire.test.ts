import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { poolOver } from '../../src/db/embedded.ts';
import { type Exchange, exchangeWith, prepared } from '../../src/db/embedded-wire.ts';

let db: PGlite;
let shared: Exchange;
let pool: pg.Pool;
/** How often something crossed into the database. */
let crossings = 0;

beforeAll(async () => {
  db = await PGlite.create();
  const exchange = exchangeWith(db);
  const counted: Exchange = (messages) => {
    crossings += 1;
    return exchange(messages);
  };
  shared = prepared(counted);
  pool = poolOver(shared);
  await pool.query('CREATE TABLE numbers (n integer PRIMARY KEY, name text)');
}, 120_000);
afterAll(async () => {
  await pool.end();
  await db.close();
});

const preparedOnes = async () =>
  (await pool.query('SELECT statement FROM pg_prepared_statements ORDER BY prepare_time')).rows.map(
    ({ statement }: { statement: string }) => statement,
  );

describe('what is said to the embedded database', () => {
  test('crosses over in one piece, and is read once', async () => {
    const text = 'INSERT INTO numbers VALUES ($1, $2)';
    const before = crossings;
    for (let n = 0; n < 10; n += 1) await pool.query(text, [n, `number ${n}`]);
    expect(crossings - before).toBe(10);
    const { rows } = await pool.query('SELECT n, name FROM numbers WHERE n = $1', [7]);
    expect(rows).toEqual([{ n: 7, name: 'number 7' }]);
    expect((await preparedOnes()).filter((statement) => statement === text)).toHaveLength(1);
  });

  test('may come from two at once', async () => {
    const pools = [poolOver(shared), poolOver(shared)];
    const answers = await Promise.all(pools.map((one, n) => one.query(`SELECT $1::int + ${n} AS n`, [n])));
    expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 0 }], [{ n: 2 }]]);
    await Promise.all(pools.map((one) => one.end()));
  });

  test('may be wrong, and what follows is not', async () => {
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(pool.query('SELECT n FROM nothing WHERE n = $1', [1])).rejects.toThrow(/"nothing" does not exist/);
      await expect(pool.query('INSERT INTO numbers VALUES ($1, $2)', [7, 'again'])).rejects.toThrow(/duplicate key/);
    }
    await pool.query('CREATE TABLE nothing (n integer)');
    expect((await pool.query('SELECT n FROM nothing WHERE n = $1', [1])).rows).toEqual([]);
  });

  test('is undone with its transaction, and said again afterwards', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT count(*)::int AS count FROM numbers WHERE n > $1', [3]);
    await expect(client.query('SELECT $1::int / 0 AS n', [1])).rejects.toThrow(/division by zero/);
    await expect(client.query('SELECT $1::text AS first_said_in_a_failed_one', ['a'])).rejects.toThrow(/aborted/);
    await client.query('ROLLBACK');
    expect((await client.query('SELECT $1::text AS first_said_in_a_failed_one', ['a'])).rows).toEqual([
      { first_said_in_a_failed_one: 'a' },
    ]);
    expect((await client.query('SELECT count(*)::int AS count FROM numbers WHERE n > $1', [3])).rows).toEqual([
      { count: 6 },
    ]);
    client.release();
  });

  test('may be a list of any length, and the number of what is kept has an end', async () => {
    for (let length = 1; length <= 500; length += 1) {
      const list = Array.from({ length }, (_, index) => index);
      const places = list.map((n) => `$${n + 1}`).join(',');
      const { rows } = await pool.query(`SELECT count(*)::int AS count FROM numbers WHERE n IN (${places})`, list);
      expect(rows).toEqual([{ count: Math.min(length, 10) }]);
    }
    expect((await preparedOnes()).length).toBeLessThanOrEqual(400);
  });

  test('finds a table as it is, when that changed', async () => {
    const text = 'SELECT name FROM numbers WHERE n = $1';
    await pool.query(text, [1]);
    await pool.query('ALTER TABLE numbers ADD COLUMN more text, ALTER COLUMN name TYPE varchar(40)');
    expect((await pool.query('SELECT n, more FROM numbers WHERE n = $1', [1])).rows).toEqual([{ n: 1, more: null }]);
  });
});

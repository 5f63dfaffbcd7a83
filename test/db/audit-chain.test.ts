import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChainEntry, EMPTY, type SealedEntry, seal, walk } from '../../src/db/audit-chain.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, createRun, times } from './make.ts';

async function* inPages(entries: SealedEntry[]): AsyncGenerator<SealedEntry[]> {
  for (let from = 0; from < entries.length; from += 3) yield entries.slice(from, from + 3);
}

const text = fc.string({ maxLength: 8 });
const content = fc.record({
  at: fc.date({ noInvalidDate: true }),
  person: text,
  name: text,
  action: fc.constantFrom('run.approved', 'posting.posted'),
  runId: fc.option(text),
  invoiceId: fc.option(fc.integer()),
  details: fc.dictionary(text, fc.jsonValue()),
});
const log = fc.array(content, { minLength: 1, maxLength: 12 });

function written(contents: Omit<ChainEntry, 'id'>[]) {
  return seal(
    EMPTY,
    contents.map((one, index) => ({ ...one, id: BigInt(index + 1) })),
  );
}

/** A log in which the entry at `n` (counted round) is not what it was; null where nothing would differ. */
type Tamper = (sealed: SealedEntry[], n: number) => SealedEntry[] | null;

const tampers: [string, Tamper][] = [
  ['who', (all, n) => all.with(n, { ...at(all, n), person: `${at(all, n).person}x` })],
  ['when', (all, n) => all.with(n, { ...at(all, n), at: new Date((at(all, n).at.getTime() + 1) % 1e12) })],
  ['what', (all, n) => all.with(n, { ...at(all, n), action: 'run.cancelled' })],
  ['which run', (all, n) => all.with(n, { ...at(all, n), runId: `${at(all, n).runId}x` })],
  ['which invoice', (all, n) => all.with(n, { ...at(all, n), invoiceId: (at(all, n).invoiceId ?? 0) + 1 })],
  ['the details', (all, n) => all.with(n, { ...at(all, n), details: { ...(at(all, n).details as object), more: 1 } })],
  ['the number', (all, n) => all.with(n, { ...at(all, n), id: at(all, n).id + 1n })],
  ['removed', (all, n) => all.toSpliced(n, 1)],
  ['the end cut off', (all, n) => all.slice(0, n)],
  ['the seal taken off', (all, n) => all.with(n, { ...at(all, n), hash: null })],
  ['put in twice', (all, n) => all.toSpliced(n, 0, at(all, n))],
  ['two changed places', (all, n) => (n + 1 < all.length ? all.with(n, at(all, n + 1)).with(n + 1, at(all, n)) : null)],
  [
    'changed and sealed again by itself',
    (all, n) => {
      const changed = { ...at(all, n), name: 'Somebody else' };
      const before = n === 0 ? EMPTY : { ...EMPTY, hash: at(all, n - 1).hash ?? '' };
      return all.toSpliced(n, 1, ...seal(before, [changed]).sealed);
    },
  ],
];

function at(all: SealedEntry[], n: number): SealedEntry {
  const one = all[n];
  if (!one) throw new Error(`no entry ${n}`);
  return one;
}

describe('the chain', () => {
  test('as it was written is whole, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (contents) => {
        const { sealed, head } = written(contents);
        // the database gives keys back in an order of its own
        const back = sealed.map((one) => ({ ...one, details: reversed(one.details) }));
        expect(await walk(inPages(back), head)).toEqual({ ok: true, head });
      }),
    );
  });

  test.each(tampers)('shows it when an entry is not as it was: %s', async (_what, tamper) => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(), async (contents, chance) => {
        const { sealed, head } = written(contents);
        const other = tamper(sealed, chance % sealed.length);
        fc.pre(other !== null);
        expect((await walk(inPages(other ?? []), head)).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

function reversed(details: unknown): unknown {
  return Object.fromEntries(Object.entries(details as object).reverse());
}

describe('the audit log of a database', () => {
  let db: TestDb;
  beforeAll(async () => {
    db = await testDb();
  });
  afterAll(() => db?.close());

  const change = (sql: string) => db.pool.query(sql);

  test('is one chain without gaps, though many write at once, some fail, and one writes many', async () => {
    await createRun(db.db, 'CHAIN');
    await times(20, (n) =>
      db.db
        .transaction(async (tx) => {
          await tx.audit.write(ANN, `first.${n}`, { runId: 'CHAIN', details: { b: [n], a: { y: 1.5, x: '“ü”' } } });
          await tx.runs.touch('CHAIN');
          await tx.audit.write('system', `second.${n}`, { runId: 'CHAIN', invoiceId: n });
          if (n % 5 === 0) throw new Error('on second thoughts');
        })
        .catch(() => undefined),
    );
    await times(5, (n) => db.db.audit.write(ANN, `alone.${n}`));
    const rows = await db.db.audit.list();
    expect(rows).toHaveLength(2 * 16 + 5);
    const verdict = await db.db.verifyAudit();
    expect(verdict).toMatchObject({ ok: true, head: { id: '37', entries: 37 } });
    expect(await db.db.sealOldAudit()).toBe(0);
  });

  test.each([
    ['changed', `UPDATE "AuditEntry" SET name = 'Nobody' WHERE id = 7`, '7', 'not as it was written'],
    ['removed', 'DELETE FROM "AuditEntry" WHERE id = 9', '10', 'does not follow'],
    ['the last ones removed', 'DELETE FROM "AuditEntry" WHERE id > 30', '30', 'should end with 37'],
    [
      'put in by hand',
      `INSERT INTO "AuditEntry" (id, person, name, action, details) VALUES (38, 'x', 'x', 'run.approved', '{}')`,
      '38',
      'no seal',
    ],
    ['the end’s record removed', `DELETE FROM "Setting" WHERE key = 'audit.head'`, '37', 'is missing'],
  ])('shows it: %s', async (_what, sql, id, why) => {
    const undo = `CREATE TABLE "kept" AS TABLE "AuditEntry"; CREATE TABLE "head" AS TABLE "Setting"`;
    await change(undo);
    await change(sql);
    expect(await db.db.verifyAudit()).toEqual({ ok: false, id, why: expect.stringContaining(why) });
    await change(
      `TRUNCATE "AuditEntry", "Setting"; INSERT INTO "AuditEntry" TABLE "kept"; INSERT INTO "Setting" TABLE "head"`,
    );
    await change('DROP TABLE "kept", "head"');
    expect(await db.db.verifyAudit()).toMatchObject({ ok: true });
  });

  test('what was written before there was a chain is sealed once, and an end set back is not', async () => {
    await change(`UPDATE "AuditEntry" SET hash = NULL, "prevHash" = NULL; DELETE FROM "AuditEntry" WHERE id = 3`);
    await change(`UPDATE "Setting" SET value = '${JSON.stringify(EMPTY)}' WHERE key = 'audit.head'`);
    const [one, other] = await Promise.all([db.db.sealOldAudit(), db.db.sealOldAudit()]);
    expect([one, other].sort()).toEqual([0, 36]);
    await db.db.audit.write(ANN, 'later');
    expect(await db.db.verifyAudit()).toMatchObject({ ok: true, head: { id: '38', entries: 37 } });

    await change(`UPDATE "Setting" SET value = '${JSON.stringify(EMPTY)}' WHERE key = 'audit.head'`);
    await expect(db.db.sealOldAudit()).rejects.toThrow('set back');
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EMPTY, type Head, seal } from '../../src/db/audit-chain.ts';
import { createSigner, type Signer } from '../../src/db/audit-signature.ts';
import { createDb, type Db } from '../../src/db/index.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN } from './make.ts';

const [key, other] = [randomBytes(32), randomBytes(32)];

describe('a signature', () => {
  const head: Head = { id: '7', entries: 7, hash: 'a'.repeat(64), since: '1' };
  const signed = { ...head, mac: createSigner(key).sign(head) };

  test('holds for this end and this key alone', () => {
    expect(createSigner(key).signed(signed)).toBe(true);
    expect(createSigner(other).signed(signed)).toBe(false);
    expect(createSigner(other, key).signed(signed)).toBe(true);
    for (const change of [{ id: '8' }, { entries: 8 }, { hash: 'b'.repeat(64) }, { since: '2' }, { mac: '' }])
      expect([change, createSigner(key).signed({ ...signed, ...change })]).toEqual([change, false]);
    expect(createSigner(key).signed(head)).toBe(false);
  });

  test('is another one than the key itself would make', () => {
    expect(createSigner(key).sign(head)).not.toBe(createSigner(other).sign(head));
    expect(createSigner(key).sign(head)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the end of a database’s audit log', () => {
  let at: TestDb;
  let db: Db;
  let signer: Signer | null = null;
  beforeAll(async () => {
    at = await testDb();
    db = createDb(at.pool, { enqueue: async () => undefined, committed: () => undefined }, () => signer);
  });
  afterAll(async () => {
    await db?.close();
    await at?.close();
  });

  const actions = async () => (await db.audit.list()).map(({ action }) => action);
  const storeHead = (head: Head) =>
    at.pool.query(`UPDATE "Setting" SET value = $1 WHERE key = 'audit.head'`, [JSON.stringify(head)]);

  test('a log from before is signed from the next entry on, and says so; a new key that knows the old one goes on', async () => {
    await db.audit.write(ANN, 'before.signatures');
    expect((await db.auditHead())?.mac).toBeUndefined();
    signer = createSigner(key);
    await db.audit.write(ANN, 'first.signed');
    await db.transaction((tx) => tx.audit.write(ANN, 'second.signed'));
    expect(await actions()).toEqual(['before.signatures', 'audit.signed-anew', 'first.signed', 'second.signed']);
    expect(await db.verifyAudit()).toMatchObject({ ok: true, head: { since: '2', entries: 4 } });
    signer = createSigner(other, key);
    await db.audit.write(ANN, 'third.signed');
    signer = createSigner(other);
    expect(await db.verifyAudit()).toMatchObject({ ok: true, head: { since: '2', entries: 5 } });
  });

  test('written anew as a whole, without the key, it is told; and what follows does not hide it', async () => {
    const rows = await at.pool.query('SELECT * FROM "AuditEntry" ORDER BY id');
    const forged = rows.rows.map((row) => ({ ...row, id: BigInt(row.id), name: 'Somebody else' }));
    const { sealed, head } = seal(EMPTY, forged);
    for (const { id, name, hash, prevHash } of sealed)
      await at.pool.query('UPDATE "AuditEntry" SET name = $2, hash = $3, "prevHash" = $4 WHERE id = $1', [
        ...[String(id), name, hash, prevHash],
      ]);
    const before = await db.auditHead();
    await storeHead({ ...before, ...head });
    expect(await db.verifyAudit()).toEqual({
      ok: false,
      id: '5',
      why: expect.stringContaining('not signed with this key'),
    });

    await db.audit.write(ANN, 'fourth.signed');
    expect((await actions()).slice(-2)).toEqual(['audit.signed-anew', 'fourth.signed']);
    // whole again, but signed only from here on: that is what a person sees
    expect(await db.verifyAudit()).toMatchObject({ ok: true, head: { since: '6', entries: 7 } });
  });

  test('with the signature taken off, what follows is signed from there on only', async () => {
    const { mac: _mac, since: _since, ...bare } = (await db.auditHead()) ?? EMPTY;
    await storeHead(bare);
    await db.audit.write(ANN, 'fifth.signed');
    expect(await db.verifyAudit()).toMatchObject({ ok: true, head: { since: '8', entries: 9 } });
  });
});

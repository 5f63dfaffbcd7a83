import type { Storage } from '../config.ts';
import { openEither, Refusal, type Say, tablesOf } from './place.ts';

/** Walks the audit log from its first entry to its last, and says whether it is as it was written. */
export async function auditVerify(storage: Storage, say: Say): Promise<void> {
  const database = await openEither(storage, 'upSync audit:verify');
  try {
    const db = await tablesOf(database);
    const verdict = await db.verifyAudit();
    await db.close();
    if (!verdict.ok) throw new Refusal(`The audit log is broken at entry ${verdict.id}: ${verdict.why}.`);
    say(`ok ${verdict.head.entries} entries; the last is ${verdict.head.id}, ${verdict.head.hash}`);
  } finally {
    await database.close();
  }
}

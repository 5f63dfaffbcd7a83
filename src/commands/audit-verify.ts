import type { Storage } from '../config.ts';
import type { Head } from '../db/audit-chain.ts';
import { openEither, Refusal, type Say, signerThere, tablesOf } from './place.ts';

/** Walks the audit log from its first entry to its last, and says whether it is as it was written. */
export async function auditVerify(storage: Storage, say: Say): Promise<void> {
  const database = await openEither(storage, 'upSync audit:verify');
  try {
    const signer = signerThere(storage);
    const db = await tablesOf(database, () => signer);
    const verdict = await db.verifyAudit();
    await db.close();
    if (!verdict.ok) throw new Refusal(`The audit log is broken at entry ${verdict.id}: ${verdict.why}.`);
    say(`ok ${verdict.head.entries} entries; the last is ${verdict.head.id}, ${verdict.head.hash}`);
    say(signatureOf(verdict.head, signer !== null));
  } finally {
    await database.close();
  }
}

/** What the chain alone cannot say: whether it was written by who has the key. */
function signatureOf({ mac, since }: Head, isKeyHere: boolean): string {
  if (mac === undefined) return 'Not signed: upSync signs it with its key from its next entry on.';
  if (!isKeyHere) return 'The key is not here, so it was not checked whether upSync signed it.';
  if (since === '1') return 'Signed with upSync’s key from the first entry on.';
  return `Signed with upSync’s key from entry ${since} on; who may write to the database could have written anew what is older.`;
}

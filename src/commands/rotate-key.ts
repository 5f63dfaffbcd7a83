import type { Storage } from '../config.ts';
import { createSigner, type Signer } from '../db/audit-signature.ts';
import type { Db } from '../db/index.ts';
import { createCipher, keyFile, makeNextKey, opens, secretKey, settleKeyFile, takeNextKey } from '../db/secrets.ts';
import { othersAtWork } from '../db/server.ts';
import { liveFolder, openEither, Refusal, type Say, tablesOf } from './place.ts';

/**
 * Seals all tokens with a new key, in one transaction. May be killed at any line: the key file beside the old one tells
 * the next start, or the next try, which of the two is the key now.
 */
export async function rotateKey(storage: Storage, say: Say): Promise<void> {
  const { UPSYNC_SECRET_KEY: setting, UPSYNC_NEW_SECRET_KEY: given } = storage;
  if (setting && !given)
    throw new Refusal(
      'The key is in UPSYNC_SECRET_KEY, so the new one must be given in UPSYNC_NEW_SECRET_KEY (openssl rand -base64 32 makes one).',
    );
  if (setting && setting === given) throw new Refusal('UPSYNC_NEW_SECRET_KEY is the key that is in use already.');
  const database = await openEither(storage, 'upSync rotate-key');
  try {
    let signer: Signer | null = null;
    const db = await tablesOf(database, () => signer);
    if (!database.embedded && (await othersAtWork(database.pool)) > 0)
      throw new Refusal('upSync is at work on this database. Stop all its processes, run this again, and start them.');
    const dataDir = liveFolder(storage);
    const head = await db.auditHead();
    settleKeyFile(dataDir, await sealedTokens(db), (key) => head !== null && createSigner(key).signed(head));
    const old = secretKey(setting, dataDir);
    const next = given ? Buffer.from(given, 'base64') : makeNextKey(dataDir);
    // what the old key signed goes on under the new one, with the tokens or not at all
    signer = createSigner(next, old);
    const count = await reseal(db, old, next);
    if (!given) takeNextKey(dataDir);
    await db.close();
    say(count === 1 ? 'One set of Xero tokens has a new key.' : `${count} sets of Xero tokens have a new key.`);
    say(
      given
        ? 'Now set UPSYNC_SECRET_KEY to the new key on every machine, remove UPSYNC_NEW_SECRET_KEY, and start upSync.'
        : `It is in ${keyFile(dataDir)}. Keep a copy of it where the copy of the old one was, and start upSync.`,
    );
  } finally {
    await database.close();
  }
}

async function sealedTokens(db: Db): Promise<string[]> {
  return (await db.connections.list()).map(({ tokens }) => tokens);
}

/** All or none. What was sealed with the new key already is left as it is, so that a second try does no harm. */
async function reseal(db: Db, old: Buffer, next: Buffer): Promise<number> {
  return db.transaction(async (tx) => {
    let count = 0;
    for (const { id, state, tokens } of await tx.connections.list()) {
      if (opens(next, tokens)) continue;
      if (!opens(old, tokens)) {
        // what is ended opens nothing any more, whoever has its key
        if (state !== 'connected') continue;
        throw new Refusal(
          'The stored Xero tokens cannot be read with the key that is set, so nothing was changed. Set the key they were stored with, or connect to Xero again first.',
        );
      }
      const sealed = createCipher(next).seal(createCipher(old).open(tokens));
      if (!(await tx.connections.resealTokens(id, sealed, tokens)))
        throw new Refusal(
          'The tokens changed meanwhile: upSync is at work. Nothing was changed. Stop it and try again.',
        );
      count += 1;
    }
    await tx.audit.write('system', 'key.rotated', { details: { tokens: count } });
    return count;
  });
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Head } from './audit-chain.ts';

/** What tells the log's purpose apart from every other use of the key. */
const PURPOSE = 'upsync audit log';

/** Signs where the audit log ends, so that whoever may only write to the database cannot write it anew unseen. */
export interface Signer {
  sign(head: Head): string;
  /** Whether this end carries the signature of a key that is known here. */
  signed(head: Head): boolean;
}

/** With a subkey of upSync's secret key. What one of `former` signed is known, too, and signed with `key` from now on. */
export function createSigner(key: Buffer, ...former: Buffer[]): Signer {
  const own = subkey(key);
  const known = [own, ...former.map(subkey)];
  return {
    sign: (head) => macOf(own, head).toString('hex'),
    signed: (head) => {
      const mac = Buffer.from(head.mac ?? '', 'hex');
      return known.some((one) => mac.length === 32 && timingSafeEqual(mac, macOf(one, head)));
    },
  };
}

function subkey(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', PURPOSE, 32));
}

function macOf(key: Buffer, { id, entries, hash, since = '' }: Head): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([id, entries, hash, since]))
    .digest();
}

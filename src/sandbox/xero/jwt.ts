import { createPrivateKey, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { State } from './state.ts';

const KEY_ID = 'sandbox';

/** An RS256 token. The key is made once and kept in the store, so that a restart can still be checked. */
export function signJwt(state: State, claims: Record<string, unknown>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey(state)).toString('base64url')}`;
}

export function jwks(state: State) {
  const jwk = createPublicKey(privateKey(state)).export({ format: 'jwk' });
  return { keys: [{ ...jwk, kid: KEY_ID, use: 'sig', alg: 'RS256' }] };
}

function privateKey(state: State) {
  const known = state.keys.get(KEY_ID) ?? state.keys.put(KEY_ID, { pem: freshKey() });
  read = read?.pem === known.pem ? read : { pem: known.pem, key: createPrivateKey(known.pem) };
  return read.key;
}

/** Reading it takes as long as signing with it. */
let read: { pem: string; key: KeyObject } | undefined;

/** One for all the stores that a process opens: making a key takes a tenth of a second. */
let made: string | undefined;
function freshKey(): string {
  made ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  return made;
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { syncDirectory } from './files.ts';

/** Keeps tokens unreadable at rest: AES-256-GCM, a fresh nonce each time. */
export interface Cipher {
  seal(text: string): string;
  /** Throws a plain sentence when the key is another one or the text was touched. */
  open(sealed: string): string;
}

export function createCipher(key: Buffer): Cipher {
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        throw new Error(
          'The stored Xero tokens cannot be read with this UPSYNC_SECRET_KEY. Set the key they were stored with, or connect to Xero again.',
        );
      }
    },
  };
}

/** Whether this key opens what was sealed. */
export function opens(key: Buffer, sealed: string): boolean {
  try {
    createCipher(key).open(sealed);
    return true;
  } catch {
    return false;
  }
}

/** The key from the setting (base64), else from a key file in `dataDir` that only its owner may read; made when missing. */
export function secretKey(setting: string | undefined, dataDir: string): Buffer {
  if (setting) return Buffer.from(setting, 'base64');
  const file = keyFile(dataDir);
  if (!fs.existsSync(file)) makeKeyFile(file);
  return readKey(file);
}

/** The same, but none is made: null where there is none. */
export function existingKey(setting: string | undefined, dataDir: string): Buffer | null {
  return setting || fs.existsSync(keyFile(dataDir)) ? secretKey(setting, dataDir) : null;
}

export function keyFile(dataDir: string): string {
  return path.join(dataDir, 'secret.key');
}

/** A new key beside the one in use, which stays until `takeNextKey`. */
export function makeNextKey(dataDir: string): Buffer {
  const file = nextFile(dataDir);
  fs.rmSync(file, { force: true });
  makeKeyFile(file);
  syncDirectory(dataDir);
  return readKey(file);
}

/** From here on the new key is the one in use: one rename, which a crash leaves done or not done. */
export function takeNextKey(dataDir: string): void {
  fs.renameSync(nextFile(dataDir), keyFile(dataDir));
  syncDirectory(dataDir);
}

/**
 * Ends a change of keys that was interrupted. All tokens were sealed anew in one transaction, so any of them tells
 * whether that was done, and so does the end of the audit log: then the new key is the one, else it is thrown away.
 */
export function settleKeyFile(
  dataDir: string,
  sealed: string[],
  isSignedWith: (key: Buffer) => boolean = () => false,
): void {
  const file = nextFile(dataDir);
  if (!fs.existsSync(file)) return;
  const next = readKey(file);
  if (sealed.some((one) => opens(next, one)) || isSignedWith(next)) takeNextKey(dataDir);
  else fs.rmSync(file);
}

function nextFile(dataDir: string): string {
  return `${keyFile(dataDir)}.new`;
}

function readKey(file: string): Buffer {
  const key = Buffer.from(fs.readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes in base64`);
  return key;
}

/** Whole or not at all; a file that another process made meanwhile stays. */
function makeKeyFile(file: string): void {
  const fresh = `${file}.${randomBytes(4).toString('hex')}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(fresh, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    fs.linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(fresh);
  }
}

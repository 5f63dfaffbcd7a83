import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

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

/** The key from the setting (base64), else from a key file in `dataDir` that only its owner may read; made when missing. */
export function secretKey(setting: string | undefined, dataDir: string): Buffer {
  if (setting) return Buffer.from(setting, 'base64');
  const file = path.join(dataDir, 'secret.key');
  if (!fs.existsSync(file)) makeKeyFile(file);
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

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createCipher, secretKey } from '../../src/db/secrets.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-secrets-')), 'live');
});
afterEach(() => fs.rmSync(path.dirname(dataDir), { recursive: true, force: true }));

describe('sealing', () => {
  const cipher = createCipher(randomBytes(32));
  const text = '{"accessToken":"very secret – ünï"}';

  test('opens again, and looks different each time', () => {
    const [one, two] = [cipher.seal(text), cipher.seal(text)];
    expect(one).not.toBe(two);
    expect([cipher.open(one), cipher.open(two)]).toEqual([text, text]);
    expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('secret');
  });

  test('another key does not open it, and the sentence says what to do', () => {
    const other = createCipher(randomBytes(32));
    expect(() => other.open(cipher.seal(text))).toThrow(/UPSYNC_SECRET_KEY.*or connect to Xero again/);
  });

  test('whatever bit was touched, it is noticed', () => {
    const sealed = Buffer.from(cipher.seal(text), 'base64');
    for (let byte = 0; byte < sealed.length; byte++) {
      const touched = Buffer.from(sealed);
      touched[byte] = (touched[byte] ?? 0) ^ 1;
      expect(() => cipher.open(touched.toString('base64'))).toThrow('cannot be read');
    }
  });

  test('a shorter proof does not count as a proof', () => {
    const sealed = Buffer.from(cipher.seal(''), 'base64');
    expect(() => cipher.open(sealed.subarray(0, 16).toString('base64'))).toThrow('cannot be read');
  });

  test.each(['', 'AAAA', 'not base64 at all'])('something else is no sealed text: “%s”', (garbage) => {
    expect(() => cipher.open(garbage)).toThrow('cannot be read');
  });
});

describe('the key', () => {
  test('comes from the setting, and then no file is made', () => {
    const key = randomBytes(32);
    expect(secretKey(key.toString('base64'), dataDir).equals(key)).toBe(true);
    expect(fs.existsSync(dataDir)).toBe(false);
  });

  test('else from a file that only its owner may read, the same each time', () => {
    const key = secretKey(undefined, dataDir);
    expect(key).toHaveLength(32);
    expect(secretKey(undefined, dataDir).equals(key)).toBe(true);
    expect(fs.statSync(path.join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(dataDir)).toEqual(['secret.key']);
    expect(secretKey(undefined, path.join(dataDir, 'other')).equals(key)).toBe(false);
  });

  test('a file that holds something else is said, and not replaced', () => {
    fs.mkdirSync(dataDir, { recursive: true });
    const file = path.join(dataDir, 'secret.key');
    fs.writeFileSync(file, 'short\n');
    expect(() => secretKey(undefined, dataDir)).toThrow('does not hold a key of 32 bytes');
    expect(fs.readFileSync(file, 'utf8')).toBe('short\n');
  });
});

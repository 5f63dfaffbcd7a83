import fs from 'node:fs';
import path from 'node:path';

/** Makes what was created, renamed or removed in a directory last through a loss of power. */
export function syncDirectory(dir: string): void {
  const fd = fs.openSync(dir, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes a small file whole or not at all, in place of the one that is there. */
export function writeWhole(file: string, text: string): void {
  fs.writeFileSync(`${file}.new`, text, { flush: true });
  fs.renameSync(`${file}.new`, file);
  syncDirectory(path.dirname(file));
}

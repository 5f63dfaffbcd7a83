import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from './files.ts';

/**
 * A note beside the embedded database that says why upSync must not start on it: its data live elsewhere now, or a
 * restore was not finished. People may read it and delete it.
 */
export function noteFile(dataDir: string): string {
  return path.join(dataDir, 'do-not-start.txt');
}

export function park(dataDir: string, why: string): void {
  writeWhole(noteFile(dataDir), `${why}\n`);
}

export function unpark(dataDir: string): void {
  fs.rmSync(noteFile(dataDir), { force: true });
}

/** Null where upSync may start. */
export function parkedBecause(dataDir: string): string | null {
  const file = noteFile(dataDir);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : null;
}

/** Throws the note's sentence. */
export function refuseParked(dataDir: string): void {
  const why = parkedBecause(dataDir);
  if (why !== null) throw new Error(`${why} (This stands in ${noteFile(dataDir)}.)`);
}

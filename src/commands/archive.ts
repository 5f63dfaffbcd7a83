import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Contents, Values } from '../db/copy.ts';
import { syncDirectory } from '../db/files.ts';
import { Refusal } from './place.ts';

/**
 * A backup is gzip of lines of JSON: what it is, then one row a line, then a sum over all of it. It depends on no
 * version of the database, and can be read without upSync.
 */
const FORMAT = 'upSync backup 1';

interface Head extends Pick<Contents, 'migrations' | 'tables'> {
  format: string;
  /** When it was made, ISO. */
  at: string;
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writeArchive(file: string, contents: Contents, at: Date): Promise<void> {
  const partial = `${file}.partial`;
  fs.rmSync(partial, { force: true });
  try {
    const target = fs.createWriteStream(partial, { mode: 0o600, flags: 'wx' });
    await pipeline(Readable.from(linesOf(contents, at)), createGzip(), target);
    const fd = fs.openSync(partial, 'r+');
    fs.fsyncSync(fd);
    fs.closeSync(fd);
    fs.renameSync(partial, file);
    syncDirectory(path.dirname(file));
  } finally {
    fs.rmSync(partial, { force: true });
  }
}

async function* linesOf({ migrations, tables, rows }: Contents, at: Date): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const line = (value: unknown) => {
    const text = `${JSON.stringify(value)}\n`;
    sum.update(text);
    return text;
  };
  yield line({ format: FORMAT, at: at.toISOString(), migrations, tables } satisfies Head);
  for await (const { table, values } of rows) yield line([table, values]);
  yield `${JSON.stringify({ sha256: sum.digest('hex') })}\n`;
}

/** Throws when the file is not a whole backup. */
export async function checkArchive(file: string): Promise<void> {
  const { rows } = await readArchive(file);
  for await (const _ of rows);
}

/** Reads a backup. Its rows end with an error when the file is not whole, so nothing of them may be kept before that. */
export async function readArchive(file: string): Promise<Contents & { at: string }> {
  const lines = textLines(file);
  const first = await lines.next();
  const head = first.done ? null : parse(file, first.value);
  if (!isHead(head)) throw new Refusal(`${file} is not a backup of upSync.`);
  const sum = createHash('sha256').update(`${first.value}\n`);
  return { at: head.at, migrations: head.migrations, tables: head.tables, rows: checked(file, lines, sum) };
}

async function* checked(file: string, lines: AsyncGenerator<string>, sum: ReturnType<typeof createHash>) {
  for await (const text of lines) {
    const value = parse(file, text);
    if (Array.isArray(value)) {
      sum.update(`${text}\n`);
      const [table, values] = value as [string, Values];
      yield { table, values };
    } else {
      if ((value as { sha256?: string }).sha256 === sum.digest('hex')) return;
      break;
    }
  }
  throw notWhole(file);
}

async function* textLines(file: string): AsyncGenerator<string> {
  const source = fs.createReadStream(file);
  const unpacked = createGunzip();
  const piped = pipeline(source, unpacked);
  piped.catch(() => undefined);
  try {
    yield* createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
    await piped;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Refusal(`There is no file ${file}.`);
    throw notWhole(file);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notWhole(file);
  }
}

function isHead(value: unknown): value is Head {
  return typeof value === 'object' && value !== null && (value as Head).format === FORMAT;
}

function notWhole(file: string): Refusal {
  return new Refusal(`${file} is not a whole backup of upSync: it was cut off or changed, or is something else.`);
}

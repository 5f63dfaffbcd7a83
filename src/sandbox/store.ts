import fs from 'node:fs';
import path from 'node:path';

/** Records of one kind, by id, in insertion order. A changed record counts only once it was `put` again. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, record: T): T;
  delete(id: string): void;
  values(): T[];
  readonly size: number;
}

/**
 * What a stand-in remembers. With a file, each change is in it before `put` returns, so that an answer that was sent
 * is never forgotten when the process is killed; a line torn by a kill is dropped on the next open.
 */
export interface Store {
  collection<T>(name: string): Collection<T>;
  /** True when nothing was stored before: the moment to seed. */
  readonly empty: boolean;
  close(): void;
}

type Line = [collection: string, id: string, record: unknown];

export function openStore(file?: string): Store {
  const data = new Map<string, Map<string, unknown>>();
  const map = (name: string) => {
    const known = data.get(name);
    if (known) return known;
    const fresh = new Map<string, unknown>();
    data.set(name, fresh);
    return fresh;
  };
  if (file) replay(file, map);
  const empty = [...data.values()].every((records) => records.size === 0);
  const fd = file ? compact(file, data) : undefined;
  const write = (line: Line) => {
    if (fd !== undefined) fs.writeSync(fd, `${JSON.stringify(line)}\n`);
  };

  return {
    empty,
    collection<T>(name: string): Collection<T> {
      const records = map(name) as Map<string, T>;
      return {
        get: (id) => records.get(id),
        put(id, record) {
          records.set(id, record);
          write([name, id, record]);
          return record;
        },
        delete(id) {
          records.delete(id);
          write([name, id, null]);
        },
        values: () => [...records.values()],
        get size() {
          return records.size;
        },
      };
    },
    close: () => {
      if (fd !== undefined) fs.closeSync(fd);
    },
  };
}

function replay(file: string, map: (name: string) => Map<string, unknown>) {
  if (!fs.existsSync(file)) return;
  for (const text of fs.readFileSync(file, 'utf8').split('\n')) {
    const line = parseLine(text);
    if (!line) continue;
    const [name, id, record] = line;
    if (record === null) map(name).delete(id);
    else map(name).set(id, record);
  }
}

function parseLine(text: string): Line | undefined {
  try {
    return text ? (JSON.parse(text) as Line) : undefined;
  } catch {
    return undefined; // torn by a kill: it was never answered
  }
}

/** Rewrites the journal without what was overwritten since, and leaves it open for appending. */
function compact(file: string, data: Map<string, Map<string, unknown>>): number {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const lines: string[] = [];
  for (const [name, records] of data)
    for (const [id, record] of records) lines.push(JSON.stringify([name, id, record] satisfies Line));
  fs.writeFileSync(`${file}.new`, lines.length ? `${lines.join('\n')}\n` : '');
  fs.renameSync(`${file}.new`, file);
  return fs.openSync(file, 'a');
}

import { createHash } from 'node:crypto';

/** One entry of the audit log, as it is hashed. */
export interface ChainEntry {
  id: bigint;
  at: Date;
  person: string;
  name: string;
  action: string;
  runId: string | null;
  invoiceId: number | null;
  details: unknown;
}

export interface SealedEntry extends ChainEntry {
  prevHash: string | null;
  hash: string | null;
}

/** Where the chain ends: kept apart from the entries, so that it is noticed when the last ones are gone. */
export interface Head {
  /** Of the last entry, in decimal. */
  id: string;
  entries: number;
  hash: string;
  /** The first entry that was written while each end was signed, without a break. */
  since?: string;
  /** The signature, hex; missing before there were any. */
  mac?: string;
}

export type ChainVerdict = { ok: true; head: Head } | { ok: false; id: string; why: string };

/** What the first entry follows. */
export const EMPTY: Head = { id: '0', entries: 0, hash: '0'.repeat(64) };

/** SHA-256 over the hash before and every field of the entry; keys of details in order, whatever the database does. */
export function hashOf(prevHash: string, entry: ChainEntry): string {
  const { id, at, person, name, action, runId, invoiceId, details } = entry;
  const fields = [prevHash, String(id), at.toISOString(), person, name, action, runId, invoiceId, inOrder(details)];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** Seals entries one after the other behind `head`; answers with them and the new head. */
export function seal(head: Head, entries: ChainEntry[]): { sealed: SealedEntry[]; head: Head } {
  let end = head;
  const sealed = entries.map((entry) => {
    const prevHash = end.hash;
    const hash = hashOf(prevHash, entry);
    end = { id: String(entry.id), entries: end.entries + 1, hash };
    return { ...entry, prevHash, hash };
  });
  return { sealed, head: end };
}

/**
 * Walks the chain page by page, in the order of ids, and compares its end with `head`. Names the first entry that is not
 * as it was written, or that does not follow the one before it.
 */
export async function walk(pages: AsyncIterable<SealedEntry[]>, head: Head | null): Promise<ChainVerdict> {
  let end = EMPTY;
  for await (const page of pages)
    for (const entry of page) {
      const why = fault(end.hash, entry);
      if (why) return { ok: false, id: String(entry.id), why };
      end = { id: String(entry.id), entries: end.entries + 1, hash: entry.hash ?? '' };
    }
  if (head === null) return { ok: false, id: end.id, why: 'the record of where the log ends is missing' };
  if (head.hash !== end.hash || head.entries !== end.entries || head.id !== end.id)
    return {
      ok: false,
      id: end.id,
      why: `the log ends here, and should end with ${head.id} (${head.entries} entries)`,
    };
  return { ok: true, head };
}

function fault(before: string, entry: SealedEntry): string | null {
  if (entry.hash === null || entry.prevHash === null) return 'it was not written by upSync: it carries no seal';
  if (entry.prevHash !== before)
    return 'it does not follow the entry before it: something was removed, put in between or moved';
  return entry.hash === hashOf(entry.prevHash, entry) ? null : 'it is not as it was written';
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, one]) => [key, inOrder(one)]));
}

import type { Person } from '../domain/types.ts';
import { type ChainEntry, type ChainVerdict, type Head, type SealedEntry, seal, walk } from './audit-chain.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

/** Who did something, or upSync itself. */
export type Actor = Person | 'system';

export interface AuditRow {
  at: Date;
  person: string;
  name: string;
  action: string;
  runId: string | null;
  invoiceId: number | null;
  details: unknown;
}

export interface Audit {
  /** Belongs into the transaction that does what it tells of. `action` is `noun.verb`, such as `run.approved`. */
  write(actor: Actor, action: string, about?: { runId?: string; invoiceId?: number; details?: object }): Promise<void>;
  /** Oldest first. Without what this very transaction writes: that is put down as its last step. */
  list(filter?: { runId?: string }): Promise<AuditRow[]>;
}

/** How an entry gets into the log: at once, or with the transaction it belongs to. */
export type Recorder = (entry: AuditRow) => Promise<void>;

const HEAD = 'audit.head';
const PAGE = 1000;

export function auditTable(client: Client, record: Recorder): Audit {
  return {
    async write(actor, action, about = {}) {
      const person = actor === 'system' ? { id: 'system', name: 'upSync' } : actor;
      await record({
        at: new Date(),
        person: person.id,
        name: person.name,
        action,
        runId: about.runId ?? null,
        invoiceId: about.invoiceId ?? null,
        // what is hashed is what the database gives back
        details: JSON.parse(JSON.stringify(about.details ?? {})),
      });
    },
    list: (filter = {}) => client.auditEntry.findMany({ where: filter, orderBy: { id: 'asc' } }),
  };
}

/**
 * Puts entries at the end of the chain. Must be the last thing a transaction does: from here to its commit every other
 * one that writes an entry waits, and what takes this lock last cannot be part of a deadlock.
 */
export async function append(client: Client, entries: AuditRow[]): Promise<void> {
  if (entries.length === 0) return;
  const before = await lockHead(client);
  const first = BigInt(before.id) + 1n;
  const { sealed, head } = seal(
    before,
    entries.map((entry, index) => ({ ...entry, id: first + BigInt(index) })),
  );
  await client.auditEntry.createMany({ data: sealed.map((entry) => ({ ...entry, details: json(entry.details) })) });
  await storeHead(client, head);
}

/** Seals what was written before there was a chain, once; answers how many that were. Belongs into one transaction. */
export async function sealOld(client: Client): Promise<number> {
  const before = await lockHead(client);
  if (before.entries > 0) return 0;
  if (await client.auditEntry.findFirst({ where: { hash: { not: null } }, select: { id: true } }))
    throw new Error('The audit log’s end was set back: somebody changed it. npm run audit:verify says more.');
  let end = before;
  for await (const page of pages(client)) {
    const { sealed, head } = seal(end, page);
    for (const { id, prevHash, hash } of sealed)
      await client.auditEntry.update({ where: { id }, data: { prevHash, hash } });
    end = head;
  }
  await storeHead(client, end);
  return end.entries;
}

/** Reads the whole log and says whether it is as it was written. Needs one snapshot: repeatable read. */
export async function verify(client: Client): Promise<ChainVerdict> {
  const row = await client.setting.findUnique({ where: { key: HEAD } });
  return walk(pages(client), (row?.value as Head | undefined) ?? null);
}

async function lockHead(client: Client): Promise<Head> {
  const [row] = await client.$queryRaw<{ value: Head }[]>`SELECT value FROM "Setting" WHERE key = ${HEAD} FOR UPDATE`;
  if (!row)
    throw new Error('The record of where the audit log ends is missing: somebody removed it. Restore a backup.');
  return row.value;
}

async function storeHead(client: Client, head: Head): Promise<void> {
  await client.setting.update({ where: { key: HEAD }, data: { value: json(head), updatedAt: new Date() } });
}

async function* pages(client: Client): AsyncGenerator<(ChainEntry & SealedEntry)[]> {
  for (let after = -1n; ; ) {
    const page = await client.auditEntry.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}

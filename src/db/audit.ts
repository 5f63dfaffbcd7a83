import type { Person } from '../domain/types.ts';
import { type ChainEntry, type ChainVerdict, type Head, type SealedEntry, seal, walk } from './audit-chain.ts';
import type { Signer } from './audit-signature.ts';
import type { Client } from './index.ts';

/** Who did something, or upSync itself. */
export type Actor = Person | 'system';

/** Its number comes with its place in the chain. */
export type AuditRow = Omit<ChainEntry, 'id'>;

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
export async function append(client: Client, entries: AuditRow[], signer: Signer | null): Promise<void> {
  if (entries.length === 0) return;
  const before = await lockHead(client);
  const goesOn = signer?.signed(before) === true;
  // said in the log itself: what is older has no signature, or one that nobody here can have made
  const anew = signer !== null && !goesOn && before.entries > 0 ? [signedAnew(before)] : [];
  const first = BigInt(before.id) + 1n;
  const { sealed, head } = seal(
    before,
    [...anew, ...entries].map((entry, index) => ({ ...entry, id: first + BigInt(index) })),
  );
  const { id, entries: count, hash } = head;
  const end: Head = { id, entries: count, hash };
  const since = (goesOn ? before.since : undefined) ?? String(first);
  await store(client, sealed, signer === null ? end : { ...end, since, mac: signer.sign({ ...end, since }) });
}

function signedAnew({ id, mac }: Head): AuditRow {
  const details = { after: id, before: mac === undefined ? 'no signature' : 'a signature of another key' };
  const nobody = { person: 'system', name: 'upSync', runId: null, invoiceId: null };
  return { at: new Date(), ...nobody, action: 'audit.signed-anew', details };
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

/**
 * Reads the whole log and says whether it is as it was written, and, with a signer, whether its end was written by who
 * has the key. Needs one snapshot: repeatable read.
 */
export async function verify(client: Client, signer: Signer | null): Promise<ChainVerdict> {
  const head = await readHead(client);
  const verdict = await walk(pages(client), head);
  if (!verdict.ok || signer === null || verdict.head.mac === undefined || signer.signed(verdict.head)) return verdict;
  const why = 'the end of the log is not signed with this key: somebody wrote it anew, or the key is another one';
  return { ok: false, id: verdict.head.id, why };
}

export async function readHead(client: Client): Promise<Head | null> {
  const row = await client.setting.findUnique({ where: { key: HEAD } });
  return (row?.value as Head | undefined) ?? null;
}

async function lockHead(client: Client): Promise<Head> {
  const [row] = await client.$queryRaw<{ value: Head }[]>`SELECT value FROM "Setting" WHERE key = ${HEAD} FOR UPDATE`;
  if (!row)
    throw new Error('The record of where the audit log ends is missing: somebody removed it. Restore a backup.');
  return row.value;
}

/** What is at the end of a transaction costs as little as can be: others wait for it. */
async function store(client: Client, entries: (ChainEntry & SealedEntry)[], head: Head): Promise<void> {
  const rows = JSON.stringify(entries.map((entry) => ({ ...entry, id: String(entry.id) })));
  await client.$executeRaw`
    WITH stored AS (UPDATE "Setting" SET value = ${JSON.stringify(head)}::jsonb, "updatedAt" = ${new Date()} WHERE key = ${HEAD})
    INSERT INTO "AuditEntry" (id, at, person, name, action, "runId", "invoiceId", details, "prevHash", hash)
    SELECT id, at, person, name, action, "runId", "invoiceId", details, "prevHash", hash
    FROM jsonb_to_recordset(${rows}::jsonb) AS entry(id bigint, at timestamptz, person text, name text, action text,
      "runId" text, "invoiceId" int, details jsonb, "prevHash" text, hash text)`;
}

async function storeHead(client: Client, head: Head): Promise<void> {
  await client.$executeRaw`
    UPDATE "Setting" SET value = ${JSON.stringify(head)}::jsonb, "updatedAt" = ${new Date()} WHERE key = ${HEAD}`;
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

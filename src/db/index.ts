import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { Prisma } from '../generated/prisma/client.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { type Audit, type AuditRow, append, auditTable, type Recorder, readHead, sealOld, verify } from './audit.ts';
import type { ChainVerdict, Head } from './audit-chain.ts';
import type { Signer } from './audit-signature.ts';
import { type BatchTable, batchTable } from './batches.ts';
import { type ConnectionTable, connectionTable } from './connections.ts';
import { type ContactTable, contactTable } from './contacts.ts';
import { type DetailTable, detailTable } from './details.ts';
import { type MapTable, mapTable } from './maps.ts';
import { type MessageTable, messageTable } from './messages.ts';
import { type OrganisationTable, organisationTable } from './organisations.ts';
import { type OwedTable, owedTable } from './owed.ts';
import { type PostingTable, postingTable } from './postings.ts';
import { type RunTable, runTable } from './runs.ts';
import { type SettingTable, settingTable } from './settings.ts';

/** A piece of work for the queue: a nudge, never the truth. */
export interface Task {
  task: 'search' | 'check' | 'post' | 'number' | 'attach' | 'email' | 'mark' | 'undo' | 'draw';
  runId: string;
  /** Seconds from now; none: at once. */
  afterSeconds?: number;
}

/** All tables, bound to the database or to one transaction. */
export interface Tables {
  audit: Audit;
  batches: BatchTable;
  connections: ConnectionTable;
  contacts: ContactTable;
  details: DetailTable;
  maps: MapTable;
  messages: MessageTable;
  organisations: OrganisationTable;
  owed: OwedTable;
  postings: PostingTable;
  runs: RunTable;
  settings: SettingTable;
  /** Sent with the transaction, or not at all. */
  enqueue(task: Task): Promise<void>;
}

export interface Db extends Tables {
  /** All or nothing. No remote call belongs inside: the embedded database has one connection. */
  transaction<T>(work: (tx: Tables) => Promise<T>): Promise<T>;
  /** Seals what an older version wrote into the audit log, once. */
  sealOldAudit(): Promise<number>;
  verifyAudit(): Promise<ChainVerdict>;
  /** Where the audit log ends. */
  auditHead(): Promise<Head | null>;
  close(): Promise<void>;
}

export type Client = Prisma.TransactionClient;
/** How a task gets into the queue on a given connection; joined in app.ts. */
export type Enqueue = (client: Client, task: Task) => Promise<void>;

const PATIENCE = { timeout: 60_000, maxWait: 60_000 };

export interface Queue {
  enqueue: Enqueue;
  /** A transaction that sent tasks is through. */
  committed(): void;
}

/** Of the audit log; asked each time, since the key is known only after a look into the database. */
type SignerNow = () => Signer | null;
const UNSIGNED: SignerNow = () => null;

export function createDb(pool: pg.Pool, queue: Queue, signer: SignerNow = UNSIGNED): Db {
  return dbOver(new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) }), queue, signer);
}

/** The same over a client that is there already. */
export function dbOver(prisma: PrismaClient, queue: Queue, signer: SignerNow = UNSIGNED): Db {
  const tables = tablesOf(
    prisma,
    async (client, task) => {
      await queue.enqueue(client, task);
      queue.committed();
    },
    (entry) => prisma.$transaction((tx) => append(tx, [entry], signer()), PATIENCE),
  );
  return {
    ...tables,
    async transaction(work) {
      let sent = false;
      const entries: AuditRow[] = [];
      const enqueue: Enqueue = async (client, task) => {
        sent = true;
        await queue.enqueue(client, task);
      };
      const record: Recorder = async (entry) => void entries.push(entry);
      const result = await prisma.$transaction(async (tx) => {
        const answer = await work(tablesOf(tx, enqueue, record));
        await append(tx, entries, signer());
        return answer;
      }, PATIENCE);
      if (sent) queue.committed();
      return result;
    },
    sealOldAudit: () => prisma.$transaction(sealOld, { ...PATIENCE, timeout: 600_000 }),
    verifyAudit: () =>
      prisma.$transaction((tx) => verify(tx, signer()), {
        ...{ ...PATIENCE, timeout: 600_000, isolationLevel: 'RepeatableRead' },
      }),
    auditHead: () => readHead(prisma),
    close: () => prisma.$disconnect(),
  };
}

function tablesOf(client: Client, enqueue: Enqueue, record: Recorder): Tables {
  return {
    audit: auditTable(client, record),
    batches: batchTable(client),
    connections: connectionTable(client),
    contacts: contactTable(client),
    details: detailTable(client),
    maps: mapTable(client),
    messages: messageTable(client),
    organisations: organisationTable(client),
    owed: owedTable(client),
    postings: postingTable(client),
    runs: runTable(client),
    settings: settingTable(client),
    enqueue: (task) => enqueue(client, task),
  };
}

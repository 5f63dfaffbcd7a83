import { randomUUID } from 'node:crypto';
import { IN_PROGRESS, statesBefore } from '../domain/posting.ts';
import type {
  BooksDocument,
  DocumentKind,
  Draft,
  EmailState,
  PdfState,
  Posting,
  PostingState,
} from '../domain/types.ts';
import { Prisma, type Posting as Row } from '../generated/prisma/client.ts';
import type { Client } from './index.ts';
import { instant, json } from './json.ts';

/** A promise to be made: one Invoice, in the state that the decision puts it in. */
export interface NewPosting {
  invoiceId: number;
  generation: number;
  runId: string;
  companyId: number;
  organisationId: string | null;
  state: Extract<PostingState, 'approved' | 'adopted' | 'nothing_to_post'>;
  kind: DocumentKind | null;
  fingerprint: string | null;
  draft: Draft | null;
  document: BooksDocument | null;
}

export interface PostingChange {
  runId?: string;
  batchId?: string | null;
  attempt?: number;
  document?: BooksDocument | null;
  message?: string | null;
  differenceAccepted?: boolean;
  markOwedSince?: Date | null;
  markedAt?: Date | null;
  markMessage?: string | null;
  numberState?: Posting['numberState'];
  numberMessage?: string | null;
  undo?: Posting['undo'];
  undoMessage?: string | null;
  pdfState?: Posting['pdfState'];
  emailState?: Posting['emailState'];
}

export interface PostingTable {
  /** The latest generation of each of these invoices that has one. */
  latest(invoiceIds: number[]): Promise<Map<number, Posting>>;
  ofRun(runId: string): Promise<Posting[]>;
  ofBatch(batchId: string): Promise<Posting[]>;
  /** All generations, oldest first. */
  ofInvoice(invoiceId: number): Promise<Posting[]>;
  get(id: string): Promise<Posting | null>;
  /** One row a key: makes it, or takes one that nobody's approval holds. Answers with the invoice ids that were got, in order. */
  take(postings: NewPosting[]): Promise<number[]>;
  /** approved → posting. Only rows that were got come back, in the order of invoice ids. */
  claim(ids: string[], batchId: string): Promise<Posting[]>;
  /** In one statement; false: it was not in a state that may lead there. */
  move(id: string, to: PostingState, change?: PostingChange, from?: PostingState[]): Promise<boolean>;
  /** All of a run that are in `from`; how many. */
  moveAll(runId: string, from: PostingState, to: PostingState, change?: PostingChange): Promise<number>;
  /** Writes beside the state, while it is in one of these. */
  change(id: string, change: PostingChange, in_: PostingState[]): Promise<boolean>;
  inState(states: PostingState[]): Promise<Posting[]>;
  /** What is not settled, of whatever age, and all that changed since then; latest change first. */
  toExamine(since: Date): Promise<Posting[]>;
  /** Marks that were agreed and are not made yet. */
  owed(): Promise<Posting[]>;
  /** What follows on a posting, in one statement; false: somebody else was there first. */
  follow(id: string, follow: Followed, message: string | null): Promise<boolean>;
  /** A new login of these organisations: PDFs that lacked the permission are owed again. Returns their postings. */
  allowPdfs(organisationIds: readonly string[]): Promise<Posting[]>;
}

export type Followed =
  | { what: 'pdf'; from: PdfState; to: PdfState }
  | { what: 'email'; from: EmailState; to: EmailState };

export function postingTable(client: Client): PostingTable {
  const many = async (where: object) =>
    (await client.posting.findMany({ where, orderBy: [{ invoiceId: 'asc' }, { generation: 'asc' }] })).map(fromRow);
  return {
    async latest(invoiceIds) {
      const rows = await client.$queryRaw<Row[]>`
        SELECT DISTINCT ON ("invoiceId") * FROM "Posting" WHERE "invoiceId" = ANY(${invoiceIds})
        ORDER BY "invoiceId", generation DESC`;
      return new Map(rows.map((row) => [row.invoiceId, fromRow(row)]));
    },
    ofRun: (runId) => many({ runId }),
    ofBatch: (batchId) => many({ batchId }),
    ofInvoice: (invoiceId) => many({ invoiceId }),
    async get(id) {
      const row = await client.posting.findUnique({ where: { id } });
      return row && fromRow(row);
    },
    take: (postings) => take(client, postings),
    async claim(ids, batchId) {
      await client.posting.updateMany({
        where: { id: { in: ids }, state: 'approved' },
        data: { state: 'posting', batchId, updatedAt: new Date() },
      });
      return many({ batchId, state: 'posting' });
    },
    async move(id, to, change = {}, from = statesBefore(to)) {
      const { count } = await client.posting.updateMany({
        where: { id, state: { in: from } },
        data: { state: to, ...toData(change), updatedAt: new Date() },
      });
      return count === 1;
    },
    async moveAll(runId, from, to, change = {}) {
      const { count } = await client.posting.updateMany({
        where: { runId, state: from },
        data: { state: to, ...toData(change), updatedAt: new Date() },
      });
      return count;
    },
    async change(id, change, in_) {
      const { count } = await client.posting.updateMany({
        where: { id, state: { in: in_ } },
        data: { ...toData(change), updatedAt: new Date() },
      });
      return count === 1;
    },
    inState: (states) => many({ state: { in: states } }),
    async toExamine(since) {
      const where = { OR: [{ updatedAt: { gte: since } }, { state: { in: [...UNSETTLED] } }] };
      return (await client.posting.findMany({ where, orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }] })).map(fromRow);
    },
    owed: () => many({ markOwedSince: { not: null }, markedAt: null }),
    async follow(id, { what, from, to }, message) {
      const [state, text] = what === 'pdf' ? ['pdfState', 'pdfMessage'] : ['emailState', 'emailMessage'];
      const { count } = await client.posting.updateMany({
        where: { id, [state]: from },
        data: { [state]: to, [text]: message, updatedAt: new Date() },
      });
      return count === 1;
    },
    async allowPdfs(organisationIds) {
      const where = { organisationId: { in: [...organisationIds] }, pdfState: 'not-allowed' };
      const waiting = await many(where);
      const data = { pdfState: 'owed', pdfMessage: null, updatedAt: new Date() };
      if (waiting.length > 0) await client.posting.updateMany({ where, data });
      return waiting.map((posting) => ({ ...posting, pdfState: 'owed', pdfMessage: null }));
    },
  };
}

/** States that something should follow on. */
const UNSETTLED = [
  ...(['approved', 'posting', 'in_doubt', 'posted', 'difference', 'adopted', 'nothing_to_post'] as const),
] satisfies PostingState[];

/** What an earlier decision left on a row must not speak for the new one. */
const NOTHING_BEFORE = {
  draft: Prisma.DbNull,
  document: Prisma.DbNull,
  documentId: null,
  batchId: null,
  message: null,
  differenceAccepted: false,
  markOwedSince: null,
  markedAt: null,
  markMessage: null,
  numberState: null,
  numberMessage: null,
  undo: null,
  undoMessage: null,
  pdfState: null,
  pdfMessage: null,
  emailState: null,
  emailMessage: null,
};

async function take(client: Client, postings: NewPosting[]): Promise<number[]> {
  // in one order, so that two who take the same wait for each other instead of locking each other out
  const inOrder = [...postings].sort((a, b) => a.invoiceId - b.invoiceId);
  const rows = inOrder.map((posting) => ({ id: randomUUID(), ...toRow(posting) }));
  await client.posting.createMany({ data: rows, skipDuplicates: true });
  const made = await client.posting.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, select: { id: true } });
  const ids = new Set(made.map(({ id }) => id));
  const got: number[] = [];
  for (const { id, ...row } of rows) {
    if (ids.has(id)) {
      got.push(row.invoiceId);
      continue;
    }
    // `approved` may also follow on `posting` and `in_doubt`: that way is the settlement's alone
    const free = statesBefore(row.state).filter((state) => !IN_PROGRESS.includes(state));
    const { count } = await client.posting.updateMany({
      where: { invoiceId: row.invoiceId, generation: row.generation, state: { in: free } },
      // the next request is another one: under its old key Xero would repeat the refusal
      data: { ...NOTHING_BEFORE, ...row, attempt: { increment: 1 }, updatedAt: new Date() },
    });
    if (count === 1) got.push(row.invoiceId);
  }
  return got;
}

function toRow(posting: NewPosting) {
  const { draft, document, ...plain } = posting;
  return {
    ...plain,
    ...(draft && { draft: json(draft) }),
    ...(document && { document: json(document), documentId: document.id }),
  };
}

function toData(change: PostingChange) {
  const { document, ...plain } = change;
  return { ...plain, ...(document && { document: json(document), documentId: document.id }) };
}

function fromRow(row: Row): Posting {
  return {
    id: row.id,
    invoiceId: row.invoiceId,
    generation: row.generation,
    runId: row.runId,
    organisationId: row.organisationId,
    companyId: row.companyId,
    state: row.state as PostingState,
    kind: row.kind as DocumentKind | null,
    fingerprint: row.fingerprint,
    draft: row.draft as unknown as Draft | null,
    batchId: row.batchId,
    attempt: row.attempt,
    document: row.document as unknown as BooksDocument | null,
    message: row.message,
    differenceAccepted: row.differenceAccepted,
    markOwedSince: instant(row.markOwedSince),
    markedAt: instant(row.markedAt),
    markMessage: row.markMessage,
    numberState: row.numberState as Posting['numberState'],
    numberMessage: row.numberMessage,
    undo: row.undo as Posting['undo'],
    undoMessage: row.undoMessage,
    pdfState: row.pdfState as Posting['pdfState'],
    pdfMessage: row.pdfMessage,
    emailState: row.emailState as Posting['emailState'],
    emailMessage: row.emailMessage,
  };
}

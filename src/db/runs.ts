import { runStatesBefore } from '../domain/sync-run.ts';
import type {
  BooksDocument,
  Company,
  ContactAnswer,
  Invoice,
  Person,
  PsaReference,
  RunInvoice,
  RunState,
  SearchCriteria,
  SyncRun,
} from '../domain/types.ts';
import type { SyncRun as Row, RunInvoice as StoredInvoice } from '../generated/prisma/client.ts';
import type { Client } from './index.ts';
import { instant, json, person } from './json.ts';

/** What may be written on a run beside its state. */
export interface RunChange {
  organisationId?: string | null;
  checkedAt?: Date | null;
  approvedBy?: Person;
  approvedAt?: Date;
  markEach?: boolean;
  stopRequestedBy?: Person | null;
  markAnswer?: 'yes' | 'no' | null;
  markAnsweredBy?: Person | null;
  cancelledBy?: Person;
  undoneBy?: Person;
  undoneAt?: Date;
  notes?: string[];
  failure?: string | null;
  /** With a failure: the work goes on then. Without one, or with the next state, it is forgotten. */
  nextTryAt?: Date;
}

export interface Found {
  companies: Company[];
  reference: PsaReference | null;
}

export interface WholeRun extends Found {
  run: SyncRun;
  /** By id. */
  invoices: RunInvoice[];
  /** By company id. */
  answers: Map<number, ContactAnswer>;
}

export interface RunTable {
  create(run: { id: string; criteria: SearchCriteria; requestedBy: Person; place: string }): Promise<void>;
  get(id: string): Promise<SyncRun | null>;
  /** With all that belongs to it, read at one moment. */
  whole(id: string): Promise<WholeRun | null>;
  /**
   * From a state that may lead there to `to`, in one statement. False: too late, somebody else was first. With
   * `revision`: also where anything the card shows has changed since.
   */
  move(id: string, to: RunState, change?: RunChange, from?: RunState[], revision?: number): Promise<boolean>;
  /** Writes while the run is in one of these states; false when it is not. */
  change(id: string, change: RunChange, in_: RunState[]): Promise<boolean>;
  /** Something that the card shows changed elsewhere. */
  touch(id: string): Promise<void>;
  setPlace(id: string, place: string): Promise<void>;
  storeFound(
    id: string,
    found: { invoices: Invoice[]; companies: Company[]; reference: PsaReference; notes: string[] },
  ): Promise<void>;
  /** Autotask says something else of this invoice now. */
  replaceInvoice(id: string, invoice: Invoice): Promise<void>;
  invoices(id: string): Promise<RunInvoice[]>;
  found(id: string): Promise<Found>;
  /** Only while the run is open; false when it has gone on. Call it in a transaction: it locks the run first. */
  hold(id: string, invoiceId: number, held: boolean): Promise<boolean>;
  /** A person had the lines of these joined. */
  join(id: string, invoiceIds: number[]): Promise<void>;
  setInXero(id: string, documents: Map<number, BooksDocument[]>): Promise<void>;
  /** Of one invoice; none where a person took our document out of Xero again. */
  setInXeroOf(id: string, invoiceId: number, documents: BooksDocument[]): Promise<void>;
  /** A document is out of Xero: no run that looked before may take it for one that is there. */
  forgetDocument(invoiceId: number, documentId: string): Promise<void>;
  /** Latest first. */
  latest(limit: number): Promise<SyncRun[]>;
  inState(states: RunState[]): Promise<SyncRun[]>;
}

export function runTable(client: Client): RunTable {
  const bump = { revision: { increment: 1 } };
  return {
    async create({ id, criteria, requestedBy, place }) {
      await client.syncRun.create({
        data: {
          id,
          state: 'searching',
          criteria: json(criteria),
          requestedBy: requestedBy.id,
          requestedName: requestedBy.name,
          place,
        },
      });
    },
    async get(id) {
      const row = await client.syncRun.findUnique({ where: { id } });
      return row && fromRow(row);
    },
    whole: (id) => whole(client, id),
    async move(id, to, change = {}, from = runStatesBefore(to), revision) {
      const { count } = await client.syncRun.updateMany({
        where: { id, state: { in: from }, ...(revision !== undefined && { revision }) },
        data: { state: to, nextTryAt: null, ...toData(change), updatedAt: new Date(), ...bump },
      });
      return count === 1;
    },
    async change(id, change, in_) {
      const { count } = await client.syncRun.updateMany({
        where: { id, state: { in: in_ } },
        data: { ...toData(change), updatedAt: new Date(), ...bump },
      });
      return count === 1;
    },
    async touch(id) {
      await client.syncRun.updateMany({ where: { id }, data: { updatedAt: new Date(), ...bump } });
    },
    async setPlace(id, place) {
      await client.syncRun.update({ where: { id }, data: { place, ...bump } });
    },
    async storeFound(id, { invoices, companies, reference, notes }) {
      await client.runInvoice.deleteMany({ where: { runId: id } });
      await client.runInvoice.createMany({
        data: invoices.map((invoice) => ({ runId: id, invoiceId: invoice.id, invoice: json(invoice) })),
      });
      await client.syncRun.update({
        where: { id },
        data: { companies: json(companies), psaReference: json(reference), notes: json(notes), ...bump },
      });
    },
    async replaceInvoice(id, invoice) {
      await client.runInvoice.updateMany({
        where: { runId: id, invoiceId: invoice.id },
        data: { invoice: json(invoice) },
      });
    },
    async invoices(id) {
      const rows = await client.runInvoice.findMany({ where: { runId: id }, orderBy: { invoiceId: 'asc' } });
      return rows.map(invoiceFromRow);
    },
    async found(id) {
      const row = await client.syncRun.findUniqueOrThrow({
        where: { id },
        select: { companies: true, psaReference: true },
      });
      return foundIn(row);
    },
    async hold(id, invoiceId, held) {
      const { count } = await client.syncRun.updateMany({ where: { id, state: 'open' }, data: bump });
      if (count === 0) return false;
      await client.runInvoice.updateMany({ where: { runId: id, invoiceId }, data: { held } });
      return true;
    },
    async join(id, invoiceIds) {
      await client.runInvoice.updateMany({
        where: { runId: id, invoiceId: { in: invoiceIds } },
        data: { joined: true },
      });
      await client.syncRun.update({ where: { id }, data: bump });
    },
    async setInXero(id, documents) {
      await client.runInvoice.updateMany({ where: { runId: id }, data: { inXero: [] } });
      for (const [invoiceId, found] of documents)
        await client.runInvoice.updateMany({ where: { runId: id, invoiceId }, data: { inXero: json(found) } });
    },
    async setInXeroOf(id, invoiceId, documents) {
      await client.runInvoice.updateMany({ where: { runId: id, invoiceId }, data: { inXero: json(documents) } });
    },
    async forgetDocument(invoiceId, documentId) {
      for (const { runId, inXero } of await client.runInvoice.findMany({ where: { invoiceId } })) {
        const documents = inXero as unknown as BooksDocument[];
        const others = documents.filter(({ id }) => id !== documentId);
        if (others.length < documents.length)
          await client.runInvoice.updateMany({ where: { runId, invoiceId }, data: { inXero: json(others) } });
      }
    },
    latest: async (limit) =>
      (await client.syncRun.findMany({ orderBy: { createdAt: 'desc' }, take: limit })).map(fromRow),
    inState: async (states) =>
      (await client.syncRun.findMany({ where: { state: { in: states } }, orderBy: { createdAt: 'asc' } })).map(fromRow),
  };
}

type InvoiceRow = Pick<StoredInvoice, 'invoice' | 'held' | 'joined' | 'inXero'>;

/** Every card and every press reads this: one statement costs a quarter of four. */
async function whole(client: Client, id: string): Promise<WholeRun | null> {
  const [row] = await client.$queryRaw<(Row & { invoices: InvoiceRow[] | null; answers: AnswerRow[] | null })[]>`
    SELECT run.*,
      (SELECT json_agg(json_build_object('invoice', invoice, 'held', held, 'joined', joined, 'inXero', "inXero")
        ORDER BY "invoiceId") FROM "RunInvoice" WHERE "runId" = run.id) AS invoices,
      (SELECT json_agg(json_build_object('companyId', "companyId", 'answer', answer) ORDER BY "companyId")
        FROM "RunContact" WHERE "runId" = run.id) AS answers
    FROM "SyncRun" run WHERE run.id = ${id}`;
  if (!row) return null;
  const answers = new Map((row.answers ?? []).map(({ companyId, answer }) => [companyId, answer]));
  return { run: fromRow(row), ...foundIn(row), invoices: (row.invoices ?? []).map(invoiceFromRow), answers };
}

type AnswerRow = { companyId: number; answer: ContactAnswer };

function invoiceFromRow({ invoice, held, joined, inXero }: InvoiceRow): RunInvoice {
  return {
    ...{ invoice: invoice as unknown as Invoice, inXero: inXero as unknown as BooksDocument[] },
    ...{ held, joined },
  };
}

function foundIn({ companies, psaReference }: Pick<Row, 'companies' | 'psaReference'>): Found {
  return {
    companies: companies as unknown as Company[],
    reference: psaReference as unknown as PsaReference | null,
  };
}

function toData(change: RunChange) {
  const { approvedBy, stopRequestedBy, markAnsweredBy, cancelledBy, undoneBy, notes, ...plain } = change;
  return {
    ...(plain.failure !== undefined && { nextTryAt: null }),
    ...plain,
    ...(notes && { notes: json(notes) }),
    ...(approvedBy && { approvedBy: approvedBy.id, approvedName: approvedBy.name }),
    ...(cancelledBy && { cancelledBy: cancelledBy.id, cancelledName: cancelledBy.name }),
    ...(undoneBy && { undoneBy: undoneBy.id, undoneName: undoneBy.name }),
    ...(stopRequestedBy !== undefined && {
      stopRequestedBy: stopRequestedBy?.id ?? null,
      stopRequestedName: stopRequestedBy?.name ?? null,
    }),
    ...(markAnsweredBy !== undefined && {
      markAnsweredBy: markAnsweredBy?.id ?? null,
      markAnsweredName: markAnsweredBy?.name ?? null,
    }),
  };
}

function fromRow(row: Row): SyncRun {
  return {
    id: row.id,
    state: row.state as RunState,
    criteria: row.criteria as unknown as SearchCriteria,
    requestedBy: { id: row.requestedBy, name: row.requestedName },
    place: row.place,
    organisationId: row.organisationId,
    checkedAt: instant(row.checkedAt),
    approvedBy: person(row.approvedBy, row.approvedName),
    approvedAt: instant(row.approvedAt),
    markEach: row.markEach,
    stopRequestedBy: person(row.stopRequestedBy, row.stopRequestedName),
    markAnswer: row.markAnswer as SyncRun['markAnswer'],
    markAnsweredBy: person(row.markAnsweredBy, row.markAnsweredName),
    cancelledBy: person(row.cancelledBy, row.cancelledName),
    undoneBy: person(row.undoneBy, row.undoneName),
    undoneAt: instant(row.undoneAt),
    notes: row.notes as string[],
    failure: row.failure,
    detailsDeletedAt: instant(row.detailsDeletedAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    revision: row.revision,
  };
}

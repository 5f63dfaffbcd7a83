import type { z } from 'zod';
import type { Call } from './context.ts';
import { amountDue, viewDocument } from './document-view.ts';
import { storeDocument } from './documents.ts';
import type { Outcome } from './envelope.ts';
import { answerBatch, envelope, readElements } from './envelope.ts';
import { sameText } from './format.ts';
import type { DocumentInput, Kind } from './kinds.ts';
import { CREDIT_NOTE, fromCreditNote, fromInvoice, INVOICE } from './kinds.ts';
import { answerList, splitGuids } from './listing.ts';
import type { DocumentRecord } from './records.ts';
import type { Reply } from './reply.ts';
import { notFound, notModelled, Refusal } from './reply.ts';
import { creditNoteInput, invoiceInput } from './schemas.ts';

/** https://developer.xero.com/documentation/api/accounting/invoices and …/creditnotes */
export const invoiceRoutes = routesOf(INVOICE, (call) => readInputs(call, INVOICE, invoiceInput, fromInvoice));
export const creditNoteRoutes = routesOf(CREDIT_NOTE, (call) =>
  readInputs(call, CREDIT_NOTE, creditNoteInput, fromCreditNote),
);

function routesOf(kind: Kind, read: (call: Call) => DocumentInput[]) {
  const answer = (call: Call, outcomes: Outcome[]) =>
    answerBatch(call, kind.plural, outcomes, kind.idField, 'HasErrors');
  return {
    list: (call: Call) => listDocuments(call, kind),

    get(call: Call): Reply {
      const document = findDocument(call, kind);
      return document ? envelope(call, kind.plural, [viewDocument(call, document, 'whole')]) : notFound();
    },

    /** PUT creates; a number that is taken is refused. */
    create(call: Call): Reply {
      const inputs = read(call);
      if (inputs.some((input) => input.id)) throw notModelled(`${kind.idField} in PUT /${kind.plural}`);
      return answer(
        call,
        inputs.map((input) => storeDocument(call, kind, input, undefined)),
      );
    },

    /** POST updates what has the id or the number, and creates the rest. */
    updateOrCreate(call: Call): Reply {
      const inputs = read(call);
      for (const { id } of inputs) if (id && !documentOf(call, kind, id)) throw new Refusal(notFound());
      return answer(
        call,
        inputs.map((input) => storeDocument(call, kind, input, matchDocument(call, kind, input))),
      );
    },

    update(call: Call): Reply {
      const existing = findDocument(call, kind);
      if (!existing) return notFound();
      const inputs = read(call);
      if (inputs.length !== 1 || (inputs[0]?.id ?? existing.id) !== existing.id)
        throw notModelled(`several elements, or another ${kind.idField}, in POST /${kind.plural}/{id}`);
      return answer(
        call,
        inputs.map((input) => storeDocument(call, kind, input, existing)),
      );
    },
  };
}

function readInputs<T>(
  call: Call,
  kind: Kind,
  schema: z.ZodType<T>,
  convert: (input: T) => DocumentInput,
): DocumentInput[] {
  const inputs = readElements(call.incoming, kind.plural, schema).map(convert);
  for (const { type } of inputs) if (type && type !== kind.type) throw notModelled(`Type ${type}`);
  return inputs;
}

export function findDocument(call: Call, kind: Kind): DocumentRecord | undefined {
  return documentOf(call, kind, call.params[kind.idField] ?? '');
}

function documentOf(call: Call, kind: Kind, id: string): DocumentRecord | undefined {
  const document = call.state.document(call.tenantId, id);
  return document?.type === kind.type ? document : undefined;
}

/** A deleted document gives way to a living one of its number. */
function matchDocument(call: Call, kind: Kind, input: DocumentInput): DocumentRecord | undefined {
  if (input.id) return documentOf(call, kind, input.id);
  if (!input.number) return undefined;
  const found = call.state.documentsNumbered(call.tenantId, kind.type, input.number);
  const living = found.find((document) => document.status !== 'DELETED');
  return living ?? (call.context.switches.deletedNumberReusable ? undefined : found[0]);
}

function listDocuments(call: Call, kind: Kind): Reply {
  const { IDs, InvoiceNumbers, ContactIDs, Statuses, searchTerm, page, summaryOnly, createdByMyApp } = call.query;
  const ids = splitGuids(IDs);
  const contactIds = splitGuids(ContactIDs);
  const numbers = InvoiceNumbers?.split(',');
  const statuses = Statuses?.split(',').map((status) => status.trim().toUpperCase());
  const term = searchTerm?.toLowerCase();
  const found = call.state
    .documents(call.tenantId, kind.type)
    .filter(
      (document) =>
        (!ids || ids.includes(document.id)) &&
        (!numbers || numbers.some((number) => sameText(number, document.number))) &&
        (!contactIds || contactIds.includes(document.contactId)) &&
        (!statuses || statuses.includes(document.status)) &&
        (!term || `${document.number}\n${document.reference ?? ''}`.toLowerCase().includes(term)) &&
        (createdByMyApp?.toLowerCase() !== 'true' || document.createdBy === call.clientId),
    );
  const summary = summaryOnly?.toLowerCase() === 'true';
  if (summary && !page) throw notModelled('summaryOnly without page');
  const detail = summary ? 'summary' : page ? 'whole' : 'list';
  return answerList(call, kind.plural, found, {
    names: [...NAMES, kind.idField, kind.numberField],
    fields: (document) => fieldsOf(call, kind, document),
    updated: (document) => document.updated,
    view: (document) => viewDocument(call, document, detail),
  });
}

const NAMES = [
  'Type',
  'Status',
  'Reference',
  'Date',
  'DueDate',
  'CurrencyCode',
  'Total',
  'AmountDue',
  'AmountPaid',
  'Contact.ContactID',
  'Contact.Name',
  'Contact.ContactNumber',
  'UpdatedDateUTC',
] as const;

function fieldsOf(call: Call, kind: Kind, document: DocumentRecord) {
  const contact = call.state.contact(call.tenantId, document.contactId);
  return {
    [kind.idField]: document.id,
    [kind.numberField]: document.number,
    Type: document.type,
    Status: document.status,
    Reference: document.reference,
    Date: new Date(document.date),
    DueDate: document.dueDate ? new Date(document.dueDate) : undefined,
    CurrencyCode: document.currency,
    Total: Number(document.total),
    AmountDue: amountDue(document),
    AmountPaid: Number(document.paid),
    'Contact.ContactID': document.contactId,
    'Contact.Name': contact?.Name,
    'Contact.ContactNumber': contact?.ContactNumber,
    UpdatedDateUTC: new Date(document.updated),
  };
}

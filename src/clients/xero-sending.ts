import type { CreditNotes, Invoices } from 'xero-node';
import { CreditNote, Invoice } from 'xero-node';
import { z } from 'zod';
import type { DocumentKind } from '../domain/types.ts';
import type { Accounting, DocumentResult, PreparedBatch } from '../services/ports.ts';
import { type Asked, unexpected } from './http.ts';
import type { XeroCall, XeroRequest } from './xero-call.ts';
import { orWords } from './xero-contacts.ts';
import { pluralOf, toDocument, UNIT_DECIMALS } from './xero-document.ts';
import { creditNotesAnswer, type DocumentElement, invoicesAnswer } from './xero-schema.ts';
import { sameText } from './xero-where.ts';

/** PUT creates; the bytes follow from the body, so that the same body under the same key is the same request. */
export async function postBatch(call: XeroCall, batch: PreparedBatch, key: string): Promise<DocumentResult[]> {
  const { organisationId, kind } = batch;
  const asked: Asked = { system: 'xero', what: `PUT ${pluralOf(kind)}`, write: true };
  const sent = readBody(batch);
  const request = { organisationId, what: asked.what, write: true };
  const answer =
    kind === 'invoice'
      ? await invoiceElements(call, {
          ...request,
          send: (api, tenant) => api.createInvoices(tenant, sent as Invoices, false, UNIT_DECIMALS, key),
        })
      : await creditNoteElements(call, {
          ...request,
          send: (api, tenant) => api.createCreditNotes(tenant, sent as CreditNotes, false, UNIT_DECIMALS, key),
        });
  const names = (sent.invoices ?? sent.creditNotes ?? []).map(nameOf);
  if (answer.elements.length !== names.length)
    throw unexpected(asked, `${names.length} documents were sent, ${answer.elements.length} answered`);
  return answer.elements.map((element, index) => {
    const others = names.filter((_, other) => other !== index);
    // Results are told apart by their order; where another one's name stands here, the order cannot be trusted.
    if (!isNamed(kind, element, names[index]) && others.some((other) => isNamed(kind, element, other)))
      throw unexpected(asked, 'the documents are answered in another order than they were sent');
    return toResult(kind, element, answer.warnings, asked);
  });
}

/** What tells a document of a batch from the others: its number, or where Xero gives that one, its reference. */
interface SentName {
  number: string;
  reference: string;
}

function nameOf(sent: z.infer<typeof preparedDocument>): SentName {
  return { number: sent.invoiceNumber ?? sent.creditNoteNumber ?? '', reference: sent.reference ?? '' };
}

function isNamed(kind: DocumentKind, element: DocumentElement, name: SentName | undefined): boolean {
  if (!name) return false;
  if (name.number !== '')
    return sameText(kind === 'invoice' ? element.InvoiceNumber : element.CreditNoteNumber, name.number);
  return name.reference !== '' && sameText(element.Reference, name.reference);
}

type Sending = Omit<XeroRequest<unknown>, 'answer'>;

async function invoiceElements(call: XeroCall, sending: Sending) {
  const { Invoices, Warnings } = await call({ ...sending, answer: invoicesAnswer });
  return { elements: Invoices, warnings: Warnings };
}

async function creditNoteElements(call: XeroCall, sending: Sending) {
  const { CreditNotes, Warnings } = await call({ ...sending, answer: creditNotesAnswer });
  return { elements: CreditNotes, warnings: Warnings };
}

const preparedDocument = z.looseObject({
  invoiceNumber: z.string().optional(),
  creditNoteNumber: z.string().optional(),
  reference: z.string().optional(),
});
const preparedBody = z.object({
  invoices: z.array(preparedDocument).min(1).optional(),
  creditNotes: z.array(preparedDocument).min(1).optional(),
});

function readBody(batch: PreparedBatch) {
  const body = preparedBody.parse(JSON.parse(batch.body));
  if (batch.kind === 'invoice' ? !body.invoices : !body.creditNotes)
    throw new Error(`The batch holds no ${batch.kind}.`);
  return body;
}

/** Created = an id that is one, and not a word of complaint. A 200 alone means nothing. */
function toResult(kind: DocumentKind, element: DocumentElement, batchWarnings: string[], asked: Asked): DocumentResult {
  const refused = element.HasErrors || element.ValidationErrors.length > 0 || element.StatusAttributeString === 'ERROR';
  if (refused)
    return {
      ok: false,
      messages: element.ValidationErrors.length > 0 ? element.ValidationErrors : ['Xero gave no reason.'],
    };
  const document = toDocument(kind, element);
  if (!document) throw unexpected(asked, 'a document was answered without an id and without an error');
  return { ok: true, document, warnings: [...element.Warnings, ...batchWarnings] };
}

/** Xero never gives a voided number again, so where it is to be free it is changed first, in a step of its own. */
export async function removeDocument(
  call: XeroCall,
  organisationId: string,
  { kind, id, status, renameTo }: { kind: DocumentKind; id: string; status: string; renameTo?: string },
): Promise<Changed> {
  if (renameTo !== undefined && isLive(status)) {
    const [renamed] = await renameDocuments(call, { organisationId, kind }, [{ id, number: renameTo }]);
    if (renamed && !renamed.ok) return renamed;
  }
  const [removed] = await removeDocuments(call, { organisationId, kind }, [{ id, status }]);
  return removed ?? { ok: false, messages: ['Xero said nothing.'] };
}

/** Which documents a change is about: of one kind, in one organisation. */
export interface Among {
  organisationId: string;
  kind: DocumentKind;
}

type Changed = Awaited<ReturnType<Accounting['removeDocument']>>;

export function renameDocuments(
  call: XeroCall,
  among: Among,
  documents: { id: string; number: string }[],
): Promise<Changed[]> {
  return change(call, among, documents);
}

/** What is out of Xero already counts as removed; what cannot be is refused without a call. */
export async function removeDocuments(
  call: XeroCall,
  among: Among,
  documents: { id: string; status: string }[],
): Promise<Changed[]> {
  const live = documents.filter(({ status }) => isLive(status));
  const answers = await change(
    call,
    among,
    live.map(({ id, status }) => ({
      id,
      status: status === 'AUTHORISED' ? ('VOIDED' as const) : ('DELETED' as const),
    })),
  );
  const byId = new Map(live.map(({ id }, index) => [id, answers[index]]));
  return documents.map(({ id, status }) => {
    if (status === 'DELETED' || status === 'VOIDED') return { ok: true };
    const message = `A document in status ${status} can be neither deleted nor voided.`;
    return byId.get(id) ?? { ok: false, messages: [message] };
  });
}

function isLive(status: string): boolean {
  return status === 'DRAFT' || status === 'SUBMITTED' || status === 'AUTHORISED';
}

interface Wanted {
  id: string;
  number?: string;
  status?: 'DELETED' | 'VOIDED';
}

/** One POST changes them all, and answers each for itself: one that is refused keeps no other from it. */
async function change(call: XeroCall, { organisationId, kind }: Among, wanted: Wanted[]): Promise<Changed[]> {
  if (wanted.length === 0) return [];
  const asked: Asked = { system: 'xero', what: `POST ${pluralOf(kind)}`, write: true };
  const request = { organisationId, what: asked.what, write: true };
  const answer = await orWords(() =>
    kind === 'invoice'
      ? invoiceElements(call, {
          ...request,
          send: (api, tenant) =>
            api.updateOrCreateInvoices(tenant, { invoices: wanted.map(toInvoice) }, false, UNIT_DECIMALS),
        })
      : creditNoteElements(call, {
          ...request,
          send: (api, tenant) =>
            api.updateOrCreateCreditNotes(tenant, { creditNotes: wanted.map(toCreditNote) }, false, UNIT_DECIMALS),
        }),
  );
  if ('messages' in answer) return wanted.map(() => ({ ok: false, messages: answer.messages }));
  if (answer.elements.length !== wanted.length)
    throw unexpected(asked, `${wanted.length} documents were changed, ${answer.elements.length} answered`);
  return wanted.map((one, index) => {
    const element = answer.elements[index];
    const result = element && toResult(kind, element, [], asked);
    if (result && !result.ok) return result;
    const got = result?.document;
    const isDone = one.number === undefined ? got?.status === one.status : got?.number === one.number;
    if (got?.id === one.id.toLowerCase() && isDone) return { ok: true };
    throw unexpected(asked, `a document is not ${one.number === undefined ? one.status : 'renamed'} after the call`);
  });
}

function toInvoice({ id, number, status }: Wanted): Invoice {
  return {
    invoiceID: id,
    ...(number && { invoiceNumber: number }),
    ...(status && { status: Invoice.StatusEnum[status] }),
  };
}

function toCreditNote({ id, number, status }: Wanted): CreditNote {
  return {
    creditNoteID: id,
    ...(number && { creditNoteNumber: number }),
    ...(status && { status: CreditNote.StatusEnum[status] }),
  };
}

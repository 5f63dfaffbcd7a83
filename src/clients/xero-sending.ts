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

type Closed = Awaited<ReturnType<Accounting['removeDocument']>>;

/** Xero never gives a voided number again, so where it is to be free it is changed first, in a step of its own. */
export async function removeDocument(
  call: XeroCall,
  organisationId: string,
  document: { kind: DocumentKind; id: string; status: string; renameTo?: string },
): Promise<Closed> {
  const { status, renameTo } = document;
  if (status === 'DELETED' || status === 'VOIDED') return { ok: true };
  if (status !== 'DRAFT' && status !== 'SUBMITTED' && status !== 'AUTHORISED')
    return { ok: false, messages: [`A document in status ${status} can be neither deleted nor voided.`] };
  const wanted = status === 'AUTHORISED' ? 'VOIDED' : 'DELETED';
  if (renameTo !== undefined) {
    const renamed = await change(call, organisationId, document, { number: renameTo, status });
    if (!renamed.ok) return renamed;
  }
  return change(call, organisationId, document, { status: wanted });
}

async function change(
  call: XeroCall,
  organisationId: string,
  { kind, id }: { kind: DocumentKind; id: string },
  wanted: { number?: string; status: keyof typeof CreditNote.StatusEnum & keyof typeof Invoice.StatusEnum },
): Promise<Closed> {
  const { number, status } = wanted;
  const request = { organisationId, what: `POST ${pluralOf(kind)}/{id}`, write: true };
  const answer = await orWords(() =>
    kind === 'invoice'
      ? invoiceElements(call, {
          ...request,
          send: (api, tenant) =>
            api.updateInvoice(tenant, id, {
              invoices: [
                { invoiceID: id, ...(number ? { invoiceNumber: number } : { status: Invoice.StatusEnum[status] }) },
              ],
            }),
        })
      : creditNoteElements(call, {
          ...request,
          send: (api, tenant) =>
            api.updateCreditNote(tenant, id, {
              creditNotes: [
                {
                  creditNoteID: id,
                  ...(number ? { creditNoteNumber: number } : { status: CreditNote.StatusEnum[status] }),
                },
              ],
            }),
        }),
  );
  if ('messages' in answer) return { ok: false, messages: answer.messages };
  const asked: Asked = { system: 'xero', what: request.what, write: true };
  const [element] = answer.elements;
  const result = element ? toResult(kind, element, [], asked) : null;
  if (result && !result.ok) return result;
  const got = result?.document;
  if (got?.id === id.toLowerCase() && got.status === status && (!number || got.number === number)) return { ok: true };
  throw unexpected(asked, `the document is not ${number ? 'renamed' : status} after the call`);
}

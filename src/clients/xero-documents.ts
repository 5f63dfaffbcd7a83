import type { CreditNotes, Invoices } from 'xero-node';
import { CreditNote, Invoice } from 'xero-node';
import { z } from 'zod';
import type { BooksDocument, DocumentKind } from '../domain/types.ts';
import type { Accounting, DocumentResult, PreparedBatch } from '../services/ports.ts';
import { type Asked, unexpected } from './http.ts';
import { prepareBatch } from './xero-batch.ts';
import type { XeroCall, XeroRequest } from './xero-call.ts';
import { orWords } from './xero-contacts.ts';
import { creditNotesAnswer, type DocumentElement, invoicesAnswer, readDay } from './xero-schema.ts';
import { anyOf, chunks, contains, endsWith, equals, isPlain, plainPiece, sameText } from './xero-where.ts';

type DocumentMethods = Pick<
  Accounting,
  'documentsByNumber' | 'documentsByReference' | 'documentsById' | 'prepareBatch' | 'postBatch' | 'removeDocument'
>;

/** Unit amounts keep four decimals; without it Xero rounds them to cents before it multiplies. */
const UNIT_DECIMALS = 4;
const PAGE_SIZE = 100;
const MOST_PAGES = 100;

/** https://developer.xero.com/documentation/api/accounting/invoices and …/creditnotes */
export function createDocumentMethods(call: XeroCall): DocumentMethods {
  return {
    async documentsByNumber(organisationId, kind, numbers) {
      const lists = numbers.length === 0 ? [] : kind === 'invoice' ? invoiceLists(numbers) : creditNoteLists(numbers);
      const found = await Promise.all(lists.map((filter) => list(call, organisationId, kind, filter)));
      return unique(found.flat()).filter((document) => numbers.some((number) => sameText(document.number, number)));
    },
    async documentsByReference(organisationId, kind, invoiceIds) {
      const endings = invoiceIds.map((id) => `AT-${id}`);
      const found = await Promise.all(
        chunks(endings, 70).map((part) =>
          list(call, organisationId, kind, { where: anyOf(part.map((ending) => endsWith('Reference', ending))) }),
        ),
      );
      // "AT-12" is no ending of "FAT-12": what stands before it has to be the beginning or no letter or digit.
      return unique(found.flat()).filter((document) =>
        endings.some((ending) => new RegExp(`(^|[^A-Za-z0-9])${ending}$`).test(document.reference?.trim() ?? '')),
      );
    },
    async documentsById(organisationId, kind, ids) {
      if (kind === 'credit-note') return creditNotesById(call, organisationId, ids);
      const found = await Promise.all(chunks(ids, 3).map((part) => list(call, organisationId, kind, { ids: part })));
      return unique(found.flat());
    },
    prepareBatch,
    postBatch: (batch, key) => postBatch(call, batch, key),
    removeDocument: (organisationId, document) => removeDocument(call, organisationId, document),
  };
}

interface Filter {
  ids?: string[];
  numbers?: string[];
  where?: string;
  searchTerm?: string;
}

/** A list of numbers is split at commas, so that a number that holds one has to be asked for by `where`. */
function invoiceLists(numbers: string[]): Filter[] {
  const listed = numbers.filter((number) => !number.includes(','));
  const compared = numbers.filter((number) => number.includes(',') && isPlain(number));
  const searched = numbers.filter((number) => number.includes(',') && !isPlain(number));
  return [
    ...chunks(listed, 3).map((part) => ({ numbers: part })),
    ...chunks(compared, 35).map((part) => ({ where: anyOf(part.map((number) => equals('InvoiceNumber', number))) })),
    ...searched.map((number) => ({ searchTerm: plainPiece(number) })),
  ];
}

function creditNoteLists(numbers: string[]): Filter[] {
  const condition = (number: string) =>
    isPlain(number) ? equals('CreditNoteNumber', number) : contains('CreditNoteNumber', plainPiece(number));
  return chunks(numbers, 40).map((part) => ({ where: anyOf(part.map(condition)) }));
}

async function list(
  call: XeroCall,
  organisationId: string,
  kind: DocumentKind,
  filter: Filter,
): Promise<BooksDocument[]> {
  const documents: BooksDocument[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const elements =
      kind === 'invoice'
        ? await invoicePage(call, organisationId, filter, page)
        : await creditNotePage(call, organisationId, filter, page);
    // Bills and their credit notes live under the same addresses, some under the same numbers.
    const ours = elements.filter((element) => element.Type === (kind === 'invoice' ? 'ACCREC' : 'ACCRECCREDIT'));
    documents.push(...ours.map((element) => toDocument(kind, element)).filter((document) => document !== null));
    if (elements.length < PAGE_SIZE) return documents;
  }
  throw unexpected({ system: 'xero', what: `GET ${pluralOf(kind)}`, write: false }, `no end after ${MOST_PAGES} pages`);
}

async function invoicePage(call: XeroCall, organisationId: string, filter: Filter, page: number) {
  const { Invoices } = await call({
    organisationId,
    what: 'GET Invoices',
    answer: invoicesAnswer,
    send: (api, tenant) =>
      api.getInvoices(
        tenant,
        undefined,
        filter.where,
        'InvoiceID',
        filter.ids,
        filter.numbers,
        undefined,
        undefined,
        page,
        undefined,
        undefined,
        UNIT_DECIMALS,
        undefined,
        PAGE_SIZE,
        filter.searchTerm,
      ),
  });
  return Invoices;
}

async function creditNotePage(call: XeroCall, organisationId: string, filter: Filter, page: number) {
  const { CreditNotes } = await call({
    organisationId,
    what: 'GET CreditNotes',
    answer: creditNotesAnswer,
    send: (api, tenant) =>
      api.getCreditNotes(tenant, undefined, filter.where, undefined, page, UNIT_DECIMALS, PAGE_SIZE),
  });
  return CreditNotes;
}

/** There is no list of credit notes by id; one that does not exist is missing in the answer. */
async function creditNotesById(call: XeroCall, organisationId: string, ids: string[]): Promise<BooksDocument[]> {
  const found = await Promise.all(
    [...new Set(ids)].map((id) =>
      orWords(() =>
        call({
          organisationId,
          what: 'GET CreditNotes/{id}',
          answer: creditNotesAnswer,
          send: (api, tenant) => api.getCreditNote(tenant, id),
        }),
      ),
    ),
  );
  return found.flatMap((answer) =>
    'messages' in answer
      ? []
      : answer.CreditNotes.map((element) => toDocument('credit-note', element)).filter((document) => document !== null),
  );
}

/** PUT creates; the bytes follow from the body, so that the same body under the same key is the same request. */
async function postBatch(call: XeroCall, batch: PreparedBatch, key: string): Promise<DocumentResult[]> {
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
async function removeDocument(
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

/** Null where the element has no id of its own. */
export function toDocument(kind: DocumentKind, element: DocumentElement): BooksDocument | null {
  const id = kind === 'invoice' ? element.InvoiceID : element.CreditNoteID;
  if (!id) return null;
  return {
    kind,
    id,
    number: (kind === 'invoice' ? element.InvoiceNumber : element.CreditNoteNumber) || null,
    reference: element.Reference || null,
    url: element.Url || null,
    contactId: element.Contact?.ContactID ?? '',
    contactName: element.Contact?.Name ?? '',
    status: element.Status ?? '',
    date: readDay(element.DateString ?? element.Date),
    currency: element.CurrencyCode ?? '',
    subTotal: element.SubTotal,
    totalTax: element.TotalTax,
    total: element.Total,
  };
}

function pluralOf(kind: DocumentKind): 'Invoices' | 'CreditNotes' {
  return kind === 'invoice' ? 'Invoices' : 'CreditNotes';
}

function unique(documents: BooksDocument[]): BooksDocument[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}

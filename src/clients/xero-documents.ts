import type { BooksDocument, DocumentKind } from '../domain/types.ts';
import type { Accounting } from '../services/ports.ts';
import { unexpected } from './http.ts';
import { prepareBatch } from './xero-batch.ts';
import type { XeroCall } from './xero-call.ts';
import { orWords } from './xero-contacts.ts';
import { pluralOf, toDocument, UNIT_DECIMALS } from './xero-document.ts';
import { creditNotesAnswer, invoicesAnswer } from './xero-schema.ts';
import { postBatch, removeDocument, removeDocuments, renameDocuments } from './xero-sending.ts';
import { anyOf, chunks, contains, endsWith, equals, isPlain, plainPiece, sameText } from './xero-where.ts';

type DocumentMethods = Pick<
  Accounting,
  | 'documentsByNumber'
  | 'documentsByReference'
  | 'documentsById'
  | 'prepareBatch'
  | 'postBatch'
  | 'removeDocument'
  | 'renameDocuments'
  | 'removeDocuments'
>;

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
    renameDocuments: (organisationId, kind, documents) => renameDocuments(call, { organisationId, kind }, documents),
    removeDocuments: (organisationId, kind, documents) => removeDocuments(call, { organisationId, kind }, documents),
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

function unique(documents: BooksDocument[]): BooksDocument[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}

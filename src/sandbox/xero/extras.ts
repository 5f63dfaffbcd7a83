import { Decimal } from 'decimal.js';
import type { Call } from './context.ts';
import { findDocument } from './document-routes.ts';
import { envelope, parseJson, readElements, refuseWith } from './envelope.ts';
import { dayFields, guid, msDate, parseDay } from './format.ts';
import type { Kind } from './kinds.ts';
import { CREDIT_NOTE } from './kinds.ts';
import type { AttachmentRecord, DocumentRecord } from './records.ts';
import type { Reply } from './reply.ts';
import { empty, notFound, notModelled, Refusal } from './reply.ts';
import { allocationInput, emptyInput, historyInput } from './schemas.ts';

/** What hangs on an invoice or a credit note: attachments, history, e-mail, online invoice, allocations. */

const ATTACHMENTS = 10;
const ATTACHMENT_BYTES = 10 * 1024 * 1024;

/** https://developer.xero.com/documentation/api/accounting/attachments */
export function attachmentRoutes(kind: Kind) {
  const list = (call: Call, records: AttachmentRecord[]) =>
    envelope(
      call,
      'Attachments',
      records.map((record) => viewAttachment(call, kind, record)),
    );
  return {
    list(call: Call): Reply {
      const document = findDocument(call, kind);
      return document ? list(call, call.state.attachments(document.id)) : notFound();
    },
    get(call: Call): Reply {
      const document = findDocument(call, kind);
      const record = document && named(call, document);
      if (!record) return notFound();
      return { status: 200, headers: { 'content-type': record.mimeType }, body: Buffer.from(record.base64, 'base64') };
    },
    /** The bytes as they come; the same name again replaces. */
    put(call: Call): Reply {
      const document = findDocument(call, kind);
      if (!document) return notFound();
      const fileName = call.params.FileName ?? '';
      const { raw, headers } = call.incoming;
      if (/[<>:"/\\|?*\0+]/.test(fileName))
        throw refuseWith(`The file name ${fileName} holds characters that are not allowed`);
      if (raw.length > ATTACHMENT_BYTES) throw refuseWith('The attachment is larger than 10 MB');
      if (raw.length === 0) throw refuseWith('The attachment is empty');
      const known = named(call, document);
      if (!known && call.state.attachments(document.id).length >= ATTACHMENTS)
        throw refuseWith(`A document can have at most ${ATTACHMENTS} attachments`);
      const record = call.state.saveAttachment({
        AttachmentID: known?.AttachmentID ?? call.state.freshId(call.tenantId, 'other'),
        documentId: document.id,
        fileName,
        mimeType: headers['content-type'] ?? '',
        includeOnline: call.query.IncludeOnline?.toLowerCase() === 'true',
        base64: raw.toString('base64'),
      });
      return list(call, [record]);
    },
  };
}

function named(call: Call, document: DocumentRecord): AttachmentRecord | undefined {
  return call.state.attachments(document.id).find((record) => record.fileName === call.params.FileName);
}

function viewAttachment(call: Call, kind: Kind, record: AttachmentRecord) {
  return {
    AttachmentID: record.AttachmentID,
    FileName: record.fileName,
    Url: `${call.context.url}/api.xro/2.0/${kind.plural}/${record.documentId}/Attachments/${encodeURIComponent(record.fileName)}`,
    MimeType: record.mimeType,
    ContentLength: Buffer.from(record.base64, 'base64').length,
    IncludeOnline: record.includeOnline,
  };
}

/** https://developer.xero.com/documentation/api/accounting/historyandnotes */
export function historyRoutes(kind: Kind) {
  return {
    list(call: Call): Reply {
      const document = findDocument(call, kind);
      if (!document) return notFound();
      const records = call.state.history(document.id).toReversed();
      return envelope(
        call,
        'HistoryRecords',
        records.map(({ changes, details, user, at }) => ({
          Changes: changes,
          DateUTCString: new Date(at).toISOString().slice(0, 19),
          DateUTC: msDate(at),
          User: user,
          Details: details,
        })),
      );
    },
    put(call: Call): Reply {
      const document = findDocument(call, kind);
      if (!document) return notFound();
      const notes = readElements(call.incoming, 'HistoryRecords', historyInput);
      for (const { Details } of notes)
        call.state.addHistory({
          documentId: document.id,
          changes: 'Note',
          details: Details,
          user: call.context.login.name,
          at: call.now,
        });
      return envelope(
        call,
        'HistoryRecords',
        notes.map(({ Details }) => ({
          Details,
          DateUTCString: new Date(call.now).toISOString().slice(0, 19),
          DateUTC: msDate(call.now),
          ValidationErrors: [],
        })),
      );
    },
  };
}

/** Sends an invoice by e-mail: it must be past draft, and its contact must have an address. */
export function emailInvoice(call: Call, kind: Kind): Reply {
  const document = findDocument(call, kind);
  if (!document) return notFound();
  if (!emptyInput.safeParse(call.incoming.raw.length > 0 ? parseJson(call.incoming) : {}).success)
    throw notModelled(`field in the body of ${call.incoming.path}`);
  if (!['SUBMITTED', 'AUTHORISED', 'PAID'].includes(document.status))
    throw refuseWith('The invoice must be submitted, authorised or paid to be sent');
  const address = call.state.contact(call.tenantId, document.contactId)?.EmailAddress;
  if (!address) throw refuseWith('The contact has no email address');
  if (sentToday(call) >= call.context.switches.emailsPerDay) throw refuseWith('The daily limit of emails is reached');
  call.state.addHistory({
    ...{ documentId: document.id, changes: 'Invoice sent', details: `This invoice has been sent to ${address}.` },
    ...{ user: call.context.login.name, at: call.now },
  });
  call.state.saveDocument({ ...document, sentToContact: true, updated: call.now });
  return empty(204);
}

/** Over all documents of the organisation, in the last 24 hours. */
function sentToday(call: Call): number {
  return call.state
    .documents(call.tenantId, 'ACCREC')
    .flatMap(({ id }) => call.state.history(id))
    .filter(({ changes, at }) => changes === 'Invoice sent' && at > call.now - 86_400_000).length;
}

export function getOnlineInvoice(call: Call, kind: Kind): Reply {
  const document = findDocument(call, kind);
  if (!document) return notFound();
  if (!['AUTHORISED', 'PAID'].includes(document.status))
    throw refuseWith('The online invoice is available for approved invoices only');
  const code = guid(document.id, 'online').replaceAll('-', '').slice(0, 24);
  return envelope(call, 'OnlineInvoices', [{ OnlineInvoiceUrl: `https://in.xero.com/${code}` }]);
}

/** Applies an approved credit note to an approved invoice of the same contact and currency. */
export function allocate(call: Call): Reply {
  const note = findDocument(call, CREDIT_NOTE);
  if (!note) return notFound();
  const allocations = readElements(call.incoming, 'Allocations', allocationInput).map((input) => {
    const credit = call.state.document(call.tenantId, note.id) ?? note;
    const invoice = call.state.document(call.tenantId, input.Invoice.InvoiceID);
    if (invoice?.type !== 'ACCREC') throw new Refusal(notFound());
    const amount = new Decimal(input.Amount);
    if (credit.status !== 'AUTHORISED' || invoice.status !== 'AUTHORISED')
      throw refuseWith('Credit notes can only be allocated to authorised invoices, and must be authorised themselves');
    if (credit.contactId !== invoice.contactId || credit.currency !== invoice.currency)
      throw refuseWith('The credit note and the invoice must be of the same contact and currency');
    const left = new Decimal(credit.total).minus(credit.credited);
    const due = new Decimal(invoice.total).minus(invoice.paid).minus(invoice.credited);
    if (amount.gt(left) || amount.gt(due)) throw refuseWith('The amount is larger than what can be allocated');
    const allocation = {
      AllocationID: call.state.freshId(call.tenantId, 'other'),
      invoiceId: invoice.id,
      creditNoteId: credit.id,
      amount: amount.toFixed(2),
      date: parseDay(input.Date) ?? '',
    };
    for (const document of [credit, invoice]) {
      const credited = amount.plus(document.credited);
      const settled = credited.plus(document.paid).equals(document.total);
      call.state.saveDocument({
        ...document,
        credited: credited.toFixed(2),
        status: settled ? 'PAID' : document.status,
        allocations: [...document.allocations, allocation],
        updated: call.now,
      });
    }
    return {
      AllocationID: allocation.AllocationID,
      Amount: amount.toNumber(),
      ...dayFields('Date', allocation.date),
      Invoice: { InvoiceID: invoice.id, InvoiceNumber: invoice.number },
    };
  });
  return envelope(call, 'Allocations', allocations);
}

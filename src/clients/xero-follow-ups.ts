import { z } from 'zod';
import type { Accounting } from '../services/ports.ts';
import type { XeroCall } from './xero-call.ts';

type FollowUps = Pick<Accounting, 'attachments' | 'attach' | 'email'>;

const attachmentsAnswer = z.object({ Attachments: z.array(z.object({ FileName: z.string() })) });
/** Customers see the document Xero makes; the file is for the bookkeeper. */
const INCLUDE_ONLINE = false;

/**
 * What follows on a document that is in Xero (https://developer.xero.com/documentation/api/accounting/attachments and
 * …/invoices#emailing-an-invoice).
 */
export function createFollowUps(call: XeroCall): FollowUps {
  return {
    async attachments(organisationId, { kind, id }) {
      const { Attachments } = await call({
        organisationId,
        what: 'GET Attachments',
        later: true,
        answer: attachmentsAnswer,
        send: (api, tenant) =>
          kind === 'invoice' ? api.getInvoiceAttachments(tenant, id) : api.getCreditNoteAttachments(tenant, id),
      });
      return Attachments.map(({ FileName }) => FileName);
    },
    async attach(organisationId, { kind, id }, { name, mimeType, content }) {
      // without a type xero-node sends the file as a form
      const options = { headers: { 'Content-Type': mimeType } };
      await call({
        organisationId,
        what: 'PUT Attachments',
        ...{ write: true, later: true },
        answer: attachmentsAnswer,
        send: (api, tenant) =>
          kind === 'invoice'
            ? api.createInvoiceAttachmentByFileName(tenant, id, name, content, INCLUDE_ONLINE, undefined, options)
            : api.createCreditNoteAttachmentByFileName(tenant, id, name, content, INCLUDE_ONLINE, undefined, options),
      });
    },
    async email(organisationId, documentId, idempotencyKey) {
      await call({
        organisationId,
        what: 'POST Invoices/{id}/Email',
        write: true,
        answer: z.null(),
        send: (api, tenant) => api.emailInvoice(tenant, documentId, {}, idempotencyKey),
      });
    },
  };
}

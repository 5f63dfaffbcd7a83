import type { Accounting } from '../services/ports.ts';
import { createBooks } from './xero-books.ts';
import { createXeroCall, type XeroOptions } from './xero-call.ts';
import { createContactMethods } from './xero-contacts.ts';
import { createDocumentMethods } from './xero-documents.ts';
import { createFollowUps } from './xero-follow-ups.ts';
import { createPeriodList } from './xero-period.ts';
import { readBrandingThemes } from './xero-themes.ts';

export type { XeroOptions } from './xero-call.ts';

/** Xero through xero-node (https://developer.xero.com/documentation/api/accounting/overview). */
export function createAccounting(options: XeroOptions): Accounting {
  const call = createXeroCall(options);
  return {
    books: createBooks(call, options.clock),
    brandingThemes: (organisationId) => readBrandingThemes(call, organisationId),
    ...createContactMethods(call),
    ...createDocumentMethods(call),
    ...createFollowUps(call),
    documentsInPeriod: createPeriodList(call),
    documentLink(shortCode, kind, documentId) {
      if (kind === 'invoice') return `https://go.xero.com/app/${shortCode}/invoicing/view/${documentId}`;
      const page = `/AccountsPayable/ViewCreditNote.aspx?creditNoteID=${documentId}`;
      return `https://go.xero.com/organisationlogin/default.aspx?shortcode=${shortCode}&redirecturl=${page}`;
    },
    contactLink: (shortCode, contactId) => `https://go.xero.com/app/${shortCode}/contacts/contact/${contactId}`,
  };
}

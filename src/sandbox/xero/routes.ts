import { createContacts, getContact, listContacts, updateContact, updateOrCreateContacts } from './contacts.ts';
import type { Call } from './context.ts';
import { creditNoteRoutes, invoiceRoutes } from './document-routes.ts';
import { allocate, attachmentRoutes, emailInvoice, getOnlineInvoice, historyRoutes } from './extras.ts';
import { CREDIT_NOTE, INVOICE } from './kinds.ts';
import type { Reply } from './reply.ts';
import type { Need } from './scopes.ts';
import * as settings from './settings.ts';

export interface Route {
  method: 'GET' | 'PUT' | 'POST';
  /** Below `/api.xro/2.0/`. */
  path: string;
  need: Need;
  /** Query parameters it knows. */
  query: string[];
  answer(call: Call): Reply;
}

const LIST = ['where', 'order'];
const PAGED = [...LIST, 'page', 'pageSize'];
const BATCH = ['summarizeErrors'];

/** Every route of the Accounting API that is modelled, on one screen. */
export const ROUTES: Route[] = [
  { method: 'GET', path: 'Organisation', need: 'settings', query: [], answer: settings.getOrganisation },
  { method: 'GET', path: 'Organisation/Actions', need: 'settings', query: [], answer: settings.listActions },
  { method: 'GET', path: 'Accounts', need: 'settings', query: LIST, answer: settings.listAccounts },
  { method: 'GET', path: 'TaxRates', need: 'settings', query: LIST, answer: settings.listTaxRates },
  {
    method: 'GET',
    path: 'TrackingCategories',
    need: 'settings',
    query: [...LIST, 'includeArchived'],
    answer: settings.listTrackingCategories,
  },
  { method: 'GET', path: 'Currencies', need: 'settings', query: LIST, answer: settings.listCurrencies },
  { method: 'GET', path: 'BrandingThemes', need: 'settings', query: [], answer: settings.listBrandingThemes },
  { method: 'GET', path: 'Items', need: 'items', query: [...LIST, 'unitdp'], answer: settings.listItems },

  {
    method: 'GET',
    path: 'Contacts',
    need: 'contacts',
    query: [...PAGED, 'IDs', 'includeArchived', 'summaryOnly', 'searchTerm'],
    answer: listContacts,
  },
  { method: 'PUT', path: 'Contacts', need: 'contacts', query: BATCH, answer: createContacts },
  { method: 'POST', path: 'Contacts', need: 'contacts', query: BATCH, answer: updateOrCreateContacts },
  { method: 'GET', path: 'Contacts/{ContactID}', need: 'contacts', query: [], answer: getContact },
  { method: 'POST', path: 'Contacts/{ContactID}', need: 'contacts', query: [], answer: updateContact },

  {
    method: 'GET',
    path: 'Invoices',
    need: 'invoices',
    query: [
      ...PAGED,
      'IDs',
      'InvoiceNumbers',
      'ContactIDs',
      'Statuses',
      'includeArchived',
      'createdByMyApp',
      'unitdp',
      'summaryOnly',
      'searchTerm',
    ],
    answer: invoiceRoutes.list,
  },
  ...documentRoutes('Invoices', 'InvoiceID', invoiceRoutes),
  ...hangingRoutes(INVOICE),
  {
    method: 'POST',
    path: 'Invoices/{InvoiceID}/Email',
    need: 'invoices',
    query: [],
    answer: (call) => emailInvoice(call, INVOICE),
  },
  {
    method: 'GET',
    path: 'Invoices/{InvoiceID}/OnlineInvoice',
    need: 'invoices',
    query: [],
    answer: (call) => getOnlineInvoice(call, INVOICE),
  },

  { method: 'GET', path: 'CreditNotes', need: 'invoices', query: [...PAGED, 'unitdp'], answer: creditNoteRoutes.list },
  ...documentRoutes('CreditNotes', 'CreditNoteID', creditNoteRoutes),
  ...hangingRoutes(CREDIT_NOTE),
  {
    method: 'PUT',
    path: 'CreditNotes/{CreditNoteID}/Allocations',
    need: 'invoices',
    query: [],
    answer: allocate,
  },
];

function documentRoutes(plural: string, id: string, routes: typeof invoiceRoutes): Route[] {
  const batch = [...BATCH, 'unitdp'];
  return [
    { method: 'PUT', path: plural, need: 'invoices', query: batch, answer: routes.create },
    { method: 'POST', path: plural, need: 'invoices', query: batch, answer: routes.updateOrCreate },
    { method: 'GET', path: `${plural}/{${id}}`, need: 'invoices', query: ['unitdp'], answer: routes.get },
    { method: 'POST', path: `${plural}/{${id}}`, need: 'invoices', query: ['unitdp'], answer: routes.update },
  ];
}

function hangingRoutes(kind: typeof INVOICE): Route[] {
  const base = `${kind.plural}/{${kind.idField}}`;
  const attachments = attachmentRoutes(kind);
  const history = historyRoutes(kind);
  const file = `${base}/Attachments/{FileName}`;
  const online = ['IncludeOnline'];
  return [
    { method: 'GET', path: `${base}/Attachments`, need: 'attachments', query: [], answer: attachments.list },
    { method: 'GET', path: file, need: 'attachments', query: [], answer: attachments.get },
    { method: 'PUT', path: file, need: 'attachments', query: online, answer: attachments.put },
    { method: 'POST', path: file, need: 'attachments', query: online, answer: attachments.put },
    { method: 'GET', path: `${base}/History`, need: 'invoices', query: [], answer: history.list },
    { method: 'PUT', path: `${base}/History`, need: 'invoices', query: [], answer: history.put },
  ];
}

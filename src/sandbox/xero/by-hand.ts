import { Decimal } from 'decimal.js';
import type { XeroSeedContact, XeroSeedInvoice } from '../world.ts';
import type { Context } from './context.ts';
import type { ContactRecord, DocumentRecord, HistoryRecord, OrganisationRecord } from './records.ts';
import { toContact, toDocument } from './seed.ts';
import { revokeApp } from './tokens.ts';

/** What a person does in Xero itself, behind the client's back; and what a test wants to see of the books. */
export interface ByHand {
  organisation(tenantId: string): {
    organisation: OrganisationRecord;
    contacts: ContactRecord[];
    documents: DocumentRecord[];
  };
  /** Attachments and history of a document. */
  history(documentId: string): HistoryRecord[];
  attachments(documentId: string): { fileName: string; mimeType: string; includeOnline: boolean; bytes: Buffer }[];
  /** The organisation's owner removes the app. */
  disconnect(tenantId: string): void;
  /** The login withdraws its consent: every token is dead, every connection gone. */
  revokeAll(): void;
  /** Gives a scope to every connection, or has them made without it. */
  setScope(scope: string, isGranted: boolean): void;
  /** Access tokens end now; refresh tokens go on. */
  expireAccessTokens(): void;
  /** Every token and code it ever gave out: none may turn up anywhere else. */
  secrets(): string[];
  /** Types in a contact. Its ContactID is `seededContactId(tenantId, contact.key)`. */
  addContact(tenantId: string, contact: XeroSeedContact): ContactRecord;
  /** Types in a document, as the old tool or another connector would. */
  addDocument(tenantId: string, document: Omit<XeroSeedInvoice, 'contactKey'> & { contactId: string }): DocumentRecord;
  editContact(tenantId: string, contactId: string, changes: Partial<ContactRecord>): ContactRecord;
  archiveContact(tenantId: string, contactId: string): void;
  /** The first is archived and points to the second. */
  mergeContact(tenantId: string, contactId: string, into: string): void;
  editDocument(tenantId: string, documentId: string, changes: Partial<DocumentRecord>): DocumentRecord;
  voidDocument(tenantId: string, documentId: string): void;
  deleteDocument(tenantId: string, documentId: string): void;
  /** Pays all that is due. */
  payDocument(tenantId: string, documentId: string): void;
  /** Lock dates, currencies, accounts, tax rates … */
  editOrganisation(tenantId: string, changes: Partial<OrganisationRecord>): void;
}

export function createByHand(context: Context): ByHand {
  const { state, clock } = context;
  const organisation = (tenantId: string) => {
    const found = state.organisations.get(tenantId);
    if (!found) throw new Error(`No organisation ${tenantId} in the stand-in Xero`);
    return found;
  };
  const editContact: ByHand['editContact'] = (tenantId, contactId, changes) => {
    const contact = state.contact(tenantId, contactId);
    if (!contact) throw new Error(`No contact ${contactId} in the stand-in Xero`);
    return state.saveContact({ ...contact, ...changes, updated: clock.now() });
  };
  const editDocument: ByHand['editDocument'] = (tenantId, documentId, changes) => {
    const document = state.document(tenantId, documentId);
    if (!document) throw new Error(`No document ${documentId} in the stand-in Xero`);
    return state.saveDocument({ ...document, ...changes, updated: clock.now() });
  };

  return {
    organisation: (tenantId) => ({
      organisation: organisation(tenantId),
      contacts: state.contacts(tenantId),
      documents: [...state.documents(tenantId, 'ACCREC'), ...state.documents(tenantId, 'ACCRECCREDIT')],
    }),
    secrets: () => [
      ...[...state.accessTokens.values(), ...state.refreshTokens.values()].map(({ token }) => token),
      ...state.codes.values().map(({ code }) => code),
    ],
    history: (documentId) => state.history(documentId),
    attachments: (documentId) =>
      state.attachments(documentId).map(({ fileName, mimeType, includeOnline, base64 }) => ({
        fileName,
        mimeType,
        includeOnline,
        bytes: Buffer.from(base64, 'base64'),
      })),
    disconnect(tenantId) {
      for (const connection of state.connections.values())
        if (connection.tenantId === tenantId) state.connections.delete(connection.id);
    },
    revokeAll() {
      for (const app of context.apps) revokeApp(context, app.clientId);
    },
    setScope(scope, isGranted) {
      const scopesOf = (record: { scopes: string[] }) => [
        ...record.scopes.filter((other) => other !== scope),
        ...(isGranted ? [scope] : []),
      ];
      for (const record of state.accessTokens.values())
        state.accessTokens.put(record.token, { ...record, scopes: scopesOf(record) });
      for (const record of state.refreshTokens.values())
        state.refreshTokens.put(record.token, { ...record, scopes: scopesOf(record) });
    },
    expireAccessTokens() {
      for (const record of state.accessTokens.values())
        if (record.expires > clock.now()) state.accessTokens.put(record.token, { ...record, expires: clock.now() });
    },
    addContact: (tenantId, contact) => state.saveContact(toContact(tenantId, contact, clock.now())),
    addDocument(tenantId, document) {
      const id = state.freshId(tenantId, 'document');
      return state.saveDocument(toDocument(organisation(tenantId), { ...document, id }, clock.now()));
    },
    editContact,
    archiveContact: (tenantId, contactId) => void editContact(tenantId, contactId, { ContactStatus: 'ARCHIVED' }),
    mergeContact: (tenantId, contactId, into) =>
      void editContact(tenantId, contactId, { ContactStatus: 'ARCHIVED', mergedTo: into }),
    editDocument,
    voidDocument: (tenantId, documentId) => void editDocument(tenantId, documentId, { status: 'VOIDED' }),
    deleteDocument: (tenantId, documentId) => void editDocument(tenantId, documentId, { status: 'DELETED' }),
    payDocument(tenantId, documentId) {
      const { total = '0', credited = '0' } = state.document(tenantId, documentId) ?? {};
      editDocument(tenantId, documentId, { status: 'PAID', paid: new Decimal(total).minus(credited).toFixed(2) });
    },
    editOrganisation: (tenantId, changes) =>
      void state.organisations.put(tenantId, { ...organisation(tenantId), ...changes }),
  };
}

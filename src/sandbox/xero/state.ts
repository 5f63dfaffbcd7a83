import type { Collection, Store } from '../store.ts';
import { guid } from './format.ts';
import type {
  AccessTokenRecord,
  AttachmentRecord,
  CodeRecord,
  ConnectionRecord,
  ContactRecord,
  DocumentRecord,
  DocumentType,
  HistoryRecord,
  IdempotencyRecord,
  OrganisationRecord,
  RefreshTokenRecord,
} from './records.ts';

/** Everything the stand-in remembers, over the store, with the few indexes that keep a batch of fifty quick. */
export interface State {
  organisations: Collection<OrganisationRecord>;
  connections: Collection<ConnectionRecord>;
  codes: Collection<CodeRecord>;
  accessTokens: Collection<AccessTokenRecord>;
  refreshTokens: Collection<RefreshTokenRecord>;
  idempotency: Collection<IdempotencyRecord>;
  keys: Collection<{ pem: string }>;

  contacts(tenantId: string): ContactRecord[];
  contact(tenantId: string, contactId: string): ContactRecord | undefined;
  contactsNamed(tenantId: string, name: string): ContactRecord[];
  contactsNumbered(tenantId: string, number: string): ContactRecord[];
  saveContact(record: ContactRecord): ContactRecord;

  documents(tenantId: string, type: DocumentType): DocumentRecord[];
  document(tenantId: string, id: string): DocumentRecord | undefined;
  documentsNumbered(tenantId: string, type: DocumentType, number: string): DocumentRecord[];
  saveDocument(record: DocumentRecord): DocumentRecord;
  /** Counts up: 1, 2, 3 … for each organisation and name. */
  next(tenantId: string, name: string): number;

  attachments(documentId: string): AttachmentRecord[];
  saveAttachment(record: AttachmentRecord): AttachmentRecord;
  history(documentId: string): HistoryRecord[];
  addHistory(record: HistoryRecord): void;
  /** A GUID that was not given out before, in this organisation. */
  freshId(tenantId: string, kind: 'contact' | 'document' | 'line' | 'other'): string;
}

export function openState(store: Store): State {
  const organisations = store.collection<OrganisationRecord>('xero.organisations');
  const counters = store.collection<number>('xero.counters');
  const next = (tenantId: string, name: string) => {
    const key = `${tenantId} ${name}`;
    return counters.put(key, (counters.get(key) ?? 0) + 1);
  };

  return {
    organisations,
    connections: store.collection('xero.connections'),
    codes: store.collection('xero.codes'),
    accessTokens: store.collection('xero.accessTokens'),
    refreshTokens: store.collection('xero.refreshTokens'),
    idempotency: store.collection('xero.idempotency'),
    keys: store.collection('xero.keys'),
    ...contactsOf(store),
    ...documentsOf(store),
    ...extrasOf(store),
    next,
    freshId: (tenantId, kind) => guid(tenantId, kind, next(tenantId, kind)),
  };
}

function contactsOf(store: Store) {
  const collection = store.collection<ContactRecord>('xero.contacts');
  const index = createIndex<ContactRecord>(collection.values(), (c) => c.ContactID, [
    (c) => c.tenantId,
    (c) => `${c.tenantId} name ${c.Name.toLowerCase()}`,
    (c) => c.ContactNumber && `${c.tenantId} number ${c.ContactNumber.toLowerCase()}`,
  ]);
  return {
    contacts: (tenantId: string) => index.get(tenantId),
    contact(tenantId: string, contactId: string) {
      const found = collection.get(contactId.toLowerCase());
      return found?.tenantId === tenantId ? found : undefined;
    },
    contactsNamed: (tenantId: string, name: string) => index.get(`${tenantId} name ${name.toLowerCase()}`),
    contactsNumbered: (tenantId: string, number: string) => index.get(`${tenantId} number ${number.toLowerCase()}`),
    saveContact(record: ContactRecord) {
      index.set(record);
      return collection.put(record.ContactID, record);
    },
  };
}

function documentsOf(store: Store) {
  const collection = store.collection<DocumentRecord>('xero.documents');
  const index = createIndex<DocumentRecord>(collection.values(), (d) => d.id, [
    (d) => `${d.tenantId} ${d.type}`,
    (d) => `${d.tenantId} ${d.type} ${d.number.toLowerCase()}`,
  ]);
  return {
    documents: (tenantId: string, type: DocumentType) => index.get(`${tenantId} ${type}`),
    document(tenantId: string, id: string) {
      const found = collection.get(id.toLowerCase());
      return found?.tenantId === tenantId ? found : undefined;
    },
    documentsNumbered: (tenantId: string, type: DocumentType, number: string) =>
      index.get(`${tenantId} ${type} ${number.toLowerCase()}`),
    saveDocument(record: DocumentRecord) {
      index.set(record);
      return collection.put(record.id, record);
    },
  };
}

function extrasOf(store: Store) {
  const attachments = store.collection<AttachmentRecord>('xero.attachments');
  const index = createIndex<AttachmentRecord>(attachments.values(), (a) => a.AttachmentID, [(a) => a.documentId]);
  const history = store.collection<HistoryRecord[]>('xero.history');
  return {
    attachments: (documentId: string) => index.get(documentId),
    saveAttachment(record: AttachmentRecord) {
      index.set(record);
      return attachments.put(record.AttachmentID, record);
    },
    history: (documentId: string) => history.get(documentId) ?? [],
    addHistory(record: HistoryRecord) {
      history.put(record.documentId, [...(history.get(record.documentId) ?? []), record]);
    },
  };
}

/** Finds records by several keys; `set` replaces what was known under the record's id. */
function createIndex<T>(records: T[], id: (record: T) => string, keys: ((record: T) => string | undefined)[]) {
  const groups = new Map<string, Map<string, T>>();
  const keysOf = new Map<string, string[]>();
  const set = (record: T) => {
    const wanted = keys.map((key) => key(record)).filter((key): key is string => Boolean(key));
    for (const key of keysOf.get(id(record)) ?? []) if (!wanted.includes(key)) groups.get(key)?.delete(id(record));
    for (const key of wanted) {
      const group = groups.get(key) ?? new Map<string, T>();
      groups.set(key, group.set(id(record), record));
    }
    keysOf.set(id(record), wanted);
  };
  records.forEach(set);
  return { set, get: (key: string) => [...(groups.get(key)?.values() ?? [])] };
}

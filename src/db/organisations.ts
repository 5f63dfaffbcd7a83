import { readSettings } from '../domain/settings.ts';
import type { Books, DocumentStatus, OrganisationSettings } from '../domain/types.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

export interface StoredOrganisation {
  id: string;
  name: string;
  connectionId: string | null;
  xeroConnectionId: string | null;
  documentStatus: DocumentStatus;
  /** How its documents are made, the status among it. */
  settings: OrganisationSettings;
  books: Books | null;
  contactsReadAt: string | null;
}

export interface OrganisationTable {
  /** Those a live connection opens, by name. */
  connected(): Promise<StoredOrganisation[]>;
  all(): Promise<StoredOrganisation[]>;
  /** Those that this connection opens. */
  ofConnection(connectionId: string): Promise<StoredOrganisation[]>;
  get(id: string): Promise<StoredOrganisation | null>;
  /** What a connection opens now; organisations it no longer opens are let go. */
  setOf(
    connectionId: string,
    organisations: { connectionId: string; organisationId: string; name: string }[],
  ): Promise<void>;
  setBooks(id: string, books: Books): Promise<void>;
  setContactsReadAt(id: string, at: Date): Promise<void>;
  setStatus(id: string, status: DocumentStatus): Promise<void>;
  setSettings(id: string, settings: OrganisationSettings): Promise<void>;
  /** One process at a time: true when `owner` holds it until then. */
  lease(id: string, owner: string, now: Date, until: Date): Promise<boolean>;
  endLease(id: string, owner: string): Promise<void>;
  /** Whoever held one is gone: the embedded database has one process. */
  endAllLeases(): Promise<void>;
}

export function organisationTable(client: Client): OrganisationTable {
  const many = async (where: object) =>
    (await client.organisation.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(fromRow);
  return {
    connected: () => many({ isActive: true, connection: { state: 'connected' } }),
    all: () => many({}),
    ofConnection: (connectionId) => many({ connectionId, isActive: true }),
    async get(id) {
      const row = await client.organisation.findUnique({ where: { id } });
      return row && fromRow(row);
    },
    async setOf(connectionId, organisations) {
      await client.organisation.updateMany({ where: { connectionId }, data: { isActive: false } });
      for (const { organisationId: id, connectionId: xeroConnectionId, name } of organisations) {
        const data = { name, connectionId, xeroConnectionId, isActive: true };
        await client.organisation.upsert({ where: { id }, create: { id, ...data }, update: data });
      }
    },
    async setBooks(id, books) {
      await client.organisation.update({
        where: { id },
        data: { books: json(books), booksReadAt: new Date(books.readAt) },
      });
    },
    async setContactsReadAt(id, contactsReadAt) {
      await client.organisation.update({ where: { id }, data: { contactsReadAt } });
    },
    async setStatus(id, documentStatus) {
      await client.organisation.update({ where: { id }, data: { documentStatus } });
    },
    async setSettings(id, { status: documentStatus, ...settings }) {
      await client.organisation.update({ where: { id }, data: { documentStatus, settings: json(settings) } });
    },
    async lease(id, owner, now, until) {
      const { count } = await client.organisation.updateMany({
        where: { id, OR: [{ leaseOwner: null }, { leaseOwner: owner }, { leaseUntil: { lt: now } }] },
        data: { leaseOwner: owner, leaseUntil: until },
      });
      return count === 1;
    },
    async endAllLeases() {
      await client.organisation.updateMany({ data: { leaseOwner: null, leaseUntil: null } });
    },
    async endLease(id, owner) {
      await client.organisation.updateMany({
        where: { id, leaseOwner: owner },
        data: { leaseOwner: null, leaseUntil: null },
      });
    },
  };
}

type Row = NonNullable<Awaited<ReturnType<Client['organisation']['findUnique']>>>;

function fromRow(row: Row): StoredOrganisation {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connectionId,
    xeroConnectionId: row.xeroConnectionId,
    documentStatus: row.documentStatus as DocumentStatus,
    settings: readSettings({ ...(row.settings as object), status: row.documentStatus }),
    books: row.books as unknown as Books | null,
    contactsReadAt: row.contactsReadAt?.toISOString() ?? null,
  };
}

import type { Person, WindowRef } from '../domain/types.ts';
import type { Client } from './index.ts';
import { instant } from './json.ts';

export type ConnectionState = 'connected' | 'dead' | 'disconnected';

/** One consent at Xero. `tokens` is ciphertext. */
export interface Connection {
  id: string;
  state: ConnectionState;
  tokens: string;
  tokensVersion: number;
  connectedBy: Person;
  connectedAt: string;
  /** When its tokens were last renewed, or given. */
  refreshedAt: string;
  message: string | null;
}

export interface OauthAttempt {
  state: string;
  person: Person;
  runId: string | null;
  /** Shows the link; null where there is no such window. */
  window: WindowRef | null;
  expiresAt: string;
  usedAt: string | null;
}

export interface ConnectionTable {
  list(): Promise<Connection[]>;
  get(id: string): Promise<Connection | null>;
  /** The one that opens this organisation. */
  ofOrganisation(organisationId: string): Promise<Connection | null>;
  create(connection: { id: string; tokens: string; by: Person; at?: Date }): Promise<void>;
  /** From version n to n + 1; false: another process stored newer ones. */
  storeTokens(id: string, tokens: string, fromVersion: number, at?: Date): Promise<boolean>;
  /** The same tokens under another key; false: they are others meanwhile. */
  resealTokens(id: string, sealed: string, before: string): Promise<boolean>;
  /** The right to refresh, for a short time; false: somebody else is at it. */
  leaseRefresh(id: string, fromVersion: number, now: Date, until: Date): Promise<boolean>;
  /** Gives back the right that was had until then; somebody else's is left alone. */
  endRefresh(id: string, until: Date): Promise<void>;
  end(id: string, state: 'dead' | 'disconnected', message: string): Promise<boolean>;

  begin(attempt: {
    state: string;
    person: Person;
    runId: string | null;
    window: WindowRef | null;
    expiresAt: Date;
  }): Promise<void>;
  attempt(state: string): Promise<OauthAttempt | null>;
  /** Single use: true for the first who asks, before it expires. */
  use(state: string, now: Date): Promise<boolean>;
}

export function connectionTable(client: Client): ConnectionTable {
  return {
    list: async () => (await client.xeroConnection.findMany({ orderBy: { connectedAt: 'desc' } })).map(fromRow),
    async get(id) {
      const row = await client.xeroConnection.findUnique({ where: { id } });
      return row && fromRow(row);
    },
    async ofOrganisation(id) {
      // asked before every call to Xero: said in SQL it costs half
      const [row] = await client.$queryRaw<Row[]>`
        SELECT connection.* FROM "XeroConnection" connection
        JOIN "Organisation" organisation ON organisation."connectionId" = connection.id WHERE organisation.id = ${id}`;
      return row ? fromRow(row) : null;
    },
    async create({ id, tokens, by, at = new Date() }) {
      await client.xeroConnection.create({
        data: { id, state: 'connected', tokens, connectedBy: by.id, connectedName: by.name, refreshedAt: at },
      });
    },
    async storeTokens(id, tokens, fromVersion, at = new Date()) {
      const { count } = await client.xeroConnection.updateMany({
        where: { id, tokensVersion: fromVersion },
        data: { tokens, tokensVersion: fromVersion + 1, refreshLease: null, refreshedAt: at },
      });
      return count === 1;
    },
    async resealTokens(id, sealed, before) {
      const { count } = await client.xeroConnection.updateMany({
        where: { id, tokens: before },
        data: { tokens: sealed },
      });
      return count === 1;
    },
    async leaseRefresh(id, fromVersion, now, until) {
      const { count } = await client.xeroConnection.updateMany({
        where: {
          id,
          tokensVersion: fromVersion,
          OR: [{ refreshLease: null }, { refreshLease: { lt: now } }],
        },
        data: { refreshLease: until },
      });
      return count === 1;
    },
    async endRefresh(id, until) {
      await client.xeroConnection.updateMany({ where: { id, refreshLease: until }, data: { refreshLease: null } });
    },
    async end(id, state, message) {
      const { count } = await client.xeroConnection.updateMany({
        where: { id, state: 'connected' },
        data: { state, message, refreshLease: null },
      });
      return count === 1;
    },

    async begin({ state, person, runId, window, expiresAt }) {
      await client.oauthState.create({
        data: { state, person: person.id, name: person.name, runId, window, expiresAt },
      });
    },
    async attempt(state) {
      const row = await client.oauthState.findUnique({ where: { state } });
      return (
        row && {
          state: row.state,
          person: { id: row.person, name: row.name },
          runId: row.runId,
          window: row.window,
          expiresAt: row.expiresAt.toISOString(),
          usedAt: instant(row.usedAt),
        }
      );
    },
    async use(state, now) {
      const { count } = await client.oauthState.updateMany({
        where: { state, usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
      });
      return count === 1;
    },
  };
}

type Row = NonNullable<Awaited<ReturnType<Client['xeroConnection']['findUnique']>>>;

function fromRow(row: Row): Connection {
  return {
    id: row.id,
    state: row.state as ConnectionState,
    tokens: row.tokens,
    tokensVersion: row.tokensVersion,
    connectedBy: { id: row.connectedBy, name: row.connectedName },
    connectedAt: row.connectedAt.toISOString(),
    refreshedAt: row.refreshedAt.toISOString(),
    message: row.message,
  };
}

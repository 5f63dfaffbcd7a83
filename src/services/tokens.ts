import type { Connection } from '../db/connections.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Deps } from './deps.ts';
import type { TokenSet } from './ports.ts';

/** Refreshed this long before the end, so that no request dies on the way. */
const MARGIN_SECONDS = 60;
/** One refresh may take this long before another process may try. */
export const REFRESH_LEASE_MS = 15_000;
const WAIT_FOR_OTHER_MS = 250;
/** A connection is not declared dead before so many looks, WAIT_FOR_OTHER_MS apart. */
const LOOKS_BEFORE_THE_END = 5;
/** A little longer than the lease, so that the work of a process that died is taken over. */
const WAIT_AT_MOST_MS = REFRESH_LEASE_MS + 5_000;

/** Access tokens for the calls of one organisation. Refreshed unasked, one refresh at a time, stored before used. */
export interface Tokens {
  /** `refreshed`: the last one handed out was refused, so take a newer one. */
  accessToken(organisationId: string, options?: { refreshed?: boolean }): Promise<string>;
  /** The token set of a connection, fit for use now. */
  ofConnection(connectionId: string, options?: { refreshed?: boolean }): Promise<TokenSet>;
  /** Xero refused a call for this organisation: finds out what the connection still opens, and stores it. Never throws. */
  examine(organisationId: string): Promise<void>;
}

type TokenDeps = Pick<Deps, 'db' | 'login' | 'clock' | 'cipher' | 'log' | 'grant' | 'reached'>;

export function createTokens(deps: TokenDeps): Tokens {
  const underWay = new Map<string, Promise<TokenSet>>();
  /** What was handed out last: a refusal speaks of that one, not of a newer one in the database. */
  const handedOut = new Map<string, string>();

  async function ofConnection(id: string, options: { refreshed?: boolean } = {}): Promise<TokenSet> {
    return ofLive(await live(deps, id), options);
  }

  async function ofLive(connection: Connection, options: { refreshed?: boolean } = {}): Promise<TokenSet> {
    const { id } = connection;
    const tokens = unseal(deps, connection);
    const refused = options.refreshed === true && handedOut.get(id) === tokens.accessToken;
    const fresh = tokens.expiresAt - MARGIN_SECONDS > deps.clock.now().getTime() / 1000;
    const good = fresh && !refused ? tokens : await once(id, connection);
    handedOut.set(id, good.accessToken);
    return good;
  }

  function once(id: string, connection: Connection): Promise<TokenSet> {
    const running = underWay.get(id);
    if (running) return running;
    const refresh = refreshConnection(deps, connection).finally(() => underWay.delete(id));
    underWay.set(id, refresh);
    return refresh;
  }

  async function examine(organisationId: string): Promise<void> {
    const id = (await deps.db.organisations.get(organisationId))?.connectionId;
    if (!id) return;
    try {
      const opened = await deps.login.organisations(await ofConnection(id, { refreshed: true }));
      await deps.db.organisations.setOf(id, opened);
      if (opened.length === 0) await deps.db.connections.end(id, 'dead', 'It opens no organisation any more.');
    } catch (error) {
      deps.log.warn({ error, organisationId }, 'the connection to Xero does not hold');
      if (error instanceof RemoteError && error.kind === 'auth')
        await deps.db.connections.end(id, 'dead', 'Xero has ended the connection.');
    }
  }

  return {
    ofConnection,
    examine,
    async accessToken(organisationId, options) {
      const connection = await deps.db.connections.ofOrganisation(organisationId);
      return (await ofLive(asLive(connection), options)).accessToken;
    },
  };
}

/** By this process, or by another one that is at it: then what it stores is taken. */
async function refreshConnection(deps: TokenDeps, connection: Connection): Promise<TokenSet> {
  const { id, tokensVersion } = connection;
  for (let waited = 0; waited <= WAIT_AT_MOST_MS; waited += WAIT_FOR_OTHER_MS) {
    const now = deps.clock.now();
    const until = new Date(now.getTime() + REFRESH_LEASE_MS);
    if (await deps.db.connections.leaseRefresh(id, tokensVersion, now, until))
      return refreshNow(deps, connection, until);
    const newest = await live(deps, id);
    if (newest.tokensVersion > tokensVersion) return unseal(deps, newest);
    await deps.clock.sleep(WAIT_FOR_OTHER_MS);
  }
  throw new RemoteError({
    system: 'xero',
    kind: 'unavailable',
    message: 'no process finished the token refresh in time',
    userMessage: 'Xero did not renew the connection in time. Nothing was sent; upSync tries again.',
  });
}

async function refreshNow(deps: TokenDeps, connection: Connection, leasedUntil: Date): Promise<TokenSet> {
  const { id, tokensVersion } = connection;
  try {
    const old = unseal(deps, connection);
    const tokens =
      deps.grant === 'client_credentials'
        ? (await deps.login.clientCredentials()).tokens
        : await deps.login.refresh(old);
    await deps.reached('token.rotated');
    // stored before used: from here on the old refresh token is spent
    const sealed = deps.cipher.seal(JSON.stringify(tokens));
    const stored = await deps.db.connections.storeTokens(id, sealed, tokensVersion, deps.clock.now());
    // too slow: the lease ran out, and what another process stored is what everybody uses
    return stored ? tokens : unseal(deps, await live(deps, id));
  } catch (error) {
    if (error instanceof RemoteError && error.kind === 'auth') {
      // perhaps refused because another process, whose lease ran out, has spent this refresh token a moment ago
      const newest = await storedMeanwhile(deps, connection);
      if (newest) return newest;
      await deps.db.connections.end(id, 'dead', 'Xero has ended the connection.');
      throw notConnected(error);
    }
    await deps.db.connections.endRefresh(id, leasedUntil);
    throw error;
  }
}

/** What another process stored since, given a moment to do so; null when none did. */
async function storedMeanwhile(deps: TokenDeps, { id, tokensVersion }: Connection): Promise<TokenSet | null> {
  for (let look = 0; look < LOOKS_BEFORE_THE_END; look++) {
    if (look > 0) await deps.clock.sleep(WAIT_FOR_OTHER_MS);
    const newest = await live(deps, id);
    if (newest.tokensVersion > tokensVersion) return unseal(deps, newest);
  }
  return null;
}

async function live(deps: TokenDeps, id: string): Promise<Connection> {
  return asLive(await deps.db.connections.get(id));
}

function asLive(connection: Connection | null): Connection {
  if (connection?.state !== 'connected') throw notConnected();
  return connection;
}

function unseal(deps: TokenDeps, connection: Connection): TokenSet {
  return JSON.parse(deps.cipher.open(connection.tokens)) as TokenSet;
}

function notConnected(cause?: unknown): RemoteError {
  return new RemoteError({
    system: 'xero',
    kind: 'auth',
    message: 'no live Xero connection',
    userMessage: 'upSync is not connected to Xero any more. Nothing was sent. Connect again, and it goes on from here.',
    cause,
  });
}

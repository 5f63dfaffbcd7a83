import axios from 'axios';
import { type Client, custom, Issuer, type TokenSet as OpenIdTokens } from 'openid-client';
import type { z } from 'zod';
import { isLoopback } from '../config.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Clock, Consent, TokenSet, XeroLogin } from '../services/ports.ts';
import { type Asked, createRoad, type Pacing, pacingOf, roadTo, silence, unexpected } from './http.ts';
import { createTraffic, memoryStore } from './traffic.ts';
import { toLoginError } from './xero-auth-errors.ts';
import { toRemoteError } from './xero-errors.ts';
import { connectionsAnswer } from './xero-schema.ts';

export interface XeroLoginOptions {
  clientId: string;
  clientSecret: string;
  /** Separated by spaces. */
  scopes: string;
  /** Discovery under it gives the login page and the token address. */
  identityUrl: string;
  apiUrl: string;
  /** As registered with Xero, byte for byte: `PUBLIC_URL/xero/callback`. */
  redirectUri: string;
  grant: 'authorization_code' | 'client_credentials';
  clock: Clock;
  pacing?: Partial<Pacing>;
  timeoutMs?: number;
}

/** A refresh with its repeats must end before another process may take over. */
const TIMEOUT_MS = 10_000;
const GIVE_UP_AFTER_MS = 12_000;
const ATTEMPTS = 3;
/** Access tokens live half an hour where the answer does not say. */
const TOKEN_SECONDS = 1_800;
/** Scopes of a person's login, which a custom connection has not. */
const PERSONAL_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/** Xero's OAuth 2.0 (https://developer.xero.com/documentation/guides/oauth2/overview). */
export function createXeroLogin(options: XeroLoginOptions): XeroLogin {
  const pacing: Pacing = { ...pacingOf(options.clock), ...options.pacing };
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  // a way of its own: the login lives elsewhere than the books, and is asked seldom
  const traffic = createTraffic(memoryStore(pacing.now), options.clock);
  const bounds = { attempts: ATTEMPTS, giveUpAfterMs: GIVE_UP_AFTER_MS };
  const road = createRoad({ system: 'xero', way: 'login', pacing, traffic, atOnce: 2, ...bounds });
  const client = lazily(() => discover(options, timeoutMs));

  /** `safe`: may be repeated after silence. */
  function ask<T>(what: string, safe: boolean, work: (client: Client) => Promise<T>): Promise<T> {
    const asked: Asked = { system: 'xero', what, write: false };
    return road.send({ lane: 'login', safe }, async () => {
      try {
        return await work(await client());
      } catch (error) {
        throw toLoginError(asked, error, pacing.now());
      }
    });
  }

  async function organisations(tokens: TokenSet): Promise<Consent['organisations']> {
    const connections = await connectionsRequest(options, road, pacing, timeoutMs, tokens, null);
    // A PRACTICE holds no books.
    return connections
      .filter((connection) => connection.tenantType === 'ORGANISATION')
      .map(({ id, tenantId, tenantName }) => ({
        connectionId: id,
        organisationId: tenantId,
        name: tenantName ?? tenantId,
      }));
  }

  async function clientCredentials(): Promise<Consent> {
    const scope = options.scopes
      .split(/\s+/)
      .filter((name) => name && !PERSONAL_SCOPES.includes(name))
      .join(' ');
    const set = await ask('client credentials', true, (xero) =>
      xero.grant({ grant_type: 'client_credentials', scope }),
    );
    const tokens = toTokens(set, { refreshToken: null, scope }, pacing.now());
    return { tokens, organisations: await organisations(tokens) };
  }

  return {
    consentUrl: (state) =>
      ask('consent address', true, async (xero) =>
        xero.authorizationUrl({ redirect_uri: options.redirectUri, scope: options.scopes, state }),
      ),
    async exchange(callbackUrl, state) {
      const withIdentity = options.scopes.split(/\s+/).includes('openid');
      // The code is good for one try: after silence only a new consent helps.
      const set = await ask('code exchange', false, (xero) => {
        const parameters = xero.callbackParams(ownCallback(callbackUrl, options.redirectUri));
        return withIdentity
          ? xero.callback(options.redirectUri, parameters, { state, response_type: 'code' })
          : xero.oauthCallback(options.redirectUri, parameters, { state, response_type: 'code' });
      });
      const tokens = toTokens(set, { refreshToken: null, scope: options.scopes }, pacing.now());
      return { tokens, organisations: await organisations(tokens) };
    },
    async refresh(tokens) {
      if (options.grant === 'client_credentials') return (await clientCredentials()).tokens;
      const { refreshToken } = tokens;
      if (refreshToken === null) throw endedLogin();
      // Xero rotates the token, and takes the old one again for half an hour where its answer was lost.
      const set = await ask('token refresh', true, (xero) => xero.refresh(refreshToken));
      return toTokens(set, tokens, pacing.now());
    },
    clientCredentials,
    organisations,
    async disconnect(tokens, connectionId) {
      await connectionsRequest(options, road, pacing, timeoutMs, tokens, connectionId);
    },
    async revoke(tokens) {
      const { refreshToken } = tokens;
      if (refreshToken !== null) await ask('token revocation', true, (xero) => xero.revoke(refreshToken));
    },
  };
}

async function discover(options: XeroLoginOptions, timeoutMs: number): Promise<Client> {
  // openid-client has one setting for all its requests before there is a client.
  custom.setHttpOptionsDefaults({ timeout: timeoutMs });
  const issuer = await Issuer.discover(options.identityUrl.replace(/\/+$/, ''));
  const { token_endpoint, authorization_endpoint, revocation_endpoint, jwks_uri } = issuer.metadata;
  for (const address of [token_endpoint, authorization_endpoint, revocation_endpoint, jwks_uri])
    if (address && !isOwnAddress(address, options.identityUrl))
      throw unexpected({ system: 'xero', what: 'login discovery', write: false }, 'an address lies on a foreign host');
  const client = new issuer.Client({
    client_id: options.clientId,
    client_secret: options.clientSecret,
    redirect_uris: [options.redirectUri],
    response_types: ['code'],
  });
  client[custom.http_options] = () => ({ timeout: timeoutMs });
  client[custom.clock_tolerance] = 60;
  return client;
}

/** The app's secret and tokens go to addresses from the discovery document: only to hosts beside the configured one. */
function isOwnAddress(address: string, configured: string): boolean {
  const url = new URL(address);
  const own = new URL(configured);
  if (isLoopback(own.hostname)) return isLoopback(url.hostname);
  const domain = own.hostname.split('.').slice(-2).join('.');
  return url.protocol === 'https:' && (url.hostname === own.hostname || url.hostname.endsWith(`.${domain}`));
}

/** The address the browser ended on, pasted or not, must be ours before anything in it is used. */
function ownCallback(callbackUrl: string, redirectUri: string): string {
  const own = new URL(redirectUri);
  const url = URL.canParse(callbackUrl.trim()) ? new URL(callbackUrl.trim()) : null;
  if (url && url.origin === own.origin && url.pathname === own.pathname) return url.href;
  throw new RemoteError({
    system: 'xero',
    kind: 'refused',
    message: 'code exchange: the address is not the redirect address',
    userMessage: `This is not the address that Xero sends the browser to; it begins with ${redirectUri}. Nothing was changed; copy the whole address from the browser’s address bar.`,
  });
}

type Connections = z.infer<typeof connectionsAnswer>;

/** GET /connections, or with an id DELETE of one; gone already is as good as deleted. */
async function connectionsRequest(
  options: XeroLoginOptions,
  road: ReturnType<typeof createRoad>,
  pacing: Pacing,
  timeoutMs: number,
  tokens: TokenSet,
  connectionId: string | null,
): Promise<Connections> {
  const method = connectionId === null ? 'GET' : 'DELETE';
  const asked: Asked = { system: 'xero', what: `${method} connections`, write: false };
  const base = `${options.apiUrl.replace(/\/+$/, '')}/connections`;
  const url = connectionId === null ? base : `${base}/${encodeURIComponent(connectionId)}`;
  return road.send({ lane: 'connections', safe: true }, async () => {
    const response = await axios
      .request<unknown>({
        ...roadTo(url),
        method,
        url,
        headers: { Authorization: `Bearer ${tokens.accessToken}`, Accept: 'application/json' },
        timeout: timeoutMs,
        maxRedirects: 0,
        validateStatus: () => true,
      })
      .catch((error: unknown) => {
        const code = axios.isAxiosError(error) ? error.code : undefined;
        throw silence(asked, { code, message: code ?? 'no answer' });
      });
    if (connectionId !== null && (response.status === 204 || response.status === 404)) return [];
    if (response.status !== 200)
      throw toRemoteError(
        asked,
        { status: response.status, body: response.data, headers: response.headers },
        pacing.now(),
      );
    const parsed = connectionsAnswer.safeParse(response.data);
    if (!parsed.success) throw unexpected(asked, 'the list of connections has an unknown form', 200);
    return parsed.data;
  });
}

function toTokens(set: OpenIdTokens, before: { refreshToken: string | null; scope: string }, now: number): TokenSet {
  if (!set.access_token)
    throw unexpected({ system: 'xero', what: 'token answer', write: false }, 'there is no access token in it', 200);
  return {
    accessToken: set.access_token,
    refreshToken: set.refresh_token ?? before.refreshToken,
    // by our clock; what the library notes as the end is by this machine's
    expiresAt: Math.floor(now / 1000) + (set.expires_in ?? TOKEN_SECONDS),
    scope: set.scope ?? before.scope,
  };
}

function endedLogin(): RemoteError {
  return new RemoteError({
    system: 'xero',
    kind: 'auth',
    message: 'token refresh: there is no refresh token (offline_access is missing in XERO_SCOPES)',
    userMessage:
      'The login to Xero has ended and cannot be renewed. Nothing was changed; connect upSync to Xero again.',
  });
}

/** Once, kept; a failure is forgotten, so that the next caller tries again. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    if (!made) {
      const fresh = make();
      made = fresh;
      fresh.catch(() => {
        if (made === fresh) made = null;
      });
    }
    return made;
  };
}

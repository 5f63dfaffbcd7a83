import { randomBytes, randomUUID } from 'node:crypto';
import type { OauthAttempt } from '../db/connections.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Person, WindowRef } from '../domain/types.ts';
import { type NoticeView, notice, type OrganisationChoiceView } from '../domain/views.ts';
import type { Services } from './api.ts';
import { organisationChoice } from './contacts.ts';
import type { Deps } from './deps.ts';
import { enqueueFollows } from './follow-up.ts';
import type { Consent } from './ports.ts';
import { resumeRuns } from './resume.ts';
import { refuseUnless } from './rights.ts';
import { connectionStatus } from './status.ts';
import type { Tokens } from './tokens.ts';

/** A consent must be given within this time. */
const CONSENT_MINUTES = 15;

export function createConnect(deps: Deps, tokens: Tokens): Services['connect'] {
  return {
    begin: (q) => begin(deps, q),
    finish: (q) => finish(deps, q.callbackUrl),
    paste: (q) => paste(deps, q),
    status: (q) => connectionStatus(deps, q.person),
    disconnect: (q) => disconnect(deps, tokens, q),
  };
}

async function begin(
  deps: Deps,
  { person, runId, window }: { person: Person; runId: string | null; window: WindowRef | null },
) {
  const refusal = await refuseUnless(deps.people, person, 'approver', 'admin');
  if (refusal) return refusal;
  if (deps.grant === 'client_credentials') {
    await storeConsent(deps, await deps.login.clientCredentials(), person, runId);
    return notice('done', 'Connected to Xero.', {
      lines: ['This upSync uses a custom connection; no login is needed.'],
    });
  }
  const state = randomBytes(24).toString('base64url');
  const expiresAt = new Date(deps.clock.now().getTime() + CONSENT_MINUTES * 60_000);
  await deps.db.connections.begin({ state, person, runId, window, expiresAt });
  const url = await deps.login.consentUrl(state);
  return { kind: 'connect' as const, url, expiresAt: expiresAt.toISOString(), redirectUri: deps.redirectUri };
}

async function finish(deps: Deps, callbackUrl: string): Promise<NoticeView> {
  const { said, attempt, connected } = await complete(deps, callbackUrl, null);
  if (!attempt?.window) return said;
  const next = connected ? await afterLogin(deps, attempt, said) : said;
  // the login stands, whether or not somebody still has that window before them
  await deps.chat.refill(attempt.window, next).catch((error: unknown) => {
    deps.log.warn({ error }, 'the window with the link could not be told of the login');
  });
  return said;
}

async function paste(deps: Deps, { person, callbackUrl }: { person: Person; callbackUrl: string }) {
  const { said, attempt, connected } = await complete(deps, callbackUrl, person);
  return attempt && connected ? afterLogin(deps, attempt, said) : said;
}

interface Outcome {
  said: NoticeView;
  /** The login that was used up; null where none was. */
  attempt: OauthAttempt | null;
  connected: boolean;
}

async function complete(deps: Deps, callbackUrl: string, person: Person | null): Promise<Outcome> {
  const none = (said: NoticeView): Outcome => ({ said, attempt: null, connected: false });
  const address = parseAddress(callbackUrl, deps.redirectUri);
  if (!address)
    return none(
      notice('warning', 'That is not the address Xero sends the browser to.', {
        lines: [`It begins with ${deps.redirectUri}? and holds a code. Copy all of it from the browser’s address bar.`],
      }),
    );
  const state = address.searchParams.get('state') ?? '';
  const attempt = await deps.db.connections.attempt(state);
  if (!attempt) return none(again('This login was not asked for by upSync.'));
  if (person && person.id !== attempt.person.id) return none(again('This login was begun by somebody else.'));
  const used = await deps.db.connections.use(state, deps.clock.now());
  if (!used) return none(again('This login was used already, or its time is over.'));

  const consent = await exchange(deps, callbackUrl, state);
  if ('kind' in consent) return { said: consent, attempt, connected: false };
  if (consent.organisations.length === 0)
    return { said: again('Xero connected no organisation.'), attempt, connected: false };
  await storeConsent(deps, consent, attempt.person, attempt.runId);
  const names = consent.organisations.map(({ name }) => name).join(', ');
  const said = notice('done', `upSync is connected to ${names}.`, {
    lines: [`You can close this window.${attempt.runId ? ' The card in Slack goes on by itself.' : ''}`],
  });
  return { said, attempt, connected: true };
}

/** Whoever asked for the login from a card that waits for an organisation chooses it right away. */
async function afterLogin(
  deps: Deps,
  { person, runId }: OauthAttempt,
  said: NoticeView,
): Promise<NoticeView | OrganisationChoiceView> {
  const run = runId === null ? null : await deps.db.runs.get(runId);
  if (run?.state !== 'open' || run.organisationId !== null) return said;
  const choice = await organisationChoice(deps, { person, runId: run.id });
  return choice.kind === 'organisation-choice' && choice.organisations.length > 1 ? choice : said;
}

async function exchange(deps: Deps, callbackUrl: string, state: string): Promise<Consent | NoticeView> {
  try {
    return await deps.login.exchange(callbackUrl, state);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    deps.log.warn({ error, kind: error.kind }, 'the Xero login did not succeed');
    return notice('warning', 'Nothing was connected.', { lines: [error.userMessage] });
  }
}

function again(reason: string): NoticeView {
  const lines = [reason, 'In Slack, press Connect to Xero once more.'];
  return notice('warning', 'Nothing was connected.', { lines });
}

function parseAddress(text: string, redirectUri: string): URL | null {
  try {
    const address = new URL(text.trim());
    const expected = new URL(redirectUri);
    const same = address.origin === expected.origin && address.pathname === expected.pathname;
    return same ? address : null;
  } catch {
    return null;
  }
}

async function storeConsent(deps: Deps, consent: Consent, by: Person, runId: string | null): Promise<void> {
  const id = randomUUID();
  await deps.db.transaction(async (tx) => {
    await tx.connections.create({
      ...{ id, tokens: deps.cipher.seal(JSON.stringify(consent.tokens)), by, at: deps.clock.now() },
    });
    await tx.organisations.setOf(id, consent.organisations);
    for (const old of await tx.connections.list())
      if (old.id !== id && old.state === 'connected' && !(await tx.organisations.ofConnection(old.id)).length)
        await tx.connections.end(old.id, 'disconnected', 'Replaced by a newer login.');
    await tx.audit.write(by, 'xero.connected', { details: { organisations: consent.organisations } });
    await enqueueFollows(
      tx,
      await tx.postings.allowPdfs(consent.organisations.map(({ organisationId }) => organisationId)),
    );
  });
  await resumeRuns(deps, runId);
}

async function disconnect(
  deps: Deps,
  tokens: Tokens,
  { person, connectionId }: { person: Person; connectionId: string },
): Promise<NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const connection = await deps.db.connections.get(connectionId);
  if (connection?.state !== 'connected') return notice('info', 'This connection is ended already.');
  const organisations = await deps.db.organisations.ofConnection(connectionId);
  try {
    const set = await tokens.ofConnection(connectionId);
    for (const { xeroConnectionId } of organisations)
      if (xeroConnectionId) await deps.login.disconnect(set, xeroConnectionId);
    await deps.login.revoke(set);
  } catch (error) {
    // a connection that is dead at Xero already is just what was asked for
    deps.log.warn({ error }, 'Xero did not confirm the disconnect');
  }
  await deps.db.transaction(async (tx) => {
    await tx.connections.end(connectionId, 'disconnected', `Disconnected by ${person.name}.`);
    await tx.organisations.setOf(connectionId, []);
    await tx.audit.write(person, 'xero.disconnected', {
      details: { organisations: organisations.map(({ name }) => name) },
    });
  });
  for (const run of await deps.db.runs.inState(['open', 'checking', 'posting', 'undoing'])) {
    await deps.db.runs.touch(run.id);
    await deps.db.enqueue({ task: 'draw', runId: run.id });
  }
  return notice('done', `Disconnected from ${organisations.map(({ name }) => name).join(', ')}.`, {
    lines: ['Links, maps and the ledger stay. Connect again at any time.'],
  });
}

import { RemoteError } from '../domain/errors.ts';
import type { Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { isConnected, settleFollow, stands } from './follow-up.ts';
import { hash } from './picture.ts';

const UNKNOWN =
  'Xero did not answer when it was asked to e-mail it, and upSync never asks twice: see “History and notes” of the invoice in Xero.';
const NO_ADDRESS = 'Not e-mailed: its contact in Xero has no e-mail address.';
/** Xero sends 1,000 mails a day for an organisation. */
const LIMIT = 'Xero’s limit of e-mails for today is reached; the rest goes later.';

/**
 * The e-mail job: has Xero send what was posted as authorised. Never twice: that it is about to be asked is stored
 * first, and where the answer is lost, or the process died, only Xero's own word that it was sent counts.
 */
export async function runEmailing(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  const postings = await deps.db.postings.ofRun(runId);
  const organisationId = run?.organisationId;
  if (!organisationId || !(await isConnected(deps, organisationId))) return;
  for (const posting of postings) if (posting.emailState === 'sending') await settleUnheard(deps, posting);
  const owed = postings.filter(({ emailState }) => emailState === 'owed');
  if (owed.length === 0) return;
  const addresses = await addressesOf(deps, organisationId, owed);
  for (const posting of owed) {
    const hasAddress = addresses.has(posting.document?.contactId ?? '');
    if (!stands(posting) || posting.document?.status !== 'AUTHORISED')
      await fail(deps, posting, 'Not e-mailed: it is not an authorised invoice in Xero any more.');
    else if (!hasAddress) await fail(deps, posting, NO_ADDRESS);
    else if (!(await send(deps, posting, organisationId))) return waitForTomorrow(deps, runId);
  }
}

/** Where one was told so, the others wait with it: what has a message is tried once an hour. */
async function waitForTomorrow(deps: Deps, runId: string): Promise<void> {
  const postings = (await deps.db.postings.ofRun(runId)).filter(({ emailState }) => emailState === 'owed');
  if (!postings.some(({ emailMessage }) => emailMessage === LIMIT)) return;
  for (const posting of postings) await settleFollow(deps, posting, { what: 'email', from: 'owed', to: 'owed' }, LIMIT);
}

async function addressesOf(deps: Deps, organisationId: string, postings: Posting[]): Promise<Set<string>> {
  const ids = [...new Set(postings.flatMap(({ document }) => document?.contactId ?? []))];
  const contacts = await deps.accounting.contactsById(organisationId, ids);
  return new Set(contacts.filter(({ email }) => email !== null && email !== '').map(({ id }) => id));
}

async function fail(deps: Deps, posting: Posting, why: string): Promise<void> {
  await settleFollow(deps, posting, { what: 'email', from: 'owed', to: 'failed' }, why);
}

/** False: no more of them now. */
async function send(deps: Deps, posting: Posting, organisationId: string): Promise<boolean> {
  const { id, runId, invoiceId, document } = posting;
  const claimed = await deps.db.transaction(async (tx) => {
    if (!(await tx.postings.follow(id, { what: 'email', from: 'owed', to: 'sending' }, null))) return false;
    await tx.audit.write('system', 'email.sending', { runId, invoiceId });
    return true;
  });
  if (!claimed || document === null) return true;
  await deps.reached('emailing.intent-stored');
  try {
    await deps.accounting.email(organisationId, document.id, hash('email', organisationId, document.id));
    await deps.reached('emailing.request-sent');
  } catch (error) {
    return afterTrouble(deps, posting, organisationId, error);
  }
  await settleFollow(deps, posting, { what: 'email', from: 'sending', to: 'sent' }, null);
  return true;
}

async function afterTrouble(deps: Deps, posting: Posting, organisationId: string, error: unknown): Promise<boolean> {
  if (!(error instanceof RemoteError)) throw error;
  deps.log.warn({ runId: posting.runId, invoiceId: posting.invoiceId, error }, 'Xero did not e-mail an invoice');
  const isLimit = error.kind === 'refused' && /\blimit/i.test(error.message);
  if (isLimit || error.kind === 'rate-limit' || error.kind === 'auth') {
    // surely not done: it stays owed
    await settleFollow(deps, posting, { what: 'email', from: 'sending', to: 'owed' }, isLimit ? LIMIT : null);
    if (error.kind === 'auth') await deps.examine(organisationId);
    if (error.kind === 'rate-limit') throw error;
    return false;
  }
  if (error.kind === 'refused')
    await settleFollow(
      deps,
      posting,
      { what: 'email', from: 'sending', to: 'failed' },
      `Not e-mailed: ${error.userMessage}`,
    );
  else await settleUnheard(deps, posting);
  return true;
}

/** Asked, and nothing heard. Xero's flag is proof that it went; that it is missing proves nothing. */
async function settleUnheard(deps: Deps, posting: Posting): Promise<void> {
  const { organisationId, document } = posting;
  if (organisationId === null || document === null) return;
  const [now] = await deps.accounting.documentsById(organisationId, document.kind, [document.id]);
  const follow = { what: 'email', from: 'sending', to: now?.isSent ? 'sent' : 'failed' } as const;
  await settleFollow(deps, posting, follow, now?.isSent ? null : UNKNOWN);
}

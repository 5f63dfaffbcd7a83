import type { Batch } from '../db/batches.ts';
import type { Tables } from '../db/index.ts';
import { judgeResult } from '../domain/result.ts';
import { proposedMatch } from '../domain/settle.ts';
import type { BooksDocument, Draft, Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { followsOf } from './follow-up.ts';
import { numberOwed } from './numbers.ts';

/**
 * Xero replays its answer to a known key for six minutes from the first call; a little less is safe.
 * https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
 */
const KEY_LIVES_MS = 6 * 60_000;
const KEY_MARGIN_MS = 30_000;
/** So late Xero may carry out a request that was given up. No vendor's figure: the latest that we prepare for. */
const LATEST_MS = 330_000;
/** Taken off where only the key stops a second document: the clocks of two machines differ. */
const NUMBERLESS_MARGIN_MS = 5_000;
/** A batch is sent again under its key at most this often in all. */
const MAX_SENDS = 3;
const MIN_WAIT_SECONDS = 1;

/**
 * Settles every batch of an organisation whose outcome is unknown, before anything else is sent there. While
 * that is safe (`mayBeSentAgainFor`), the identical bytes go again under their key, which Xero answers from memory if it
 * did the work; afterwards only a look in Xero decides. Answers with the seconds after which to look again, or null when nothing is in doubt.
 */
export async function settle(
  deps: Deps,
  organisationId: string,
  send: (batch: Batch) => Promise<void>,
): Promise<number | null> {
  let wait: number | null = null;
  for (const batch of await deps.db.batches.unsettled(organisationId)) {
    const now = deps.clock.now().getTime();
    // one that was never sent, as far as these rows know: a restored backup does not know what came after it
    const sinceFirst = now - Date.parse(batch.firstSentAt ?? batch.createdAt);
    if (batch.sends < MAX_SENDS && sinceFirst < (await mayBeSentAgainFor(deps, batch))) {
      await send(batch);
      continue;
    }
    const seconds = await lookUp(deps, batch, now);
    if (seconds !== null) wait = Math.min(wait ?? seconds, seconds);
  }
  return wait;
}

/**
 * How long after its first send, in milliseconds. A second request may itself be carried out late, when the key is
 * forgotten: a number that Xero takes only once stops it then. Where there is none the key has to outlive it, so that
 * after a time-out only a look in Xero decides.
 */
async function mayBeSentAgainFor(deps: Deps, { id, kind }: Batch): Promise<number> {
  const postings = await deps.db.postings.ofBatch(id);
  const isNumbered = kind === 'invoice' && postings.every(({ draft }) => draft !== null && draft.number !== '');
  return isNumbered ? KEY_LIVES_MS - KEY_MARGIN_MS : KEY_LIVES_MS - LATEST_MS - NUMBERLESS_MARGIN_MS;
}

/** Null when every posting of the batch is settled. */
async function lookUp(deps: Deps, batch: Batch, lookedAt: number): Promise<number | null> {
  const open = (await deps.db.postings.ofBatch(batch.id)).filter(
    ({ state }) => state === 'posting' || state === 'in_doubt',
  );
  const documents = await findSent(deps, batch, open);
  // A request may be carried out minutes after its time-out: absent means absent only when the look began after that.
  const surelyAbsentAt = Date.parse(batch.lastSentAt ?? batch.createdAt) + KEY_LIVES_MS;
  const missing: Posting[] = [];
  await deps.db.transaction(async (tx) => {
    for (const posting of open) {
      const document = posting.draft && proposedMatch(posting.draft, documents);
      if (!posting.draft || !document) {
        missing.push(posting);
        continue;
      }
      await recordFound(tx, posting, posting.draft, document);
    }
    if (missing.length > 0 && lookedAt < surelyAbsentAt) return;
    for (const posting of missing) {
      // from nowhere else: a posting that somebody settled meanwhile must not become approved again
      const change = { attempt: posting.attempt + 1, batchId: null, message: null };
      if (!(await tx.postings.move(posting.id, 'approved', change, ['posting', 'in_doubt']))) continue;
      await tx.audit.write('system', 'posting.absent', { runId: batch.runId, invoiceId: posting.invoiceId });
    }
    await tx.batches.finish(batch.id, 'settled');
  });
  if (missing.length === 0 || lookedAt >= surelyAbsentAt) return null;
  return Math.max(MIN_WAIT_SECONDS, Math.ceil((surelyAbsentAt - lookedAt) / 1000));
}

/**
 * Looks in Xero for approved Postings before their first send, where what is known of Xero is old: the database may be a
 * restored one that does not remember having sent them. True when one was there: it is posted now.
 */
export async function findBeforeSending(
  deps: Deps,
  organisationId: string,
  runId: string,
  approved: Posting[],
): Promise<boolean> {
  const kind = approved[0]?.kind;
  if (!kind) return false;
  const documents = await findSent(deps, { organisationId, kind }, approved);
  const found = approved.flatMap((posting) => {
    const document = posting.draft && proposedMatch(posting.draft, documents);
    return posting.draft && document ? [{ posting, draft: posting.draft, document }] : [];
  });
  if (found.length === 0) return false;
  await deps.db.transaction(async (tx) => {
    // by way of `posting`, as all that is in Xero came there
    for (const { posting, draft, document } of found)
      if (await tx.postings.move(posting.id, 'posting', {}, ['approved']))
        await recordFound(tx, posting, draft, document);
    await tx.runs.touch(runId);
  });
  return true;
}

async function recordFound(tx: Tables, posting: Posting, draft: Draft, document: BooksDocument): Promise<void> {
  const judged = judgeResult(draft, { ok: true, document, warnings: [] });
  const message = judged.kind === 'posted' ? null : judged.message;
  await tx.postings.move(posting.id, judged.kind, {
    document,
    message,
    ...numberOwed(posting, judged.kind),
    ...followsOf(posting, judged.kind),
  });
  await tx.audit.write('system', 'posting.found', {
    runId: posting.runId,
    invoiceId: posting.invoiceId,
    details: { documentId: document.id },
  });
}

/** What stands in Xero under the numbers and, where a number does not tell whose it is, the references of these. */
export async function findSent(
  deps: Deps,
  { organisationId, kind }: Pick<Batch, 'organisationId' | 'kind'>,
  open: Posting[],
): Promise<BooksDocument[]> {
  const numbers = open.flatMap(({ draft }) => (draft?.number ? [draft.number] : []));
  const byReference = open.filter(({ draft }) => kind === 'credit-note' || draft?.number === '');
  const found = [];
  if (numbers.length > 0) found.push(...(await deps.accounting.documentsByNumber(organisationId, kind, numbers)));
  if (byReference.length > 0) {
    const ids = byReference.map(({ invoiceId }) => invoiceId);
    found.push(...(await deps.accounting.documentsByReference(organisationId, kind, ids)));
  }
  return found;
}

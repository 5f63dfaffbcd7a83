import { randomUUID } from 'node:crypto';
import type { Batch } from '../db/batches.ts';
import { RemoteError } from '../domain/errors.ts';
import { judgeResult } from '../domain/result.ts';
import { proposedMatch } from '../domain/settle.ts';
import type { Posting, SyncRun } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { rebuildDrafts } from './drafts.ts';
import { hash } from './picture.ts';
import type { DocumentResult } from './ports.ts';
import { finishPosting } from './report.ts';
import { findSent, settle } from './settle.ts';

/** Xero's recommended size of a batch. https://developer.xero.com/documentation/guides/oauth2/limits */
const DOCUMENTS_PER_BATCH = 50;
/** A process that holds the lease and says nothing for this long is gone. */
const LEASE_MS = 120_000;
const BUSY_RETRY_SECONDS = 2;
/** Progress is shown at most this often. */
const DRAW_EVERY_MS = 2_000;

/**
 * The posting job: settles what is in doubt, then sends what is approved, batch by batch, until nothing is left or an
 * approver says stop. Any process may be killed at any line of it; the next one goes on from the rows.
 */
export async function runPosting(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'posting') return;
  if (run.organisationId === null) return finishPosting(deps, runId);
  const { organisationId } = run;
  // without a connection nothing can be done but wait: connecting again sends the task
  if (!(await deps.db.organisations.connected()).some(({ id }) => id === organisationId)) return;
  if (!(await lease(deps, organisationId))) {
    await deps.db.enqueue({ task: 'post', runId, afterSeconds: BUSY_RETRY_SECONDS });
    return;
  }
  try {
    await post(deps, runId, organisationId);
  } catch (error) {
    await explain(deps, runId, error);
  } finally {
    await deps.db.organisations.endLease(organisationId, deps.instance);
  }
}

/** One process at a time posts into an organisation. */
function lease(deps: Deps, organisationId: string): Promise<boolean> {
  const now = deps.clock.now();
  return deps.db.organisations.lease(organisationId, deps.instance, now, new Date(now.getTime() + LEASE_MS));
}

async function post(deps: Deps, runId: string, organisationId: string): Promise<void> {
  const waitSeconds = await settle(deps, organisationId, (batch) => sendBatch(deps, batch));
  let drawnAt = 0;
  for (;;) {
    const run = await deps.db.runs.get(runId);
    if (run?.state !== 'posting') return;
    if (run.stopRequestedBy) {
      await deps.db.postings.moveAll(runId, 'approved', 'ready');
      break;
    }
    if (!(await lease(deps, organisationId))) return;
    const batch = await storeNextBatch(deps, run, organisationId);
    if (!batch) break;
    await sendBatch(deps, batch);
    const now = deps.clock.now().getTime();
    if (now - drawnAt >= DRAW_EVERY_MS) {
      drawnAt = now;
      await deps.db.runs.touch(runId);
      await deps.db.enqueue({ task: 'draw', runId });
    }
  }
  if (waitSeconds !== null) await deps.db.enqueue({ task: 'post', runId, afterSeconds: waitSeconds });
  await finishPosting(deps, runId);
}

/** Claims approved Postings of one kind and stores the whole request, in one transaction, before anything is sent. */
async function storeNextBatch(deps: Deps, run: SyncRun, organisationId: string): Promise<Batch | null> {
  for (;;) {
    const approved = (await deps.db.postings.ofRun(run.id)).filter(({ state }) => state === 'approved');
    const kind = approved[0]?.kind;
    if (!kind) return null;
    const next = approved.filter((posting) => posting.kind === kind).slice(0, DOCUMENTS_PER_BATCH);
    const { same, changed } = await rebuildDrafts(deps, run, next);
    await sendBack(deps, run.id, changed);
    if (same.length === 0) continue;

    await deps.reached('posting.before-intent');
    const { webUrl } = await deps.psa.identity();
    const drafts = same.map(({ draft }) => draft);
    const urlOf = (draft: { invoiceId: number }) => sourceUrl(deps, webUrl, run.id, same, draft.invoiceId);
    const { body } = deps.accounting.prepareBatch(organisationId, kind, drafts, urlOf);
    const attempts = same
      .map(({ posting }) => `${posting.invoiceId}.${posting.generation}.${posting.attempt}`)
      .join(' ');
    const idempotencyKey = hash(organisationId, 'PUT', kind, body, attempts);
    const id = randomUUID();
    const stored = await deps.db.transaction(async (tx) => {
      const claimed = await tx.postings.claim(
        same.map(({ posting }) => posting.id),
        id,
      );
      if (claimed.length !== same.length)
        throw new Error('postings were taken by somebody else while a batch was stored');
      await tx.batches.store({ id, runId: run.id, organisationId, kind, body, idempotencyKey });
      await tx.audit.write('system', 'batch.stored', {
        runId: run.id,
        details: { batchId: id, kind, invoices: claimed.map(({ invoiceId }) => invoiceId) },
      });
      return tx.batches.get(id);
    });
    await deps.reached('posting.intent-stored');
    return stored;
  }
}

/** The page of the company in Autotask; its query says which invoice this is, and by which run it came. */
function sourceUrl(deps: Deps, webUrl: string, runId: string, same: { posting: Posting }[], invoiceId: number): string {
  const companyId = same.find(({ posting }) => posting.invoiceId === invoiceId)?.posting.companyId ?? 0;
  const page = deps.companyUrl.replace('{webUrl}', webUrl).replace('{companyId}', String(companyId));
  return `${page}${page.includes('?') ? '&' : '?'}invoice=${invoiceId}&run=${runId}`;
}

/** Not what was approved any more: back to ready, and said so. */
async function sendBack(deps: Deps, runId: string, changed: { posting: Posting; why: string }[]): Promise<void> {
  if (changed.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const { posting, why } of changed) {
      await tx.postings.move(posting.id, 'ready', { message: why }, ['approved']);
      await tx.audit.write('system', 'posting.changed', { runId, invoiceId: posting.invoiceId, details: { why } });
    }
    await tx.runs.touch(runId);
  });
}

/** Sends a stored batch and records what became of each document. Throws what leaves the batch unsettled. */
export async function sendBatch(deps: Deps, batch: Batch): Promise<void> {
  await deps.db.batches.sending(batch.id, deps.clock.now());
  let results: DocumentResult[];
  try {
    await deps.reached('posting.request-sent');
    results = await deps.accounting.postBatch(batch, batch.idempotencyKey);
  } catch (error) {
    await recordFailure(deps, batch, error);
    throw error;
  }
  await deps.reached('posting.answer-received');
  await recordResults(deps, batch, batch.sends === 0 ? results : await believeOnlyXero(deps, batch, results));
  await deps.reached('posting.result-stored');
}

/**
 * A refusal of a second send says nothing about the first: "must be unique" may speak of our own document. What stands
 * in Xero decides.
 */
async function believeOnlyXero(deps: Deps, batch: Batch, results: DocumentResult[]): Promise<DocumentResult[]> {
  const postings = inOrderOf(await deps.db.postings.ofBatch(batch.id));
  const refused = postings.filter((_, index) => results[index]?.ok === false);
  if (refused.length === 0) return results;
  const documents = await findSent(deps, batch, refused);
  return results.map((result, index) => {
    const draft = postings[index]?.draft;
    const document = !result.ok && draft ? proposedMatch(draft, documents) : null;
    return document ? { ok: true, document, warnings: [] } : result;
  });
}

/** A whole request that was refused or did not get in did nothing; one that was not heard of is in doubt. */
async function recordFailure(deps: Deps, batch: Batch, error: unknown): Promise<void> {
  if (!(error instanceof RemoteError)) return;
  const first = batch.sends === 0;
  await deps.db.transaction(async (tx) => {
    const postings = await tx.postings.ofBatch(batch.id);
    for (const { id } of postings) {
      // a resend that is refused or not let in says nothing about the first one
      if (error.kind === 'refused' && first) await tx.postings.move(id, 'rejected', { message: error.userMessage });
      else if (error.kind === 'auth' && first) await tx.postings.move(id, 'approved', { batchId: null }, ['posting']);
      else if (error.kind !== 'rate-limit' && error.kind !== 'auth')
        await tx.postings.move(id, 'in_doubt', { message: error.userMessage });
    }
    if (first && (error.kind === 'refused' || error.kind === 'auth')) await tx.batches.finish(batch.id, 'settled');
  });
}

async function recordResults(deps: Deps, batch: Batch, results: DocumentResult[]): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const postings = inOrderOf(await tx.postings.ofBatch(batch.id));
    if (postings.length !== results.length)
      throw new Error(`batch ${batch.id}: ${results.length} results for ${postings.length} postings`);
    for (const [index, posting] of postings.entries()) {
      const result = results[index];
      if (!result || !posting.draft) continue;
      const judged = judgeResult(posting.draft, result);
      const change =
        judged.kind === 'rejected'
          ? { message: judged.message }
          : { document: judged.document, message: judged.kind === 'difference' ? judged.message : null };
      const moved = await tx.postings.move(posting.id, judged.kind, change);
      const details = {
        batchId: batch.id,
        ...(judged.kind === 'rejected' ? { message: judged.message } : { document: judged.document }),
      };
      if (moved)
        await tx.audit.write('system', `posting.${judged.kind}`, {
          runId: batch.runId,
          invoiceId: posting.invoiceId,
          details,
        });
    }
    await tx.batches.finish(batch.id, 'answered');
    await tx.runs.touch(batch.runId);
  });
}

/** As they were claimed and sent: by invoice id. */
function inOrderOf(postings: Posting[]): Posting[] {
  return [...postings].sort((a, b) => a.invoiceId - b.invoiceId || a.generation - b.generation);
}

/** What stopped the work is said on the card, with the time of the next try; the queue tries again. */
async function explain(deps: Deps, runId: string, error: unknown): Promise<void> {
  if (!(error instanceof RemoteError)) throw error;
  const seconds = retryAfterSeconds(error);
  deps.log.warn({ runId, error, kind: error.kind, retryInSeconds: seconds }, 'posting was interrupted');
  const next = seconds === null ? null : new Date(deps.clock.now().getTime() + seconds * 1000);
  const time = next?.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: deps.timeZone });
  await deps.db.transaction(async (tx) => {
    const failure = time ? `${error.userMessage} Nothing is lost; next try ${time}.` : error.userMessage;
    await tx.runs.change(runId, { failure }, ['posting']);
    if (seconds !== null) await tx.enqueue({ task: 'post', runId, afterSeconds: seconds });
    await tx.enqueue({ task: 'draw', runId });
  });
  if (error.kind === 'refused') await finishPosting(deps, runId);
}

/** Null: only a person can mend it (connect again), or nothing needs another try. */
function retryAfterSeconds(error: RemoteError): number | null {
  if (error.kind === 'auth') return null;
  if (error.kind === 'refused') return 1;
  if (error.retryAfterMs !== null) return Math.ceil(error.retryAfterMs / 1000);
  return error.kind === 'in-doubt' || error.kind === 'unexpected-answer' ? 5 : 30;
}

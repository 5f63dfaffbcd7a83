import type { Batch } from '../db/batches.ts';
import { RemoteError } from '../domain/errors.ts';
import { judgeResult } from '../domain/result.ts';
import { proposedMatch } from '../domain/settle.ts';
import type { Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { followsOf } from './follow-up.ts';
import { numberOwed } from './numbers.ts';
import type { DocumentResult } from './ports.ts';
import { findSent } from './settle.ts';

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
  // nothing left: the batch stays as it is stored, and is no more in doubt than before
  if (error.heldBack) return deps.db.batches.notSent(batch);
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
          : {
              document: judged.document,
              message: judged.kind === 'difference' ? judged.message : null,
              ...numberOwed(posting, judged.kind),
              ...followsOf(posting, judged.kind),
            };
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

import { randomUUID } from 'node:crypto';
import type { Batch } from '../db/batches.ts';
import { RemoteError } from '../domain/errors.ts';
import type { DocumentKind, Draft, Posting, SyncRun } from '../domain/types.ts';
import { freshenBooks } from './books.ts';
import type { Deps } from './deps.ts';
import { type Rebuilt, rebuildDrafts } from './drafts.ts';
import { hash } from './picture.ts';
import { findBeforeSending } from './settle.ts';

/** What a run knows of Xero is believed this long. */
const LOOK_LASTS_MS = 10 * 60_000;

/** Claims approved Postings of one kind and stores the whole request, in one transaction, before anything is sent. */
export async function storeNextBatch(deps: Deps, run: SyncRun, organisationId: string): Promise<Batch | null> {
  for (;;) {
    const approved = (await deps.db.postings.ofRun(run.id)).filter(({ state }) => state === 'approved');
    const kind = approved[0]?.kind;
    if (!kind) return null;
    const next = approved.filter((posting) => posting.kind === kind).slice(0, deps.documentsPerBatch);
    if (isOutOfDate(deps, run) && (await findBeforeSending(deps, organisationId, run.id, next))) continue;
    await freshenBooks(deps, organisationId);
    const { same, changed } = await rebuildDrafts(deps, run, next);
    await sendBack(deps, run.id, changed);
    if (same.length === 0) continue;

    await deps.reached('posting.before-intent');
    const { webUrl } = await deps.psa.identity();
    const urlOf = (draft: Draft) => sourceUrl(deps, webUrl, run.id, same, draft.invoiceId);
    const fitting = await prepareFitting(deps, { organisationId, kind, same, urlOf });
    if (fitting === null) continue;
    const { body, batched } = fitting;
    const attempts = batched
      .map(({ posting }) => `${posting.invoiceId}.${posting.generation}.${posting.attempt}`)
      .join(' ');
    const idempotencyKey = hash(organisationId, 'PUT', kind, body, attempts);
    const id = randomUUID();
    const stored = await deps.db.transaction(async (tx) => {
      const claimed = await tx.postings.claim(
        batched.map(({ posting }) => posting.id),
        id,
      );
      if (claimed.length !== batched.length)
        throw new Error('postings were taken by somebody else while a batch was stored');
      await tx.batches.store({ id, runId: run.id, organisationId, kind, body, idempotencyKey }, deps.clock.now());
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

/** The check that the approval rests on is old, or of a time before a backup was restored. */
function isOutOfDate(deps: Deps, { checkedAt }: SyncRun): boolean {
  return checkedAt === null || deps.clock.now().getTime() - Date.parse(checkedAt) > LOOK_LASTS_MS;
}

interface Fitting {
  organisationId: string;
  kind: DocumentKind;
  same: Rebuilt['same'];
  urlOf(draft: Draft): string;
}

/**
 * As many of the Drafts as make a request that Xero takes: too large a request is halved. One that cannot be sent even
 * alone is refused with the reason, and null says to look again.
 */
async function prepareFitting(deps: Deps, { organisationId, kind, same, urlOf }: Fitting) {
  for (let batched = same; ; batched = batched.slice(0, Math.ceil(batched.length / 2))) {
    try {
      const drafts = batched.map(({ draft }) => draft);
      return { body: deps.accounting.prepareBatch(organisationId, kind, drafts, urlOf).body, batched };
    } catch (error) {
      if (!(error instanceof RemoteError) || error.kind !== 'refused') throw error;
      if (batched.length > 1) continue;
      for (const { posting } of batched)
        await deps.db.postings.move(posting.id, 'rejected', { message: error.userMessage }, ['approved']);
      return null;
    }
  }
}

/** The page of the company in Autotask; its query says which invoice this is, and by which run it came. */
function sourceUrl(deps: Deps, webUrl: string, runId: string, same: { posting: Posting }[], invoiceId: number): string {
  const companyId = same.find(({ posting }) => posting.invoiceId === invoiceId)?.posting.companyId ?? 0;
  const page = deps.companyUrl.replace('{webUrl}', webUrl).replace('{companyId}', String(companyId));
  return `${page}${page.includes('?') ? '&' : '?'}invoice=${invoiceId}&run=${runId}`;
}

/** Not what was approved any more: back to ready, and said so. From here on the run shows it as Autotask has it now. */
async function sendBack(deps: Deps, runId: string, changed: Rebuilt['changed']): Promise<void> {
  if (changed.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const { posting, why, invoice } of changed) {
      if (invoice) await tx.runs.replaceInvoice(runId, invoice);
      await tx.postings.move(posting.id, 'ready', { message: why }, ['approved']);
      await tx.audit.write('system', 'posting.changed', { runId, invoiceId: posting.invoiceId, details: { why } });
    }
    await tx.runs.touch(runId);
  });
}

import { sentFor } from '../domain/collision.ts';
import { isToVoid } from '../domain/replaced.ts';
import type { BooksDocument, Invoice, Person, Posting } from '../domain/types.ts';
import { freedNumber } from '../domain/undo.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { runForApprover } from './on-run.ts';

const GONE = ['VOIDED', 'DELETED'];

/**
 * Takes documents of ours out of Xero whose Invoices were voided in Autotask. Both sides are read again first, and the
 * ledger follows what Xero says, so that a press after a crash or a lost answer goes on where the first one ended.
 */
export async function voidInXero(
  deps: Deps,
  { person, runId }: { person: Person; runId: string },
): Promise<NoticeView | null> {
  const picture = await runForApprover(deps, { person, runId });
  if ('kind' in picture) return picture;
  const toVoid = picture.planned
    .filter(isToVoid)
    .flatMap(({ invoice, posting }) => (posting ? [{ invoice, posting }] : []));
  const postings = toVoid.map(({ posting }) => posting);
  if (postings.length === 0) return notice('info', 'There is nothing to void in Xero any more.');
  const marks = await deps.psa.marks(postings.map(({ invoiceId }) => invoiceId));
  const problems: string[] = [];
  for (const { invoice, posting } of toVoid) {
    const problem = marks.get(posting.invoiceId)?.isVoided
      ? await voidOne(deps, { invoice, posting }, person)
      : 'it is not voided in Autotask any more.';
    if (problem === null) await forget(deps, runId, posting.document?.id);
    else problems.push(`${posting.document?.number ?? posting.invoiceId}: ${problem}`);
  }
  await deps.db.transaction(async (tx) => {
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  if (problems.length === 0) return null;
  return notice('warning', `${problems.length} of ${postings.length} could not be voided in Xero.`, {
    lines: problems,
  });
}

/** Null when it is out of Xero; else why it is not. */
async function voidOne(
  deps: Deps,
  { invoice, posting }: { invoice: Invoice; posting: Posting },
  by: Person,
): Promise<string | null> {
  const { organisationId, document } = posting;
  if (organisationId === null || document === null) return 'the ledger does not know its document.';
  const [now] = await deps.accounting.documentsById(organisationId, document.kind, [document.id]);
  if (!now) return 'Xero does not show the document.';
  if (!GONE.includes(now.status)) {
    if (sentFor(now) !== posting.invoiceId)
      return 'the document in Xero does not say any more that it was sent for this invoice; void it there by hand.';
    await deps.db.audit.write(by, 'document.void-asked', about(posting, now));
    const removed = await remove(deps, organisationId, posting, now);
    if (removed !== null) return removed;
  }
  await deps.db.transaction(async (tx) => {
    const message = `Voided in Autotask; taken out of Xero by ${by.name}.`;
    const status = now.status === 'AUTHORISED' ? 'VOIDED' : GONE.includes(now.status) ? now.status : 'DELETED';
    const number = GONE.includes(now.status) || now.number === null ? now.number : freedNumber(posting);
    const moved = await tx.postings.move(posting.id, 'voided', { message, document: { ...now, number, status } });
    if (!moved) return;
    await tx.audit.write(by, 'document.removed', about(posting, now));
    // the run that posted it remembers the invoice as it was, and would offer to send it once more
    await tx.runs.replaceInvoice(posting.runId, invoice);
    await tx.runs.touch(posting.runId);
    await tx.enqueue({ task: 'draw', runId: posting.runId });
  });
  return null;
}

/** Its number is freed first, since the invoice may have been invoiced again under it. Null, or why it stays. */
async function remove(
  deps: Deps,
  organisationId: string,
  posting: Posting,
  now: BooksDocument,
): Promise<string | null> {
  const original = posting.document?.number ?? null;
  const freed = original === null ? {} : { renameTo: freedNumber(posting) };
  const removed = await deps.accounting.removeDocument(organisationId, { ...now, ...freed });
  if (removed.ok) return null;
  const why = `Xero says: ${removed.messages.join(' ')}`;
  if (original === null) return why;
  const [back] = await deps.accounting.renameDocuments(organisationId, now.kind, [{ id: now.id, number: original }]);
  return back?.ok ? why : `${why} Look at its number in Xero: it may be called ${freed.renameTo} now.`;
}

/** What was invoiced again under its number has nothing in its way any more. */
async function forget(deps: Deps, runId: string, documentId: string | undefined): Promise<void> {
  for (const { invoice, inXero } of await deps.db.runs.invoices(runId))
    if (documentId !== undefined && inXero.some(({ id }) => id === documentId))
      await deps.db.runs.forgetDocument(invoice.id, documentId);
}

function about({ runId, invoiceId }: Posting, { id, number, status }: BooksDocument) {
  return { runId, invoiceId, details: { documentId: id, number, status } };
}

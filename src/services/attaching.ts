import { RemoteError } from '../domain/errors.ts';
import type { Instant, Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { isConnected, settleFollow, stands } from './follow-up.ts';

/** Of a document and of a file in Xero. https://developer.xero.com/documentation/api/accounting/attachments */
const MOST_FILES = 10;
const MOST_BYTES = 10 * 1024 * 1024;
/** Trouble that lasts longer is a person's matter. */
const TRIED_FOR_MS = 24 * 3_600_000;
/** So many in a row that cannot be done now: the rest waits for the next try. */
const TROUBLE_IN_A_ROW = 3;
const KEPT = 'What is left of Xero’s calls for today is kept for postings; the PDF follows later.';

/**
 * The attach job: puts Autotask's PDF on what was posted, one after the other and beside everything else. The file's name
 * follows from the invoice, and is looked for first: a job that runs twice attaches once.
 */
export async function runAttaching(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  const owed = (await deps.db.postings.ofRun(runId)).filter(({ pdfState }) => pdfState === 'owed');
  if (!run || owed.length === 0 || !(await isConnected(deps, run.organisationId))) return;
  const failures: RemoteError[] = [];
  let inARow = 0;
  for (const posting of owed) {
    const trouble = await attachOne(deps, posting, run.approvedAt);
    inARow = trouble === null ? 0 : inARow + 1;
    if (trouble === null) continue;
    if (trouble.limit === 'day') return waitForTheDay(deps, runId);
    failures.push(trouble);
    if (trouble.kind === 'rate-limit' || trouble.kind === 'auth' || inARow >= TROUBLE_IN_A_ROW) break;
  }
  // nothing to repeat where only a person can mend it
  if (failures[0] && failures.at(-1)?.kind !== 'auth') throw failures[0];
}

/** Said once for all that are left; what has a message is tried once an hour. */
async function waitForTheDay(deps: Deps, runId: string): Promise<void> {
  const owed = (await deps.db.postings.ofRun(runId)).filter(({ pdfState }) => pdfState === 'owed');
  for (const posting of owed) await settleFollow(deps, posting, { what: 'pdf', from: 'owed', to: 'owed' }, KEPT);
}

/** Null when it is settled, one way or the other; else what keeps it from being done now. */
async function attachOne(deps: Deps, posting: Posting, since: Instant | null): Promise<RemoteError | null> {
  try {
    const message = await attach(deps, posting);
    const to = message === null ? 'attached' : 'failed';
    await settleFollow(deps, posting, { what: 'pdf', from: 'owed', to }, message);
    return null;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    deps.log.warn({ runId: posting.runId, invoiceId: posting.invoiceId, error }, 'a PDF was not attached');
    const isOver = since !== null && deps.clock.now().getTime() - Date.parse(since) > TRIED_FOR_MS;
    if (!isOver && !(await isFinal(deps, posting, error))) return error;
    const [to, then] =
      error.kind === 'auth' && error.system === 'xero'
        ? (['not-allowed', ' The PDF follows then by itself.'] as const)
        : (['failed', ''] as const);
    await settleFollow(deps, posting, { what: 'pdf', from: 'owed', to }, `No PDF: ${error.userMessage}${then}`);
    return null;
  }
}

/** A connection that ended comes back; a permission that is missing does not by itself. */
async function isFinal(deps: Deps, { organisationId }: Posting, error: RemoteError): Promise<boolean> {
  if (error.kind === 'refused') return true;
  if (error.kind !== 'auth') return false;
  if (error.system !== 'xero' || organisationId === null) return error.status === 403;
  await deps.examine(organisationId);
  return isConnected(deps, organisationId);
}

/** Null: it is there. Else why it cannot be. */
async function attach(deps: Deps, posting: Posting): Promise<string | null> {
  const { document, organisationId, invoiceId } = posting;
  if (!stands(posting) || document === null || organisationId === null)
    return 'No PDF: it was taken out of Xero before.';
  const name = `Autotask-invoice-${invoiceId}.pdf`;
  const there = await deps.accounting.attachments(organisationId, document);
  if (there.includes(name)) return null;
  if (there.length >= MOST_FILES) return `No PDF: the document in Xero holds ${MOST_FILES} files already.`;
  const content = await deps.psa.invoicePdf(invoiceId);
  if (content === null) return 'No PDF: Autotask gave none.';
  if (content.length > MOST_BYTES) return 'No PDF: it is larger than the 10 MB that Xero takes.';
  await deps.accounting.attach(organisationId, document, { name, mimeType: 'application/pdf', content });
  await deps.reached('attaching.file-sent');
  return null;
}

import type { Followed, PostingChange } from '../db/postings.ts';
import type { Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';

/** What follows on a document that is in Xero as asked, or that an approver accepted; noted with the result itself. */
export function followsOf({ draft }: Posting, outcome: string): PostingChange {
  if (outcome !== 'posted' || draft === null) return {};
  return { ...(draft.attachPdf && { pdfState: 'owed' }), ...(draft.email && { emailState: 'owed' }) };
}

/** A task for each run that has something to follow: nobody waits for it, and no report does. */
export async function enqueueFollows(db: Pick<Deps['db'], 'enqueue'>, postings: readonly Posting[]): Promise<void> {
  const runs = (test: (posting: Posting) => boolean) => new Set(postings.filter(test).map(({ runId }) => runId));
  for (const runId of runs(({ pdfState }) => pdfState === 'owed')) await db.enqueue({ task: 'attach', runId });
  for (const runId of runs(({ emailState }) => emailState === 'owed' || emailState === 'sending'))
    await db.enqueue({ task: 'email', runId });
}

/** Records how it ended, with who was first where two tried. */
export async function settleFollow(
  deps: Pick<Deps, 'db'>,
  { id, runId, invoiceId }: Posting,
  follow: Followed,
  message: string | null,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await tx.postings.follow(id, follow, message))) return;
    const details = message === null ? {} : { message };
    await tx.audit.write('system', `${follow.what}.${follow.to}`, { runId, invoiceId, details });
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
}

/** The document still stands in Xero by this posting. */
export function stands({ state, document, organisationId }: Posting): boolean {
  return document !== null && organisationId !== null && ['posted', 'difference', 'marked'].includes(state);
}

export async function isConnected(deps: Pick<Deps, 'db'>, organisationId: string | null): Promise<boolean> {
  return (await deps.db.organisations.connected()).some(({ id }) => id === organisationId);
}

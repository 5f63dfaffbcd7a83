import { isJoinable } from '../domain/joining.ts';
import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { runForApprover } from './on-run.ts';

/**
 * Joins the lines of equal account, tax and tracking of the Invoices that would send much tax against Xero's own, or whose
 * tax fits only then. For this run only; what the card's Approve stands for is another document afterwards.
 */
export async function joinLines(
  deps: Deps,
  { person, runId }: { person: Person; runId: string },
): Promise<NoticeView | null> {
  const picture = await runForApprover(deps, { person, runId });
  if ('kind' in picture) return picture;
  if (picture.run.state !== 'open') return notice('info', 'Too late: this run has gone on already.');
  const offered = picture.planned.filter(isJoinable).map(({ invoice }) => invoice.id);
  if (offered.length === 0) return notice('info', 'There are no lines to join any more.');
  await deps.db.transaction(async (tx) => {
    await tx.runs.join(runId, offered);
    await tx.audit.write(person, 'lines.joined', { runId, details: { invoices: offered } });
    await tx.enqueue({ task: 'draw', runId });
  });
  return null;
}

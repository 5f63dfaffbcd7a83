import type { Finding } from '../domain/doctor.ts';
import { stateUnmarked } from '../domain/posting.ts';
import type { Person, Posting } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';

/** Marks that somebody took away in Autotask: owed again, with an instant of their own, and made like any other. */
export async function markOnceMore(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  let count = 0;
  for (const [runId, postings] of byRun(findings)) {
    // what is being taken back gets no new mark
    if ((await deps.db.runs.get(runId))?.state === 'undoing') continue;
    await deps.db.transaction(async (tx) => {
      for (const posting of postings) {
        const owed = { markOwedSince: deps.clock.now(), markedAt: null, markMessage: null };
        if (!(await tx.postings.move(posting.id, stateUnmarked(posting), owed, ['marked']))) continue;
        count += 1;
        await tx.audit.write(person, 'mark.agreed-again', { runId, invoiceId: posting.invoiceId });
      }
      await tx.runs.move(runId, 'marking', { failure: null }, ['posted', 'done']);
      await tx.enqueue({ task: 'mark', runId });
      await tx.enqueue({ task: 'draw', runId });
    });
  }
  if (count === 0) return notice('warning', 'Nothing was marked: the run is being undone, or somebody was faster.');
  return notice('done', `${things(count)} will be marked in Autotask again.`, {
    lines: ['The card of the run shows what comes of it.'],
  });
}

/** They stay unmarked: in Xero, never sent again, and told no more. */
export async function leaveUnmarked(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  let count = 0;
  for (const [runId, postings] of byRun(findings))
    await deps.db.transaction(async (tx) => {
      for (const { id, invoiceId } of postings) {
        const markMessage = `Its mark was taken away in Autotask; ${person.name} left it so.`;
        const left = { markOwedSince: null, markedAt: null, markMessage };
        if (!(await tx.postings.change(id, left, ['marked']))) continue;
        count += 1;
        await tx.audit.write(person, 'mark.left-cleared', { runId, invoiceId });
      }
      await tx.runs.touch(runId);
      await tx.enqueue({ task: 'draw', runId });
    });
  return notice('done', `${things(count)} left unmarked.`, { lines: ['In Xero nothing changes.'] });
}

function byRun(findings: readonly Finding[]): Map<string, Posting[]> {
  const runs = new Map<string, Posting[]>();
  for (const { posting } of findings)
    if (posting) runs.set(posting.runId, [...(runs.get(posting.runId) ?? []), posting]);
  return runs;
}

function things(n: number): string {
  return `${n} ${n === 1 ? 'invoice' : 'invoices'}`;
}

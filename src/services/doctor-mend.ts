import type { Finding, FindingKind, MendWay } from '../domain/doctor.ts';
import { keysOf } from '../domain/doctor-view.ts';
import type { Person, SyncRun } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { clearLeftMarks, follow } from './doctor-follow.ts';
import { leaveUnmarked, markOnceMore } from './doctor-marks.ts';
import { noteOnNightlyCard } from './doctor-nightly.ts';
import { examine } from './doctor-read.ts';
import { show } from './doctor-show.ts';
import { createMarking } from './marking.ts';
import { hash } from './picture.ts';
import { refuseUnless } from './rights.ts';

type Mend = Parameters<Services['doctor']['mend']>[0];

/**
 * Mends one kind of half-state, as far as it is still exactly what the button stood for: both systems are read again
 * first, and anything else found is shown instead. Through the stories that did the thing in the first place.
 */
export async function mend(deps: Deps, q: Mend): ReturnType<Services['doctor']['mend']> {
  const { person, kind, way, fingerprint } = q;
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const examination = await examine(deps);
  const findings = examination.findings.filter((finding) => finding.kind === kind);
  if (hash(keysOf(findings)) !== fingerprint) {
    const view = await show(deps, examination);
    return { ...view, notes: ['This has changed since the button was drawn; nothing was done.', ...view.notes] };
  }
  const done = await STORIES[kind]?.[way]?.(deps, person, findings);
  if (!done) return notice('info', 'There is nothing to press here any more.');
  await deps.db.audit.write(person, 'doctor.mended', { details: { kind, way, keys: findings.map(({ key }) => key) } });
  if (done.tone !== 'warning') await noteOnNightlyCard(deps, { person, kind, fingerprint, what: done.title });
  return { ...done, actions: [...done.actions, { kind: 'doctor', label: 'Examine again' }] };
}

type Story = (deps: Deps, person: Person, findings: readonly Finding[]) => Promise<NoticeView>;

const followOnly: Story = (deps, person, findings) => follow(deps, person, findings, { clear: false });
const followAndClear: Story = (deps, person, findings) => follow(deps, person, findings, { clear: true });

/** What has no story has no button that presses. */
const STORIES: Partial<Record<FindingKind, Partial<Record<MendWay, Story>>>> = {
  'in-doubt': { mend: lookInXero },
  stuck: { mend: startAgain },
  'mark-owed': { mend: markNow },
  'mark-unanswered': { mend: answerMarks },
  'marked-not-posted': { clear: clearLeftMarks },
  'mark-cleared': { mend: markOnceMore, accept: leaveUnmarked },
  'document-gone': { mend: followOnly, clear: followAndClear },
  'document-missing': { mend: followOnly, clear: followAndClear },
  'link-merged': { mend: relink },
};

const ON_THE_CARD = 'The card of the run shows what comes of it.';

function runIdsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ runId }) => runId ?? []))];
}

const TASK_OF: Partial<Record<SyncRun['state'], 'search' | 'check' | 'post' | 'mark' | 'undo'>> = {
  searching: 'search',
  checking: 'check',
  posting: 'post',
  marking: 'mark',
  undoing: 'undo',
};

async function lookInXero(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  await workAgain(deps, person, findings);
  return notice('done', `upSync looks in Xero for ${things(findings.length, 'invoice')}.`, { lines: [ON_THE_CARD] });
}

async function startAgain(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  await workAgain(deps, person, findings);
  return notice('done', 'The work was started again.', { lines: [ON_THE_CARD] });
}

async function markNow(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  await markAgain(deps, person, findings);
  return notice('done', `${things(findings.length, 'invoice')} will be marked in Autotask now.`, {
    lines: [ON_THE_CARD],
  });
}

/** A run at work gets its task anew; one that was left with approved invoices goes back to posting. */
async function workAgain(deps: Deps, person: Person, findings: readonly Finding[]): Promise<void> {
  for (const runId of runIdsOf(findings)) {
    const run = await deps.db.runs.get(runId);
    if (!run) continue;
    const task = TASK_OF[run.state];
    await deps.db.transaction(async (tx) => {
      if (task !== undefined) {
        await tx.runs.change(runId, { failure: null }, [run.state]);
        await tx.enqueue({ task, runId });
      } else if (await tx.runs.move(runId, 'posting', { failure: null }, ['posted', 'done', 'open']))
        await tx.enqueue({ task: 'post', runId });
      await tx.audit.write(person, 'run.started-again', { runId });
      await tx.enqueue({ task: 'draw', runId });
    });
  }
}

/** Marks that were agreed: what Autotask said against them is forgotten, and they are tried like the first time. */
async function markAgain(deps: Deps, person: Person, findings: readonly Finding[]): Promise<void> {
  for (const runId of runIdsOf(findings)) {
    const own = findings.flatMap(({ posting }) => (posting?.runId === runId ? [posting] : []));
    await deps.db.transaction(async (tx) => {
      for (const { id, state, invoiceId } of own)
        if (await tx.postings.change(id, { markMessage: null }, [state]))
          await tx.audit.write(person, 'mark.tried-again', { runId, invoiceId });
      await tx.runs.move(runId, 'marking', { failure: null }, ['posted', 'done']);
      await tx.enqueue({ task: 'mark', runId });
      await tx.enqueue({ task: 'draw', runId });
    });
  }
}

/** A Yes to the question of each run. */
async function answerMarks(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  const marking = createMarking(deps);
  const said = [];
  for (const runId of runIdsOf(findings)) said.push(await marking.answer({ person, runId, yes: true }));
  const refused = said.filter((view) => view !== null);
  const lines = refused.map(({ title }) => title);
  if (refused.length === said.length) return notice('warning', 'Nothing was marked.', { lines });
  return notice('done', `${things(findings.length, 'invoice')} will be marked in Autotask now.`, {
    lines: [...lines, ON_THE_CARD],
  });
}

/** To the contact that Xero merged the old one into; only where the link is still the old one. */
async function relink(deps: Deps, person: Person, findings: readonly Finding[]): Promise<NoticeView> {
  let count = 0;
  for (const { link } of findings) {
    if (!link?.winner) continue;
    const { organisationId, companyId, contactId, winner } = link;
    const savedInXero = winner.number === String(companyId);
    const fresh = { companyId, contactId: winner.id, contactName: winner.name, savedInXero };
    await deps.db.transaction(async (tx) => {
      if (!(await tx.contacts.relink(organisationId, contactId, fresh, person))) return;
      count += 1;
      await tx.contacts.store(organisationId, [winner]);
      const details = { organisationId, companyId, from: contactId, contactId: winner.id, name: winner.name };
      await tx.audit.write(person, 'contact.relinked', { details });
    });
  }
  return notice('done', `${things(count, 'link')} changed.`, {
    lines: ['Searches from now on send to the contact that remained in Xero.'],
  });
}

function things(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

import type { NewPosting } from '../db/postings.ts';
import { nextGeneration, type PlannedInvoice } from '../domain/plan.ts';
import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import { freshenForApproval } from './books.ts';
import { lookAgain } from './check.ts';
import type { Deps } from './deps.ts';
import { acceptDifferences, deleteDraft } from './differences.ts';
import { joinLines } from './joining.ts';
import { hash, type Picture, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';
import { voidInXero } from './voiding.ts';

/** Something changed between what was shown and the press. */
class TooLate extends Error {}

export function createApproval(deps: Deps): Services['approval'] {
  return {
    approve: (q) => approve(deps, q),
    cancel: (q) => cancel(deps, q),
    stop: (q) => stop(deps, q),
    tryAgain: (q) => tryAgain(deps, q),
    adopt: (q) => adopt(deps, q),
    acceptDifferences: (q) => acceptDifferences(deps, q),
    voidInXero: (q) => voidInXero(deps, q),
    joinLines: (q) => joinLines(deps, q),
    deleteDraft: (q) => deleteDraft(deps, q),
  };
}

type Approve = Parameters<Services['approval']['approve']>[0];

/** Bound to what the card showed: with anything else to be sent now, nothing is approved and the card is drawn again. */
async function approve(deps: Deps, { person, runId, fingerprint, markEach }: Approve): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  await deps.reached('approval.clicked');
  await freshenForApproval(deps, runId);
  const picture = await takePicture(deps, runId);
  if (!picture) return unknownRun(runId);
  const own = await refuseOwn(deps, picture, person);
  if (own) return own;
  if (picture.run.state !== 'open') return decidedAlready(picture);
  if (picture.next.kind !== 'confirm' || picture.fingerprint !== fingerprint) return changedMeanwhile(deps, runId);
  const postings = [...newPostings(picture, ready(picture)), ...newPostings(picture, zero(picture))];
  try {
    await deps.db.transaction(async (tx) => {
      const change = {
        approvedBy: person,
        approvedAt: deps.clock.now(),
        markEach,
        stopRequestedBy: null,
        failure: null,
      };
      // somebody held one, or anything else changed, since the picture was taken
      if (!(await tx.runs.move(runId, 'posting', change, ['open'], picture.run.revision))) throw new TooLate();
      const got = await tx.postings.take(postings);
      // another run holds one of them since: then this is not what was shown
      if (got.length !== postings.length) throw new TooLate();
      const details = { fingerprint, organisationId: picture.run.organisationId, markEach, invoices: got };
      await tx.audit.write(person, 'run.approved', { runId, details });
      await tx.enqueue({ task: 'post', runId });
      await tx.enqueue({ task: 'draw', runId });
    });
  } catch (error) {
    if (!(error instanceof TooLate)) throw error;
    const now = await takePicture(deps, runId);
    return now && now.run.state !== 'open' ? decidedAlready(now) : changedMeanwhile(deps, runId);
  }
  await deps.reached('approval.stored');
  return null;
}

function ready(picture: Picture): PlannedInvoice[] {
  return picture.planned.filter(({ verdict }) => verdict.kind === 'ready');
}

function zero(picture: Picture): PlannedInvoice[] {
  return picture.planned.filter(({ verdict, marked }) => verdict.kind === 'nothing-to-post' && !marked);
}

function newPostings({ run }: Picture, planned: PlannedInvoice[]): NewPosting[] {
  return planned.map(({ invoice, verdict, posting }) => {
    const draft = verdict.kind === 'ready' ? verdict.draft : null;
    return {
      invoiceId: invoice.id,
      generation: nextGeneration(posting),
      runId: run.id,
      companyId: invoice.companyId,
      organisationId: run.organisationId,
      state: draft ? 'approved' : 'nothing_to_post',
      kind: draft?.kind ?? null,
      fingerprint: verdict.kind === 'ready' ? hash(verdict.fingerprintText) : null,
      draft,
      document: null,
    };
  });
}

/** Four eyes, unless there is only one approver or an admin allowed it. */
async function refuseOwn(deps: Deps, { run }: Picture, person: Person): Promise<NoticeView | null> {
  if (run.requestedBy.id !== person.id) return null;
  if (await deps.db.settings.allowOwnApproval()) return null;
  const others = (await deps.people.holders('approver')).filter((id) => id !== person.id);
  if (others.length === 0) return null;
  return notice('warning', 'You searched this run yourself, so somebody else has to approve it.', { people: others });
}

function unknownRun(runId: string): NoticeView {
  return notice('warning', `There is no run ${runId}.`, { lines: ['/upsync runs lists the last ones.'] });
}

function decidedAlready({ run }: Picture): NoticeView {
  if (run.cancelledBy) return notice('info', `Too late: ${run.cancelledBy.name} cancelled this run.`);
  if (run.approvedBy) return notice('info', `${run.approvedBy.name} approved this run already; it is approved once.`);
  return notice('info', 'Too late: this run has gone on already.');
}

async function changedMeanwhile(deps: Deps, runId: string): Promise<NoticeView> {
  await deps.db.runs.touch(runId);
  await deps.db.enqueue({ task: 'draw', runId });
  return notice('warning', 'Something changed since this card was drawn, so nothing was approved.', {
    lines: ['The card shows it now. Please look again and approve what it says.'],
  });
}

type OnRun = { person: Person; runId: string };

async function cancel(deps: Deps, { person, runId }: OnRun): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const done = await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.move(runId, 'cancelled', { cancelledBy: person }, ['open']))) return false;
    await tx.audit.write(person, 'run.cancelled', { runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  if (done) return null;
  const picture = await takePicture(deps, runId);
  return picture ? decidedAlready(picture) : unknownRun(runId);
}

/** The batch in flight ends; what was not sent goes back to ready. */
async function stop(deps: Deps, { person, runId }: OnRun): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const done = await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.change(runId, { stopRequestedBy: person }, ['posting', 'undoing']))) return false;
    await tx.audit.write(person, 'run.stop-requested', { runId });
    // whichever of the two the run is at; the other task finds nothing to do
    await tx.enqueue({ task: 'post', runId });
    await tx.enqueue({ task: 'undo', runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  return done ? null : notice('info', 'Nothing is being posted any more.');
}

type TryAgain = Parameters<Services['approval']['tryAgain']>[0];

/** Bound to what the card showed, as the approval was. Only those left: what Xero refused, what was stopped, and what has become ready since. */
async function tryAgain(deps: Deps, { person, runId, fingerprint }: TryAgain): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const before = await takePicture(deps, runId, { afresh: true });
  if (!before) return unknownRun(runId);
  const own = await refuseOwn(deps, before, person);
  if (own) return own;
  if (before.run.state !== 'posted' && before.run.state !== 'done')
    return notice('info', 'This run is at work already.');
  if (before.fingerprint !== fingerprint) return changedMeanwhile(deps, runId);
  await lookAgain(deps, before);
  const picture = (await takePicture(deps, runId, { afresh: true })) ?? before;
  const postings = newPostings(picture, ready(picture));
  const shown = accepted(before);
  if (!postings.every((posting) => shown.has(posting.fingerprint))) return changedMeanwhile(deps, runId);
  await forgetOldRefusals(deps, picture);
  if (postings.length === 0) {
    await deps.db.runs.touch(runId);
    await deps.db.enqueue({ task: 'draw', runId });
    return notice('info', 'Nothing of this run can be sent now.', { lines: ['The card says what is in the way.'] });
  }
  const done = await deps.db.transaction(async (tx) => {
    const change = { approvedBy: person, approvedAt: deps.clock.now(), stopRequestedBy: null, failure: null };
    if (!(await tx.runs.move(runId, 'posting', change, ['posted', 'done'], picture.run.revision))) return false;
    const got = await tx.postings.take(postings);
    await tx.audit.write(person, 'run.approved-again', { runId, details: { invoices: got } });
    await tx.enqueue({ task: 'post', runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  return done ? null : notice('info', 'This run is at work already.');
}

/** What the card showed as left, and what was approved before and Xero refused: nothing else goes by this press. */
function accepted(before: Picture): Set<string | null> {
  const left = ready(before).map(({ verdict }) => (verdict.kind === 'ready' ? hash(verdict.fingerprintText) : null));
  const approved = before.planned.flatMap(({ posting }) =>
    posting?.state === 'rejected' ? [posting.fingerprint] : [],
  );
  return new Set([...left, ...approved]);
}

/** “Must be unique” was the truth then; now that it is known what stands under the number, the card says that. */
async function forgetOldRefusals(deps: Deps, { planned }: Picture): Promise<void> {
  for (const { posting, verdict } of planned) {
    const isInTheWay = verdict.kind === 'in-xero' || (verdict.kind === 'refused' && verdict.code === 'number-taken');
    if (posting?.state === 'rejected' && isInTheWay)
      await deps.db.postings.move(posting.id, 'ready', { message: null }, ['rejected']);
  }
}

/** Takes over documents that somebody else put into Xero: linked, markable, never sent. */
async function adopt(deps: Deps, { person, runId }: OnRun): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture) return unknownRun(runId);
  const adoptable = picture.planned.filter(({ verdict }) => verdict.kind === 'in-xero' && verdict.adoptable);
  const postings = adoptable.flatMap(({ invoice, verdict, posting }): NewPosting[] => {
    const documents = picture.invoices.find((one) => one.invoice.id === invoice.id)?.inXero ?? [];
    const document = documents.find(({ id }) => verdict.kind === 'in-xero' && id === verdict.documentId);
    if (!document) return [];
    const { companyId, id: invoiceId } = invoice;
    const plain = { runId, companyId, organisationId: picture.run.organisationId, fingerprint: null, draft: null };
    return [
      { ...plain, invoiceId, generation: nextGeneration(posting), state: 'adopted', kind: document.kind, document },
    ];
  });
  if (postings.length === 0) return notice('info', 'There is nothing to adopt any more.');
  await deps.db.transaction(async (tx) => {
    const got = await tx.postings.take(postings);
    await tx.audit.write(person, 'documents.adopted', { runId, details: { invoices: got } });
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  return null;
}

import { whoseMark } from '../domain/marks.ts';
import { describeCriteria } from '../domain/runs.ts';
import type { Person } from '../domain/types.ts';
import { isSentByUs, isUndoable, undoStep } from '../domain/undo.ts';
import { type UndoItem, undoView } from '../domain/undo-view.ts';
import { type NoticeView, notice, type UndoView } from '../domain/views.ts';
import type { Services } from './api.ts';
import { linksOf } from './card.ts';
import type { Deps } from './deps.ts';
import { documentsNow } from './documents-now.ts';
import { runForApprover } from './on-run.ts';
import { hash, type Picture } from './picture.ts';

/** What a window shows is looked up once and kept so long for its other pages. */
const PAGES_KEPT_MS = 10 * 60_000;
const WINDOWS_KEPT = 20;

/** What was looked up for a window, by person and run; lost with the process, and then looked up anew. */
type Windows = Map<string, { items: UndoItem[]; revision: number; at: number }>;

export function createUndo(deps: Deps): Services['undo'] {
  const windows: Windows = new Map();
  return {
    preview: (q) => preview(deps, windows, q),
    start: (q) => start(deps, q),
  };
}

type Preview = Parameters<Services['undo']['preview']>[0];

async function preview(deps: Deps, windows: Windows, { person, runId, page }: Preview): Promise<UndoView | NoticeView> {
  const picture = await runForApprover(deps, { person, runId });
  if ('kind' in picture) return picture;
  const why = whyNot(picture);
  if (why !== null) return why;
  const key = `${person.id} ${runId}`;
  const kept = page > 1 ? windows.get(key) : undefined;
  const now = deps.clock.now().getTime();
  const isGood = kept?.revision === picture.run.revision && Math.abs(now - kept.at) < PAGES_KEPT_MS;
  const items = kept && isGood ? kept.items : await itemsOf(deps, picture);
  windows.delete(key);
  windows.set(key, { items, revision: picture.run.revision, at: kept && isGood ? kept.at : now });
  for (const [old] of windows) if (windows.size > WINDOWS_KEPT) windows.delete(old);
  return show(deps, picture, items, { page, note: null });
}

type Start = Parameters<Services['undo']['start']>[0];

async function start(deps: Deps, { person, runId, fingerprint }: Start): Promise<UndoView | NoticeView> {
  const picture = await runForApprover(deps, { person, runId });
  if ('kind' in picture) return picture;
  const why = whyNot(picture);
  if (why !== null) return why;
  const items = await itemsOf(deps, picture);
  if (fingerprintOf(items) !== fingerprint) {
    const note = 'Something changed since this was shown, so nothing was undone. Please look again.';
    return show(deps, picture, items, { page: 1, note });
  }
  if (!(await store(deps, picture, items, person)))
    return notice('info', 'Somebody was faster: this run has gone on already. The card says where it is.');
  await deps.reached('undo.approved');
  return notice('done', 'The undo is under way.', { lines: ['The card of the run tells how far it is.'] });
}

/** The whole wish in one transaction; from here on the job works from the rows. False: too late. */
async function store(deps: Deps, { run }: Picture, items: UndoItem[], person: Person): Promise<boolean> {
  const begun = items.filter(({ step }) => step.kind !== 'left');
  return deps.db.transaction(async (tx) => {
    const change = { undoneBy: person, undoneAt: deps.clock.now(), stopRequestedBy: null, failure: null };
    if (!(await tx.runs.move(run.id, 'undoing', change, ['posted', 'done'], run.revision))) return false;
    for (const { posting, step } of items) {
      const undoMessage = 'sentence' in step ? step.sentence : null;
      const undo = step.kind === 'left' ? ('left' as const) : ('asked' as const);
      await tx.postings.change(posting.id, { undo, undoMessage }, [posting.state]);
    }
    const invoices = begun.map(({ posting }) => posting.invoiceId);
    await tx.audit.write(person, 'undo.approved', {
      runId: run.id,
      details: { invoices, left: items.length - begun.length },
    });
    await tx.enqueue({ task: 'undo', runId: run.id });
    await tx.enqueue({ task: 'draw', runId: run.id });
    return true;
  });
}

/** Null where there may be something to undo. */
function whyNot({ run, connected }: Picture): NoticeView | null {
  if (run.state === 'undoing')
    return notice('info', `${run.undoneBy?.name ?? 'Somebody'} began to undo this run already.`, {
      lines: ['The card of the run tells how far it is.'],
    });
  if (run.state !== 'posted' && run.state !== 'done')
    return notice('info', 'Only a run that has come to its end can be undone.');
  if (run.organisationId !== null && !connected.some(({ id }) => id === run.organisationId))
    return notice('warning', 'The connection to Xero has ended.', {
      lines: ['Connect again; then this run can be undone.'],
      actions: [{ kind: 'connect', label: 'Connect to Xero' }],
    });
  return null;
}

/** Every posting of the run that there is something to take back of, judged by what the two systems say now. */
async function itemsOf(deps: Deps, { run, planned }: Picture): Promise<UndoItem[]> {
  const postings = (await deps.db.postings.ofRun(run.id)).filter((posting) => isUndoable(posting));
  const documents = await documentsNow(deps, postings.filter(isSentByUs));
  const locked = run.organisationId === null ? null : (await deps.accounting.books(run.organisationId)).lockedUntil;
  const marks = await deps.psa.marks(
    postings.flatMap(({ invoiceId, markOwedSince }) => (markOwedSince ? [invoiceId] : [])),
  );
  const plannedOf = new Map(planned.map((each) => [each.invoice.id, each]));
  return postings.map((posting) => {
    const step = undoStep(posting, documents.get(posting.id) ?? null, locked);
    const markedAt = marks.get(posting.invoiceId)?.markedAt ?? null;
    const isOurs = markedAt !== null && whoseMark(posting.markOwedSince, markedAt) !== 'other';
    const clearsMark = isOurs && step.kind !== 'left';
    return { posting, planned: plannedOf.get(posting.invoiceId) ?? null, step, clearsMark };
  });
}

function fingerprintOf(items: readonly UndoItem[]): string {
  return hash(...items.map(({ posting, step, clearsMark }) => `${posting.id} ${step.kind} ${clearsMark}`).sort());
}

type Shown = { page: number; note: string | null };

async function show(deps: Deps, picture: Picture, items: UndoItem[], shown: Shown): Promise<UndoView | NoticeView> {
  if (items.length === 0) return notice('info', 'There is nothing of this run to undo any more.');
  const { run, organisation } = picture;
  return undoView({
    ...{ runId: run.id, title: describeCriteria(run.criteria), organisation: organisation?.name ?? null },
    ...{ fingerprint: fingerprintOf(items), items, linksOf: await linksOf(deps, picture), ...shown },
  });
}

import { proposedNumber } from './draft.ts';
import { companyName, type LinksOf } from './invoice-rows.ts';
import { pageOf } from './pages.ts';
import type { PlannedInvoice } from './plan.ts';
import { signedTotal } from './signed-total.ts';
import type { Posting, SyncRun } from './types.ts';
import { isSentByUs, originalNumber, type UndoStep } from './undo.ts';
import type { UndoReport, UndoView } from './views.ts';

const ROWS_PER_PAGE = 12;
const MAX_LEFT_SHOWN = 10;

/** One Posting of a run, as its undo would treat it. */
export interface UndoItem {
  posting: Posting;
  /** Null where the run's details were deleted meanwhile. */
  planned: PlannedInvoice | null;
  step: UndoStep;
  /** Its mark was written by upSync, and stands. */
  clearsMark: boolean;
}

export interface UndoViewInput {
  runId: string;
  title: string;
  organisation: string | null;
  fingerprint: string;
  items: readonly UndoItem[];
  linksOf: LinksOf;
  page: number;
  /** Said above everything: why the window is shown again. */
  note: string | null;
}

/** What an undo of the run would do; what it cannot do comes first. */
export function undoView({ items, page, linksOf, ...shown }: UndoViewInput): UndoView {
  const count = (...kinds: UndoStep['kind'][]) => items.filter(({ step }) => kinds.includes(step.kind)).length;
  const inOrder = [...items].sort((a, b) => ORDER.indexOf(a.step.kind) - ORDER.indexOf(b.step.kind));
  const part = pageOf(inOrder, page, ROWS_PER_PAGE);
  return {
    ...{ kind: 'undo', ...shown },
    counts: {
      ...{ deleted: count('delete'), voided: count('void'), gone: count('gone'), letGo: count('let-go') },
      ...{ left: count('left'), marks: items.filter(({ clearsMark }) => clearsMark).length },
      numbers: items.filter(({ posting, step }) => step.kind !== 'left' && keepsNumber(posting)).length,
    },
    rows: part.items.map((item) => {
      const { step, posting } = item;
      return {
        ...nameOf(posting, item.planned),
        ...{ currency: posting.document?.currency ?? item.planned?.company?.currency ?? '' },
        total: signedTotal(posting.document),
        what: WHAT[step.kind],
        clearsMark: item.clearsMark,
        sentence: 'sentence' in step ? step.sentence : null,
        isLeft: step.kind === 'left',
        links: item.planned ? linksOf(item.planned) : [],
      };
    }),
    ...{ page: part.page, pages: part.pages },
  };
}

const ORDER: UndoStep['kind'][] = ['left', 'gone', 'let-go', 'void', 'delete', 'unmark'];

const WHAT: Record<UndoStep['kind'], string> = {
  delete: 'deleted in Xero',
  void: 'voided in Xero',
  gone: 'out of Xero already',
  'let-go': 'stays in Xero',
  unmark: 'nothing in Xero',
  left: 'cannot be undone',
};

/** What has come of the undo so far; null where nobody asked for one. `own`: every posting of the run, old ones too. */
export function undoReport(
  run: Pick<SyncRun, 'id' | 'state' | 'undoneAt' | 'failure'>,
  own: readonly Posting[],
  planned: readonly PlannedInvoice[],
  linksOf: LinksOf,
): UndoReport | null {
  if (run.undoneAt === null) return null;
  const plannedOf = new Map(planned.map((each) => [each.invoice.id, each]));
  const finished = own.filter(({ undo }) => undo === 'done');
  const left = own.filter(({ undo }) => undo === 'left');
  const open = own.filter(({ undo }) => undo === 'asked' || undo === 'removed');
  const told = (posting: Posting) => {
    const each = plannedOf.get(posting.invoiceId) ?? null;
    const links = each ? linksOf(each) : [];
    return { ...nameOf(posting, each), sentence: posting.undoMessage ?? 'It was left as it is.', links };
  };
  return {
    outOfXero: finished.filter(isSentByUs).length,
    letGo: finished.filter(({ draft, document }) => draft === null && document !== null).length,
    unmarked: finished.filter(({ document }) => document === null).length,
    numbers: finished.filter(keepsNumber).length,
    open: open.length,
    of: finished.length + left.length + open.length,
    sentence: run.state === 'undoing' ? run.failure : null,
    left: left.slice(0, MAX_LEFT_SHOWN).map(told),
    moreLeft: Math.max(0, left.length - MAX_LEFT_SHOWN),
    notes: finished.filter(({ undoMessage }) => undoMessage !== null).map(told),
  };
}

/** Autotask is never left without a number: Xero's stays until the invoice is posted again. */
function keepsNumber({ numberState }: Posting): boolean {
  return numberState === 'written';
}

function nameOf(posting: Posting, planned: PlannedInvoice | null) {
  const number =
    originalNumber(posting) ?? (planned ? proposedNumber(planned.invoice).number : String(posting.invoiceId));
  return { number, company: planned ? companyName(planned) : `Company ${posting.companyId}` };
}

import { missingMaps, type PlannedInvoice, toMark } from './plan.ts';
import { isChanged } from './replaced.ts';
import type { MissingMap, SyncRun } from './types.ts';
import type { MapQuestionKind, MarkCounts, NextStep } from './views.ts';

export interface NextStepInput {
  run: SyncRun;
  planned: readonly PlannedInvoice[];
  /** Organisations that a live connection opens. */
  organisations: readonly { id: string; name: string }[];
  /** The run's organisation is among them. */
  connected: boolean;
  /** There is a connection, dead or alive. */
  everConnected: boolean;
  /** The run lives in a direct message, where nobody can approve. */
  direct: boolean;
  /** Of what the card shows; goes with the button. */
  fingerprint: string;
}

/** What a run waits for. Exactly one thing, so a card has one button that matters. */
export function nextStep(input: NextStepInput): NextStep {
  const { run } = input;
  if (run.detailsDeletedAt && run.state === 'open') return { kind: 'none', sentence: DETAILS_GONE };
  switch (run.state) {
    case 'searching':
      return { kind: 'wait', sentence: run.failure ?? 'Searching Autotask …' };
    case 'checking':
      return { kind: 'wait', sentence: run.failure ?? 'Looking up contacts and numbers in Xero …' };
    case 'posting':
      if (!input.connected && run.organisationId !== null)
        return { kind: 'connect', sentence: 'The connection to Xero has ended; what is left is sent once it is back.' };
      if (run.stopRequestedBy === null) return { kind: 'stop' };
      return {
        kind: 'wait',
        sentence: `${run.stopRequestedBy.name} pressed Stop: what is under way ends, the rest is left.`,
      };
    case 'marking':
      // only where a look into Xero is due before the marks: else they are made without it
      if (!input.connected && run.organisationId !== null && run.failure !== null)
        return { kind: 'connect', sentence: 'The connection to Xero has ended; the marks go on once it is back.' };
      return { kind: 'wait', sentence: run.failure ?? 'Marking in Autotask …' };
    case 'undoing':
      return stepWhenUndoing(input);
    case 'failed':
      return { kind: 'none', sentence: run.failure ?? 'The search did not come to an end; nothing was done.' };
    case 'cancelled':
      return { kind: 'none', sentence: 'Cancelled. Nothing was sent.' };
    case 'open':
      return stepWhenOpen(input);
    case 'posted':
    case 'done':
      return stepAfterPosting(input);
  }
}

/** What an approver asked to be taken back, being taken back. */
function stepWhenUndoing({ run, connected }: NextStepInput): NextStep {
  if (!connected && run.organisationId !== null)
    return { kind: 'connect', sentence: 'The connection to Xero has ended; the undo goes on once it is back.' };
  if (run.stopRequestedBy === null) return { kind: 'stop' };
  return {
    kind: 'wait',
    sentence: `${run.stopRequestedBy.name} pressed Stop: what is under way ends, the rest stays.`,
  };
}

const DETAILS_GONE = 'Its details were deleted, being old; search again to go on.';

function stepWhenOpen(input: NextStepInput): NextStep {
  const { run, planned } = input;
  if (planned.length === 0) return { kind: 'none', sentence: 'Nothing was found.' };
  const wanting = planned.filter(({ verdict }) => WANTS_XERO.has(verdict.kind));
  const adoptable = planned.filter(({ verdict }) => verdict.kind === 'in-xero' && verdict.adoptable).length;
  if (wanting.length === 0 && adoptable === 0)
    return run.criteria.dryRun ? DRY_RUN_END : (markStep(planned) ?? NOTHING_LEFT);
  if (input.direct && !run.criteria.dryRun) return { kind: 'ask-for-approval' };
  const before = stepBeforeChecked(input);
  if (before !== null) return before;
  const missing = missingMaps(planned);
  const maps = missing.length;
  const asked = planned.filter(({ verdict }) => verdict.kind === 'needs-contact');
  const companies = new Set(asked.map(({ invoice }) => invoice.companyId)).size;
  if (run.criteria.dryRun) return { ...DRY_RUN_END, preview: true };
  if (maps > 0 || companies > 0) {
    const waiting = planned.filter(({ verdict }) => verdict.kind === 'needs-contact' || verdict.kind === 'needs-map');
    return { kind: 'questions', maps, mapKinds: kindsOf(missing), companies, invoices: waiting.length };
  }
  const ready = planned.filter(({ verdict }) => verdict.kind === 'ready');
  if (ready.length === 0) {
    if (adoptable > 0)
      return { kind: 'none', sentence: 'Nothing is left to send. What is in Xero already may be adopted.' };
    return markStep(planned) ?? NOTHING_LEFT;
  }
  return {
    kind: 'confirm',
    fingerprint: input.fingerprint,
    count: ready.length,
    companies: new Set(ready.map(({ invoice }) => invoice.companyId)).size,
    held: planned.filter(({ verdict }) => verdict.kind === 'held').length,
    nothingToPost: planned.filter(({ verdict }) => verdict.kind === 'nothing-to-post').length,
    adoptable,
  };
}

function kindsOf(missing: readonly MissingMap[]): MapQuestionKind[] {
  return [...new Set(missing.map(({ kind }) => (kind === 'default-account' ? 'account' : kind)))];
}

/** Verdicts that cannot be settled without looking into Xero, or that are ready to go there. */
const WANTS_XERO: ReadonlySet<string> = new Set(['ready', 'needs-organisation', 'needs-contact', 'needs-map']);
const NOTHING_LEFT: NextStep = { kind: 'none', sentence: 'Nothing is left to send.' };
const DRY_RUN_END: Extract<NextStep, { kind: 'none' }> = {
  kind: 'none',
  sentence: 'A dry run: this is what would be sent, and nothing was.',
};

/** Connection and organisation come first: contacts, accounts and taxes are theirs. */
function stepBeforeChecked({ run, organisations, connected, everConnected }: NextStepInput): NextStep | null {
  if (organisations.length === 0) {
    const sentence = everConnected ? 'The connection to Xero has ended.' : 'upSync is not connected to Xero yet.';
    return { kind: 'connect', sentence };
  }
  if (run.organisationId !== null && !connected) {
    return { kind: 'connect', sentence: 'The connection to the organisation of this run has ended.' };
  }
  if (run.organisationId === null || (run.checkedAt === null && run.failure !== null)) {
    const sentence = run.failure ?? 'Which organisation do these invoices go to?';
    return { kind: 'choose-organisation', sentence, organisations: [...organisations] };
  }
  if (run.checkedAt === null) return { kind: 'wait', sentence: 'Looking up contacts and numbers in Xero …' };
  return null;
}

function stepAfterPosting({ run, planned, fingerprint }: NextStepInput): NextStep {
  if (run.undoneAt !== null) return afterUndo(planned, run.id);
  const rejected = planned.filter(({ verdict }) => verdict.kind === 'refused' && verdict.code === 'rejected').length;
  const left = planned.filter(({ verdict }) => verdict.kind === 'ready').length;
  const mark = markStep(planned);
  if (rejected + left > 0 && !run.detailsDeletedAt) {
    return { kind: 'try-again', fingerprint, count: rejected + left, mark: marksOf(planned) };
  }
  if (mark !== null && run.markAnswer !== 'no') return mark;
  return {
    kind: 'none',
    sentence: mark === null ? 'Done.' : 'Done. They stay unmarked; a later search offers it again.',
  };
}

/** What was undone is for a new search: a run sends nothing again that it took back. */
function afterUndo(planned: readonly PlannedInvoice[], runId: string): NextStep {
  const left = planned.some(({ posting }) => posting?.runId === runId && posting.undo === 'left');
  const again = 'A new search finds the invoices again.';
  return { kind: 'none', sentence: left ? `Undone, but for what is said above. ${again}` : `Undone. ${again}` };
}

function markStep(planned: readonly PlannedInvoice[]): Extract<NextStep, { kind: 'mark' }> | null {
  const marks = marksOf(planned);
  return marks && { kind: 'mark', ...marks };
}

function marksOf(planned: readonly PlannedInvoice[]): MarkCounts | null {
  const { inXero, nothingToPost } = toMark(planned);
  const count = inXero.length + nothingToPost.length;
  if (count === 0) return null;
  return { count, nothingToPost: nothingToPost.length, changed: inXero.filter(isChanged).length };
}

import { aboutDrafts, joinAction } from './attention-drafts.ts';
import { about, some } from './attention-words.ts';
import { mixesDivisions } from './division.ts';
import { isJoinable } from './joining.ts';
import type { PlannedInvoice } from './plan.ts';
import { isChanged, isToVoid, replacementSentence, replacements } from './replaced.ts';
import type { RefusalCode, SyncRun, Verdict } from './types.ts';
import type { Attention } from './views.ts';

/** What a person should know before they decide; warnings first. */
export function attentionOf(
  run: Pick<SyncRun, 'id' | 'criteria' | 'state'>,
  planned: readonly PlannedInvoice[],
): Attention[] {
  const all = [
    ...refusals(run, planned),
    ...mapTrouble(run, planned),
    ...sentBack(planned),
    ...alreadyInXero(run, planned),
    ...changes(planned),
    ...aboutDrafts(planned),
    ...mixedDivisions(run, planned),
    ...contactNotes(planned),
    ...leftOut(planned),
    ...neverAsked(run, planned),
  ];
  const told = run.criteria.dryRun ? all.map(withoutDeed) : all;
  return [...told.filter(({ tone }) => tone === 'warning'), ...told.filter(({ tone }) => tone === 'info')];
}

/** A dry run only shows: nothing is taken over, taken out or accepted by it. What a preview is made of may be chosen. */
function withoutDeed(each: Attention): Attention {
  const { action } = each;
  return action?.kind === 'choose-maps' || action?.kind === 'join-lines' ? each : { ...each, action: null };
}

const REFUSED: Record<RefusalCode, string> = {
  'lines-do-not-add-up': 'Lines do not add up',
  'tax-does-not-fit': 'Tax does not fit the Xero rate',
  'signs-differ': 'Net and tax have opposite signs',
  'number-taken': 'The number is taken in Xero',
  'number-twice': 'Two invoices have one number',
  currency: 'The currency is not enabled in Xero',
  'locked-period': 'The period is locked in Xero',
  'contact-unusable': 'The company cannot be used',
  'too-long': 'Too long for Xero',
  'no-lines': 'No lines',
  'setting-broken': 'A setting points to something Xero does not have',
  rejected: 'Xero refused it',
  'two-organisations': 'Lines of two organisations',
};

type Refused = PlannedInvoice & { verdict: Extract<Verdict, { kind: 'refused' }> };

/** One for each kind of refusal; a single one with its whole reason. Those that joined lines would let through apart. */
function refusals({ state }: Pick<SyncRun, 'state'>, planned: readonly PlannedInvoice[]): Attention[] {
  const groups = new Map<string, Refused[]>();
  for (const each of planned.filter((one): one is Refused => one.verdict.kind === 'refused')) {
    const key = `${each.verdict.code} ${isJoinable(each)}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((members) => {
    const first = members[0]?.verdict;
    if (first === undefined) return [];
    const joining = state === 'open' && first.joinHelps ? joinAction(planned) : null;
    const told = (sentence: string) => [{ ...about('warning', members, sentence), action: joining }];
    if (members.length === 1) return told(`Refused: ${first.reason}`);
    const reasons = new Set(members.map(({ verdict }) => verdict.reason));
    const why = reasons.size === 1 ? first.reason : `${REFUSED[first.code]}.`;
    const helps =
      first.joinHelps && reasons.size > 1 ? ' With lines of equal account, tax and tracking joined it does.' : '';
    return told(`${members.length} invoices are refused: ${why}${helps}`);
  });
}

/** Approved, and then not sent: why, once for each reason. */
function sentBack(planned: readonly PlannedInvoice[]): Attention[] {
  const reasons = new Map<string, PlannedInvoice[]>();
  for (const each of planned) {
    const { posting } = each;
    if (posting?.state !== 'ready' || posting.message === null) continue;
    reasons.set(posting.message, [...(reasons.get(posting.message) ?? []), each]);
  }
  return [...reasons].map(([reason, invoices]) => about('warning', invoices, `Not sent: ${reason}`));
}

/** What this run sent itself is its report's matter, and the question whether to mark. */
function alreadyInXero({ id }: Pick<SyncRun, 'id'>, planned: readonly PlannedInvoice[]): Attention[] {
  const adoptable = planned.filter(({ verdict }) => verdict.kind === 'in-xero' && verdict.adoptable);
  const different = planned.filter(({ posting }) => posting?.state === 'difference' && !posting.differenceAccepted);
  const owed = planned.filter(
    ({ verdict, marked, posting }) =>
      verdict.kind === 'in-xero' &&
      !verdict.adoptable &&
      !marked &&
      posting?.state !== 'difference' &&
      posting?.runId !== id,
  );
  return [
    ...some(
      'info',
      adoptable,
      (n, one) =>
        `${n} ${one ? 'is' : 'are'} in Xero already with the same contact and total, not known to upSync. An approver may adopt ${one ? 'it' : 'them'}.`,
      {
        kind: 'adopt',
        count: adoptable.length,
      },
    ),
    ...some(
      'warning',
      different,
      (n, one) =>
        `${n} ${one ? 'is' : 'are'} in Xero with a difference, and not marked until an approver accepts ${one ? 'it' : 'them'}.`,
      {
        kind: 'accept-difference',
        count: different.length,
      },
    ),
    ...some('info', owed, (n, one) => `${n} ${one ? 'is' : 'are'} in Xero, but not marked in Autotask.`),
  ];
}

/** Autotask says something else now than when the Invoice was posted, or before. */
function changes(planned: readonly PlannedInvoice[]): Attention[] {
  const inXero = planned.filter(({ verdict }) => verdict.kind === 'in-xero');
  const toVoid = inXero.filter(isToVoid);
  const voided = inXero.filter((each) => each.invoice.isVoided && !isToVoid(each));
  const edited = inXero.filter(isChanged);
  const again = planned.filter(({ verdict, invoice }) => verdict.kind === 'ready' && invoice.markedAt !== null);
  const stillThere = (n: string, one: boolean) =>
    `${n} ${one ? 'was' : 'were'} voided in Autotask, but ${one ? 'is' : 'are'} still in Xero.`;
  return [
    ...some('warning', toVoid, (n, one) => `${stillThere(n, one)} An approver may void ${one ? 'it' : 'them'} there.`, {
      kind: 'void-in-xero',
      count: toVoid.length,
    }),
    ...some('warning', voided, stillThere),
    ...some('warning', edited, (n) => `${n} changed in Autotask since posting; Xero holds what was posted.`),
    ...some(
      'warning',
      again,
      (n, one) =>
        `${n} ${one ? 'was' : 'were'} processed before, says Autotask, but ${one ? 'is' : 'are'} not found in Xero.`,
    ),
    ...replacements(planned).map(({ now, before }) => about('info', [now], replacementSentence(before))),
  ];
}

/** Maps that served once and do not any more, each once; and Invoices that belong to other books. */
function mapTrouble({ state }: Pick<SyncRun, 'state'>, planned: readonly PlannedInvoice[]): Attention[] {
  const problems = new Map<string, PlannedInvoice[]>();
  const elsewhere = new Map<string, PlannedInvoice[]>();
  for (const each of planned) {
    const { verdict } = each;
    if (verdict.kind === 'needs-map' || verdict.kind === 'needs-contact')
      for (const { problem } of verdict.missing)
        if (problem) problems.set(problem, [...(problems.get(problem) ?? []), each]);
    if (verdict.kind === 'held' && verdict.by === 'other-organisation')
      elsewhere.set(verdict.organisation, [...(elsewhere.get(verdict.organisation) ?? []), each]);
  }
  return [
    ...[...problems].map(([problem, invoices], nth): Attention => {
      // an open run asks for maps as its next step; one that is over asks for other things
      const isOver = nth === 0 && state === 'posted';
      return { ...about('warning', invoices, problem), action: isOver ? { kind: 'choose-maps', count: 1 } : null };
    }),
    ...[...elsewhere].flatMap(([organisation, invoices]) =>
      some(
        'warning',
        invoices,
        (n, one) =>
          `${n} ${one ? 'belongs' : 'belong'} to ${organisation} and ${one ? 'is' : 'are'} left out of this run. Search again and choose ${organisation}.`,
      ),
    ),
  ];
}

function mixedDivisions(run: Pick<SyncRun, 'criteria'>, planned: readonly PlannedInvoice[]): Attention[] {
  if (run.criteria.division === null) return [];
  const mixed = planned.filter(({ invoice }) => mixesDivisions(invoice));
  return some(
    'info',
    mixed,
    (n, one) => `${n} ${one ? 'has' : 'have'} lines of other divisions, too; the whole invoice is posted.`,
  );
}

/** Each company's once, where something of it still goes to Xero. */
function contactNotes(planned: readonly PlannedInvoice[]): Attention[] {
  const notes = new Map<string, PlannedInvoice[]>();
  for (const each of planned) {
    if (each.contactNote === null || each.verdict.kind !== 'ready') continue;
    notes.set(each.contactNote, [...(notes.get(each.contactNote) ?? []), each]);
  }
  return [...notes].map(([note, invoices]) => about('info', invoices, note));
}

function leftOut(planned: readonly PlannedInvoice[]): Attention[] {
  const out = planned.filter(({ verdict }) => verdict.kind === 'voided');
  const voided = out.filter(({ posting }) => posting?.state !== 'voided');
  const takenOut = out.filter(({ posting }) => posting?.state === 'voided');
  const zero = planned.filter(({ verdict, marked }) => verdict.kind === 'nothing-to-post' && !marked);
  const busy = planned.filter(({ verdict }) => verdict.kind === 'in-progress');
  const doubt = busy.filter(({ posting }) => posting?.state === 'in_doubt');
  return [
    ...some('info', zero, (n, one) => `${n} ${one ? 'has' : 'have'} a total of zero: nothing to post.`),
    ...some('info', voided, (n, one) => `${n} ${one ? 'is' : 'are'} voided in Autotask, and never posted.`),
    ...some('info', takenOut, (n, one) => `${n} ${one ? 'is' : 'are'} voided in Autotask and taken out of Xero.`),
    ...some(
      'warning',
      doubt,
      (n, one) =>
        `${n} ${one ? 'is' : 'are'} in doubt: Xero did not answer, and upSync looks there before it sends anything again.`,
    ),
  ];
}

const OVER: readonly SyncRun['state'][] = ['posted', 'marking', 'undoing', 'done'];
const UNANSWERED: readonly Verdict['kind'][] = ['needs-organisation', 'needs-contact', 'needs-map'];

/** Refused when the run was approved, say, and no more since a map was changed: it has questions, and this card asks none. */
function neverAsked({ state }: Pick<SyncRun, 'state'>, planned: readonly PlannedInvoice[]): Attention[] {
  if (!OVER.includes(state)) return [];
  // what a map that broke stopped is told with that map
  const isBroken = (verdict: Verdict) => 'missing' in verdict && verdict.missing.some(({ problem }) => problem);
  const unsent = planned.filter(
    ({ verdict, posting }) => posting === null && UNANSWERED.includes(verdict.kind) && !isBroken(verdict),
  );
  return some(
    'info',
    unsent,
    (n, one) => `${n} ${one ? 'was' : 'were'} not sent with this run. Search again to send ${one ? 'it' : 'them'}.`,
  );
}

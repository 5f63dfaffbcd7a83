import { centSentence } from './amounts.ts';
import { some } from './attention-words.ts';
import { isJoinable } from './joining.ts';
import type { PlannedInvoice } from './plan.ts';
import type { Draft } from './types.ts';
import type { Attention } from './views.ts';

/** One press joins the lines of all that it helps. */
export function joinAction(planned: readonly PlannedInvoice[]): Attention['action'] {
  return { kind: 'join-lines', count: planned.filter(isJoinable).length };
}

interface Ready {
  ready: readonly { each: PlannedInvoice; draft: Draft }[];
  having(test: (item: { each: PlannedInvoice; draft: Draft }) => boolean): PlannedInvoice[];
}

/** What an approver should know of documents that are ready. */
export function aboutDrafts(planned: readonly PlannedInvoice[]): Attention[] {
  const ready = planned.flatMap((each) => (each.verdict.kind === 'ready' ? [{ each, draft: each.verdict.draft }] : []));
  const of: Ready = { ready, having: (test) => ready.filter(test).map(({ each }) => each) };
  return [...kindsAndIds(of), ...tax(of, planned), ...numbersAndMails(of), ...defaultLines(of)];
}

function kindsAndIds({ having }: Ready): Attention[] {
  const credits = having(({ draft }) => draft.kind === 'credit-note');
  const ids = having(({ draft }) => draft.numberIsId);
  return [
    ...some('info', credits, (n, one) =>
      one ? `${n} is negative and becomes a credit note.` : `${n} are negative and become credit notes.`,
    ),
    ...some(
      'warning',
      ids,
      (n, one) =>
        `${n} ${one ? 'has' : 'have'} no number in Autotask: the invoice id becomes the number, as Autotask prints it.`,
    ),
  ];
}

function tax({ having }: Ready, planned: readonly PlannedInvoice[]): Attention[] {
  const cents = having(({ each }) => centSentence(each.invoice) !== null);
  const joinable = having(({ each }) => isJoinable(each));
  const moved = having(({ each, draft }) => draft.taxMoved !== undefined && !isJoinable(each));
  return [
    ...some(
      'info',
      cents,
      (n) => `Net and tax of ${n}, rounded apart, make another cent than together; the books follow the parts.`,
    ),
    ...some(
      'warning',
      joinable,
      (n, one) =>
        `${n} ${one ? 'sends' : 'send'} more than 0.05 of tax against Xero’s own. With lines of equal account, tax and tracking joined ${one ? 'it sends' : 'they send'} less.`,
      // a refusal may have the button already
      planned.some((each) => each.verdict.kind === 'refused' && isJoinable(each)) ? null : joinAction(planned),
    ),
    ...some(
      'warning',
      moved,
      (n, one) =>
        `${n} ${one ? 'sends' : 'send'} more than 0.05 of tax against Xero’s own, line by line, so that the total is what Autotask billed. Joining lines would not make it less.`,
    ),
  ];
}

function numbersAndMails({ having }: Ready): Attention[] {
  const numbered = having(({ draft }) => draft.number === '');
  const mailed = having(({ draft }) => draft.email === true && !draft.emailMissing);
  const unmailed = having(({ draft }) => draft.emailMissing === true);
  return [
    ...some('info', numbered, (n, one) => `Xero numbers ${n} when ${one ? 'it arrives' : 'they arrive'} there.`),
    ...some(
      'info',
      mailed,
      (n, one) =>
        `Xero e-mails ${n} to ${one ? 'its contact' : 'their contacts'} once ${one ? 'it is' : 'they are'} there.`,
    ),
    ...some(
      'warning',
      unmailed,
      (n, one) =>
        `${n} cannot be e-mailed by Xero: ${one ? 'its contact has' : 'their contacts have'} no e-mail address there. Add one, or ${one ? 'it is' : 'they are'} posted and not e-mailed.`,
    ),
  ];
}

/** One quiet sentence: a default was chosen by somebody, but not for these lines. */
function defaultLines({ ready, having }: Ready): Attention[] {
  const invoices = having(({ draft }) => draft.lines.some((line) => line.accountFrom === 'default'));
  const lines = ready.flatMap(({ draft }) => draft.lines.filter(({ accountFrom }) => accountFrom === 'default'));
  const accounts = [...new Set(lines.map(({ accountCode }) => accountCode))].join(', ');
  const many = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  const go = lines.length === 1 ? 'goes' : 'go';
  return some('info', invoices, (n) => `${many} of ${n} ${go} to the default account (${accounts}).`);
}

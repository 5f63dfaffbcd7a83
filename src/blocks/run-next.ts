import type { ActionsBlockElement, Button, KnownBlock } from '@slack/types';
import type { MapQuestionKind, MarkCounts, NextStep, RunCardView } from '../domain/views.ts';
import { BUTTONS, CHOICES, press, runBlock } from './action-ids.ts';
import { TICKED } from './fields.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { actions, button, clip, confirm, count, few, money, option, plain, say, section } from './parts.ts';
import { selectOptions } from './selects.ts';
import { undoButton } from './undo.ts';

/** The one thing the run waits for, as its button; beside it what helps to decide. */
export function nextBlocks(view: RunCardView): KnownBlock[] {
  const { next } = view;
  const sentence = sentenceOf(view, next);
  const elements = elementsOf(view, next);
  return [
    ...(sentence ? [section(sentence)] : []),
    ...(elements.length > 0 ? [actions(elements, runBlock(view.runId, 'next'))] : []),
  ];
}

function sentenceOf(view: RunCardView, next: NextStep): string {
  switch (next.kind) {
    case 'none':
    case 'wait':
      return say(next.sentence, 600);
    case 'connect':
    case 'choose-organisation':
      return `*Next:* ${say(next.sentence, 600)}`;
    case 'questions': {
      const companies = count(next.companies, 'company needs', 'companies need');
      const open = [
        next.maps > 0 ? mapsToChoose(next) : '',
        next.companies > 0 ? `${companies} a contact in Xero` : '',
      ].filter(Boolean);
      return `*Next:* ${open.join(', and ')}. ${count(next.invoices, 'invoice waits', 'invoices wait')} for that.`;
    }
    case 'confirm':
      return `*Send ${count(next.count, 'document')} of ${count(next.companies, 'company', 'companies')} to ${say(view.organisation?.name ?? 'Xero', 120)}?*${leftOut(view, next)}`;
    case 'ask-for-approval':
      return '*Next:* an approver must see this.';
    case 'mark':
      return `*${markQuestion(next)}*`;
    case 'stop':
      return '';
    case 'try-again':
      return `*${count(next.count, 'invoice is', 'invoices are')} left.*${next.mark ? ` ${markQuestion(next.mark)}` : ''}`;
  }
}

const TO_CHOOSE: Record<MapQuestionKind, [one: string, many: string]> = {
  account: ['account', 'accounts'],
  tax: ['tax', 'taxes'],
  tracking: ['tracking option', 'tracking options'],
  organisation: ['organisation of a division', 'organisations of divisions'],
};

/** "2 taxes to choose", "3 accounts and taxes to choose". */
function mapsToChoose({ maps, mapKinds }: Extract<NextStep, { kind: 'questions' }>): string {
  const [kind, ...others] = mapKinds;
  if (kind && others.length === 0) return `${count(maps, ...TO_CHOOSE[kind])} to choose`;
  return `${maps} ${joined(mapKinds.map((each) => TO_CHOOSE[each][1]))} to choose`;
}

const CHOOSE: Record<MapQuestionKind, string> = {
  account: 'accounts',
  tax: 'tax',
  tracking: 'tracking',
  organisation: 'divisions’ organisations',
};

/** What is open, and nothing else: "Choose tax", "Choose accounts and tax". */
function chooseLabel(kinds: readonly MapQuestionKind[]): string {
  const open = MAP_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => CHOOSE[kind]);
  return `Choose ${joined(open.length > 0 ? open : [CHOOSE.account, CHOOSE.tax])}`;
}

const MAP_KINDS: readonly MapQuestionKind[] = ['account', 'tax', 'tracking', 'organisation'];

function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}

function elementsOf(view: RunCardView, next: NextStep): ActionsBlockElement[] {
  const run = { run: view.runId };
  switch (next.kind) {
    case 'none':
      return [...(next.preview ? [preview(view)] : []), ...showAll(view), ...undo(view)];
    case 'wait':
      return [...showAll(view), ...undo(view)];
    case 'connect':
      return [
        button('Connect to Xero', press(BUTTONS.connectOpen, run), { style: 'primary' }),
        ...showAll(view),
        cancel(view),
      ];
    case 'choose-organisation':
      return [organisations(view, next.organisations), ...showAll(view), cancel(view)];
    case 'questions':
      return [...questionButtons(view, next), ...showAll(view), cancel(view)];
    case 'confirm':
      return confirmElements(view, next);
    case 'ask-for-approval':
      return [button('Ask for approval', press(BUTTONS.runAsk, run), { style: 'primary' }), ...showAll(view)];
    case 'mark':
      return [...markButtons(view, next, true), ...showAll(view), ...undo(view)];
    case 'stop':
      return [stopButton(view)];
    case 'try-again':
      return [
        button(`Try again with ${next.count}`, press(BUTTONS.tryAgain, { ...run, fingerprint: next.fingerprint }), {
          style: 'primary',
        }),
        ...(next.mark ? markButtons(view, next.mark, false) : []),
        ...showAll(view),
        ...undo(view),
      ];
  }
}

function showAll(view: RunCardView): Button[] {
  if (view.counts.found === 0 || view.state === 'searching' || view.state === 'failed') return [];
  return [button(`Show all ${view.counts.found}`, press(BUTTONS.runInvoices, { run: view.runId, page: 1 }))];
}

function undo(view: RunCardView): Button[] {
  return view.report?.canUndo ? [undoButton(view.runId)] : [];
}

/** Chosen from a list on the card, or in a window where the list is too long for it. */
function organisations(view: RunCardView, choices: { id: string; name: string }[]): ActionsBlockElement {
  if (choices.length === 0 || choices.length > SHOWN.organisations)
    return button('Choose organisation', press(BUTTONS.organisationOpen, { run: view.runId }), { style: 'primary' });
  return {
    type: 'static_select',
    action_id: CHOICES.organisation,
    placeholder: plain('Choose an organisation', LIMITS.placeholder),
    ...selectOptions(choices.map(({ id, name }) => ({ value: id, label: name }))),
  };
}

function questionButtons(view: RunCardView, next: Extract<NextStep, { kind: 'questions' }>): Button[] {
  const maps = press(BUTTONS.setUpOpen, { run: view.runId, organisation: null, page: 1 });
  const contacts = press(BUTTONS.contactsOpen, { run: view.runId, page: 1 });
  return [
    ...(next.maps > 0 ? [button(chooseLabel(next.mapKinds), maps, { style: 'primary' })] : []),
    ...(next.companies > 0
      ? [button(`Answer ${count(next.companies, 'question')}`, contacts, next.maps > 0 ? {} : { style: 'primary' })]
      : []),
  ];
}

function confirmElements(view: RunCardView, next: Extract<NextStep, { kind: 'confirm' }>): ActionsBlockElement[] {
  const ticked = option(TICKED, 'Mark each as soon as it is in Xero');
  const approve = button('Approve', press(BUTTONS.approve, { run: view.runId, fingerprint: next.fingerprint }), {
    style: 'primary',
    label: `Approve ${count(next.count, 'document')}`,
    confirm: confirm({ title: 'Approve?', text: `${figures(view, next.count)}${leftOut(view, next)}`, yes: 'Approve' }),
  });
  return [
    { type: 'checkboxes', action_id: CHOICES.markEach, options: [ticked] },
    approve,
    preview(view),
    ...showAll(view),
    cancel(view),
  ];
}

function preview(view: RunCardView) {
  return button('Preview', press(BUTTONS.runPreview, { run: view.runId, page: 1 }));
}

/** "12 documents, GBP 1,200.00, to Demo Ltd." */
function figures(view: RunCardView, n: number): string {
  const totals = few(view.totals, 3);
  const sums = totals.shown.map(({ gross, currency }) => money(gross, currency)).join(', ');
  const more = totals.rest > 0 ? ` and ${totals.rest} more currencies` : '';
  const status = { DRAFT: ' as drafts', SUBMITTED: ', awaiting approval there', AUTHORISED: ' as approved documents' };
  const to = view.organisation ? ` to ${clip(view.organisation.name, 80)}${status[view.organisation.status]}` : '';
  return `${count(n, 'document')}${sums ? `, ${sums}${more}` : ''}${to}.`;
}

function leftOut({ counts }: RunCardView, next: Extract<NextStep, { kind: 'confirm' }>): string {
  const parts = [
    next.held > 0 ? `${next.held} held` : '',
    counts.refused > 0 ? `${counts.refused} refused` : '',
    next.nothingToPost > 0 ? `${next.nothingToPost} with nothing to post` : '',
    next.adoptable > 0 ? `${next.adoptable} that could be adopted` : '',
  ].filter(Boolean);
  return parts.length > 0 ? ` Not sent: ${parts.join(', ')}.` : '';
}

function cancel(view: RunCardView): Button {
  const totals = view.totals.length > 0 ? view.totals : view.foundTotals;
  const n = totals.reduce((sum, total) => sum + total.count, 0);
  return button('Cancel', press(BUTTONS.cancel, { run: view.runId }), {
    style: 'danger',
    label: 'Cancel this run',
    confirm: confirm({
      title: 'Cancel this run?',
      text: `Nothing is sent: ${figures({ ...view, totals, organisation: null }, n).replace(/documents?/, n === 1 ? 'invoice' : 'invoices')} A later search finds them again.`,
      yes: 'Cancel the run',
      no: 'Keep it',
      danger: true,
    }),
  });
}

function stopButton(view: RunCardView): Button {
  if (view.state === 'undoing')
    return button('Stop', press(BUTTONS.stop, { run: view.runId }), {
      style: 'danger',
      label: 'Stop undoing',
      confirm: confirm({
        title: 'Stop the undo?',
        text: 'The batch under way ends; what was not touched stays in Xero. What is undone stays so.',
        yes: 'Stop',
        no: 'Go on',
        danger: true,
      }),
    });
  const { progress } = view;
  const left = progress ? `${progress.posted} of ${progress.of} are in Xero. ` : '';
  return button('Stop', press(BUTTONS.stop, { run: view.runId }), {
    style: 'danger',
    label: 'Stop sending',
    confirm: confirm({
      title: 'Stop sending?',
      text: `${left}The batch under way ends; the rest goes back to ready. Nothing is taken out of Xero.`,
      yes: 'Stop',
      no: 'Go on',
      danger: true,
    }),
  });
}

function markQuestion(mark: MarkCounts): string {
  const zero = mark.nothingToPost > 0 ? `, ${mark.nothingToPost} of them with nothing to post` : '';
  return `Mark ${count(mark.count, 'invoice')} as processed in Autotask${zero}?`;
}

/** Said where it is agreed to: a marked invoice is not found by the next search. */
function changedToo({ changed }: MarkCounts): string {
  if (changed === 0) return '';
  return ` ${count(changed, 'of them was', 'of them were')} changed in Autotask since posting; Xero keeps what was posted.`;
}

function markButtons(view: RunCardView, mark: MarkCounts, first: boolean): Button[] {
  const yes = button(`Yes, mark ${mark.count}`, press(BUTTONS.mark, { run: view.runId, yes: true }, 1), {
    ...(first ? { style: 'primary' } : {}),
    confirm: confirm({
      title: 'Mark in Autotask?',
      text: `${markQuestion(mark)}${changedToo(mark)}`,
      yes: 'Mark',
    }),
  });
  return [yes, button('No, leave them', press(BUTTONS.mark, { run: view.runId, yes: false }, 2))];
}

import type { KnownBlock, ModalView } from '@slack/types';
import type { UndoReport, UndoTold, UndoView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { pager } from './invoice-list.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import {
  actions,
  button,
  clip,
  confirm,
  context,
  count,
  type Droppable,
  droppable,
  few,
  link,
  money,
  say,
  section,
} from './parts.ts';

/** Blocks the window has beside its rows. */
const FRAME_BLOCKS = 8;

/** As a message it is the way to its window. */
export function undoBlocks(view: UndoView): KnownBlock[] {
  return [section(`*Undo of ${say(view.title, 200)}*\n${summary(view)}`), actions([undoButton(view.runId)])];
}

export function undoModal(view: UndoView): ModalView {
  const { shown, rest } = few(view.rows, LIMITS.modalBlocks - FRAME_BLOCKS);
  const approve = approveButton(view);
  return modal({
    title: 'Undo this run',
    blocks: [
      ...(view.note ? [section(`:warning: ${say(view.note, 300)}`)] : []),
      section(
        `*${say(view.title, 200)}*${view.organisation ? ` · ${say(view.organisation, 120)}` : ''}\n${summary(view)}`,
      ),
      ...(approve ? [actions([approve])] : []),
      ...shown.flatMap((row) => droppable(section(rowText(row)))),
      ...(rest > 0 ? [context(`and ${rest} more on this page`)] : []),
      ...pager(view.page, view.pages, (page) => press(BUTTONS.undoOpen, { run: view.runId, page }, page)),
    ],
  });
}

/** On a card, and in the list of runs. */
export function undoButton(runId: string, nth?: number) {
  return button('Undo this run', press(BUTTONS.undoOpen, { run: runId, page: 1 }, nth));
}

function summary({ counts }: UndoView): string {
  const lines = [
    counts.deleted > 0 ? `${count(counts.deleted, 'draft is', 'drafts are')} deleted in Xero.` : '',
    counts.voided > 0
      ? `${count(counts.voided, 'approved document is', 'approved documents are')} voided in Xero.`
      : '',
    counts.gone > 0 ? `${count(counts.gone, 'document is', 'documents are')} out of Xero already.` : '',
    counts.letGo > 0
      ? `${count(counts.letGo, 'adopted document stays', 'adopted documents stay')} in Xero and ${counts.letGo === 1 ? 'is' : 'are'} only let go.`
      : '',
    counts.marks > 0 ? `${count(counts.marks, 'mark is', 'marks are')} cleared in Autotask.` : '',
    counts.numbers > 0 ? numbersSentence(counts.numbers) : '',
    counts.left > 0
      ? `:warning: *${counts.left}* cannot be undone and ${counts.left === 1 ? 'stays as it is' : 'stay as they are'}.`
      : '',
  ];
  return lines.filter(Boolean).join('\n') || 'There is nothing to undo.';
}

function numbersSentence(n: number): string {
  return `${count(n, 'number of Xero’s stays', 'numbers of Xero’s stay')} in Autotask until ${n === 1 ? 'the invoice is' : 'the invoices are'} posted again.`;
}

/** The second yes: what was shown goes with it, and Slack asks once more. Null where nothing would happen. */
function approveButton(view: UndoView) {
  const { deleted, voided, gone, letGo, marks } = view.counts;
  if (deleted + voided + gone + letGo + marks === 0) return null;
  const out = deleted + voided;
  const parts = [
    out > 0 ? `${count(out, 'document leaves', 'documents leave')} ${view.organisation ?? 'Xero'}` : '',
    marks > 0 ? `${count(marks, 'mark is', 'marks are')} cleared in Autotask` : '',
  ].filter(Boolean);
  const text = `${parts.length > 0 ? `${clip(parts.join(', '), 180)}. ` : ''}The numbers become free again. This cannot be taken back.`;
  return button('Undo it', press(BUTTONS.undoStart, { run: view.runId, fingerprint: view.fingerprint }), {
    style: 'danger',
    label: 'Approve this undo',
    confirm: confirm({ title: 'Undo this run?', text, yes: 'Undo', no: 'Keep it', danger: true }),
  });
}

function rowText(row: UndoView['rows'][number]): string {
  const links = row.links.slice(0, 2).map(({ label, url }) => link(clip(label, 40), url));
  const amount = row.currency ? money(row.total, row.currency) : '';
  const head = [`*${say(row.number, 60)}*`, say(row.company, 80), say(amount, 40), ...links].filter(Boolean);
  const what = `${row.what}${row.clearsMark ? ', its mark cleared' : ''}`;
  const why = row.sentence ? `: ${say(row.sentence, 300)}` : '';
  return `${row.isLeft ? ':warning: ' : ''}${head.join(' · ')}\n${say(what, 80)}${why}`;
}

/** What came of it, on the run's card. */
export function undoReportBlocks(report: UndoReport | null): (KnownBlock | Droppable)[] {
  if (report === null) return [];
  const done = report.of - report.open - report.left.length - report.moreLeft;
  const parts = [
    report.outOfXero > 0 ? `*${report.outOfXero}* out of Xero again` : '',
    report.letGo > 0 ? `*${report.letGo}* let go, still in Xero` : '',
    report.unmarked > 0 ? `*${report.unmarked}* with nothing to post` : '',
    report.left.length > 0 ? `*${report.left.length + report.moreLeft}* could not be undone` : '',
  ].filter(Boolean);
  const head =
    report.open > 0
      ? `*Undoing:* ${done} of ${report.of} done${report.sentence ? `\n${say(report.sentence, 300)}` : ''}`
      : `*Undone:* ${parts.join(' · ') || 'nothing'}`;
  const left = few(report.left, SHOWN.failed);
  const rest = left.rest + report.moreLeft;
  return [
    section(head),
    ...(report.numbers > 0 ? [context(numbersSentence(report.numbers))] : []),
    ...left.shown.flatMap((told) => droppable(section(`:warning: ${toldText(told)}`))),
    ...(rest > 0 ? [context(`and ${rest} more that could not be undone`)] : []),
    ...few(report.notes, SHOWN.notes).shown.flatMap((told) => droppable(context(toldText(told)))),
  ];
}

function toldText({ number, company, sentence, links }: UndoTold): string {
  const ways = links.slice(0, 2).map(({ label, url }) => link(clip(label, 40), url));
  return `${[`*${say(number, 60)}*`, say(company, 80), ...ways].join(' · ')}\n${say(sentence, 300)}`;
}

import type { KnownBlock, ModalView, TableBlock } from '@slack/types';
import { isEqual, subtract } from '../domain/money.ts';
import type { Comparison, ReconcileView } from '../domain/views.ts';
import { cell } from './invoice-list.ts';
import { SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import {
  by,
  clip,
  context,
  count,
  type Droppable,
  droppable,
  few,
  figure,
  header,
  link,
  money,
  say,
  section,
  when,
} from './parts.ts';

const DIFFERENCES_SHOWN = 10;
const GROUPS_SHOWN = 4;

/** Both sides, then what differs and why; the whole of it is a file in the thread. */
export function reconcileBlocks(view: ReconcileView): (KnownBlock | Droppable)[] {
  const { shown, rest } = few(view.differences, DIFFERENCES_SHOWN);
  const more = rest + view.moreDifferences;
  return [
    header('Autotask against Xero'),
    section(`*${say(view.title, 200)}* · ${say(view.organisation, 100)}`),
    section(`${view.equal ? ':white_check_mark:' : ':warning:'} *${say(view.headline, 400)}*${kindLines(view)}`),
    ...(view.currencies.length > 0 ? [totalsTable(view.currencies)] : []),
    ...shown.flatMap((difference) => droppable(differenceBlock(difference))),
    ...(more > 0 ? [context(`and ${count(more, 'more invoice')} in the file`)] : []),
    ...view.groups.flatMap((group) => droppable(...groupBlocks(group))),
    ...few(view.notes, SHOWN.notes).shown.flatMap((note) => droppable(context(say(note, 400)))),
    context(`Read from both systems ${when(view.readAt)} for ${by(view.requestedBy)} · every row is in the thread`),
  ];
}

/** Windows take no tables. */
export function reconcileModal(view: ReconcileView): ModalView {
  const blocks = reconcileBlocks(view).filter((block) => !('type' in block) || block.type !== 'table');
  return modal({ title: 'Reconcile', blocks });
}

export function reconcileText(view: ReconcileView): string {
  return `Autotask against Xero, ${view.title}: ${view.headline}`;
}

function kindLines({ kinds }: ReconcileView): string {
  const lines = kinds.map(({ label, count: n }) => `${n} ${say(label, 60)}`);
  return lines.length > 0 ? `\n${lines.join(' · ')}` : '';
}

/** Count, net, tax and gross side by side, and what lies between; one table is all that a message may have. */
function totalsTable(currencies: Comparison[]): TableBlock {
  const { shown } = few(currencies, SHOWN.currencies);
  const lines = shown.flatMap(({ currency, autotask, xero }) => [
    [`${currency} documents`, String(autotask.count), String(xero.count), whole(autotask.count - xero.count)],
    ...(['net', 'tax', 'gross'] as const).map((each) => [
      `${currency} ${each}`,
      figure(autotask[each]),
      figure(xero[each]),
      isEqual(autotask[each], xero[each]) ? 'equal' : figure(subtract(autotask[each], xero[each])),
    ]),
  ]);
  return {
    type: 'table',
    column_settings: [{}, { align: 'right' }, { align: 'right' }, { align: 'right' }],
    rows: [['Total of', 'Autotask', 'Xero', 'Difference'].map(cell), ...lines.map((line) => line.map(cell))],
  };
}

function whole(difference: number): string {
  return difference === 0 ? 'equal' : String(difference);
}

function differenceBlock({ kind, number, company, sentence, why, links }: ReconcileView['differences'][number]) {
  const open = links.slice(0, 3).map(({ label, url }) => link(clip(label, 40), url));
  const head = [`*${say(number, 60)}*`, say(company, 80), say(kind, 80), ...open].join(' · ');
  const reasons = why.slice(0, 6).map((reason) => `• ${say(reason, 300)}`);
  return section([head, say(sentence, 400), ...reasons].join('\n'));
}

function groupBlocks({ by: what, all, rows }: ReconcileView['groups'][number]): KnownBlock[] {
  if (rows.length === 0) return [];
  const { shown, rest } = few(rows, GROUPS_SHOWN);
  const lines = shown.map(({ name, currency, autotask, xero, state }) => {
    const both = `net ${money(autotask.net, currency)} in Autotask, ${figure(xero.net)} in Xero; tax ${figure(autotask.tax)}, ${figure(xero.tax)}`;
    const remark = state === 'rounding' ? ' (only cents that fall on other lines of equal invoices)' : '';
    return `• ${say(name, 100)}: ${say(both, 200)}${remark}`;
  });
  const end = rest > 0 ? `\nand ${rest} more` : '';
  return [section(`*By ${what}*, ${rows.length} of ${all} differ\n${lines.join('\n')}${end}`)];
}

import type { KnownBlock, ModalView, TableBlock } from '@slack/types';
import type { InvoiceListView, InvoiceRow } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import {
  actions,
  button,
  clip,
  context,
  day,
  few,
  figure,
  header,
  link,
  money,
  say,
  section,
  unbroken,
} from './parts.ts';

/** Blocks a page of the modal may have beside its rows. */
const FRAME_BLOCKS = 6;

export function invoiceListBlocks(view: InvoiceListView): KnownBlock[] {
  const { shown, rest } = few(view.rows, SHOWN.tableRows);
  return [
    header(view.title),
    ...(shown.length > 0 ? [invoiceTable(shown)] : [section('No invoices.')]),
    ...(rest > 0 ? [context(`and ${rest} more on this page`)] : []),
    actions([button('Show all', press(BUTTONS.runInvoices, { run: view.runId, page: view.page }))]),
  ];
}

export function invoiceListModal(view: InvoiceListView): ModalView {
  const { shown, rest } = few(view.rows, LIMITS.modalBlocks - FRAME_BLOCKS);
  return modal({
    title: 'Invoices',
    blocks: [
      section(`*${say(view.title, 200)}*`),
      ...(shown.length > 0
        ? shown.flatMap((row, nth) => drawRow(view, row, nth))
        : [section('No invoices on this page.')]),
      ...(rest > 0 ? [context(`and ${rest} more on this page`)] : []),
      ...pager(view.page, view.pages, (page) => press(BUTTONS.runInvoices, { run: view.runId, page }, page)),
    ],
  });
}

/** Number, company, date and amount, amounts to the right; for messages only, where Slack takes tables. */
export function invoiceTable(rows: InvoiceRow[]): TableBlock {
  const oneYear = new Set(rows.map(({ date }) => date.slice(0, 4))).size === 1;
  const head = ['Invoice', 'Company', 'Date', 'Total', 'State'];
  return {
    type: 'table',
    column_settings: [{}, { is_wrapped: true }, {}, { align: 'right' }, { is_wrapped: true }],
    rows: [
      head.map(cell),
      ...rows.map((row) => [
        cell(clip(row.number, 60)),
        cell(clip(row.company, 80)),
        cell(oneYear ? day(row.date).replace(/ \d{4}$/, '') : day(row.date)),
        cell(money(row.gross, row.currency)),
        cell(clip(row.held ? 'held' : row.verdict, 60)),
      ]),
    ],
  };
}

export function cell(text: string): { type: 'raw_text'; text: string } {
  return { type: 'raw_text', text: clip(unbroken(text.trim()) || '–', LIMITS.tableCell) };
}

/** Back and Next with the place in between; nothing where there is one page. */
export function pager(
  page: number,
  pages: number,
  target: (page: number) => { action_id: string; value: string },
): KnownBlock[] {
  if (pages <= 1) return [];
  const buttons = [
    ...(page > 1 ? [button('Previous page', target(page - 1))] : []),
    ...(page < pages ? [button('Next page', target(page + 1))] : []),
  ];
  return [context(`Page ${page} of ${pages}`), ...(buttons.length > 0 ? [actions(buttons)] : [])];
}

function stateOf(row: InvoiceRow): string {
  return row.held ? 'held' : row.reason ? `${row.verdict}: ${row.reason}` : row.verdict;
}

function drawRow(view: InvoiceListView, row: InvoiceRow, nth: number): KnownBlock[] {
  const links = row.links.slice(0, 3).map(({ label, url }) => link(clip(label, 40), url));
  const what = [`*${say(row.number, 60)}*`, say(row.company, 100), day(row.date), ...links].join(' · ');
  const sums = `*${say(money(row.gross, row.currency))}* (net ${figure(row.net)}, tax ${figure(row.tax)})`;
  const text = `${what}\n${sums} · ${say(stateOf(row), 250)}`;
  if (!view.mayHold || !row.canHold) return [section(text)];
  const value = { run: view.runId, invoice: row.invoiceId, held: !row.held, page: view.page };
  const accessory = button(row.held ? 'Take back' : 'Hold', press(BUTTONS.runHold, value, nth), {
    label: `${row.held ? 'Take back' : 'Hold'} ${row.number}`,
  });
  return [section(text, { accessory })];
}

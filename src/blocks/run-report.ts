import type { KnownBlock, RichTextBlock, TableBlock } from '@slack/types';
import type { Link, RunCardView, RunReport } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { cell } from './invoice-list.ts';
import { SHOWN } from './limits.ts';
import {
  button,
  clip,
  confirm,
  context,
  count,
  type Droppable,
  droppable,
  few,
  figure,
  money,
  say,
  section,
} from './parts.ts';
import { undoReportBlocks } from './undo.ts';

/** How it ended: totals on both sides, links, what failed and what to do. */
export function reportBlocks(view: RunCardView, report: RunReport): (KnownBlock | Droppable)[] {
  const { documents, failed, differences } = report;
  const shown = few(documents, SHOWN.tableRows);
  const rest = shown.rest + report.moreDocuments;
  const failures = few(failed, SHOWN.failed);
  const differing = few(differences, SHOWN.differences);
  const notes = few(report.markNotes, SHOWN.notes);
  return [
    ...postedBlocks(report),
    ...followBlocks(report),
    ...undoReportBlocks(report.undo),
    ...totalsBlocks(view, report),
    ...(shown.shown.length > 0 ? droppable(documentTable(shown.shown)) : []),
    ...(rest > 0 ? [context(`and ${count(rest, 'more document', 'more documents')}: press Show all`)] : []),
    ...failures.shown.flatMap(({ number, company, reason, whatToDo }) =>
      droppable(
        section(`:warning: *${say(number, 60)}* · ${say(company, 80)}\n${say(reason, 400)}\n_${say(whatToDo, 200)}_`),
      ),
    ),
    ...(failures.rest > 0 ? [context(`and ${count(failures.rest, 'more failure')}`)] : []),
    ...differing.shown.map((difference, nth) => differenceBlock(view, difference, nth)),
    ...(differing.rest > 0 ? [context(`and ${count(differing.rest, 'more difference')}`)] : []),
    ...notes.shown.flatMap((note) => droppable(context(say(note, 400)))),
    ...(notes.rest > 0 ? droppable(context(`and ${count(notes.rest, 'more note')}: press Show all`)) : []),
  ];
}

/** Where all was taken out again, the undo tells it. */
function postedBlocks(report: RunReport): KnownBlock[] {
  if (report.undo?.open === 0 && report.posted + report.marked === 0) return [];
  return [
    section(`*${report.posted} of ${report.of}* are in Xero · *${report.marked}* marked in Autotask${toMark(report)}`),
  ];
}

function toMark(report: RunReport): string {
  const { toMark: open, differences } = report;
  const different = differences.length > 0 ? ` · ${differences.length} with a difference` : '';
  return `${open > 0 ? ` · ${open} not marked yet` : ''}${different}`;
}

/** What follows on the posting in the background. */
function followBlocks({ pdfs, emails }: RunReport): KnownBlock[] {
  const say = (what: string, given: RunReport['pdfs']) => {
    if (given === null) return [];
    const { done, toCome, failed } = given;
    const open = [...(toCome > 0 ? [`${toCome} to come`] : []), ...(failed > 0 ? [`${failed} not`] : [])];
    return [`${what} *${done}*${open.length > 0 ? ` (${open.join(', ')})` : ''}`];
  };
  const said = [...say('PDF attached to', pdfs), ...say('E-mailed by Xero', emails)];
  return said.length > 0 ? [context(said.join(' · '))] : [];
}

/** The same figures on both sides, or the words that they are not. */
function totalsBlocks(view: RunCardView, { totals }: RunReport): KnownBlock[] {
  if (totals.length === 0) return [];
  const { shown, rest } = few(totals, SHOWN.currencies);
  const lines = shown.map(({ currency, autotask, xero, sides }) => {
    const parts = `${inWords(sides, 'net')} · ${inWords(sides, 'tax')}`;
    const isSame = figure(autotask) === figure(xero);
    const sums = `Autotask ${figure(autotask)} ${isSame ? '=' : '≠'} Xero ${figure(xero)}`;
    const equal = isSame && !parts.includes('≠') && sides.autotask.count === sides.xero.count;
    const whole = `*${say(currency, 10)}* ${sums}${equal ? '' : ': *they differ*'} · ${parts}`;
    return equal ? whole : `:warning: ${whole}`;
  });
  const accessory = button('Totals', press(BUTTONS.runTotals, { run: view.runId, by: 'company', page: 1 }), {
    label: 'Totals by company, division and tax rate',
  });
  return [section([...lines, ...(rest > 0 ? [`and ${rest} more currencies`] : [])].join('\n'), { accessory })];
}

function inWords({ autotask, xero }: RunReport['totals'][number]['sides'], what: 'net' | 'tax'): string {
  const [ours, theirs] = [figure(autotask[what]), figure(xero[what])];
  return ours === theirs ? `${what} ${ours}` : `${what} ${ours} ≠ ${theirs}`;
}

function documentTable(documents: RunReport['documents']): TableBlock {
  return {
    type: 'table',
    column_settings: [{}, { is_wrapped: true }, { align: 'right' }, {}],
    rows: [
      ['Invoice', 'Company', 'Total', 'Open'].map(cell),
      ...documents.map((document) => [
        cell(clip(document.number, 60)),
        cell(clip(document.company, 80)),
        cell(money(document.total, document.currency)),
        linkCell(document.links),
      ]),
    ],
  };
}

function linkCell(links: Link[]): RichTextBlock | ReturnType<typeof cell> {
  const usable = links.filter(({ url }) => /^https?:\/\//.test(url) && url.length <= 3000).slice(0, 3);
  if (usable.length === 0) return cell('–');
  const elements = usable.flatMap(({ label, url }, nth) => [
    ...(nth > 0 ? [{ type: 'text' as const, text: ' · ' }] : []),
    { type: 'link' as const, url, text: clip(label, 40) },
  ]);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function differenceBlock(view: RunCardView, difference: RunReport['differences'][number], nth: number): KnownBlock {
  const { number, sentence, canDelete, invoiceId } = difference;
  const text = `:warning: *${say(number, 60)}* differs: ${say(sentence, 400)}`;
  if (!canDelete) return section(text);
  return section(text, {
    accessory: button(
      'Delete draft, try again',
      press(BUTTONS.deleteDraft, { run: view.runId, invoice: invoiceId }, nth),
      {
        style: 'danger',
        label: `Delete the draft of ${clip(number, 30)} and try again`,
        confirm: confirm({
          title: 'Delete the draft in Xero?',
          text: `${clip(number, 60)}: ${clip(sentence, 150)} The draft is deleted, and the invoice is sent again.`,
          yes: 'Delete, send again',
          danger: true,
        }),
      },
    ),
  });
}

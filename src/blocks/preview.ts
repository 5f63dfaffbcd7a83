import type { KnownBlock, ModalView } from '@slack/types';
import type { PreviewView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { pager } from './invoice-list.ts';
import { SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, context, count, day, droppable, few, figure, money, say, section } from './parts.ts';

type Document = PreviewView['documents'][number];

export function previewBlocks(view: PreviewView): KnownBlock[] {
  return [
    section(`*${title(view)}*\n${count(view.documents.length, 'document')} on page ${view.page} of ${view.pages}.`),
    actions([button('Preview', press(BUTTONS.runPreview, { run: view.runId, page: view.page }))]),
  ];
}

export function previewModal(view: PreviewView): ModalView {
  const documents = few(view.documents, 30);
  const problems = few(view.problems, 20);
  const nothing = view.documents.length + view.problems.length === 0;
  return modal({
    title: 'Preview',
    blocks: [
      section(`*${title(view)}*${nothing ? '\nNothing would be sent.' : ''}`),
      ...problems.shown.flatMap(({ number, sentence }) =>
        droppable(section(`:warning: *${say(number, 60)}* stays out: ${say(sentence, 500)}`)),
      ),
      ...(problems.rest > 0 ? [context(`and ${count(problems.rest, 'more problem', 'more problems')}`)] : []),
      ...documents.shown.flatMap((document) => droppable(...drawDocument(document))),
      ...(documents.rest > 0 ? [context(`and ${documents.rest} more on this page`)] : []),
      ...pager(view.page, view.pages, (page) => press(BUTTONS.runPreview, { run: view.runId, page }, page)),
    ],
  });
}

function title(view: PreviewView): string {
  return view.organisation ? `What ${say(view.organisation, 150)} will hold` : 'What Xero would hold';
}

function drawDocument(document: Document): KnownBlock[] {
  const lines = few(document.lines, SHOWN.previewLines);
  const rows = lines.shown.map((line) => {
    const goesTo = [sourced(line.account, line.from), sourced(line.tax, line.taxFrom), say(line.tracking, 100)];
    const price = line.price === null ? '' : ` (${say(line.price, 60)})`;
    return `• *${figure(line.amount)}*${price}  ${say(line.description.replaceAll('\n', ' · '), 120)}\n      → ${goesTo.filter(Boolean).join(' · ')}`;
  });
  const { firstLine, lineCount } = document;
  const last = firstLine + document.lines.length - 1;
  const piece = lineCount > document.lines.length ? [`lines ${firstLine}–${last} of ${lineCount}`] : [];
  const head = [`*${say(document.number, 60)}*`, say(document.kind, 30), say(document.contact, 100), ...piece].join(
    ' · ',
  );
  const dates = `dated ${day(document.date)}, due ${day(document.dueDate)}`;
  const totals = `*${say(money(document.total, document.currency))}* (net ${figure(document.subTotal)}, tax ${figure(document.totalTax)})`;
  const more = lines.rest > 0 ? [`and ${count(lines.rest, 'more line', 'more lines')}`] : [];
  const notes = few(document.notes, SHOWN.notes);
  const together = SHOWN.previewLinesTogether;
  const rest = Array.from({ length: Math.ceil(rows.length / together) }, (_, nth) =>
    rows.slice(nth * together, (nth + 1) * together),
  );
  return [
    section([head, `${totals} · ${dates}`].join('\n')),
    ...rest.map((some) => section(some.join('\n'))),
    ...(more.length > 0 ? [context(...more)] : []),
    ...(notes.shown.length > 0 ? [context(...notes.shown.map((note) => say(note, 300)))] : []),
  ];
}

/** What it is, and where that came from. */
function sourced(what: string, from: string): string {
  return `${say(what, 60)}${from ? ` _(${say(from, 60)})_` : ''}`;
}

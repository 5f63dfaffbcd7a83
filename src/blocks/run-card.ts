import type { KnownBlock, ModalView } from '@slack/types';
import type { Attention, CurrencyTotals, RunCardView, RunCounts } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { invoiceTable } from './invoice-list.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import {
  andMore,
  button,
  by,
  clip,
  confirm,
  context,
  count,
  type Droppable,
  droppable,
  few,
  fields,
  figure,
  header,
  keepWithin,
  money,
  say,
  section,
  when,
} from './parts.ts';
import { nextBlocks } from './run-next.ts';
import { reportBlocks } from './run-report.ts';

/** The card of a run: what was found, what is next, who decided, how it ended. */
export function runCardBlocks(view: RunCardView): KnownBlock[] {
  const rows = few(view.invoices, SHOWN.tableRows);
  const more = view.moreInvoices + rows.rest;
  const withTable = rows.shown.length > 0 && !view.report;
  const found = [
    ...attentionBlocks(view),
    ...few(view.notes, SHOWN.notes).shown.flatMap((note) => droppable(context(say(note, 400)))),
  ];
  return keepWithin(
    [
      header(view.title),
      ...summaryBlocks(view),
      ...progressBlocks(view),
      ...(view.report ? reportBlocks(view, view.report) : []),
      ...found,
      ...(withTable ? [invoiceTable(rows.shown)] : []),
      ...(withTable && more > 0 ? [context(`and ${more} more: press Show all`)] : []),
      ...nextBlocks(view),
      ...decisionBlocks(view),
      context(footer(view)),
    ],
    { blocks: LIMITS.messageBlocks, text: LIMITS.messageText },
  );
}

/** In a modal there are no tables. */
export function runCardModal(view: RunCardView): ModalView {
  return modal({
    title: 'Run',
    blocks: runCardBlocks(view).filter(({ type }) => type !== 'table'),
  });
}

/** What a screen reader says, and what a notification shows. */
export function runCardText(view: RunCardView): string {
  const totals = few(view.totals.length > 0 ? view.totals : view.foundTotals, 3);
  const sums = totals.shown.map((one) => money(one.gross, one.currency)).join(', ') + andMore(totals.rest);
  const found = view.state === 'searching' ? '' : ` ${count(view.counts.found, 'invoice')}${sums ? `, ${sums}` : ''}.`;
  return `${clip(view.title, 200)}.${found} ${stateText(view)}`.trim();
}

function stateText(view: RunCardView): string {
  if (view.report) return `${view.report.posted} of ${view.report.of} are in Xero.`;
  const last = view.decisions.at(-1);
  if (view.state === 'cancelled' && last) return `${clip(last.what, 100)} by ${last.by.name}.`;
  return 'sentence' in view.next ? clip(view.next.sentence, 300) : '';
}

function summaryBlocks(view: RunCardView): KnownBlock[] {
  if (view.state === 'searching' || view.state === 'failed' || view.counts.found === 0) return [];
  const { organisation, counts } = view;
  const status = { DRAFT: 'as drafts', SUBMITTED: 'awaiting approval there', AUTHORISED: 'as approved documents' };
  const to = organisation ? `\nTo *${say(organisation.name, 120)}*, ${status[organisation.status]}` : '';
  const { shown, rest } = few(totalFields(view), SHOWN.currencies);
  return [
    section(`*${count(counts.found, 'invoice')}* of ${count(counts.companies, 'company', 'companies')}${to}`),
    ...(shown.length > 0 ? [fields(shown)] : []),
    ...(rest > 0 ? [context(`and ${count(rest, 'more currency', 'more currencies')}`)] : []),
    context(countsText(counts)),
  ];
}

/** Per currency what goes to Xero, and what was found where that is more. */
function totalFields(view: RunCardView): [string, string][] {
  const currencies = [...new Set([...view.totals, ...view.foundTotals].map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const send = view.totals.find((total) => total.currency === currency);
    const found = view.foundTotals.find((total) => total.currency === currency);
    const all = found ? `${money(found.gross, currency)} in ${count(found.count, 'invoice')}` : '';
    if (!send) return [`Nothing to send in ${currency}`, `found: ${say(all)}`];
    const same = !found || (found.gross === send.gross && found.count === send.count);
    return [money(send.gross, currency), `${sumsOf(send)}${same ? '' : `\nof ${say(all)} found`}`];
  });
}

function sumsOf(total: CurrencyTotals): string {
  return `net ${figure(total.net)} · tax ${figure(total.tax)} · ${count(total.count, 'invoice')}`;
}

function countsText(counts: RunCounts): string {
  const unmarked = counts.inXeroNotMarked > 0 ? ` (${counts.inXeroNotMarked} not marked)` : '';
  const parts: [number, string][] = [
    [counts.ready, 'ready'],
    [counts.waiting, 'waiting for an answer'],
    [counts.held, 'held'],
    [counts.refused, 'refused'],
    [counts.nothingToPost, 'nothing to post'],
    [counts.beingSent, 'being sent'],
    [counts.inProgress, 'in another run'],
    [counts.inXero, `in Xero${unmarked}`],
    [counts.marked, 'marked'],
    [counts.voided, 'voided in Autotask'],
    [counts.undone, 'undone'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return said.join(' · ') || 'Nothing to do';
}

function progressBlocks({ progress }: RunCardView): KnownBlock[] {
  if (!progress) return [];
  const done = progress.of > 0 ? Math.min(12, Math.floor((progress.posted * 12) / progress.of)) : 0;
  const bar = `${'▰'.repeat(done)}${'▱'.repeat(12 - done)}`;
  const sentence = progress.sentence ? `\n${say(progress.sentence, 300)}` : '';
  return [section(`${bar}  *${progress.posted} of ${progress.of}* are in Xero${sentence}`)];
}

/** What has a button stands alone; the rest is said line by line in as few blocks as hold it. */
function attentionBlocks(view: RunCardView): (KnownBlock | Droppable)[] {
  const told = new Set(view.report?.failed.map(({ number }) => number));
  const untold = view.attention.filter(
    ({ action, invoices }) => action || invoices.length === 0 || !invoices.every((number) => told.has(number)),
  );
  const { shown, rest } = few(untold, SHOWN.attention);
  const lines = shown.filter(({ action }) => !action).map(attentionLine);
  if (rest > 0) lines.push(`and ${count(rest, 'more remark')}`);
  return [
    ...paragraphs(lines).flatMap((text) => droppable(section(text))),
    ...shown.flatMap((item) =>
      item.action ? [section(attentionLine(item), { accessory: attentionButton(view, item.action) })] : [],
    ),
  ];
}

function attentionLine(item: Attention): string {
  const named = few(item.invoices, SHOWN.invoicesNamed);
  const numbers = named.shown.map((number) => say(number, 40)).join(', ') + andMore(named.rest);
  return `${item.tone === 'warning' ? ':warning: ' : ''}${say(item.sentence, 400)}${numbers ? `  _${numbers}_` : ''}`;
}

/** Lines put together, each piece short enough for one block. */
function paragraphs(lines: string[]): string[] {
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + line.length < 1500) pieces[pieces.length - 1] = `${last}\n${line}`;
    else pieces.push(line);
  }
  return pieces;
}

function attentionButton(view: RunCardView, action: NonNullable<Attention['action']>) {
  const documents = count(action.count, 'document');
  const run = { run: view.runId };
  switch (action.kind) {
    case 'adopt':
      return button(`Adopt ${documents}`, press(BUTTONS.adopt, run), {
        confirm: confirm({
          title: 'Adopt what is in Xero?',
          text: `${documents} that upSync did not send will count as posted and may be marked in Autotask. Nothing is sent.`,
          yes: 'Adopt',
        }),
      });
    case 'accept-difference':
      return button(`Accept ${count(action.count, 'difference')}`, press(BUTTONS.acceptDifferences, run), {
        confirm: confirm({
          title: 'Accept the differences?',
          text: `${count(action.count, 'document stays in Xero as it is', 'documents stay in Xero as they are')} and may be marked in Autotask.`,
          yes: 'Accept',
        }),
      });
    case 'void-in-xero':
      return button(`Void ${action.count} in Xero`, press(BUTTONS.voidInXero, run), {
        style: 'danger',
        confirm: confirm({
          title: 'Void in Xero?',
          text: `${count(action.count, 'document whose invoice is', 'documents whose invoices are')} voided in Autotask: a draft is deleted, an approved one voided. This cannot be taken back.`,
          yes: 'Void in Xero',
          danger: true,
        }),
      });
    case 'choose-maps':
      return button(
        'Choose accounts and tax',
        press(BUTTONS.setUpOpen, { run: view.runId, organisation: null, page: 1 }),
      );
    case 'join-lines':
      return button('Join lines', press(BUTTONS.joinLines, run), {
        confirm: confirm({
          title: 'Join lines?',
          text: `${count(action.count, 'document of this run gets', 'documents of this run get')} one line per account, tax and tracking. The totals stay the same.`,
          yes: 'Join',
        }),
      });
  }
}

function decisionBlocks(view: RunCardView): KnownBlock[] {
  const decisions = view.decisions.slice(-SHOWN.decisions);
  if (decisions.length === 0) return [];
  return [
    context(...decisions.map(({ what, by: person, at }) => `*${say(what, 150)}* by ${by(person)} · ${when(at)}`)),
  ];
}

function footer(view: RunCardView): string {
  return `Run ${say(view.runId, 64)} · asked by ${by(view.requestedBy)}`;
}

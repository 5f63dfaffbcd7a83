import { invoiceRow } from '../domain/invoice-rows.ts';
import { totalsOf } from '../domain/money.ts';
import { pageOf } from '../domain/pages.ts';
import { inPieces, previewOf } from '../domain/preview.ts';
import { canUndo } from '../domain/report.ts';
import { countsOf } from '../domain/run-card.ts';
import { type RunTotalsView, runTotals } from '../domain/run-totals.ts';
import { describeCriteria, RUN_STATE_WORDS, summaryLine } from '../domain/runs.ts';
import { type InvoiceListView, type NoticeView, notice, type PreviewView, type RunsView } from '../domain/views.ts';
import type { Services } from './api.ts';
import { linksOf, useCard } from './card.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { refuseStranger } from './rights.ts';

const RUNS_SHOWN = 10;
const ROWS_PER_PAGE = 15;
const DOCUMENTS_PER_PAGE = 3;

export function createRuns(deps: Deps): Services['runs'] {
  return {
    list: (q) => list(deps, q),
    invoices: (q) => invoices(deps, q),
    hold: (q) => hold(deps, q),
    preview: (q) => preview(deps, q),
    totals: (q) => totals(deps, q),
    use: (q) => useCard(deps, q),
    askForApproval: (q) => askForApproval(deps, q),
  };
}

async function list(deps: Deps, { person }: Parameters<Services['runs']['list']>[0]): Promise<RunsView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const runs: RunsView['runs'] = [];
  for (const run of await deps.db.runs.latest(RUNS_SHOWN)) {
    const picture = await takePicture(deps, run.id);
    if (!picture) continue;
    const card = (await deps.db.messages.ofRun(run.id)).find(({ purpose, ref }) => purpose === 'card' && ref);
    runs.push({
      runId: run.id,
      title: describeCriteria(run.criteria),
      state: run.state === 'open' && picture.next.kind === 'none' ? 'nothing to do' : RUN_STATE_WORDS[run.state],
      requestedBy: run.requestedBy,
      createdAt: run.createdAt,
      summary: `${summaryLine(countsOf(picture.planned, run.id), totalsFound(picture))}${run.detailsDeletedAt ? ' · details deleted' : ''}`,
      canUndo: canUndo(run, picture.planned),
      cardUrl: card?.ref ? await deps.chat.link(card.ref) : null,
    });
  }
  return { kind: 'runs', runs };
}

function totalsFound({ planned }: Picture) {
  // as the card counts what was found
  const found = planned.filter(({ verdict }) => verdict.kind !== 'voided');
  return totalsOf(found.map(({ invoice, company }) => ({ ...invoice, currency: company?.currency ?? '?' })));
}

type OnPage = Parameters<Services['runs']['invoices']>[0];

async function invoices(deps: Deps, { person, runId, page }: OnPage): Promise<InvoiceListView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture) return notice('warning', `There is no run ${runId}.`);
  const links = await linksOf(deps, picture);
  const mayHold = picture.run.state === 'open';
  const shown = pageOf(picture.planned, page, ROWS_PER_PAGE);
  return {
    kind: 'invoice-list',
    runId,
    title: describeCriteria(picture.run.criteria),
    rows: shown.items.map((planned) => invoiceRow(planned, { linksOf: links, mayHold })),
    page: shown.page,
    pages: shown.pages,
    mayHold,
  };
}

type Hold = Parameters<Services['runs']['hold']>[0];

async function hold(deps: Deps, { person, runId, invoiceId, held, page }: Hold): Promise<InvoiceListView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const done = await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.hold(runId, invoiceId, held))) return false;
    await tx.audit.write(person, held ? 'invoice.held' : 'invoice.taken-back', { runId, invoiceId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  if (!done) return notice('info', 'Too late: this run has gone on already.');
  return invoices(deps, { person, runId, page });
}

async function preview(deps: Deps, { person, runId, page }: OnPage): Promise<PreviewView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture) return notice('warning', `There is no run ${runId}.`);
  const { planned, books, answers, organisation } = picture;
  const whole = previewOf({ planned, books, answers });
  const shown = pageOf(inPieces(whole.documents), page, DOCUMENTS_PER_PAGE);
  return {
    kind: 'preview',
    runId,
    organisation: organisation?.name ?? null,
    documents: shown.items,
    problems: whole.problems,
    page: shown.page,
    pages: shown.pages,
  };
}

const TOTALS_PER_PAGE = 12;

async function totals(
  deps: Deps,
  { person, runId, by, page }: Parameters<Services['runs']['totals']>[0],
): Promise<RunTotalsView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture) return notice('warning', `There is no run ${runId}.`);
  const { planned, reference, books, run } = picture;
  const rows = runTotals({ runId, planned, rates: { reference, taxRates: books?.taxRates ?? [] } })[by];
  const shown = pageOf(rows, page, TOTALS_PER_PAGE);
  return {
    ...{ kind: 'run-totals', runId, by, title: describeCriteria(run.criteria), rows: shown.items, all: rows.length },
    differing: rows.filter(({ state }) => state === 'differs').length,
    ...{ page: shown.page, pages: shown.pages },
  };
}

type OnRun = Parameters<Services['runs']['askForApproval']>[0];

/** From a direct message: the card moves to where approvers are, and its first place says so. */
async function askForApproval(deps: Deps, { person, runId }: OnRun): Promise<NoticeView | null> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'open') return notice('info', 'This run has gone on already.');
  await deps.db.transaction(async (tx) => {
    await tx.runs.setPlace(runId, deps.channel);
    await tx.messages.wanted(runId, 'card', deps.channel);
    await tx.audit.write(person, 'run.approval-asked', { runId });
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  return notice('done', 'The card is in the approvers’ channel now.');
}

import type { KnownBlock, ModalView } from '@slack/types';
import { type RunTotalsView, TOTALS_BY, type TotalsBy } from '../domain/run-totals.ts';
import type { Comparison } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { pager } from './invoice-list.ts';
import { modal } from './modal.ts';
import { actions, button, context, count, figure, money, say, section } from './parts.ts';

export function runTotalsBlocks(view: RunTotalsView): KnownBlock[] {
  return [section(`*${say(view.title, 200)}*\n${summary(view)}`), sections(view)];
}

/** One kind of heading at a time, a page at a time. */
export function runTotalsModal(view: RunTotalsView): ModalView {
  const target = (page: number) => press(BUTTONS.runTotals, { run: view.runId, by: view.by, page }, page);
  return modal({
    title: 'Totals',
    blocks: [
      section(`*${say(view.title, 200)}*\n${summary(view)}`),
      sections(view),
      ...view.rows.slice(0, 40).map((row) => section(rowText(row))),
      ...pager(view.page, view.pages, target),
      context('Xero’s side is what it answered when the documents arrived; /upsync reconcile reads both systems anew.'),
    ],
  });
}

const TITLES: Record<TotalsBy, string> = { company: 'Companies', division: 'Divisions', 'tax rate': 'Tax rates' };
const COUNTED: Record<TotalsBy, [one: string, many: string]> = {
  company: ['company', 'companies'],
  division: ['division', 'divisions'],
  'tax rate': ['tax rate', 'tax rates'],
};

function summary({ by, all, differing }: RunTotalsView): string {
  const what = count(all, ...COUNTED[by]);
  return differing === 0 ? `By ${by}: ${what}, all equal.` : `:warning: By ${by}: ${differing} of ${what} differ.`;
}

function sections({ runId, by }: RunTotalsView): KnownBlock {
  const others = TOTALS_BY.filter((one) => one !== by);
  return actions(
    others.map((one, nth) => button(TITLES[one], press(BUTTONS.runTotals, { run: runId, by: one, page: 1 }, nth))),
  );
}

function rowText({ name, currency, autotask, xero, state }: Comparison): string {
  const differs = state === 'differs' ? ':warning: ' : '';
  const isSame = figure(autotask.gross) === figure(xero.gross);
  const sums = `Autotask ${say(money(autotask.gross, currency))} ${isSame ? '=' : '≠'} Xero ${figure(xero.gross)}`;
  const part = (what: 'net' | 'tax') => {
    const [ours, theirs] = [figure(autotask[what]), figure(xero[what])];
    return ours === theirs ? `${what} ${ours}` : `${what} ${ours} ≠ ${theirs}`;
  };
  const cents = state === 'rounding' ? ' · only cents that fall on other lines of equal invoices' : '';
  return `${differs}*${say(name, 120)}*\n${sums} · ${part('net')} · ${part('tax')} · ${count(autotask.count, 'invoice')}${cents}`;
}

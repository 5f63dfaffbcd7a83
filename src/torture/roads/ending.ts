import type { InvoiceRow } from '../../domain/views/run-card.ts';
import type { AutotaskStandIn } from '../../sandbox/autotask/index.ts';
import type { Json } from '../../sandbox/slack/client-api.ts';
import { blockText } from '../../sandbox/slack/plain-text.ts';
import type { AutotaskRow, XeroRow } from '../../sandbox/world-api.ts';
import type { XeroStandIn } from '../../sandbox/xero/index.ts';
import type { Verdict } from '../sim/judge.ts';
import type { Card } from './road.ts';

/** What stands at the end of a story, as far as both roads must agree on it, and the judge's word on it. */
export interface Ending {
  fields: Fields;
  verdict: Verdict;
  /** What went wrong and who pressed what, in order. */
  story: string[];
}

/**
 * Lines of text, each field sorted where the order is chance. Left out is what hangs on chance or on time: ids, instants,
 * run ids, who of two that pressed at once came first, and how often something was tried.
 */
export interface Fields {
  /** Each document in Xero: type, number, contact, date, status, currency and the three totals. */
  documents: string[];
  /** Each contact in Xero, with its status. */
  contacts: string[];
  /** Each invoice in Autotask: voided or not, marked or not. */
  autotask: string[];
  /** Each posting of the ledger: invoice, generation, state, number and total of its document, mark, Xero's words. */
  ledger: string[];
  /** Each line of each run, as people read it: verdict, reason, held. */
  rows: string[];
  /** What the last card of each run says. */
  cards: string[];
  /** What people decided for good, by its name in the audit. */
  decisions: string[];
}

/** Sentences on what one road has and the other has not; none where both ended the same. */
export function differences(simulated: Fields, real: Fields): string[] {
  return (Object.keys(simulated) as (keyof Fields)[]).flatMap((field) => [
    ...without(simulated[field], real[field]).map((line) => `${field}: only on the simulated road: ${line}`),
    ...without(real[field], simulated[field]).map((line) => `${field}: only on the real road: ${line}`),
  ]);
}

/** Each line as often as it is there too many. */
function without(lines: string[], others: string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const found = left.indexOf(line);
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
}

/** What a road has to show at the end; cards and rows by run, the oldest first. */
export interface Shown {
  autotask: Pick<AutotaskStandIn, 'rows'>;
  xero: Pick<XeroStandIn, 'rows' | 'organisation'>;
  cards: Card[];
  rows: InvoiceRow[][];
  ledger: LedgerRow[];
  audit: { action: string; runId: string | null }[];
}

export function readFields({ autotask, xero, cards, rows, ledger, audit }: Shown): Fields {
  const documents = xero.rows();
  const tenants = [...new Set(documents.map(({ tenantId }) => tenantId))];
  const contacts = tenants.flatMap((tenant) => xero.organisation(tenant).contacts);
  const nth = (runId: string | null) => cards.findIndex((card) => card.runId === runId) + 1;
  return {
    documents: documents.map(documentLine).sort(),
    contacts: contacts.map(({ Name, ContactStatus }) => `${Name} ${ContactStatus}`).sort(),
    autotask: autotask.rows().map(autotaskLine).sort(),
    ledger: ledger.map(ledgerLine).sort(),
    rows: rows.flatMap((lines, run) => lines.map((row) => rowLine(run + 1, row))),
    cards: cards.flatMap(({ blocks }, run) => cardLines(blocks).map((line) => `card ${run + 1}: ${line}`)),
    decisions: audit
      .flatMap(({ action, runId }) => (DECISIONS.has(action) ? [`${action}, run ${nth(runId)}`] : []))
      .sort(),
  };
}

const DECISIONS = new Set(['run.approved', 'marks.agreed', 'marks.declined', 'invoice.held']);

/** As a person reads them, without who decided what. */
function cardLines(blocks: Json[]): string[] {
  return blocks
    .map((block) => timeless(blockText(block)))
    .filter(Boolean)
    .map((text) => text.replace(/\basked by .*$/g, 'asked by *').replace(/\bby [^\n]*?UTC/g, 'by *'));
}

function documentLine(row: XeroRow): string {
  const { type, number, contact, date, status, currency, subTotal, totalTax, total } = row;
  return [type, number, `“${contact}”`, date, status, currency, subTotal, totalTax, total].join(' ');
}

function autotaskLine({ id, voided, markedAt }: AutotaskRow): string {
  return `${id}${voided ? ' voided' : ''}${markedAt === null ? '' : ' marked'}`;
}

function rowLine(nth: number, { number, verdict, reason, held, gross, currency }: InvoiceRow): string {
  const why = reason === null ? '' : `: ${timeless(reason)}`;
  return `run ${nth}: ${number} ${gross} ${currency} ${held ? 'held, ' : ''}${verdict}${why}`;
}

export interface LedgerRow {
  invoiceId: number;
  generation: number;
  state: string;
  message: string | null;
  markMessage: string | null;
  markedAt: unknown;
  document: { number?: string | null; total?: string | null } | null;
}

function ledgerLine(row: LedgerRow): string {
  const { invoiceId, generation, state, message, markMessage, markedAt, document } = row;
  const words = [message, markMessage].flatMap((text) => (text === null ? [] : `“${timeless(text)}”`));
  const held = document === null ? 'no document' : `${document.number ?? '?'} ${document.total ?? '?'}`;
  return [`${invoiceId}/${generation}`, state, held, markedAt === null ? 'unmarked' : 'marked', ...words].join(' ');
}

/** A text without what hangs on time or chance. */
function timeless(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b/g, '*')
    .replace(/\bRun [2-9A-Z]{6}\b/g, 'Run *')
    .replace(/<!date\^[^>]*>/g, '*')
    .replace(/@date\^\S*/g, '*')
    .replace(/\bon \d{1,2} [A-Z][a-z]{2} \d{4}\b/g, 'on *')
    .replace(/\b\d{1,2}:\d{2}\b/g, '*');
}

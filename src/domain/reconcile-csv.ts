import { grossOf, roundCents, subtract } from './money.ts';
import { proposedNumber } from './numbers.ts';
import type { Entry, Reconciliation } from './reconcile.ts';
import { signed } from './reconcile-match.ts';
import type { Amount } from './types.ts';
import type { Comparison } from './views.ts';

/** A text is somebody's words, a figure is ours: only texts are made harmless. */
type Cell = string | null | { figure: Amount | number };

/** What a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises for CSV injection. */
const FORMULA = /^[=+\-@\t\r]/;

/** Lines end in CR LF (RFC 4180); the mark before it tells spreadsheets that it is UTF-8. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'object') return String(value.figure);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const ENTRY_HEAD = [
  ...['Result', 'What differs', 'Why', 'Company', 'Autotask id', 'Autotask number', 'Autotask date', 'Autotask state'],
  ...['Autotask currency', 'Autotask net', 'Autotask tax', 'Autotask gross', 'Marked'],
  ...['Xero number', 'Xero contact', 'Xero date', 'Xero status', 'Xero currency', 'Xero net', 'Xero tax', 'Xero gross'],
  ...['Net difference', 'Tax difference', 'Gross difference', 'Xero id'],
];

/** A row for every invoice and document, differences first. Credit notes are negative on both sides. */
export function entriesCsv({ entries, differing }: Reconciliation): string {
  const first = new Set(differing);
  const rest = entries.filter((entry) => !first.has(entry));
  return toCsv([ENTRY_HEAD, ...[...differing, ...rest].map(entryRow)]);
}

function entryRow(entry: Entry): Cell[] {
  const { invoice, document, differences, company, counts } = entry;
  const ours = invoice && {
    net: roundCents(invoice.net),
    tax: roundCents(invoice.tax),
    gross: grossOf(invoice),
  };
  const theirs = document && {
    net: roundCents(signed(document, document.subTotal)),
    tax: roundCents(signed(document, document.totalTax)),
    gross: roundCents(signed(document, document.total)),
  };
  // amounts of two currencies have no difference
  const comparable = !(counts.autotask && counts.xero && document) || entry.currency === document.currency;
  const less = (what: 'net' | 'tax' | 'gross') =>
    comparable
      ? figure(
          roundCents(subtract(counts.autotask && ours ? ours[what] : '0', counts.xero && theirs ? theirs[what] : '0')),
        )
      : null;
  return [
    ...[resultOf(entry), differences.map(({ sentence }) => sentence).join(' ')],
    ...[differences.flatMap(({ why }) => why).join(' '), company.name],
    ...(invoice && ours
      ? [
          ...[figure(invoice.id), proposedNumber(invoice).number, invoice.date, invoice.isVoided ? 'voided' : 'billed'],
          ...[entry.currency, figure(ours.net), figure(ours.tax), figure(ours.gross), invoice.markedAt],
        ]
      : empty(9)),
    ...(document && theirs
      ? [
          ...[document.number, document.contactName, document.date, document.status, document.currency],
          ...[figure(theirs.net), figure(theirs.tax), figure(theirs.gross)],
        ]
      : empty(8)),
    ...[less('net'), less('tax'), less('gross'), document?.id ?? null],
  ];
}

function resultOf({ differences, counts, document, invoice }: Entry): string {
  if (differences.length > 0) return differences.map(({ kind }) => kind).join(' + ');
  if (invoice?.isVoided) return 'voided';
  if (!counts.autotask && document === null) return 'nothing to post';
  return 'equal';
}

const TOTALS_HEAD = [
  ...['By', 'Name', 'Currency', 'Result'],
  ...['Autotask count', 'Autotask net', 'Autotask tax', 'Autotask gross'],
  ...['Xero count', 'Xero net', 'Xero tax', 'Xero gross', 'Net difference', 'Tax difference', 'Gross difference'],
];

/** Both sides in all, and by company, division and tax rate. */
export function totalsCsv({ totals }: Reconciliation): string {
  return toCsv([
    TOTALS_HEAD,
    ...totals.currencies.map((row) => totalsRow('all', row)),
    ...totals.companies.map((row) => totalsRow('company', row)),
    ...totals.divisions.map((row) => totalsRow('division', row)),
    ...totals.taxRates.map((row) => totalsRow('tax rate', row)),
  ]);
}

function totalsRow(by: string, { name, currency, state, autotask, xero }: Comparison): Cell[] {
  const side = ({ count, net, tax, gross }: Comparison['xero']) => [count, net, tax, gross].map(figure);
  const less = (what: 'net' | 'tax' | 'gross') => figure(roundCents(subtract(autotask[what], xero[what])));
  return [by, name, currency, state, ...side(autotask), ...side(xero), less('net'), less('tax'), less('gross')];
}

function figure(value: Amount | number): Cell {
  return { figure: value };
}

function empty(count: number): null[] {
  return Array.from({ length: count }, () => null);
}

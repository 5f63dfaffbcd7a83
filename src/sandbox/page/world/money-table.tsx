import type { ReactNode } from 'react';
import { formatAmount, sumDecimals } from '../text/decimal.ts';

interface MoneyTableProps<Row> {
  caption: string;
  rows: Row[];
  heads: string[];
  /** Amounts come last and are lined up right; a column may hold two, one below the other. */
  amountHeads: string[];
  cells(row: Row): ReactNode[];
  amounts(row: Row): string[][];
  currency(row: Row): string;
  rowKey(row: Row): string;
  /** What was voided is shown, and not added up. */
  counts(row: Row): boolean;
  empty: string;
}

/** Rows, and below them the exact totals per currency. */
export function MoneyTable<Row>(props: MoneyTableProps<Row>) {
  const { caption, rows, heads, amountHeads, cells, amounts, currency, rowKey } = props;
  if (!rows.length) return <p className="empty">{props.empty}</p>;
  const counted = rows.filter(props.counts);
  const currencies = [...new Set(counted.map(currency))].sort();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and must do so by keyboard
    <div className="table-frame" tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {amountHeads.map((head) => (
              <th key={head} scope="col" data-align="right">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {cells(row).map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <td key={index}>{cell}</td>
              ))}
              <Amounts columns={amounts(row)} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {currencies.map((code) => {
            const mine = counted.filter((row) => currency(row) === code);
            return (
              <tr key={code}>
                <th scope="row" colSpan={heads.length}>
                  {mine.length} in {code}
                </th>
                <Amounts columns={totals(mine.map(amounts))} />
              </tr>
            );
          })}
        </tfoot>
      </table>
    </div>
  );
}

/** Two facts in one cell: the panel is narrow. */
export function Stacked({ below, children }: { below: ReactNode; children: ReactNode }) {
  return (
    <>
      {children}
      <small>{below}</small>
    </>
  );
}

function Amounts({ columns }: { columns: string[][] }) {
  return columns.map(([first = '0', second], index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
    <td key={index} data-align="right">
      {formatAmount(first)}
      {second !== undefined && <small>{formatAmount(second)}</small>}
    </td>
  ));
}

/** Adds up each amount of each column. */
function totals(rows: string[][][]): string[][] {
  const [first = []] = rows;
  return first.map((column, at) => column.map((_, below) => sumDecimals(rows.map((row) => row[at]?.[below] ?? '0'))));
}

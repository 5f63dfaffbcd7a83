import type { AutotaskRow } from '../../world-api.ts';
import { MoneyTable, Stacked } from './money-table.tsx';

export function AutotaskTable({ rows }: { rows: AutotaskRow[] }) {
  const shown = rows.slice().sort((a, b) => b.date.localeCompare(a.date) || b.id - a.id);
  return (
    <MoneyTable
      caption="In Autotask now"
      rows={shown}
      heads={['Invoice, company', 'Date, state']}
      amountHeads={['Net, tax']}
      cells={(row) => [
        <Stacked key="number" below={row.company}>
          {row.number || `id ${row.id}`}
        </Stacked>,
        <Stacked key="date" below={<State row={row} />}>
          {row.date.slice(0, 10)}
        </Stacked>,
      ]}
      amounts={(row) => [[row.net, row.tax]]}
      currency={(row) => row.currency}
      counts={(row) => !row.voided}
      rowKey={(row) => String(row.id)}
      empty="No invoices."
    />
  );
}

function State({ row }: { row: AutotaskRow }) {
  if (row.voided) return <span className="state off">voided</span>;
  if (row.markedAt)
    return (
      <span className="state done" title={row.markedAt}>
        marked
      </span>
    );
  return <span className="state">open</span>;
}

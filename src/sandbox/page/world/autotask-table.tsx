import type { AutotaskRow } from '../../world-api.ts';
import { MoneyTable } from './money-table.tsx';

export function AutotaskTable({ rows }: { rows: AutotaskRow[] }) {
  const shown = rows.slice().sort((a, b) => b.date.localeCompare(a.date) || b.id - a.id);
  return (
    <MoneyTable
      caption="In Autotask now"
      rows={shown}
      heads={['Invoice', 'Company', 'Date', 'State']}
      amountHeads={['Net', 'Tax']}
      cells={(row) => [
        row.number ?? `id ${row.id}`,
        row.company,
        row.date.slice(0, 10),
        <State key="state" row={row} />,
      ]}
      amounts={(row) => [row.net, row.tax]}
      currency={(row) => row.currency}
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
        marked {row.markedAt.slice(0, 10)}
      </span>
    );
  return <span className="state">open</span>;
}

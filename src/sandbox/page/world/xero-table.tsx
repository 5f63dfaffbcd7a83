import type { XeroRow } from '../../world-api.ts';
import { MoneyTable, Stacked } from './money-table.tsx';

/** One table for each organisation: amounts of two of them must never be read as one sum. */
export function XeroTable({ rows }: { rows: XeroRow[] }) {
  const organisations = [...new Map(rows.map((row) => [row.tenantId, row.organisation]))];
  if (!rows.length) return <p className="empty">Nothing in Xero yet.</p>;
  return organisations.map(([tenantId, name]) => (
    <MoneyTable
      key={tenantId}
      caption={`In Xero now: ${name}`}
      rows={rows.filter((row) => row.tenantId === tenantId).toReversed()}
      heads={['Number, contact', 'Date, status']}
      amountHeads={['Net, tax', 'Total']}
      cells={(row) => [
        <Stacked key="number" below={row.contact}>
          {row.type === 'ACCRECCREDIT' ? `${row.number} (credit note)` : row.number}
        </Stacked>,
        <Stacked key="date" below={<Status status={row.status} />}>
          {row.date.slice(0, 10)}
        </Stacked>,
      ]}
      amounts={(row) => [[signed(row, row.subTotal), signed(row, row.totalTax)], [signed(row, row.total)]]}
      currency={(row) => row.currency}
      counts={(row) => !isGone(row.status)}
      rowKey={(row) => row.id}
      empty=""
    />
  ));
}

function isGone(status: string): boolean {
  return status === 'VOIDED' || status === 'DELETED';
}

function Status({ status }: { status: string }) {
  return <span className={isGone(status) ? 'state off' : 'state done'}>{status.toLowerCase()}</span>;
}

/** Xero keeps credit notes positive; in a sum they count against the invoices. */
function signed(row: XeroRow, value: string): string {
  return row.type === 'ACCRECCREDIT' && Number(value) !== 0 ? `-${value}` : value;
}

import { usesPlaceholder } from '../domain/template.ts';
import type { Invoice, InvoiceLine } from '../domain/types.ts';
import type { Deps } from './deps.ts';

/**
 * The Invoices with ticket numbers and contract names on their lines, where the organisation's template says them: only
 * then Autotask is asked, for all lines together. An Invoice that gets no name is the same object as before.
 */
export async function withLineNames(
  deps: Pick<Deps, 'psa'>,
  invoices: Invoice[],
  template: string | null,
): Promise<Invoice[]> {
  if (template === null) return invoices;
  const ids = (says: boolean, idOf: (line: InvoiceLine) => number | null | undefined) =>
    says ? [...new Set(invoices.flatMap(({ lines }) => lines.flatMap((line) => idOf(line) ?? [])))] : [];
  const tickets = ids(usesPlaceholder(template, 'ticket'), ({ ticketId }) => ticketId);
  const contracts = ids(usesPlaceholder(template, 'contract'), ({ contractId }) => contractId);
  if (tickets.length + contracts.length === 0) return invoices;
  const names = await deps.psa.lineNames({ tickets, contracts });
  return invoices.map((invoice) => {
    const lines = invoice.lines.map((line): InvoiceLine => {
      const ticket = names.tickets.get(line.ticketId ?? 0) ?? null;
      const contract = names.contracts.get(line.contractId ?? 0) ?? null;
      return ticket === null && contract === null ? line : { ...line, ticket, contract };
    });
    return lines.every((line, index) => line === invoice.lines[index]) ? invoice : { ...invoice, lines };
  });
}

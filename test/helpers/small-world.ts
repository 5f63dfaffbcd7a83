import { readInvoiceFile, worldFromInvoices } from '../../src/sandbox/invoice-file/index.ts';
import type { World } from '../../src/sandbox/world.ts';
import { seededContactId } from '../../src/sandbox/xero/index.ts';

export interface SmallBill {
  id: number;
  /** Decimal strings; one line of quantity 1 where no lines are given. */
  net: string;
  tax: string;
  companyId?: number;
  /** `N-{id}` where left out. */
  number?: string | null;
  /** 2026-10-05 where left out. */
  date?: string;
  currency?: string;
  lines?: { net: string; tax: string; quantity?: string; rate?: string; division?: string }[];
}

/** An invoice of a company of its own, 20 % tax unless told. */
export function bill(id: number, more: Partial<SmallBill> = {}): SmallBill {
  return { id, net: '100.00', tax: '20.00', ...more };
}

export function bills(from: number, count: number, more: Partial<SmallBill> = {}): SmallBill[] {
  return Array.from({ length: count }, (_, index) => bill(from + index, more));
}

/** A world of these invoices and one organisation, in which every company is known by its number. */
export function smallWorld(invoices: SmallBill[], q: { known?: boolean } = {}): World {
  const file = {
    invoices: invoices.map(({ id, net, tax, companyId, number, date, currency, lines }) => ({
      id,
      companyID: companyId ?? 1000 + id,
      companyName: `Company ${companyId ?? 1000 + id}`,
      invoiceNumber: number === undefined ? `N-${id}` : number,
      invoiceDateTime: date ?? '2026-10-05',
      invoiceTotal: Number(net),
      totalTaxValue: Number(tax),
      ...(currency && { currency }),
      billingItems: (lines ?? [{ net, tax, quantity: '1', rate: net }]).map((line) => ({
        totalAmount: Number(line.net),
        taxDollars: Number(line.tax),
        ...(line.quantity !== undefined && { quantity: Number(line.quantity), rate: Number(line.rate ?? line.net) }),
        ...(line.division && { division: line.division }),
      })),
    })),
  };
  const answer = readInvoiceFile(JSON.stringify(file));
  if (!answer.ok) throw new Error(answer.problems.join('\n'));
  const world = worldFromInvoices(answer.file);
  const [books] = world.xero.organisations;
  if (books)
    books.contacts =
      q.known === false
        ? []
        : world.autotask.companies.map(({ id, companyName }) => ({
            key: `company-${id}`,
            Name: companyName,
            ContactNumber: String(id),
            ContactStatus: 'ACTIVE',
          }));
  return world;
}

export function tenantOf(world: World): string {
  return world.xero.organisations[0]?.tenantId ?? '';
}

/** The ContactID of a company of a small world. */
export function contactOf(world: World, companyId: number): string {
  return seededContactId(tenantOf(world), `company-${companyId}`);
}

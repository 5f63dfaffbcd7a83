import { Decimal } from 'decimal.js';
import type { AutotaskBillingItem, AutotaskInvoice } from '../world.ts';

/** What an invoice of the seeded month is told as; the rest follows from it. */
export interface Bill {
  id: number;
  companyID: number;
  /** `YYYY-MM-DD`. */
  date: string;
  lines: BillLine[];
  /** Left out: `HL-{id}`. */
  number?: string | null;
  region?: string;
  orderNumber?: string;
  paymentTerm?: number;
  voided?: boolean;
  /** Days after the invoice date on which another tool marked it. */
  markedAfterDays?: number;
}

export interface BillLine {
  name: string;
  description?: string;
  type: number;
  code: number;
  /** Index into the tenant's pairs of division and line of business; null for none. */
  division: number | null;
  quantity: string;
  rate: string;
  taxCategory: number;
  /** A fraction: "0.20". */
  taxRate: string;
  /** Covered by a contract: has a price, bills nothing. */
  covered?: boolean;
  /** The company that consumed it, where another one pays. */
  companyID?: number;
}

/** Days a payment term gives. */
const termDays: Record<number, number> = { 1: 30, 2: 14, 3: 0 };

/** Computes as Autotask does: exactly, and without rounding to cents anywhere. */
export function writeBill(bill: Bill): { invoice: AutotaskInvoice; lines: AutotaskBillingItem[] } {
  const lines = bill.lines.map((line, index) => writeLine(bill, line, bill.id * 1000 + index + 1));
  const sum = (field: 'totalAmount' | 'taxDollars') =>
    amount(lines.reduce((total, line) => total.plus(line[field]), new Decimal(0)));
  const paymentTerm = bill.paymentTerm ?? 1;
  const invoice: AutotaskInvoice = {
    id: bill.id,
    batchID: Number(bill.date.replaceAll('-', '')) - 20_000_000,
    companyID: bill.companyID,
    invoiceNumber: bill.number === undefined ? `HL-${bill.id}` : bill.number,
    invoiceDateTime: bill.date,
    dueDate: addDays(bill.date, termDays[paymentTerm] ?? 30),
    fromDate: `${bill.date.slice(0, 8)}01`,
    toDate: bill.date,
    createDateTime: `${bill.date}T16:42:${String(bill.id % 60).padStart(2, '0')}.227Z`,
    invoiceTotal: sum('totalAmount'),
    totalTaxValue: sum('taxDollars'),
    taxRegionName: bill.region ?? 'United Kingdom',
    paymentTerm,
    orderNumber: bill.orderNumber ?? '',
    comments: null,
    isVoided: bill.voided ?? false,
    voidedDate: bill.voided ? `${addDays(bill.date, 1)}T10:05:00.000Z` : null,
    paidDate: null,
    webServiceDate:
      bill.markedAfterDays === undefined ? null : `${addDays(bill.date, bill.markedAfterDays)}T09:14:07.000Z`,
  };
  // Voiding gives the lines back to the items to invoice; the header keeps its totals.
  return { invoice, lines: bill.voided ? lines.map((line) => ({ ...line, invoiceID: 0 })) : lines };
}

function writeLine(bill: Bill, line: BillLine, id: number): AutotaskBillingItem {
  const extended = new Decimal(line.quantity).times(line.rate);
  const total = line.covered ? new Decimal(0) : extended;
  return {
    id,
    invoiceID: bill.id,
    companyID: line.companyID ?? bill.companyID,
    itemName: line.name,
    description: line.description ?? '',
    itemDate: `${bill.date.slice(0, 8)}01`,
    billingItemType: line.type,
    billingCodeID: line.code,
    taxCategoryID: line.taxCategory,
    quantity: amount(new Decimal(line.quantity)),
    rate: amount(new Decimal(line.rate)),
    extendedPrice: amount(extended),
    totalAmount: amount(total),
    taxDollars: amount(total.times(line.taxRate)),
    organizationalLevelAssociationID: line.division,
    contractID: line.covered ? 7001 : null,
    ticketID: null,
    purchaseOrderNumber: bill.orderNumber ?? '',
  };
}

/** At least four decimals, and as many more as there are. */
export function amount(value: Decimal): string {
  return value.toFixed(Math.max(4, value.decimalPlaces()));
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

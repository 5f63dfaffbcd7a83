import { Decimal } from 'decimal.js';
import { billingItemTypes } from '../autotask/picklists.ts';
import type { AutotaskBillingItem, AutotaskWorld } from '../world.ts';
import { lineKind, wares } from './names.ts';
import type { FileInvoice, FileLine, InvoiceFile } from './read.ts';
import { numbered, type TaxTables } from './tax.ts';

/** Ids of billing codes and lines that the file does not give; far from those it may give. */
const firstMadeUpCode = 90_001;
const firstLine = 1_000_001;
const otherType = 15;

/** Everything lines point to, and the lines. */
export function linesOf(file: InvoiceFile, taxes: TaxTables) {
  const codes = billingCodesOf(file, taxes);
  const levels = levelsOf(file);
  let next = firstLine;
  const billingItems = file.invoices.flatMap((invoice) =>
    invoice.billingItems.map((line): AutotaskBillingItem => {
      const kind = lineKind(line.type);
      return {
        id: next++,
        // Voiding gives the lines back to the items to invoice.
        invoiceID: invoice.isVoided ? 0 : invoice.id,
        companyID: invoice.companyID,
        itemName: cut(line.itemName || kind.itemName, 255),
        description: cut(line.description ?? '', 2000),
        itemDate: line.itemDate ?? invoice.invoiceDateTime,
        billingItemType: typeNumber(line.type),
        billingCodeID: codes.idOf(line),
        taxCategoryID: taxes.categoryOf(invoice, line),
        ...priceOf(line),
        totalAmount: line.totalAmount,
        taxDollars: line.taxDollars,
        organizationalLevelAssociationID: levels.idOf(line),
        contractID: null,
        ticketID: null,
        purchaseOrderNumber: cut(invoice.orderNumber ?? '', 50),
      };
    }),
  );
  return { billingItems, billingCodes: codes.rows, ...levels.rows };
}

/** As much as Autotask holds, never half of a character that takes two places. */
const cut = (text: string, max: number) => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** Quantity and price as told; of one that is missing the other follows. */
function priceOf(line: FileLine) {
  const quantity = line.quantity ?? '1.0000';
  const one = new Decimal(quantity).isZero();
  const rate = line.rate ?? (line.quantity && !one ? divide(line.totalAmount, quantity) : line.totalAmount);
  return { quantity, rate, extendedPrice: line.extendedPrice ?? line.totalAmount };
}

const divide = (total: string, quantity: string) => new Decimal(new Decimal(total).div(quantity).toFixed(7)).toFixed();

function typeNumber(type: string | undefined): number {
  const wanted = type?.toLowerCase();
  const found = Object.entries(billingItemTypes).find(([, label]) => label.toLowerCase() === wanted);
  if (found) return Number(found[0]);
  const similar = Object.entries(billingItemTypes).find(([, label]) => wanted && label.toLowerCase().includes(wanted));
  return similar ? Number(similar[0]) : otherType;
}

function billingCodesOf({ invoices }: InvoiceFile, taxes: TaxTables) {
  const lines = invoices.flatMap((invoice) => invoice.billingItems.map((line) => ({ invoice, line })));
  const madeUp = numbered(lines.flatMap(({ line }) => (line.billingCodeID ? [] : [lineKind(line.type).billingCode])));
  const idOf = (line: FileLine) =>
    line.billingCodeID ?? firstMadeUpCode - 1 + (madeUp.get(lineKind(line.type).billingCode) ?? 0);
  const first = new Map<number, { invoice: FileInvoice; line: FileLine }>();
  for (const use of lines) if (!first.has(idOf(use.line))) first.set(idOf(use.line), use);
  const rows: AutotaskWorld['billingCodes'] = [...first]
    .sort(([a], [b]) => a - b)
    .map(([id, { invoice, line }], index) => ({
      id,
      name: line.billingCodeID ? wareName(index) : lineKind(line.type).billingCode,
      externalNumber: '',
      taxCategoryID: taxes.categoryOf(invoice, line),
      isActive: true,
    }));
  return { rows, idOf };
}

function wareName(index: number): string {
  const round = Math.floor(index / wares.length);
  return `${wares[index % wares.length]}${round ? ` ${round + 1}` : ''}`;
}

/** Divisions and lines of business: `Division / Line`, or a Division alone, whose line is then "General". */
function levelsOf({ invoices }: InvoiceFile) {
  const textOf = (line: FileLine) => {
    const [level1 = '', ...rest] = (line.division || lineKind(line.type).division).split(/\s*\/\s*/);
    return [level1.trim() || 'General', rest.join(' / ').trim() || 'General'] as const;
  };
  const pairs = invoices.flatMap((invoice) => invoice.billingItems.map(textOf));
  const level1 = numbered(pairs.map(([name]) => name));
  const level2 = numbered(pairs.map(([, name]) => name));
  const both = numbered(pairs.map((pair) => JSON.stringify(pair)));
  const named = (names: Map<string, number>) => [...names].map(([name, id]) => ({ id, name, isActive: true }));
  const organizationalLevelAssociations = [...both].map(([pair, id]) => {
    const [one, two] = JSON.parse(pair) as [string, string];
    const organizationalLevel1ID = level1.get(one) ?? 0;
    return { id, organizationalLevel1ID, organizationalLevel2ID: level2.get(two) ?? 0, isActive: true };
  });
  return {
    rows: {
      organizationalLevel1s: named(level1),
      organizationalLevel2s: named(level2),
      organizationalLevelAssociations,
    },
    idOf: (line: FileLine) => both.get(JSON.stringify(textOf(line))) ?? null,
  };
}

import { readInvoiceFile, worldFromInvoices } from '../sandbox/invoice-file/index.ts';
import type { World } from '../sandbox/world.ts';

/** How many invoices of each kind: with four documents a batch that makes three batches of invoices and one of credit notes. */
const INVOICES = 11;
const CREDIT_NOTES = 2;
const NOTHING_TO_POST = 1;

/** A small month as a file of invoices: ordinary ones, credit notes, one of total zero; a company each. */
export function tortureMonth(): { text: string; world: World; sendable: number; nothingToPost: number } {
  const invoices = Array.from({ length: INVOICES + CREDIT_NOTES + NOTHING_TO_POST }, (_, index) => {
    const credit = index >= INVOICES && index < INVOICES + CREDIT_NOTES;
    const zero = index >= INVOICES + CREDIT_NOTES;
    const net = zero ? '0.0000' : `${credit ? '-' : ''}${100 + index}.3350`;
    const tax = zero ? '0.00000' : (Number(net) * 0.2).toFixed(5);
    return {
      ...{ id: 7001 + index, companyID: 501 + index, invoiceNumber: `T-${7001 + index}` },
      ...{ invoiceDateTime: `2026-05-${String(1 + index).padStart(2, '0')}`, dueDate: '2026-06-30' },
      ...{ invoiceTotal: net, totalTaxValue: tax },
      contacts: [{ name: `Pat Sample ${index}`, email: `pat${index}@company${index}.example` }],
      billingItems: [
        { type: 'Recurring Service', quantity: '1', rate: net, totalAmount: net, taxDollars: tax, taxRate: '0.2' },
      ],
    };
  });
  const text = JSON.stringify({ invoices });
  const answer = readInvoiceFile(text);
  if (!answer.ok) throw new Error(`the month of the torture is no good: ${answer.problems.join('; ')}`);
  return {
    text,
    world: worldFromInvoices(answer.file),
    sendable: INVOICES + CREDIT_NOTES,
    nothingToPost: NOTHING_TO_POST,
  };
}

import { addDays } from '../seed/bill.ts';
import { slackWorld } from '../seed/slack.ts';
import type { AutotaskInvoice, AutotaskWorld, World } from '../world.ts';
import { booksFor } from './books.ts';
import { companiesOf, currenciesOf } from './companies.ts';
import { linesOf } from './lines.ts';
import type { FileInvoice, InvoiceFile } from './read.ts';
import { taxTables } from './tax.ts';

export { type FileInvoice, type FileLine, type InvoiceFile, type ReadResult, readInvoiceFile } from './read.ts';

const usualDueInDays = 30;
const dayMs = 86_400_000;

/**
 * A world around the invoices of a file. Amounts, dates and numbers are the file's; what it leaves out (names, people,
 * codes, tax tables, books) is made up, the same each time. The story plays on the day after the last invoice.
 */
export function worldFromInvoices(file: InvoiceFile): World {
  const taxes = taxTables(file);
  const currencies = currenciesOf(file);
  const { companies, contacts } = companiesOf(file, taxes, currencies.idOf);
  const terms = paymentTermsOf(file);
  const { taxRegions, taxCategories } = taxes;
  const autotask: AutotaskWorld = {
    ci: 771_903,
    companies,
    contacts,
    invoices: file.invoices.map((invoice) => invoiceRow(invoice, taxes.regionOf(invoice).name, terms.idOf(invoice))),
    ...linesOf(file, taxes),
    currencies: currencies.rows,
    paymentTerms: terms.rows,
    taxRegions,
    taxCategories,
    taxes: taxes.taxes,
    hiddenAssociations: [],
  };
  const divisions = autotask.organizationalLevel1s.map(({ name }) => name);
  const last = file.invoices.map((invoice) => invoice.invoiceDateTime).reduce((a, b) => (a > b ? a : b));
  return {
    today: addDays(last, 1),
    slack: slackWorld(),
    autotask,
    xero: { organisations: booksFor({ currencies: currencies.codes, rates: taxes.rates, divisions, companies }) },
  };
}

function invoiceRow(invoice: FileInvoice, taxRegionName: string, paymentTerm: number | null): AutotaskInvoice {
  const date = invoice.invoiceDateTime;
  const isVoided = invoice.isVoided ?? false;
  return {
    id: invoice.id,
    batchID: Number(date.replaceAll('-', '')) % 1_000_000,
    companyID: invoice.companyID,
    invoiceNumber: invoice.invoiceNumber,
    invoiceDateTime: date,
    dueDate: invoice.dueDate ?? addDays(date, usualDueInDays),
    fromDate: invoice.fromDate ?? null,
    toDate: invoice.toDate ?? null,
    createDateTime: `${date}T16:00:00.000Z`,
    invoiceTotal: invoice.invoiceTotal,
    totalTaxValue: invoice.totalTaxValue,
    taxRegionName,
    paymentTerm,
    orderNumber: invoice.orderNumber ?? '',
    comments: null,
    isVoided,
    voidedDate: isVoided ? `${addDays(date, 1)}T10:00:00.000Z` : null,
    paidDate: null,
    webServiceDate: invoice.webServiceDate ?? null,
  };
}

/** A term for each number of days between invoice and due date that occurs. */
function paymentTermsOf({ invoices }: InvoiceFile) {
  const daysOf = ({ invoiceDateTime, dueDate }: FileInvoice) =>
    dueDate ? Math.round((Date.parse(dueDate) - Date.parse(invoiceDateTime)) / dayMs) : usualDueInDays;
  const days = [...new Set(invoices.map(daysOf))].filter((count) => count >= 0).sort((a, b) => a - b);
  return {
    rows: days.map((paymentDueInDays, index) => ({
      id: index + 1,
      name: paymentDueInDays === 0 ? 'Due on receipt' : `Net ${paymentDueInDays}`,
      paymentDueInDays,
      isActive: true,
    })),
    idOf: (invoice: FileInvoice) => days.indexOf(daysOf(invoice)) + 1 || null,
  };
}

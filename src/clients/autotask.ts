import type { CalendarDay, Company, CompanyContact, Instant, Invoice, InvoiceLine } from '../domain/types.ts';
import type { Psa } from '../services/ports.ts';
import { describeAccess } from './autotask-access.ts';
import { type AutotaskHttp, type AutotaskOptions, createAutotaskHttp } from './autotask-http.ts';
import { createLineNames } from './autotask-line-names.ts';
import { type Condition, queryAll, queryByIds } from './autotask-query.ts';
import { createNames, type Names } from './autotask-reference.ts';
import * as schema from './autotask-schema.ts';
import { unexpected } from './http.ts';

export type { AutotaskOptions } from './autotask-http.ts';

/** Autotask over its REST API (https://www.autotask.net/help/developerhelp/Content/APIs/REST/). */
export function createAutotask(options: AutotaskOptions): Psa {
  const http = createAutotaskHttp(options);
  const names = createNames(http, () => options.clock.now().getTime());
  return {
    async identity() {
      const { databaseId, webUrl } = await http.zone();
      return { databaseId, webUrl };
    },
    findInvoices: (criteria) => findInvoices(http, names, criteria),
    companies: (ids) => readCompanies(http, names, ids),
    companyContacts: (companyIds) => readCompanyContacts(http, companyIds),
    reference: async () => (await names()).reference,
    lineNames: createLineNames(http, () => options.clock.now().getTime()),
    access: () => describeAccess(http, options.username, names),
    async marks(ids) {
      const rows = await queryByIds(http, schema.invoices, 'id', ids);
      return new Map(rows.map((row) => [row.id, { markedAt: row.webServiceDate, isVoided: row.isVoided }]));
    },
    mark: (invoiceId, at) => patchInvoice(http, invoiceId, { webServiceDate: at }),
    clearMark: (invoiceId) => patchInvoice(http, invoiceId, { webServiceDate: null }),
    async numbers(ids) {
      const rows = await queryByIds(http, schema.invoices, 'id', ids);
      return new Map(rows.map((row) => [row.id, row.invoiceNumber]));
    },
    invoicePdf: (invoiceId) => readPdf(http, invoiceId),
    setNumber: (invoiceId, number) => patchInvoice(http, invoiceId, { invoiceNumber: number }),
  };
}

async function findInvoices(
  http: AutotaskHttp,
  names: () => Promise<Names>,
  criteria: { from?: CalendarDay; to?: CalendarDay; ids?: number[] },
): Promise<Invoice[]> {
  const { from, to, ids } = criteria;
  if (!ids && !(from && to)) throw new Error('Invoices are asked for by ids or by a whole period.');
  const days: Condition<'invoiceDateTime'>[] = [];
  // The field is a date at midnight Z: up to, but without, the day after keeps the last day in.
  if (from) days.push({ op: 'gte', field: 'invoiceDateTime', value: from });
  if (to) days.push({ op: 'lt', field: 'invoiceDateTime', value: dayAfter(to) });
  const headers = ids
    ? await queryByIds(http, schema.invoices, 'id', ids, days)
    : await queryAll(http, schema.invoices, days);
  if (headers.length === 0) return [];
  const [lines, known] = await Promise.all([
    queryByIds(
      http,
      schema.billingItems,
      'invoiceID',
      headers.map((header) => header.id),
    ),
    names(),
  ]);
  const linesOf = groupLines(lines);
  return headers.map((header) => toInvoice(header, linesOf.get(header.id) ?? [], known));
}

function toInvoice(row: schema.InvoiceRow, lines: schema.BillingItemRow[], names: Names): Invoice {
  return {
    id: row.id,
    number: row.invoiceNumber,
    companyId: row.companyID,
    date: row.invoiceDateTime,
    dueDate: row.dueDate,
    from: row.fromDate,
    to: row.toDate,
    net: row.invoiceTotal,
    tax: row.totalTaxValue,
    taxRegion: row.taxRegionName,
    paymentTermId: row.paymentTerm,
    orderNumber: row.orderNumber,
    isVoided: row.isVoided,
    voidedAt: row.voidedDate,
    markedAt: row.webServiceDate,
    lines: lines.sort((a, b) => a.id - b.id).map((line) => toLine(line, names)),
  };
}

function toLine(row: schema.BillingItemRow, names: Names): InvoiceLine {
  const billingCode = names.billingCodes.get(row.billingCodeID ?? 0);
  // Older lines carry no category of their own: the billing code's is the one they were billed by.
  const taxCategoryId = row.taxCategoryID ?? billingCode?.taxCategoryId ?? null;
  return {
    id: row.id,
    date: row.itemDate,
    itemName: row.itemName,
    description: row.description,
    type: names.lineTypes.get(row.billingItemType ?? 0) ?? '',
    quantity: row.quantity,
    rate: row.rate,
    amount: row.totalAmount,
    tax: row.taxDollars,
    billingCodeId: row.billingCodeID,
    billingCode: billingCode?.name ?? null,
    taxCategoryId,
    taxCategory: names.taxCategories.get(taxCategoryId ?? 0) ?? null,
    level: names.levels.get(row.organizationalLevelAssociationID ?? 0) ?? null,
    ticketId: row.ticketID,
    contractId: row.contractID,
  };
}

async function readCompanies(http: AutotaskHttp, names: () => Promise<Names>, ids: number[]): Promise<Company[]> {
  if (ids.length === 0) return [];
  const [rows, known] = await Promise.all([queryByIds(http, schema.companies, 'id', ids), names()]);
  return rows.map((row) => ({
    id: row.id,
    name: row.companyName,
    currency: row.currencyID === null ? known.ownCurrency : (known.currencies.get(row.currencyID) ?? ''),
    webAddress: row.webAddress,
    taxNumber: row.taxID,
    isActive: row.isActive,
  }));
}

async function readCompanyContacts(http: AutotaskHttp, companyIds: number[]): Promise<CompanyContact[]> {
  const rows = await queryByIds(http, schema.contacts, 'companyID', companyIds);
  // Chosen here and not in the query: isActive is an integer on contacts, and a boolean there is a 500.
  return rows
    .filter((row) => row.isActive)
    .map((row) => ({
      id: row.id,
      companyId: row.companyID,
      firstName: row.firstName,
      lastName: row.lastName,
      email: row.emailAddress,
      isBilling: row.billingContact,
      isPrimary: row.primaryContact,
    }));
}

/** The file as base64, bare or in an `item` (…/APIs/REST/Entities/InvoicePdfEntity.htm). */
async function readPdf(http: AutotaskHttp, invoiceId: number): Promise<Buffer | null> {
  const file = await http.get(`Invoices/${invoiceId}/InvoicePdf`, schema.pdfAnswer);
  const content = Buffer.from(file?.data ?? '', 'base64');
  return content.subarray(0, 5).toString('latin1') === '%PDF-' ? content : null;
}

/**
 * PATCH changes only what it names: a PUT would empty every other field
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/API_Calls/REST_Updating_Data_PATCH.htm).
 */
async function patchInvoice(
  http: AutotaskHttp,
  invoiceId: number,
  change: { webServiceDate: Instant | null } | { invoiceNumber: string },
): Promise<void> {
  const { itemId } = await http.patch('Invoices', { id: invoiceId, ...change }, schema.writeAnswer);
  if (itemId === invoiceId) return;
  const asked = { system: 'autotask', what: 'PATCH Invoices', write: true } as const;
  throw unexpected(asked, `the answer speaks of invoice ${itemId}, not of ${invoiceId}`);
}

function dayAfter(day: CalendarDay): CalendarDay {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

function groupLines(lines: schema.BillingItemRow[]): Map<number, schema.BillingItemRow[]> {
  const groups = new Map<number, schema.BillingItemRow[]>();
  for (const line of lines) {
    const group = groups.get(line.invoiceID);
    if (group) group.push(line);
    else groups.set(line.invoiceID, [line]);
  }
  return groups;
}

import { listen } from '../http.ts';
import type { AutotaskRow } from '../stand-in.ts';
import type { AutotaskBillingItem, AutotaskInvoice } from '../world.ts';
import type { Row } from './fields.ts';
import { instant } from './json.ts';
import { createHandler } from './server.ts';
import type { AutotaskOptions, AutotaskStandIn, AutotaskSwitches, HeldInvoice } from './stand-in.ts';
import { apiUserId, openTables, type Tables } from './tables.ts';

export type {
  AutotaskCredentials,
  AutotaskOptions,
  AutotaskStandIn,
  AutotaskSwitches,
  HeldInvoice,
} from './stand-in.ts';

/**
 * A stand-in for Autotask's REST API on the loopback address. It keeps Autotask's rules, the awkward ones too: operators
 * dropped in silence, 500 for what is wrong, rows that are missing without a word, read-only fields ignored with a 200.
 */
export async function openAutotask(options: AutotaskOptions): Promise<AutotaskStandIn> {
  const { store, clock, faults, recorder, credentials } = options;
  const tables = openTables(store, options.world, credentials.username);
  const switches: AutotaskSwitches = {
    webServiceDate: 'exact',
    ignoredOperators: [],
    noAccess: [],
    noPdf: [],
    requestsPerHour: 10_000,
    thresholdLatency: false,
    threadsPerEndpoint: 3,
    latencyMs: 0,
    failingBody: 'html',
    ...options.switches,
  };
  let origin = '';
  const handler = createHandler({ tables, switches, credentials, clock, faults, recorder, origin: () => origin });
  const server = await (options.listen ?? listen)((request, response) => {
    handler(request, response).catch((error: unknown) => {
      // its sender went away in the middle of a word
      if (request.errored) return;
      recorder.violations.push(`autotask ${request.method} ${request.url}: the stand-in broke: ${String(error)}`);
      response.destroy();
    });
  }, options.port);
  origin = server.url;
  return { ...server, switches, apiUrl: `${origin}/atservicesrest/`, ...peopleOf(tables, clock.now) };
}

/** What people and other tools do in Autotask, and how it looks from there. */
function peopleOf(tables: Tables, now: () => number) {
  const find = (entity: string, id: number): Row => {
    const row = tables.get(entity, id);
    if (!row) throw new Error(`There is no ${id} in ${entity}.`);
    return row;
  };
  const editInvoice = (id: number, patch: Record<string, unknown>) =>
    tables.put('Invoices', { ...find('Invoices', id), ...patch });
  const moveLines = (from: number, to: number) => {
    for (const line of tables.linesOf(from)) tables.put('BillingItems', { ...line, invoiceID: to });
  };
  const voidInvoice = (id: number) => {
    const voidedDate = new Date(now()).toISOString();
    editInvoice(id, { isVoided: true, voidedDate, voidedByResourceID: apiUserId });
    // Lines that are on no invoice point to 0, not to null.
    moveLines(id, 0);
  };
  return {
    rows: () => tables.of('Invoices').map((invoice) => invoiceRow(invoice, tables)),
    invoice: (id: number) => tables.get('Invoices', id) as HeldInvoice | undefined,
    lines: (invoiceId: number) => tables.linesOf(invoiceId) as unknown as AutotaskBillingItem[],
    editInvoice: (id: number, patch: Partial<AutotaskInvoice>) => editInvoice(id, patch),
    editLine: (id: number, patch: Partial<AutotaskBillingItem>) =>
      tables.put('BillingItems', { ...find('BillingItems', id), ...patch }),
    voidInvoice,
    invoiceAgain(id: number) {
      const old = find('Invoices', id);
      const lines = tables.linesOf(id);
      if (!old.isVoided) voidInvoice(id);
      const fresh = Math.max(...tables.of('Invoices').map((invoice) => invoice.id)) + 1;
      const createDateTime = new Date(now()).toISOString();
      tables.put('Invoices', { ...old, id: fresh, createDateTime, webServiceDate: null });
      for (const line of lines) tables.put('BillingItems', { ...line, invoiceID: fresh });
      return fresh;
    },
    markByOther: (id: number, moment: string | null) => editInvoice(id, { webServiceDate: moment }),
  };
}

function invoiceRow(invoice: Row, tables: Tables): AutotaskRow {
  const company = tables.get('Companies', Number(invoice.companyID));
  const currency = tables.get('Currencies', Number(company?.currencyID));
  return {
    id: invoice.id,
    number: (invoice.invoiceNumber as string | null) ?? null,
    company: String(company?.companyName ?? invoice.companyID),
    date: String(invoice.invoiceDateTime).slice(0, 10),
    currency: String(currency?.name ?? ''),
    net: String(invoice.invoiceTotal),
    tax: String(invoice.totalTaxValue),
    voided: invoice.isVoided === true,
    markedAt: typeof invoice.webServiceDate === 'string' ? instant(invoice.webServiceDate) : null,
  };
}

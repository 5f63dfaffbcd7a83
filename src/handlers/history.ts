import type { TotalsBy } from '../domain/run-totals.ts';
import type { Services } from '../services/api.ts';
import type { Press } from './routes.ts';

type PageOfRun = Press<{ run: string; page: number }>;

export function listRuns(services: Services) {
  return ({ person }: Press<object>) => services.runs.list({ person });
}

export function showInvoices(services: Services) {
  return ({ person, value }: PageOfRun) => services.runs.invoices({ person, runId: value.run, page: value.page });
}

export function hold(services: Services) {
  return ({ person, value }: Press<{ run: string; invoice: number; held: boolean; page: number }>) =>
    services.runs.hold({ person, runId: value.run, invoiceId: value.invoice, held: value.held, page: value.page });
}

export function preview(services: Services) {
  return ({ person, value }: PageOfRun) => services.runs.preview({ person, runId: value.run, page: value.page });
}

export function askForApproval(services: Services) {
  return ({ person, value }: Press<{ run: string }>) => services.runs.askForApproval({ person, runId: value.run });
}

export function totals(services: Services) {
  return ({ person, value }: Press<{ run: string; by: TotalsBy; page: number }>) =>
    services.runs.totals({ person, runId: value.run, by: value.by, page: value.page });
}

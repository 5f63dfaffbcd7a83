import type { FilledSearch } from '../search-form.ts';
import type { InvoiceRow } from './run-card.ts';

/** The search window. */
export interface SearchFormView {
  kind: 'search-form';
  /** In the tenant's own words, `Division / Line`. */
  divisions: { value: string; label: string }[];
  presets: { value: string; label: string }[];
  /** What was filled in last, or today's proposal. */
  initial: FilledSearch;
  place: string;
  /** Said where a list could not be read. */
  note: string | null;
}

/** All invoices of a run, page by page, to read and to hold. */
export interface InvoiceListView {
  kind: 'invoice-list';
  runId: string;
  title: string;
  rows: InvoiceRow[];
  page: number;
  pages: number;
  mayHold: boolean;
}

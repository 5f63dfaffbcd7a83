import { Decimal } from 'decimal.js';
import type { AutotaskWorld } from '../world.ts';
import type { FileInvoice, FileLine, InvoiceFile } from './read.ts';

/** Rates that are asked for first when a line does not say its own, most common ones first. */
const commonRates =
  '0.2 0.21 0.19 0.25 0.23 0.22 0.1 0.05 0.15 0.24 0.07 0.09 0.06 0.08 0.18 0.13 0.12 0.14 0.16 0.17 0.27 0.055 0.077 0.081 0.125 0.135 0.175 0.0825 0.08875'.split(
    ' ',
  );
const defaultRegion = 'Domestic';
const zeroRated = 'Zero-rated';

/** What the lines of a file say about tax, as Autotask keeps it: regions, categories, and a rate for each pair. */
export interface TaxTables extends Pick<AutotaskWorld, 'taxRegions' | 'taxCategories' | 'taxes'> {
  regionOf(invoice: FileInvoice): { id: number; name: string };
  categoryOf(invoice: FileInvoice, line: FileLine): number;
  /** Every rate that occurs, as fractions, the most frequent first. */
  rates: string[];
}

export function taxTables(file: InvoiceFile): TaxTables {
  const rateOf = rateReader(file);
  const uses = file.invoices.flatMap((invoice) =>
    invoice.billingItems.map((line) => {
      const rate = rateOf(invoice, line);
      return { line, region: regionName(invoice), rate, name: line.taxCategory || madeUpCategory(rate) };
    }),
  );
  const suffixed = namesWithTwoRates(uses);
  const regions = numbered(file.invoices.map(regionName));
  const categories = new Map<string, number>();
  const categoryByLine = new Map<FileLine, number>();
  const taxes = new Map<string, AutotaskWorld['taxes'][number]>();
  for (const use of uses) {
    const name = suffixed.has(use.name) ? `${use.name} (${percent(use.rate)} %)` : use.name;
    const category = categories.get(name) ?? categories.set(name, categories.size + 1).size;
    categoryByLine.set(use.line, category);
    const region = regions.get(use.region) ?? 0;
    const key = `${region} ${category}`;
    if (taxes.has(key)) continue;
    const taxName = `${use.region} ${percent(use.rate)} %`;
    const pair = { taxRegionID: region, taxCategoryID: category, taxName, taxRate: use.rate, isCompounded: false };
    taxes.set(key, { id: taxes.size + 1, ...pair });
  }
  return {
    taxRegions: [...regions].map(([name, id]) => ({ id, name, isActive: true })),
    taxCategories: [...categories].map(([name, id]) => ({ id, name, description: name, isActive: true })),
    taxes: [...taxes.values()],
    regionOf: (invoice) => ({ id: regions.get(regionName(invoice)) ?? 0, name: regionName(invoice) }),
    categoryOf: (_invoice, line) => categoryByLine.get(line) ?? 0,
    rates: byFrequency(uses.map(({ rate }) => rate)),
  };
}

/** Rate in per cent without needless zeros: "21", "7.7". */
export function percent(rate: string): string {
  return new Decimal(rate).times(100).toFixed();
}

/** Texts by how often they occur, the earlier one first where that is equal. */
export function byFrequency(values: string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}

/** Numbers for texts, from 1, in the order they come. */
export function numbered(texts: string[]): Map<string, number> {
  return new Map([...new Set(texts)].map((text, index) => [text, index + 1]));
}

const regionName = (invoice: FileInvoice) => invoice.taxRegionName || defaultRegion;
const madeUpCategory = (rate: string) => (Number(rate) === 0 ? zeroRated : `Taxed ${percent(rate)} %`);

/** Autotask has one rate for a region and a category: a category that is told with two is really two. */
function namesWithTwoRates(uses: { region: string; name: string; rate: string }[]): Set<string> {
  const rates = new Map<string, string>();
  const mixed = new Set<string>();
  for (const { region, name, rate } of uses) {
    const key = JSON.stringify([region, name]);
    const known = rates.get(key);
    if (known !== undefined && known !== rate) mixed.add(name);
    rates.set(key, rate);
  }
  return mixed;
}

/** The rate of a line, always as the shortest text: said, or found from what it was taxed. */
function rateReader(file: InvoiceFile): (invoice: FileInvoice, line: FileLine) => string {
  const lines = file.invoices.flatMap((invoice) => invoice.billingItems);
  const said = byFrequency(lines.flatMap((line) => (line.taxRate === undefined ? [] : [shortest(line.taxRate)])));
  const candidates = [...new Set([...said, ...commonRates])].map((rate) => new Decimal(rate));
  const found = new Map<FileLine, string | undefined>();
  for (const line of lines) found.set(line, derivedRate(line, candidates));
  const usual = byFrequency([...said, ...[...found.values()].flatMap((rate) => (rate === undefined ? [] : [rate]))])[0];
  return (invoice, line) => {
    const notTaxable = line.billingCodeTaxable === false || invoice.companyTaxable === false;
    if (notTaxable && Number(line.taxDollars) === 0) return '0';
    if (line.taxRate !== undefined) return shortest(line.taxRate);
    // A line of nothing tells no rate: it goes with its neighbours.
    const neighbour = invoice.billingItems.map((other) => found.get(other)).find((rate) => rate !== undefined);
    return found.get(line) ?? neighbour ?? usual ?? '0';
  };
}

/** The first usual rate that explains the tax to the last digit, else one that does to the cent, else the exact quotient. */
function derivedRate(line: FileLine, candidates: Decimal[]): string | undefined {
  const total = new Decimal(line.totalAmount);
  const tax = new Decimal(line.taxDollars);
  if (total.isZero()) return undefined;
  if (tax.isZero()) return '0';
  const fits = (tolerance: number) => candidates.find((rate) => total.times(rate).minus(tax).abs().lte(tolerance));
  const rate = fits(0.00005) ?? fits(0.005);
  if (rate) return shortest(rate.toFixed());
  const quotient = tax.div(total);
  return quotient.isNegative() || quotient.gt(1) ? undefined : shortest(quotient.toFixed(6));
}

const shortest = (rate: string) => new Decimal(rate).toFixed();

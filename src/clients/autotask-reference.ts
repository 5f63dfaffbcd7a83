import { Decimal } from 'decimal.js';
import { RemoteError } from '../domain/errors.ts';
import type { Level, PsaReference, PsaTaxRate } from '../domain/types.ts';
import type { AutotaskHttp } from './autotask-http.ts';
import { queryAll } from './autotask-query.ts';
import * as schema from './autotask-schema.ts';

/** What ids on invoices and lines mean, in the tenant's own words. */
export interface Names {
  billingCodes: Map<number, { name: string; taxCategoryId: number | null }>;
  taxCategories: Map<number, string>;
  levels: Map<number, Level>;
  /** Labels of billingItemType: numbers on lines, texts in the metadata, different per tenant. */
  lineTypes: Map<number, string>;
  /** Currency code by id. */
  currencies: Map<number, string>;
  /** The tenant's own currency, which companies without one have. */
  ownCurrency: string;
  reference: PsaReference;
}

/** Names change seldom; a few minutes' memory saves ten calls a search. */
const KEPT_MS = 5 * 60_000;

export function createNames(http: AutotaskHttp, now: () => number): () => Promise<Names> {
  let known: { names: Promise<Names>; at: number } | null = null;
  return () => {
    if (known && now() - known.at < KEPT_MS) return known.names;
    const fresh = { names: readNames(http), at: now() };
    known = fresh;
    fresh.names.catch(() => {
      if (known === fresh) known = null;
    });
    return fresh.names;
  };
}

const everything = [{ op: 'gte', field: 'id', value: 0 } as const];

async function readNames(http: AutotaskHttp): Promise<Names> {
  const [codes, categories, regions, taxes, divisions, lines, pairs, currencies, fields, paymentTerms] =
    await Promise.all([
      queryAll(http, schema.billingCodes, everything),
      queryAll(http, schema.taxCategories, everything),
      queryAll(http, schema.taxRegions, everything),
      queryAll(http, schema.taxes, everything),
      queryAll(http, schema.divisions, everything),
      queryAll(http, schema.linesOfBusiness, everything),
      queryAll(http, schema.levelPairs, everything),
      queryAll(http, schema.currencies, everything),
      http.get('BillingItems/entityInformation/fields', schema.fieldList),
      readPaymentTerms(http),
    ]);
  const divisionNames = nameById(divisions);
  const lineNames = nameById(lines);
  const levels = pairs.map((pair) => ({
    id: pair.id,
    division: divisionNames.get(pair.organizationalLevel1ID ?? 0) ?? '',
    lineOfBusiness: lineNames.get(pair.organizationalLevel2ID ?? 0) ?? '',
  }));
  const types = fields.fields.find((field) => field.name === 'billingItemType')?.picklistValues ?? [];
  return {
    billingCodes: new Map(codes.map((code) => [code.id, { name: code.name, taxCategoryId: code.taxCategoryID }])),
    taxCategories: nameById(categories),
    levels: new Map(levels.map((level) => [level.id, level])),
    lineTypes: new Map(types.map(({ value, label }) => [Number(value), label])),
    currencies: nameById(currencies),
    ownCurrency: currencies.find((currency) => currency.isInternalCurrency)?.name ?? '',
    reference: {
      levels,
      taxRates: combineTaxes(taxes, nameById(regions), nameById(categories)),
      billingCodes: codes.map(({ id, name }) => ({ id, name })),
      ...(paymentTerms && { paymentTerms }),
    },
  };
}

/** Only rules for due dates are named by them, so an API user who may not read them can do everything else. */
async function readPaymentTerms(http: AutotaskHttp): Promise<PsaReference['paymentTerms']> {
  try {
    return await queryAll(http, schema.paymentTerms, everything);
  } catch (error) {
    if (error instanceof RemoteError && error.kind === 'refused') return undefined;
    throw error;
  }
}

interface TaxRow {
  taxRegionID: number | null;
  taxCategoryID: number | null;
  taxRate: string;
  isCompounded: boolean;
}

/**
 * One rate per region and category. Several taxes of a pair add up; the compounded one is charged on the net amount and
 * the other taxes (https://www.autotask.net/help/developerhelp/Content/APIs/REST/Entities/TaxesEntity.htm).
 */
export function combineTaxes(
  taxes: TaxRow[],
  regions: Map<number, string>,
  categories: Map<number, string>,
): PsaTaxRate[] {
  const pairs = new Map<string, { region: string; category: string; simple: Decimal; compounded: Decimal }>();
  for (const tax of taxes) {
    const region = regions.get(tax.taxRegionID ?? 0);
    const category = categories.get(tax.taxCategoryID ?? 0);
    if (region === undefined || category === undefined) continue;
    const key = `${tax.taxRegionID} ${tax.taxCategoryID}`;
    const pair = pairs.get(key) ?? { region, category, simple: new Decimal(0), compounded: new Decimal(0) };
    const kind = tax.isCompounded ? 'compounded' : 'simple';
    pairs.set(key, { ...pair, [kind]: pair[kind].plus(tax.taxRate) });
  }
  return [...pairs.values()].map(({ region, category, simple, compounded }) => ({
    region,
    category,
    rate: simple.plus(simple.plus(1).times(compounded)).toFixed(),
  }));
}

function nameById(rows: { id: number; name: string }[]): Map<number, string> {
  return new Map(rows.map(({ id, name }) => [id, name]));
}

import { isEqual, isZero, multiply, toPlain } from './money.ts';
import type { Amount, Books, Invoice, InvoiceLine, MapEntry, MissingMap, PsaReference } from './types.ts';

/** Key of a tax map: what Autotask taxes by. A bar inside a name is escaped, so two pairs never share a key. */
export function taxKey(region: string | null, category: string | null): string {
  return `${escapeBar(region ?? '')}|${escapeBar(category ?? '')}`;
}

/** "Netherlands × Standard", for people. */
export function taxLabel(region: string | null, category: string | null): string {
  return `${region ?? 'no tax region'} × ${category ?? 'no tax category'}`;
}

/** Key of an account map: the billing code's id; `''` for lines without one, which only the default can serve. */
export function accountKey(billingCodeId: number | null): string {
  return billingCodeId === null ? '' : String(billingCodeId);
}

export type AccountChoice =
  | { kind: 'found'; accountCode: string; from: 'map' | 'default' }
  | { kind: 'missing'; missing: MissingMap }
  | { kind: 'broken'; reason: string };

/** The account of a line: its billing code's map, else the default. A map that points nowhere is never passed over. */
export function chooseAccount(line: InvoiceLine, maps: readonly MapEntry[], books: Books): AccountChoice {
  const key = accountKey(line.billingCodeId);
  const own = maps.find((map) => map.kind === 'account' && map.key === key && key !== '');
  const entry = own ?? maps.find((map) => map.kind === 'default-account');
  const label = line.billingCode ?? (key === '' ? 'lines without a billing code' : `billing code ${key}`);
  if (entry === undefined || entry.kind === 'tax') return { kind: 'missing', missing: { kind: 'account', key, label } };
  if (!books.accounts.some((account) => account.code === entry.accountCode)) {
    const whose = entry.kind === 'account' ? `The account of ${label}` : 'The default account';
    const reason = `${whose} is ${entry.accountCode}, which is not an active revenue account of ${books.organisation.name}; an admin can choose another one.`;
    return { kind: 'broken', reason };
  }
  return { kind: 'found', accountCode: entry.accountCode, from: entry.kind === 'account' ? 'map' : 'default' };
}

export type TaxChoice =
  | { kind: 'found'; taxType: string; rate: Amount }
  | { kind: 'missing'; missing: MissingMap }
  | { kind: 'broken'; reason: string };

/** The Xero tax rate of a line, by the invoice's region and the line's category. There is no default. */
export function chooseTax(
  invoice: Invoice,
  line: InvoiceLine,
  context: { maps: readonly MapEntry[]; books: Books; reference: PsaReference },
): TaxChoice {
  const key = taxKey(invoice.taxRegion, line.taxCategory);
  const label = taxLabel(invoice.taxRegion, line.taxCategory);
  const entry = context.maps.find((map) => map.kind === 'tax' && map.key === key);
  if (entry === undefined || entry.kind !== 'tax') {
    return {
      kind: 'missing',
      missing: { kind: 'tax', key, label, rate: billedRate(invoice, line, context.reference) },
    };
  }
  const rate = context.books.taxRates.find((candidate) => candidate.type === entry.taxType);
  if (rate === undefined) {
    const reason = `The tax rate of ${label} is ${entry.taxType}, which is not an active sales rate of ${context.books.organisation.name}; an admin can choose another one.`;
    return { kind: 'broken', reason };
  }
  return { kind: 'found', taxType: rate.type, rate: rate.rate };
}

/** The Xero rate that equals Autotask's (a fraction), where exactly one or the first of several does. Null: none fits. */
export function suggestTaxType(rate: Amount | null, taxRates: Books['taxRates']): string | null {
  if (rate === null) return null;
  const percent = multiply(rate, '100');
  return taxRates.find((candidate) => isEqual(candidate.rate, percent))?.type ?? null;
}

/** Autotask's rate as a fraction; 0 where a line without region or category was billed without tax; else unknown. */
export function billedRate(invoice: Invoice, line: InvoiceLine, reference: PsaReference): Amount | null {
  const known = reference.taxRates.find(
    (rate) => rate.region === invoice.taxRegion && rate.category === line.taxCategory,
  );
  if (known !== undefined) return toPlain(known.rate);
  const key = line.taxCategory;
  return invoice.lines.every((other) => other.taxCategory !== key || isZero(other.tax)) ? '0' : null;
}

function escapeBar(name: string): string {
  return name.replace(/[\\|]/g, '\\$&');
}

import { accountKey, billedRate, levelKeys, levelLabel, taxKey, taxLabel } from './maps.ts';
import type { Amount, Invoice, PsaReference } from './types.ts';

export interface NeededMaps {
  /** Autotask's rate as a fraction, where it is known. */
  taxes: { key: string; label: string; rate: Amount | null }[];
  billingCodes: { key: string; label: string }[];
  /** Divisions and Lines of Business. */
  levels: { key: string; label: string }[];
}

/** All pairs of tax region and category, all billing codes, Divisions and Lines of Business, that these Invoices are billed by; each once, by label. */
export function mapsNeeded(invoices: readonly Invoice[], reference: PsaReference): NeededMaps {
  const taxes = new Map<string, NeededMaps['taxes'][number]>();
  const billingCodes = new Map<string, NeededMaps['billingCodes'][number]>();
  const levels = new Map<string, NeededMaps['levels'][number]>();
  for (const invoice of invoices) {
    if (invoice.isVoided) continue;
    for (const line of invoice.lines) {
      for (const { key } of levelKeys(line)) levels.set(key, { key, label: levelLabel(key) });
      const tax = taxKey(invoice.taxRegion, line.taxCategory);
      const label = taxLabel(invoice.taxRegion, line.taxCategory);
      if (!taxes.has(tax)) taxes.set(tax, { key: tax, label, rate: billedRate(invoice, line, reference) });
      const account = accountKey(line.billingCodeId);
      if (account !== '')
        billingCodes.set(account, { key: account, label: line.billingCode ?? `billing code ${account}` });
    }
  }
  const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label);
  return {
    taxes: [...taxes.values()].sort(byLabel),
    billingCodes: [...billingCodes.values()].sort(byLabel),
    levels: [...levels.values()].sort(byLabel),
  };
}

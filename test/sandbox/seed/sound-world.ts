import { expect } from '@jest/globals';
import type { World } from '../../../src/sandbox/world.ts';

/** Fails unless everything in a world points to something that is there, and every amount can be printed as a number. */
export function expectSoundWorld({ autotask, xero, slack }: World): void {
  const has = (rows: { id: number }[]) => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    return new Set<number | null>(ids);
  };
  const companies = has(autotask.companies);
  const invoices = has(autotask.invoices).add(0);
  const codes = has(autotask.billingCodes).add(null);
  const categories = has(autotask.taxCategories).add(null);
  const pairs = has(autotask.organizationalLevelAssociations).add(null);
  const regions = has(autotask.taxRegions).add(null);
  const currencies = has(autotask.currencies);
  const terms = has(autotask.paymentTerms).add(null);
  has(autotask.billingItems);
  has(autotask.contacts);
  has(autotask.taxes);
  const missing: string[] = [];
  const check = (what: string, known: Set<number | null>, id: number | null) => {
    if (!known.has(id)) missing.push(`${what} ${id}`);
  };
  for (const company of autotask.companies) {
    check('region of a company', regions, company.taxRegionID);
    check('currency of a company', currencies, company.currencyID);
  }
  for (const contact of autotask.contacts) check('company of a contact', companies, contact.companyID);
  for (const invoice of autotask.invoices) {
    check('company of an invoice', companies, invoice.companyID);
    check('term of an invoice', terms, invoice.paymentTerm);
    if (!autotask.taxRegions.some((region) => region.name === invoice.taxRegionName))
      missing.push('region of an invoice');
  }
  for (const line of autotask.billingItems) {
    check('invoice of a line', invoices, line.invoiceID);
    check('company of a line', companies, line.companyID);
    check('code of a line', codes, line.billingCodeID);
    check('category of a line', categories, line.taxCategoryID);
    check('division of a line', pairs, line.organizationalLevelAssociationID);
    for (const amount of [line.quantity, line.rate, line.extendedPrice, line.totalAmount, line.taxDollars])
      if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(amount)) missing.push(`digits in ${amount}`);
  }
  expect(missing).toEqual([]);

  const taxPairs = autotask.taxes.map((tax) => `${tax.taxRegionID} ${tax.taxCategoryID}`);
  expect(new Set(taxPairs).size).toBe(taxPairs.length);
  for (const organisation of xero.organisations) {
    const keys = new Set(organisation.contacts.map(({ key }) => key));
    const rates = new Set(organisation.taxRates.map(({ TaxType }) => TaxType));
    expect(keys.size).toBe(organisation.contacts.length);
    const names = organisation.contacts.map(({ Name }) => Name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { mergedTo } of organisation.contacts) if (mergedTo) expect(keys).toContain(mergedTo);
    for (const invoice of organisation.invoices) expect(keys).toContain(invoice.contactKey);
    for (const account of organisation.accounts) expect(rates).toContain(account.TaxType);
    if (organisation.tenantType === 'ORGANISATION')
      expect(organisation.currencies).toContain(organisation.baseCurrency);
  }
  for (const person of slack.people) expect(person.id).toMatch(/^U[A-Z0-9]{8,}$/);
  for (const channel of slack.channels) expect(channel.id).toMatch(/^C[A-Z0-9]{8,}$/);
}

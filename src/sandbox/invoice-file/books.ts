import { Decimal } from 'decimal.js';
import { chartOfAccounts, emptyOrganisation, practice, taxRate } from '../seed/xero-parts.ts';
import type { AutotaskCompany, XeroOrganisation, XeroSeedContact } from '../world.ts';
import { percent } from './tax.ts';

const countries: Record<string, string> = { GBP: 'GB', EUR: 'IE', USD: 'US', AUD: 'AU', NZD: 'NZ', CAD: 'CA' };

/** Xero takes so many options in one tracking category. */
const maxTrackingOptions = 100;

export interface BooksInput {
  /** Base currency first. */
  currencies: string[];
  /** Fractions, the most frequent first. */
  rates: string[];
  divisions: string[];
  companies: AutotaskCompany[];
}

/** Books that can take every invoice of a file: every rate and currency that occurs, hardly any contacts. */
export function booksFor({ currencies, rates, divisions, companies }: BooksInput): XeroOrganisation[] {
  const taxRates = ratesFor(rates);
  return [
    {
      ...emptyOrganisation('7a41c6de-2b0f-4d83-a5c9-0e9f13b7d204', 'Harbourlight IT (invoice file)', '!hLfIl'),
      baseCurrency: currencies[0] ?? 'EUR',
      countryCode: countries[currencies[0] ?? 'EUR'] ?? 'GB',
      currencies,
      accounts: chartOfAccounts(taxRates[0]?.TaxType ?? 'NONE'),
      taxRates,
      trackingCategories: [{ Name: 'Division', Options: divisions.slice(0, maxTrackingOptions) }],
      contacts: contactsFor(companies),
    },
    practice(),
  ];
}

/** A rate for each percentage, told apart to four decimals as Xero does; then the usual ones of nothing. */
function ratesFor(rates: string[]): XeroOrganisation['taxRates'] {
  const percentages = new Set(
    rates.map((rate) => new Decimal(percent(rate)).toFixed(4)).filter((rate) => Number(rate) !== 0),
  );
  return [
    ...[...percentages].map((rate, index) => {
      const name = `Sales tax ${new Decimal(rate).toFixed()}%`;
      return taxRate(`TAX${String(index + 1).padStart(3, '0')}`, name, rate);
    }),
    taxRate('ZERORATEDOUTPUT', 'Zero Rated Income', '0.0000'),
    taxRate('EXEMPTOUTPUT', 'Exempt Income', '0.0000'),
    taxRate('NONE', 'No Tax', '0.0000'),
  ];
}

/** Every fifth company is there with its number, one in ten by name alone: both ways of finding a contact are played. */
function contactsFor(companies: AutotaskCompany[]): XeroSeedContact[] {
  const names = new Set<string>();
  return companies.flatMap(({ id, companyName }, index) => {
    const numbered = index % 5 === 0;
    const byName = index % 10 === 3;
    const name = companyName.toLowerCase();
    if ((!numbered && !byName) || names.has(name)) return [];
    names.add(name);
    const number = numbered ? { ContactNumber: String(id) } : {};
    return [{ key: `company-${id}`, Name: companyName, ContactStatus: 'ACTIVE' as const, ...number }];
  });
}

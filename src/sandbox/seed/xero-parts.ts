import type { XeroOrganisation } from '../world.ts';

type Account = XeroOrganisation['accounts'][number];
type TaxRate = XeroOrganisation['taxRates'][number];

/** A chart of accounts of a small service company; one revenue account is archived. */
export function chartOfAccounts(salesTax: string, noTax = 'NONE'): Account[] {
  const revenue = (Code: string, Name: string, Status = 'ACTIVE'): Account => ({
    Code,
    Name,
    Type: 'REVENUE',
    Class: 'REVENUE',
    TaxType: salesTax,
    Status,
  });
  const other = (Code: string, Name: string, Type: string, Class: string, SystemAccount?: string): Account => ({
    Code,
    Name,
    Type,
    Class,
    TaxType: noTax,
    Status: 'ACTIVE',
    ...(SystemAccount ? { SystemAccount } : {}),
  });
  return [
    revenue('200', 'Managed services'),
    revenue('205', 'Cloud licences'),
    revenue('210', 'Hardware'),
    revenue('220', 'Projects and labour'),
    revenue('230', 'Telephony (closed)', 'ARCHIVED'),
    revenue('260', 'Other sales'),
    other('310', 'Cost of licences', 'DIRECTCOSTS', 'EXPENSE'),
    other('400', 'Advertising', 'OVERHEADS', 'EXPENSE'),
    other('610', 'Accounts Receivable', 'CURRENT', 'ASSET', 'DEBTORS'),
    other('820', 'Sales tax', 'CURRLIAB', 'LIABILITY', 'GST'),
    other('860', 'Rounding', 'CURRLIAB', 'LIABILITY', 'ROUNDING'),
  ];
}

/** A rate; `EffectiveRate` in per cent. */
export function taxRate(TaxType: string, Name: string, EffectiveRate: string, more: Partial<TaxRate> = {}): TaxRate {
  return { TaxType, Name, EffectiveRate, Status: 'ACTIVE', CanApplyToRevenue: true, ...more };
}

/** The rates a British organisation has, as far as an MSP meets them. */
export function britishTaxRates(): TaxRate[] {
  return [
    taxRate('OUTPUT2', '20% (VAT on Income)', '20.0000'),
    taxRate('RROUTPUT', '5% (VAT on Income)', '5.0000'),
    taxRate('ZERORATEDOUTPUT', 'Zero Rated Income', '0.0000'),
    taxRate('EXEMPTOUTPUT', 'Exempt Income', '0.0000'),
    taxRate('ECZROUTPUTSERVICES', 'Zero Rated EC Services', '0.0000'),
    taxRate('NONE', 'No VAT', '0.0000'),
    taxRate('INPUT2', '20% (VAT on Expenses)', '20.0000', { CanApplyToRevenue: false }),
    taxRate('TAX001', '17.5% (VAT until 2011)', '17.5000', { Status: 'DELETED' }),
  ];
}

/** The connection to an accountant's own practice, which is no organisation to post to. */
export function practice(): XeroOrganisation {
  return {
    ...emptyOrganisation('5c0d9a54-6f0e-4a41-9d0c-1b7f6f1f0a03', 'Ledgerwise Accountants', '!pRaC7'),
    tenantType: 'PRACTICE',
  };
}

/** An organisation in which nothing has happened yet. */
export function emptyOrganisation(tenantId: string, name: string, shortCode: string): XeroOrganisation {
  return {
    tenantId,
    tenantType: 'ORGANISATION',
    name,
    shortCode,
    baseCurrency: 'GBP',
    countryCode: 'GB',
    periodLockDate: null,
    endOfYearLockDate: null,
    currencies: ['GBP'],
    accounts: [],
    taxRates: [],
    trackingCategories: [],
    contacts: [],
    invoices: [],
  };
}

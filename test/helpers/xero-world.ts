import type { XeroOrganisation, XeroWorld } from '../../src/sandbox/world.ts';

/** Two organisations and a practice, small enough to know by heart. */
export const KIWI = '11111111-1111-4111-8111-111111111111';
export const EURO = '22222222-2222-4222-8222-222222222222';
export const PRACTICE = '33333333-3333-4333-8333-333333333333';

const kiwi: XeroOrganisation = {
  tenantId: KIWI,
  tenantType: 'ORGANISATION',
  name: 'Kiwi Managed Services',
  shortCode: '!kiwi1',
  baseCurrency: 'NZD',
  countryCode: 'NZ',
  periodLockDate: '2026-06-30',
  endOfYearLockDate: '2026-03-31',
  currencies: ['NZD', 'USD'],
  accounts: [
    { Code: '200', Name: 'Sales', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT2', Status: 'ACTIVE' },
    { Code: '260', Name: 'Old sales', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT2', Status: 'ARCHIVED' },
    {
      Code: '610',
      Name: 'Debtors',
      Type: 'CURRENT',
      Class: 'ASSET',
      TaxType: 'NONE',
      Status: 'ACTIVE',
      SystemAccount: 'DEBTORS',
    },
  ],
  taxRates: [
    {
      TaxType: 'OUTPUT2',
      Name: '15% GST on Income',
      EffectiveRate: '15.0000',
      Status: 'ACTIVE',
      CanApplyToRevenue: true,
    },
    {
      TaxType: 'ZERORATEDOUTPUT',
      Name: 'Zero Rated',
      EffectiveRate: '0.0000',
      Status: 'ACTIVE',
      CanApplyToRevenue: true,
    },
    {
      TaxType: 'INPUT2',
      Name: '15% GST on Expenses',
      EffectiveRate: '15.0000',
      Status: 'ACTIVE',
      CanApplyToRevenue: false,
    },
  ],
  trackingCategories: [
    { Name: 'Region', Options: ['North', 'South'] },
    { Name: 'Team', Options: ['Desk', 'Field'] },
  ],
  items: [{ Code: 'SUPPORT', Name: 'Support', Description: 'Support hour', UnitPrice: '120.00', AccountCode: '200' }],
  contacts: [
    {
      key: 'acme',
      Name: 'Acme Ltd',
      ContactNumber: '1001',
      EmailAddress: 'accounts@acme.example',
      ContactStatus: 'ACTIVE',
    },
    { key: 'bistro', Name: 'Bistro "Le Coin"', ContactStatus: 'ACTIVE' },
    { key: 'gone', Name: 'Gone & Co', ContactNumber: '1009', ContactStatus: 'ARCHIVED' },
    { key: 'old-acme', Name: 'Acme Limited', ContactStatus: 'ARCHIVED', mergedTo: 'acme' },
  ],
  invoices: [
    {
      Type: 'ACCREC',
      Number: 'OLD-1',
      contactKey: 'acme',
      Date: '2026-09-30',
      DueDate: '2026-10-20',
      Status: 'PAID',
      Reference: 'from before',
      LineItems: [
        { Description: 'Retainer', Quantity: '1', UnitAmount: '100.00', AccountCode: '200', TaxType: 'OUTPUT2' },
      ],
    },
  ],
};

const euro: XeroOrganisation = {
  ...kiwi,
  tenantId: EURO,
  name: 'Euro Managed Services',
  shortCode: '!euro1',
  baseCurrency: 'EUR',
  countryCode: 'NL',
  periodLockDate: null,
  endOfYearLockDate: null,
  currencies: ['EUR'],
  contacts: [],
  invoices: [],
};

export const XERO_WORLD: XeroWorld = {
  organisations: [
    kiwi,
    euro,
    { ...euro, tenantId: PRACTICE, tenantType: 'PRACTICE', name: 'Books & Partners', shortCode: '!prac1' },
  ],
};

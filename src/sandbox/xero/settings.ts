import type { Call } from './context.ts';
import { envelope } from './envelope.ts';
import { dayFields, guid, msDate } from './format.ts';
import { answerList } from './listing.ts';
import type { Reply } from './reply.ts';

/** The lists a client maps against: organisation, accounts, tax rates, tracking, currencies, themes, items. */

export function getOrganisation(call: Call): Reply {
  const { organisation } = call;
  return envelope(call, 'Organisations', [
    {
      OrganisationID: organisation.tenantId,
      Name: organisation.name,
      LegalName: organisation.name,
      PaysTax: true,
      Version: ['AU', 'NZ', 'GB', 'US'].includes(organisation.countryCode)
        ? organisation.countryCode.replace('GB', 'UK')
        : 'GLOBAL',
      OrganisationType: organisation.tenantType === 'PRACTICE' ? 'ACCOUNTING_PRACTICE' : 'COMPANY',
      BaseCurrency: organisation.baseCurrency,
      CountryCode: organisation.countryCode,
      IsDemoCompany: false,
      OrganisationStatus: 'ACTIVE',
      FinancialYearEndDay: 31,
      FinancialYearEndMonth: 12,
      SalesTaxBasis: 'ACCRUALS',
      SalesTaxPeriod: 'QUARTERLY',
      DefaultSalesTax: 'Tax Exclusive',
      DefaultPurchasesTax: 'Tax Exclusive',
      ...lockDate('PeriodLockDate', organisation.periodLockDate),
      ...lockDate('EndOfYearLockDate', organisation.endOfYearLockDate),
      CreatedDateUTC: msDate(organisation.seededAt),
      Timezone: 'UTC',
      OrganisationEntityType: 'COMPANY',
      ShortCode: organisation.shortCode,
      Class: 'PREMIUM',
      Edition: 'BUSINESS',
      Addresses: [],
      Phones: [],
      ExternalLinks: [],
      PaymentTerms: {},
    },
  ]);
}

/** Lock dates have no readable twin. */
function lockDate(name: string, day: string | null): Record<string, string> {
  return day ? { [name]: dayFields(name, day)[name] ?? '' } : {};
}

/** What the connected user may do. */
export function listActions(call: Call): Reply {
  const { approvalRights } = call.context.switches;
  const several = call.organisation.currencies.length > 1;
  const actions: [string, boolean][] = [
    ['CreateDraftInvoice', true],
    ['CreateApprovedInvoice', approvalRights],
    ['CreateDraftCreditNote', true],
    ['CreateApprovedCreditNote', approvalRights],
    ['UseMulticurrency', several],
    ['AttachFilesIntoInvoice', true],
  ];
  return envelope(
    call,
    'Actions',
    actions.map(([Name, allowed]) => ({ Name, Status: allowed ? 'ALLOWED' : 'NOT-ALLOWED' })),
  );
}

export function listAccounts(call: Call): Reply {
  const { accounts, seededAt } = call.organisation;
  return answerList(call, 'Accounts', accounts, {
    names: ['AccountID', 'Code', 'Name', 'Type', 'Class', 'Status', 'TaxType', 'SystemAccount'],
    fields: (account) => ({ ...account }),
    updated: () => seededAt,
    view: (account) => ({
      AccountID: account.AccountID,
      Code: account.Code,
      Name: account.Name,
      Status: account.Status,
      Type: account.Type,
      TaxType: account.TaxType,
      Class: account.Class,
      EnablePaymentsToAccount: false,
      ShowInExpenseClaims: false,
      BankAccountType: account.Type === 'BANK' ? 'BANK' : '',
      ...(account.SystemAccount && { SystemAccount: account.SystemAccount }),
      HasAttachments: false,
      UpdatedDateUTC: msDate(seededAt),
      AddToWatchlist: false,
    }),
  });
}

export function listTaxRates(call: Call): Reply {
  return answerList(call, 'TaxRates', call.organisation.taxRates, {
    names: ['TaxType', 'Name', 'Status', 'CanApplyToRevenue'],
    fields: ({ TaxType, Name, Status, CanApplyToRevenue }) => ({ TaxType, Name, Status, CanApplyToRevenue }),
    updated: () => call.organisation.seededAt,
    view: (rate) => ({
      Name: rate.Name,
      TaxType: rate.TaxType,
      CanApplyToAssets: true,
      CanApplyToEquity: true,
      CanApplyToExpenses: !rate.CanApplyToRevenue,
      CanApplyToLiabilities: true,
      CanApplyToRevenue: rate.CanApplyToRevenue,
      DisplayTaxRate: Number(rate.EffectiveRate),
      EffectiveRate: Number(rate.EffectiveRate),
      Status: rate.Status,
      TaxComponents: [
        { Name: rate.Name, Rate: Number(rate.EffectiveRate), IsCompound: false, IsNonRecoverable: false },
      ],
    }),
  });
}

export function listTrackingCategories(call: Call): Reply {
  return answerList(call, 'TrackingCategories', call.organisation.trackingCategories, {
    names: ['TrackingCategoryID', 'Name', 'Status'],
    fields: ({ TrackingCategoryID, Name }) => ({ TrackingCategoryID, Name, Status: 'ACTIVE' }),
    updated: () => call.organisation.seededAt,
    view: (category) => ({
      Name: category.Name,
      Status: 'ACTIVE',
      TrackingCategoryID: category.TrackingCategoryID,
      Options: category.Options.map((option) => ({ ...option, Status: 'ACTIVE' })),
    }),
  });
}

export function listCurrencies(call: Call): Reply {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  return answerList(call, 'Currencies', call.organisation.currencies, {
    names: ['Code'],
    fields: (Code) => ({ Code }),
    updated: () => call.organisation.seededAt,
    view: (Code) => ({ Code, Description: names.of(Code) }),
  });
}

export function listBrandingThemes(call: Call): Reply {
  return envelope(
    call,
    'BrandingThemes',
    call.organisation.brandingThemes.map((theme, SortOrder) => ({
      ...theme,
      SortOrder,
      CreatedDateUTC: msDate(call.organisation.seededAt),
    })),
  );
}

export function listItems(call: Call): Reply {
  return answerList(call, 'Items', call.organisation.items, {
    names: ['ItemID', 'Code', 'Name'],
    fields: ({ ItemID, Code, Name }) => ({ ItemID, Code, Name }),
    updated: () => call.organisation.seededAt,
    view: ({ ItemID, Code, Name, Description, UnitPrice, AccountCode, TaxType }) => ({
      ItemID,
      Code,
      Name,
      Description: Description ?? '',
      UpdatedDateUTC: msDate(call.organisation.seededAt),
      PurchaseDetails: {},
      SalesDetails: {
        ...(UnitPrice !== undefined && { UnitPrice: Number(UnitPrice) }),
        ...(AccountCode && { AccountCode }),
        ...(TaxType && { TaxType }),
      },
      IsTrackedAsInventory: false,
      IsSold: true,
      IsPurchased: false,
    }),
  });
}

/** Shared by seeding and the page of one theme. */
export function themeId(tenantId: string): string {
  return guid(tenantId, 'theme', 'Standard');
}

/**
 * What a world is made of when it begins: the people in Slack, the tenant in Autotask, the organisations in Xero. The
 * vendors' own field names, because the reader compares with the vendors' pages. Amounts are decimal strings; the
 * Autotask stand-in prints them as JSON numbers, as Autotask does.
 */
export interface World {
  /** The day the story is played, `YYYY-MM-DD`: what "last-month" is counted from. Undefined: the real day. */
  today?: string;
  slack: SlackWorld;
  autotask: AutotaskWorld;
  xero: XeroWorld;
}

export interface SlackWorld {
  team: { id: string; domain: string };
  /** `role` is for the sandbox's page only; upSync learns its rights from its settings. */
  people: { id: string; name: string; realName: string; role: 'searcher' | 'approver' | 'admin'; email: string }[];
  channels: { id: string; name: string; isPrivate: boolean; members: string[]; botIsMember: boolean }[];
}

export interface AutotaskWorld {
  ci: number;
  companies: AutotaskCompany[];
  contacts: AutotaskContact[];
  invoices: AutotaskInvoice[];
  billingItems: AutotaskBillingItem[];
  billingCodes: { id: number; name: string; externalNumber: string; taxCategoryID: number | null; isActive: boolean }[];
  currencies: { id: number; name: string; isInternalCurrency: boolean; isActive: boolean; exchangeRate: string }[];
  paymentTerms: { id: number; name: string; paymentDueInDays: number; isActive: boolean }[];
  taxRegions: { id: number; name: string; isActive: boolean }[];
  taxCategories: { id: number; name: string; description: string; isActive: boolean }[];
  /** `taxRate` is a fraction as a decimal string: "0.21". */
  taxes: {
    id: number;
    taxRegionID: number;
    taxCategoryID: number;
    taxName: string;
    taxRate: string;
    isCompounded: boolean;
  }[];
  /** What lines point to by ticketID and contractID; none when left out. */
  tickets?: { id: number; companyID: number; ticketNumber: string; title: string }[];
  contracts?: { id: number; companyID: number; contractName: string; startDate: string; endDate: string }[];
  /** Divisions, lines of business, and the pairs of them that lines point to. */
  organizationalLevel1s: { id: number; name: string; isActive: boolean }[];
  organizationalLevel2s: { id: number; name: string; isActive: boolean }[];
  organizationalLevelAssociations: {
    id: number;
    organizationalLevel1ID: number;
    organizationalLevel2ID: number;
    isActive: boolean;
  }[];
  /** Lines of business (associations) the API user is not assigned to: their lines are silently not returned. */
  hiddenAssociations: number[];
}

export interface AutotaskCompany {
  id: number;
  companyName: string;
  companyNumber: string;
  isActive: boolean;
  phone: string;
  webAddress: string;
  taxID: string;
  taxRegionID: number | null;
  isTaxExempt: boolean;
  currencyID: number;
  parentCompanyID: number | null;
}

export interface AutotaskContact {
  id: number;
  companyID: number;
  firstName: string;
  lastName: string;
  emailAddress: string;
  title: string;
  /** Autotask has it as an integer, 0 or 1. */
  isActive: number;
  primaryContact: boolean;
  billingContact: boolean;
}

export interface AutotaskInvoice {
  id: number;
  batchID: number;
  companyID: number;
  invoiceNumber: string | null;
  /** Calendar days, `YYYY-MM-DD`; the stand-in prints them as midnight Z, as Autotask does. */
  invoiceDateTime: string;
  dueDate: string | null;
  fromDate: string | null;
  toDate: string | null;
  createDateTime: string;
  /** Net of tax. */
  invoiceTotal: string;
  totalTaxValue: string;
  taxRegionName: string | null;
  paymentTerm: number | null;
  orderNumber: string;
  comments: string | null;
  isVoided: boolean;
  voidedDate: string | null;
  paidDate: string | null;
  webServiceDate: string | null;
}

export interface AutotaskBillingItem {
  id: number;
  invoiceID: number;
  companyID: number;
  itemName: string;
  description: string;
  itemDate: string;
  /** Picklist values; labels come from entityInformation/fields. */
  billingItemType: number;
  billingCodeID: number | null;
  taxCategoryID: number | null;
  quantity: string;
  rate: string;
  extendedPrice: string;
  totalAmount: string;
  taxDollars: string;
  organizationalLevelAssociationID: number | null;
  contractID: number | null;
  ticketID: number | null;
  purchaseOrderNumber: string;
}

export interface XeroWorld {
  organisations: XeroOrganisation[];
}

/** One organisation (tenant) with what is in it on the first day. */
export interface XeroOrganisation {
  tenantId: string;
  tenantType: 'ORGANISATION' | 'PRACTICE';
  name: string;
  shortCode: string;
  baseCurrency: string;
  countryCode: string;
  /** `YYYY-MM-DD` or null. */
  periodLockDate: string | null;
  endOfYearLockDate: string | null;
  currencies: string[];
  accounts: {
    Code: string;
    Name: string;
    Type: string;
    Class: string;
    TaxType: string;
    Status: string;
    SystemAccount?: string;
  }[];
  /** `EffectiveRate` is a percentage as a decimal string: "21.0000". */
  taxRates: { TaxType: string; Name: string; EffectiveRate: string; Status: string; CanApplyToRevenue: boolean }[];
  trackingCategories: { Name: string; Options: string[] }[];
  /** What lines may name by ItemCode; none when left out. */
  items?: {
    Code: string;
    Name: string;
    Description?: string;
    UnitPrice?: string;
    AccountCode?: string;
    TaxType?: string;
  }[];
  contacts: XeroSeedContact[];
  invoices: XeroSeedInvoice[];
}

export interface XeroSeedContact {
  /** A name that other seed records may point to; the stand-in turns it into a GUID. */
  key: string;
  Name: string;
  ContactNumber?: string;
  EmailAddress?: string;
  TaxNumber?: string;
  FirstName?: string;
  LastName?: string;
  ContactStatus: 'ACTIVE' | 'ARCHIVED';
  /** `key` of the contact this one was merged into. */
  mergedTo?: string;
}

/** A document somebody else put there: the Windows tool, another connector, a person. */
export interface XeroSeedInvoice {
  Type: 'ACCREC' | 'ACCRECCREDIT';
  Number: string;
  contactKey: string;
  Date: string;
  DueDate?: string;
  Status: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED';
  Reference?: string;
  Url?: string;
  LineItems: { Description: string; Quantity: string; UnitAmount: string; AccountCode: string; TaxType: string }[];
}

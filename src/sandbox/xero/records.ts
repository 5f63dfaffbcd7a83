import type { XeroOrganisation } from '../world.ts';

/** What the stand-in keeps in its store. Amounts are decimal strings, moments epoch milliseconds, days `YYYY-MM-DD`. */

type AsSeeded = Omit<XeroOrganisation, 'accounts' | 'trackingCategories' | 'items' | 'contacts' | 'invoices'>;

export interface OrganisationRecord extends AsSeeded {
  accounts: (XeroOrganisation['accounts'][number] & { AccountID: string })[];
  trackingCategories: {
    TrackingCategoryID: string;
    Name: string;
    Options: { TrackingOptionID: string; Name: string }[];
  }[];
  items: ({ ItemID: string } & NonNullable<XeroOrganisation['items']>[number])[];
  brandingThemes: { BrandingThemeID: string; Name: string }[];
  seededAt: number;
}

export interface Address {
  AddressType: 'POBOX' | 'STREET';
  [line: string]: string;
}

export interface Phone {
  PhoneType: string;
  PhoneNumber: string;
  PhoneAreaCode: string;
  PhoneCountryCode: string;
}

export interface ContactPerson {
  FirstName?: string | undefined;
  LastName?: string | undefined;
  EmailAddress?: string | undefined;
  IncludeInEmails?: boolean | undefined;
}

export interface ContactRecord {
  tenantId: string;
  ContactID: string;
  ContactStatus: 'ACTIVE' | 'ARCHIVED' | 'GDPRREQUEST';
  Name: string;
  ContactNumber?: string | undefined;
  AccountNumber?: string | undefined;
  FirstName?: string | undefined;
  LastName?: string | undefined;
  EmailAddress?: string | undefined;
  CompanyNumber?: string | undefined;
  TaxNumber?: string | undefined;
  BankAccountDetails?: string | undefined;
  DefaultCurrency?: string | undefined;
  AccountsReceivableTaxType?: string | undefined;
  SalesDefaultAccountCode?: string | undefined;
  PaymentTerms?: unknown;
  ContactPersons: ContactPerson[];
  Addresses: Address[];
  Phones: Phone[];
  isCustomer: boolean;
  mergedTo?: string | undefined;
  updated: number;
}

export type DocumentType = 'ACCREC' | 'ACCRECCREDIT';
export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED';
export type LineAmountTypes = 'Exclusive' | 'Inclusive' | 'NoTax';

export interface LineRecord {
  LineItemID: string;
  description?: string | undefined;
  quantity: string;
  unitAmount: string;
  lineAmount: string;
  taxType?: string | undefined;
  taxAmount: string;
  accountCode?: string | undefined;
  accountId?: string | undefined;
  itemCode?: string | undefined;
  discountRate?: string | undefined;
  discountAmount?: string | undefined;
  tracking: { TrackingCategoryID: string; TrackingOptionID: string; Name: string; Option: string }[];
}

/** An invoice or a credit note. */
export interface DocumentRecord {
  tenantId: string;
  type: DocumentType;
  id: string;
  number: string;
  status: DocumentStatus;
  contactId: string;
  date: string;
  dueDate?: string | undefined;
  expectedPaymentDate?: string | undefined;
  plannedPaymentDate?: string | undefined;
  reference?: string | undefined;
  url?: string | undefined;
  currency: string;
  currencyRate: string;
  lineAmountTypes: LineAmountTypes;
  lines: LineRecord[];
  brandingThemeId: string;
  sentToContact: boolean;
  subTotal: string;
  totalTax: string;
  total: string;
  /** Payments made on it. */
  paid: string;
  /** An invoice: credit applied to it. A credit note: what of it was applied. */
  credited: string;
  allocations: { AllocationID: string; invoiceId: string; creditNoteId: string; amount: string; date: string }[];
  /** The app that made it; null for a person or another app. */
  createdBy: string | null;
  updated: number;
}

export interface AttachmentRecord {
  AttachmentID: string;
  documentId: string;
  fileName: string;
  mimeType: string;
  includeOnline: boolean;
  base64: string;
}

export interface HistoryRecord {
  documentId: string;
  changes: string;
  details: string;
  user: string;
  at: number;
}

export interface ConnectionRecord {
  id: string;
  clientId: string;
  tenantId: string;
  authEventId: string;
  created: number;
  updated: number;
}

export interface CodeRecord {
  code: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  authEventId: string;
  nonce?: string | undefined;
  challenge?: string | undefined;
  issued: number;
  used: boolean;
}

export interface AccessTokenRecord {
  token: string;
  clientId: string;
  scopes: string[];
  authEventId: string;
  expires: number;
  revoked: boolean;
  /** Client credentials: the one organisation it is tied to. */
  tenantId?: string | undefined;
}

export interface RefreshTokenRecord {
  token: string;
  clientId: string;
  scopes: string[];
  authEventId: string;
  issued: number;
  /** When it was first exchanged for a new one. */
  rotated?: number;
  revoked: boolean;
}

export interface IdempotencyRecord {
  /** App and key. */
  id: string;
  method: string;
  url: string;
  /** SHA-256 of the body's bytes. */
  body: string;
  first: number;
  reply: { status: number; headers: Record<string, string>; base64: string };
}

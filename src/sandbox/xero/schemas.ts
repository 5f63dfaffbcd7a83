import { z } from 'zod';
import { parseDay } from './format.ts';

/**
 * What may be in a request. Strict: a key that is not here is either unknown to Xero, or not modelled, or read-only,
 * and a client that sends it should hear so. Lengths are checked later, element by element, as Xero does.
 * https://developer.xero.com/documentation/api/accounting/invoices
 */

const guid = z.guid();
const day = z.string().refine((value) => parseDay(value) !== undefined, 'is not a date');
const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency code');
const status = z.enum(['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED']);

const address = z.strictObject({
  AddressType: z.enum(['POBOX', 'STREET']),
  AddressLine1: z.string().optional(),
  AddressLine2: z.string().optional(),
  AddressLine3: z.string().optional(),
  AddressLine4: z.string().optional(),
  City: z.string().optional(),
  Region: z.string().optional(),
  PostalCode: z.string().optional(),
  Country: z.string().optional(),
  AttentionTo: z.string().optional(),
});

const phone = z.strictObject({
  PhoneType: z.enum(['DEFAULT', 'DDI', 'MOBILE', 'FAX', 'OFFICE']),
  PhoneNumber: z.string().optional(),
  PhoneAreaCode: z.string().optional(),
  PhoneCountryCode: z.string().optional(),
});

const contactPerson = z.strictObject({
  FirstName: z.string().optional(),
  LastName: z.string().optional(),
  EmailAddress: z.string().optional(),
  IncludeInEmails: z.boolean().optional(),
});

const paymentTerm = z.strictObject({
  Day: z.int(),
  Type: z.enum(['DAYSAFTERBILLDATE', 'DAYSAFTERBILLMONTH', 'OFCURRENTMONTH', 'OFFOLLOWINGMONTH']),
});

export const contactInput = z.strictObject({
  ContactID: guid.optional(),
  ContactNumber: z.string().optional(),
  AccountNumber: z.string().optional(),
  ContactStatus: z.enum(['ACTIVE', 'ARCHIVED', 'GDPRREQUEST']).optional(),
  Name: z.string().optional(),
  FirstName: z.string().optional(),
  LastName: z.string().optional(),
  EmailAddress: z.string().optional(),
  CompanyNumber: z.string().optional(),
  TaxNumber: z.string().optional(),
  BankAccountDetails: z.string().optional(),
  DefaultCurrency: currency.optional(),
  AccountsReceivableTaxType: z.string().optional(),
  SalesDefaultAccountCode: z.string().optional(),
  PaymentTerms: z.strictObject({ Sales: paymentTerm.optional(), Bills: paymentTerm.optional() }).optional(),
  ContactPersons: z.array(contactPerson).optional(),
  Addresses: z.array(address).optional(),
  Phones: z.array(phone).optional(),
});
export type ContactInput = z.infer<typeof contactInput>;

const tracking = z.strictObject({
  TrackingCategoryID: guid.optional(),
  TrackingOptionID: guid.optional(),
  Name: z.string().optional(),
  Option: z.string().optional(),
});
export type TrackingInput = z.infer<typeof tracking>;

export const lineInput = z.strictObject({
  LineItemID: guid.optional(),
  Description: z.string().optional(),
  Quantity: z.number().optional(),
  UnitAmount: z.number().optional(),
  LineAmount: z.number().optional(),
  ItemCode: z.string().optional(),
  AccountCode: z.string().optional(),
  AccountID: guid.optional(),
  TaxType: z.string().optional(),
  TaxAmount: z.number().optional(),
  DiscountRate: z.number().optional(),
  DiscountAmount: z.number().optional(),
  Tracking: z.array(tracking).optional(),
});
export type LineInput = z.infer<typeof lineInput>;

const documentFields = {
  Contact: contactInput.optional(),
  LineItems: z.array(lineInput).optional(),
  Date: day.optional(),
  LineAmountTypes: z.enum(['Exclusive', 'Inclusive', 'NoTax']).optional(),
  Reference: z.string().optional(),
  BrandingThemeID: guid.optional(),
  CurrencyCode: currency.optional(),
  CurrencyRate: z.number().positive().optional(),
  Status: status.optional(),
  // Computed by Xero: taken and ignored.
  SubTotal: z.number().optional(),
  TotalTax: z.number().optional(),
  Total: z.number().optional(),
};

export const invoiceInput = z.strictObject({
  ...documentFields,
  Type: z.enum(['ACCREC', 'ACCPAY']).optional(),
  InvoiceID: guid.optional(),
  InvoiceNumber: z.string().optional(),
  DueDate: day.optional(),
  ExpectedPaymentDate: day.optional(),
  PlannedPaymentDate: day.optional(),
  Url: z.string().optional(),
  SentToContact: z.boolean().optional(),
});

export const creditNoteInput = z.strictObject({
  ...documentFields,
  Type: z.enum(['ACCRECCREDIT', 'ACCPAYCREDIT']).optional(),
  CreditNoteID: guid.optional(),
  CreditNoteNumber: z.string().optional(),
  DueDate: day.optional(),
});

export const historyInput = z.strictObject({ Details: z.string().min(1) });

export const allocationInput = z.strictObject({
  Amount: z.number().positive(),
  Date: day,
  Invoice: z.strictObject({ InvoiceID: guid }),
});

export const emptyInput = z.strictObject({});

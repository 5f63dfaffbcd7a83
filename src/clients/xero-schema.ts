import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { canonicalAmount } from './exact-json.ts';

/**
 * What upSync reads of Xero, in its field names (https://developer.xero.com/documentation/api/accounting/overview).
 * Numbers arrive as text, see exact-json.ts. Fields that are not used are not named.
 */

export const NO_ID = '00000000-0000-0000-0000-000000000000';

const text = z.string().nullish();
/** Amounts of documents have two decimals at least, as people and books write them. */
const amount = z
  .string()
  .nullish()
  .transform((value, context) => {
    const canonical = canonicalAmount(value ?? '0');
    if (canonical === null) {
      context.addIssue({ code: 'custom', message: 'is not a number' });
      return '0.00';
    }
    const exact = new Decimal(canonical);
    return exact.decimalPlaces() <= 2 ? exact.toFixed(2) : canonical;
  });
const messages = z
  .array(z.object({ Message: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map(({ Message }) => Message.trim()).filter(Boolean));
const id = z
  .string()
  .nullish()
  .transform((value) => (value && value !== NO_ID ? value.toLowerCase() : null));
/** What every element of an answered batch says of itself. */
const outcome = {
  StatusAttributeString: text,
  ValidationErrors: messages,
  Warnings: messages,
};

export const document = z.object({
  ...outcome,
  HasErrors: z.boolean().nullish(),
  Type: text,
  InvoiceID: id,
  CreditNoteID: id,
  InvoiceNumber: text,
  CreditNoteNumber: text,
  Reference: text,
  Url: text,
  SentToContact: z.boolean().nullish(),
  Contact: z.object({ ContactID: id, Name: text }).nullish(),
  Status: text,
  Date: text,
  DateString: text,
  CurrencyCode: text,
  SubTotal: amount,
  TotalTax: amount,
  Total: amount,
  AmountPaid: amount,
  AmountCredited: amount,
  /** Of a credit note: what of it was applied, and what is left. */
  AppliedAmount: amount,
  RemainingCredit: text,
});
export type DocumentElement = z.infer<typeof document>;

/** As a paged list or a single document shows it; other lists leave the lines out. */
export const detailedDocument = document.extend({
  LineAmountTypes: text,
  LineItems: z
    .array(
      z.object({
        Description: text,
        Quantity: amount,
        UnitAmount: amount,
        LineAmount: amount,
        TaxAmount: amount,
        TaxType: text,
        AccountCode: text,
      }),
    )
    .nullish()
    .transform((lines) => lines ?? []),
});
export type DetailedElement = z.infer<typeof detailedDocument>;

export const contact = z.object({
  ...outcome,
  HasValidationErrors: z.boolean().nullish(),
  ContactID: id,
  Name: text,
  ContactNumber: text,
  ContactStatus: text,
  EmailAddress: text,
  TaxNumber: text,
  MergedToContactID: id,
});
export type ContactElement = z.infer<typeof contact>;

export const invoicesAnswer = z.object({ Invoices: z.array(document), Warnings: messages });
export const creditNotesAnswer = z.object({ CreditNotes: z.array(document), Warnings: messages });
/** Numbers are texts here, see exact-json.ts. */
const pagination = z.object({ pageCount: z.coerce.number().int() }).nullish();
export const detailedInvoicesAnswer = z.object({ Invoices: z.array(detailedDocument), pagination });
export const detailedCreditNotesAnswer = z.object({ CreditNotes: z.array(detailedDocument), pagination });
export const contactsAnswer = z.object({ Contacts: z.array(contact) });

export const organisationsAnswer = z.object({
  Organisations: z
    .array(
      z.object({
        OrganisationID: id,
        Name: z.string(),
        ShortCode: text,
        BaseCurrency: z.string(),
        PeriodLockDate: text,
        EndOfYearLockDate: text,
      }),
    )
    .min(1),
});
export const accountsAnswer = z.object({
  Accounts: z.array(z.object({ Code: text, Name: text, Status: text, Class: text, SystemAccount: text })),
});
export const taxRatesAnswer = z.object({
  TaxRates: z.array(
    z.object({
      TaxType: text,
      Name: text,
      Status: text,
      EffectiveRate: text,
      CanApplyToRevenue: z.boolean().nullish(),
    }),
  ),
});
export const currenciesAnswer = z.object({ Currencies: z.array(z.object({ Code: z.string() })) });

export const itemsAnswer = z.object({
  Items: z.array(
    z.object({
      Code: z.string(),
      Name: text,
      IsSold: z.boolean().nullish(),
      IsTrackedAsInventory: z.boolean().nullish(),
      SalesDetails: z.object({ AccountCode: text }).nullish(),
    }),
  ),
});
export const trackingAnswer = z.object({
  TrackingCategories: z.array(
    z.object({
      TrackingCategoryID: z.string(),
      Name: z.string(),
      Status: text,
      Options: z
        .array(z.object({ TrackingOptionID: z.string(), Name: z.string(), Status: text }))
        .nullish()
        .transform((options) => options ?? []),
    }),
  ),
});

export const connectionsAnswer = z.array(
  z.object({ id: z.string(), tenantId: z.string(), tenantType: text, tenantName: text }),
);

/** The shapes in which Xero says no: a validation with elements, a message, or a problem with a detail. */
export const complaint = z.object({
  Elements: z.array(z.object({ ValidationErrors: messages })).nullish(),
  Message: text,
  Detail: text,
  Type: text,
});

/**
 * The calendar day of `2026-10-31T00:00:00` or `/Date(1793404800000+0000)/`: midnight UTC of the organisation's day, so
 * that only UTC gives it back. Null where there is none.
 */
export function readDay(value: string | null | undefined): string | null {
  if (!value) return null;
  const ms = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(value)?.[1];
  if (ms !== undefined) return new Date(Number(ms)).toISOString().slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : null;
}

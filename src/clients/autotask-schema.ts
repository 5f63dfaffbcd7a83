import { z } from 'zod';
import { canonicalAmount } from './exact-json.ts';

/**
 * What upSync reads of Autotask, in its field names (https://www.autotask.net/help/developerhelp/Content/APIs/REST/).
 * Numbers arrive as text, see exact-json.ts. A schema names only fields that are used and transforms once.
 */

/** How a field is compared in a filter; a field that is not listed cannot be asked for. */
export type FieldKind = 'number' | 'day' | 'text';

export interface Entity<Row, Field extends string = string> {
  /** As in the URL: `Invoices`. */
  path: string;
  fields: Readonly<Record<Field, FieldKind>>;
  row: z.ZodType<Row>;
}

const id = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
/** Where nothing is pointed to, Autotask has null or 0. */
const reference = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .nullish()
  .transform((text) => (text && Number(text) > 0 ? Number(text) : null));
const count = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);
const amount = z
  .string()
  .nullish()
  .transform((text, context) => {
    const canonical = canonicalAmount(text ?? '0');
    if (canonical === null) context.addIssue({ code: 'custom', message: 'is not a number' });
    return canonical ?? '0';
  });
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const textOrNull = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
/** An integer 0 or 1 on contacts, a boolean elsewhere. */
const flagOrInteger = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => value === true || value === '1');

/**
 * Days come as midnight Z and belong to no zone: the first ten characters are the day. Converting them to any zone west
 * of UTC would move the invoice to the day before.
 */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/)
  .transform((value) => value.slice(0, 10));
const dayOrNull = day
  .or(z.literal(''))
  .nullish()
  .transform((value) => value || null);

/** Instants are UTC, with or without a Z, with or without a fraction. */
const instantOrNull = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (!value) return null;
    const moment = new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(value) || value.length === 10 ? value : `${value}Z`);
    if (!Number.isNaN(moment.getTime())) return moment.toISOString();
    context.addIssue({ code: 'custom', message: 'is not an instant' });
    return null;
  });

/** Another connector leaves "ERROR" where it failed: that is no number. */
const invoiceNumber = textOrNull.transform((value) => (value?.toUpperCase() === 'ERROR' ? null : value));

export const invoices = {
  path: 'Invoices',
  fields: { id: 'number', companyID: 'number', invoiceDateTime: 'day' },
  row: z.object({
    id,
    companyID: id,
    invoiceNumber,
    invoiceDateTime: day,
    dueDate: dayOrNull,
    fromDate: dayOrNull,
    toDate: dayOrNull,
    invoiceTotal: amount,
    totalTaxValue: amount,
    taxRegionName: textOrNull,
    paymentTerm: reference,
    orderNumber: textOrNull,
    isVoided: flag,
    voidedDate: instantOrNull,
    webServiceDate: instantOrNull,
  }),
} as const satisfies Entity<unknown>;
export type InvoiceRow = z.infer<typeof invoices.row>;

export const billingItems = {
  path: 'BillingItems',
  fields: { id: 'number', invoiceID: 'number' },
  row: z.object({
    id,
    invoiceID: id,
    itemDate: dayOrNull,
    itemName: text,
    description: text,
    billingItemType: reference,
    quantity: amount,
    rate: amount,
    totalAmount: amount,
    taxDollars: amount,
    billingCodeID: reference,
    taxCategoryID: reference,
    organizationalLevelAssociationID: reference,
    ticketID: reference,
    contractID: reference,
  }),
} as const satisfies Entity<unknown>;
export type BillingItemRow = z.infer<typeof billingItems.row>;

export const companies = {
  path: 'Companies',
  fields: { id: 'number' },
  row: z.object({
    id,
    companyName: text,
    currencyID: reference,
    webAddress: textOrNull,
    taxID: textOrNull,
    isActive: flagOrInteger,
  }),
} as const satisfies Entity<unknown>;

export const contacts = {
  path: 'Contacts',
  fields: { id: 'number', companyID: 'number' },
  row: z.object({
    id,
    companyID: id,
    firstName: text,
    lastName: text,
    emailAddress: textOrNull,
    isActive: flagOrInteger,
    primaryContact: flagOrInteger,
    billingContact: flagOrInteger,
  }),
} as const satisfies Entity<unknown>;

/** Tables of names: small, read whole. */
const named = (path: string) => ({ path, fields: { id: 'number' }, row: z.object({ id, name: text }) }) as const;

export const billingCodes = {
  path: 'BillingCodes',
  fields: { id: 'number' },
  row: z.object({ id, name: text, taxCategoryID: reference }),
} as const satisfies Entity<unknown>;
export const taxCategories = named('TaxCategories');
export const taxRegions = named('TaxRegions');
export const paymentTerms = named('PaymentTerms');
export const divisions = named('OrganizationalLevel1s');
export const linesOfBusiness = named('OrganizationalLevel2s');

/** Lines point to them by id; people know them by these. */
export const tickets = {
  path: 'Tickets',
  fields: { id: 'number' },
  row: z.object({ id, ticketNumber: text }).transform((row) => ({ id: row.id, name: row.ticketNumber.trim() })),
} as const satisfies Entity<unknown>;
export const contracts = {
  path: 'Contracts',
  fields: { id: 'number' },
  row: z.object({ id, contractName: text }).transform((row) => ({ id: row.id, name: row.contractName.trim() })),
} as const satisfies Entity<unknown>;

export const levelPairs = {
  path: 'OrganizationalLevelAssociations',
  fields: { id: 'number' },
  row: z.object({ id, organizationalLevel1ID: reference, organizationalLevel2ID: reference, isActive: flag }),
} as const satisfies Entity<unknown>;

export const taxes = {
  path: 'Taxes',
  fields: { id: 'number' },
  row: z.object({ id, taxRegionID: reference, taxCategoryID: reference, taxRate: amount, isCompounded: flag }),
} as const satisfies Entity<unknown>;

export const currencies = {
  path: 'Currencies',
  fields: { id: 'number' },
  row: z.object({ id, name: text, isInternalCurrency: flag }),
} as const satisfies Entity<unknown>;

export const resources = {
  path: 'Resources',
  fields: { id: 'number', email: 'text', userName: 'text' },
  row: z.object({ id }),
} as const satisfies Entity<unknown>;

export const page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  pageDetails: z.object({ nextPageUrl: z.string().nullish() }).nullish(),
});

const file = z.object({ data: z.string().nullish() });
export const pdfAnswer = z.union([z.object({ item: file.nullable() }).transform(({ item }) => item), file]);

/** Calls of all tools in the last hour, and how many there may be. */
export const thresholds = z.object({ externalRequestThreshold: count, currentTimeframeRequestCount: count });
export const zoneInformation = z.object({ url: z.string(), webUrl: z.string(), ci: id });
export const writeAnswer = z.object({ itemId: id });
export const entityAccess = z.object({ info: z.object({ canQuery: flag, userAccessForQuery: text }) });
export const fieldList = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      picklistValues: z.array(z.object({ value: z.string(), label: text })).nullish(),
    }),
  ),
});
export const assignedResources = z.object({ items: z.array(z.object({ resourceID: reference })) });

/** Autotask says what is wrong as a list of sentences, seen as texts and as objects; the web server has a `Message`. */
export const refusal = z.object({
  errors: z.array(z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])).min(1),
});

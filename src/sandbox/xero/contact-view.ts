import { compact, msDate } from './format.ts';
import type { ContactRecord } from './records.ts';

/** How much of a contact an answer shows. */
export type ContactDetail =
  | 'whole' // by id, on a page, after a change
  | 'list' // a list without page
  | 'summary' // summaryOnly=true
  | 'nested'; // inside a document

/** A contact as it stands in an answer. MergedToContactID is there only when paged or fetched by id. */
export function viewContact(contact: ContactRecord, detail: ContactDetail): Record<string, unknown> {
  if (detail === 'nested') return { ContactID: contact.ContactID, Name: contact.Name };
  const light = {
    ContactID: contact.ContactID,
    ContactNumber: contact.ContactNumber,
    AccountNumber: contact.AccountNumber,
    ContactStatus: contact.ContactStatus,
    Name: contact.Name,
    FirstName: contact.FirstName,
    LastName: contact.LastName,
    EmailAddress: contact.EmailAddress ?? '',
    CompanyNumber: contact.CompanyNumber,
    TaxNumber: contact.TaxNumber,
    UpdatedDateUTC: msDate(contact.updated),
  };
  if (detail === 'summary') return compact(light);
  const listed = {
    ...light,
    BankAccountDetails: contact.BankAccountDetails ?? '',
    Addresses: contact.Addresses,
    Phones: contact.Phones,
    IsSupplier: false,
    IsCustomer: contact.isCustomer,
    DefaultCurrency: contact.DefaultCurrency,
    HasAttachments: false,
    HasValidationErrors: false,
  };
  if (detail === 'list') return compact(listed);
  return compact({
    ...listed,
    MergedToContactID: contact.mergedTo,
    AccountsReceivableTaxType: contact.AccountsReceivableTaxType,
    SalesDefaultAccountCode: contact.SalesDefaultAccountCode,
    PaymentTerms: contact.PaymentTerms,
    ContactPersons: contact.ContactPersons,
    ContactGroups: [],
    SalesTrackingCategories: [],
    PurchasesTrackingCategories: [],
  });
}

import type { Call } from './context.ts';
import { compact } from './format.ts';
import type { Address, ContactRecord, Phone } from './records.ts';
import type { ContactInput } from './schemas.ts';

export const ARCHIVED_EDIT =
  'The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.';
export const ARCHIVED_USE =
  'The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.';

const LENGTHS: Record<string, number> = {
  Name: 255,
  FirstName: 255,
  LastName: 255,
  EmailAddress: 255,
  ContactNumber: 50,
  AccountNumber: 50,
  CompanyNumber: 50,
  TaxNumber: 50,
};
const ADDRESS_LENGTHS: Record<string, number> = {
  City: 255,
  Region: 255,
  AttentionTo: 255,
  PostalCode: 50,
  Country: 50,
};
const PHONE_LENGTHS: Record<string, number> = { PhoneNumber: 50, PhoneAreaCode: 10, PhoneCountryCode: 20 };

/** What Xero would say against making or changing a contact like this; nothing when it is fine. */
export function contactErrors(call: Call, input: ContactInput, existing: ContactRecord | undefined): string[] {
  if (existing && existing.ContactStatus !== 'ACTIVE') return [ARCHIVED_EDIT];
  const errors = [...nameErrors(call, input, existing), ...numberErrors(call, input, existing)];
  for (const [field, max] of Object.entries(LENGTHS)) tooLong(errors, input, field, max);
  const emails = [input.EmailAddress, ...(input.ContactPersons ?? []).map((person) => person.EmailAddress)];
  if (emails.some((email) => email && !/^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(email)))
    errors.push('Email address must be valid.');
  if ((input.ContactPersons?.length ?? 0) > 5) errors.push('A contact can have at most 5 contact persons.');
  for (const address of input.Addresses ?? []) {
    for (const [field, max] of Object.entries(ADDRESS_LENGTHS)) tooLong(errors, address, field, max);
    for (const line of [1, 2, 3, 4]) tooLong(errors, address, `AddressLine${line}`, 500);
    if (address.Country && !/^[A-Za-z ]+$/.test(address.Country)) errors.push('Country must contain letters only.');
  }
  for (const phone of input.Phones ?? [])
    for (const [field, max] of Object.entries(PHONE_LENGTHS)) tooLong(errors, phone, field, max);
  if (input.DefaultCurrency && !call.organisation.currencies.includes(input.DefaultCurrency))
    errors.push(`Organisation is not subscribed to currency ${input.DefaultCurrency}`);
  return errors;
}

/** Unique among active contacts, whatever the case. */
function nameErrors(call: Call, input: ContactInput, existing: ContactRecord | undefined): string[] {
  const name = input.Name;
  if (name === undefined) return existing ? [] : ['The contact name must be specified.'];
  if (name.trim() === '') return ['The contact name must be specified.'];
  if (/[<>]|^\s|\s$|\s\s/.test(name))
    return ['The contact name must not contain < or >, nor leading, trailing or repeated spaces.'];
  const taken = call.state
    .contactsNamed(call.tenantId, name)
    .some((other) => other.ContactStatus === 'ACTIVE' && other.ContactID !== existing?.ContactID);
  return taken
    ? [
        `The contact name ${name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
      ]
    : [];
}

/** Unique over all contacts, archived ones included. */
function numberErrors(call: Call, input: ContactInput, existing: ContactRecord | undefined): string[] {
  const number = input.ContactNumber;
  if (!number) return [];
  const taken = call.state
    .contactsNumbered(call.tenantId, number)
    .some((other) => other.ContactID !== existing?.ContactID);
  return taken && existing?.ContactNumber !== number
    ? [`The contact number ${number} is already assigned to another contact.`]
    : [];
}

function tooLong(errors: string[], input: object, field: string, max: number): void {
  const value = (input as Record<string, unknown>)[field];
  if (typeof value === 'string' && value.length > max)
    errors.push(`The field ${field} must be a string with a maximum length of ${max}.`);
}

/** The contact after the change: what was not sent stays; addresses and phones go into their slots. */
export function applyContact(call: Call, input: ContactInput, existing: ContactRecord | undefined): ContactRecord {
  const base: ContactRecord = existing ?? {
    tenantId: call.tenantId,
    ContactID: call.state.freshId(call.tenantId, 'contact'),
    ContactStatus: 'ACTIVE',
    Name: '',
    ContactPersons: [],
    Addresses: emptyAddresses(),
    Phones: emptyPhones(),
    isCustomer: false,
    updated: call.now,
  };
  const { ContactID: _id, Addresses, Phones, ...fields } = input;
  const changed: ContactRecord = { ...base, ...compact(fields), updated: call.now };
  if (Addresses)
    changed.Addresses = base.Addresses.map((slot) => {
      const sent = Addresses.find((address) => address.AddressType === slot.AddressType);
      return sent ? ({ ...slot, ...compact(sent) } as Address) : slot;
    });
  if (Phones)
    changed.Phones = base.Phones.map((slot) => {
      const sent = Phones.find((phone) => phone.PhoneType === slot.PhoneType);
      return sent ? ({ ...slot, ...compact(sent) } as Phone) : slot;
    });
  return changed;
}

export function emptyAddresses(): Address[] {
  return (['POBOX', 'STREET'] as const).map((AddressType) => ({
    AddressType,
    City: '',
    Region: '',
    PostalCode: '',
    Country: '',
  }));
}

export function emptyPhones(): Phone[] {
  return ['DDI', 'DEFAULT', 'FAX', 'MOBILE'].map((PhoneType) => ({
    PhoneType,
    PhoneNumber: '',
    PhoneAreaCode: '',
    PhoneCountryCode: '',
  }));
}

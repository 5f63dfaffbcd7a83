import { applyContact, contactErrors } from './contact-rules.ts';
import { viewContact } from './contact-view.ts';
import type { Call } from './context.ts';
import type { Outcome } from './envelope.ts';
import { answerBatch, envelope, readElements } from './envelope.ts';
import { compact, isGuid } from './format.ts';
import { answerList, splitGuids } from './listing.ts';
import type { ContactRecord } from './records.ts';
import type { Reply } from './reply.ts';
import { notFound, notModelled, Refusal } from './reply.ts';
import type { ContactInput } from './schemas.ts';
import { contactInput } from './schemas.ts';

/** https://developer.xero.com/documentation/api/accounting/contacts */

export function listContacts(call: Call): Reply {
  const { IDs, includeArchived, searchTerm, summaryOnly, page } = call.query;
  const ids = splitGuids(IDs);
  const term = searchTerm?.toLowerCase();
  const found = call.state
    .contacts(call.tenantId)
    .filter(
      (contact) =>
        (includeArchived?.toLowerCase() === 'true' || contact.ContactStatus === 'ACTIVE') &&
        (!ids || ids.includes(contact.ContactID)) &&
        (!term || searched(contact).includes(term)),
    );
  const detail = summaryOnly?.toLowerCase() === 'true' ? 'summary' : page ? 'whole' : 'list';
  return answerList(call, 'Contacts', found, {
    names: NAMES,
    fields: (contact) => ({
      ContactID: contact.ContactID,
      ContactNumber: contact.ContactNumber,
      AccountNumber: contact.AccountNumber,
      ContactStatus: contact.ContactStatus,
      Name: contact.Name,
      FirstName: contact.FirstName,
      LastName: contact.LastName,
      EmailAddress: contact.EmailAddress,
      TaxNumber: contact.TaxNumber,
      IsCustomer: contact.isCustomer,
      UpdatedDateUTC: new Date(contact.updated),
    }),
    updated: (contact) => contact.updated,
    view: (contact) => viewContact(contact, detail),
  });
}

const NAMES = [
  'ContactID',
  'ContactNumber',
  'AccountNumber',
  'ContactStatus',
  'Name',
  'FirstName',
  'LastName',
  'EmailAddress',
  'TaxNumber',
  'IsCustomer',
  'UpdatedDateUTC',
] as const;

function searched(contact: ContactRecord): string {
  const { Name, FirstName, LastName, ContactNumber, EmailAddress } = contact;
  return [Name, FirstName, LastName, ContactNumber, EmailAddress].join('\n').toLowerCase();
}

/** By ContactID, or by ContactNumber: then, as Xero does, silently the first of several. */
export function getContact(call: Call): Reply {
  const key = call.params.ContactID ?? '';
  const contact = isGuid(key)
    ? call.state.contact(call.tenantId, key)
    : call.state.contactsNumbered(call.tenantId, key)[0];
  return contact ? envelope(call, 'Contacts', [viewContact(contact, 'whole')]) : notFound();
}

/** PUT creates. */
export function createContacts(call: Call): Reply {
  const inputs = readElements(call.incoming, 'Contacts', contactInput);
  if (inputs.some((input) => input.ContactID)) throw notModelled('ContactID in PUT /Contacts: Xero assigns it');
  return answer(
    call,
    inputs.map((input) => store(call, input, undefined)),
  );
}

/** POST updates what it can match by ContactID, else ContactNumber, else Name, and creates the rest. */
export function updateOrCreateContacts(call: Call): Reply {
  const inputs = readElements(call.incoming, 'Contacts', contactInput);
  for (const { ContactID } of inputs)
    if (ContactID && !call.state.contact(call.tenantId, ContactID)) throw new Refusal(notFound());
  return answer(
    call,
    inputs.map((input) => store(call, input, matchContact(call, input))),
  );
}

export function updateContact(call: Call): Reply {
  const existing = call.state.contact(call.tenantId, call.params.ContactID ?? '');
  if (!existing) return notFound();
  const inputs = readElements(call.incoming, 'Contacts', contactInput);
  if (inputs.length !== 1 || (inputs[0]?.ContactID ?? existing.ContactID) !== existing.ContactID)
    throw notModelled('several contacts, or another ContactID, in POST /Contacts/{ContactID}');
  return answer(
    call,
    inputs.map((input) => store(call, input, existing)),
  );
}

/** The contact that these details mean, or undefined. */
export function matchContact(call: Call, input: ContactInput): ContactRecord | undefined {
  const { state, tenantId } = call;
  if (input.ContactID) return state.contact(tenantId, input.ContactID);
  const numbered = input.ContactNumber ? state.contactsNumbered(tenantId, input.ContactNumber)[0] : undefined;
  return numbered ?? state.contactsNamed(tenantId, input.Name ?? '').find((c) => c.ContactStatus === 'ACTIVE');
}

function store(call: Call, input: ContactInput, existing: ContactRecord | undefined): Outcome {
  const errors = contactErrors(call, input, existing);
  if (errors.length > 0) {
    const echo = existing ? viewContact(existing, 'whole') : compact(input);
    return { body: echo, errors, warnings: [] };
  }
  const saved = call.state.saveContact(applyContact(call, input, existing));
  return { body: viewContact(saved, 'whole'), errors: [], warnings: [] };
}

function answer(call: Call, outcomes: Outcome[]): Reply {
  return answerBatch(call, 'Contacts', outcomes, 'ContactID', 'HasValidationErrors');
}
